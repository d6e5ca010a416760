/* Reads and writes the table ticker_universe: the tickers, their names, their next earnings. */
#ifndef OPT_STORE_UNIVERSE_H
#define OPT_STORE_UNIVERSE_H

#include "earnings_file.h"
#include "run.h"
#include "universe.h"

/* Reads all tickers, sorted, into a new array; the caller frees it. */
int store_universe_load(struct db *db, struct listing **out, size_t *count, struct error *err);

/* Stores the rows whose change is not LISTING_SAME, in one transaction; nothing in a dry run. */
int store_universe_save(
	struct run *run, const struct listing *rows, size_t count, struct error *err);

/*
 * Stores the next earnings days in one statement; nothing in a dry run. *KNOWN is how many of the
 * tickers are in the universe, *CHANGED how many of those got another day.
 */
int store_universe_earnings(struct run *run, const struct earnings *rows, size_t count,
	int64_t *known, int64_t *changed, struct error *err);

#endif
