/*
 * opt-chain(1): stores the option chains of the watched tickers, their volatility surfaces and the
 * volatility of the day.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "alpaca.h"
#include "active_bars.h"
#include "file.h"
#include "iv_backfill.h"
#include "clock.h"
#include "log.h"
#include "calendar.h"
#include "market_closed.h"
#include "mem.h"
#include "progress.h"
#include "solve.h"
#include "store_chain.h"
#include "store_dividends.h"
#include "text.h"
#include "zone.h"

enum { CODE_SOLVE = 256, CODE_CONTRACTS, CODE_BARS, CODE_BACKFILL, SOLVE_LINE_MAX = 65536 };
enum { BACKFILL_DEADLINE_S = 3600 };

static struct {
	bool solve, contracts;
	int64_t bars, backfill; /* contracts per ticker; sessions; 0: option not given */
} options;

static const struct program_option own_options[] = {
	{CODE_CONTRACTS, "contracts", NULL, "print one row per contract instead of one per ticker"},
	{CODE_BARS, "bars", "N",
		"also store the minute bars of the N busiest contracts of each ticker"},
	{CODE_BACKFILL, "backfill", "DAYS",
		"solve the volatilities of the last DAYS sessions from the options' daily bars"},
	{CODE_SOLVE, "solve", NULL,
		"solve the volatilities of the JSON lines on standard input; no database"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_BARS && num_parse_i64(argument, 1, ACTIVE_BARS_MAX, &options.bars) != 0)
		return error_set(err, ERROR_USAGE, "--bars: not a number from 1 to %d: \"%.40s\"",
			ACTIVE_BARS_MAX, argument);
	if (code == CODE_BACKFILL &&
		num_parse_i64(argument, 1, IV_BACKFILL_DAYS_MAX, &options.backfill) != 0)
		return error_set(err, ERROR_USAGE,
			"--backfill: not a number from 1 to %d: \"%.40s\"", IV_BACKFILL_DAYS_MAX,
			argument);
	options.solve = options.solve || code == CODE_SOLVE;
	options.contracts = options.contracts || code == CODE_CONTRACTS;
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	if (options.solve && run->operand_count > 0)
		return error_set(err, ERROR_USAGE, "--solve does not take tickers");
	if (occ_read_operands(run->operands, run->operand_count, err) != 0)
		return -1;
	if (options.solve)
		run->needs = 0;
	/* A backfill leaves stored volatilities as they are, so it needs no lease. */
	if (options.backfill > 0) {
		run->needs = NEEDS_RUN | NEEDS_BROKER;
		if (!run->deadline_given)
			run->deadline_us = clock_monotonic_us() + BACKFILL_DEADLINE_S * SECOND_US;
	}
	return 0;
}

static int solve_lines(struct run *run, struct error *err)
{
	char *line mem_auto = NULL;
	size_t capacity = 0;
	int64_t number = 0, solved = 0;
	ssize_t length;
	FILE *in = file_open("-", err);
	if (in == NULL)
		return -1;
	while ((length = getline(&line, &capacity, in)) > 0) {
		struct error why = {0};
		number++;
		if (length > SOLVE_LINE_MAX || solve_line(run, line, (size_t)length, &why) != 0) {
			run_partial(run, "line %lld: %s", (long long)number,
				length > SOLVE_LINE_MAX ? "too long" : why.text);
			continue;
		}
		run_flush(run);
		solved++;
	}
	int why = ferror(in) ? errno : 0;
	(void)fclose(in);
	if (why != 0)
		return error_set(
			err, ERROR_DATA, "could not read standard input: %s", strerror(why));
	if (number > 0 && solved == 0)
		return error_set(err, ERROR_DATA, "no line of standard input is valid");
	return 0;
}

struct chain_work {
	struct run *run;
	struct alpaca *broker;
	struct chain_due *due;
	size_t due_count;
	struct quote *quotes;	     /* of the underlyings, in the order of due */
	struct open_interest *known; /* sorted by symbol */
	size_t known_count;
	struct active_bars bars;
	struct dividend_table dividends;
};

static int compare_symbol(const void *a, const void *b)
{
	return strcmp(((const struct open_interest *)a)->symbol,
		((const struct open_interest *)b)->symbol);
}

static int64_t interest_of(const struct open_interest *list, size_t count, const char *symbol)
{
	struct open_interest key = {.open_interest = 0};
	if (count == 0 || !text_copy(key.symbol, sizeof key.symbol, symbol))
		return INT64_MIN;
	const struct open_interest *found = bsearch(&key, list, count, sizeof key, compare_symbol);
	return found == NULL ? INT64_MIN : found->open_interest;
}

static bool is_known(const struct chain_work *w, const char *ticker)
{
	for (size_t i = 0; i < w->known_count; i++)
		if (text_equal(w->known[i].ticker, ticker))
			return true;
	return false;
}

/*
 * Fetches the open interest of the contracts of FILTER from the broker. Only the first snapshot of
 * a ticker of the day needs this.
 */
static int ask_interest(struct chain_work *w, const char *ticker, const struct chain_filter *filter,
	struct open_interest **out, size_t *count, struct error *err)
{
	struct broker_contract *contracts mem_auto = NULL;
	size_t n = 0;
	if (alpaca_contracts(w->broker, ticker, filter, &contracts, &n, err) != 0)
		return -1;
	struct open_interest *list = calloc(n + 1, sizeof *list);
	if (list == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		(void)text_copy(list[i].symbol, sizeof list[i].symbol, contracts[i].symbol);
		list[i].open_interest = contracts[i].open_interest;
	}
	qsort(list, n, sizeof *list, compare_symbol);
	*out = list;
	*count = n;
	return 0;
}

/* Makes a point of the surface from each standard contract of a chain. */
static int make_points(struct chain_work *w, struct snapshot *s,
	const struct option_snapshot *chain, size_t count, const struct chain_filter *filter,
	struct error *err)
{
	struct open_interest *asked mem_auto = NULL;
	const struct open_interest *list = w->known;
	size_t list_count = w->known_count;
	if (!is_known(w, s->due->ticker)) {
		if (ask_interest(w, s->due->ticker, filter, &asked, &list_count, err) != 0)
			return -1;
		list = asked;
		run_count(w->run, "open_interest_asked", 1);
	}
	s->points = calloc(count + 1, sizeof *s->points);
	if (s->points == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct surface_point *point = &s->points[s->count];
		if (occ_parse(chain[i].symbol, &point->contract, NULL) != 0 ||
			!occ_is_standard(&point->contract, s->due->ticker)) {
			run_count(w->run, "skipped", 1);
			continue;
		}
		point->snapshot = chain[i];
		point->open_interest = interest_of(list, list_count, chain[i].symbol);
		s->count++;
	}
	return 0;
}

static int fetch_chain(struct chain_work *w, struct snapshot *s, struct error *err)
{
	struct option_snapshot *chain mem_auto = NULL;
	size_t count = 0;
	struct date today = run_today(w->run);
	struct surface_scope scope = surface_scope(&w->run->params, today, s->spot);
	struct chain_filter filter = {.expiry_from = scope.expiry_from,
		.expiry_to = scope.expiry_to,
		.strike_from = scope.strike_from,
		.strike_to = scope.strike_to};
	if (alpaca_chain(w->broker, s->due->ticker, &filter, &chain, &count, err) != 0 ||
		make_points(w, s, chain, count, &filter, err) != 0)
		return -1;
	surface_solve(&w->run->params, s->spot, dividends_of(&w->dividends, s->due->ticker),
		w->run->now, s->points, s->count, &s->summary);
	return 0;
}

static void report(struct run *run, const struct snapshot *s)
{
	run_count(run, "chains", 1);
	run_count(run, "contracts", s->summary.contracts);
	run_count(run, "solved", s->summary.solved);
	for (size_t i = 0; i < s->count && options.contracts; i++)
		store_chain_print_contract(run, s, &s->points[i]);
	if (!options.contracts)
		store_chain_print(run, s);
	run_flush(run);
}

/* Fetches, solves, stores and reports the chain of one ticker. */
static int capture(struct chain_work *w, size_t i, struct error *err)
{
	struct snapshot s = {.due = &w->due[i]};
	s.spot = surface_spot(&w->run->params, &w->quotes[i], w->due[i].last_close, w->run->now);
	if (!price_positive(s.spot)) {
		run_partial(w->run,
			"%s has neither a narrow quote nor a recent bar: no price to solve with",
			s.due->ticker);
		return 0;
	}
	int result = fetch_chain(w, &s, err);
	if (result == 0)
		result = store_chain_save(w->run, &s, err);
	if (result == 0)
		report(w->run, &s);
	if (result == 0 && options.bars > 0 &&
		active_bars_pick(&w->bars, &s, (size_t)options.bars) != 0)
		result = error_memory(err);
	free(s.points);
	/* a bad chain does not stop the others; a broker that does not respond does */
	if (result != 0 && err->kind == ERROR_DATA) {
		run_partial(w->run, "%s: %s", s.due->ticker, err->text);
		result = 0;
	}
	return result;
}

static int load(struct chain_work *w, struct error *err)
{
	struct run *run = w->run;
	struct session today;
	const char *const *named =
		run->operand_count > 0 ? (const char *const *)run->operands : NULL;
	int64_t first_us = (int64_t)run->params.chain_first_min * MINUTE_US;
	bool with_tracked = calendar_session_at(run->now, &today) &&
			    instant_diff_us(run->now, today.open) >= first_us;
	if (store_chain_due(run, named, (size_t)run->operand_count, with_tracked, &w->due,
		    &w->due_count, err) != 0 ||
		store_dividends_load(run, run_today(run), &w->dividends, err) != 0 ||
		store_chain_open_interest(
			run, w->due, w->due_count, &w->known, &w->known_count, err) != 0 ||
		alpaca_open(&w->broker, &run->conf, run->deadline_us, err) != 0)
		return -1;
	const char **tickers mem_auto = calloc(w->due_count + 1, sizeof *tickers);
	w->quotes = calloc(w->due_count + 1, sizeof *w->quotes);
	if (tickers == NULL || w->quotes == NULL)
		return error_memory(err);
	if (!run->pinned)
		alpaca_use(w->broker, ALPACA_WAIT, run->params.rate_reserve_pct);
	for (size_t i = 0; i < w->due_count; i++)
		tickers[i] = w->due[i].ticker;
	return alpaca_stock_quotes(w->broker, tickers, w->due_count, w->quotes, err);
}

/* Solves past sessions of the watchlist, SPY and the tracked tickers, or of the named tickers. */
static int backfill(struct run *run, struct error *err)
{
	struct chain_due *due mem_auto = NULL;
	struct dividend_table dividends = {.rows = NULL};
	size_t count = 0;
	struct alpaca *broker = NULL;
	struct session first;
	struct progress progress;
	const char *const *named =
		run->operand_count > 0 ? (const char *const *)run->operands : NULL;
	/* iv_backfill reports a calendar that does not reach back */
	struct date since = calendar_sessions_back(run_today(run), (int)options.backfill, &first)
				    ? first.day
				    : run_today(run);
	int result =
		store_chain_due(run, named, (size_t)run->operand_count, true, &due, &count, err);
	if (result == 0)
		result = store_dividends_load(run, since, &dividends, err);
	if (result == 0)
		result = alpaca_open(&broker, &run->conf, run->deadline_us, err);
	if (result == 0 && !run->pinned)
		alpaca_use(broker, ALPACA_WAIT, run->params.rate_reserve_pct);
	progress_begin(&progress, "tickers", (int64_t)count);
	for (size_t i = 0; i < count && result == 0; i++) {
		result = run_should_stop(run) ? run_stop(run, err)
					      : iv_backfill(run, broker, due[i].ticker,
							dividends_of(&dividends, due[i].ticker),
							(int)options.backfill, err);
		run_flush(run);
		progress_show(&progress, (int64_t)i + 1);
	}
	run_count(run, "tickers", (int64_t)count);
	if (broker != NULL)
		alert_odd_rows(run, alpaca_odd_rows(broker));
	alpaca_close(broker);
	dividend_table_free(&dividends);
	return result;
}

static int chain(struct run *run, struct error *err)
{
	struct chain_work w = {.run = run};
	if (options.solve)
		return solve_lines(run, err);
	if (options.backfill > 0)
		return backfill(run, err);
	if (!calendar_is_open(run->now)) {
		market_closed_say(run);
		return 0;
	}
	struct progress progress;
	int result = load(&w, err);
	if (result == 0)
		progress_begin(&progress, "chains", (int64_t)w.due_count);
	for (size_t i = 0; i < w.due_count && result == 0; i++) {
		result = run_should_stop(run) ? run_stop(run, err) : capture(&w, i, err);
		progress_show(&progress, (int64_t)i + 1);
	}
	if (result == 0 && options.bars > 0)
		result = active_bars_fetch(&w.bars, run, w.broker, err);
	if (w.broker != NULL)
		alert_odd_rows(run, alpaca_odd_rows(w.broker));
	alpaca_close(w.broker);
	active_bars_free(&w.bars);
	free(w.due);
	free(w.quotes);
	free(w.known);
	dividend_table_free(&w.dividends);
	return result;
}

static const struct view_column chain_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"underlying_price", "stock", .kind = VIEW_NUMBER, .decimals = 2},
	{"implied_volatility", "IV 30 days", .kind = VIEW_NUMBER, .decimals = 3},
	{"near_volatility", "IV near", .kind = VIEW_NUMBER, .decimals = 3},
	{"near_expiration_date", "near expiry", .kind = VIEW_DAY},
	{"realised_volatility", "realised", .kind = VIEW_NUMBER, .decimals = 3},
	{"expirations", "expiries", .kind = VIEW_NUMBER},
	{"contracts", "contracts", .kind = VIEW_NUMBER},
	{"solved", "solved", .kind = VIEW_NUMBER},
	{"ts", "time", .kind = VIEW_TIME, .worth = -1},
	{0},
};

/* of --backfill */
static const struct view_column session_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"day", "day", .kind = VIEW_DAY},
	{"implied_volatility", "IV 30 days", .kind = VIEW_NUMBER, .decimals = 3},
	{"near_volatility", "IV near", .kind = VIEW_NUMBER, .decimals = 3},
	{"near_expiration_date", "near expiry", .kind = VIEW_DAY},
	{"realised_volatility", "realised", .kind = VIEW_NUMBER, .decimals = 3},
	{"contracts", "contracts", .kind = VIEW_NUMBER},
	{0},
};

static const struct view_column contract_columns[] = {
	{"option_symbol", "contract", .kind = VIEW_TEXT},
	{"bid", "bid", .kind = VIEW_NUMBER, .decimals = 2},
	{"ask", "ask", .kind = VIEW_NUMBER, .decimals = 2},
	{"iv_own", "IV", .kind = VIEW_NUMBER, .decimals = 3},
	{"delta_own", "delta", .kind = VIEW_NUMBER, .decimals = 3},
	{"gamma_own", "gamma", .kind = VIEW_NUMBER, .decimals = 4},
	{"theta_own", "theta", .kind = VIEW_NUMBER, .decimals = 3},
	{"vega_own", "vega", .kind = VIEW_NUMBER, .decimals = 3},
	{"volume", "volume", .kind = VIEW_NUMBER},
	{"open_interest", "open interest", .kind = VIEW_NUMBER},
	{"flags", "flags", .kind = VIEW_PROSE},
	{0},
};

static const struct row_view views[] = {
	{.when = "strike_price", .columns = contract_columns},
	{.when = "day", .columns = session_columns},
	{.when = "near_expiration_date", .columns = chain_columns},
	{0},
};
static const struct row_kind *const rows[] = {
	&chain_row, &contract_row, &volatility_row, &solution_row, NULL};

static const struct program program = {
	.name = "opt-chain",
	.summary = "store the option chains of the watched tickers with their volatilities",
	.operands = "[TICKER ...]",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN | NEEDS_LEASE | NEEDS_BROKER,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 240,
	.body = chain,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
