/* Reads and writes the table ticker_universe: the tickers, their names, which are tracked. */
#ifndef OPT_STORE_UNIVERSE_H
#define OPT_STORE_UNIVERSE_H

#include "run.h"
#include "universe.h"

/* Reads all tickers, sorted, into a new array; the caller frees it. */
int store_universe_load(struct db *db, struct listing **out, size_t *count, struct error *err);

/* Stores the rows whose change is not LISTING_SAME, in one transaction; nothing in a dry run. */
int store_universe_save(
	struct run *run, const struct listing *rows, size_t count, struct error *err);

#endif
