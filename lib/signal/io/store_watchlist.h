/* watchlist_state, and what a place on it is judged by. */
#ifndef OPT_STORE_WATCHLIST_H
#define OPT_STORE_WATCHLIST_H

#include "occ.h"
#include "run.h"
#include "watchlist.h"

struct watchlist_candidate {
	char ticker[TICKER_SIZE];
	struct instant bar_ts, entered_at;
	double distance_sma20, vol_ratio;
	int trend_state; /* INT_MIN: unknown */
	bool held, was_in;
};

struct watchlist_article {
	char ticker[TICKER_SIZE];
	struct instant published_at;
	double score, p_neutral;
	int64_t story;
};

/* When the list was last chosen; unknown before the first time. */
int store_watchlist_computed(struct run *run, struct instant *out, struct error *err);

/*
 * Both as they were known at run->now, in new arrays the caller frees. Articles are sorted by
 * ticker.
 */
int store_watchlist_candidates(
	struct run *run, struct watchlist_candidate **out, size_t *count, struct error *err);
int store_watchlist_news(
	struct run *run, struct watchlist_article **out, size_t *count, struct error *err);

/* One row as opt-watchlist prints it: the columns of watchlist_state. */
void store_watchlist_write(struct jsonl *w, const struct watchlist_row *row);
int store_watchlist_save(
	struct run *run, const struct watchlist_row *rows, size_t count, struct error *err);

#endif
