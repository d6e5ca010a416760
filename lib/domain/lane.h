/*
 * The features of all tickers in one pass: bars read in one go are cut into lanes, one a ticker,
 * and each lane answers the rows its newest bars lack.
 */
#ifndef OPT_LANE_H
#define OPT_LANE_H

#include "feature.h"
#include "occ.h"
#include "series.h"

enum { LANE_SESSIONS_MAX = 96, LANE_ROWS_MAX = 60 }; /* signal_volume_bars at most */

/* The sessions a run looks at. */
struct lane_span {
	/* of the features, oldest first; the last is the one that counts */
	struct session sessions[LANE_SESSIONS_MAX];
	size_t count;
	/* those before it, oldest first: for the volume of the same minute */
	struct session tod[LANE_SESSIONS_MAX];
	size_t tod_count;
	struct instant near; /* from here on a liquid ticker has all bars that are needed */
};

/*
 * False when no session is due at NOW: before the first one, or long after a close (the market is
 * closed).
 */
bool lane_span(const struct params *p, struct instant now, struct lane_span *out);

struct lane {
	char ticker[TICKER_SIZE];
	const struct bar
		*bars; /* regular sessions, oldest first; borrowed from the caller's array */
	size_t bar_count;
	struct instant featured; /* newest row there is; unknown: none this session */
	bool has_atr;
	struct feature_atr atr; /* as stored */
	struct instant reaches; /* its first bar in lane_reach's session; unknown: none */
};

/*
 * Cuts BARS into lanes, sorted by ticker, by time within. BARS is sorted for it; VALUES (room for
 * COUNT) and LANES (room for COUNT) take the result. Returns how many lanes.
 */
size_t lane_cut(struct ticker_bar *bars, size_t count, struct bar *values, struct lane *lanes);

struct lane *lane_find(struct lane *lanes, size_t count, const char *ticker);

/*
 * True when bars from span->near on are not enough: few of them, or no state of the ATR to go on
 * from.
 */
bool lane_is_short(const struct params *p, const struct lane_span *span, const struct lane *lane);

/*
 * The times of the newest bars that have no row yet, oldest first: OUT has room for LANE_ROWS_MAX.
 * Returns how many.
 */
size_t lane_missing(const struct params *p, const struct lane_span *span, const struct lane *lane,
	struct instant *out);

/* The oldest session whose same minutes are wanted: a lane that has bars in it has them all. */
const struct session *lane_reach(const struct params *p, const struct lane_span *span);

/*
 * The times of the same minute in the sessions before: OUT has room for FEATURE_TOD_MAX. Returns
 * how many.
 */
size_t lane_same_minutes(const struct params *p, const struct lane_span *span, struct instant ts,
	struct instant *out);

/*
 * The rows of LANE's newest bars that have none, oldest first, into OUT (room for LANE_ROWS_MAX).
 * SAME: bars at the times of lane_same_minutes, as series_sort leaves them. Returns how many; fewer
 * than are missing where bars are too few.
 */
size_t lane_compute(const struct params *p, const struct lane_span *span, const struct lane *lane,
	const struct ticker_bar *same, size_t same_count, struct feature_row *out);

#endif
