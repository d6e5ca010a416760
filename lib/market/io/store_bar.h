/*
 * Reads and writes the bars in lane_telemetry (minutes) and lane_daily: which series are due, which
 * minutes are missing, and the bars of single tickers. bar_stream.h writes those of whole markets.
 * Every function that returns int returns 0, or -1 with ERR set.
 */
#ifndef OPT_STORE_BAR_H
#define OPT_STORE_BAR_H

#include "run.h"
#include "bar_plan.h"

/*
 * Reads the series to bring up to date: the tickers NAMED; if NAMED is NULL, those that are tracked
 * or on the watchlist, or with ALL every tradable one. last is the newest bar since the start of
 * the history (bar_plan_history_start); from is not set. *OUT is a new array sorted by ticker, the
 * caller frees it.
 */
int store_bar_due(struct run *run, enum bar_interval kind, const char *const *named,
	size_t named_count, bool all, struct bar_request **out, size_t *count, struct error *err);

/* Sets hole of the items with a missing minute, in a run that searches (bar_plan_hole_sessions). */
int store_bar_holes(struct run *run, struct bar_request *items, size_t count, struct error *err);

/*
 * Reads the nights before the days FROM to TO after which a raw price was less than 0.7 or more
 * than 1.4 times the price before. *OUT is a new array, the caller frees it.
 */
struct night {
	char ticker[TICKER_SIZE];
	struct date day;	    /* the day after the night */
	struct price before, after; /* the close before it, the open after it */
	bool known;		    /* a split of that day is in corporate_actions */
};
int store_bar_nights(struct run *run, struct date from, struct date to, struct night **out,
	size_t *count, struct error *err);

/* How far the whole market is stored. */
struct market_progress {
	struct instant until;	 /* newest minute fetched for all tickers; unknown: never */
	struct instant searched; /* missing minutes were searched up to here; unknown: never */
};
/* Reads every tradable ticker, sorted, into a new array that the caller frees; last is unknown. */
int store_bar_market(struct run *run, struct bar_request **out, size_t *count,
	struct market_progress *progress, struct error *err);
/*
 * In a run that searches for missing minutes (bar_plan_hole_sessions): *HOLE is the first minute
 * since SEARCHED that most of the market lacks, unknown when there is none. *NOW_SEARCHED is the
 * end of the search; the caller counts it as whole_market_searched once the hole is filled. In
 * other runs both are unknown.
 */
int store_bar_market_hole(struct run *run, struct instant searched, struct instant *hole,
	struct instant *now_searched, struct error *err);

/*
 * Forgets the stored sums of features that include bars of TICKERS from TIMES on: TIMES[i], as
 * text, is a bar of TICKERS[i] that was added or corrected. Called within the transaction that
 * stores the bars.
 */
int store_bar_forget(struct db *db, struct instant now, const char *const *tickers,
	const char *const *times, size_t count, struct error *err);

/*
 * Appends BAR of TICKER as one row of the statements bars_copy and telemetry_fill (COPY's binary
 * format, between binary_head and binary_tail). KNOWN_AT is when the bar became known to us.
 */
void store_bar_put(
	struct buf *out, const char *ticker, const struct bar *bar, struct instant known_at);

/*
 * Compares BARS (sorted by ticker_bars_sort) with the stored ones, sets the change of each, and
 * stores the new and corrected ones in one transaction. A dry run only compares.
 */
int store_bar_save(struct run *run, enum bar_interval kind, struct ticker_bar *bars, size_t count,
	struct error *err);

#endif
