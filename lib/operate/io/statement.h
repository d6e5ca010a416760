/*
 * Runs one statement of opt-query(1), a named report or what a person wrote, with the rights of
 * opt_read in a transaction that is read-only and rolled back, and prints its rows.
 */
#ifndef OPT_STATEMENT_H
#define OPT_STATEMENT_H

#include "run.h"

struct statement {
	const char *text;     /* $1 is the time of the run, $2 SINCE, $3 TICKER */
	struct instant since; /* unknown: null */
	const char *ticker;   /* NULL: null */
	int64_t limit;	      /* rows that are printed at most */
};

/* Its members are the columns of the statement, and nothing else. */
extern const struct row_kind statement_row;
/*
 * Prints the rows as the database returns them, so that only some of them are in memory: as JSON,
 * or on a terminal as a table. A warning says when there are more than the limit. ERROR_DATA when
 * the statement is wrong, ERROR_PERMISSION when opt_read may not run it, ERROR_AGAIN at the
 * deadline.
 */
int statement_print(struct run *run, const struct statement *s, struct error *err);

#endif
