/* Reads the days on which companies report earnings from a CSV file, as the broker has none. */
#ifndef OPT_EARNINGS_FILE_H
#define OPT_EARNINGS_FILE_H

#include <stddef.h>

#include "date.h"
#include "error.h"
#include "occ.h"

struct earnings {
	char ticker[TICKER_SIZE];
	struct date day; /* the next day; unknown: none is known */
};

/*
 * Reads lines TICKER,DAY from PATH ("-": standard input). DAY is 2026-01-28 or empty; further
 * fields are ignored, and so is a first line that begins with "ticker" or "symbol". Of each ticker
 * the earliest day from FROM on is kept. *OUT is a new array sorted by ticker, the caller frees it.
 * Any other line is ERROR_DATA with its number.
 */
int earnings_load(const char *path, struct date from, struct earnings **out, size_t *count,
	struct error *err);

#endif
