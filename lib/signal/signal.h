/*
 * The rules of entry (specification, section 6) for one ticker and minute: signal_decide takes the
 * inputs and returns a decision. The decision has every intermediate value, so that it can be
 * stored, explained and recomputed. Unknown inputs are NAN and prevent a signal.
 */
#ifndef OPT_SIGNAL_H
#define OPT_SIGNAL_H

#include "condition.h"
#include "feature.h"
#include "news_score.h"
#include "instrument.h"
#include "jsonl.h"

enum direction { DIRECTION_BEARISH = -1, DIRECTION_NONE = 0, DIRECTION_BULLISH = 1 };

/* The conditions, in the order in which they are checked. */
enum signal_condition {
	SIGNAL_BAR_AGE,	    /* in seconds, at most signal_bar_age_max_s */
	SIGNAL_FEATURE_AGE, /* in seconds, at most signal_feature_age_max_s */
	SIGNAL_ARTICLES,    /* at least 1 */
	SIGNAL_SENTIMENT,   /* |s| is above signal_score_min */
	SIGNAL_SMA20,	    /* close above (bullish) or below (bearish) sma20 */
	SIGNAL_TREND,	    /* trend_state >= 0 (bullish), <= 0 (bearish) */
	SIGNAL_DISTANCE,    /* |distance_sma20| is at most signal_distance_max */
	SIGNAL_VOLATILITY,  /* vol_ratio is known */
	SIGNAL_CONFIDENCE,  /* at least signal_stock_confidence */
	SIGNAL_DAILY_TREND, /* does not oppose the direction */
	SIGNAL_LONG_STOCK,  /* a bearish stock signal needs a long position to sell */
	SIGNAL_CONDITION_COUNT,
	SIGNAL_PASSED = SIGNAL_CONDITION_COUNT,
};

const char *signal_condition_name(enum signal_condition condition); /* "bar_age" ...; "passed" */
const char *direction_name(enum direction direction); /* "bullish", "bearish", "none" */

struct signal_input {
	struct instant now;
	struct instant bar_ts;	   /* of the newest bar of the ticker */
	struct instant feature_ts; /* bar_ts of the newest feature row */
	struct news_score news;
	double close, sma20, distance_sma20; /* of that feature row */
	enum trend trend_state;
	double vol_ratio;
	/* signal_volume_ratio of the bars since the last evaluation; NAN: the factor is 0 */
	double volume_ratio;
	enum trend daily_trend;
	double iv_percentile; /* 0-100; NAN: unknown, no credit spread */
	enum fact long_stock; /* the account has a long position in the stock */
};

/* The confidence and its parts. */
struct signal_score {
	double trend;	   /* 1: agrees with the direction; signal_trend_flat: no trend */
	double setup;	   /* 1 - |distance_sma20|/signal_distance_max */
	double vola;	   /* 1, signal_vola_below, signal_vola_above */
	double base;	   /* the weighted sum */
	double mult;	   /* the factor of the volume */
	double confidence; /* base * mult, rounded to 4 places; may be above 1 */
};

struct signal_decision {
	struct signal_input in;
	double bar_age_s, feature_age_s;
	enum direction direction;
	/* every field NAN when a condition before SIGNAL_CONFIDENCE failed */
	struct signal_score score;

	/*
	 * The first condition that failed, or SIGNAL_PASSED; the observed value (NAN: unknown) and
	 * the required one.
	 */
	enum signal_condition failed;
	double observed, threshold;

	/*
	 * Set only when passed. A STOCK signal is a day_trade: flat by the evening. For a
	 * credit_spread the action is BUY, which opens it, and the instrument is the kind of its
	 * legs: PUT for a bull put spread, CALL for a bear call spread.
	 */
	enum trade_action action;
	enum instrument instrument;
	enum strategy strategy;
};

/*
 * The highest known value among the last signal_volume_bars of RATIOS, which are oldest first; NAN
 * when none is known.
 */
double signal_volume_ratio(const struct params *p, const double *ratios, size_t count);

/* The factor of VOLUME_RATIO; 0 when it is unknown. */
double signal_multiplier(const struct params *p, double volume_ratio);

/* TREND is trend_state times the direction: 1 agrees, 0: no trend, -1 opposes. */
void signal_score(const struct params *p, double s, int trend, double distance_sma20,
	double vol_ratio, double volume_ratio, struct signal_score *out);

/* True when there is a signal (failed == SIGNAL_PASSED). *OUT is set either way. */
bool signal_decide(
	const struct params *p, const struct signal_input *in, struct signal_decision *out);

/*
 * Every condition by itself, also those after the first that fails. The first that fails is the one
 * that signal_decide names. The last three pass when the confidence makes the signal one of an
 * option, because they are conditions of a stock signal.
 */
void signal_conditions(const struct params *p, const struct signal_input *in,
	struct condition out[static SIGNAL_CONDITION_COUNT]);

/* Writes direction, score and confidence as an object: the column reason. */
void signal_write(struct jsonl *w, const char *key, const struct signal_decision *d);

#endif
