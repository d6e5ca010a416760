/*
 * The portfolio of an account: opt-posmon stores its Greeks and its risk after the exits of a run,
 * as opt-dispatch does before its entries, and tells when the market has moved the positions past
 * what entries may reach.
 */
#ifndef OPT_PORTFOLIO_H
#define OPT_PORTFOLIO_H

#include "desk.h"

/*
 * Stores a snapshot of the account (account_snapshots). For each limit of its tier that the
 * positions exceed: a row of the output, and an alert once a session. Does nothing while the market
 * is closed. A failure is reported; it ends nothing.
 */
void portfolio_store(struct desk *desk);

/* The rows that these functions print. */
extern const struct row_kind limit_row;

#endif
