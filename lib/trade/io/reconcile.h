/*
 * Positions at the broker against ours. What the broker says is a list, or unknown; unknown closes
 * nothing.
 *
 *	matched   same quantity
 *	drift     another quantity: exits sell no more than the broker says
 *	phantom   ours, not at the broker: closed once an activity explains it or phantom_runs agree
 *	foreign   at the broker, not ours: never touched, counted in risk
 */
#ifndef OPT_RECONCILE_H
#define OPT_RECONCILE_H

#include "desk.h"

struct reconciliation {
	int matched, drift, phantom, foreign;
	int closed; /* phantoms that were closed by this run */
};

/*
 * Fetches the holdings into DESK. A failure is told and leaves HOLDINGS_UNKNOWN; -1 only for what
 * must end the run.
 */
int desk_fetch_holdings(struct desk *desk, struct error *err);

/*
 * Compares, and (opt-posmon) closes what is gone. Nothing is done while the holdings are unknown.
 */
int desk_reconcile(struct desk *desk, struct reconciliation *out, struct error *err);

/* Whether the broker holds something in TICKER (stock or option) that is not ours. */
bool desk_has_foreign(const struct desk *desk, const char *ticker);

#endif
