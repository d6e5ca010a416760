/*
 * Reconciliation: compares the positions at the broker with ours. desk_fetch_holdings fetches them,
 * then desk_reconcile compares. While they are unknown, no position is closed.
 *
 *	matched   the same quantity
 *	drift     another quantity: exits sell no more than the broker has
 *	phantom   ours, not at the broker: closed when an activity explains it or phantom_runs agree
 *	foreign   at the broker, but not ours: never touched, counted in the risk
 */
#ifndef OPT_RECONCILE_H
#define OPT_RECONCILE_H

#include "desk.h"

struct reconciliation {
	int matched, drift, phantom, foreign;
	int closed; /* phantoms that were closed by this run */
};

/*
 * Fetches the positions at the broker into DESK. A failure is reported and leaves HOLDINGS_UNKNOWN;
 * -1 only for a failure that must end the run.
 */
int desk_fetch_holdings(struct desk *desk, struct error *err);

/*
 * Compares; opt-posmon also closes the positions that are gone. Does nothing while the holdings are
 * unknown.
 */
int desk_reconcile(struct desk *desk, struct reconciliation *out, struct error *err);

/* Whether the broker has a position in TICKER, stock or option, that is not ours. */
bool desk_has_foreign(const struct desk *desk, const char *ticker);

#endif
