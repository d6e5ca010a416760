#include "facts.h"

#include <math.h>

#include "calendar.h"
#include "normal.h"

double facts_move_since(
	const struct close_point *closes, size_t count, struct instant at, struct price now)
{
	double then = (double)NAN;
	for (size_t i = 0;
		i < count && instant_compare(instant_add(closes[i].ts, MINUTE_US), at) <= 0; i++)
		then = price_to_double(closes[i].close);
	return then > 0 ? 100 * fabs(price_to_double(now) / then - 1) : (double)NAN;
}

struct instant facts_answer_time(
	struct instant arrived, struct instant newest, bool pinned, double span_s)
{
	if (!pinned || !instant_known(newest) || !instant_known(arrived))
		return arrived;
	double later_s = instant_age_s(newest, arrived);
	return later_s > 0 && later_s <= span_s ? newest : arrived;
}

double facts_clock_skew_s(struct instant before, struct instant after, struct instant reported)
{
	double behind = instant_age_s(before, reported), ahead = instant_age_s(reported, after);
	if (isnan(behind) || isnan(ahead))
		return (double)NAN;
	return fmax(0, fmax(behind, ahead));
}

double facts_drawdown_pct(struct money equity, struct money total_pnl, struct money peak_pnl)
{
	double now = money_to_double(total_pnl), held = money_to_double(equity);
	double peak = money_known(peak_pnl) ? fmax(money_to_double(peak_pnl), now) : now;
	double lost = peak - now;
	return held > 0 && !isnan(lost) ? 100 * lost / (held + lost) : (double)NAN;
}

struct kelly facts_kelly(int64_t count, double mean, double deviation, double confidence)
{
	double variance = deviation * deviation;
	if (count < 2 || !(variance > 0))
		return (struct kelly){(double)NAN, (double)NAN};
	double error = deviation / sqrt((double)count);
	return (struct kelly){
		mean / variance, (mean - normal_quantile(confidence) * error) / variance};
}

struct stop_target facts_stop_target(const struct params *params, enum instrument instrument,
	enum strategy strategy, struct price spot, struct price distance)
{
	const struct stop_target unknown = {PRICE_UNKNOWN, PRICE_UNKNOWN};
	bool rises = trade_direction(instrument, strategy) > 0;
	if (!price_positive(spot) || !price_positive(distance))
		return unknown;
	struct price far = price_scale(distance, params->exit_target_ratio);
	struct stop_target exits = {
		rises ? price_sub(spot, distance) : price_add(spot, distance),
		rises ? price_add(spot, far) : price_sub(spot, far),
	};
	return price_positive(exits.stop) && price_known(exits.target) ? exits : unknown;
}

static struct money absolute(struct money m)
{
	return money_known(m) && m.e4 < 0 ? money_sub((struct money){0}, m) : m;
}

struct money facts_cash_gap(const struct cash_ledger *l, struct money cash)
{
	struct money known = money_add(money_add(l->start, l->fills), l->later);
	struct money without = absolute(money_sub(cash, known));
	struct money with = absolute(money_sub(cash, money_add(known, l->same_day)));
	if (!money_known(with) || !money_known(without))
		return MONEY_UNKNOWN;
	return money_compare(with, without) < 0 ? with : without;
}

struct money facts_gap_allowed(const struct params *p, struct money equity)
{
	struct money least = money_from_double(p->gate_equity_gap_usd);
	struct money share = money_pct(equity, p->gate_equity_gap_pct);
	return money_known(share) && money_compare(share, least) < 0 ? least : share;
}

enum report_state facts_report(struct date day, enum report_time time, struct instant now,
	double hours, double *hours_left)
{
	struct session before, after;
	*hours_left = (double)NAN;
	if (!date_known(day))
		return REPORT_NOT_LISTED;
	bool listed = time == REPORT_AFTER_CLOSE && calendar_session(day, &before);
	if (!instant_known(now) || (!listed && !calendar_previous(day, &before)))
		return REPORT_NEAR; /* a report that cannot be placed refuses */
	bool early = time == REPORT_BEFORE_OPEN && calendar_session(day, &after);
	if (!early && !calendar_next(day, &after))
		return REPORT_NEAR;
	*hours_left = instant_age_s(before.open, now) / 3600;
	if (instant_compare(now, after.open) >= 0)
		return instant_age_s(now, after.open) <= REPORT_OUT_DAYS * 24 * 3600.0
			       ? REPORT_OUT
			       : REPORT_PAST;
	return *hours_left > hours ? REPORT_FAR : REPORT_NEAR;
}

enum fact facts_is_recent_session(struct date day, struct date today)
{
	struct session previous;
	if (!date_known(day) || !date_known(today) || !calendar_previous(today, &previous))
		return FACT_UNKNOWN;
	return date_compare(day, previous.day) >= 0 ? FACT_YES : FACT_NO;
}
