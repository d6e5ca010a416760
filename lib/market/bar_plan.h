/*
 * Keeps series of bars up to date: which bars to request from the broker, and which of the received
 * bars are new or corrected.
 *
 * Series of single tickers: the caller sets last and hole of each struct bar_request, then calls
 * bar_plan, which sets from; bar_plan_group says how many of them to request together,
 * bar_plan_piece_end up to which time. Received bars go through ticker_bars_sort and
 * ticker_bars_diff, and are counted with bar_request_add.
 * The whole market begins at bar_plan_market_start. It, histories and backfills go through
 * bar_stream.h in the longer pieces of bar_plan_stream_end.
 */
#ifndef OPT_BAR_PLAN_H
#define OPT_BAR_PLAN_H

#include <stddef.h>

#include "bar.h"
#include "occ.h"
#include "params.h"

enum bar_interval { BAR_MINUTE, BAR_DAILY };

/* One ticker's series: the bars to request, and the counts of those received. */
struct bar_request {
	char ticker[TICKER_SIZE];
	struct instant last; /* newest stored bar; unknown: none within the history */
	struct instant hole; /* first missing minute of the sessions searched; unknown: none */
	struct instant from; /* bars are requested from here on */
	bool history;	     /* from is before the previous session (daily: before the last ten) */
	int64_t added, corrected, same, rejected;
	struct instant first_ts,
		last_ts; /* of the bars that were added or corrected; unknown: none */
};

/* Whether NOW is within extended hours or the five minutes after, in which late bars arrive. */
bool bar_plan_is_open(struct instant now);

/*
 * The time from which a series without stored bars is requested: the open of extended hours (daily:
 * midnight), New York.
 */
struct instant bar_plan_history_start(
	const struct params *p, enum bar_interval kind, struct instant now);

/*
 * The time of the newest bar that is complete at NOW: the start of the last whole minute; daily:
 * midnight New York of the last session whose extended hours are over.
 */
struct instant bar_plan_end(enum bar_interval kind, struct instant now);

/*
 * The time from which the whole market is requested when it is stored up to UNTIL: the next minute;
 * once every bars_market_overlap_min minutes that many minutes earlier. UNTIL unknown: the first
 * minute of today's extended hours. Never before the previous session.
 */
struct instant bar_plan_market_start(
	const struct params *p, struct instant now, struct instant until);

/*
 * Where to search the whole market for missing minutes when it was searched up to SEARCHED
 * (unknown: never): from *SINCE on. Their numbers of bars are compared with those from *COMPARED
 * on, an hour earlier. Neither is before the previous session, nor before today when the market was
 * never searched.
 */
void bar_plan_market_search(struct instant now, struct instant searched, struct instant *since,
	struct instant *compared);

/*
 * The sessions in which a run at NOW searches for missing minutes, once every
 * bars_hole_interval_min minutes: the previous session, and today's so far. Writes their bounds to
 * OPENS and CLOSES (room for two) and returns how many there are; 0: this run does not search.
 */
size_t bar_plan_hole_sessions(
	const struct params *p, struct instant now, struct instant *opens, struct instant *closes);

/* Sets from and history of every item from its last and hole; sorts by from, then ticker. */
void bar_plan(const struct params *p, enum bar_interval kind, struct instant now,
	struct bar_request *items, size_t count);

/*
 * How many items, from the first on, can be requested together: their from differ by half an hour
 * at most, so that little is fetched twice. Needs COUNT >= 1.
 */
size_t bar_plan_group(const struct bar_request *items, size_t count);

/*
 * The end of the first piece of FROM..END for which COUNT tickers are requested at once: short
 * enough that its bars fit in memory.
 */
struct instant bar_plan_piece_end(
	enum bar_interval kind, size_t count, struct instant from, struct instant end);

/*
 * The same for the whole market, where COUNT tickers are requested CHUNK per request and a response
 * has PAGE bars at most: the piece is so long that each request gets about one page, but all of
 * them no more than BAR_PLAN_PIECE_BARS bars. Outside of regular sessions, where few tickers trade,
 * it is WIDER (>= 1) times as long. A piece that begins before the open ends there.
 */
enum { BAR_PLAN_PIECE_BARS = 100000, BAR_PLAN_WIDER_MAX = 8 };
struct instant bar_plan_stream_end(enum bar_interval kind, size_t count, size_t chunk, size_t page,
	int wider, struct instant from, struct instant end);

enum bar_change { BAR_SAME, BAR_NEW, BAR_CORRECTED };

struct ticker_bar {
	char ticker[TICKER_SIZE];
	struct bar bar;
	enum bar_change change;
	size_t place; /* in the order received; set and used by ticker_bars_sort */
};

/* The item of TICKER among ITEMS, sorted by ticker (bar_request_compare); NULL: none. */
struct bar_request *bar_request_find(struct bar_request *items, size_t count, const char *ticker);
int bar_request_compare(const void *a, const void *b);

/* Counts BAR, whose change is set, in F. */
void bar_request_add(struct bar_request *f, const struct ticker_bar *bar);

/*
 * Sorts BARS by time, then ticker. Of two bars of one ticker and time the later in BARS stays.
 * Returns how many are left.
 */
size_t ticker_bars_sort(struct ticker_bar *bars, size_t count);

/*
 * Sets the change of each of BARS by comparison with STORED; both are sorted as ticker_bars_sort
 * leaves them. Returns how many are new or corrected.
 */
size_t ticker_bars_diff(struct ticker_bar *bars, size_t count, const struct ticker_bar *stored,
	size_t stored_count);

#endif
