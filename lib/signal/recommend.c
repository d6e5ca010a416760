#include "recommend.h"

const char *recommend_outcome_name(enum recommend_outcome outcome)
{
	static const char *const names[] = {
		[RECOMMEND_NOT_FRESH] = "not_fresh",
		[RECOMMEND_NO_SIGNAL] = "no_signal",
		[RECOMMEND_LIVE] = "live",
		[RECOMMEND_COOLDOWN] = "cooldown",
		[RECOMMEND_SKIPPED] = "skipped",
		[RECOMMEND_PENDING] = "pending",
	};
	return names[outcome];
}

double recommend_confidence(
	const struct params *p, enum instrument instrument, enum strategy strategy)
{
	const double overrides[] = {
		[STRATEGY_DAY_TRADE] = p->gate_confidence_day_trade,
		[STRATEGY_SWING_TRADE] = p->gate_confidence_swing_trade,
		[STRATEGY_CONSERVATIVE] = p->gate_confidence_conservative,
		[STRATEGY_CREDIT_SPREAD] = p->gate_confidence_credit_spread,
	};
	double override =
		instrument == INSTRUMENT_STOCK ? p->gate_confidence_stock : overrides[strategy];
	return override > 0 ? override : p->gate_confidence_min;
}

/* An unknown LAST: no recommendation yet. */
static bool is_cooling(const struct params *p, struct instant now, struct instant last)
{
	return instant_known(last) &&
	       now.us - last.us < (int64_t)p->signal_cooldown_min * MINUTE_US;
}

enum recommend_outcome recommend_decide(const struct params *p, const struct signal_decision *d,
	bool evaluated, const struct recommend_history *history)
{
	if (evaluated || d->failed == SIGNAL_BAR_AGE || d->failed == SIGNAL_FEATURE_AGE)
		return RECOMMEND_NOT_FRESH;
	if (d->failed != SIGNAL_PASSED)
		return RECOMMEND_NO_SIGNAL;
	if (history->live)
		return RECOMMEND_LIVE;
	struct instant last =
		d->direction == DIRECTION_BULLISH ? history->last_bullish : history->last_bearish;
	if (is_cooling(p, d->in.now, last))
		return RECOMMEND_COOLDOWN;
	if (!(d->score.confidence >= recommend_confidence(p, d->instrument, d->strategy)))
		return RECOMMEND_SKIPPED;
	return RECOMMEND_PENDING;
}

bool recommend_is_stored(enum recommend_outcome outcome)
{
	return outcome == RECOMMEND_SKIPPED || outcome == RECOMMEND_PENDING;
}
