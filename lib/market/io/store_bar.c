#include "store_bar.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { COPY_MAX = 256 << 20 };

static const struct {
	const struct query *due, *last, *load, *merge;
	const char *partitioned; /* the partitioned table; NULL: the table has no partitions */
	/* the newest bar is searched this far back first: cheap, and nearly always enough */
	int64_t recent_us;
} series[] = {
	[BAR_MINUTE] = {&query_telemetry_due, &query_telemetry_last, &query_telemetry_load,
		&query_telemetry_merge, "lane_telemetry", 30 * MINUTE_US},
	[BAR_DAILY] = {&query_daily_due, &query_daily_last, &query_daily_load, &query_daily_merge,
		NULL, 10 * DAY_US},
};

static const struct row_column due_columns[] = {
	ROW_FIELD(ROW_TEXT, struct bar_request, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct bar_request, last, true),
};

/* Searches the whole history for the newest bar of the series without a recent one. */
static int find_older(struct run *run, enum bar_interval kind, struct bar_request *items,
	size_t count, struct error *err)
{
	const char **missing mem_auto = calloc(count + 1, sizeof *missing);
	struct bar_request *found mem_auto = NULL;
	size_t n = 0, found_count = 0;
	if (missing == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (!instant_known(items[i].last))
			missing[n++] = items[i].ticker;
	if (n == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, bar_plan_history_start(&run->params, kind, run->now));
	arg_instant(&a, run->now);
	arg_text_array(&a, missing, n);
	if (db_rows(run->db, series[kind].last, &a, &rows, err) != 0 ||
		rows_read(&rows, due_columns, 2, sizeof *found, &found, &found_count, err) != 0)
		return -1;
	for (size_t i = 0; i < found_count; i++) {
		struct bar_request *f = bar_request_find(items, count, found[i].ticker);
		if (f != NULL)
			f->last = found[i].last;
	}
	return 0;
}

int store_bar_due(struct run *run, enum bar_interval kind, const char *const *named,
	size_t named_count, bool all, struct bar_request **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct bar_request *items mem_auto = NULL;
	size_t n;
	arg_instant(&a, instant_add(run->now, -series[kind].recent_us));
	arg_instant(&a, run->now);
	if (named == NULL)
		arg_null(&a);
	else
		arg_text_array(&a, named, named_count);
	arg_bool(&a, all);
	if (db_rows(run->db, series[kind].due, &a, &rows, err) != 0 ||
		rows_read(&rows, due_columns, 2, sizeof *items, &items, &n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		items[i].hole = INSTANT_UNKNOWN;
	qsort(items, n, sizeof *items, bar_request_compare);
	if (find_older(run, kind, items, n, err) != 0)
		return -1;
	*out = items;
	*count = n;
	items = NULL;
	return 0;
}

/* Adds the sessions in which this run searches for missing minutes. False: it does not search. */
static bool arg_hole_sessions(struct run *run, struct db_args *a)
{
	enum { SESSIONS = 2 };
	struct instant opens[SESSIONS], closes[SESSIONS];
	char texts[2 * SESSIONS][INSTANT_TEXT_SIZE];
	const char *open_texts[SESSIONS], *close_texts[SESSIONS];
	size_t n = bar_plan_hole_sessions(&run->params, run->now, opens, closes);
	for (size_t i = 0; i < n; i++) {
		open_texts[i] = instant_format(opens[i], texts[i]);
		close_texts[i] = instant_format(closes[i], texts[SESSIONS + i]);
	}
	arg_text_array(a, open_texts, n);
	arg_text_array(a, close_texts, n);
	return n > 0;
}

int store_bar_holes(struct run *run, struct bar_request *items, size_t count, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct bar_request, ticker, false),
		ROW_FIELD(ROW_INSTANT, struct bar_request, hole, false),
	};
	const char **tickers mem_auto = calloc(count + 1, sizeof *tickers);
	struct bar_request *found mem_auto = NULL;
	size_t found_count;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	if (tickers == NULL)
		return error_memory(err);
	if (!arg_hole_sessions(run, &a))
		return 0;
	for (size_t i = 0; i < count; i++)
		tickers[i] = items[i].ticker;
	arg_text_array(&a, tickers, count);
	if (db_rows(run->db, &query_telemetry_holes, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, 2, sizeof *found, &found, &found_count, err) != 0)
		return -1;
	for (size_t i = 0; i < found_count; i++) {
		struct bar_request *f = bar_request_find(items, count, found[i].ticker);
		if (f != NULL)
			f->hole = found[i].hole;
	}
	run_count(run, "with_holes", (int64_t)found_count);
	return 0;
}

int store_bar_market_hole(struct run *run, struct instant searched, struct instant *hole,
	struct instant *now_searched, struct error *err)
{
	static const struct row_column column[] = {
		{"hole", ROW_INSTANT, 0, sizeof(struct instant), true}};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct instant since, compared;
	*hole = *now_searched = INSTANT_UNKNOWN;
	if (!arg_hole_sessions(run, &a))
		return 0;
	bar_plan_market_search(run->now, searched, &since, &compared);
	arg_instant(&a, since);
	arg_instant(&a, compared);
	if (db_row(run->db, &query_telemetry_thin, &a, &rows, err) != 0 ||
		row_read(&rows, 0, column, 1, hole, err) != 0)
		return -1;
	*now_searched = bar_plan_end(BAR_MINUTE, run->now);
	run_count(run, "with_holes", instant_known(*hole));
	return 0;
}

int store_bar_nights(struct run *run, struct date from, struct date to, struct night **out,
	size_t *count, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct night, ticker, false),
		ROW_FIELD(ROW_DATE, struct night, day, false),
		ROW_FIELD(ROW_PRICE, struct night, before, false),
		ROW_FIELD(ROW_PRICE, struct night, after, false),
		ROW_FIELD(ROW_BOOL, struct night, known, false),
	};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_date(&a, from);
	arg_date(&a, to);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_daily_nights, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, array_size(columns), sizeof **out, out, count, err);
}

int store_bar_market(struct run *run, struct bar_request **out, size_t *count,
	struct market_progress *progress, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows tickers = ROWS_INIT, complete = ROWS_INIT;
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_INSTANT, struct market_progress, until, true),
		ROW_FIELD(ROW_INSTANT, struct market_progress, searched, true),
	};
	struct market_progress found;
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_telemetry_complete, &a, &complete, err) != 0 ||
		row_read(&complete, 0, columns, 2, &found, err) != 0 ||
		db_rows(run->db, &query_telemetry_market, NULL, &tickers, err) != 0 ||
		rows_read(&tickers, due_columns, 1, sizeof **out, out, count, err) != 0)
		return -1;
	for (size_t i = 0; i < *count; i++)
		(*out)[i].last = (*out)[i].hole = INSTANT_UNKNOWN;
	*progress = found;
	return 0;
}

struct stored_bar {
	char ticker[TICKER_SIZE];
	struct bar bar;
	char feed[16];
};

static const struct row_column bar_columns[] = {
	ROW_FIELD(ROW_TEXT, struct stored_bar, ticker, false),
	{"ts", ROW_INSTANT, offsetof(struct stored_bar, bar.ts), sizeof(struct instant), false},
	{"open", ROW_PRICE, offsetof(struct stored_bar, bar.open), sizeof(struct price), false},
	{"high", ROW_PRICE, offsetof(struct stored_bar, bar.high), sizeof(struct price), false},
	{"low", ROW_PRICE, offsetof(struct stored_bar, bar.low), sizeof(struct price), false},
	{"close", ROW_PRICE, offsetof(struct stored_bar, bar.close), sizeof(struct price), false},
	{"volume", ROW_I64, offsetof(struct stored_bar, bar.volume), sizeof(int64_t), false},
	{"trade_count", ROW_I64, offsetof(struct stored_bar, bar.trade_count), sizeof(int64_t),
		true},
	{"vwap", ROW_PRICE, offsetof(struct stored_bar, bar.vwap), sizeof(struct price), true},
	ROW_FIELD(ROW_TEXT, struct stored_bar, feed, false),
};

static int read_bars(
	const struct rows *rows, struct ticker_bar **out, size_t *count, struct error *err)
{
	struct stored_bar *stored mem_auto = NULL;
	size_t n;
	if (rows_read(rows, bar_columns, array_size(bar_columns), sizeof *stored, &stored, &n,
		    err) != 0)
		return -1;
	struct ticker_bar *bars = calloc(n + 1, sizeof *bars);
	if (bars == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		memcpy(bars[i].ticker, stored[i].ticker, sizeof bars[i].ticker);
		bars[i].bar = stored[i].bar;
		bars[i].bar.feed = stock_feed_parse(stored[i].feed);
		if (stored[i].bar.trade_count == INT64_MIN)
			bars[i].bar.trade_count = -1;
	}
	*out = bars;
	*count = n;
	return 0;
}

/* Adds the distinct times of BARS, which are sorted by time. */
static int arg_times(
	struct db_args *a, const struct ticker_bar *bars, size_t count, struct error *err)
{
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc(count, sizeof *texts);
	const char **times mem_auto = calloc(count, sizeof *times);
	if (texts == NULL || times == NULL)
		return error_memory(err);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (i == 0 || instant_compare(bars[i].bar.ts, bars[i - 1].bar.ts) != 0) {
			times[n] = instant_format(bars[i].bar.ts, texts[n]);
			n++;
		}
	arg_text_array(a, times, n);
	return 0;
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int arg_tickers(
	struct db_args *a, const struct ticker_bar *bars, size_t count, struct error *err)
{
	const char **tickers mem_auto = calloc(count, sizeof *tickers);
	if (tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		tickers[i] = bars[i].ticker;
	qsort(tickers, count, sizeof *tickers, compare_text);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (n == 0 || strcmp(tickers[n - 1], tickers[i]) != 0)
			tickers[n++] = tickers[i];
	arg_text_array(a, tickers, n);
	return 0;
}

int store_bar_forget(struct db *db, struct instant now, const char *const *tickers,
	const char *const *times, size_t count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, count);
	arg_text_array(&a, times, count);
	arg_instant(&a, now);
	return db_none(db, &query_features_forget, &a, NULL, err);
}

struct bar_save {
	const struct ticker_bar *bars;
	size_t count;
	enum bar_interval kind;
	struct instant now, first, last;
	const struct buf *copy;
};

/* Forgets the sums that include changed bars, one by one: the changed bars are few. */
static int forget(struct db *db, const struct bar_save *s, struct error *err)
{
	const char **tickers mem_auto = calloc(s->count, sizeof *tickers);
	const char **times mem_auto = calloc(s->count, sizeof *times);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc(s->count, sizeof *texts);
	size_t n = 0;
	if (tickers == NULL || times == NULL || texts == NULL)
		return error_memory(err);
	for (const struct ticker_bar *b = s->bars; b < s->bars + s->count; b++)
		if (b->change != BAR_SAME) {
			tickers[n] = b->ticker;
			times[n] = instant_format(b->bar.ts, texts[n]);
			n++;
		}
	return store_bar_forget(db, s->now, tickers, times, n, err);
}

static int save(struct db *db, void *context, struct error *err)
{
	const struct bar_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows merged = ROWS_INIT; /* per ticker; the bars have their own changes */
	if (series[s->kind].partitioned != NULL) {
		rows_auto struct rows made = ROWS_INIT;
		arg_text(&a, series[s->kind].partitioned);
		arg_instant(&a, s->first);
		arg_instant(&a, s->last);
		if (db_row(db, &query_partition_ensure, &a, &made, err) != 0)
			return -1;
		db_args_clear(&a);
	}
	arg_instant(&a, s->first);
	arg_instant(&a, s->last);
	if (db_none(db, &query_bars_stage, NULL, NULL, err) != 0 ||
		db_copy_in(db, &query_bars_copy, s->copy, NULL, err) != 0 ||
		db_rows(db, series[s->kind].merge, &a, &merged, err) != 0)
		return -1;
	return s->kind == BAR_MINUTE ? forget(db, s, err) : 0;
}

void store_bar_put(
	struct buf *out, const char *ticker, const struct bar *bar, struct instant known_at)
{
	enum { FIELDS = 11 };
	const char *feed = stock_feed_name(bar->feed);
	binary_row(out, FIELDS);
	binary_instant(out, bar->ts);
	binary_text(out, ticker, strlen(ticker));
	binary_price(out, bar->open);
	binary_price(out, bar->high);
	binary_price(out, bar->low);
	binary_price(out, bar->close);
	binary_i64(out, bar->volume);
	if (bar->trade_count < 0)
		binary_null(out);
	else
		binary_i64(out, bar->trade_count);
	binary_price(out, bar->vwap);
	binary_text(out, feed, strlen(feed));
	binary_instant(out, known_at);
}

int store_bar_save(struct run *run, enum bar_interval kind, struct ticker_bar *bars, size_t count,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct ticker_bar *stored mem_auto = NULL;
	size_t stored_count = 0;
	if (count == 0)
		return 0;
	if (arg_times(&a, bars, count, err) != 0 || arg_tickers(&a, bars, count, err) != 0 ||
		db_rows(run->db, series[kind].load, &a, &rows, err) != 0 ||
		read_bars(&rows, &stored, &stored_count, err) != 0)
		return -1;
	if (ticker_bars_diff(bars, count, stored, stored_count) == 0)
		return 0;
	buf_auto struct buf copy = BUF_INIT(COPY_MAX);
	binary_head(&copy);
	for (size_t i = 0; i < count; i++)
		if (bars[i].change != BAR_SAME)
			store_bar_put(&copy, bars[i].ticker, &bars[i].bar, run->now);
	binary_tail(&copy);
	struct bar_save s = {
		bars, count, kind, run->now, bars[0].bar.ts, bars[count - 1].bar.ts, &copy};
	return run_store(run, save, &s, err);
}
