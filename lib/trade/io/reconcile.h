/*
 * Reconciliation: compares the positions at the broker with ours. desk_fetch_holdings fetches them,
 * then desk_reconcile compares. While they are unknown, no position is closed.
 *
 *	matched   the same quantity
 *	drift     another quantity: exits sell no more than the broker has; activities are booked
 *	phantom   ours, not at the broker: closed when phantom_runs runs agree and an order or
 *	          activity explains it; else it stays open, is marked and told each session
 *	adjusted  ours is gone, a successor with the same value is there: linked, told each session
 *	assigned  a short leg is gone and its shares are there: told each session
 *	orphan    at the broker, without a position; orders of ours explain it: adopted
 *	foreign   at the broker, not ours: never touched, counted in the risk, told once
 *	unknown   the broker's quantity could not be read: nothing is concluded
 *
 *	struct reconciliation seen;
 *	desk_reconcile(desk, &seen, err);
 *	reconciliation_print(run, &seen);
 *	reconciliation_clear(&seen);      always, also after an error
 */
#ifndef OPT_RECONCILE_H
#define OPT_RECONCILE_H

#include "desk.h"

enum reconcile_class {
	RECONCILE_MATCHED,
	RECONCILE_DRIFT,
	RECONCILE_PHANTOM,
	RECONCILE_ADJUSTED,
	RECONCILE_ASSIGNED,
	RECONCILE_ORPHAN,
	RECONCILE_FOREIGN,
	RECONCILE_UNKNOWN,
	RECONCILE_CLASSES,
};

struct reconcile_item {
	enum reconcile_class class;
	char symbol[OCC_SYMBOL_SIZE];
	int64_t ledger_qty; /* before this run changed it */
	double broker_qty;  /* NAN: unknown */
	char explanation[200];
};

struct reconciliation {
	int counts[RECONCILE_CLASSES];
	int closed; /* positions that this run closed, as they are explained */
	struct reconcile_item *items;
	size_t item_count, capacity;
};

/*
 * Fetches the positions at the broker into DESK. A failure is reported and leaves HOLDINGS_UNKNOWN;
 * -1 only for a failure that must end the run.
 */
int desk_fetch_holdings(struct desk *desk, struct error *err);

/*
 * Compares; opt-posmon also books, marks and adopts. Does nothing while the holdings are unknown.
 * *OUT is set in any case.
 */
int desk_reconcile(struct desk *desk, struct reconciliation *out, struct error *err);
void reconciliation_clear(struct reconciliation *seen);
/* Prints one row per class and symbol. */
void reconciliation_print(struct run *run, const struct reconciliation *seen);

/*
 * Ends a position that is not at the broker and that nothing explains, at an unknown price. The
 * holdings must be fetched. ERROR_DATA when there is no such open position, when the broker lists
 * it or when an order of it is working; ERROR_AGAIN while the holdings are unknown.
 */
int desk_forget(struct desk *desk, int64_t position_id, const char *why, struct error *err);

/* Whether the broker has a position in TICKER, stock or option, that is not ours. */
bool desk_has_foreign(const struct desk *desk, const char *ticker);

/*
 * The market value of all positions at the broker that are not ours, each counted as positive; for
 * the risk. Unknown when one of them is, or while the holdings are unknown.
 */
struct money desk_foreign_value(const struct desk *desk);

/* The rows that these functions print. */
extern const struct row_kind reconcile_row;

#endif
