/* What opt-signal decides on, and what it leaves: watched tickers in, recommendations out. */
#ifndef OPT_STORE_SIGNAL_H
#define OPT_STORE_SIGNAL_H

#include "recommend.h"
#include "store_news.h"

enum { SIGNAL_RATIOS_MAX = 60 }; /* signal_volume_bars at most */

/* A watched ticker with everything known of it at the run's now. */
struct signal_candidate {
	char ticker[TICKER_SIZE];
	struct instant last_signal_bar_ts; /* unknown: never judged */
	struct recommend_history history;
	enum trend daily_trend;
	char *daily; /* the daily feature row as JSON; NULL: none */
	bool long_stock;
	double iv_percentile;

	struct instant bar_ts;	   /* newest bar; unknown: none of late */
	struct instant feature_ts; /* of the newest feature row, as all below */
	double close, sma20, distance_sma20, vol_ratio;
	enum trend trend_state;
	char *features; /* that row as JSON; NULL: none of late */
	/* volume_ratio of the bars not judged yet, the newest SIGNAL_RATIOS_MAX, oldest first */
	double ratios[SIGNAL_RATIOS_MAX];
	size_t ratio_count;

	const struct article *articles; /* of the book */
	size_t article_count;
};

struct signal_book {
	struct signal_candidate *candidates; /* by rank on the watchlist */
	size_t count;
	struct article *articles;
	size_t article_count;
};

/* One statement a kind of fact. store_signal_free in any case. */
int store_signal_load(struct run *run, struct signal_book *out, struct error *err);
void store_signal_free(struct signal_book *book);

/* A decision about a candidate, with the JSON that is kept with it. */
struct recommendation_draft {
	const struct signal_candidate *candidate;
	struct signal_decision decision;
	enum recommend_outcome outcome;
	int64_t id;			     /* given by store_signal_save; 0: not stored */
	char *reason, *features, *sentiment; /* JSON; NULL unless there is a signal */
	struct instant lineage;		     /* the oldest ingredient's time */
	char failure_reason[128];	     /* of a SKIPPED one */
};

/*
 * In one transaction: expires what nobody claimed, stores what recommend_is_stored and notes which
 * bar each ticker was judged on. One that could not be stored because the ticker has a live one by
 * now becomes RECOMMEND_LIVE.
 */
int store_signal_save(struct run *run, struct recommendation_draft *rows, size_t count,
	int64_t *expired, struct error *err);

#endif
