/*
 * Reads the inputs of opt-signal and stores its recommendations:
 *
 *	struct signal_batch batch;
 *	result = store_signal_load(run, &batch, err);
 *	... one recommendation_draft per candidate ...
 *	result = store_signal_save(run, drafts, batch.count, &expired, err);
 *	store_signal_free(&batch);
 */
#ifndef OPT_STORE_SIGNAL_H
#define OPT_STORE_SIGNAL_H

#include "recommend.h"
#include "store_news.h"

enum { SIGNAL_RATIOS_MAX = 60 }; /* the maximum of signal_volume_bars */

/* A watched ticker and its inputs, as known at the run's now. */
struct signal_candidate {
	char ticker[TICKER_SIZE];
	struct instant last_signal_bar_ts; /* the bar evaluated last; unknown: none yet */
	struct recommend_history history;
	enum trend daily_trend;
	char *daily; /* the daily feature row as JSON; NULL: none */
	bool long_stock;
	double iv_percentile; /* 0-100; NAN: unknown */
	/* stored for opt-learn, not used by the decision */
	enum trend spy_trend;
	char sector[64];      /* "": unknown */
	double sector_return; /* of 15 minutes, of the other tickers in it; NAN: unknown */

	struct instant bar_ts;	   /* of the newest bar; unknown: none recently */
	struct instant feature_ts; /* of the newest feature row, as all below */
	double close, sma20, distance_sma20, vol_ratio;
	enum trend trend_state;
	char *features; /* that row as JSON; NULL: none recently */
	/* volume_ratio of the bars not evaluated yet, the newest SIGNAL_RATIOS_MAX, oldest first */
	double ratios[SIGNAL_RATIOS_MAX];
	size_t ratio_count;

	const struct article *articles; /* borrowed from the batch */
	size_t article_count;
};

/* The candidates of one run. */
struct signal_batch {
	struct signal_candidate *candidates; /* by rank on the watchlist */
	size_t count;
	struct article *articles;
	size_t article_count;
};

/*
 * Loads all candidates, with one statement per kind of input. Call store_signal_free even when it
 * fails.
 */
int store_signal_load(struct run *run, struct signal_batch *out, struct error *err);
/* The same for TICKER alone, on the watchlist or not; the bar evaluated last is not known. */
int store_signal_load_one(
	struct run *run, const char *ticker, struct signal_batch *out, struct error *err);
/* The inputs of the signal of a candidate whose news scored NEWS. */
struct signal_input store_signal_input(
	const struct run *run, const struct signal_candidate *c, const struct news_score *news);
/* Scores the articles of a candidate; COUNTED as for news_score. */
int store_signal_news(const struct run *run, const struct signal_candidate *c, bool *counted,
	struct news_score *out, struct error *err);
void store_signal_free(struct signal_batch *batch);

/* A decision about a candidate, with the JSON that is stored with it. */
struct recommendation_draft {
	const struct signal_candidate *candidate;
	struct signal_decision decision;
	enum recommend_outcome outcome;
	int64_t id;			     /* set by store_signal_save; 0: not stored */
	char *reason, *features, *sentiment; /* JSON; NULL unless there is a signal */
	struct instant lineage;		     /* the time of the oldest input */
	char failure_reason[128];	     /* stored when SKIPPED */
};

/*
 * In one transaction: expires the recommendations that no run of opt-dispatch claimed in time,
 * stores the rows that recommend_is_stored, and stores the evaluated bar of each ticker. *EXPIRED
 * is the number of expired ones. A row that cannot be stored because the ticker got a live
 * recommendation in the meantime becomes RECOMMEND_LIVE.
 */
int store_signal_save(struct run *run, struct recommendation_draft *rows, size_t count,
	int64_t *expired, struct error *err);

#endif
