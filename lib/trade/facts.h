/*
 * The figures that the gates of an entry compare: pure functions of what the ledger and the market
 * report. A result is unknown (NAN, FACT_UNKNOWN) when an input is unknown.
 */
#ifndef OPT_FACTS_H
#define OPT_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "earnings.h"
#include "instant.h"
#include "instrument.h"
#include "num.h"
#include "params.h"

struct close_point {
	struct instant ts; /* start of the one-minute bar */
	struct price close;
};

/*
 * The move of the underlying since AT, in per cent, >= 0: from the last of COUNT closes, oldest
 * first, whose bar ended by AT, to NOW. NAN when no bar ended by AT.
 */
double facts_move_since(
	const struct close_point *closes, size_t count, struct instant at, struct price now);

/*
 * The time by which an answer of the market is judged. With a real clock it is ARRIVED, the time
 * when the answer came. A PINNED clock stands still while the market of the run goes on for at most
 * SPAN_S seconds: then it is NEWEST, the newest time in the answer, when that is later than
 * ARRIVED by no more than SPAN_S.
 */
struct instant facts_answer_time(
	struct instant arrived, struct instant newest, bool pinned, double span_s);

/*
 * The distance of the broker's clock from ours, in seconds, >= 0. The broker read its clock between
 * BEFORE and AFTER, our times around the request, so a REPORTED time between them gives 0.
 */
double facts_clock_skew_s(struct instant before, struct instant after, struct instant reported);

/*
 * The drawdown of our own profit, in per cent: how far TOTAL_PNL is under PEAK_PNL, of the equity
 * that the account would have at the peak: EQUITY plus that distance. Money paid in or out changes
 * neither profit. An unknown PEAK_PNL means that TOTAL_PNL is the first point.
 */
double facts_drawdown_pct(struct money equity, struct money total_pnl, struct money peak_pnl);

/*
 * The Kelly fraction of COUNT returns with this mean and standard deviation: mean / variance. LOWER
 * is the same at the lower bound of the mean, one-sided with CONFIDENCE, by its standard error. NAN
 * for fewer than 2 returns or a deviation that is not positive.
 */
struct kelly {
	double point, lower;
};
struct kelly facts_kelly(int64_t count, double mean, double deviation, double confidence);

/*
 * Stop and target of the underlying at SPOT for a trade whose stop is DISTANCE away: the stop on
 * the losing side by the direction of the trade, the target exit_target_ratio times as far on the
 * other side. Both are unknown when SPOT or DISTANCE is unknown or not positive, or when the stop
 * would not be above zero; opt-dispatch then refuses the entry.
 */
struct stop_target {
	struct price stop, target;
};
struct stop_target facts_stop_target(const struct params *params, enum instrument instrument,
	enum strategy strategy, struct price spot, struct price distance);

/*
 * The cash that the ledger expects: that at the START, a snapshot of the account; what the FILLS
 * since then brought; and the activities, of days LATER than that of the start, and of the
 * SAME_DAY, which may have come before or after it.
 */
struct cash_ledger {
	struct money start, fills, later, same_day;
};
/*
 * The distance of CASH, the broker's, from it, >= 0, with the activities of the same day or without
 * them, whichever is nearer. Unknown when anything is.
 */
struct money facts_cash_gap(const struct cash_ledger *ledger, struct money cash);
/* The largest gap allowed: gate_equity_gap_usd or gate_equity_gap_pct of EQUITY, the larger. */
struct money facts_gap_allowed(const struct params *params, struct money equity);

/*
 * An earnings report against the sessions. REPORT_UNKNOWN as its time counts as both: from the
 * session before its day until a session after its day has opened.
 */
enum report_state {
	REPORT_NOT_LISTED, /* DAY is unknown */
	REPORT_FAR,	   /* entries are allowed */
	REPORT_NEAR,	   /* no entry */
	REPORT_OUT,	   /* a session that trades after it has opened, lately */
	REPORT_PAST,	   /* long ago: the next one is not known */
};
enum { REPORT_OUT_DAYS = 30 }; /* no company reports twice in this time */
/*
 * The state of the report of DAY at NOW. It is near from HOURS before the open of the last session
 * that trades before it, until the first session that trades after it has opened. *HOURS_LEFT is
 * the time until that open of the session before it, negative afterwards; NAN when not listed.
 */
enum report_state facts_report(struct date day, enum report_time time, struct instant now,
	double hours, double *hours_left);

/*
 * Whether a daily value of DAY is not older than one session at TODAY: DAY is today, the session
 * before today, or later. FACT_UNKNOWN for an unknown date.
 */
enum fact facts_is_recent_session(struct date day, struct date today);

#endif
