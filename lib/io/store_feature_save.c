/* Feature rows as text, for standard output and, as JSON, for the database. */
#include <math.h>
#include <string.h>

#include "query.h"
#include "store_bar.h"
#include "store_feature.h"

enum { JSON_MAX = 200 << 20 };

static void write_trend(struct jsonl *w, const char *key, enum trend trend)
{
	if (trend == TREND_UNKNOWN)
		jsonl_null(w, key);
	else
		jsonl_i64(w, key, trend);
}

static void write_doubles(struct jsonl *w, const struct feature_row *r)
{
	const struct {
		const char *key;
		double value;
	} table[] = {
		{"recent_vol", r->recent_vol},
		{"baseline_vol", r->baseline_vol},
		{"vol_ratio", r->vol_ratio},
		{"volume_avg_20", r->volume_avg_20},
		{"volume_ratio", r->volume_ratio},
		{"volume_ratio_tod", r->volume_ratio_tod},
		{"atr14", r->atr14},
		{"ret_5m", r->ret_5m},
		{"ret_15m", r->ret_15m},
		{"session_vwap", r->session_vwap},
		{"distance_vwap", r->distance_vwap},
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		jsonl_double(w, table[i].key, table[i].value, -1);
}

void store_feature_write(struct jsonl *w, const struct lane_row *row)
{
	const struct feature_row *r = &row->row;
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "ticker", row->ticker);
	jsonl_instant(w, "ts", r->bar_ts);
	jsonl_double(w, "close", r->close, 4);
	jsonl_double(w, "sma20", r->sma20, -1);
	jsonl_double(w, "sma50", r->sma50, -1);
	jsonl_double(w, "distance_sma20", r->distance_sma20, -1);
	jsonl_double(w, "distance_sma50", r->distance_sma50, -1);
	write_trend(w, "trend_state", r->trend_state);
	jsonl_i64(w, "volume", r->volume);
	if (r->volume_surge == FACT_UNKNOWN)
		jsonl_null(w, "volume_surge");
	else
		jsonl_bool(w, "volume_surge", r->volume_surge == FACT_YES);
	write_doubles(w, r);
	jsonl_i64(w, "session_minute", r->session_minute);
	jsonl_i64(w, "bars", r->bars_used);
	jsonl_text(w, "feed", store_bar_feed_name(r->feed));
	jsonl_close(w);
}

/* The newest state of each ticker, where the average is full: anything less is seeded again. */
static void write_states(
	const struct params *p, struct jsonl *w, const struct lane_row *rows, size_t count)
{
	int64_t bucket_us = (int64_t)p->atr_bucket_min * MINUTE_US;
	for (size_t i = 0; i < count; i++) {
		const struct feature_atr *a = &rows[i].row.atr;
		bool newest = i + 1 == count || strcmp(rows[i].ticker, rows[i + 1].ticker) != 0;
		struct session s;
		if (!newest || !isfinite(atr_value(&a->atr)) || !mcal_session(a->session, &s))
			continue;
		bool seed_alone = instant_compare(a->until, s.open) <= 0;
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "ticker", rows[i].ticker);
		jsonl_date(w, "session", a->session);
		jsonl_text(w, "feed", store_bar_feed_name(rows[i].row.feed));
		jsonl_double(w, "atr14", a->atr.average.value, -1);
		jsonl_instant(w, "bucket_ts",
			seed_alone ? INSTANT_UNKNOWN : instant_add(a->until, -bucket_us));
		jsonl_price(w, "last_close", price_from_double(a->atr.previous_close), 4);
		jsonl_i64(w, "buckets", a->atr.average.count);
		jsonl_close(w);
	}
}

struct save {
	const char *rows, *states;
	struct instant now, first, last;
};

static int save_rows(struct db *db, void *context, struct error *err)
{
	const struct save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows made = ROWS_INIT;
	arg_text(&a, "lane_features");
	arg_instant(&a, s->first);
	arg_instant(&a, s->last);
	if (db_row(db, &query_partition_ensure, &a, &made, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_text(&a, s->rows);
	arg_text(&a, s->states);
	arg_instant(&a, s->now);
	return db_none(db, &query_features_store, &a, NULL, err);
}

int store_feature_save(
	struct run *run, const struct lane_row *rows, size_t count, struct error *err)
{
	buf_auto struct buf row_text = BUF_INIT(JSON_MAX), state_text = BUF_INIT(JSON_MAX);
	struct jsonl w;
	if (count == 0)
		return 0;
	struct save s = {.now = run->now, .first = rows[0].row.bar_ts, .last = rows[0].row.bar_ts};
	jsonl_init(&w, &row_text);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < count; i++) {
		struct instant ts = rows[i].row.bar_ts;
		s.first = instant_compare(ts, s.first) < 0 ? ts : s.first;
		s.last = instant_compare(ts, s.last) > 0 ? ts : s.last;
		store_feature_write(&w, &rows[i]);
	}
	jsonl_close(&w);
	jsonl_init(&w, &state_text);
	jsonl_open(&w, NULL, '[');
	write_states(&run->params, &w, rows, count);
	jsonl_close(&w);
	if (!buf_ok(&row_text) || !buf_ok(&state_text))
		return error_memory(err);
	s.rows = buf_text(&row_text);
	s.states = buf_text(&state_text);
	return run_store(run, save_rows, &s, err);
}

void store_feature_daily_write(struct jsonl *w, const struct daily_row *row)
{
	const struct feature_daily *r = &row->row;
	jsonl_open(w, NULL, '{');
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
	jsonl_text(w, "feed", store_bar_feed_name(row->feed));
	jsonl_close(w);
}

static int save_daily(struct db *db, void *context, struct error *err)
{
	const struct save *s = context;
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
	for (size_t i = 0; i < count; i++)
		store_feature_daily_write(&w, &rows[i]);
	jsonl_close(&w);
	if (!buf_ok(&text))
		return error_memory(err);
	struct save s = {.rows = buf_text(&text), .now = run->now};
	return run_store(run, save_daily, &s, err);
}
