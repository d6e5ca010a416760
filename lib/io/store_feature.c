#include "store_feature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_bar.h"
#include "zone.h"

enum { ROWS_MAX = 5000000, JSON_MAX = 200 << 20 };

void lane_set_free(struct lane_set *set)
{
	free(set->lanes);
	free(set->values);
	free(set->same);
	*set = (struct lane_set){0};
}

struct read_bar {
	char ticker[TICKER_SIZE];
	struct bar bar;
	char feed[16];
};

#define BAR_COLUMN(type_, field_, nullable_)                                                       \
	{                                                                                          \
#field_, type_, offsetof(struct read_bar, bar.field_),                             \
			sizeof(((struct bar *)0)->field_), nullable_                               \
	}

static const struct row_column bar_columns[] = {
	ROW_FIELD(ROW_TEXT, struct read_bar, ticker, false),
	ROW_FIELD(ROW_TEXT, struct read_bar, feed, false),
	BAR_COLUMN(ROW_INSTANT, ts, false),
	BAR_COLUMN(ROW_I64, volume, false),
	BAR_COLUMN(ROW_PRICE, high, false),
	BAR_COLUMN(ROW_PRICE, low, false),
	BAR_COLUMN(ROW_PRICE, close, false),
	BAR_COLUMN(ROW_PRICE, vwap, true),
};
enum { SAME_COLUMNS = 4, BAR_COLUMNS = sizeof bar_columns / sizeof bar_columns[0] };

struct bar_list {
	struct ticker_bar *bars;
	size_t count, capacity;
};

/* Appends the bars of ROWS; the first COLUMNS of the table are in them. */
static int read_bars(
	const struct rows *rows, size_t columns, struct bar_list *list, struct error *err)
{
	struct read_bar *read mem_auto = NULL;
	size_t n;
	if (rows_read(rows, bar_columns, columns, sizeof *read, &read, &n, err) != 0)
		return -1;
	if (mem_grow(&list->bars, &list->capacity, list->count + n + 1, sizeof *list->bars,
		    ROWS_MAX) != 0)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct ticker_bar *b = &list->bars[list->count++];
		memcpy(b->ticker, read[i].ticker, sizeof b->ticker);
		b->bar = read[i].bar;
		b->bar.feed = store_bar_feed(read[i].feed);
	}
	return 0;
}

static void arg_instants(struct db_args *a, const struct instant *times, size_t count)
{
	char texts[LANE_SESSIONS_MAX][INSTANT_TEXT_SIZE];
	const char *pointers[LANE_SESSIONS_MAX];
	for (size_t i = 0; i < count; i++)
		pointers[i] = instant_format(times[i], texts[i]);
	arg_text_array(a, pointers, count);
}

/* Regular-session bars from FROM on whose minute is over; TICKERS NULL: of all. */
static int load_bars(struct run *run, const struct lane_span *span, struct instant from,
	const char *const *tickers, size_t ticker_count, struct bar_list *list, struct error *err)
{
	struct instant starts[LANE_SESSIONS_MAX], ends[LANE_SESSIONS_MAX],
		over = instant_floor(run->now, MINUTE_US);
	size_t n = 0;
	for (size_t i = 0; i < span->count; i++) {
		const struct session *s = &span->sessions[i];
		if (instant_compare(s->close, from) <= 0)
			continue;
		starts[n] = instant_compare(s->open, from) < 0 ? from : s->open;
		ends[n++] = instant_compare(s->close, over) < 0 ? s->close : over;
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instants(&a, starts, n);
	arg_instants(&a, ends, n);
	arg_instant(&a, run->now);
	if (tickers == NULL)
		arg_null(&a);
	else
		arg_text_array(&a, tickers, ticker_count);
	if (db_rows(run->db, &query_features_bars, &a, &rows, err) != 0)
		return -1;
	return read_bars(&rows, BAR_COLUMNS, list, err);
}

struct state {
	char ticker[TICKER_SIZE];
	struct instant featured, reaches, bucket_ts;
	double atr14;
	struct price last_close;
	int buckets;
};

static const struct row_column state_columns[] = {
	ROW_FIELD(ROW_TEXT, struct state, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct state, featured, true),
	ROW_FIELD(ROW_INSTANT, struct state, reaches, true),
	ROW_FIELD(ROW_INSTANT, struct state, bucket_ts, true),
	ROW_FIELD(ROW_DOUBLE, struct state, atr14, true),
	ROW_FIELD(ROW_PRICE, struct state, last_close, true),
	ROW_FIELD(ROW_INT, struct state, buckets, true),
};

static int load_states(struct run *run, const struct lane_span *span, struct state **out,
	size_t *count, struct error *err)
{
	const struct session *today = &span->sessions[span->count - 1],
			     *reach = lane_reach(&run->params, span);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_date(&a, today->day);
	arg_instant(&a, today->open);
	arg_instant(&a, reach->open);
	arg_instant(&a, reach->close);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_state, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, state_columns, sizeof state_columns / sizeof state_columns[0],
		sizeof **out, out, count, err);
}

/* What is stored of the ATR, as the domain has it. Only full averages are stored. */
static struct feature_atr atr_of(
	const struct params *p, const struct session *today, const struct state *s)
{
	int64_t bucket_us = (int64_t)p->atr_bucket_min * MINUTE_US;
	struct feature_atr atr = {
		.session = today->day,
		.until = instant_known(s->bucket_ts) ? instant_add(s->bucket_ts, bucket_us)
						     : today->open,
	};
	atr_init(&atr.atr, (int)p->atr_period);
	atr.atr.average.count = (int)p->atr_period;
	atr.atr.average.value = s->atr14;
	atr.atr.previous_close = price_to_double(s->last_close);
	return atr;
}

static void attach_states(struct run *run, const struct lane_span *span, struct lane_set *set,
	const struct state *states, size_t count)
{
	const struct session *today = &span->sessions[span->count - 1];
	for (const struct state *s = states; s < states + count; s++) {
		struct lane *lane = lane_find(set->lanes, set->count, s->ticker);
		if (lane == NULL)
			continue;
		lane->featured = s->featured;
		lane->reaches = s->reaches;
		lane->has_atr = isfinite(s->atr14) && s->buckets >= (int)run->params.atr_period;
		if (lane->has_atr)
			lane->atr = atr_of(&run->params, today, s);
	}
}

/* Cuts LIST into the lanes of SET and attaches what is stored of them. */
static int cut(struct run *run, const struct lane_span *span, struct bar_list *list,
	const struct state *states, size_t state_count, struct lane_set *set, struct error *err)
{
	lane_set_free(set);
	set->values = calloc(list->count + 1, sizeof *set->values);
	set->lanes = calloc(list->count + 1, sizeof *set->lanes);
	if (set->values == NULL || set->lanes == NULL)
		return error_memory(err);
	set->count = lane_cut(list->bars, list->count, set->values, set->lanes);
	attach_states(run, span, set, states, state_count);
	return 0;
}

static bool is_among(const char *const *tickers, size_t count, const char *ticker)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(tickers[i], ticker) == 0)
			return true;
	return false;
}

/* Gives the lanes that are short all bars of the span. *AGAIN: there were such. */
static int lengthen(struct run *run, const struct lane_span *span, const struct lane_set *set,
	struct bar_list *list, bool *again, struct error *err)
{
	char(*names)[TICKER_SIZE] mem_auto = calloc(set->count + 1, sizeof *names);
	const char **tickers mem_auto = calloc(set->count + 1, sizeof *tickers);
	size_t n = 0, kept = 0;
	if (names == NULL || tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < set->count; i++)
		if (lane_is_short(&run->params, span, &set->lanes[i])) {
			memcpy(names[n], set->lanes[i].ticker, TICKER_SIZE);
			tickers[n] = names[n];
			n++;
		}
	*again = n > 0;
	if (n == 0)
		return 0;
	for (size_t i = 0; i < list->count; i++)
		if (!is_among(tickers, n, list->bars[i].ticker))
			list->bars[kept++] = list->bars[i];
	list->count = kept;
	return load_bars(run, span, span->sessions[0].open, tickers, n, list, err);
}

static int compare_times(const void *a, const void *b)
{
	return instant_compare(*(const struct instant *)a, *(const struct instant *)b);
}

/* The distinct minutes, in the sessions before, of all bars that lack a row. */
static size_t same_minutes(const struct params *p, const struct lane_span *span,
	const struct lane_set *set, struct instant *out)
{
	struct instant missing[LANE_ROWS_MAX], all[LANE_ROWS_MAX];
	size_t kept = 0, n = 0;
	for (size_t i = 0; i < set->count; i++) {
		size_t count = lane_missing(p, span, &set->lanes[i], missing);
		for (size_t k = 0; k < count; k++) {
			bool seen =
				bsearch(&missing[k], all, kept, sizeof *all, compare_times) != NULL;
			if (seen || kept == LANE_ROWS_MAX)
				continue;
			all[kept++] = missing[k];
			qsort(all, kept, sizeof *all, compare_times);
		}
	}
	for (size_t i = 0; i < kept; i++)
		n += lane_same_minutes(p, span, all[i], out + n);
	return n;
}

static int load_same(
	struct run *run, const struct lane_span *span, struct lane_set *set, struct error *err)
{
	struct instant *minutes mem_auto =
		calloc((size_t)LANE_ROWS_MAX * FEATURE_TOD_MAX, sizeof *minutes);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto =
		calloc((size_t)LANE_ROWS_MAX * FEATURE_TOD_MAX, sizeof *texts);
	const char **words mem_auto =
		calloc((size_t)LANE_ROWS_MAX * FEATURE_TOD_MAX + set->count, sizeof *words);
	struct bar_list list = {0};
	if (minutes == NULL || texts == NULL || words == NULL)
		return error_memory(err);
	size_t n = same_minutes(&run->params, span, set, minutes);
	if (n == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	for (size_t i = 0; i < n; i++)
		words[i] = instant_format(minutes[i], texts[i]);
	arg_text_array(&a, words, n);
	for (size_t i = 0; i < set->count; i++)
		words[i] = set->lanes[i].ticker;
	arg_text_array(&a, words, set->count);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_same, &a, &rows, err) != 0 ||
		read_bars(&rows, SAME_COLUMNS, &list, err) != 0)
		return -1;
	set->same = list.bars;
	set->same_count = list.count;
	return 0;
}

int store_feature_load(
	struct run *run, const struct lane_span *span, struct lane_set *out, struct error *err)
{
	struct bar_list list = {0};
	struct state *states mem_auto = NULL;
	size_t state_count = 0;
	bool again = false;
	int result = -1;
	if (load_states(run, span, &states, &state_count, err) == 0 &&
		load_bars(run, span, span->near, NULL, 0, &list, err) == 0 &&
		cut(run, span, &list, states, state_count, out, err) == 0 &&
		lengthen(run, span, out, &list, &again, err) == 0 &&
		(!again || cut(run, span, &list, states, state_count, out, err) == 0))
		result = load_same(run, span, out, err);
	free(list.bars);
	return result;
}

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

int store_feature_daily_load(
	struct run *run, struct date day, struct ticker_bar **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct bar_list list = {0};
	struct session first;
	if (!mcal_sessions_back(day, (int)run->params.feature_daily_window, &first))
		return error_set(err, ERROR_DATA,
			"the calendar does not reach back far enough for daily features");
	arg_date(&a, day);
	arg_date(&a, first.day);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_daily_bars, &a, &rows, err) != 0 ||
		read_bars(&rows, BAR_COLUMNS, &list, err) != 0)
		return -1;
	*out = list.bars;
	*count = list.count;
	return 0;
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
