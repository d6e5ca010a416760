/* What features are made of, as rows of binary COPYs: what the parts of store_feature.h share. */
#ifndef OPT_STORE_FEATURE_READ_H
#define OPT_STORE_FEATURE_READ_H

#include "feature_plan.h"
#include "store_feature.h"

enum { FEATURE_BAR_FIELDS = 8, FEATURE_ROWS_MAX = 1 << 24 /* of tickers, or of their minutes */ };

/* A bar of a regular session. */
typedef int feature_taker(
	void *context, const struct series *series, const struct bar *bar, struct error *err);

struct feature_piece;
struct feature_reading {
	struct run *run;
	const struct session_span *span;
	struct series_set *set;
	const struct session *session; /* of the bar before */
	char feed_name[16];
	enum stock_feed feed;	     /* of feed_name */
	struct feature_piece *piece; /* while seeds are made */
	bool *wanted;		     /* series whose bars are read; NULL: all, new ones too */
	feature_taker *take;
};

int feature_bad_row(const char *what, struct error *err);
/* Fields; false where they are of another form. */
bool feature_read_feed(struct feature_reading *r, const struct binary_field *f);
bool feature_read_double(const struct binary_field *f, double *out);
bool feature_read_price(const struct binary_field *f, struct price *out);
bool feature_read_instant(const struct binary_field *f, struct instant *out);
bool feature_read_bar(struct feature_reading *r, const struct binary_field *f, struct bar *out);
/* The session of the span that TS is in; NULL: none. */
const struct session *feature_session(struct feature_reading *r, struct instant ts);

/* Sets what a COPY reads instead of parameters. */
int feature_settings(struct run *run, const struct session_span *span,
	const struct feature_wanted *w, struct error *err);
/* TAKE is called with R and each of the bars, in no order. */
int feature_each_bar(struct feature_reading *r, const struct feature_wanted *w, feature_taker *take,
	struct error *err);
/* Adds the bars to their series. */
int feature_load_bars(struct feature_reading *r, const struct feature_wanted *w, struct error *err);

/* Seeds of the ATR from the sessions before the newest: of TICKERS, in SEEDS one of each series. */
int feature_seeds(struct feature_reading *r, const char *const *tickers, size_t count,
	struct feature_seed *seeds, struct error *err);

/* The volumes of the minutes of all bars that lack a row in the sessions before, sorted. */
int feature_load_same(struct feature_reading *r, struct error *err);

#endif
