/* opt-features(1): computes the features of the newest bars and of the last completed day. */
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "market_closed.h"
#include "mem.h"
#include "progress.h"
#include "store_feature.h"
#include "zone.h"

enum { CODE_PREPARE = 256, CODE_DAILY, TICKERS_AT_ONCE = 200 };

static bool prepare_only, daily_only;

static const struct program_option own_options[] = {
	{CODE_PREPARE, "prepare", NULL,
		"daily rows only; before the open also the seeds of the coming session"},
	{CODE_DAILY, "daily", NULL,
		"the daily rows that are missing of all stored days, and nothing else"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)argument, (void)err;
	prepare_only = prepare_only || code == CODE_PREPARE;
	daily_only = daily_only || code == CODE_DAILY;
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	(void)run;
	if (prepare_only && daily_only)
		return error_set(err, ERROR_USAGE, "--prepare and --daily exclude each other");
	return 0;
}

static int compare_rows(const void *a, const void *b)
{
	const struct series_row *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	return order != 0 ? order : instant_compare(x->row.bar_ts, y->row.bar_ts);
}

/* Computes the missing rows of the newest bars, sorted by ticker and time. */
static int decide(struct run *run, const struct session_span *span, struct series_set *set,
	struct series_row **out, size_t *count, struct error *err)
{
	struct feature_row rows[SERIES_ROWS_MAX];
	struct series_row *all = NULL;
	size_t n = 0, capacity = 0, short_of_bars = 0;
	for (struct series *series = set->series; series < set->series + set->count; series++) {
		size_t made = 0;
		bool unpacked = series_unpack(set, series) == 0;
		if (unpacked)
			made = series_compute(
				&run->params, span, series, set->same, set->same_count, rows);
		if (!unpacked || mem_grow(&all, &capacity, n + made + 1, sizeof *all,
					 SIZE_MAX / sizeof *all) != 0) {
			free(all);
			return error_memory(err);
		}
		for (size_t i = 0; i < made; i++)
			all[n++] =
				(struct series_row){series->ticker, series->first_bar_at, rows[i]};
		short_of_bars += series->bar_count < (size_t)run->params.feature_min_bars;
	}
	if (n > 0)
		qsort(all, n, sizeof *all, compare_rows);
	run_count(run, "tickers", (int64_t)set->count);
	run_count(run, "short_of_bars", (int64_t)short_of_bars);
	*out = all;
	*count = n;
	return 0;
}

static int minute_features(struct run *run, const struct session_span *span, struct error *err)
{
	series_set_auto struct series_set set = {0};
	struct series_row *rows mem_auto = NULL;
	size_t count = 0;
	if (store_feature_load(run, span, &set, err) != 0 ||
		decide(run, span, &set, &rows, &count, err) != 0 ||
		store_feature_save(run, rows, count, err) != 0)
		return -1;
	run_count(run, "rows", (int64_t)count);
	for (size_t i = 0; i < count && !run->quiet; i++)
		store_feature_print(run, &rows[i]);
	return 0;
}

static void report_daily(struct run *run, const struct daily_row *rows, size_t count)
{
	run_count(run, "daily_rows", (int64_t)count);
	for (size_t i = 0; i < count && !run->quiet; i++)
		store_feature_daily_print(run, &rows[i]);
	run_flush(run);
}

static int daily_features(struct run *run, struct error *err)
{
	struct daily_row *rows mem_auto = NULL;
	size_t n = 0;
	struct session last;
	if (!calendar_previous(run_today(run), &last))
		return 0;
	if (store_feature_daily_make(run, last.day, &rows, &n, err) != 0 ||
		store_feature_daily_save(run, rows, n, err) != 0)
		return -1;
	report_daily(run, rows, n);
	return 0;
}

/* Makes the daily rows of all stored days that have none. */
static int past_features(struct run *run, struct error *err)
{
	struct daily_ticker *tickers mem_auto = NULL;
	size_t count = 0;
	struct session last;
	struct progress progress;
	int result = 0;
	if (!calendar_previous(run_today(run), &last))
		return 0;
	if (store_feature_daily_missing(run, last.day, &tickers, &count, err) != 0)
		return -1;
	progress_begin(&progress, "tickers", (int64_t)count);
	for (size_t i = 0; i < count && result == 0; i += TICKERS_AT_ONCE) {
		struct daily_row *rows mem_auto = NULL;
		size_t at_once = count - i < TICKERS_AT_ONCE ? count - i : TICKERS_AT_ONCE, n = 0;
		result = run_should_stop(run) ? run_stop(run, err)
					      : store_feature_daily_past(run, last.day, tickers + i,
							at_once, &rows, &n, err);
		if (result == 0)
			result = store_feature_daily_save(run, rows, n, err);
		if (result == 0)
			report_daily(run, rows, n);
		progress_show(&progress, (int64_t)(i + at_once));
	}
	run_count(run, "daily_tickers", (int64_t)count);
	return result;
}

/* Before the open: makes the seeds, which would take the first run of the session too long. */
static int prepare_session(struct run *run, struct error *err)
{
	struct session_span span;
	struct session next;
	size_t count = 0;
	if (!calendar_session(run_today(run), &next) || instant_compare(run->now, next.open) >= 0 ||
		!session_span(&run->params, next.open, &span)) {
		log_info("no session opens later today");
		return 0;
	}
	if (store_feature_prepare(run, &span, &count, err) != 0)
		return -1;
	run_count(run, "prepared", (int64_t)count);
	return 0;
}

static int features(struct run *run, struct error *err)
{
	struct session_span span;
	if (daily_only)
		return past_features(run, err);
	if (daily_features(run, err) != 0)
		return -1;
	if (prepare_only)
		return prepare_session(run, err);
	if (!session_span(&run->params, run->now, &span)) {
		market_closed_say(run);
		return 0;
	}
	return minute_features(run, &span, err);
}

static const struct view_column minute_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"ts", "bar", .kind = VIEW_TIME},
	{"close", "close", .kind = VIEW_NUMBER, .decimals = 2},
	{"distance_sma20", "from SMA 20", .kind = VIEW_NUMBER, .decimals = 4},
	{"trend_state", "trend", .kind = VIEW_NUMBER},
	{"volume_ratio", "volume ratio", .kind = VIEW_NUMBER, .decimals = 2},
	{"volume_surge", "surge", .kind = VIEW_TEXT},
	{"vol_ratio", "volatility ratio", .kind = VIEW_NUMBER, .decimals = 2},
	{"atr14", "ATR 14", .kind = VIEW_NUMBER, .decimals = 3},
	{"ret_5m", "5 min", .kind = VIEW_NUMBER, .decimals = 4},
	{"ret_15m", "15 min", .kind = VIEW_NUMBER, .decimals = 4},
	{"distance_vwap", "from VWAP", .kind = VIEW_NUMBER, .decimals = 4},
	{"bars", "bars", .kind = VIEW_NUMBER},
	{0},
};

static const struct view_column day_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"day", "day", .kind = VIEW_DAY},
	{"close", "close", .kind = VIEW_NUMBER, .decimals = 2},
	{"sma50", "SMA 50", .kind = VIEW_NUMBER, .decimals = 2},
	{"sma200", "SMA 200", .kind = VIEW_NUMBER, .decimals = 2},
	{"atr14", "ATR 14", .kind = VIEW_NUMBER, .decimals = 3},
	{"rsi14", "RSI 14", .kind = VIEW_NUMBER, .decimals = 1},
	{"realised_volatility", "volatility", .kind = VIEW_NUMBER, .decimals = 3},
	{"trend", "trend", .kind = VIEW_NUMBER},
	{"bars", "bars", .kind = VIEW_NUMBER},
	{0},
};

static const struct row_view views[] = {
	{.when = "ts", .columns = minute_columns},
	{.when = "day", .columns = day_columns},
	{0},
};
static const struct row_kind *const rows[] = {&feature_row_kind, &daily_feature_row, NULL};

static const struct program program = {
	.name = "opt-features",
	.summary = "compute the features of the newest bars of every ticker",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN | NEEDS_LEASE,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 50,
	.body = features,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
