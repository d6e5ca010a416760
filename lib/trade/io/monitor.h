/*
 * One look at everything that is held: prices, rules, marks, exits. What opt-posmon does each
 * minute, after desk_settle and desk_reconcile have said what is held.
 *
 *	monitor_load     held positions and their last marks
 *	monitor_price    one request for the underlyings, one (100 a request) for the contracts
 *	monitor_decide   pure: the first rule that holds
 *	monitor_store    marks, price_update events, the positions' state
 *	monitor_exit     working exits priced anew, new ones sent; each position by itself
 *
 * A price that could not be had stops no exit: the rules of time need none, and without a bid the
 * market is sold at.
 */
#ifndef OPT_MONITOR_H
#define OPT_MONITOR_H

#include "desk.h"
#include "store_positions.h"

struct watched_position {
	struct held_position *held; /* of the monitor */
	struct quote quote;	    /* of what is held; unknown: not to be had */
	struct price underlying;
	const struct mark *marks; /* the last of them is this pass's */
	size_t mark_count;
	struct mark *mark; /* this pass's; NULL while the market is closed */
	struct exit_record records[EXIT_RULES_MAX];
	struct exit_record by_request;
	const struct exit_record *decision; /* NULL: hold */
	struct ledger_order order;	    /* of this pass, or the one that works */
	bool has_order;
};

struct monitor {
	struct desk *desk; /* borrowed */
	const char *asked; /* id or symbol to be closed by hand, NULL: none; borrowed */
	bool is_open;	   /* the market */
	struct held_position *held;
	struct position_mark *recent;
	size_t recent_count;
	struct mark *marks; /* of all positions, one after another */
	struct watched_position *watches;
	size_t count;
};

/*
 * All of it. What failed for one position or one request is told (exit 1); -1 for what ends the
 * run.
 */
int monitor_pass(struct monitor *m, struct error *err);
void monitor_clear(struct monitor *m);

/* One row per position. */
void monitor_print(const struct monitor *m);

/* The parts that have a file of their own. */
void monitor_price(struct monitor *m);
int monitor_exit(struct monitor *m, struct error *err);

#endif
