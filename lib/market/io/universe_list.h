/* Prints what the universe knows of tickers. */
#ifndef OPT_UNIVERSE_LIST_H
#define OPT_UNIVERSE_LIST_H

#include "run.h"

/*
 * Prints the tracked tickers, or the operands of the run, which must be tickers: one row each, on a
 * terminal a table. A ticker that is not in the universe is named, and the run is partial.
 */
int universe_list(struct run *run, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind ticker_row;

#endif
