/* lane_telemetry and lane_daily: which series are due, and their bars. */
#ifndef OPT_STORE_BAR_H
#define OPT_STORE_BAR_H

#include "run.h"
#include "bar_plan.h"

/*
 * The series that are wanted with the newest bar of each since the start of its history
 * (bar_plan_history_start): the tickers NAMED, else (NAMED NULL) those that are tracked or on the
 * watchlist, with ALL every tradable one. A new array, the caller frees it; from is not set yet.
 */
int store_bar_due(struct run *run, enum bar_interval kind, const char *const *named,
	size_t named_count, bool all, struct bar_request **out, size_t *count, struct error *err);

/* Sets the hole of every item that has one. */
int store_bar_holes(struct run *run, struct bar_request *items, size_t count, struct error *err);

/* Nights since FROM over which a price jumped. A new array, the caller frees it. */
struct night {
	char ticker[TICKER_SIZE];
	struct date day; /* after it */
	struct price before, after;
};
int store_bar_nights(struct run *run, struct date from, struct date to, struct night **out,
	size_t *count, struct error *err);

/* How far the whole market is stored. */
struct market_progress {
	struct instant until;	 /* newest minute that was brought of all tickers; unknown: never */
	struct instant searched; /* up to here missing minutes were looked for; unknown: never */
};
/* Every tradable ticker, sorted. The items' last is unknown: nobody looks for it. */
int store_bar_market(struct run *run, struct bar_request **out, size_t *count,
	struct market_progress *progress, struct error *err);
/*
 * In a run that looks for holes (bar_plan_hole_sessions): the first minute since SEARCHED that most
 * of the market lacks, unknown where there is none, and in *NOW_SEARCHED how far it looked, to be
 * counted as whole_market_searched once that is mended; unknown in another run.
 */
int store_bar_market_hole(struct run *run, struct instant searched, struct instant *hole,
	struct instant *now_searched, struct error *err);

/*
 * Within the transaction that stores bars: TICKERS got bars from TIMES on (the oldest of each, as
 * text). The sums of features that have bars since then in them are forgotten.
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
 * Compares BARS (as ticker_bars_sort leaves them) with what is stored, and stores what is news in
 * one transaction; in a dry run it only compares. The change of every bar is set.
 */
int store_bar_save(struct run *run, enum bar_interval kind, struct ticker_bar *bars, size_t count,
	struct error *err);

#endif
