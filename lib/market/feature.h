/*
 * The features of one ticker at its newest bar, and those of its newest completed day. Pure: same
 * bars, same bits. Unknown is NAN, TREND_UNKNOWN, FACT_UNKNOWN or -1, never 0.
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
	FEATURE_DAILY_MAX = 400,   /* daily bars looked back on at most */
	FEATURE_DAYS_A_YEAR = 252, /* sessions a year, for the realised volatility */
};

enum trend { TREND_DOWN = -1, TREND_FLAT = 0, TREND_UP = 1, TREND_UNKNOWN = 2 };

/* sign(fast/slow - 1), 0 within the deadband, unknown when either is. */
enum trend feature_trend(double fast, double slow, double deadband);

/*
 * Wilder's ATR over the complete clock-aligned buckets (atr_bucket_min) of regular sessions; nights
 * are left out. Seeded once a session from the feature_sessions_back sessions before it, advanced
 * bucket by bucket, stored with the row.
 */
struct feature_atr {
	struct date session;  /* the one it was seeded for; DATE_UNKNOWN: none */
	struct instant until; /* end of the newest bucket in it, or the session's open */
	struct atr atr;	      /* USD */
};

/*
 * The seed of a session, for bars that come in the order of time: feature_seed_begin, each bar of
 * the feature_sessions_back sessions before, feature_seed_end with the session's first bar (NULL:
 * none yet). It begins anew where a night's jump is a split.
 */
struct feature_seed {
	struct atr atr;
	struct date session;	       /* of the bar before */
	struct instant begin;	       /* of the bucket in progress; unknown: none */
	struct price high, low, close; /* close: of the newest bar */
};
void feature_seed_begin(struct feature_seed *s, const struct params *p);
void feature_seed_add(
	struct feature_seed *s, const struct params *p, struct date session, const struct bar *bar);
void feature_seed_end(struct feature_seed *s, const struct params *p, const struct session *today,
	const struct bar *first, struct feature_atr *out);

/* Money and shares of a session so far, for its volume-weighted price; stored with the row. */
struct feature_vwap {
	struct date session;  /* DATE_UNKNOWN: none */
	struct instant until; /* end of the newest bar in it, or the session's open */
	double money, volume; /* USD, shares */
	enum stock_feed feed; /* of every bar in it; FEED_SEVERAL: the price is unknown */
};

struct feature_input {
	/*
	 * Regular-session bars known at now, oldest first, none twice, as bar_check accepts them:
	 * all of the newest bar's session so far and as many of the sessions before as
	 * feature_sessions_back says (the ATR's seed needs them all; with ATR and VWAP given,
	 * feature_window_bars bars are enough, and high, low and vwap of bars before both of their
	 * ends are not looked at).
	 */
	const struct bar *bars;
	size_t bar_count;
	/*
	 * The sessions those bars are of, oldest first, the last the newest bar's: that and
	 * feature_sessions_back before it. Bars before the first are ignored; a bar of the window
	 * between sessions makes it no window.
	 */
	const struct session *sessions;
	size_t session_count;
	/* As stored with an earlier row, or NULL. Of another session: seeded again. */
	const struct feature_atr *atr;
	const struct feature_vwap *vwap;
	/*
	 * Volumes of the newest bar's minute in the tod_sessions sessions before, 0 where it did
	 * not trade, of the same feed and the same shares (none before a split) as the newest bar.
	 * Fewer: volume_ratio_tod is unknown.
	 */
	const int64_t *tod_volumes;
	size_t tod_count;
};

struct feature_row {
	struct instant bar_ts;		       /* of the newest bar */
	double close;			       /* USD */
	double sma20, sma50;		       /* USD: means of the last 20 and 50 closes */
	double distance_sma20, distance_sma50; /* (close - sma)/sma */
	enum trend trend_state;		       /* of sma20 over sma50, trend_deadband */
	double recent_vol; /* sample stddev of the simple returns among vol_recent_closes closes */
	double baseline_vol; /* the same over the window; nights left out of both */
	double vol_ratio;
	int64_t volume;
	double volume_avg_20;	 /* mean of the volume_avg_bars bars before the newest, one feed */
	double volume_ratio;	 /* unknown when that mean is 0 */
	enum fact volume_surge;	 /* volume_ratio > volume_surge_ratio */
	double volume_ratio_tod; /* volume over the median of the same minute */
	double atr14;		 /* USD, of struct feature_atr */
	double ret_5m, ret_15m;	 /* since the session's last close 5 and 15 minutes ago */
	double session_vwap;	 /* USD; a bar without vwap counts at (high + low + close)/3 */
	double distance_vwap;	 /* (close - session_vwap)/session_vwap */
	int session_minute;	 /* whole minutes from the open to bar_ts */
	int bars_used;		 /* in the window */
	enum stock_feed feed;	 /* of the newest bar */
	struct feature_atr atr;	 /* to be stored */
	struct feature_vwap vwap;
};

/*
 * The window and the seed of the ATR begin anew where a night's jump is a split (bar_split).
 * False, *OUT untouched: fewer than feature_min_bars bars in the window, the newest bar not of the
 * last session given, or a bar that is of none. The window is looked for in feature_sessions_back
 * sessions, the newest bar's included.
 */
bool feature_compute(
	const struct params *p, const struct feature_input *in, struct feature_row *out);

/* One day's row, from the last feature_daily_window completed days up to it. */
struct feature_daily {
	struct date day;	/* of the newest bar */
	double close;		/* USD */
	double sma50, sma200;	/* USD */
	double atr14;		/* USD, Wilder over the window, gaps between days included */
	double rsi14;		/* 0-100 */
	double realised_vol;	/* stddev of realised_vol_days log returns * sqrt(252) */
	enum trend daily_trend; /* of sma50 over sma200; unknown under 200 days */
	int days_used;
};

/*
 * DAYS: daily bars of completed sessions, oldest first; those before the last split do not count.
 * False, *OUT untouched, without any.
 */
bool feature_daily_compute(
	const struct params *p, const struct bar *days, size_t count, struct feature_daily *out);

#endif
