/*
 * Compares the equity of the ledger with the broker's. Both value the same positions at the same
 * prices, so the cash is compared: positions are for the reconciliation. It starts from a snapshot
 * of the account, adds the fills since, and, when these do not explain the cash, the activities of
 * the broker: deposits, withdrawals, dividends, fees, fills of others.
 */
#ifndef OPT_EQUITY_GAP_H
#define OPT_EQUITY_GAP_H

#include "desk.h"
#include "facts.h"

struct equity_gap {
	int64_t baselines; /* 0: no snapshot to start from; else 1; -1: not known */
	/* >= 0; unknown while orders are working that may explain it, or without an answer */
	struct money dollars;
};

/* Once per run, before new orders. -1 only when the ledger fails. */
int equity_gap_load(struct desk *desk, struct equity_gap *out, struct error *err);

#endif
