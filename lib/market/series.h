/*
 * The features of all tickers in one pass: bars read in one go are told apart by series, one a
 * ticker, and each series answers the rows its newest bars lack.
 */
#ifndef OPT_SERIES_H
#define OPT_SERIES_H

#include "feature.h"
#include "occ.h"

enum { SERIES_SESSIONS_MAX = 96, SERIES_ROWS_MAX = 60 }; /* signal_volume_bars at most */

/* The sessions a run looks at. */
struct session_span {
	/* of the features, oldest first; the last is the one that counts */
	struct session sessions[SERIES_SESSIONS_MAX];
	size_t count;
	/* those before it, oldest first: for the volume of the same minute */
	struct session tod[SERIES_SESSIONS_MAX];
	size_t tod_count;
};

/*
 * False when no session is due at NOW: before the first one, or long after a close (the market is
 * closed).
 */
bool session_span(const struct params *p, struct instant now, struct session_span *out);

/*
 * The start of the last MINUTES regular minutes before NOW, or of the oldest session of the
 * features.
 */
struct instant series_back(const struct session_span *span, struct instant now, int64_t minutes);

struct series {
	char ticker[TICKER_SIZE];
	uint32_t number; /* of the series in the pack */
	/* regular sessions, oldest first; borrowed, set while the series is looked at */
	const struct bar *bars;
	size_t bar_count;
	struct instant featured; /* newest row there is; unknown: none this session */
	size_t missing;		 /* bars without a row, as the loader last saw it */
	bool has_atr, has_vwap;
	struct feature_atr atr; /* as stored, or the seed */
	struct feature_vwap vwap;
	struct instant first_bar_at; /* its first bar in series_reach's session; unknown: none */
};

/* The newest session's first bar, NULL when there is none. */
const struct bar *series_first(const struct session_span *span, const struct series *series);

/* Whether SERIES has too few bars for the rows it misses. */
bool series_is_short(const struct params *p, const struct series *series);

/*
 * Whether SERIES, whose bars are there from FROM on, can go on from its states: it has both, and
 * all bars since have their high and low.
 */
bool series_can_resume(const struct params *p, const struct session_span *span,
	const struct series *series, struct instant from);

/*
 * The times of the newest bars that have no row yet, oldest first: OUT has room for
 * SERIES_ROWS_MAX. Returns how many.
 */
size_t series_missing(const struct params *p, const struct session_span *span,
	const struct series *series, struct instant *out);

/* The oldest session whose same minutes are wanted: a series that has bars in it has them all. */
const struct session *series_reach(const struct params *p, const struct session_span *span);

/*
 * The times of the same minute in the sessions before: OUT has room for FEATURE_TOD_MAX. Returns
 * how many.
 */
size_t series_same_minutes(const struct params *p, const struct session_span *span,
	struct instant ts, struct instant *out);

/* A volume at one of those times. */
struct series_same {
	uint32_t number; /* of the series */
	int32_t minute;	 /* since 1970 */
	int64_t volume;
	struct price close;
	enum stock_feed feed;
};
int series_same_compare(const void *a, const void *b); /* by series and minute */

/*
 * The rows of SERIES's newest bars that have none, oldest first, into OUT (room for
 * SERIES_ROWS_MAX). SAME: as series_same_compare sorts them. Returns how many; fewer than are
 * missing where bars are too few.
 */
size_t series_compute(const struct params *p, const struct session_span *span,
	const struct series *series, const struct series_same *same, size_t same_count,
	struct feature_row *out);

#endif
