#include "store_dividends.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { TICKERS_MAX = 100000 };

struct dividend_row {
	char ticker[TICKER_SIZE];
	struct date ex_date;
	double amount;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct dividend_row, ticker, false),
	ROW_FIELD(ROW_DATE, struct dividend_row, ex_date, false),
	ROW_FIELD(ROW_DOUBLE, struct dividend_row, amount, false),
};

/* Adds a row; those of one ticker come together. */
static int add_row(struct dividend_table *t, const struct dividend_row *row, struct error *err)
{
	if (t->count == 0 || !text_equal(t->rows[t->count - 1].ticker, row->ticker)) {
		if (mem_grow(&t->rows, &t->capacity, t->count + 1, sizeof *t->rows, TICKERS_MAX) !=
			0)
			return error_memory(err);
		struct ticker_dividends *next = &t->rows[t->count++];
		memcpy(next->ticker, row->ticker, sizeof next->ticker);
		next->dividends.count = 0;
	}
	struct dividends *d = &t->rows[t->count - 1].dividends;
	if (d->count < CASH_DIVIDENDS_MAX)
		d->list[d->count++] = (struct dividend){row->ex_date, row->amount};
	return 0;
}

int store_dividends_load(
	struct run *run, struct date from, struct dividend_table *out, struct error *err)
{
	struct dividend_row *list mem_auto = NULL;
	size_t count = 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = (struct dividend_table){.rows = NULL};
	arg_instant(&a, run->now);
	arg_date(&a, from);
	if (db_rows(run->db, &query_dividends_known, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, array_size(columns), sizeof *list, &list, &count, err) !=
			0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_row(out, &list[i], err) != 0) {
			dividend_table_free(out);
			return -1;
		}
	return 0;
}

void dividend_table_free(struct dividend_table *table)
{
	free(table->rows);
	*table = (struct dividend_table){.rows = NULL};
}

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct ticker_dividends *)row)->ticker);
}

const struct dividends *dividends_of(const struct dividend_table *table, const char *ticker)
{
	if (table->count == 0)
		return NULL;
	const struct ticker_dividends *row =
		bsearch(ticker, table->rows, table->count, sizeof *row, compare);
	return row == NULL ? NULL : &row->dividends;
}
