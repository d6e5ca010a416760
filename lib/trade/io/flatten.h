/*
 * Closes everything at the broker with nothing but its keys: no database, no ledger. For the day on
 * which the database is down and positions are open.
 */
#ifndef OPT_FLATTEN_H
#define OPT_FLATTEN_H

#include "desk.h"

/*
 * Cancels every open order, then closes every position at the market, short ones first, and repeats
 * until nothing is left or the deadline of the run comes near. Prints one row per order and
 * position: {event, symbol, qty, status, message}. With LOOK only the rows of what would be done.
 * 0 when the account is flat (or LOOK); -1 otherwise (ERROR_AGAIN: something is left).
 */
int flatten(struct run *run, bool look, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind flatten_cancel_row, flatten_close_row;

#endif
