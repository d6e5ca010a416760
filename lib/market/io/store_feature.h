/* lane_features, lane_atr_state and lane_features_daily, and the bars they are made of. */
#ifndef OPT_STORE_FEATURE_H
#define OPT_STORE_FEATURE_H

#include "series_set.h"
#include "run.h"
#include "bar_plan.h"

/* As it was known at run->now. Only tickers with a regular bar near now have a series. */
int store_feature_load(struct run *run, const struct session_span *span, struct series_set *out,
	struct error *err);

/*
 * The seeds of the ATR of SPAN's newest session, before it opens, for every ticker that traded last
 * in the session before and has none; *COUNT: how many are stored. Its first run then takes them
 * up, but for those whose price the night made another.
 */
int store_feature_prepare(
	struct run *run, const struct session_span *span, size_t *count, struct error *err);

struct series_row {
	const char *ticker; /* borrowed */
	struct instant first_bar_at;
	struct feature_row row;
};

/* One row as opt-features prints it: the columns of lane_features. */
void store_feature_write(struct jsonl *w, const struct series_row *row);
/*
 * Stores rows and the states of the ATR in one transaction; rows of a ticker oldest first. Nothing
 * in a dry run.
 */
int store_feature_save(
	struct run *run, const struct series_row *rows, size_t count, struct error *err);
/* The states of ROWS alone, one of each ticker. */
int store_feature_save_states(
	struct run *run, const struct series_row *rows, size_t count, struct error *err);

struct daily_row {
	char ticker[TICKER_SIZE];
	struct feature_daily row;
	enum stock_feed feed;
};

/* The rows of the session DAY of every ticker that lacks them, into a new array. */
int store_feature_daily_make(
	struct run *run, struct date day, struct daily_row **out, size_t *count, struct error *err);
void store_feature_daily_write(struct jsonl *w, const struct daily_row *row);
int store_feature_daily_save(
	struct run *run, const struct daily_row *rows, size_t count, struct error *err);

#endif
