/* Reads the inputs of opt-watchlist, prints and stores its rows of watchlist_state. */
#ifndef OPT_STORE_WATCHLIST_H
#define OPT_STORE_WATCHLIST_H

#include "occ.h"
#include "run.h"
#include "watchlist.h"

/* A ticker with fresh features, on the list, or with an open position. */
struct watchlist_candidate {
	char ticker[TICKER_SIZE];
	struct instant bar_ts, entered_at;
	double distance_sma20, vol_ratio;
	int trend_state; /* INT_MIN: unknown */
	bool held, was_in;
};

/* One article for one of its tickers. */
struct watchlist_article {
	char ticker[TICKER_SIZE];
	struct instant published_at;
	double score, p_neutral;
	int64_t story; /* 64 bits of the story's name */
};

/* When the list was last computed; unknown before the first time. */
int store_watchlist_computed(struct run *run, struct instant *out, struct error *err);

/*
 * The candidates and their articles, as known at run->now, in new arrays that the caller frees. The
 * articles are sorted by ticker.
 */
int store_watchlist_candidates(
	struct run *run, struct watchlist_candidate **out, size_t *count, struct error *err);
int store_watchlist_news(
	struct run *run, struct watchlist_article **out, size_t *count, struct error *err);

/* Writes one row as opt-watchlist prints it: the columns of watchlist_state. */
extern const struct row_kind candidate_row;
void store_watchlist_print(struct run *run, const struct watchlist_row *row);
/* Stores all rows in one transaction; not in a dry run. */
int store_watchlist_save(
	struct run *run, const struct watchlist_row *rows, size_t count, struct error *err);

#endif
