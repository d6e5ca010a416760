/* Reads classified news as they were known at a time. */
#ifndef OPT_STORE_NEWS_H
#define OPT_STORE_NEWS_H

#include "news_score.h"
#include "occ.h"
#include "run.h"

/* One article for one of its tickers. */
struct article {
	char ticker[TICKER_SIZE];
	int64_t raw_event_id;
	struct instant published_at;
	char story_uid[72];
	char *title; /* owned by the array */
	double score, p_neutral;
	char label[16], engine[16], event_type[16];
};

/*
 * The articles about TICKERS that were known at the run's now and published within
 * news_duplicate_window_h, one element per article and ticker. They are sorted by ticker (as the
 * database sorts text), then newest first. Free *OUT with store_news_free.
 */
int store_news_load(struct run *run, const char *const *tickers, size_t ticker_count,
	struct article **out, size_t *count, struct error *err);
void store_news_free(struct article *articles, size_t count);

/* The input of news_score for an article; its story is a 64-bit hash of story_uid. */
struct news_item store_news_item(const struct article *a);

#endif
