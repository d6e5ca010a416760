/*
 * Reads bars and volumes as rows of binary COPYs. It is shared by the store_feature*.c files; the
 * programs use store_feature.h.
 */
#ifndef OPT_STORE_FEATURE_READ_H
#define OPT_STORE_FEATURE_READ_H

#include "feature_plan.h"
#include "store_feature.h"

enum {
	FEATURE_BAR_FIELDS = 9,
	FEATURE_ROWS_MAX = 1 << 24 /* tickers, or minutes of all tickers */
};

/* Takes a bar of a regular session and its series. 0, or -1 with ERR set. */
typedef int feature_taker(
	void *context, const struct series *series, const struct bar *bar, struct error *err);

struct feature_piece;
struct feature_reading {
	struct run *run;
	const struct session_span *span;
	struct series_set *set;
	const struct session *session; /* of the previous bar; NULL: none */
	char feed_name[16];
	enum stock_feed feed;	     /* of feed_name */
	struct feature_piece *piece; /* while seeds are made */
	bool *wanted; /* per series: its bars are read; NULL: those of all tickers, new ones too */
	feature_taker *take;
};

/* Sets ERROR_INTERNAL for a malformed row of WHAT; returns -1. */
int feature_bad_row(const char *what, struct error *err);
/* Each reads one field, null as unknown; false: the field has another form. */
bool feature_read_feed(struct feature_reading *r, const struct binary_field *f);
bool feature_read_double(const struct binary_field *f, double *out);
bool feature_read_price(const struct binary_field *f, struct price *out);
bool feature_read_instant(const struct binary_field *f, struct instant *out);
bool feature_read_fact(const struct binary_field *f, enum fact *out);
bool feature_read_bar(struct feature_reading *r, const struct binary_field *f, struct bar *out);

/* Sets the settings that the COPY statements read, as COPY takes no parameters. */
int feature_settings(struct run *run, const struct session_span *span,
	const struct feature_wanted *w, struct error *err);
/* Reads the bars that W wants and calls TAKE with R and each of them; the order is not defined. */
int feature_each_bar(struct feature_reading *r, const struct feature_wanted *w, feature_taker *take,
	struct error *err);
/* Reads the bars that W wants and adds them to their series. */
int feature_load_bars(struct feature_reading *r, const struct feature_wanted *w, struct error *err);

/*
 * Makes the seeds of the ATR of TICKERS from the sessions before the newest, for feature_seed_end.
 * SEEDS has one element per series of the set; all are initialised.
 */
int feature_seeds(struct feature_reading *r, const char *const *tickers, size_t count,
	struct feature_seed *seeds, struct error *err);

/* Reads, for all bars that lack a row, the bars of the same minute in the sessions before. */
int feature_load_same(struct feature_reading *r, struct error *err);

#endif
