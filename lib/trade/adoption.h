/*
 * The decisions of the reconciliation: which activities explain that a holding is gone, and which
 * orders of ours explain a holding that the ledger does not have.
 *
 *	used = closing_explain(facts, count, missing, parts);    a position that is not listed
 *	adoption_own(orders, count);                             a holding without a position
 *	adoption_decide(orders, count, quantity, &adoption);
 *	symbols_adjusted(...), symbols_renamed(...)              a split or a rename
 *
 * All functions are pure.
 */
#ifndef OPT_ADOPTION_H
#define OPT_ADOPTION_H

#include "instrument.h"
#include "order.h"

/* ---- a holding that is gone ---- */

/* One activity in the symbol of the position. */
struct closing_fact {
	const char *type; /* FILL, OPEXP, OPASN, OPEXC, OPTRD; others explain nothing */
	/* of a FILL or OPTRD: a sale of what is long, a purchase of what is short */
	bool is_closing;
	bool is_used;	    /* ours, already booked, or from before the entry: explains nothing */
	double qty;	    /* either sign; NAN: unknown, then a FILL or OPTRD explains nothing */
	struct price price; /* of a FILL or OPTRD; may be unknown */
};

struct closing_part {
	size_t fact; /* index */
	int64_t quantity;
	struct price price; /* of the option or share; unknown for an assignment or exercise */
	const char *reason; /* "liquidated", "expired", "assigned", "exercised", "delivered" */
};

/*
 * Finds the parts of MISSING contracts or shares that FACTS, oldest first, explain: each fill at
 * its own price. PARTS has room for COUNT. Returns the number of parts; their quantities add up to
 * MISSING at most.
 */
size_t closing_explain(const struct closing_fact *facts, size_t count, int64_t missing,
	struct closing_part *parts);

/*
 * Marks as used the first OPASN and OPEXC among FACTS, for CONTRACTS that were booked by the shares
 * that they left.
 */
void closing_use_shares(struct closing_fact *facts, size_t count, int64_t contracts);

/* ---- a holding that the ledger does not have ---- */

/* One order at the broker in the symbol of the holding. */
struct adoption_order {
	const char *id, *client_order_id, *replaces, *replaced_by; /* "": none */
	bool is_buy;
	double filled; /* cumulative */
	struct price average;
	struct instant filled_at;
	/* of adoption_own: */
	bool is_ours;
	size_t root; /* index of the order of the chain that has our id */
	/* of adoption_decide: the part of it that is held */
	int64_t adopted;
};

/*
 * Marks the orders of ours: those with a client_order_id of our form, and their replacements, also
 * over several steps, whichever side of the link the broker reports.
 */
void adoption_own(struct adoption_order *orders, size_t count);

struct adoption {
	int64_t quantity;	   /* to adopt; 0: the holding is foreign */
	struct price price;	   /* average of the purchases; unknown when one of them is */
	struct instant entry_time; /* of the first of them */
	size_t entry;		   /* index of the order with our id: the newest entry */
};

/*
 * Decides how much of a holding of HELD contracts or shares the orders of ours explain: what their
 * entries bought less what the exits of these entries sold. ORDERS are oldest first, after
 * adoption_own. False when they explain nothing.
 */
bool adoption_decide(
	struct adoption_order *orders, size_t count, double held, struct adoption *out);

/*
 * The number of the exit of LEG of the entry ENTRY_ID that has the client order id ID; 0: ID is not
 * one of its exits. The exit after the adoption takes a higher one, so that its id is new at the
 * broker.
 */
int adoption_exit_number(const char *id, const char *entry_id, int leg);
/* Whether ID is an exit or a protective stop of the position of ENTRY_ID, of any number. */
bool adoption_sold(const char *id, const char *entry_id);

/*
 * The strategy of an adopted entry whose decision is not stored, by the days from the entry to the
 * expiry: 0-1 day_trade, 2-30 swing_trade, beyond conservative. A stock (DAYS < 0): day_trade.
 */
enum strategy adoption_strategy(int days_to_expiry);

/* ---- other classes ---- */

/*
 * Whether NEW_SYMBOL is the successor of OLD_SYMBOL after a split or a rename: the same expiry and
 * kind, and either the root with one more digit (AAPL1), or the same root with strike times
 * quantity unchanged.
 */
bool symbols_adjusted(
	const char *old_symbol, int64_t old_qty, const char *new_symbol, double new_qty);

/*
 * Whether NEW_SYMBOL can be OLD_SYMBOL after the ticker changed: another root, the rest and the
 * quantity the same. Holdings of two companies can look like that too.
 */
bool symbols_renamed(
	const char *old_symbol, int64_t old_qty, const char *new_symbol, double new_qty);

/*
 * Whether CONTRACT ended worthless, which expired in an earlier session and whose end neither an
 * activity nor a sale explains: no share of the underlying moved, SHARES_CHANGE, NAN unknown, and
 * CLOSE, the last price of the underlying before the expiry, was not in the money. The broker
 * exercises what is in the money by a cent.
 */
bool expired_worthless(
	const struct option_contract *contract, double shares_change, struct price close);

/* The shares that come (> 0) or go when CONTRACTS of an option are exercised by us, or assigned. */
double shares_of(enum option_kind kind, bool is_long, int64_t contracts);

/*
 * Whether the activities of an exercise or assignment and the shares that the broker lists, less
 * those of the ledger, agree that WANTED shares came or went: TOLD by OPTRD are those, and CHANGE
 * has room for them. Shares of somebody else in the account may be a part of CHANGE.
 */
bool shares_confirmed(double wanted, double told, double change);

#endif
