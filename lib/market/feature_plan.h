/*
 * Which bars opt-features reads from the database: as few as the missing rows need.
 *
 * The loader makes a plan, calls the steps in this order, and after each step reads the bars in
 * plan.wanted into the series of the set:
 *	struct feature_plan plan = {.params = p, .span = span, .set = set, .now = now};
 *	feature_plan_usual(&plan, states, count);    the newest bars of all tickers
 *	feature_plan_resume(&plan, states, count);   no bars; gives stored states to the series
 *	feature_plan_restart(&plan);                 today's bars of series without a usable state
 *	feature_plan_lengthen(&plan);                older bars, until no ticker is wanted
 *	feature_plan_seed(&plan);                    no bars; the tickers that need a seed
 *	feature_plan_seeded(&plan, seeds);           gives the seeds to the series
 *	feature_plan_free(&plan);
 * Before the open two steps suffice: feature_plan_before_open and feature_plan_unseeded.
 */
#ifndef OPT_FEATURE_PLAN_H
#define OPT_FEATURE_PLAN_H

#include "series_set.h"

/* The sums that an earlier run of the session stored for one ticker: a row of lane_atr_state. */
struct feature_state {
	char ticker[TICKER_SIZE];
	/*
	 * Start of the newest bucket in atr14. Unknown: none, atr14 is the seed of the sessions
	 * before.
	 */
	struct instant bucket_ts;
	/* The first bar in series_reach's session; unknown: none. */
	struct instant first_bar_at;
	struct price last_close; /* before bucket_ts, or of a seed made before the open */
	double atr14;		 /* USD; NAN: unknown */
	int64_t buckets;	 /* in atr14, up to atr_period */
	enum fact gap;		 /* gap_reset of the session's rows; unknown: not decided */
	struct feature_vwap vwap;
};

/* The bars from FROM to TO (not included) of some tickers. */
struct feature_wanted {
	struct instant from, to, detail; /* high, low and vwap are read from DETAIL on */
	const char *const *tickers;	 /* NULL: all tickers, new ones too */
	size_t ticker_count;		 /* 0 with TICKERS not NULL: no bars */
};

struct feature_plan {
	/* set by the caller, borrowed */
	const struct params *params;
	const struct session_span *span; /* its last session is the one of the rows */
	struct series_set *set;
	struct instant now;
	/* the result of the newest step; its tickers are valid until the next one */
	struct feature_wanted wanted;
	/* private */
	const char **tickers;
	size_t ticker_capacity;
	struct feature_wanted usual;
	struct instant reached; /* bars are read from here on */
	int64_t minutes;	/* regular minutes before now that were read */
};
#define feature_plan_auto __attribute__((cleanup(feature_plan_free)))
void feature_plan_free(struct feature_plan *plan);

/*
 * All tickers: as many minutes as the window has, and one for each minute since the newest stored
 * row. That suffices where a ticker trades every minute and no run was missed. The details are
 * wanted from the oldest state on that can be resumed; without any, all of today's bars are wanted
 * with details.
 */
void feature_plan_usual(
	struct feature_plan *plan, const struct feature_state *states, size_t count);

/*
 * Gives each series its state when that is whole: both sums, and an average of atr_period buckets.
 * A seed that was made before the open is used only when today's first bar shows no split over the
 * night. wanted: the tickers without a state, whose newest row (series.featured) the loader must
 * look up; no times. Each step from here on returns 0, or -1 when memory is short.
 */
int feature_plan_resume(
	struct feature_plan *plan, const struct feature_state *states, size_t count);

/*
 * Counts the missing rows of each series (series.missing). wanted: the series that miss rows and
 * cannot resume from their state, with the details of all of today's bars; the bars they have are
 * dropped. No ticker is wanted when the usual bars had those details.
 */
int feature_plan_restart(struct feature_plan *plan);

/*
 * wanted: the series with too few bars for the rows they miss, twice as far back as before. Called
 * again until no ticker is wanted; the search ends with the oldest session of the span.
 */
int feature_plan_lengthen(struct feature_plan *plan);

/*
 * wanted: the tickers that miss rows, have feature_min_bars bars and no ATR; no times. The loader
 * makes their seeds from the sessions before.
 */
int feature_plan_seed(struct feature_plan *plan);

/* Ends SEEDS, one per series of the set, and gives the ATR to the series that need one. */
int feature_plan_seeded(struct feature_plan *plan, struct feature_seed *seeds);

/* Before the open: the last window of all tickers, to find those that traded. */
void feature_plan_before_open(struct feature_plan *plan);

/* wanted: the tickers of the set whose state among STATES is not whole or missing; no times. */
int feature_plan_unseeded(
	struct feature_plan *plan, const struct feature_state *states, size_t count);

#endif
