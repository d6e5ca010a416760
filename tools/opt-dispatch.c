/* opt-dispatch(1): turns recommendations into orders, or stores the reason why not. */
#include <string.h>

#include "entry.h"
#include "file.h"
#include "log.h"
#include "market_closed.h"
#include "order_row.h"
#include "protections.h"
#include "reconcile.h"
#include "recommendation_input.h"
#include "run.h"

enum { DEADLINE_S = 50, CODE_STDIN = 256, ROW_MAX = 8 << 20 };

static struct {
	bool from_stdin;
} options;

static const struct program_option own_options[] = {
	{CODE_STDIN, "stdin", NULL, "with -n: evaluate the rows of opt-signal on standard input"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	options.from_stdin = code == CODE_STDIN;
	return 0;
}

/* Rows on standard input are not in the database, so they are evaluated but never traded. */
static int prepare(struct run *run, struct error *err)
{
	if (options.from_stdin && !run->dry_run)
		return error_set(err, ERROR_USAGE, "--stdin needs --dry-run");
	return 0;
}

/* Resolves doubtful orders, then open ones, then compares positions, all before any new order. */
static int settle(struct desk *desk, struct error *err)
{
	struct reconciliation reconciliation;
	if (desk_settle(desk, err) != 0 || entry_cancel_old(desk, err) != 0 ||
		desk_fetch_holdings(desk, err) != 0)
		return -1;
	int result = desk_reconcile(desk, &reconciliation, err);
	reconciliation_clear(&reconciliation);
	return result;
}

/* Prints the row of the entry before those of its fills, which are in the output from MARK on. */
static void print_entry(struct run *run, const struct entry *entry, size_t mark)
{
	buf_auto struct buf fills = BUF_INIT(ROW_MAX);
	struct buf *out = &run->out;
	size_t behind = out->length;
	if (behind > mark)
		buf_append(&fills, out->data + mark, behind - mark);
	entry_print(run, entry);
	if (fills.length == 0 || !buf_ok(out) || !buf_ok(&fills))
		return;
	size_t length = out->length - behind;
	memmove(out->data + mark, out->data + behind, length);
	memcpy(out->data + mark + length, fills.data, fills.length);
}

/* Counts how it ended in this run, for the view dispatcher_runs. */
static void count_outcome(struct run *run, enum recommendation_status status)
{
	if (status == RECOMMENDATION_EXECUTED)
		run_count(run, "executed", 1);
	else if (status == RECOMMENDATION_SKIPPED)
		run_count(run, "skipped", 1);
	else if (status == RECOMMENDATION_FAILED)
		run_count(run, "failed", 1);
}

static int trade_one(
	struct desk *desk, struct book *book, struct recommendation *r, struct error *err)
{
	struct entry entry;
	struct error why = {0};
	if (recommendation_parse(r, &why) != 0) {
		count_outcome(desk->run, RECOMMENDATION_FAILED);
		return dispatch_done(desk, r, RECOMMENDATION_FAILED, why.text, NULL, err);
	}
	desk_next_pass(desk);
	if (book_refresh(desk, book, err) != 0)
		return -1;
	size_t mark = desk->run->out.length;
	int result = entry_run(desk, book, r, &entry, err);
	if (result == 0) {
		print_entry(desk->run, &entry, mark);
		count_outcome(desk->run, entry.status);
	}
	entry_free(&entry);
	return result;
}

static int trade(struct desk *desk, struct recommendation *list, size_t count, struct book *book,
	struct error *err)
{
	run_count(desk->run, "recommendations", (int64_t)count);
	if (count == 0)
		run_say(desk->run, "no recommendation is pending");
	for (size_t i = 0; i < count; i++) {
		if (run_should_stop(desk->run))
			return run_stop(desk->run, err);
		if (trade_one(desk, book, &list[i], err) != 0)
			return -1;
	}
	return 0;
}

static int read_input(struct recommendation **list, size_t *count, struct error *err)
{
	FILE *in = file_open("-", err);
	if (in == NULL)
		return -1;
	int result = recommendations_read(in, list, count, err);
	(void)fclose(in);
	return result;
}

static int dispatch_desk(struct desk *desk, struct error *err)
{
	struct recommendation *list = NULL;
	struct book book = {0};
	size_t count = 0;
	if (settle(desk, err) != 0)
		return -1;
	if (desk->doubtful_entries > 0 && dispatch_unfilled(desk, err) != 0)
		return -1;
	if (desk->doubtful_entries > 0)
		return error_unfinished(err,
			"%d entries are in doubt: no new entry until they are resolved",
			desk->doubtful_entries);
	if (desk->odd_orders > 0)
		return error_set(err, ERROR_INTERNAL,
			"%lld orders of ours cannot be read: no new entry until they are mended",
			(long long)desk->odd_orders);
	if (book_load(desk, &book, err) != 0 || protections_apply(desk, &book, err) != 0 ||
		entry_reprice(desk, &book, err) != 0 ||
		(!options.from_stdin && entry_scale_in(desk, &book, err) != 0) ||
		dispatch_unfilled(desk, err) != 0 ||
		(options.from_stdin ? read_input(&list, &count, err)
				    : dispatch_claim(desk, &list, &count, err)) != 0) {
		book_free(&book);
		return -1;
	}
	int result = trade(desk, list, count, &book, err);
	recommendations_free(list, count);
	book_free(&book);
	return result;
}

static int dispatch(struct run *run, struct error *err)
{
	struct desk desk;
	if (!desk_is_due(run)) {
		market_closed_say(run);
		return 0;
	}
	if (desk_open(&desk, run, ORDER_ENTRY, err) != 0)
		return -1;
	int result = dispatch_desk(&desk, err);
	desk_close(&desk);
	return result;
}

static const struct view_column entry_columns[] = {
	{"recommendation_id", "id", .kind = VIEW_NUMBER},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"action", "action", .kind = VIEW_TEXT},
	{"instrument_type", "kind", .kind = VIEW_TEXT, .worth = -2},
	{"strategy_type", "strategy", .kind = VIEW_TEXT},
	{"confidence", "confidence", .kind = VIEW_NUMBER, .decimals = 2, .worth = -1},
	{"status", "status", .kind = VIEW_TEXT, .worth = 2},
	{"order.option_symbol", "contract", .kind = VIEW_TEXT, .worth = 1},
	{"order.quantity", "qty", .kind = VIEW_NUMBER},
	{"order.limit_price", "limit", .kind = VIEW_NUMBER, .decimals = 2},
	{"order.status", "order", .kind = VIEW_TEXT},
	{"reason", "reason", .kind = VIEW_PROSE, .worth = 1},
	{"ts", "signal", .kind = VIEW_TIME, .worth = -2},
	{0},
};

/* the kept half of an entry */
static const struct view_column half_columns[] = {
	{"event", "event", .kind = VIEW_TEXT},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"option_symbol", "contract", .kind = VIEW_TEXT, .worth = 1},
	{"held_quantity", "held", .kind = VIEW_NUMBER},
	{"quantity", "qty", .kind = VIEW_NUMBER},
	{"limit_price", "limit", .kind = VIEW_NUMBER, .decimals = 2},
	{"underlying_price", "stock", .kind = VIEW_NUMBER, .decimals = 2},
	{"gate", "gate", .kind = VIEW_TEXT},
	{"reason", "reason", .kind = VIEW_PROSE, .worth = 1},
	{0},
};

static const struct row_view views[] = {
	{.when = "held_quantity", .title = "Kept halves", .columns = half_columns},
	{.when = "recommendation_id", .title = "Recommendations", .columns = entry_columns},
	{.when = "client_order_id", .title = "Orders", .columns = order_row_columns},
	{0},
};
static const struct row_kind *const rows[] = {&entry_row, &scale_in_row, &order_row, NULL};

static const struct program program = {
	.name = "opt-dispatch",
	.summary = "turn pending recommendations into orders, gate by gate",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.needs = NEEDS_LEASE | NEEDS_BROKER,
	.role = "opt_trade",
	.deadline_s = DEADLINE_S,
	.body = dispatch,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
