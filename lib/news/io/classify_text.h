/*
 * Classifies the headlines of a stream for `opt-classify --text`, without a database. The program
 * calls classify_text once.
 */
#ifndef OPT_CLASSIFY_TEXT_H
#define OPT_CLASSIFY_TEXT_H

#include <stdio.h>

#include "classify.h"
#include "run.h"

/*
 * Reads IN, with one headline per line, or JSON Lines with title and summary, and writes one row
 * per headline, in the same order. UNIVERSE: a file of the ticker universe (universe_file.h); NULL:
 * no tickers. A line that starts with '{' but is not JSON or has no title is logged and gets no
 * row; the result is then -1 with ERROR_PARTIAL, or with ERROR_DATA when no line was valid. A
 * headline that no engine classified gets no row either; the result is then -1 with ERROR_PARTIAL,
 * or with the engine's error when there is no row at all.
 */
int classify_text(struct run *run, FILE *in, const char *universe,
	const struct classify_settings *options, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind headline_row;

#endif
