#include "store_action.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "table_file.h"
#include "text.h"

enum { ROWS_MAX = 1000000, ROWS_BYTES_MAX = 256 << 20 };

struct action_save {
	struct run *run;
	const char *source; /* "broker", "file" */
	const struct corporate_action *rows;
	size_t count;
	const char *const *whole; /* tickers whose actions are all in ROWS; NULL: none */
	size_t whole_count;
	struct date until; /* the last day of ROWS */
};

static void write_action(struct jsonl *w, const struct corporate_action *a)
{
	bool dividend = a->kind == ACTION_DIVIDEND, split = a->kind == ACTION_SPLIT;
	double unknown = (double)NAN;
	jsonl_text(w, "ticker", a->ticker);
	jsonl_text(w, "kind", action_kind_name(a->kind));
	jsonl_date(w, "ex_date", a->ex_date);
	jsonl_double(w, "amount", dividend ? a->amount : unknown, -1);
	jsonl_double(w, "new_shares", split ? a->new_shares : unknown, -1);
	jsonl_double(w, "old_shares", split ? a->old_shares : unknown, -1);
	jsonl_text(w, "new_ticker", a->kind == ACTION_RENAME ? a->new_ticker : NULL);
}

/* CHANGE is NULL in a dry run. */
static void print_action(struct run *run, const struct corporate_action *a, const char *change)
{
	struct jsonl *w = run_row(run, &action_row);
	write_action(w, a);
	jsonl_text(w, "change", change);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_action(run, &(struct corporate_action){.ticker = ""}, NULL);
}

const struct row_kind action_row = {"action", sample};

/* An action that changed, as the database has it. */
struct stored_action {
	struct corporate_action action;
	char kind[16], change[16];
};

#define ACTION_FIELD(type_, field_, nullable_) \
	{ \
#field_, type_, offsetof(struct stored_action, action.field_), \
			sizeof(((struct corporate_action *)0)->field_), nullable_ \
	}

static const struct row_column changed_columns[] = {
	ACTION_FIELD(ROW_TEXT, ticker, false),
	ROW_FIELD(ROW_TEXT, struct stored_action, kind, false),
	ACTION_FIELD(ROW_DATE, ex_date, false),
	ACTION_FIELD(ROW_DOUBLE, amount, true),
	ACTION_FIELD(ROW_DOUBLE, new_shares, true),
	ACTION_FIELD(ROW_DOUBLE, old_shares, true),
	ACTION_FIELD(ROW_TEXT, new_ticker, true),
	ROW_FIELD(ROW_TEXT, struct stored_action, change, false),
};

static int print_changed(struct run *run, const struct rows *rows, struct error *err)
{
	if (rows->count == 0)
		run_say(run, "no dividend, split or rename is new");
	for (int i = 0; i < rows->count; i++) {
		struct stored_action s;
		if (row_read(rows, i, changed_columns, array_size(changed_columns), &s, err) != 0)
			return -1;
		s.action.kind = text_equal(s.kind, "split")	 ? ACTION_SPLIT
				: text_equal(s.kind, "dividend") ? ACTION_DIVIDEND
								 : ACTION_RENAME;
		print_action(run, &s.action, s.change);
		run_count(run, text_equal(s.change, "new") ? "new" : "withdrawn", 1);
	}
	return 0;
}

static int save(struct db *db, void *context, struct error *err)
{
	struct action_save *s = context;
	buf_auto struct buf text = BUF_INIT((size_t)ROWS_BYTES_MAX);
	struct jsonl w;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows changed = ROWS_INIT;
	jsonl_init(&w, &text);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < s->count; i++) {
		jsonl_open(&w, NULL, '{');
		write_action(&w, &s->rows[i]);
		jsonl_close(&w);
	}
	jsonl_close(&w);
	arg_text(&a, buf_text(&text));
	arg_instant(&a, s->run->now);
	arg_text(&a, s->source);
	if (s->whole != NULL)
		arg_text_array(&a, s->whole, s->whole_count);
	else
		arg_null(&a);
	arg_date(&a, run_today(s->run));
	arg_date(&a, s->until);
	if (!buf_ok(&text))
		return error_memory(err);
	if (db_rows(db, &query_actions_store, &a, &changed, err) != 0)
		return -1;
	return print_changed(s->run, &changed, err);
}

/* Stores and prints the rows; in a dry run prints them all. */
static int store(struct action_save *s, struct error *err)
{
	if (!s->run->dry_run)
		return run_store(s->run, save, s, err);
	for (size_t i = 0; i < s->count; i++)
		print_action(s->run, &s->rows[i], NULL);
	return 0;
}

/* ---- the broker ---- */

struct wanted {
	char ticker[TICKER_SIZE];
};

static int load_wanted(struct run *run, struct wanted **out, size_t *count, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct wanted, ticker, false)};
	rows_auto struct rows rows = ROWS_INIT;
	if (run->operand_count > 0) {
		struct wanted *named = calloc((size_t)run->operand_count, sizeof *named);
		if (named == NULL)
			return error_memory(err);
		for (int i = 0; i < run->operand_count; i++)
			(void)text_copy(named[i].ticker, sizeof named[i].ticker, run->operands[i]);
		*out = named;
		*count = (size_t)run->operand_count;
		return 0;
	}
	if (db_rows(run->db, &query_actions_due, NULL, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, array_size(columns), sizeof **out, out, count, err);
}

static int follow(struct db *db, void *context, struct error *err)
{
	const struct run *run = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	arg_date(&a, run_today(run));
	if (db_rows(db, &query_actions_follow, &a, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++)
		log_warning("%s was renamed: %s is tracked in its place",
			row_text(&rows, i, "ticker"), row_text(&rows, i, "new_ticker"));
	return 0;
}

/* As far back as daily features look, so that a split between their days is known. */
static struct date first_day(const struct run *run)
{
	struct session first;
	bool known = calendar_sessions_back(
		run_today(run), (int)run->params.feature_daily_window, &first);
	return known ? first.day : run_today(run);
}

int store_action_sync(struct run *run, struct alpaca *broker, struct error *err)
{
	struct wanted *wanted mem_auto = NULL;
	struct corporate_action *rows mem_auto = NULL;
	size_t count = 0, n = 0;
	if (load_wanted(run, &wanted, &n, err) != 0)
		return -1;
	const char **symbols mem_auto = calloc(n + 1, sizeof *symbols);
	if (symbols == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++)
		symbols[i] = wanted[i].ticker;
	struct date until = date_add(run_today(run), (int)run->params.actions_ahead_days);
	int64_t odd = alpaca_odd_rows(broker)->count;
	if (alpaca_corporate_actions(
		    broker, symbols, n, first_day(run), until, &rows, &count, err) != 0)
		return -1;
	/* an answer without a single action of a year proves nothing about those to come */
	bool whole = alpaca_odd_rows(broker)->count == odd && count > 0;
	struct action_save s = {run, "broker", rows, count, whole ? symbols : NULL, n, until};
	run_count(run, "tickers", (int64_t)n);
	run_count(run, "actions", (int64_t)count);
	return store(&s, err) != 0 ? -1 : run_store(run, follow, run, err);
}

/* ---- a file ---- */

struct dividends_read {
	struct corporate_action *rows;
	size_t count, capacity;
};

static int take_dividend(void *context, const char *const *texts, struct error *err)
{
	struct dividends_read *d = context;
	if (mem_grow(&d->rows, &d->capacity, d->count + 1, sizeof *d->rows, ROWS_MAX) != 0)
		return error_memory(err);
	if (dividend_read(texts, &d->rows[d->count], err) != 0)
		return -1;
	d->count++;
	return 0;
}

int store_action_import(struct run *run, const char *path, struct error *err)
{
	struct dividends_read d = {.rows = NULL};
	struct table_file file = {.path = path,
		.table = {.columns = dividend_columns, .column_count = DIVIDEND_COLUMNS},
		.take = take_dividend,
		.context = &d};
	size_t odd = 0;
	int result = table_file_read(run, &file, &odd, err);
	if (result == 0) {
		struct action_save s = {.run = run, .source = "file", .rows = d.rows};
		s.count = corporate_actions_merge(d.rows, d.count);
		run_count(run, "actions", (int64_t)s.count);
		result = store(&s, err);
	}
	free(d.rows);
	return result;
}
