/*
 * Exit rules 4, 6, 7, 9 and 12 on the value of a position: losses, reversals and trailing stops of
 * the premium, wide spreads, profit and loss of a credit.
 */
#include <math.h>

#include "exit_answer.h"

static const double half_e4 = 0.5 / USD_E4; /* prices are exact to 1/10000, doubles are not */
static const char one_leg[] = "only for an option of one leg";

static double value_at(const struct exit_input *in, size_t index)
{
	return price_to_double(mark_price(&in->marks[index]));
}

static double pnl_pct_at(const struct exit_input *in, size_t index)
{
	return position_pnl_pct(in->position, mark_price(&in->marks[index]));
}

/*
 * The spread of MARK for the limits of a rule: the spread of a mark that is not sound says nothing,
 * that at entry stands in. NAN unknown.
 */
static double spread_of(const struct position *position, const struct mark *mark)
{
	return price_to_double(mark_is_sound(mark) ? mark_spread(mark) : position->entry_spread);
}

/* ---- 4: the premium stop ---- */

/* Whether the contract expires within exit_premium_near_days. */
static bool expires_soon(
	const struct position *position, const struct params *p, struct instant now)
{
	return exit_days_left(position, now) <= p->exit_premium_near_days; /* false for NAN */
}

static double premium_stop_pct(
	const struct position *position, const struct params *p, struct instant now)
{
	return expires_soon(position, p, now) ? p->exit_premium_stop_near_pct
					      : p->exit_premium_stop_pct;
}

static bool loses_premium(const struct exit_input *in, const struct params *p, size_t index)
{
	return pnl_pct_at(in, index) <= -premium_stop_pct(in->position, p, in->marks[index].ts);
}

struct exit_record exit_ask_premium_stop(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!exit_is_single_option(position))
		return exit_not_applicable(one_leg);
	if (exit_newest_mark(in, p) == NULL)
		return exit_not_evaluable(exit_no_mark);
	size_t last = in->mark_count - 1;
	double pnl = pnl_pct_at(in, last);
	if (isnan(pnl))
		return exit_not_evaluable(exit_no_price);
	enum exit_second second =
		expires_soon(position, p, in->now) ? SECOND_ALWAYS : SECOND_WHILE_IT_OPENS;
	return exit_answer_confirmed(in, loses_premium(in, p, last),
		exit_is_confirmed(in, p, second, loses_premium), pnl,
		-premium_stop_pct(position, p, in->now), "pct", "the premium is lost");
}

/* ---- 6: momentum reversal ---- */

/* The highest value of the sound marks of the exit_reversal_min minutes up to that of INDEX. */
static double recent_high(const struct exit_input *in, const struct params *p, size_t index)
{
	double high = (double)NAN; /* fmax keeps the other */
	struct instant end = in->marks[index].ts;
	for (size_t i = index + 1; i-- > 0;) {
		const struct mark *mark = &in->marks[i];
		if (!(instant_age_s(end, mark->ts) <= p->exit_reversal_min * 60) ||
			instant_compare(mark->ts, in->position->entered_at) < 0)
			break;
		if (mark_is_sound(mark))
			high = fmax(high, value_at(in, i));
	}
	return high;
}

/*
 * Under this value the momentum has turned, after a high of HIGH: exit_reversal_left of the high is
 * left, and the fall is more than exit_noise_sigmas of the noise and exit_reversal_spreads spreads.
 */
static double reversal_level(
	const struct exit_input *in, const struct params *p, size_t index, double high)
{
	double spread = spread_of(in->position, &in->marks[index]);
	return high - fmax(high * (1 - p->exit_reversal_left),
			      fmax(p->exit_noise_sigmas * position_noise(in->position),
				      p->exit_reversal_spreads * spread));
}

static bool reverses(const struct exit_input *in, const struct params *p, size_t index)
{
	double high = recent_high(in, p, index);
	return high > p->exit_reversal_gain * price_to_double(in->position->entry_price) +
			       half_e4 &&
	       value_at(in, index) < reversal_level(in, p, index, high) - half_e4;
}

struct exit_record exit_ask_reversal(const struct exit_input *in, const struct params *p)
{
	if (trade_is_spread(in->position->strategy))
		return exit_not_applicable("a spread does not follow the momentum");
	if (exit_newest_mark(in, p) == NULL)
		return exit_not_evaluable(exit_no_mark);
	if (in->looks_missing)
		return exit_not_evaluable("the looks before could not be read");
	size_t last = in->mark_count - 1;
	double value = value_at(in, last), high = recent_high(in, p, last);
	if (isnan(value))
		return exit_not_evaluable(exit_no_price);
	if (isnan(spread_of(in->position, &in->marks[last])))
		return exit_not_evaluable("the spread is not known");
	struct exit_record r = exit_answer_confirmed(in, reverses(in, p, last),
		exit_is_confirmed(in, p, SECOND_WHILE_IT_OPENS, reverses), value,
		reversal_level(in, p, last, high), "usd", "the momentum turned");
	r.confidence = p->exit_reversal_confidence;
	return r;
}

/* ---- 7: trailing ---- */

/*
 * The trailing stop at the mark INDEX: the peak less exit_trailing_giveback_pct of the gain at the
 * peak, at least exit_trailing_spreads times the spread and exit_noise_sigmas of the noise.
 */
static double trail(const struct exit_input *in, const struct params *p, size_t index)
{
	const struct position *position = in->position;
	double peak = price_to_double(position->peak);
	double gain = peak - price_to_double(position->entry_price);
	double spread = spread_of(position, &in->marks[index]);
	return peak - fmax(gain * p->exit_trailing_giveback_pct / 100,
			      fmax(p->exit_trailing_spreads * spread,
				      p->exit_noise_sigmas * position_noise(position)));
}

static bool falls_under_trail(const struct exit_input *in, const struct params *p, size_t index)
{
	return value_at(in, index) <= trail(in, p, index) + half_e4;
}

struct exit_record exit_ask_trailing(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (trade_is_spread(position->strategy))
		return exit_not_applicable("a spread does not trail");
	if (!position->trailing_armed)
		return exit_answer(
			in, false, position_mfe_pct(position), p->exit_trailing_arm_pct, "pct", "");
	if (exit_newest_mark(in, p) == NULL)
		return exit_not_evaluable(exit_no_mark);
	size_t last = in->mark_count - 1;
	double price = value_at(in, last), level = trail(in, p, last);
	if (isnan(price) || isnan(level))
		return exit_not_evaluable(exit_no_price);
	return exit_answer_confirmed(in, falls_under_trail(in, p, last),
		exit_is_confirmed(in, p, SECOND_WHILE_IT_OPENS, falls_under_trail), price, level,
		"usd", "gave back its share of the peak");
}

/* ---- 9: a spread that widens ---- */

/* The widest spread at MARK that is not wide, in dollars: the three limits of the rule. */
static double wide_above(
	const struct position *position, const struct params *p, const struct mark *mark)
{
	struct price mid = price_mid(mark->bid, mark->ask);
	double tick = (double)limit_tick_e4(position->instrument, mid) / USD_E4;
	return fmax(p->exit_spread_ratio * price_to_double(position->entry_spread),
		fmax(p->exit_spread_pct / 100 * price_to_double(mid), p->exit_spread_ticks * tick));
}

static bool is_wide(
	const struct position *position, const struct params *p, const struct mark *mark)
{
	return mark->source != MARK_HALT && mark_is_two_sided(mark->bid, mark->ask) &&
	       price_to_double(price_sub(mark->ask, mark->bid)) >
		       wide_above(position, p, mark) + half_e4;
}

/* The number of looks running, up to the newest, whose spread is wide. */
static int wide_looks(const struct exit_input *in, const struct params *p)
{
	int looks = 0;
	for (size_t i = in->mark_count; i-- > 0; looks++) {
		const struct mark *mark = &in->marks[i];
		bool runs_on = i + 1 == in->mark_count || exit_runs_on(mark, mark + 1);
		if (!runs_on || !is_wide(in->position, p, mark))
			break;
	}
	return looks;
}

static bool is_without_profit(const struct exit_input *in, const struct params *p, size_t index)
{
	(void)p;
	return pnl_pct_at(in, index) <= 0;
}

/* With profit the position stays: whoever watches is told. */
static struct exit_record told(struct exit_record r)
{
	r.verdict = EXIT_TELL;
	r.quantity = 0;
	r.reason = "the spread is wide, with profit";
	return r;
}

struct exit_record exit_ask_spread(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	const struct mark *mark = exit_newest_mark(in, p);
	if (!exit_is_single_option(position))
		return exit_not_applicable(one_leg);
	if (mark == NULL)
		return exit_not_evaluable(exit_no_mark);
	if (!mark_is_two_sided(mark->bid, mark->ask))
		return exit_not_evaluable("the quote is not two-sided");
	if (!price_known(position->entry_spread))
		return exit_not_evaluable("the spread at the entry is not known");
	if (in->looks_missing)
		return exit_not_evaluable("the looks before could not be read");
	bool wide = wide_looks(in, p) >= p->exit_spread_looks;
	double pnl = pnl_pct_at(in, in->mark_count - 1);
	if (wide && isnan(pnl))
		return exit_not_evaluable(exit_no_price);
	struct exit_record r = exit_answer_confirmed(in, wide,
		exit_is_confirmed(in, p, SECOND_UNLESS_SOUND, is_without_profit),
		price_to_double(price_sub(mark->ask, mark->bid)), wide_above(position, p, mark),
		"usd", "the spread widened");
	return wide && pnl > 0 ? told(r) : r;
}

/* ---- 12: profit and loss of a credit ---- */

static bool loses_credit(const struct exit_input *in, const struct params *p, size_t index)
{
	return pnl_pct_at(in, index) <= -100 * p->exit_credit_stop_ratio + 1e-9;
}

static bool gains_credit(const struct exit_input *in, const struct params *p, size_t index)
{
	return pnl_pct_at(in, index) >= p->exit_credit_target_pct - 1e-9;
}

static struct exit_record ask_credit(const struct exit_input *in, const struct params *p,
	exit_condition *holds, double threshold, const char *reason)
{
	if (in->position->strategy != STRATEGY_CREDIT_SPREAD)
		return exit_not_applicable("not a credit spread");
	if (exit_newest_mark(in, p) == NULL)
		return exit_not_evaluable(exit_no_mark);
	size_t last = in->mark_count - 1;
	double pnl = pnl_pct_at(in, last);
	if (isnan(pnl))
		return exit_not_evaluable(exit_no_price);
	return exit_answer_confirmed(in, holds(in, p, last),
		exit_is_confirmed(in, p, SECOND_UNLESS_SOUND, holds), pnl, threshold, "pct",
		reason);
}

struct exit_record exit_ask_credit_stop(const struct exit_input *in, const struct params *p)
{
	return ask_credit(in, p, loses_credit, -100 * p->exit_credit_stop_ratio,
		"a multiple of the credit is lost");
}

struct exit_record exit_ask_credit_target(const struct exit_input *in, const struct params *p)
{
	return ask_credit(in, p, gains_credit, p->exit_credit_target_pct,
		"its share of the credit is earned");
}
