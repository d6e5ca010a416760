/* opt-posmon(1): monitors open positions, closes them by rule, stores their option bars. */
#include <string.h>

#include "calendar.h"
#include "capture.h"
#include "clock.h"
#include "fee_report.h"
#include "log.h"
#include "monitor.h"
#include "num.h"
#include "order_row.h"
#include "portfolio.h"
#include "reconcile.h"
#include "run.h"
#include "text.h"

enum { CODE_CLOSE = 256, CODE_EVERY, CODE_FORGET, CODE_WHY, CODE_RECONCILE_ONLY, CODE_BARS_ONLY };
enum { EVERY_MAX_S = 3600, WHY_SIZE = 400 };

static struct {
	const char *close;
	int64_t every_s; /* 0: one pass */
	int64_t forget;	 /* position id; 0: none */
	const char *why;
	bool reconcile_only, bars_only;
} options;

static const struct program_option own_options[] = {
	{CODE_CLOSE, "close", "ID|SYMBOL", "close this position regardless of the rules"},
	{CODE_EVERY, "every", "SECONDS", "make a pass every SECONDS until the deadline"},
	{CODE_RECONCILE_ONLY, "reconcile-only", NULL,
		"settle orders and compare positions with the broker; sell nothing"},
	{CODE_BARS_ONLY, "bars-only", NULL,
		"store the missing option bars of positions, at any time of day; sell nothing"},
	{CODE_FORGET, "forget", "ID", "end a position that is not at the broker; needs --why"},
	{CODE_WHY, "why", "TEXT", "the reason for --forget"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_CLOSE) {
		options.close = argument;
		return argument[0] != '\0'
			       ? 0
			       : error_set(err, ERROR_USAGE, "--close needs an id or a symbol");
	}
	if (code == CODE_RECONCILE_ONLY)
		return options.reconcile_only = true, 0;
	if (code == CODE_BARS_ONLY)
		return options.bars_only = true, 0;
	if (code == CODE_WHY)
		return options.why = argument, 0;
	if (code == CODE_FORGET)
		return num_parse_i64(argument, 1, INT64_MAX, &options.forget) == 0
			       ? 0
			       : error_set(err, ERROR_USAGE,
					 "--forget: not a position id: \"%.40s\"", argument);
	if (num_parse_i64(argument, 1, EVERY_MAX_S, &options.every_s) != 0)
		return error_set(err, ERROR_USAGE,
			"--every: not a number of seconds from 1 to %d: \"%.40s\"", EVERY_MAX_S,
			argument);
	return 0;
}

/* --forget and --why go together; the three ways of a run exclude each other. */
static int prepare(struct run *run, struct error *err)
{
	(void)run;
	bool has_why = options.why != NULL && options.why[strspn(options.why, " ")] != '\0';
	if ((options.forget != 0) != has_why)
		return error_set(
			err, ERROR_USAGE, "--forget ID and its reason, --why TEXT, go together");
	if (has_why && (strlen(options.why) >= WHY_SIZE ||
			       !text_is_utf8(options.why, strlen(options.why))))
		return error_set(
			err, ERROR_USAGE, "--why: UTF-8 of at most %d bytes", WHY_SIZE - 1);
	if ((options.forget != 0) + options.reconcile_only + options.bars_only +
			(options.close != NULL) >
		1)
		return error_set(err, ERROR_USAGE,
			"only one of --bars-only, --close, --forget and --reconcile-only can be "
			"used");
	if (options.bars_only && options.every_s > 0)
		return error_set(err, ERROR_USAGE, "--bars-only makes one pass: it has no --every");
	return 0;
}

/* Looks up every order. */
static int settle_all(struct desk *desk, struct error *err)
{
	return desk_settle(desk, err) != 0 ? -1
					   : desk_settle_rest(desk, desk->run->deadline_us, err);
}

/* --reconcile-only: settles orders, compares positions with the broker and prints each class. */
static int compare(struct desk *desk, struct error *err)
{
	struct reconciliation seen;
	if (settle_all(desk, err) != 0 || desk_fetch_holdings(desk, err) != 0)
		return -1;
	int result = desk_reconcile(desk, &seen, err);
	reconciliation_print(desk->run, &seen);
	if (result == 0 && seen.item_count == 0)
		run_say(desk->run, "no positions in the ledger or at the broker");
	reconciliation_clear(&seen);
	return result;
}

static const struct row_kind forgotten_row;

static void print_forgotten(struct run *run, int64_t position_id, const char *why)
{
	struct jsonl *w = run_row(run, &forgotten_row);
	jsonl_i64(w, "position_id", position_id);
	jsonl_text(w, "reason", why);
	run_row_end(run);
}

static void sample_forgotten(struct run *run)
{
	print_forgotten(run, 0, "");
}

static const struct row_kind forgotten_row = {"forgotten", sample_forgotten};

static int forget(struct desk *desk, struct error *err)
{
	if (settle_all(desk, err) != 0 || desk_fetch_holdings(desk, err) != 0 ||
		desk_forget(desk, options.forget, options.why, err) != 0)
		return -1;
	print_forgotten(desk->run, options.forget, options.why);
	return 0;
}

/*
 * Prices, rules and exits of the positions that this pass has not watched yet. Before them come
 * only look-ups of exits, because one in doubt is never sent twice, and of entries in the same
 * tickers, and the list of positions, because an exit sells no more than the broker holds.
 */
static int watch_positions(struct monitor *m, struct error *err)
{
	struct desk *desk = m->desk;
	alpaca_limit_answers(desk->broker, desk->run->params.exit_answer_max_s);
	int result = -1;
	if ((m->asked != NULL ? settle_all(desk, err) : desk_settle(desk, err)) == 0 &&
		(!desk->holdings_are_old || desk_fetch_holdings(desk, err) == 0))
		result = monitor_pass(m, err);
	alpaca_limit_answers(desk->broker, 0);
	monitor_print(m);
	if (result == 0 && m->count == 0)
		run_say(desk->run, "no positions; market %s",
			calendar_state(desk->run->now, (char[CALENDAR_STATE_SIZE]){""}));
	monitor_clear(m);
	return result;
}

/* Compares the positions with the broker; a failure costs only the comparison. */
static int compare_positions(struct desk *desk, struct error *err)
{
	struct reconciliation seen;
	struct error why = {0};
	desk_spare(desk, true);
	int result = desk->holdings_are_old ? desk_fetch_holdings(desk, &why) : 0;
	if (result == 0) {
		result = desk_reconcile(desk, &seen, &why);
		reconciliation_clear(&seen);
	}
	desk_spare(desk, false);
	if (result != 0 && (why.kind == ERROR_PERMISSION || run_should_stop(desk->run))) {
		*err = why;
		return -1;
	}
	if (result != 0)
		run_partial(desk->run, "the positions were not compared: %s", why.text);
	return 0;
}

/*
 * Takes over the fees that the broker booked. It leaves the reserve of the exits alone, and its
 * failure is reported but does not end the run.
 */
static int book_fees(struct desk *desk, struct error *err)
{
	struct error why = {0};
	desk_spare(desk, true);
	int result = fee_report_book(desk, &why);
	desk_spare(desk, false);
	if (result == 0)
		return 0;
	if (why.kind == ERROR_AGAIN && run_should_stop(desk->run)) {
		*err = why;
		return -1;
	}
	run_partial(desk->run, "the fees of the broker: %s", why.text);
	return 0;
}

/*
 * One pass: prices and exits first; then the orders and positions that are left, until the next
 * pass is due. Positions that these open are watched at once.
 */
static int pass(struct monitor *m, int64_t next_us, struct error *err)
{
	struct desk *desk = m->desk;
	int opened = desk->positions_new;
	monitor_begin(m);
	if (watch_positions(m, err) != 0 || desk_settle_rest(desk, next_us, err) != 0 ||
		compare_positions(desk, err) != 0 ||
		(desk->positions_new != opened && watch_positions(m, err) != 0) ||
		book_fees(desk, err) != 0)
		return -1;
	run_count(desk->run, "passes", 1);
	run_count_most(desk->run, "pass_ms", (clock_monotonic_us() - m->began_us) / 1000);
	return 0;
}

/*
 * The bars are for learning only. They come after everything else, once a run, end when the next
 * pass is due, and leave the reserve of the exits alone. A failure is reported but does not end the
 * run.
 */
static int capture_bars(struct desk *desk, int64_t next_us, bool *done, struct error *err)
{
	struct error why = {0};
	*done = true;
	if (!options.bars_only && !capture_is_due(desk->run))
		return 0;
	desk_spare(desk, true);
	int result = capture_run(desk, next_us, done, &why);
	desk_spare(desk, false);
	if (result == 0)
		return 0;
	if (why.kind == ERROR_AGAIN && run_should_stop(desk->run)) {
		*err = why;
		return -1;
	}
	run_partial(desk->run, "option bars: %s", why.text);
	return 0;
}

/* --bars-only: stores bars until the deadline, also at night. */
static int only_bars(struct desk *desk, struct error *err)
{
	bool done;
	if (capture_bars(desk, desk->run->deadline_us, &done, err) != 0)
		return -1;
	return done ? 0 : run_stop(desk->run, err);
}

/* Sleeps until the next pass is due; false when there is none left in this run. */
static bool await_next(struct desk *desk, int64_t *due_us)
{
	struct run *run = desk->run;
	*due_us += options.every_s * SECOND_US;
	if (options.every_s == 0 || run->pinned || *due_us >= run->deadline_us ||
		run_should_stop(run))
		return false;
	run_flush(run);
	if (*due_us > clock_monotonic_us())
		clock_sleep_until(*due_us);
	desk_next_pass(desk);
	return !run_should_stop(run);
}

static int watch(struct desk *desk, struct error *err)
{
	struct monitor m = {
		.desk = desk, .asked = options.close, .is_repeated = options.every_s > 0};
	int64_t due_us = clock_monotonic_us();
	bool captured = false, stored = false;
	int result;
	do {
		int64_t next_us = options.every_s > 0 ? due_us + options.every_s * SECOND_US
						      : desk->run->deadline_us;
		result = pass(&m, next_us, err);
		if (result == 0 && !stored)
			portfolio_store(desk);
		stored = true; /* once a run is once a minute */
		if (result == 0 && !captured)
			result = capture_bars(desk, next_us, &captured, err);
	} while (result == 0 && await_next(desk, &due_us));
	monitor_end(&m);
	return result;
}

static int posmon(struct run *run, struct error *err)
{
	struct desk desk;
	if (desk_open(&desk, run, ORDER_EXIT, err) != 0)
		return -1;
	int result = options.forget != 0      ? forget(&desk, err)
		     : options.reconcile_only ? compare(&desk, err)
		     : options.bars_only      ? only_bars(&desk, err)
					      : watch(&desk, err);
	desk_close(&desk);
	return result;
}

static const struct view_column position_columns[] = {
	{"position_id", "id", .kind = VIEW_NUMBER},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"option_symbol", "contract", .kind = VIEW_TEXT},
	{"quantity", "qty", .kind = VIEW_NUMBER},
	{"entry_price", "paid", .kind = VIEW_NUMBER, .decimals = 2},
	{"current_price", "now", .kind = VIEW_NUMBER, .decimals = 2},
	{"pnl", "P&L", .kind = VIEW_NUMBER, .decimals = 2, .worth = 2},
	{"pnl_percent", "%", .kind = VIEW_NUMBER, .decimals = 1, .worth = 1},
	{"underlying_price", "stock", .kind = VIEW_NUMBER, .decimals = 2},
	{"stop", "stop", .kind = VIEW_NUMBER, .decimals = 2},
	{"target", "target", .kind = VIEW_NUMBER, .decimals = 2},
	{"bid", "bid", .kind = VIEW_NUMBER, .decimals = 2, .worth = -1},
	{"ask", "ask", .kind = VIEW_NUMBER, .decimals = 2, .worth = -1},
	{"price_source", "price from", .kind = VIEW_TEXT, .worth = -2},
	{"decision.name", "exit", .kind = VIEW_TEXT, .worth = 2},
	{"order.status", "order", .kind = VIEW_TEXT},
	{"strategy_type", "strategy", .kind = VIEW_TEXT, .worth = -2},
	{"ts", "time", .kind = VIEW_TIME, .worth = -3},
	{0},
};

static const struct view_column class_columns[] = {
	{"class", "class", .kind = VIEW_TEXT},
	{"symbol", "symbol", .kind = VIEW_TEXT},
	{"ledger_quantity", "ledger", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"broker_quantity", "broker", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"reason", "explanation", .kind = VIEW_PROSE},
	{0},
};

static const struct row_view views[] = {
	{.when = "event=position", .title = "Positions", .columns = position_columns},
	{.when = "client_order_id", .title = "Orders", .columns = order_row_columns},
	{.when = "event=reconcile", .title = "Ledger and broker", .columns = class_columns},
	{0},
};
static const struct row_kind *const rows[] = {
	&watched_row, &order_row, &limit_row, &reconcile_row, &forgotten_row, NULL};

static const struct program program = {
	.name = "opt-posmon",
	.summary = "monitor open positions, close them by rule, store their option bars",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.needs = NEEDS_LEASE | NEEDS_BROKER,
	.role = "opt_trade",
	.deadline_s = 50,
	.body = posmon,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
