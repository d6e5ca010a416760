/* Reads when companies report earnings from a CSV file, as the broker does not say. */
#ifndef OPT_EARNINGS_FILE_H
#define OPT_EARNINGS_FILE_H

#include <stddef.h>

#include "date.h"
#include "earnings.h"
#include "error.h"
#include "occ.h"

struct earnings {
	char ticker[TICKER_SIZE];
	struct date day; /* of the next report; unknown: none is known */
	enum report_time time;
};

/*
 * Reads lines TICKER,DAY,TIME from PATH ("-": standard input). DAY is 2026-01-28 or empty; TIME is
 * before_open or after_close, and unknown when it is another word or missing. Further fields are
 * ignored, and so is a first line that begins with "ticker" or "symbol". Of each ticker the
 * earliest day from FROM on is kept, else the latest one. *OUT is a new array sorted by ticker, the
 * caller frees it. Any other line is ERROR_DATA with its number.
 */
int earnings_load(const char *path, struct date from, struct earnings **out, size_t *count,
	struct error *err);

#endif
