/* When a company reports its earnings: the rows of a file, and the next report of each company. */
#ifndef OPT_EARNINGS_H
#define OPT_EARNINGS_H

#include <stddef.h>

#include "csv.h"
#include "date.h"
#include "error.h"
#include "occ.h"

enum report_time { REPORT_UNKNOWN, REPORT_BEFORE_OPEN, REPORT_AFTER_CLOSE };

/* "unknown", "before_open", "after_close": the words of the file and of ticker_universe. */
const char *report_time_name(enum report_time time);
/* REPORT_UNKNOWN, which blocks longest, for any other text and for NULL. */
enum report_time report_time_parse(const char *text);

struct earnings {
	char ticker[TICKER_SIZE];
	struct date day; /* of the report; unknown: none is known */
	enum report_time time;
};

/* The columns of the file: ticker, day, time of the day. */
enum { EARNINGS_COLUMNS = 3 };
extern const struct csv_column earnings_columns[EARNINGS_COLUMNS];

/*
 * Reads a row: the ticker in either case, the day as 2026-01-28 or empty, the time by
 * report_time_parse. ERROR_DATA, *OUT untouched.
 */
int earnings_read(const char *const *texts, struct earnings *out, struct error *err);

/*
 * Sorts ROWS by ticker and keeps one per ticker: the earliest day from FROM on, else the latest
 * one. Returns how many are kept.
 */
size_t earnings_keep_next(struct earnings *rows, size_t count, struct date from);

#endif
