#include "store_universe.h"

#include <stdlib.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"

enum { COPY_MAX = 64 << 20 }; /* 11,000 tickers are 1 MB */

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct listing, ticker, false),
	ROW_FIELD(ROW_TEXT, struct listing, name, false),
	ROW_FIELD(ROW_TEXT, struct listing, exchange, false),
	ROW_FIELD(ROW_BOOL, struct listing, tradable, false),
	ROW_FIELD(ROW_BOOL, struct listing, options_enabled, false),
	ROW_FIELD(ROW_BOOL, struct listing, tracked, false),
	ROW_FIELD(ROW_MONEY, struct listing, dollar_volume, true),
};

int store_universe_load(struct db *db, struct listing **out, size_t *count, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(db, &query_universe_load, NULL, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, array_size(columns), sizeof **out, out, count, err);
}

struct universe_save {
	const struct buf *copy;
	struct instant now;
};

static int save(struct db *db, void *context, struct error *err)
{
	const struct universe_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, s->now);
	if (db_none(db, &query_universe_stage, NULL, NULL, err) != 0 ||
		db_copy_in(db, &query_universe_copy, s->copy, NULL, err) != 0)
		return -1;
	return db_none(db, &query_universe_merge, &a, NULL, err);
}

int store_universe_save(
	struct run *run, const struct listing *rows, size_t count, struct error *err)
{
	buf_auto struct buf copy = BUF_INIT(COPY_MAX);
	for (const struct listing *l = rows; l < rows + count; l++) {
		if (l->change == LISTING_SAME)
			continue;
		char dollars[NUM_TEXT_SIZE];
		copy_text(&copy, l->ticker);
		copy_text(&copy, l->name);
		copy_text(&copy, l->exchange);
		copy_bool(&copy, l->tradable);
		copy_bool(&copy, l->options_enabled);
		copy_bool(&copy, l->tracked);
		copy_text(&copy, money_known(l->dollar_volume)
					 ? money_format(l->dollar_volume, 2, dollars)
					 : NULL);
		copy_end(&copy);
	}
	struct universe_save s = {&copy, run->now};
	return copy.length == 0 && buf_ok(&copy) ? 0 : run_store(run, save, &s, err);
}

struct earnings_save {
	struct run *run;
	const struct earnings *rows;
	size_t count;
	int64_t known, changed;
};

static int save_earnings(struct db *db, void *context, struct error *err)
{
	struct earnings_save *s = context;
	static const struct row_column counts[] = {
		ROW_FIELD(ROW_I64, struct earnings_save, known, false),
		ROW_FIELD(ROW_I64, struct earnings_save, changed, false),
	};
	const char **tickers mem_auto = calloc(s->count + 1, sizeof *tickers);
	const char **days mem_auto = calloc(s->count + 1, sizeof *days);
	const char **times mem_auto = calloc(s->count + 1, sizeof *times);
	char(*texts)[DATE_TEXT_SIZE] mem_auto = calloc(s->count + 1, sizeof *texts);
	if (tickers == NULL || days == NULL || times == NULL || texts == NULL)
		return error_memory(err);
	for (size_t i = 0; i < s->count; i++) {
		tickers[i] = s->rows[i].ticker;
		days[i] = date_known(s->rows[i].day) ? date_format(s->rows[i].day, texts[i]) : "";
		times[i] = report_time_name(s->rows[i].time);
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text_array(&a, tickers, s->count);
	arg_text_array(&a, days, s->count);
	arg_text_array(&a, times, s->count);
	arg_instant(&a, s->run->now);
	if (db_row(db, &query_universe_earnings, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, counts, 2, s, err);
}

int store_universe_earnings(struct run *run, const struct earnings *rows, size_t count,
	int64_t *known, int64_t *changed, struct error *err)
{
	struct earnings_save s = {
		.run = run, .rows = rows, .count = count, .known = (int64_t)count};
	if (run_store(run, save_earnings, &s, err) != 0)
		return -1;
	*known = s.known;
	*changed = s.changed;
	return 0;
}
