/* opt-query(1): prints named reports, and the rows of a statement that a person wrote. */
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "file.h"
#include "num.h"
#include "occ.h"
#include "query_report.h"
#include "run.h"
#include "since.h"
#include "statement.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

enum { CODE_LIST = 256, CODE_SINCE, CODE_TICKER, CODE_LIMIT };
enum { LIMIT_DEFAULT = 1000, DEADLINE_S = 60, STATEMENT_MAX = 1 << 20 };
#define LIMIT_MOST INT64_C(1000000000)

static struct {
	bool list;
	const char *since; /* NULL: not given */
	char ticker[TICKER_SIZE];
	int64_t limit;
} options = {.limit = LIMIT_DEFAULT};

static const struct program_option own_options[] = {
	{CODE_LIST, "list", NULL, "list the reports"},
	{CODE_SINCE, "since", "TIME", "only since TIME, a day, or so long ago: 90m, 12h, 7d"},
	{CODE_TICKER, "ticker", "TICKER", "only of TICKER"},
	{CODE_LIMIT, "limit", "ROWS", "print at most ROWS (default 1000)"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_LIST)
		options.list = true;
	else if (code == CODE_SINCE)
		options.since = argument;
	else if (code == CODE_TICKER && !occ_read_ticker(argument, options.ticker))
		return error_set(err, ERROR_USAGE, "not a ticker: \"%.20s\"", argument);
	else if (code == CODE_LIMIT && num_parse_i64(argument, 1, LIMIT_MOST, &options.limit) != 0)
		return error_set(err, ERROR_USAGE, "--limit %.40s: rows are 1 to %lld", argument,
			(long long)LIMIT_MOST);
	return 0;
}

/* A statement has a space or another character that the name of a report cannot have. */
static bool is_name(const char *operand)
{
	return operand[strspn(operand, "abcdefghijklmnopqrstuvwxyz_-")] == '\0' &&
	       !text_equal(operand, "-");
}

static int check_report(const char *name, struct error *err)
{
	char known[ERROR_TEXT_SIZE] = "";
	const struct query_report *report = query_report_find(name);
	if (report != NULL && !report->has_ticker && options.ticker[0] != '\0')
		return error_set(
			err, ERROR_USAGE, "--ticker: report %s is not about tickers", name);
	if (report != NULL)
		return 0;
	for (size_t i = 0, at = 0; i < query_report_count && at < sizeof known; i++)
		at += (size_t)snprintf(known + at, sizeof known - at, " %s", query_reports[i].name);
	return error_set(err, ERROR_USAGE, "unknown report \"%.40s\"; known are:%s", name, known);
}

static int prepare(struct run *run, struct error *err)
{
	if (options.list)
		run->needs = 0;
	if (run->operand_count != (options.list ? 0 : 1))
		return error_set(err, ERROR_USAGE,
			"one of: a report, a statement of SQL, - for one on standard input, "
			"--list");
	if (options.list || !is_name(run->operands[0]))
		return 0;
	return check_report(run->operands[0], err);
}

static const struct row_kind report_row;

static void list_row(struct run *run, const struct query_report *r)
{
	struct jsonl *w = run_row(run, &report_row);
	jsonl_text(w, "report", r->name);
	jsonl_text(w, "about", r->about);
	jsonl_text(w, "since", r->since);
	jsonl_bool(w, "ticker", r->has_ticker);
	run_row_end(run);
}

static void sample(struct run *run)
{
	list_row(run, &(struct query_report){.name = "", .about = ""});
}

static const struct row_kind report_row = {"report", sample};

static int list_reports(struct run *run)
{
	static const struct table_column columns[] = {
		{.heading = "report"},
		{.heading = "rows"},
		{.heading = "--since"},
		{.heading = "--ticker"},
	};
	table_auto struct table t = TABLE_INIT(columns, array_size(columns));
	for (size_t i = 0; i < query_report_count; i++) {
		const struct query_report *r = &query_reports[i];
		if (run->json) {
			list_row(run, r);
			continue;
		}
		table_text(&t, r->name);
		table_text(&t, r->about);
		table_text(&t, r->since);
		table_text(&t, r->has_ticker ? "yes" : "no");
	}
	if (!run->json)
		table_write(&t, terminal_width(), &run->out);
	return 0;
}

/* The text of a statement is UTF-8 without a NUL, because the database gets it as a string. */
static int check_text(const struct buf *text, struct error *err)
{
	if (!buf_ok(text))
		return error_set(err, ERROR_DATA,
			"the statement is longer than %d bytes or does not "
			"fit in memory",
			STATEMENT_MAX);
	if (memchr(buf_text(text), '\0', text->length) != NULL)
		return error_set(err, ERROR_DATA, "the statement has a NUL character");
	if (!text_is_utf8(buf_text(text), text->length))
		return error_set(err, ERROR_DATA, "the statement is not valid UTF-8");
	return 0;
}

static int read_statement(const char *operand, struct buf *out, struct error *err)
{
	if (!text_equal(operand, "-")) {
		buf_puts(out, operand);
		return check_text(out, err);
	}
	FILE *in = file_open(operand, err);
	if (in == NULL)
		return -1;
	char part[4096];
	for (size_t n; buf_ok(out) && (n = fread(part, 1, sizeof part, in)) > 0;)
		buf_append(out, part, n);
	bool failed = ferror(in) != 0;
	(void)fclose(in);
	return failed ? error_set(err, ERROR_DATA, "could not read standard input")
		      : check_text(out, err);
}

static int query(struct run *run, struct error *err)
{
	if (options.list)
		return list_reports(run);
	const char *operand = run->operands[0];
	struct statement s = {
		.since = INSTANT_UNKNOWN,
		.ticker = options.ticker[0] == '\0' ? NULL : options.ticker,
		.limit = options.limit,
	};
	buf_auto struct buf text = BUF_INIT(STATEMENT_MAX);
	if (options.since != NULL && since_parse(options.since, run->now, &s.since) != 0)
		return error_set(err, ERROR_USAGE,
			"--since %.40s: not a time, a day or a duration such as 90m, 12h, 7d",
			options.since);
	if (is_name(operand))
		buf_puts(&text, query_report_find(operand)->query->text);
	else if (read_statement(operand, &text, err) != 0)
		return -1;
	s.text = buf_text(&text);
	return statement_print(run, &s, err);
}

static const struct row_kind *const rows[] = {&report_row, &statement_row, NULL};

static const struct program program = {
	.name = "opt-query",
	.summary = "print a report, or the rows of a statement of SQL",
	.operands = "REPORT | SQL | -",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.needs = NEEDS_DB | NEEDS_READ_ONLY,
	.role = "opt_read",
	.deadline_s = DEADLINE_S,
	.body = query,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
