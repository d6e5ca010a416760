/* The days companies report on, from a CSV file: what no broker tells. */
#ifndef OPT_EARNINGS_FILE_H
#define OPT_EARNINGS_FILE_H

#include <stddef.h>

#include "date.h"
#include "error.h"
#include "occ.h"

struct earnings {
	char ticker[TICKER_SIZE];
	struct date day; /* unknown: none is known any more */
};

/*
 * Lines TICKER,DAY (2026-01-28, or nothing); further fields do not count, nor does a first line
 * that begins with "ticker" or "symbol". "-" is standard input. The earliest day of a ticker from
 * FROM on is kept, sorted by ticker. A line that is none of this: ERROR_DATA with its number.
 */
int earnings_load(const char *path, struct date from, struct earnings **out, size_t *count,
	struct error *err);

#endif
