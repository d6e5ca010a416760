/* opt-bars(1): fetches the bars of the tracked tickers from the broker into the database. */
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "alpaca.h"
#include "bar_intake.h"
#include "bar_stream.h"
#include "clock.h"
#include "log.h"
#include "market_closed.h"
#include "mem.h"
#include "progress.h"
#include "store_bar.h"
#include "text.h"
#include "zone.h"

enum { CODE_DAILY = 256, CODE_BACKFILL, CODE_ALL, BACKFILL_DEADLINE_S = 3600, BARS_MAX = 20000000 };

static struct {
	enum bar_interval kind;
	bool all;
	struct date backfill;
} options = {.backfill = {INT32_MIN}};

static const struct program_option own_options[] = {
	{CODE_DAILY, "daily", NULL, "fetch daily bars of completed sessions instead of minutes"},
	{CODE_BACKFILL, "backfill", "FROM",
		"fetch all bars since the day FROM again, and store the missing ones"},
	{CODE_ALL, "all", NULL, "fetch every tradable ticker, not only the tracked ones"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_DAILY)
		options.kind = BAR_DAILY;
	else if (code == CODE_ALL)
		options.all = true;
	else if (date_parse(argument, &options.backfill) != 0)
		return error_set(err, ERROR_USAGE,
			"--backfill: not a day such as 2026-01-26: \"%.40s\"", argument);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	if (options.all && run->operand_count > 0)
		return error_set(err, ERROR_USAGE, "--all and tickers exclude each other");
	if (occ_read_operands(run->operands, run->operand_count, err) != 0)
		return -1;
	if (!date_known(options.backfill))
		return 0;
	if (date_compare(options.backfill, run_today(run)) > 0)
		return error_set(err, ERROR_USAGE, "--backfill: the day is in the future");
	/*
	 * Merging a bar twice changes nothing, so a backfill needs no lease: the run of each minute
	 * continues meanwhile.
	 */
	run->needs = NEEDS_RUN | NEEDS_BROKER;
	if (!run->deadline_given)
		run->deadline_us = clock_monotonic_us() + BACKFILL_DEADLINE_S * SECOND_US;
	return 0;
}

/*
 * Waits until the broker has made the bar of the minute that just ended. With a pinned clock there
 * is no wait.
 */
static void wait_settle(const struct run *run)
{
	int64_t settle_s = conf_i64(&run->conf, CONF_BAR_SETTLE_S);
	int64_t into_us = instant_diff_us(run->now, instant_floor(run->now, MINUTE_US));
	if (!run->pinned && options.kind == BAR_MINUTE && into_us < settle_s * SECOND_US)
		clock_sleep_until(clock_monotonic_us() + settle_s * SECOND_US - into_us);
}

/* Bars that are compared with the stored ones, to be printed one by one. */
struct answer {
	struct bar_intake intake;
	struct ticker_bar *bars;
	size_t count, capacity;
};

static int take_bar(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct answer *a = context;
	struct bar_request *f;
	struct ticker_bar b = {.change = BAR_SAME};
	if (bar_intake_take(&a->intake, symbol, bar, &f, &b.bar, err) != 0)
		return -1;
	if (f == NULL)
		return 0;
	memcpy(b.ticker, f->ticker, sizeof b.ticker);
	if (mem_grow(&a->bars, &a->capacity, a->count + 1, sizeof b, BARS_MAX) != 0)
		return error_memory(err);
	a->bars[a->count++] = b;
	return 0;
}

/* Counts the bars of a committed piece; prints those that changed when ROWS is set. */
static void report_piece(struct answer *a, bool rows)
{
	struct run *run = a->intake.run;
	for (const struct ticker_bar *b = a->bars; b < a->bars + a->count; b++) {
		struct bar_request *f =
			bar_request_find(a->intake.items, a->intake.count, b->ticker);
		if (f != NULL)
			bar_request_add(f, b);
		if (b->change == BAR_SAME)
			continue;
		run_count(run, b->change == BAR_NEW ? "new" : "corrected", 1);
		if (rows)
			bar_report_bar(run, options.kind, b);
	}
	bar_intake_report_rejected(&a->intake);
}

/* The progress of a run that had finished DONE tickers before the group. */
struct reached {
	const struct progress *progress;
	size_t done;
};

/* Tickers whose bars are requested from the same time on. */
struct group {
	struct reached reached;
	struct run *run;
	struct alpaca *broker;
	struct bar_intake intake;
	const char **symbols; /* of intake.items */
};

/* Tells how far the group has come, whose bars FROM..END were requested and are there up to AT. */
static void show_reached(
	const struct group *g, struct instant from, struct instant at, struct instant end)
{
	double part = instant_compare(end, from) <= 0 ? 1
						      : (double)instant_diff_us(at, from) /
								(double)instant_diff_us(end, from);
	progress_show(g->reached.progress,
		(int64_t)((double)g->reached.done + part * (double)g->intake.count));
}

static int ask(struct group *g, struct bar_intake *in, alpaca_bar_taker *take, void *context,
	const struct alpaca_poll_hook *hook, struct error *err)
{
	return alpaca_stock_bars(g->broker, g->symbols, in->count,
		options.kind == BAR_DAILY ? "1Day" : "1Min", in->from, in->end, take, context, hook,
		err);
}

/* Fetches, compares and stores piece by piece. */
static int compare_pieces(
	struct group *g, struct instant from, struct instant end, bool rows, struct error *err)
{
	struct answer a = {.intake = g->intake};
	struct bar_intake *in = &a.intake;
	struct instant first = from;
	int result = 0;
	while (result == 0 && instant_compare(from, end) <= 0) {
		a.count = 0;
		in->from = from;
		in->end = bar_plan_piece_end(options.kind, in->count, from, end);
		result = run_should_stop(g->run) ? run_stop(g->run, err)
						 : ask(g, in, take_bar, &a, NULL, err);
		if (result == 0) {
			a.count = ticker_bars_sort(a.bars, a.count);
			result = store_bar_save(g->run, options.kind, a.bars, a.count, err);
		}
		if (result == 0)
			report_piece(&a, rows);
		show_reached(g, first, in->end, end);
		from = instant_add(in->end, 1);
	}
	free(a.bars);
	return result;
}

/* Bars that go directly into the database. */
struct pour {
	struct bar_intake intake;
	struct bar_stream *stream;
};

static int pour_bar(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct pour *p = context;
	struct bar_request *f;
	struct bar b;
	if (bar_intake_take(&p->intake, symbol, bar, &f, &b, err) != 0)
		return -1;
	if (f != NULL)
		bar_stream_add(p->stream, f, &b);
	return 0;
}

/* The factor for the length of the next piece: longer where few minutes have a bar. */
static int widen(int wider, size_t bars, const struct bar_intake *in)
{
	size_t full = in->count * (size_t)(instant_diff_us(in->end, in->from) / MINUTE_US + 1);
	if (options.kind != BAR_MINUTE || bars * 4 > full)
		return 1;
	return wider < BAR_PLAN_WIDER_MAX ? wider * 2 : wider;
}

/* Fetches a piece while the one before is being stored. All bars up to *UNTIL are committed. */
static int pour_pieces(struct group *g, struct instant from, struct instant end,
	struct instant *until, struct error *err)
{
	struct pour p = {.intake = g->intake};
	struct bar_intake *in = &p.intake;
	if (bar_stream_open(&p.stream, g->run, options.kind, in->items, in->count, err) != 0)
		return -1;
	struct alpaca_poll_hook hook = {p.stream, bar_stream_descriptor, bar_stream_step};
	struct instant first = from;
	int result = 0, wider = 1;
	while (result == 0 && instant_compare(from, end) <= 0) {
		in->from = from;
		in->end = bar_plan_stream_end(options.kind, in->count, ALPACA_SYMBOLS_A_REQUEST,
			ALPACA_PAGE_BARS, wider, from, end);
		bar_stream_begin(p.stream, in->from, in->end);
		result = run_should_stop(g->run) ? run_stop(g->run, err)
						 : ask(g, in, pour_bar, &p, &hook, err);
		wider = widen(wider, bar_stream_count(p.stream), in);
		if (result == 0 && (result = bar_stream_send(p.stream, err)) == 0)
			*until = instant_add(from, -1);
		bar_intake_report_rejected(in);
		show_reached(g, first, in->end, end);
		from = instant_add(in->end, options.kind == BAR_MINUTE ? MINUTE_US : 1);
	}
	if (result == 0 && (result = bar_stream_settle(p.stream, err)) == 0)
		*until = end;
	/* when the fetch stops early, the piece that is being stored is still finished */
	if (result != 0 && err->kind == ERROR_AGAIN && bar_stream_rescue(p.stream) == 0)
		*until = instant_add(in->from, -1);
	bar_stream_close(p.stream);
	return result;
}

/* Brings one group of tickers up to date. */
static int fetch_group(struct run *run, struct alpaca *broker, struct bar_request *items,
	size_t count, struct reached reached, struct instant *until, struct error *err)
{
	struct instant from = items[0].from, end = bar_plan_end(options.kind, run->now);
	bool backfill = date_known(options.backfill);
	bool rows = !options.all && !backfill && !items[0].history;
	const char **symbols mem_auto = calloc(count, sizeof *symbols);
	struct group g = {.reached = reached,
		.run = run,
		.broker = broker,
		.symbols = symbols,
		.intake = {.run = run,
			.kind = options.kind,
			.items = items,
			.count = count,
			.all_faults = backfill,
			.feed = stock_feed_parse(conf_get(&run->conf, CONF_STOCK_FEED))}};
	if (symbols == NULL)
		return error_memory(err);
	qsort(items, count, sizeof *items, bar_request_compare);
	for (size_t i = 0; i < count; i++)
		symbols[i] = items[i].ticker;
	int result = rows || run->dry_run ? compare_pieces(&g, from, end, rows, err)
					  : pour_pieces(&g, from, end, until, err);
	for (size_t i = 0; i < count && !rows && !run->quiet; i++)
		bar_report_series(run, &items[i]);
	return result;
}

static void say_nothing_new(struct run *run, const struct bar_request *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (items[i].added + items[i].corrected > 0)
			return;
	run_say(run, "no new bars of %zu tickers", count);
}

static int fetch_all(struct run *run, struct bar_request *items, size_t count,
	struct instant *until, struct error *err)
{
	struct alpaca *broker = NULL;
	if (alpaca_open(&broker, &run->conf, run->deadline_us, err) != 0)
		return -1;
	if (!run->pinned)
		alpaca_use(broker, ALPACA_WAIT, run->params.rate_reserve_pct);
	int result = 0;
	struct progress progress;
	progress_begin(&progress, "tickers", (int64_t)count);
	for (size_t done = 0, n; done < count && result == 0; done += n) {
		n = bar_plan_group(items + done, count - done);
		struct reached reached = {&progress, done};
		result = fetch_group(run, broker, items + done, n, reached, until, err);
		run_flush(run);
		progress_show(&progress, (int64_t)(done + n));
	}
	alert_odd_rows(run, alpaca_odd_rows(broker));
	alpaca_close(broker);
	if (result == 0)
		say_nothing_new(run, items, count);
	return result;
}

/* Fetches every tradable ticker, from the time up to which the whole market is stored. */
static int whole_market(struct run *run, struct error *err)
{
	struct bar_request *items mem_auto = NULL;
	size_t count;
	struct market_progress progress;
	struct instant until, hole, searched;
	if (store_bar_market(run, &items, &count, &progress, err) != 0 ||
		store_bar_market_hole(run, progress.searched, &hole, &searched, err) != 0)
		return -1;
	struct instant from = bar_plan_market_start(&run->params, run->now, progress.until);
	if (instant_known(hole) && instant_compare(hole, from) < 0)
		from = hole;
	bar_plan(&run->params, options.kind, run->now, items, count);
	for (size_t i = 0; i < count; i++)
		items[i].from = from;
	run_count(run, "tickers", (int64_t)count);
	until = INSTANT_UNKNOWN;
	int result = fetch_all(run, items, count, &until, err);
	if (instant_known(until) && instant_compare(until, from) >= 0 && !run->dry_run)
		run_count(run, "whole_market_until", until.us / SECOND_US);
	if (instant_known(searched) && result == 0)
		run_count(run, "whole_market_searched", searched.us / SECOND_US);
	return result;
}

static int bars(struct run *run, struct error *err)
{
	struct bar_request *items mem_auto = NULL;
	size_t count;
	struct instant until = INSTANT_UNKNOWN;
	bool backfill = date_known(options.backfill);
	if (options.kind == BAR_MINUTE && !backfill && !bar_plan_is_open(run->now)) {
		market_closed_say(run);
		return 0;
	}
	wait_settle(run);
	if (options.all && options.kind == BAR_MINUTE && !backfill)
		return whole_market(run, err);
	const char *const *named =
		run->operand_count > 0 ? (const char *const *)run->operands : NULL;
	if (store_bar_due(run, options.kind, named, (size_t)run->operand_count, options.all, &items,
		    &count, err) != 0)
		return -1;
	if (options.kind == BAR_MINUTE && !backfill && store_bar_holes(run, items, count, err) != 0)
		return -1;
	bar_plan(&run->params, options.kind, run->now, items, count);
	for (size_t i = 0; i < count && backfill; i++)
		items[i].from = zone_from_new_york(options.backfill, 0);
	run_count(run, "tickers", (int64_t)count);
	if (fetch_all(run, items, count, &until, err) != 0)
		return -1;
	return options.kind == BAR_DAILY && !run->dry_run
		       ? bar_report_splits(run, options.backfill, err)
		       : 0;
}

static const struct view_column minute_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"ts", "minute", .kind = VIEW_TIME, .worth = 2},
	{"open", "open", .kind = VIEW_NUMBER, .decimals = 2},
	{"high", "high", .kind = VIEW_NUMBER, .decimals = 2},
	{"low", "low", .kind = VIEW_NUMBER, .decimals = 2},
	{"close", "close", .kind = VIEW_NUMBER, .decimals = 2, .worth = 1},
	{"volume", "volume", .kind = VIEW_NUMBER, .worth = 1},
	{"vwap", "VWAP", .kind = VIEW_NUMBER, .decimals = 2, .worth = -1},
	{"trade_count", "trades", .kind = VIEW_NUMBER, .worth = -1},
	{"feed", "feed", .kind = VIEW_TEXT, .worth = -1},
	{"change", "change", .kind = VIEW_TEXT},
	{0},
};

static const struct view_column day_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"day", "day", .kind = VIEW_DAY, .worth = 2},
	{"open", "open", .kind = VIEW_NUMBER, .decimals = 2},
	{"high", "high", .kind = VIEW_NUMBER, .decimals = 2},
	{"low", "low", .kind = VIEW_NUMBER, .decimals = 2},
	{"close", "close", .kind = VIEW_NUMBER, .decimals = 2, .worth = 1},
	{"volume", "volume", .kind = VIEW_NUMBER, .worth = 1},
	{"vwap", "VWAP", .kind = VIEW_NUMBER, .decimals = 2, .worth = -1},
	{"trade_count", "trades", .kind = VIEW_NUMBER, .worth = -1},
	{"feed", "feed", .kind = VIEW_TEXT, .worth = -1},
	{"change", "change", .kind = VIEW_TEXT},
	{0},
};

static const struct view_column span_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"from", "from", .kind = VIEW_TIME},
	{"to", "to", .kind = VIEW_TIME},
	{"new", "new", .kind = VIEW_NUMBER},
	{"corrected", "corrected", .kind = VIEW_NUMBER},
	{"same", "same", .kind = VIEW_NUMBER},
	{"rejected", "rejected", .kind = VIEW_NUMBER},
	{0},
};

static const struct row_view views[] = {
	{.when = "from", .columns = span_columns},
	{.when = "day", .columns = day_columns},
	{.when = "ts", .columns = minute_columns},
	{0},
};
static const struct row_kind *const rows[] = {&bar_row, &daily_bar_row, &bar_series_row, NULL};

static const struct program program = {
	.name = "opt-bars",
	.summary = "store the bars of the tracked tickers since the last stored ones",
	.operands = "[TICKER ...]",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN | NEEDS_LEASE | NEEDS_BROKER,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 50,
	.body = bars,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
