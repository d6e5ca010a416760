/* Exit rules 1, 2, 10, 11, 12 and 13 on the clock, the expiry and the calendar of the company. */
#include <math.h>

#include "calendar.h"
#include "exit_answer.h"
#include "facts.h"
#include "zone.h"

static const char expired[] = "expired: the broker's activities settle it";
static const char no_entry_time[] = "the time of entry is not known";
static const char no_session[] = "no session today";

/* ---- 1: expiry ---- */

struct exit_record exit_ask_expiry(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!instrument_is_option(position->instrument))
		return exit_not_applicable("a stock");
	double days = exit_days_left(position, in->now);
	if (isnan(days))
		return exit_not_evaluable("the time or the expiry is not known");
	if (days < 0)
		return exit_not_evaluable(expired);
	if (days > 0)
		return exit_answer(in, false, (double)NAN, p->exit_expiry_min, "min", "");
	double left = exit_minutes_to_close(in->now);
	if (isnan(left))
		return exit_not_evaluable(no_session);
	return exit_answer(
		in, left <= p->exit_expiry_min, left, p->exit_expiry_min, "min", "expires today");
}

/* ---- 2: end of day ---- */

struct exit_record exit_ask_end_of_day(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!exit_is_short_term(position))
		return exit_not_applicable("may be held overnight");
	double left = exit_minutes_to_close(in->now);
	if (isnan(left))
		return exit_not_evaluable(no_session);
	if (!instant_known(position->entered_at))
		return exit_not_evaluable(no_entry_time);
	if (date_compare(zone_new_york_date(position->entered_at, NULL),
		    zone_new_york_date(in->now, NULL)) < 0)
		return exit_answer(
			in, true, left, p->exit_end_of_day_min, "min", "was held overnight");
	return exit_answer(in, left <= p->exit_end_of_day_min, left, p->exit_end_of_day_min, "min",
		"end of day");
}

/* ---- 10: longest hold ---- */

struct exit_record exit_ask_max_hold(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (!instant_known(in->now) || !instant_known(position->entered_at))
		return exit_not_evaluable(no_entry_time);
	if (exit_is_short_term(position)) {
		double held = (double)calendar_open_seconds(position->entered_at, in->now) / 60;
		return exit_answer(in, held >= p->exit_max_hold_min, held, p->exit_max_hold_min,
			"min", "held long enough");
	}
	if (position->strategy == STRATEGY_CREDIT_SPREAD)
		return exit_not_applicable("a credit spread runs by days to expiry");
	int sessions = calendar_sessions_between(
		zone_new_york_date(position->entered_at, NULL), zone_new_york_date(in->now, NULL));
	return exit_answer(in, sessions >= p->exit_max_hold_sessions, sessions,
		p->exit_max_hold_sessions, "sessions", "held long enough");
}

/* ---- 11: theta ---- */

static bool gains_little(const struct exit_input *in, const struct params *p, size_t index)
{
	return position_pnl_pct(in->position, mark_price(&in->marks[index])) <
	       p->exit_theta_gain_pct - 1e-9;
}

/* LEFT days are few: the profit decides. */
static struct exit_record ask_theta_profit(
	const struct exit_input *in, const struct params *p, double left, double few)
{
	if (exit_newest_mark(in, p) == NULL)
		return exit_not_evaluable(exit_no_mark);
	size_t last = in->mark_count - 1;
	if (isnan(position_pnl_pct(in->position, mark_price(&in->marks[last]))))
		return exit_not_evaluable(exit_no_price);
	struct exit_record r = exit_answer_confirmed(in, gains_little(in, p, last),
		exit_is_confirmed(in, p, SECOND_UNLESS_SOUND, gains_little), left, few, "days",
		"time is lost and little is gained");
	r.rolls = r.verdict == EXIT_CLOSE && p->exit_roll > 0;
	return r;
}

struct exit_record exit_ask_theta(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	bool held_long = position->strategy == STRATEGY_SWING_TRADE ||
			 position->strategy == STRATEGY_CONSERVATIVE;
	if (!instrument_is_option(position->instrument) || !held_long)
		return exit_not_applicable("only for an option that is a swing_trade or "
					   "conservative");
	double left = exit_days_left(position, in->now),
	       at_entry = exit_days_left(position, position->entered_at);
	if (isnan(left) || isnan(at_entry))
		return exit_not_evaluable("the days to expiry are not known");
	if (left < 0)
		return exit_not_evaluable(expired);
	if (at_entry < p->exit_theta_entry_days)
		return exit_not_applicable("entered with few days to expiry");
	double few = fmin(p->exit_theta_days, p->exit_theta_share * at_entry);
	return left <= few ? ask_theta_profit(in, p, left, few)
			   : exit_answer(in, false, left, few, "days", "");
}

/* ---- 12: the days of a credit spread ---- */

struct exit_record exit_ask_credit_days(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (position->strategy != STRATEGY_CREDIT_SPREAD ||
		!instrument_is_option(position->instrument))
		return exit_not_applicable("not a credit spread");
	double left = exit_days_left(position, in->now);
	if (isnan(left))
		return exit_not_evaluable("the days to expiry are not known");
	if (left < 0)
		return exit_not_evaluable(expired);
	struct exit_record r = exit_answer(in, left <= p->exit_credit_days_left, left,
		p->exit_credit_days_left, "days", "near its expiry");
	r.rolls = r.verdict == EXIT_CLOSE && p->exit_credit_roll > 0;
	return r;
}

/* ---- 13: earnings and dividends ---- */

/*
 * Closes from the open of the last session that trades before the report until the first session
 * after it. Observed are the days to the report, the threshold are those of that last session.
 */
static struct exit_record ask_report(const struct exit_input *in)
{
	const struct exit_facts *facts = in->facts;
	double hours;
	enum report_state state =
		facts_report(facts->report_day, facts->report_time, in->now, 0, &hours);
	if (state == REPORT_NOT_LISTED || state == REPORT_OUT || state == REPORT_PAST)
		return exit_answer(in, false, (double)NAN, (double)NAN, "days", "");
	if (isnan(hours))
		return exit_not_evaluable("the report is outside of the calendar");
	struct instant open = instant_add(in->now, (int64_t)(hours * 3600 * (double)SECOND_US));
	double last = date_diff(facts->report_day, zone_new_york_date(open, NULL)),
	       left = date_diff(facts->report_day, zone_new_york_date(in->now, NULL));
	return exit_answer(in, state == REPORT_NEAR, left, last, "days",
		"earnings are reported before the next session");
}

/* The next dividend whose ex-date is the session after that of today; NULL: there is none. */
static const struct dividend *dividend_tomorrow(const struct exit_input *in)
{
	const struct dividends *known = in->facts->dividends;
	struct date today = zone_new_york_date(in->now, NULL);
	for (size_t i = 0; known != NULL && i < known->count; i++) {
		struct session before;
		if (calendar_previous(known->list[i].ex_date, &before) &&
			date_compare(before.day, today) == 0)
			return &known->list[i];
	}
	return NULL;
}

/* The short leg: the main one of a credit spread, the other one of a debit spread. */
static const char *short_symbol(const struct position *position)
{
	return position->strategy == STRATEGY_CREDIT_SPREAD ? position->symbol
							    : position->legs[1].symbol;
}

/* The time value of the short call, per share; NAN unknown. */
static double short_time_value(const struct exit_input *in, const struct params *p)
{
	struct option_contract contract;
	const struct mark *mark = mark_newest_underlying(in->marks, in->mark_count, in->now, p);
	if (mark == NULL || occ_parse(short_symbol(in->position), &contract, NULL) != 0)
		return (double)NAN;
	double inner = price_to_double(mark->underlying) - price_to_double(contract.strike);
	return price_to_double(in->facts->short_leg) - fmax(0, inner);
}

/*
 * Whoever holds the call gains by exercising it before the stock loses the dividend, when the time
 * value that is given up is less. That the call is out of the money now does not help: the stock
 * may pass the strike by the close.
 */
static struct exit_record ask_dividend(const struct exit_input *in, const struct params *p)
{
	if (!in->facts->dividends_known)
		return exit_not_evaluable("the dividends could not be read");
	const struct dividend *next = dividend_tomorrow(in);
	if (next == NULL)
		return exit_answer(in, false, (double)NAN, (double)NAN, "usd", "");
	double value = short_time_value(in, p);
	if (isnan(value))
		return exit_not_evaluable("the time value of the short call is not known");
	return exit_answer(in, value < next->amount - 0.5 / USD_E4, value, next->amount, "usd",
		"the dividend is more than the time value of the short call");
}

struct exit_record exit_ask_earnings(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	if (exit_is_short_term(position))
		return exit_not_applicable("is not held overnight");
	if (in->facts == NULL || !instant_known(in->now))
		return exit_not_evaluable(exit_no_facts);
	struct exit_record report = ask_report(in);
	bool short_call =
		trade_is_spread(position->strategy) && position->instrument == INSTRUMENT_CALL;
	if (report.verdict != EXIT_HOLD || !short_call)
		return report;
	struct exit_record dividend = ask_dividend(in, p);
	return dividend.verdict != EXIT_HOLD || isnan(report.observed) ? dividend : report;
}
