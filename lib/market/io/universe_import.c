#include "universe_import.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "earnings.h"
#include "log.h"
#include "macro_event.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "table_file.h"
#include "text.h"

enum { ROWS_MAX = 1000000, SECTOR_SIZE = 64 };

/* Rows of a file, each of SIZE bytes. */
struct import {
	struct run *run;
	void *rows;
	size_t count, capacity;
	bool whole; /* the file has no odd row */
	int64_t known, changed;
};

/* Makes room for one more row and returns it; NULL when memory is short. */
static void *add_row(struct import *in, size_t size, struct error *err)
{
	if (mem_grow(&in->rows, &in->capacity, in->count + 1, size, ROWS_MAX) != 0) {
		(void)error_memory(err);
		return NULL;
	}
	return (char *)in->rows + in->count * size;
}

static const struct row_column import_counts[] = {
	ROW_FIELD(ROW_I64, struct import, known, false),
	ROW_FIELD(ROW_I64, struct import, changed, false),
};

static int read_counts(struct import *in, struct db *db, const struct query *query,
	const struct db_args *args, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_row(db, query, args, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, import_counts, array_size(import_counts), in, err);
}

static void tell_counts(const struct import *in)
{
	run_count(in->run, "tickers", (int64_t)in->count);
	run_count(in->run, "changed", in->changed);
	if (!in->run->dry_run && in->known < (int64_t)in->count)
		log_warning("%lld of %zu tickers are not in the universe",
			(long long)((int64_t)in->count - in->known), in->count);
}

static int read_file(struct import *in, struct table_file *file, struct error *err)
{
	size_t odd = 0;
	file->context = in;
	if (table_file_read(in->run, file, &odd, err) != 0)
		return -1;
	in->whole = odd == 0;
	return 0;
}

/* ---- earnings ---- */

static int take_earnings(void *context, const char *const *texts, struct error *err)
{
	struct import *in = context;
	struct earnings *row = add_row(in, sizeof *row, err);
	if (row == NULL || earnings_read(texts, row, err) != 0)
		return -1;
	in->count++;
	return 0;
}

static int save_earnings(struct db *db, void *context, struct error *err)
{
	struct import *in = context;
	const struct earnings *rows = in->rows;
	const char **tickers mem_auto = calloc(in->count + 1, sizeof *tickers);
	const char **days mem_auto = calloc(in->count + 1, sizeof *days);
	const char **times mem_auto = calloc(in->count + 1, sizeof *times);
	char(*texts)[DATE_TEXT_SIZE] mem_auto = calloc(in->count + 1, sizeof *texts);
	if (tickers == NULL || days == NULL || times == NULL || texts == NULL)
		return error_memory(err);
	for (size_t i = 0; i < in->count; i++) {
		tickers[i] = rows[i].ticker;
		days[i] = date_known(rows[i].day) ? date_format(rows[i].day, texts[i]) : "";
		times[i] = report_time_name(rows[i].time);
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, in->count);
	arg_text_array(&a, days, in->count);
	arg_text_array(&a, times, in->count);
	arg_instant(&a, in->run->now);
	return read_counts(in, db, &query_universe_earnings, &a, err);
}

static void print_earnings(struct run *run, const struct earnings *e)
{
	struct jsonl *w = run_row(run, &earnings_row);
	jsonl_text(w, "ticker", e->ticker);
	jsonl_date(w, "next_earnings", e->day);
	jsonl_text(w, "next_earnings_time", date_known(e->day) ? report_time_name(e->time) : NULL);
	run_row_end(run);
}

static void sample_earnings(struct run *run)
{
	print_earnings(run, &(struct earnings){.ticker = "", .day = DATE_UNKNOWN});
}

const struct row_kind earnings_row = {"earnings", sample_earnings};

static int import_earnings(struct import *in, const char *path, struct error *err)
{
	struct table_file file = {.path = path,
		.table = {.columns = earnings_columns, .column_count = EARNINGS_COLUMNS},
		.take = take_earnings};
	if (read_file(in, &file, err) != 0)
		return -1;
	in->count = earnings_keep_next(in->rows, in->count, run_today(in->run));
	if (run_store(in->run, save_earnings, in, err) != 0)
		return -1;
	tell_counts(in);
	const struct earnings *rows = in->rows;
	for (size_t i = 0; i < in->count; i++)
		print_earnings(in->run, &rows[i]);
	return 0;
}

int universe_import_earnings(struct run *run, const char *path, struct error *err)
{
	struct import in = {.run = run};
	int result = import_earnings(&in, path, err);
	free(in.rows);
	return result;
}

/* ---- sectors ---- */

struct sector_row {
	size_t number; /* in the file */
	char ticker[TICKER_SIZE], sector[SECTOR_SIZE];
};

static int take_sector(void *context, const char *const *texts, struct error *err)
{
	struct import *in = context;
	struct sector_row *row = add_row(in, sizeof *row, err);
	if (row == NULL)
		return -1;
	row->number = in->count;
	if (!occ_read_ticker(texts[0], row->ticker))
		return error_set(err, ERROR_DATA, "not a ticker: \"%.20s\"", texts[0]);
	if (!text_is_utf8(texts[1], strlen(texts[1])) ||
		!text_copy(row->sector, sizeof row->sector, texts[1]))
		return error_set(err, ERROR_DATA,
			"the sector is not UTF-8 or longer than %d bytes: \"%.80s\"",
			SECTOR_SIZE - 1, texts[1]);
	in->count++;
	return 0;
}

static int save_sectors(struct db *db, void *context, struct error *err)
{
	struct import *in = context;
	const struct sector_row *rows = in->rows;
	const char **tickers mem_auto = calloc(in->count + 1, sizeof *tickers);
	const char **sectors mem_auto = calloc(in->count + 1, sizeof *sectors);
	if (tickers == NULL || sectors == NULL)
		return error_memory(err);
	for (size_t i = 0; i < in->count; i++) {
		tickers[i] = rows[i].ticker;
		sectors[i] = rows[i].sector;
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, in->count);
	arg_text_array(&a, sectors, in->count);
	arg_instant(&a, in->run->now);
	return read_counts(in, db, &query_universe_sectors, &a, err);
}

/* By ticker, then in the order of the file: the last row of a ticker counts. */
static int compare_sectors(const void *a, const void *b)
{
	const struct sector_row *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static void print_sector(struct run *run, const struct sector_row *s)
{
	struct jsonl *w = run_row(run, &ticker_sector_row);
	jsonl_text(w, "ticker", s->ticker);
	jsonl_text(w, "sector", s->sector[0] == '\0' ? NULL : s->sector);
	run_row_end(run);
}

static void sample_sector(struct run *run)
{
	print_sector(run, &(struct sector_row){.ticker = ""});
}

const struct row_kind ticker_sector_row = {"sector", sample_sector};

static int import_sectors(struct import *in, const char *path, struct error *err)
{
	static const struct csv_column columns[] = {
		{"ticker symbol", true, false}, {"sector gics_sector", true, false}};
	struct table_file file = {.path = path,
		.table = {.columns = columns, .column_count = array_size(columns)},
		.take = take_sector};
	if (read_file(in, &file, err) != 0)
		return -1;
	struct sector_row *rows = in->rows;
	size_t kept = 0;
	if (in->count > 0)
		qsort(rows, in->count, sizeof *rows, compare_sectors);
	for (size_t i = 0; i < in->count; i++) {
		bool again = kept > 0 && strcmp(rows[kept - 1].ticker, rows[i].ticker) == 0;
		rows[again ? kept - 1 : kept++] = rows[i];
	}
	in->count = kept;
	if (run_store(in->run, save_sectors, in, err) != 0)
		return -1;
	tell_counts(in);
	for (size_t i = 0; i < in->count; i++)
		print_sector(in->run, &rows[i]);
	return 0;
}

int universe_import_sectors(struct run *run, const char *path, struct error *err)
{
	struct import in = {.run = run};
	int result = import_sectors(&in, path, err);
	free(in.rows);
	return result;
}

/* ---- macro events ---- */

static int take_event(void *context, const char *const *texts, struct error *err)
{
	struct import *in = context;
	struct macro_event *row = add_row(in, sizeof *row, err);
	if (row == NULL || macro_event_read(texts, row, err) != 0)
		return -1;
	in->count++;
	return 0;
}

static void print_event(struct run *run, struct instant at, const char *event, const char *change)
{
	struct jsonl *w = run_row(run, &macro_event_row);
	jsonl_instant(w, "ts", at);
	jsonl_text(w, "macro_event", event);
	jsonl_text(w, "change", change);
	run_row_end(run);
}

static void sample_event(struct run *run)
{
	print_event(run, run->now, "", "");
}

const struct row_kind macro_event_row = {"macro_event", sample_event};

static void print_events(struct run *run, const struct rows *rows)
{
	for (int i = 0; i < rows->count; i++) {
		const char *change = row_text(rows, i, "change");
		struct instant at = INSTANT_UNKNOWN;
		(void)instant_parse(row_text(rows, i, "at"), &at);
		print_event(run, at, row_text(rows, i, "event"), change);
		run_count(run, text_equal(change, "new") ? "new" : "withdrawn", 1);
	}
}

static int save_events(struct db *db, void *context, struct error *err)
{
	struct import *in = context;
	const struct macro_event *rows = in->rows;
	const char **times mem_auto = calloc(in->count + 1, sizeof *times);
	const char **events mem_auto = calloc(in->count + 1, sizeof *events);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc(in->count + 1, sizeof *texts);
	if (times == NULL || events == NULL || texts == NULL)
		return error_memory(err);
	for (size_t i = 0; i < in->count; i++) {
		times[i] = instant_format(rows[i].at, texts[i]);
		events[i] = rows[i].event;
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows changed = ROWS_INIT;
	arg_text_array(&a, times, in->count);
	arg_text_array(&a, events, in->count);
	arg_instant(&a, in->run->now);
	arg_bool(&a, in->whole);
	if (db_rows(db, &query_macro_events_store, &a, &changed, err) != 0)
		return -1;
	print_events(in->run, &changed);
	return 0;
}

int universe_import_events(struct run *run, const char *path, struct error *err)
{
	struct import in = {.run = run};
	struct table_file file = {.path = path,
		.table = {.columns = macro_event_columns, .column_count = MACRO_EVENT_COLUMNS},
		.take = take_event};
	int result = read_file(&in, &file, err);
	if (result == 0)
		result = run_store(run, save_events, &in, err);
	if (result == 0)
		run_count(run, "events", (int64_t)in.count);
	free(in.rows);
	return result;
}

int universe_warn_events(struct run *run, struct error *err)
{
	struct {
		struct instant last;
	} calendar;
	static const struct row_column columns[] = {
		{"last", ROW_INSTANT, 0, sizeof(struct instant), true}};
	char text[INSTANT_TEXT_SIZE];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_macro_events_last, &a, &rows, err) != 0 ||
		row_read(&rows, 0, columns, array_size(columns), &calendar, err) != 0)
		return -1;
	if (instant_known(calendar.last) && instant_compare(calendar.last, run->now) < 0)
		log_warning("the calendar of macro events ended on %s: import the next one with "
			    "opt-universe --events",
			instant_format(calendar.last, text));
	return 0;
}
