/*
 * The features of all tickers in one pass: bars read in one go are told apart by lanes, one a
 * ticker, and each lane answers the rows its newest bars lack.
 */
#ifndef OPT_LANE_H
#define OPT_LANE_H

#include "feature.h"
#include "occ.h"

enum { LANE_SESSIONS_MAX = 96, LANE_ROWS_MAX = 60 }; /* signal_volume_bars at most */

/* The sessions a run looks at. */
struct lane_span {
	/* of the features, oldest first; the last is the one that counts */
	struct session sessions[LANE_SESSIONS_MAX];
	size_t count;
	/* those before it, oldest first: for the volume of the same minute */
	struct session tod[LANE_SESSIONS_MAX];
	size_t tod_count;
};

/*
 * False when no session is due at NOW: before the first one, or long after a close (the market is
 * closed).
 */
bool lane_span(const struct params *p, struct instant now, struct lane_span *out);

/*
 * The start of the last MINUTES regular minutes before NOW, or of the oldest session of the
 * features.
 */
struct instant lane_back(const struct lane_span *span, struct instant now, int64_t minutes);

struct lane {
	char ticker[TICKER_SIZE];
	uint32_t number; /* of the lane in the pack */
	/* regular sessions, oldest first; borrowed, set while the lane is looked at */
	const struct bar *bars;
	size_t bar_count;
	struct instant featured; /* newest row there is; unknown: none this session */
	size_t missing;		 /* bars without a row, as the loader last saw it */
	bool has_atr, has_vwap;
	struct feature_atr atr; /* as stored, or the seed */
	struct feature_vwap vwap;
	struct instant reaches; /* its first bar in lane_reach's session; unknown: none */
};

/* The newest session's first bar, NULL when there is none. */
const struct bar *lane_first(const struct lane_span *span, const struct lane *lane);

/* Whether LANE has too few bars for the rows it misses. */
bool lane_is_short(const struct params *p, const struct lane *lane);

/*
 * Whether LANE, whose bars are there from FROM on, can go on from its states: it has both, and all
 * bars since have their high and low.
 */
bool lane_goes_on(const struct params *p, const struct lane_span *span, const struct lane *lane,
	struct instant from);

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

/* A volume at one of those times. */
struct lane_same {
	uint32_t number; /* of the lane */
	int32_t minute;	 /* since 1970 */
	int64_t volume;
	struct price close;
	int feed;
};
int lane_same_compare(const void *a, const void *b); /* by lane and minute */

/*
 * The rows of LANE's newest bars that have none, oldest first, into OUT (room for LANE_ROWS_MAX).
 * SAME: as lane_same_compare sorts them. Returns how many; fewer than are missing where bars are
 * too few.
 */
size_t lane_compute(const struct params *p, const struct lane_span *span, const struct lane *lane,
	const struct lane_same *same, size_t same_count, struct feature_row *out);

#endif
