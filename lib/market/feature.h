/*
 * Computes the features of one ticker at its newest bar (feature_compute) and at its newest
 * completed day (feature_daily_compute). The same bars give the same bits. An unknown feature is
 * NAN, TREND_UNKNOWN, FACT_UNKNOWN or -1, never 0.
 */
#ifndef OPT_FEATURE_H
#define OPT_FEATURE_H

#include "bar.h"
#include "indicator.h"
#include "params.h"
#include "fact.h"

enum {
	FEATURE_WINDOW_MAX = 390,  /* feature_window_bars at most: a whole session */
	FEATURE_TOD_MAX = 60,	   /* tod_sessions at most */
	FEATURE_DAILY_MAX = 400,   /* feature_daily_window at most */
	FEATURE_DAYS_A_YEAR = 252, /* sessions per year, for the realised volatility */
};

enum trend { TREND_DOWN = -1, TREND_FLAT = 0, TREND_UP = 1, TREND_UNKNOWN = 2 };

/* The sign of FAST/SLOW - 1; flat within DEADBAND, unknown when either average is. */
enum trend feature_trend(double fast, double slow, double deadband);

/*
 * Wilder's ATR over the complete clock-aligned buckets (atr_bucket_min) of regular sessions; the
 * ranges of nights are left out. It is seeded once per session from the feature_sessions_back
 * sessions before, advances bucket by bucket and is stored with the row.
 */
struct feature_atr {
	struct date session;  /* the session it was seeded for; DATE_UNKNOWN: none */
	struct instant until; /* end of its newest bucket, or the session's open */
	struct atr atr;	      /* USD */
};

/*
 * Whether a session that opened at OPEN opened far from PRIOR, the last close before it: by more
 * than gap_reset_pct, or than gap_reset_atr times DAILY_ATR, the daily atr14 of the session before.
 * When that is unknown, only the percentage counts. Unknown when a price is unknown, and after a
 * split, which makes the two prices incomparable. FACT_NO while gap_reset is off.
 *
 * In such a session sma20, sma50 and their distances are those of its own bars: sma20 is unknown
 * for its first 19 bars. While it has fewer than 50 bars, trend_state compares sma20 with the mean
 * of its bars.
 */
enum fact feature_gap(
	const struct params *p, struct price open, struct price prior, double daily_atr);

/*
 * Makes the seed of a session's ATR from bars in the order of time: call feature_seed_begin, then
 * feature_seed_add with each bar of the feature_sessions_back sessions before, then
 * feature_seed_end with the session's first bar (NULL: none yet). The average restarts after a
 * night that was a split.
 */
struct feature_seed {
	struct atr atr;
	struct date session;	       /* of the previous bar */
	struct instant begin;	       /* of the bucket in progress; unknown: none */
	struct price high, low, close; /* close: of the newest bar */
};
void feature_seed_begin(struct feature_seed *s, const struct params *p);
void feature_seed_add(
	struct feature_seed *s, const struct params *p, struct date session, const struct bar *bar);
void feature_seed_end(struct feature_seed *s, const struct params *p, const struct session *today,
	const struct bar *first, struct feature_atr *out);

/* The sums behind a session's volume-weighted price so far; stored with the row. */
struct feature_vwap {
	struct date session;  /* DATE_UNKNOWN: none */
	struct instant until; /* end of the newest bar added, or the session's open */
	double money, volume; /* USD, shares */
	enum stock_feed feed; /* of all bars added; FEED_SEVERAL: the price is unknown */
};

struct feature_input {
	/*
	 * Regular-session bars known at now, as bar_check accepts them, oldest first, one per
	 * minute: the newest bar's session so far, and the feature_sessions_back sessions before,
	 * all of which the ATR's seed needs. With atr and vwap given, feature_window_bars bars are
	 * enough, and high, low and vwap of bars before both until are not used.
	 */
	const struct bar *bars;
	size_t bar_count;
	/*
	 * The newest bar's session and the feature_sessions_back sessions before it, oldest first.
	 * Bars before the first session are ignored. A bar between two sessions makes the window
	 * invalid.
	 */
	const struct session *sessions;
	size_t session_count;
	/* As stored with an earlier row, or NULL. The sums of another session are not used. */
	const struct feature_atr *atr;
	const struct feature_vwap *vwap;
	/*
	 * gap_reset of an earlier row of the session. FACT_UNKNOWN: decided here when atr is NULL
	 * or has no bucket of the session yet: then the bars include the session's first, with
	 * open.
	 */
	enum fact gap;
	/* the last close before the session; PRICE_UNKNOWN: that of the last bar before it */
	struct price prior_close;
	double daily_atr; /* atr14 of the session before; NAN: unknown */
	/*
	 * Volumes of the newest bar's minute in the tod_sessions sessions before, 0 when the ticker
	 * did not trade; only those of the newest bar's feed, and none before a split. With fewer
	 * than tod_sessions volumes volume_ratio_tod is unknown.
	 */
	const int64_t *tod_volumes;
	size_t tod_count;
};

struct feature_row {
	struct instant bar_ts; /* of the newest bar */
#define FEATURE(kind, name) FEATURE_##kind name;
#define FEATURE_price double
#define FEATURE_number double
#define FEATURE_yes_no enum fact
#define FEATURE_trend enum trend
#define FEATURE_shares int64_t
#define FEATURE_minute int
#define FEATURE_count int
#include "feature_columns.def"
#undef FEATURE_price
#undef FEATURE_number
#undef FEATURE_yes_no
#undef FEATURE_trend
#undef FEATURE_shares
#undef FEATURE_minute
#undef FEATURE_count
#undef FEATURE
	enum stock_feed feed; /* of the newest bar */
	/* the sums up to bar_ts, for the next row */
	struct feature_atr atr;
	struct feature_vwap vwap;
};

/*
 * The window is the last feature_window_bars bars of the last feature_sessions_back sessions, the
 * newest bar's included. The window and the seed of the ATR start after the last night that was a
 * split (bar_split). False, *OUT untouched: the window has fewer than feature_min_bars bars, the
 * newest bar is not of the last session given, or a bar of the window is of no session.
 */
bool feature_compute(
	const struct params *p, const struct feature_input *in, struct feature_row *out);

/* One day's row, from that day and those before it: feature_daily_window completed days. */
struct feature_daily {
	struct date day;	/* of the newest bar */
	double close;		/* USD */
	double sma50, sma200;	/* USD */
	double atr14;		/* USD, Wilder over the window, gaps between days included */
	double rsi14;		/* 0-100 */
	double realised_vol;	/* stddev of realised_vol_days log returns * sqrt(252) */
	enum trend daily_trend; /* of sma50 over sma200; unknown with fewer than 200 days */
	int days_used;
};

/*
 * DAYS are daily bars of completed sessions, oldest first; bars before the last split are not used.
 * False, *OUT untouched, when COUNT is 0.
 */
bool feature_daily_compute(
	const struct params *p, const struct bar *days, size_t count, struct feature_daily *out);

#endif
