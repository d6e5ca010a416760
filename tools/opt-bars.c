/* opt-bars(1): bars of the tracked tickers, from the broker into the database. */
#include <stdlib.h>
#include <string.h>

#include "alpaca.h"
#include "clock.h"
#include "log.h"
#include "mem.h"
#include "store_bar.h"
#include "text.h"
#include "zone.h"

enum { CODE_DAILY = 256, CODE_BACKFILL, CODE_ALL, BACKFILL_DEADLINE_S = 3600, BARS_MAX = 20000000 };

static struct {
	enum series_kind kind;
	bool all;
	struct date backfill;
} options = {.backfill = {INT32_MIN}};

static const struct program_option own_options[] = {
	{CODE_DAILY, "daily", NULL, "daily bars of completed sessions instead of minutes"},
	{CODE_BACKFILL, "backfill", "FROM",
		"ask again for everything since the day FROM, and store what is missing"},
	{CODE_ALL, "all", NULL, "every tradable ticker, not only the tracked ones"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_DAILY)
		options.kind = SERIES_DAILY;
	else if (code == CODE_ALL)
		options.all = true;
	else if (date_parse(argument, &options.backfill) != 0)
		return error_set(err, ERROR_USAGE,
			"--backfill \"%.40s\" is no day: write it as 2026-01-26", argument);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	if (options.all && run->operand_count > 0)
		return error_set(err, ERROR_USAGE, "--all and tickers exclude each other");
	for (int i = 0; i < run->operand_count; i++)
		if (!occ_is_ticker(run->operands[i]))
			return error_set(
				err, ERROR_USAGE, "\"%.40s\" is no ticker", run->operands[i]);
	if (!date_known(options.backfill))
		return 0;
	if (date_compare(options.backfill, zone_new_york_date(run->now, NULL)) > 0)
		return error_set(err, ERROR_USAGE, "--backfill: the day is in the future");
	/*
	 * Merging twice is merging once, so it needs no lease and the minute's run goes on beside
	 * it.
	 */
	run->needs = NEEDS_RUN | NEEDS_BROKER;
	if (!run->deadline_given)
		run->deadline_us = clock_monotonic_us() + BACKFILL_DEADLINE_S * SECOND_US;
	return 0;
}

/*
 * The broker needs a moment to make the bar of the minute that just ended. A pinned clock does not
 * wait.
 */
static void wait_settle(const struct run *run)
{
	int64_t settle_s = 0;
	(void)num_parse_i64(conf_get(&run->conf, CONF_BAR_SETTLE_S), 0, 3600, &settle_s);
	int64_t into_us = instant_diff_us(run->now, instant_floor(run->now, MINUTE_US));
	if (!run->pinned && options.kind == SERIES_MINUTE && into_us < settle_s * SECOND_US)
		clock_sleep_until(clock_monotonic_us() + settle_s * SECOND_US - into_us);
}

/* The answer to one request, as it comes. */
struct answer {
	struct run *run;
	struct fetch *items; /* sorted by ticker */
	size_t item_count;
	struct instant from, end;
	struct ticker_bar *bars;
	size_t count, capacity;
	int64_t faults[BAR_FAULT_COUNT];
	struct ticker_bar example[BAR_FAULT_COUNT]; /* the newest bar that was rejected for it */
};

static enum bar_fault check(const struct bar *bar)
{
	struct session s;
	if (options.kind == SERIES_MINUTE)
		return bar_check(bar);
	if (!instant_known(bar->ts) || !mcal_session(zone_new_york_date(bar->ts, NULL), &s))
		return BAR_OUTSIDE_HOURS;
	return bar_check_values(bar);
}

/* A fault is news only once: the overlap brings the same bar again. */
static void reject(
	struct answer *a, struct fetch *f, const struct ticker_bar *b, enum bar_fault fault)
{
	f->rejected++;
	bool again = instant_known(f->last) && instant_compare(b->bar.ts, f->last) <= 0;
	if (again && !date_known(options.backfill))
		return;
	a->faults[fault]++;
	a->example[fault] = *b;
}

static int take_bar(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct answer *a = context;
	struct ticker_bar b = {.bar = *bar};
	struct fetch *f = fetch_find(a->items, a->item_count, symbol);
	if (f == NULL)
		return error_set(err, ERROR_DATA,
			"the broker sent bars of \"%.20s\", which nobody asked for", symbol);
	memcpy(b.ticker, f->ticker, sizeof b.ticker);
	b.bar.feed = store_bar_feed(conf_get(&a->run->conf, CONF_STOCK_FEED));
	if (options.kind == SERIES_DAILY)
		b.bar.ts = zone_from_new_york(zone_new_york_date(bar->ts, NULL), 0);
	enum bar_fault fault = check(&b.bar);
	if (fault != BAR_OK) {
		reject(a, f, &b, fault);
		return 0;
	}
	/* What is not over yet, or was not asked for, is for another run. */
	if (instant_compare(b.bar.ts, a->end) > 0 || instant_compare(b.bar.ts, a->from) < 0)
		return 0;
	if (mem_grow(&a->bars, &a->capacity, a->count + 1, sizeof b, BARS_MAX) != 0)
		return error_memory(err);
	a->bars[a->count++] = b;
	return 0;
}

static void print_bar(struct run *run, const struct ticker_bar *b)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "ticker", b->ticker);
	if (options.kind == SERIES_DAILY)
		jsonl_date(w, "day", zone_new_york_date(b->bar.ts, NULL));
	else
		jsonl_instant(w, "ts", b->bar.ts);
	jsonl_price(w, "open", b->bar.open, 4);
	jsonl_price(w, "high", b->bar.high, 4);
	jsonl_price(w, "low", b->bar.low, 4);
	jsonl_price(w, "close", b->bar.close, 4);
	jsonl_i64(w, "volume", b->bar.volume);
	if (b->bar.trade_count < 0)
		jsonl_null(w, "trade_count");
	else
		jsonl_i64(w, "trade_count", b->bar.trade_count);
	jsonl_price(w, "vwap", b->bar.vwap, 4);
	jsonl_text(w, "feed", store_bar_feed_name(b->bar.feed));
	jsonl_text(w, "change", b->change == BAR_NEW ? "new" : "corrected");
	run_row_end(run);
}

static void print_series(struct run *run, const struct fetch *f)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "ticker", f->ticker);
	jsonl_instant(w, "from", f->first_ts);
	jsonl_instant(w, "to", f->last_ts);
	jsonl_i64(w, "new", f->added);
	jsonl_i64(w, "corrected", f->corrected);
	jsonl_i64(w, "same", f->same);
	jsonl_i64(w, "rejected", f->rejected);
	run_row_end(run);
}

static void report_faults(struct answer *a)
{
	static const char *const counts[BAR_FAULT_COUNT] = {
		[BAR_PRICE_NOT_POSITIVE] = "rejected_price_not_positive",
		[BAR_HIGH_BELOW_LOW] = "rejected_high_below_low",
		[BAR_OPEN_OUTSIDE] = "rejected_open_outside",
		[BAR_CLOSE_OUTSIDE] = "rejected_close_outside",
		[BAR_NEGATIVE_VOLUME] = "rejected_negative_volume",
		[BAR_OFF_THE_MINUTE] = "rejected_off_the_minute",
		[BAR_OUTSIDE_HOURS] = "rejected_outside_hours",
	};
	for (int fault = BAR_OK + 1; fault < BAR_FAULT_COUNT; fault++) {
		char ts[INSTANT_TEXT_SIZE];
		if (a->faults[fault] == 0)
			continue;
		const struct ticker_bar *b = &a->example[fault];
		run_count(a->run, counts[fault], a->faults[fault]);
		log_warning("%lld bars rejected: %s, the last of %s at %s",
			(long long)a->faults[fault], bar_fault_name((enum bar_fault)fault),
			b->ticker, instant_format(b->bar.ts, ts));
	}
}

/* Counts what a committed piece brought, and prints its bars where single bars are news. */
static void report_piece(struct answer *a, bool rows)
{
	for (const struct ticker_bar *b = a->bars; b < a->bars + a->count; b++) {
		struct fetch *f = fetch_find(a->items, a->item_count, b->ticker);
		if (f != NULL)
			fetch_add(f, b);
		if (b->change == BAR_SAME)
			continue;
		run_count(a->run, b->change == BAR_NEW ? "new" : "corrected", 1);
		if (rows)
			print_bar(a->run, b);
	}
	report_faults(a);
}

/* Fetches, compares and stores FROM..END of the answer's tickers. */
static int fetch_piece(struct answer *a, struct alpaca *broker, bool rows, struct error *err)
{
	const char **symbols mem_auto = calloc(a->item_count, sizeof *symbols);
	if (symbols == NULL)
		return error_memory(err);
	for (size_t i = 0; i < a->item_count; i++)
		symbols[i] = a->items[i].ticker;
	a->count = 0;
	memset(a->faults, 0, sizeof a->faults);
	if (alpaca_stock_bars(broker, symbols, a->item_count,
		    options.kind == SERIES_DAILY ? "1Day" : "1Min", a->from, a->end, take_bar, a,
		    err) != 0)
		return -1;
	a->count = series_sort(a->bars, a->count);
	if (store_bar_save(a->run, options.kind, a->bars, a->count, err) != 0)
		return -1;
	report_piece(a, rows);
	return 0;
}

/* Brings one group of tickers up to date, a piece of time after the other. */
static int fetch_group(struct run *run, struct alpaca *broker, struct fetch *items, size_t count,
	struct error *err)
{
	struct instant from = items[0].from, end = series_end(options.kind, run->now);
	bool rows = !options.all && !date_known(options.backfill) && !items[0].history;
	struct answer a = {.run = run, .items = items, .item_count = count};
	int result = 0;
	qsort(items, count, sizeof *items, fetch_compare);
	while (result == 0 && instant_compare(from, end) <= 0) {
		a.from = from;
		a.end = series_piece_end(options.kind, count, from, end);
		result = run_should_stop(run) ? run_stop(run, err)
					      : fetch_piece(&a, broker, rows, err);
		from = instant_add(a.end, 1);
	}
	for (size_t i = 0; i < count && !rows; i++)
		print_series(run, &items[i]);
	free(a.bars);
	return result;
}

static int fetch_all(struct run *run, struct fetch *items, size_t count, struct error *err)
{
	struct alpaca *broker = NULL;
	if (alpaca_open(&broker, &run->conf, run->deadline_us, err) != 0)
		return -1;
	int result = 0;
	for (size_t done = 0, n; done < count && result == 0; done += n) {
		n = series_group(items + done, count - done);
		result = fetch_group(run, broker, items + done, n, err);
		run_flush(run);
	}
	alpaca_close(broker);
	return result;
}

static int bars(struct run *run, struct error *err)
{
	struct fetch *items mem_auto = NULL;
	size_t count;
	bool backfill = date_known(options.backfill);
	if (options.kind == SERIES_MINUTE && !backfill && !series_is_open(run->now)) {
		log_info("the market is closed");
		return 0;
	}
	wait_settle(run);
	const char *const *named =
		run->operand_count > 0 ? (const char *const *)run->operands : NULL;
	if (store_bar_due(run, options.kind, named, (size_t)run->operand_count, options.all, &items,
		    &count, err) != 0)
		return -1;
	series_plan(&run->params, options.kind, run->now, items, count);
	for (size_t i = 0; i < count && backfill; i++)
		items[i].from = zone_from_new_york(options.backfill, 0);
	run_count(run, "tickers", (int64_t)count);
	return fetch_all(run, items, count, err);
}

static const struct program program = {
	.name = "opt-bars",
	.summary = "store the bars of the tracked tickers since the last stored ones",
	.operands = "[TICKER ...]",
	.options = own_options,
	.option = take_option,
	.needs = NEEDS_RUN | NEEDS_LEASE | NEEDS_BROKER,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 50,
	.body = bars,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
