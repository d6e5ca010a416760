/* opt-universe(1): stores the tickers that the broker lists, and which of them are tracked. */
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "alpaca.h"
#include "log.h"
#include "calendar.h"
#include "mem.h"
#include "progress.h"
#include "store_action.h"
#include "store_universe.h"
#include "text.h"
#include "universe_import.h"
#include "universe_list.h"
#include "universe_names.h"
#include "zone.h"

enum {
	TOP_MAX = 20000,
	CODE_TRACK = 256,
	CODE_UNTRACK,
	CODE_TRACK_TOP,
	CODE_MAX_PRICE,
	CODE_LIST,
	CODE_SEC,
	CODE_EARNINGS,
	CODE_SECTORS,
	CODE_EVENTS,
	CODE_ACTIONS,
	CODE_DIVIDENDS,
};

static struct {
	int mode; /* 0: sync */
	int64_t top;
	struct price max_price;
	const char *file;
} options = {.max_price = {INT64_MIN}};

static const struct program_option own_options[] = {
	{CODE_TRACK, "track", NULL, "track the named tickers"},
	{CODE_UNTRACK, "untrack", NULL, "stop tracking the named tickers"},
	{CODE_TRACK_TOP, "track-top", "N",
		"track the N with the most dollar volume, SPY, the named tickers, no others"},
	{CODE_MAX_PRICE, "max-price", "P",
		"with --track-top: only tickers whose last close is at most P dollars"},
	{CODE_LIST, "list", NULL, "print the tracked tickers, or the named ones"},
	{CODE_SEC, "sec", "FILE", "read names from the SEC's company_tickers_exchange.json"},
	{CODE_EARNINGS, "earnings", "FILE",
		"read the next earnings reports from a CSV file: ticker, day, time"},
	{CODE_SECTORS, "sectors", "FILE", "read sectors from a CSV file: ticker, sector"},
	{CODE_EVENTS, "events", "FILE",
		"read the macro events (FOMC, CPI, jobs) from a CSV file: time, event"},
	{CODE_ACTIONS, "actions", NULL,
		"fetch dividends, splits and renames of the tracked tickers, or the named ones"},
	{CODE_DIVIDENDS, "dividends", "FILE",
		"read cash dividends from a CSV file: ticker, ex_date, amount"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_MAX_PRICE) {
		if (price_parse(argument, &options.max_price) != 0 ||
			!price_positive(options.max_price))
			return error_set(err, ERROR_USAGE,
				"--max-price: not a price above 0: \"%.40s\"", argument);
		return 0;
	}
	if (options.mode != 0)
		return error_set(err, ERROR_USAGE,
			"only one of --track, --untrack, --track-top, --list, --sec, --earnings, "
			"--sectors, --events, --actions and --dividends can be given");
	options.mode = code;
	options.file = argument;
	if (code == CODE_TRACK_TOP && num_parse_i64(argument, 1, TOP_MAX, &options.top) != 0)
		return error_set(err, ERROR_USAGE,
			"--track-top: not a number from 1 to %d: \"%.40s\"", TOP_MAX, argument);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	bool by_name = options.mode == CODE_TRACK || options.mode == CODE_UNTRACK;
	bool lists = options.mode == CODE_LIST, actions = options.mode == CODE_ACTIONS;
	if (by_name && run->operand_count == 0)
		return error_set(err, ERROR_USAGE, "--track and --untrack need tickers");
	if (!by_name && !lists && !actions && options.mode != CODE_TRACK_TOP &&
		run->operand_count > 0)
		return error_set(err, ERROR_USAGE,
			"tickers need --track, --untrack, --track-top, --list or --actions");
	if (price_known(options.max_price) && options.mode != CODE_TRACK_TOP)
		return error_set(err, ERROR_USAGE, "--max-price needs --track-top");
	if (occ_read_operands(run->operands, run->operand_count, err) != 0)
		return -1;
	for (int i = 0; i < run->operand_count && options.mode == CODE_UNTRACK; i++)
		if (universe_is_always_tracked(run->operands[i]))
			return error_set(
				err, ERROR_USAGE, "%s is always tracked", run->operands[i]);
	if (lists)
		run->needs = NEEDS_DB;
	else if (options.mode != 0 && options.mode != CODE_TRACK_TOP && !actions)
		run->needs = NEEDS_RUN | NEEDS_LEASE;
	return 0;
}

static const struct row_kind listing_row;

static void print_listing(struct run *run, const struct listing *l)
{
	struct jsonl *w = run_row(run, &listing_row);
	jsonl_text(w, "ticker", l->ticker);
	jsonl_text(w, "name", l->name[0] == '\0' ? NULL : l->name);
	jsonl_text(w, "exchange", l->exchange[0] == '\0' ? NULL : l->exchange);
	jsonl_bool(w, "tradable", l->tradable);
	jsonl_bool(w, "options_enabled", l->options_enabled);
	jsonl_bool(w, "tracked", l->tracked);
	jsonl_money(w, "dollar_volume", l->dollar_volume);
	jsonl_text(w, "change", listing_change_name(l->change));
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_listing(run, &(struct listing){.ticker = ""});
}

static const struct row_kind listing_row = {"listing", sample};

/* Stores the rows that changed, then reports them. */
static int store(struct run *run, const struct listing *rows, size_t count, struct error *err)
{
	static const char *const counts[] = {"same", "new", "changed", "gone"};
	if (store_universe_save(run, rows, count, err) != 0)
		return -1;
	size_t changed = 0;
	for (size_t i = 0; i < count; i++) {
		run_count(run, counts[rows[i].change], 1);
		if (rows[i].change == LISTING_SAME)
			continue;
		print_listing(run, &rows[i]);
		changed++;
	}
	if (changed == 0)
		run_say(run, "nothing changed in the universe");
	return 0;
}

/* Loads the broker's list, sorted, without symbols of a form that we do not trade. */
static int load_offered(struct run *run, struct alpaca *broker, struct listing **out, size_t *count,
	struct error *err)
{
	struct broker_asset *assets mem_auto = NULL;
	size_t n, kept = 0;
	if (alpaca_assets(broker, &assets, &n, err) != 0)
		return -1;
	struct listing *rows = calloc(n + 1, sizeof *rows);
	if (rows == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct listing *l = &rows[kept];
		if (!occ_is_ticker(assets[i].symbol) ||
			!text_copy(l->ticker, sizeof l->ticker, assets[i].symbol) ||
			!text_copy(l->exchange, sizeof l->exchange, assets[i].exchange)) {
			run_count(run, "skipped", 1);
			continue;
		}
		(void)text_copy(l->name, sizeof l->name, assets[i].name);
		(void)text_fold_space(l->name);
		l->tradable = assets[i].tradable;
		l->options_enabled = assets[i].options_enabled;
		kept++;
	}
	qsort(rows, kept, sizeof *rows, listing_compare);
	*out = rows;
	*count = kept;
	return 0;
}

static int check_offered(const struct listing *rows, size_t count, struct error *err)
{
	if (count == 0)
		return error_set(
			err, ERROR_DATA, "the broker lists no stock at all: nothing was changed");
	for (size_t i = 1; i < count; i++)
		if (listing_compare(&rows[i - 1], &rows[i]) == 0)
			return error_set(
				err, ERROR_DATA, "the broker lists %s twice", rows[i].ticker);
	return 0;
}

static int sync_listings(struct run *run, struct alpaca *broker, struct listing *stored,
	size_t stored_count, struct error *err)
{
	struct listing *offered mem_auto = NULL;
	size_t count = 0;
	if (load_offered(run, broker, &offered, &count, err) != 0 ||
		check_offered(offered, count, err) != 0)
		return -1;
	struct listing *rows mem_auto = calloc(stored_count + count, sizeof *rows);
	if (rows == NULL)
		return error_memory(err);
	run_count(run, "listed", (int64_t)count);
	return store(run, rows, universe_sync(stored, stored_count, offered, count, rows), err);
}

static int track_named(struct run *run, struct listing *stored, size_t count, struct error *err)
{
	for (int i = 0; i < run->operand_count; i++) {
		const struct listing *l = universe_track(
			stored, count, run->operands[i], options.mode != CODE_UNTRACK);
		if (l == NULL)
			run_partial(run,
				"%s is not in the universe: opt-universe lists what the broker has",
				run->operands[i]);
		else if (!l->tradable && l->tracked)
			run_partial(run, "%s is not tradable at the broker", run->operands[i]);
	}
	return store(run, stored, count, err);
}

struct volumes {
	struct listing *stored;
	size_t count;
	struct date day;
	struct progress progress;
	int64_t taken;
};

static int take_volume(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct volumes *v = context;
	struct listing key = {0};
	progress_show(&v->progress, ++v->taken);
	(void)err;
	if (bar_check_values(bar) != BAR_OK ||
		date_compare(zone_new_york_date(bar->ts, NULL), v->day) != 0 ||
		!text_copy(key.ticker, sizeof key.ticker, symbol))
		return 0;
	struct listing *l = bsearch(&key, v->stored, v->count, sizeof *l, listing_compare);
	if (l != NULL) {
		l->dollar_volume = money_of_shares(
			price_known(bar->vwap) ? bar->vwap : bar->close, bar->volume);
		l->last_price = bar->close;
		l->change = LISTING_CHANGED;
	}
	return 0;
}

/* Fetches the volume of every optionable ticker in the last completed session. */
static int load_volumes(struct run *run, struct alpaca *broker, struct listing *stored,
	size_t count, struct error *err)
{
	struct session last;
	const char **symbols mem_auto = calloc(count + 1, sizeof *symbols);
	if (symbols == NULL)
		return error_memory(err);
	if (!calendar_previous(run_today(run), &last))
		return error_set(err, ERROR_DATA, "the calendar has no session before now");
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (stored[i].tradable && stored[i].options_enabled)
			symbols[n++] = stored[i].ticker;
	for (size_t i = 0; i < count; i++)
		stored[i].last_price = PRICE_UNKNOWN;
	struct volumes v = {.stored = stored, .count = count, .day = last.day};
	progress_begin(&v.progress, "tickers", (int64_t)n);
	return alpaca_stock_bars(broker, symbols, n, "1Day", zone_from_new_york(last.day, 0),
		last.close, take_volume, &v, NULL, err);
}

static int track_top(struct run *run, struct alpaca *broker, struct listing *stored, size_t count,
	struct error *err)
{
	struct listing **order mem_auto = calloc(count + 1, sizeof *order);
	if (order == NULL)
		return error_memory(err);
	if (load_volumes(run, broker, stored, count, err) != 0)
		return -1;
	size_t known =
		universe_track_top(stored, count, (size_t)options.top, options.max_price, order);
	bool priced = price_known(options.max_price);
	if (known == 0)
		return error_set(err, ERROR_DATA,
			"the broker has no volume of the last session%s: nothing was changed",
			priced ? " at a price of at most --max-price" : "");
	if (known < (size_t)options.top)
		log_warning("only %zu tickers have options and a volume%s", known,
			priced ? " at a price of at most --max-price" : "");
	return track_named(run, stored, count, err);
}

static int universe(struct run *run, struct error *err)
{
	struct listing *stored mem_auto = NULL;
	size_t count;
	switch (options.mode) {
	case CODE_LIST:
		return universe_list(run, err);
	case CODE_SEC:
		return universe_names_take(run, options.file, err);
	case CODE_EARNINGS:
		return universe_import_earnings(run, options.file, err);
	case CODE_SECTORS:
		return universe_import_sectors(run, options.file, err);
	case CODE_EVENTS:
		return universe_import_events(run, options.file, err);
	case CODE_DIVIDENDS:
		return store_action_import(run, options.file, err);
	default:
		break;
	}
	if (store_universe_load(run->db, &stored, &count, err) != 0)
		return -1;
	if (options.mode == CODE_TRACK || options.mode == CODE_UNTRACK)
		return track_named(run, stored, count, err);
	struct alpaca *broker = NULL;
	if (alpaca_open(&broker, &run->conf, run->deadline_us, err) != 0)
		return -1;
	int result = options.mode == CODE_ACTIONS ? store_action_sync(run, broker, err)
		     : options.mode == CODE_TRACK_TOP
			     ? track_top(run, broker, stored, count, err)
			     : sync_listings(run, broker, stored, count, err);
	alert_odd_rows(run, alpaca_odd_rows(broker));
	alpaca_close(broker);
	return result == 0 && options.mode == 0 ? universe_warn_events(run, err) : result;
}

static const struct view_column listing_columns[] = {
	{"change", "change", .kind = VIEW_TEXT},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"name", "name", .kind = VIEW_PROSE},
	{"exchange", "exchange", .kind = VIEW_TEXT, .worth = -1},
	{"tradable", "tradable", .kind = VIEW_TEXT},
	{"options_enabled", "options", .kind = VIEW_TEXT},
	{"tracked", "tracked", .kind = VIEW_TEXT},
	{"dollar_volume", "dollar volume", .kind = VIEW_NUMBER, .worth = -1},
	{0},
};

static const struct view_column action_columns[] = {
	{"change", "change", .kind = VIEW_TEXT},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"kind", "action", .kind = VIEW_TEXT},
	{"ex_date", "ex date", .kind = VIEW_DAY},
	{"amount", "amount", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"new_shares", "new", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"old_shares", "for old", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"new_ticker", "new ticker", .kind = VIEW_TEXT},
	{0},
};

static const struct view_column earnings_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"next_earnings", "next earnings", .kind = VIEW_DAY},
	{"next_earnings_time", "time of day", .kind = VIEW_TEXT},
	{0},
};

static const struct view_column sector_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"sector", "sector", .kind = VIEW_TEXT},
	{0},
};

static const struct view_column event_columns[] = {
	{"ts", "time", .kind = VIEW_TIME},
	{"macro_event", "event", .kind = VIEW_TEXT},
	{"change", "change", .kind = VIEW_TEXT},
	{0},
};

static const struct row_view views[] = {
	{.when = "options_enabled", .columns = listing_columns},
	{.when = "ex_date", .columns = action_columns},
	{.when = "next_earnings", .columns = earnings_columns},
	{.when = "sector", .columns = sector_columns},
	{.when = "macro_event", .columns = event_columns},
	{0},
};
static const struct row_kind *const rows[] = {&listing_row, &ticker_row, &name_row, &earnings_row,
	&ticker_sector_row, &macro_event_row, &action_row, NULL};

static const struct program program = {
	.name = "opt-universe",
	.summary = "copy the broker's list of tickers; choose which are tracked",
	.operands = "[TICKER ...]",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN | NEEDS_LEASE | NEEDS_BROKER,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 300,
	.body = universe,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
