/*
 * Reads the cash dividends that the options of a run are priced with from corporate_actions.
 *
 *	struct dividend_table table = {0};
 *	store_dividends_load(run, run_today(run), &table, err);
 *	dividends_of(&table, "AAPL");    NULL: none is known
 *	dividend_table_free(&table);
 */
#ifndef OPT_STORE_DIVIDENDS_H
#define OPT_STORE_DIVIDENDS_H

#include "dividends.h"
#include "occ.h"
#include "run.h"

struct ticker_dividends {
	char ticker[TICKER_SIZE];
	struct dividends dividends;
};

struct dividend_table {
	struct ticker_dividends *rows; /* by ticker; owned */
	size_t count, capacity;
};

/*
 * Reads the dividends of all tickers with an ex-date from FROM on, as known at run->now. Of a
 * ticker the CASH_DIVIDENDS_MAX nearest count. On failure *OUT is empty.
 */
int store_dividends_load(
	struct run *run, struct date from, struct dividend_table *out, struct error *err);
void dividend_table_free(struct dividend_table *table);

/* Borrowed from TABLE. NULL: none is known. */
const struct dividends *dividends_of(const struct dividend_table *table, const char *ticker);

#endif
