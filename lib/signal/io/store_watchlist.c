#include "store_watchlist.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "series_set.h"
#include "mem.h"
#include "query.h"
#include "row.h"

enum { JSON_MAX = 64 << 20 };

struct listed_ticker {
	char ticker[TICKER_SIZE];
	bool held, was_in;
	struct instant entered_at;
};

static const struct row_column listed_columns[] = {
	ROW_FIELD(ROW_TEXT, struct listed_ticker, ticker, false),
	ROW_FIELD(ROW_BOOL, struct listed_ticker, held, false),
	ROW_FIELD(ROW_BOOL, struct listed_ticker, was_in, false),
	ROW_FIELD(ROW_INSTANT, struct listed_ticker, entered_at, true),
};

static const struct row_column article_columns[] = {
	ROW_FIELD(ROW_TEXT, struct watchlist_article, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct watchlist_article, published_at, false),
	ROW_FIELD(ROW_DOUBLE, struct watchlist_article, score, false),
	ROW_FIELD(ROW_DOUBLE, struct watchlist_article, p_neutral, false),
	ROW_FIELD(ROW_I64, struct watchlist_article, story, false),
};

int store_watchlist_computed(struct run *run, struct instant *out, struct error *err)
{
	static const struct row_column column[] = {
		{"computed_at", ROW_INSTANT, 0, sizeof(struct instant), true}};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_watchlist_computed, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, column, 1, out, err);
}

/* The candidates by ticker: a series in SET and its candidate have the same index. */
struct gathering {
	struct series_set set;
	struct watchlist_candidate *rows;
	size_t capacity;
};

/* Finds or adds the candidate TICKER; NULL: no memory. */
static struct watchlist_candidate *candidate_of(
	struct gathering *g, const char *ticker, size_t length)
{
	size_t had = g->set.count;
	const struct series *series = series_set_get(&g->set, ticker, length);
	if (series == NULL || mem_grow(&g->rows, &g->capacity, g->set.count, sizeof *g->rows,
				      SIZE_MAX / sizeof *g->rows) != 0)
		return NULL;
	struct watchlist_candidate *c = &g->rows[series - g->set.series];
	if (g->set.count > had) {
		*c = (struct watchlist_candidate){.bar_ts = INSTANT_UNKNOWN,
			.entered_at = INSTANT_UNKNOWN,
			.distance_sma20 = (double)NAN,
			.vol_ratio = (double)NAN,
			.trend_state = INT_MIN};
		memcpy(c->ticker, series->ticker, sizeof c->ticker);
	}
	return c;
}

static bool read_double(const struct binary_field *f, double *out)
{
	int64_t bits;
	*out = (double)NAN;
	if (f->length == -1)
		return true;
	if (!binary_read_i64(f, &bits))
		return false;
	memcpy(out, &bits, sizeof bits);
	return true;
}

static int take_fresh(void *context, const struct binary_field *f, int count, struct error *err)
{
	enum { FIELDS = 5 };
	struct instant ts;
	double distance, vol_ratio;
	int64_t trend = INT_MIN;
	if (count != FIELDS || !binary_read_instant(&f[0], &ts) || f[1].length < 1 ||
		!read_double(&f[2], &distance) || !read_double(&f[3], &vol_ratio) ||
		(f[4].length != -1 && !binary_read_i64(&f[4], &trend)))
		return error_set(
			err, ERROR_INTERNAL, "query watchlist_fresh returned an unexpected row");
	struct watchlist_candidate *c =
		candidate_of(context, (const char *)f[1].data, (size_t)f[1].length);
	if (c == NULL)
		return error_memory(err);
	if (instant_known(c->bar_ts) && instant_compare(ts, c->bar_ts) <= 0)
		return 0;
	c->bar_ts = ts;
	c->distance_sma20 = distance;
	c->vol_ratio = vol_ratio;
	c->trend_state = (int)trend;
	return 0;
}

static int gather(struct run *run, struct gathering *g, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT, listed = ROWS_INIT;
	struct listed_ticker *l mem_auto = NULL;
	size_t count;
	/* a bar's age counts from the end of its minute */
	int64_t age_us = (int64_t)run->params.signal_feature_age_max_s * SECOND_US + MINUTE_US;
	arg_instant(&a, instant_add(run->now, -age_us));
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_watchlist_settings, &a, &rows, err) != 0 ||
		db_copy_out(run->db, &query_watchlist_fresh, take_fresh, g, err) != 0 ||
		db_rows(run->db, &query_watchlist_listed, NULL, &listed, err) != 0 ||
		rows_read(&listed, listed_columns, array_size(listed_columns), sizeof *l, &l,
			&count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct watchlist_candidate *c = candidate_of(g, l[i].ticker, strlen(l[i].ticker));
		if (c == NULL)
			return error_memory(err);
		c->held = l[i].held;
		c->was_in = l[i].was_in;
		c->entered_at = l[i].entered_at;
	}
	return 0;
}

int store_watchlist_candidates(
	struct run *run, struct watchlist_candidate **out, size_t *count, struct error *err)
{
	struct gathering g = {.rows = NULL};
	int result = gather(run, &g, err);
	if (result == 0) {
		*out = g.rows;
		*count = g.set.count;
	} else {
		free(g.rows);
	}
	series_set_free(&g.set);
	return result;
}

int store_watchlist_news(
	struct run *run, struct watchlist_article **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, instant_add(run->now, -(int64_t)run->params.news_window_min * MINUTE_US));
	arg_instant(
		&a, instant_add(run->now, -(int64_t)run->params.news_duplicate_window_h * HOUR_US));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_watchlist_news, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, article_columns, array_size(article_columns), sizeof **out, out, count, err);
}

static void write_reasons(struct jsonl *w, const struct watchlist_row *r)
{
	jsonl_open(w, "reasons", '{');
	jsonl_text(w, "reason", watchlist_reason_name(r->reason));
	jsonl_double(w, "threshold", r->threshold, -1);
	jsonl_bool(w, "held", r->held);
	jsonl_double(w, "news_score", r->news.s, -1);
	jsonl_i64(w, "articles", r->news.n);
	jsonl_double(w, "news_age_s", r->news.age_s, -1);
	jsonl_double(w, "distance_sma20", r->distance_sma20, -1);
	jsonl_double(w, "vol_ratio", r->vol_ratio, -1);
	jsonl_i64_known(w, "trend_state", r->trend_state != TREND_UNKNOWN, r->trend_state);
	jsonl_close(w);
}

static void write_members(struct jsonl *w, const struct watchlist_row *r)
{
	jsonl_text(w, "ticker", r->ticker);
	jsonl_bool(w, "in_watchlist", r->in_watchlist);
	jsonl_i64_known(w, "rank", r->in_watchlist, r->rank);
	jsonl_double(w, "watch_score", r->scores.score, -1);
	jsonl_double(w, "sentiment_pressure", r->scores.pressure, -1);
	jsonl_double(w, "setup_quality", r->scores.setup, -1);
	jsonl_double(w, "vol_score", r->scores.vol, -1);
	jsonl_double(w, "trend_alignment", r->scores.alignment, -1);
	jsonl_instant(w, "entered_at", r->in_watchlist ? r->entered_at : INSTANT_UNKNOWN);
	jsonl_instant(w, "bar_ts", r->bar_ts);
	write_reasons(w, r);
}

void store_watchlist_print(struct run *run, const struct watchlist_row *r)
{
	write_members(run_row(run, &candidate_row), r);
	run_row_end(run);
}

static void sample(struct run *run)
{
	store_watchlist_print(run, &(struct watchlist_row){.ticker = ""});
}

const struct row_kind candidate_row = {"candidate", sample};

struct watchlist_save {
	struct run *run;
	const char *rows;
};

static int save(struct db *db, void *context, struct error *err)
{
	const struct watchlist_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, s->rows);
	arg_i64(&a, s->run->params_version);
	arg_instant(&a, s->run->now);
	return db_none(db, &query_watchlist_store, &a, NULL, err);
}

int store_watchlist_save(
	struct run *run, const struct watchlist_row *rows, size_t count, struct error *err)
{
	buf_auto struct buf text = BUF_INIT(JSON_MAX);
	struct jsonl w;
	if (count == 0)
		return 0;
	jsonl_init(&w, &text);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < count; i++) {
		jsonl_open(&w, NULL, '{');
		write_members(&w, &rows[i]);
		jsonl_close(&w);
	}
	jsonl_close(&w);
	if (!buf_ok(&text))
		return error_memory(err);
	struct watchlist_save s = {run, buf_text(&text)};
	return run_store(run, save, &s, err);
}
