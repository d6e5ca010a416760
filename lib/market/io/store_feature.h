/*
 * Reads the bars that features are made of, and stores the features: lane_features, lane_atr_state
 * and lane_features_daily.
 *
 *	store_feature_load(run, span, &set, err);   reads bars and states of all tickers
 *	series_unpack and series_compute             for each series of the set (series.h)
 *	store_feature_save(run, rows, count, err);   stores the rows and their states
 *	store_feature_print(run, &rows[i]);          prints one of them
 * Every function that returns int returns 0, or -1 with ERR set.
 */
#ifndef OPT_STORE_FEATURE_H
#define OPT_STORE_FEATURE_H

#include "series_set.h"
#include "run.h"
#include "bar_plan.h"

/*
 * Reads the bars and states that the missing rows need, as they were known at run->now, into OUT,
 * which is empty. Only tickers with a recent regular bar get a series.
 */
int store_feature_load(struct run *run, const struct session_span *span, struct series_set *out,
	struct error *err);

/*
 * Before SPAN's newest session opens: makes and stores the seed of its ATR for every ticker that
 * traded in the last window of bars and has none. *COUNT is how many were made. The first run of
 * the session uses them, except those of tickers that were split over the night.
 */
int store_feature_prepare(
	struct run *run, const struct session_span *span, size_t *count, struct error *err);

struct series_row {
	const char *ticker; /* borrowed */
	struct instant first_bar_at;
	struct feature_row row;
};

/* Writes one row as opt-features prints it: the columns of lane_features. */
extern const struct row_kind feature_row_kind, daily_feature_row;
void store_feature_print(struct run *run, const struct series_row *row);
/*
 * Stores the rows, and the newest sums of each ticker, in one transaction. The rows of a ticker
 * come together, oldest first. A dry run stores nothing.
 */
int store_feature_save(
	struct run *run, const struct series_row *rows, size_t count, struct error *err);
/* Stores only the sums of ROWS, one row per ticker. */
int store_feature_save_states(
	struct run *run, const struct series_row *rows, size_t count, struct error *err);

struct daily_row {
	char ticker[TICKER_SIZE];
	struct feature_daily row;
	enum stock_feed feed;
};

/*
 * Makes the daily row of the session DAY for every ticker that has a bar of that day and no row
 * yet. *OUT is a new array, the caller frees it.
 */
int store_feature_daily_make(
	struct run *run, struct date day, struct daily_row **out, size_t *count, struct error *err);

struct daily_ticker {
	char ticker[TICKER_SIZE];
};

/*
 * Loads the tickers that have a stored day up to the session DAY without a daily row. *OUT is a new
 * array, the caller frees it.
 */
int store_feature_daily_missing(struct run *run, struct date day, struct daily_ticker **out,
	size_t *count, struct error *err);
/*
 * Makes the missing daily rows of all stored days up to the session DAY for some of these tickers.
 * Some hundred at once keep the memory small. *OUT is a new array, the caller frees it.
 */
int store_feature_daily_past(struct run *run, struct date day, const struct daily_ticker *tickers,
	size_t ticker_count, struct daily_row **out, size_t *count, struct error *err);
void store_feature_daily_print(struct run *run, const struct daily_row *row);
int store_feature_daily_save(
	struct run *run, const struct daily_row *rows, size_t count, struct error *err);

#endif
