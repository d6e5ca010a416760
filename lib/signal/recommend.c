#include "recommend.h"

#include <math.h>

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
		/* it takes the place of a swing_trade */
		[STRATEGY_DEBIT_SPREAD] = p->gate_confidence_swing_trade,
	};
	double override =
		instrument == INSTRUMENT_STOCK ? p->gate_confidence_stock : overrides[strategy];
	return override > 0 ? override : p->gate_confidence_min;
}

/* In minutes; HUGE_VAL: there was none. */
static double since_last(const struct signal_decision *d, const struct recommend_history *history)
{
	struct instant last =
		d->direction == DIRECTION_BULLISH ? history->last_bullish : history->last_bearish;
	return instant_known(last) ? instant_age_s(d->in.now, last) / 60 : HUGE_VAL;
}

void recommend_conditions(const struct params *p, const struct signal_decision *d, bool evaluated,
	const struct recommend_history *history,
	struct condition out[static RECOMMEND_CONDITION_COUNT])
{
	bool passed = d->failed == SIGNAL_PASSED;
	out[RECOMMEND_NEW_BAR] = condition_of("bar_evaluated", NEEDS_BELOW, evaluated, 1);
	out[RECOMMEND_ONE_LIVE] =
		condition_of("live_recommendation", NEEDS_BELOW, history->live, 1);
	out[RECOMMEND_COOLED_DOWN] = condition_of(
		"cooldown_min", NEEDS_AT_LEAST, since_last(d, history), p->signal_cooldown_min);
	out[RECOMMEND_CONFIDENCE] = condition_of("gate_confidence", NEEDS_AT_LEAST,
		passed ? d->score.confidence : (double)NAN,
		passed ? recommend_confidence(p, d->instrument, d->strategy)
		       : p->gate_confidence_min);
}

enum recommend_outcome recommend_decide(const struct params *p, const struct signal_decision *d,
	bool evaluated, const struct recommend_history *history)
{
	struct condition c[RECOMMEND_CONDITION_COUNT];
	recommend_conditions(p, d, evaluated, history, c);
	if (!c[RECOMMEND_NEW_BAR].pass || d->failed == SIGNAL_BAR_AGE ||
		d->failed == SIGNAL_FEATURE_AGE)
		return RECOMMEND_NOT_FRESH;
	if (d->failed != SIGNAL_PASSED)
		return RECOMMEND_NO_SIGNAL;
	if (!c[RECOMMEND_ONE_LIVE].pass)
		return RECOMMEND_LIVE;
	if (!c[RECOMMEND_COOLED_DOWN].pass)
		return RECOMMEND_COOLDOWN;
	return c[RECOMMEND_CONFIDENCE].pass ? RECOMMEND_PENDING : RECOMMEND_SKIPPED;
}

bool recommend_is_stored(enum recommend_outcome outcome)
{
	return outcome == RECOMMEND_SKIPPED || outcome == RECOMMEND_PENDING;
}
