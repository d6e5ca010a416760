#include "statement.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "clock.h"
#include "json.h"
#include "log.h"
#include "query.h"
#include "row.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "zone.h"

/* A text is cut to no less than TEXT_LEAST on a narrow terminal. */
enum { PAGE_ROWS = 500, TEXT_LEAST = 12 };

/* Types of the parameters in pg_type: timestamptz, timestamptz, text. */
static const unsigned parameter_types[] = {1184, 1184, 25};

struct columns {
	size_t count;
	char **names;
	enum cell_kind *kinds;
};

static void columns_free(struct columns *c)
{
	for (size_t i = 0; c->names != NULL && i < c->count; i++)
		free(c->names[i]);
	free(c->names);
	free(c->kinds);
}

static int read_columns(const struct rows *described, struct columns *out, struct error *err)
{
	size_t count = (size_t)rows_column_count(described);
	if (count == 0)
		return error_set(err, ERROR_DATA,
			"the statement returns no columns: one of SELECT, VALUES, TABLE, WITH, "
			"SHOW "
			"or EXPLAIN is needed");
	out->names = calloc(count, sizeof *out->names);
	out->kinds = calloc(count, sizeof *out->kinds);
	if (out->names == NULL || out->kinds == NULL)
		return error_memory(err);
	for (out->count = 0; out->count < count; out->count++) {
		size_t i = out->count;
		buf_auto struct buf name = BUF_INIT(256);
		out->kinds[i] = cell_kind_of(rows_column_type(described, (int)i));
		cell_column_name(&name, rows_column_name(described, (int)i), out->names, i);
		out->names[i] = buf_take(&name);
		if (out->names[i] == NULL)
			return error_memory(err);
	}
	return 0;
}

/*
 * A failure of the statement is told as a fault of the statement, with the place in it, and without
 * the name of the query that ran it.
 */
static int fail(struct run *run, const char *text, struct error *err)
{
	struct error why = *err;
	const char *said = why.text, *state = db_sqlstate(run->db);
	int line, column, position = db_error_position(run->db);
	if (text_starts(said, "query "))
		said = strchr(said, ':') == NULL ? said : strchr(said, ':') + 2;
	if (text_equal(state, "25006"))
		why.kind = ERROR_PERMISSION;
	else if (why.kind == ERROR_INTERNAL && !text_starts(state, "XX"))
		why.kind = ERROR_DATA;
	if (text_starts(said, "permission denied for function opt_read_"))
		return error_set(err, ERROR_INTERNAL,
			"opt_read has no right to read statements: run opt-migrate --roles");
	if (position == 0)
		return error_set(err, why.kind, "the statement failed: %.450s", said);
	cell_position(text, position, &line, &column);
	return error_set(
		err, why.kind, "line %d, column %d of the statement: %.430s", line, column, said);
}

/* ---- rows ---- */

static const char *value_at(const struct rows *page, int index, struct error *err)
{
	const char *value = row_text(page, index, "value");
	if (value == NULL)
		(void)error_set(err, ERROR_INTERNAL, "a row of the statement is short");
	return value;
}

static void sample(struct run *run)
{
	jsonl_free(run_row(run, &statement_row));
	run_row_end(run);
}

const struct row_kind statement_row = {NULL, sample};

static int write_row(struct run *run, const struct columns *c, const struct rows *page, int first,
	struct error *err)
{
	struct jsonl *w = run_row(run, &statement_row);
	for (size_t i = 0; i < c->count; i++) {
		const char *value = value_at(page, first + (int)i, err);
		if (value == NULL)
			return -1;
		cell_write_json(w, c->names[i], c->kinds[i], value, strlen(value));
	}
	run_row_end(run);
	return 0;
}

/* A moment in UTC, and beside it the clock of New York. */
static void add_time(struct table *t, struct instant at)
{
	char time[INSTANT_TEXT_SIZE];
	int second;
	(void)zone_new_york_date(at, &second);
	table_printf(
		t, "%s (%02d:%02d)", instant_format(at, time), second / 3600, second / 60 % 60);
}

/* Adds one cell. A string is shown without its quotes. */
static int add_cell(struct table *t, enum cell_kind kind, const char *value, struct error *err)
{
	json_auto_t *string = NULL;
	struct instant at;
	size_t length = strlen(value);
	if (cell_is_unknown(kind, value, length)) {
		table_text(t, NULL);
		return 0;
	}
	if (value[0] == '"' && json_parse(value, length, &string, err) != 0)
		return -1;
	if (string != NULL)
		value = json_string_value(string);
	if (kind == CELL_TIME && instant_parse(value, &at) == 0)
		add_time(t, at);
	else
		table_text(t, value);
	return 0;
}

static int write_table(struct run *run, const struct columns *c, const struct rows *page, int count,
	struct error *err)
{
	int result = 0;
	struct table_column *shown = calloc(c->count, sizeof *shown);
	if (shown == NULL)
		return error_memory(err);
	for (size_t i = 0; i < c->count; i++)
		shown[i] = (struct table_column){
			.heading = c->names[i],
			.align = c->kinds[i] == CELL_NUMBER ? TABLE_POINT : TABLE_LEFT,
			.least = c->kinds[i] == CELL_TEXT ? TEXT_LEAST : 0,
		};
	table_auto struct table t = TABLE_INIT(shown, c->count);
	for (int i = 0; i < count && result == 0; i++) {
		const char *value = value_at(page, i, err);
		result = value == NULL ? -1
				       : add_cell(&t, c->kinds[(size_t)i % c->count], value, err);
	}
	if (result == 0)
		table_write(&t, terminal_width(), &run->out);
	free(shown);
	return result;
}

/* Prints COUNT rows of the page. On a terminal a page is a table, with headings of its own. */
static int write_page(struct run *run, const struct columns *c, const struct rows *page, int count,
	struct error *err)
{
	if (!run->json)
		return count == 0 ? 0 : write_table(run, c, page, count * (int)c->count, err);
	for (int i = 0; i < count; i++)
		if (write_row(run, c, page, i * (int)c->count, err) != 0)
			return -1;
	return 0;
}

/* *MORE: the page is not the last one. */
static int print_page(struct run *run, const struct statement *s, const struct columns *c,
	int64_t *printed, bool *more, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows page = ROWS_INIT;
	/* one row more than the limit tells that there are more */
	int64_t left = s->limit - *printed;
	arg_i64(&a, left < PAGE_ROWS ? left + 1 : PAGE_ROWS);
	if (db_rows(run->db, &query_statement_fetch, &a, &page, err) != 0)
		return fail(run, s->text, err);
	int count = page.count / (int)c->count;
	bool cut = count > left;
	if (write_page(run, c, &page, cut ? (int)left : count, err) != 0)
		return -1;
	*printed += cut ? left : count;
	run_flush(run);
	if (cut)
		log_warning("only the first %lld rows are printed: --limit has more",
			(long long)s->limit);
	*more = count > 0 && !cut && !run->output_closed && run->output_errno == 0;
	return 0;
}

static int print_rows(
	struct run *run, const struct statement *s, const struct columns *c, struct error *err)
{
	int64_t printed = 0;
	for (bool more = true; more;) {
		if (run_should_stop(run))
			return run_stop(run, err);
		if (print_page(run, s, c, &printed, &more, err) != 0)
			return -1;
	}
	if (printed == 0 && !run->json)
		buf_puts(&run->out, "no rows\n");
	return 0;
}

/* ---- the statement ---- */

/* Until the end of the transaction the cursor is open. */
static int open_cursor(struct run *run, const struct statement *s, struct error *err)
{
	db_args_auto struct db_args limit = DB_ARGS_INIT, a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_i64(&limit, (run->deadline_us - clock_monotonic_us()) / 1000);
	arg_text(&a, s->text);
	arg_instant(&a, run->now);
	arg_instant(&a, s->since);
	arg_text(&a, s->ticker);
	if (db_row(run->db, &query_statement_limit, &limit, &rows, err) != 0 ||
		db_script(run->db, "begin", "begin", err) != 0)
		return -1;
	return db_row(run->db, &query_statement_open, &a, &rows, err) == 0
		       ? 0
		       : fail(run, s->text, err);
}

int statement_print(struct run *run, const struct statement *s, struct error *err)
{
	struct columns columns = {0};
	rows_auto struct rows described = ROWS_INIT;
	if (db_describe(run->db, "statement", s->text, parameter_types, 3, &described, err) != 0)
		return fail(run, s->text, err);
	int result = read_columns(&described, &columns, err);
	if (result == 0)
		result = open_cursor(run, s, err);
	if (result == 0)
		result = print_rows(run, s, &columns, err);
	/* whatever the statement did to the session or to the database ends here */
	(void)db_script(run->db, "rollback", "rollback", NULL);
	columns_free(&columns);
	return result;
}
