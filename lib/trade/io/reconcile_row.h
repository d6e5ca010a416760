/*
 * The inside of the reconciliation: what reconcile.c and reconcile_missing.c share. The callers use
 * reconcile.h.
 */
#ifndef OPT_RECONCILE_ROW_H
#define OPT_RECONCILE_ROW_H

#include "adopt.h"
#include "reconcile.h"

/* A position that is not closed, or a leg of a spread. */
struct held {
	int64_t id, quantity;
	char symbol[OCC_SYMBOL_SIZE], ticker[TICKER_SIZE], status[8], missing_run_id[RUN_ID_SIZE];
	char instrument_type[8], side[8], adjusted_to[OCC_SYMBOL_SIZE];
	int missing_runs, leg; /* leg INT_MIN: the whole position */
	int64_t assigned_qty;	 /* contracts that were booked by their shares */
	struct price underlying; /* as the monitor saw it last; unknown */
	struct instant entry_time, unexplained_since;
	struct date expiration_date;
	bool has_order;
};

/* One comparison. */
struct comparing {
	struct desk *desk;
	struct reconciliation *out;
	struct held *held; /* a row per position, or per leg of a spread; owned */
	size_t count, capacity;
	struct adopting adopting; /* owned */
};

/* Adds a row of ours that this run opened; its place in held changes nothing else. */
int reconcile_add_held(struct comparing *c, const struct held *row, struct error *err);

/* Whether P is a leg of a spread, not a whole position. */
bool reconcile_is_leg(const struct held *p);
/* Whether the ledger has a position or a leg in SYMBOL. */
bool reconcile_is_held(const struct comparing *c, const char *symbol);
/* Whether this run may change the ledger. */
bool reconcile_may_store(const struct desk *desk);

/* Adds a finding to the result. */
int reconcile_record(struct comparing *c, enum reconcile_class class, const char *symbol,
	int64_t ledger_qty, double broker_qty, struct error *err, const char *format, ...)
	__attribute__((format(printf, 7, 8)));

/* Counts a run that did, or did not, find all of P; *RUNS is how many running did not. */
int reconcile_count(
	struct desk *desk, const struct held *p, bool found, int64_t *runs, struct error *err);

/* The broker lists LISTED of P, fewer than the ledger has: books, links, marks or waits. */
int reconcile_missing(struct comparing *c, const struct held *p, double listed, struct error *err);

#endif
