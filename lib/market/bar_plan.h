/* Keeping series of bars up to date: what to ask the broker for, and what of its answer is news. */
#ifndef OPT_BAR_PLAN_H
#define OPT_BAR_PLAN_H

#include <stddef.h>

#include "bar.h"
#include "occ.h"
#include "params.h"

enum bar_interval { BAR_MINUTE, BAR_DAILY };

/* One ticker's series: what is asked for, and what came of it. */
struct bar_request {
	char ticker[TICKER_SIZE];
	struct instant last; /* newest stored bar; unknown: none within the history */
	struct instant hole; /* first minute that is missing among those stored; unknown: none */
	struct instant from; /* asked for from here on */
	bool history; /* more is missing than since the session before (daily: ten sessions) */
	int64_t added, corrected, same, rejected;
	struct instant first_ts,
		last_ts; /* of the bars that were added or corrected; unknown: none */
};

/* The market is closed to opt-bars outside extended hours and some minutes for late bars. */
bool bar_plan_is_open(struct instant now);

/*
 * Where a series that has nothing begins: the open of extended hours (midnight, daily), New York.
 */
struct instant bar_plan_history_start(
	const struct params *p, enum bar_interval kind, struct instant now);

/*
 * The newest bar that is whole at NOW: the start of the last minute; daily: midnight New York of
 * the last completed session (a session is complete when its extended hours are over).
 */
struct instant bar_plan_end(enum bar_interval kind, struct instant now);

/*
 * Where the whole market goes on that was brought up to UNTIL before (unknown: the day's first
 * minute): the next minute, or every bars_market_overlap_min minutes that many minutes back. Not
 * before the session before today's.
 */
struct instant bar_plan_market_start(
	const struct params *p, struct instant now, struct instant until);

/*
 * Where the whole market is looked at for minutes that are missing, which was done up to SEARCHED
 * (unknown: never): from *SINCE on, compared with those from *COMPARED on, an hour before. Not
 * before the session before today's; today's alone where it never was.
 */
void bar_plan_market_search(struct instant now, struct instant searched, struct instant *since,
	struct instant *compared);

/*
 * Whether this is a run that looks for holes, one in bars_hole_interval_min minutes, and where:
 * the session before today and today so far, into OPENS and CLOSES (room for two). Returns how
 * many.
 */
size_t bar_plan_hole_sessions(
	const struct params *p, struct instant now, struct instant *opens, struct instant *closes);

/* Sets from and history of every item by its last and hole, and sorts by from and ticker. */
void bar_plan(const struct params *p, enum bar_interval kind, struct instant now,
	struct bar_request *items, size_t count);

/*
 * How many items from the first on can be asked for together without fetching much twice. Needs
 * COUNT >= 1.
 */
size_t bar_plan_group(const struct bar_request *items, size_t count);

/*
 * The end of the piece of FROM..END that COUNT tickers are asked for at once, so that an answer
 * fits in memory.
 */
struct instant bar_plan_piece_end(
	enum bar_interval kind, size_t count, struct instant from, struct instant end);

/*
 * The end of the piece of FROM..END when COUNT tickers are asked for in chunks of CHUNK and an
 * answer has PAGE bars at most: so long that a chunk's piece is about one page, but no more than
 * BAR_PLAN_PIECE_BARS in all; WIDER (1: no) times that outside of regular sessions, where little
 * trades. A regular session starts a piece of its own.
 */
enum { BAR_PLAN_PIECE_BARS = 100000, BAR_PLAN_WIDER_MAX = 8 };
struct instant bar_plan_stream_end(enum bar_interval kind, size_t count, size_t chunk, size_t page,
	int wider, struct instant from, struct instant end);

enum bar_change { BAR_SAME, BAR_NEW, BAR_CORRECTED };

struct ticker_bar {
	char ticker[TICKER_SIZE];
	struct bar bar;
	enum bar_change change;
	size_t place; /* in the answer, for ticker_bars_sort */
};

/* Among ITEMS sorted by ticker (bar_request_compare); NULL where it is not. */
struct bar_request *bar_request_find(struct bar_request *items, size_t count, const char *ticker);
int bar_request_compare(const void *a, const void *b);

/* Counts a bar whose change is known. */
void bar_request_add(struct bar_request *f, const struct ticker_bar *bar);

/*
 * Sorts by time and ticker and drops what came twice (the later one in BARS stays). Returns how
 * many are left.
 */
size_t ticker_bars_sort(struct ticker_bar *bars, size_t count);

/*
 * Sets the change of each of BARS against STORED, both as ticker_bars_sort leaves them. Returns how
 * many are news.
 */
size_t ticker_bars_diff(struct ticker_bar *bars, size_t count, const struct ticker_bar *stored,
	size_t stored_count);

#endif
