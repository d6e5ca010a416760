/* opt-report(1): writes the report about the closed trades of an account. */
#include <string.h>

#include "analysis_load.h"
#include "analysis_rows.h"
#include "file.h"
#include "instrument.h"
#include "journal_print.h"
#include "lots_print.h"
#include "report_load.h"
#include "report_page.h"
#include "report_rows.h"
#include "report_text.h"
#include "run.h"
#include "store_shadow.h"
#include "terminal.h"
#include "text.h"
#include "trades_csv.h"

enum { CODE_OUT = 256, CODE_SINCE, CODE_UNTIL, CODE_ACCOUNT, CODE_STRATEGY, CODE_TEXT };
enum { CODE_LOTS = 300, CODE_LEDGER, CODE_CSV };
enum { DEADLINE_S = 120, PAGE_MAX = 256 << 20, YEAR_FIRST = 1990, YEAR_LAST = 2100 };

static struct {
	const char *out; /* NULL: rows or text on standard output; "-": the page goes there */
	bool text;
	bool csv, ledger;
	int64_t lots; /* the year; 0: no lots */
	struct report_request request;
} options = {.request = {.since = {INT32_MIN}, .until = {INT32_MIN}}};

static const struct program_option own_options[] = {
	{CODE_OUT, "out", "FILE", "write the page to FILE, whole or not at all; -: to stdout"},
	{CODE_SINCE, "since", "DAY", "trades that were closed on DAY or later, New York"},
	{CODE_UNTIL, "until", "DAY", "and on DAY or before"},
	{CODE_ACCOUNT, "account", "ACCOUNT", "of ACCOUNT, not of the one with the newest data"},
	{CODE_STRATEGY, "strategy", "NAME", "trades of this strategy alone, as in day_trade"},
	{CODE_TEXT, "text", NULL, "print text instead of rows, also where no terminal reads it"},
	{CODE_CSV, "csv", NULL, "write the closed trades, or the lots, as CSV instead of the page"},
	{CODE_LOTS, "lots", "YEAR", "the tax lots that were closed in YEAR, as Form 8949 has them"},
	{CODE_LEDGER, "ledger", NULL, "write the ledger as a journal of hledger(1)"},
	{0},
};

static int take_day(const char *name, const char *argument, struct date *out, struct error *err)
{
	if (date_parse(argument, out) == 0)
		return 0;
	return error_set(
		err, ERROR_USAGE, "--%s %.40s: not a day such as 2026-01-26", name, argument);
}

static int take_option(int code, const char *argument, struct error *err)
{
	struct report_request *request = &options.request;
	enum strategy strategy;
	switch (code) {
	case CODE_OUT:
		options.out = argument;
		return 0;
	case CODE_SINCE:
		return take_day("since", argument, &request->since, err);
	case CODE_UNTIL:
		return take_day("until", argument, &request->until, err);
	case CODE_ACCOUNT:
		if (argument[0] != '\0' &&
			text_copy(request->account, sizeof request->account, argument))
			return 0;
		return error_set(err, ERROR_USAGE, "--account \"%.80s\": not an account", argument);
	case CODE_STRATEGY:
		if (strategy_parse(argument, &strategy) &&
			text_copy(request->strategy, sizeof request->strategy, argument))
			return 0;
		return error_set(err, ERROR_USAGE,
			"--strategy %.40s: not one of day_trade, swing_trade, conservative, "
			"credit_spread, debit_spread",
			argument);
	case CODE_CSV:
		options.csv = true;
		return 0;
	case CODE_LEDGER:
		options.ledger = true;
		return 0;
	case CODE_LOTS:
		if (num_parse_i64(argument, YEAR_FIRST, YEAR_LAST, &options.lots) == 0)
			return 0;
		return error_set(
			err, ERROR_USAGE, "--lots %.40s: not a year such as 2026", argument);
	default:
		options.text = true;
		return 0;
	}
}

/* The books are of all trades: a part of them would not add up. */
static int check_books(struct error *err)
{
	const struct report_request *request = &options.request;
	if (options.lots == 0 && !options.ledger)
		return 0;
	if (options.lots != 0 && options.ledger)
		return error_set(err, ERROR_USAGE, "one of: --lots, --ledger");
	if (options.ledger && options.csv)
		return error_set(err, ERROR_USAGE, "--csv goes with the trades or with --lots");
	if (date_known(request->since) || date_known(request->until) ||
		request->strategy[0] != '\0')
		return error_set(err, ERROR_USAGE,
			"--lots and --ledger take no --since, --until or --strategy");
	if (options.lots != 0 && !options.csv && options.out != NULL)
		return error_set(err, ERROR_USAGE,
			"--lots prints rows; with --csv it writes \"%.80s\"", options.out);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	const struct report_request *request = &options.request;
	if (run->operand_count > 0 && options.out == NULL)
		options.out = run->operands[0];
	else if (run->operand_count > 0)
		return error_set(err, ERROR_USAGE, "the file is named twice: %.80s and %.80s",
			options.out, run->operands[0]);
	if (run->operand_count > 1)
		return error_set(err, ERROR_USAGE, "more than one file: \"%.80s\" is left over",
			run->operands[1]);
	if (options.out != NULL && options.out[0] == '\0')
		return error_set(err, ERROR_USAGE, "the name of the file is empty");
	if (date_known(request->since) && date_known(request->until) &&
		date_compare(request->until, request->since) < 0)
		return error_set(err, ERROR_USAGE, "--until is before --since");
	if (options.text)
		run->json = false;
	return check_books(err);
}

/* ---- documents ---- */

/* A document that was written to a file: COUNT things NAME are in it. */
static void print_document(struct run *run, const struct row_kind *kind, const char *file,
	const char *name, size_t count, size_t bytes)
{
	const char *account = options.request.account;
	struct jsonl *w = run_row(run, kind);
	jsonl_text(w, "file", file);
	jsonl_text(w, "account", account[0] == '\0' ? NULL : account);
	jsonl_i64(w, name, (int64_t)count);
	jsonl_i64(w, "bytes", (int64_t)bytes);
	run_row_end(run);
}

#define DOCUMENT(kind, name) \
	static const struct row_kind kind##_row; \
	static void sample_##kind(struct run *run) \
	{ \
		print_document(run, &kind##_row, "", name, 0, 0); \
	} \
	static const struct row_kind kind##_row = {#kind, sample_##kind}

DOCUMENT(page, "trades");
DOCUMENT(trades, "trades");
DOCUMENT(lots, "lots");
DOCUMENT(ledger, "transactions");

/* Writes TEXT to the file, or to standard output. */
static int write_document(struct run *run, const struct row_kind *kind, const struct buf *text,
	const char *name, size_t count, struct error *err)
{
	if (!buf_ok(text))
		return error_memory(err);
	if (options.out == NULL || text_equal(options.out, "-")) {
		buf_append(&run->out, text->data, text->length);
		return 0;
	}
	if (!run->dry_run && file_replace_document(options.out, buf_text(text), err) != 0)
		return -1;
	print_document(run, kind, options.out, name, count, text->length);
	return 0;
}

static int write_page(struct run *run, const struct report *report, struct error *err)
{
	buf_auto struct buf page = BUF_INIT(PAGE_MAX);
	report_page(&page, report);
	return write_document(run, &page_row, &page, "trades", report->trade_count, err);
}

static int write_trades(struct run *run, const struct report *report, struct error *err)
{
	buf_auto struct buf csv = BUF_INIT(PAGE_MAX);
	trades_csv(&csv, report);
	return write_document(run, &trades_row, &csv, "trades", report->trade_count, err);
}

static int write_lots(struct run *run, struct error *err)
{
	const struct lots_request request = {(int)options.lots, options.request.account};
	buf_auto struct buf csv = BUF_INIT(PAGE_MAX);
	size_t count;
	if (!options.csv)
		return lots_print(run, &request, err);
	if (lots_print_csv(run, &request, &csv, &count, err) != 0)
		return -1;
	return write_document(run, &lots_row, &csv, "lots", count, err);
}

static int write_ledger(struct run *run, struct error *err)
{
	buf_auto struct buf journal = BUF_INIT(PAGE_MAX);
	size_t count;
	if (journal_print(run, options.request.account, &journal, &count, err) != 0)
		return -1;
	return write_document(run, &ledger_row, &journal, "transactions", count, err);
}

/* Loads the data and the analyses, and stores the shadow fills that are new. */
static int load(struct run *run, struct report *data, struct analysis *analysis, struct error *err)
{
	struct error why = {0};
	bool found;
	if (report_request_complete(run, &options.request, &found, err) != 0 ||
		report_load(run, &options.request, data, err) != 0 ||
		analysis_load(run, &options.request, analysis, err) != 0)
		return -1;
	data->analysis = analysis;
	if (!run->dry_run && shadow_store(run, options.request.account, analysis->orders,
				     analysis->order_count, &why) != 0)
		run_partial(run, "the shadow fills are not stored: %s", why.text);
	return 0;
}

static int report(struct run *run, struct error *err)
{
	struct report data = {0};
	struct analysis analysis = {0};
	if (options.lots != 0 || options.ledger)
		return options.ledger ? write_ledger(run, err) : write_lots(run, err);
	int result = load(run, &data, &analysis, err);
	if (result == 0 && options.csv)
		result = write_trades(run, &data, err);
	else if (result == 0 && options.out != NULL)
		result = write_page(run, &data, err);
	else if (result == 0 && run->json) {
		report_print_rows(run, &data);
		analysis_print_rows(run, &analysis);
	} else if (result == 0)
		report_text(&run->out, &data, terminal_width());
	report_free(&data);
	analysis_free(&analysis);
	return result;
}

static const struct row_view views[] = {{.when = "event=lot", .columns = lots_columns}, {0}};
static const struct row_kind *const rows[] = {&page_row, &report_summary_row, &report_figure_row,
	&report_month_row, &report_group_row, &report_trade_row, &analysis_slippage_row,
	&analysis_unfilled_row, &analysis_greeks_row, &analysis_break_even_row,
	&analysis_forward_row, &analysis_drawdown_r_row, &analysis_stress_row,
	&analysis_data_cost_row, &lot_row, &trades_row, &lots_row, &ledger_row, NULL};

static const struct program program = {
	.name = "opt-report",
	.summary = "write the report about the closed trades of an account",
	.operands = "[FILE]",
	.options = own_options,
	.option = take_option,
	.views = views,
	.prepare = prepare,
	.needs = NEEDS_DB,
	.role = "opt_report",
	.deadline_s = DEADLINE_S,
	.body = report,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
