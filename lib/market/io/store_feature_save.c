/* Writes feature rows as text for standard output, and stores them. */
#include <math.h>
#include <string.h>

#include "array.h"
#include "query.h"
#include "row.h"
#include "store_bar.h"
#include "store_feature.h"
#include "text.h"

enum { JSON_MAX = 200 << 20, ROWS_BYTES_MAX = 512 << 20 };

/* ---- the kinds of feature_columns.def ---- */

static void write_number(struct jsonl *w, const char *key, double value)
{
	jsonl_double(w, key, value, -1);
}

static void write_price(struct jsonl *w, const char *key, double value)
{
	jsonl_double(w, key, value, 4);
}

static void write_trend(struct jsonl *w, const char *key, enum trend trend)
{
	jsonl_i64_known(w, key, trend != TREND_UNKNOWN, trend);
}

static void write_yes_no(struct jsonl *w, const char *key, enum fact fact)
{
	jsonl_bool_known(w, key, fact != FACT_UNKNOWN, fact == FACT_YES);
}

static void put_price(struct buf *b, double value)
{
	binary_price(b, price_from_double(value));
}

static void put_trend(struct buf *b, enum trend trend)
{
	if (trend == TREND_UNKNOWN)
		binary_null(b);
	else
		binary_i16(b, (int16_t)trend);
}

static void put_yes_no(struct buf *b, enum fact fact)
{
	if (fact == FACT_UNKNOWN)
		binary_null(b);
	else
		binary_bool(b, fact == FACT_YES);
}

static void put_count(struct buf *b, int value)
{
	binary_i16(b, (int16_t)value);
}

#define write_shares jsonl_i64
#define write_minute jsonl_i64
#define write_count jsonl_i64
#define put_number binary_double
#define put_shares binary_i64
#define put_minute binary_i32

/* ---- a row ---- */

void store_feature_print(struct run *run, const struct series_row *row)
{
	const struct feature_row *r = &row->row;
	struct jsonl *w = run_row(run, &feature_row_kind);
	jsonl_text(w, "ticker", row->ticker);
	jsonl_instant(w, "ts", r->bar_ts);
#define FEATURE(kind, name) write_##kind(w, #name, r->name);
#include "feature_columns.def"
#undef FEATURE
	jsonl_text(w, "feed", stock_feed_name(r->feed));
	run_row_end(run);
}

static void sample(struct run *run)
{
	store_feature_print(run, &(struct series_row){.ticker = ""});
}

const struct row_kind feature_row_kind = {"feature", sample};

/* ---- storing ---- */

static void put_text(struct buf *b, const char *text)
{
	binary_text(b, text, strlen(text));
}

static void put_row(struct buf *b, const struct series_row *row, struct instant now)
{
#define FEATURE(kind, name) +1
	enum {
		FIELDS = 6
#include "feature_columns.def"
	};
#undef FEATURE
	const struct feature_row *r = &row->row;
	binary_row(b, FIELDS);
	binary_instant(b, r->bar_ts);
	put_text(b, row->ticker);
	binary_instant(b, r->bar_ts);
#define FEATURE(kind, name) put_##kind(b, r->name);
#include "feature_columns.def"
#undef FEATURE
	put_text(b, stock_feed_name(r->feed));
	binary_instant(b, now);
	binary_instant(b, now);
}

static void put_state(struct buf *b, const struct params *p, const struct series_row *row,
	const struct session *s)
{
	enum { FIELDS = 13 };
	const struct feature_atr *a = &row->row.atr;
	const struct feature_vwap *v = &row->row.vwap;
	int64_t bucket_us = (int64_t)p->atr_bucket_min * MINUTE_US;
	bool seed_alone = instant_compare(a->until, s->open) <= 0;
	binary_row(b, FIELDS);
	put_text(b, row->ticker);
	binary_date(b, a->session);
	put_text(b, stock_feed_name(row->row.feed));
	binary_double(b, a->atr.average.value);
	binary_instant(b, seed_alone ? INSTANT_UNKNOWN : instant_add(a->until, -bucket_us));
	binary_price(b, price_from_double(a->atr.previous_close));
	binary_i32(b, a->atr.average.count);
	binary_double(b, v->money);
	binary_double(b, v->volume);
	binary_instant(b, v->until);
	if (v->feed < 0)
		binary_null(b);
	else
		put_text(b, stock_feed_name(v->feed));
	binary_instant(b, row->first_bar_at);
	put_yes_no(b, row->row.gap_reset);
}

/* Writes the newest sums of each ticker whose average is full; the others are seeded again. */
static size_t put_states(
	struct buf *b, const struct params *p, const struct series_row *rows, size_t count)
{
	size_t put = 0;
	for (size_t i = 0; i < count; i++) {
		const struct feature_atr *a = &rows[i].row.atr;
		bool newest = i + 1 == count || strcmp(rows[i].ticker, rows[i + 1].ticker) != 0;
		struct session s;
		if (!newest || !isfinite(atr_value(&a->atr)) || !calendar_session(a->session, &s))
			continue;
		put_state(b, p, &rows[i], &s);
		put++;
	}
	return put;
}

struct feature_save {
	const char *rows;	       /* daily rows as JSON */
	struct buf *features, *states; /* binary COPY data: head, rows and tail */
	size_t state_count;
	struct instant now, first, last;
};

static int save_features(struct db *db, const struct feature_save *s, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows made = ROWS_INIT, empty = ROWS_INIT;
	arg_text(&a, "lane_features");
	arg_instant(&a, s->first);
	arg_instant(&a, s->last);
	if (db_row(db, &query_partition_ensure, &a, &made, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_instant(&a, s->first);
	arg_instant(&a, s->last);
	if (db_row(db, &query_features_is_empty, &a, &empty, err) != 0)
		return -1;
	if (text_equal(row_text(&empty, 0, "empty"), "t"))
		return db_copy_in(db, &query_features_fill, s->features, NULL, err);
	if (db_none(db, &query_features_stage, NULL, NULL, err) != 0 ||
		db_copy_in(db, &query_features_copy, s->features, NULL, err) != 0)
		return -1;
	return db_none(db, &query_features_store, NULL, NULL, err);
}

static int save_states(struct db *db, const struct feature_save *s, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (s->state_count == 0)
		return 0;
	arg_instant(&a, s->now);
	if (db_none(db, &query_features_state_stage, NULL, NULL, err) != 0 ||
		db_copy_in(db, &query_features_state_copy, s->states, NULL, err) != 0)
		return -1;
	return db_none(db, &query_features_state_store, &a, NULL, err);
}

static int save_states_alone(struct db *db, void *context, struct error *err)
{
	return save_states(db, context, err);
}

int store_feature_save_states(
	struct run *run, const struct series_row *rows, size_t count, struct error *err)
{
	buf_auto struct buf states = BUF_INIT((size_t)ROWS_BYTES_MAX);
	struct feature_save s = {.states = &states, .now = run->now};
	binary_head(&states);
	s.state_count = put_states(&states, &run->params, rows, count);
	binary_tail(&states);
	return run_store(run, save_states_alone, &s, err);
}

static int save_rows(struct db *db, void *context, struct error *err)
{
	return save_features(db, context, err) != 0 ? -1 : save_states(db, context, err);
}

int store_feature_save(
	struct run *run, const struct series_row *rows, size_t count, struct error *err)
{
	buf_auto struct buf features = BUF_INIT((size_t)ROWS_BYTES_MAX),
			    states = BUF_INIT((size_t)ROWS_BYTES_MAX);
	if (count == 0)
		return 0;
	struct feature_save s = {.features = &features,
		.states = &states,
		.now = run->now,
		.first = rows[0].row.bar_ts,
		.last = rows[0].row.bar_ts};
	binary_head(&features);
	for (size_t i = 0; i < count; i++) {
		struct instant ts = rows[i].row.bar_ts;
		s.first = instant_compare(ts, s.first) < 0 ? ts : s.first;
		s.last = instant_compare(ts, s.last) > 0 ? ts : s.last;
		put_row(&features, &rows[i], run->now);
	}
	binary_tail(&features);
	binary_head(&states);
	s.state_count = put_states(&states, &run->params, rows, count);
	binary_tail(&states);
	return run_store(run, save_rows, &s, err);
}

static void write_daily(struct jsonl *w, const struct daily_row *row)
{
	const struct feature_daily *r = &row->row;
	jsonl_text(w, "ticker", row->ticker);
	jsonl_date(w, "day", r->day);
	jsonl_double(w, "close", r->close, 4);
	jsonl_double(w, "sma50", r->sma50, -1);
	jsonl_double(w, "sma200", r->sma200, -1);
	jsonl_double(w, "atr14", r->atr14, -1);
	jsonl_double(w, "rsi14", r->rsi14, -1);
	jsonl_double(w, "realised_volatility", r->realised_vol, -1);
	write_trend(w, "trend", r->daily_trend);
	jsonl_i64(w, "bars", r->days_used);
	jsonl_text(w, "feed", stock_feed_name(row->feed));
}

void store_feature_daily_print(struct run *run, const struct daily_row *row)
{
	write_daily(run_row(run, &daily_feature_row), row);
	run_row_end(run);
}

static void sample_daily(struct run *run)
{
	store_feature_daily_print(run, &(struct daily_row){.ticker = ""});
}

const struct row_kind daily_feature_row = {"daily_feature", sample_daily};

static int save_daily(struct db *db, void *context, struct error *err)
{
	const struct feature_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, s->rows);
	arg_instant(&a, s->now);
	return db_none(db, &query_features_daily_store, &a, NULL, err);
}

int store_feature_daily_save(
	struct run *run, const struct daily_row *rows, size_t count, struct error *err)
{
	buf_auto struct buf text = BUF_INIT(JSON_MAX);
	struct jsonl w;
	if (count == 0)
		return 0;
	jsonl_init(&w, &text);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < count; i++) {
		jsonl_open(&w, NULL, '{');
		write_daily(&w, &rows[i]);
		jsonl_close(&w);
	}
	jsonl_close(&w);
	if (!buf_ok(&text))
		return error_memory(err);
	struct feature_save s = {.rows = buf_text(&text), .now = run->now};
	return run_store(run, save_daily, &s, err);
}
