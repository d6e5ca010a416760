/* Prints the lots of a year: opt-report --lots. */
#ifndef OPT_LOTS_PRINT_H
#define OPT_LOTS_PRINT_H

#include "row_view.h"
#include "run.h"

/* A lot as a row, and the columns of these rows on a terminal. */
extern const struct row_kind lot_row;
extern const struct view_column lots_columns[];

struct lots_request {
	int year;	     /* of the day on which a lot was closed */
	const char *account; /* "": all accounts */
};

/*
 * One row per lot that was closed in the year, by that day. Replacements of wash sales are looked
 * for in all accounts.
 */
int lots_print(struct run *run, const struct lots_request *request, struct error *err);
/* The same as CSV with a header line, appended to OUT; *COUNT is the number of lots. */
int lots_print_csv(struct run *run, const struct lots_request *request, struct buf *out,
	size_t *count, struct error *err);

#endif
