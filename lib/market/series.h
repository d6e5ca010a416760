/*
 * Computes the missing feature rows of one ticker: a struct series is its regular bars and stored
 * sums. The loader (store_feature.h) reads the bars of all tickers at once into the series of a
 * struct series_set, and fills the sums; then, for each series, series_unpack and series_compute.
 */
#ifndef OPT_SERIES_H
#define OPT_SERIES_H

#include "feature.h"
#include "occ.h"

enum { SERIES_SESSIONS_MAX = 96, SERIES_ROWS_MAX = 60 }; /* signal_volume_bars at most */

/* The sessions a run uses. */
struct session_span {
	/* for the features, oldest first; rows are made for the last one */
	struct session sessions[SERIES_SESSIONS_MAX];
	size_t count;
	/* those before it, oldest first, for the volume of the same minute */
	struct session tod[SERIES_SESSIONS_MAX];
	size_t tod_count;
};

/*
 * Fills OUT for the session of NOW's day. False when the market is closed at NOW: no session that
 * day, before its open, or half an hour or more after its close.
 */
bool session_span(const struct params *p, struct instant now, struct session_span *out);

/*
 * The time MINUTES regular minutes before NOW; the open of the oldest session of the features when
 * there are not as many.
 */
struct instant series_back(const struct session_span *span, struct instant now, int64_t minutes);

struct series {
	char ticker[TICKER_SIZE];
	uint32_t number; /* of the series in the pack */
	/* of regular sessions, oldest first; borrowed, set by series_unpack */
	const struct bar *bars;
	size_t bar_count;
	struct instant featured; /* newest stored row; unknown: none in this session */
	size_t missing;		 /* newest bars without a row, as the loader counted them */
	bool has_atr, has_vwap;
	struct feature_atr atr; /* as stored, or the seed */
	struct feature_vwap vwap;
	struct instant first_bar_at; /* first bar in the session of series_reach; unknown: none */
	enum fact gap;		     /* gap_reset of the stored rows; unknown: none */
	struct price prior_close;    /* the last close before the session; unknown: not read */
	double daily_atr;	     /* atr14 of the session before; NAN: unknown */
};

/* The first bar of the newest session; NULL: none. */
const struct bar *series_first(const struct session_span *span, const struct series *series);

/* Whether SERIES has too few bars for the windows of its missing rows. */
bool series_is_short(const struct params *p, const struct series *series);

/*
 * Whether SERIES, whose bars were read from FROM on, can resume from its stored sums: it has both
 * of this session, and all bars since have high and low.
 */
bool series_can_resume(const struct params *p, const struct session_span *span,
	const struct series *series, struct instant from);

/*
 * Writes the times of those of the newest signal_volume_bars bars that have no row yet, oldest
 * first, to OUT (room for SERIES_ROWS_MAX). Returns how many.
 */
size_t series_missing(const struct params *p, const struct session_span *span,
	const struct series *series, struct instant *out);

/*
 * The oldest session whose volumes of the same minute are used. From its first bar in that session
 * on, a series is taken as stored completely: a missing minute means that the ticker did not trade.
 */
const struct session *series_reach(const struct params *p, const struct session_span *span);

/*
 * Writes the times of the minute TS in the tod_sessions sessions before, newest first, to OUT (room
 * for FEATURE_TOD_MAX). Returns how many: a session that closed before that minute has none.
 */
size_t series_same_minutes(const struct params *p, const struct session_span *span,
	struct instant ts, struct instant *out);

/* The bar of a series at one of those times. */
struct series_same {
	uint32_t number; /* of the series */
	int32_t minute;	 /* since 1970 */
	int64_t volume;
	struct price close;
	enum stock_feed feed;
};
int series_same_compare(const void *a, const void *b); /* for qsort: by series and minute */

/*
 * Computes the missing rows of SERIES, whose bars are set, oldest first, into OUT (room for
 * SERIES_ROWS_MAX). SAME is sorted by series_same_compare. Returns how many: a bar with too few
 * bars before it gets no row.
 */
size_t series_compute(const struct params *p, const struct session_span *span,
	const struct series *series, const struct series_same *same, size_t same_count,
	struct feature_row *out);

#endif
