/*
 * Adoption of a spread: the orders of ours for a spread that explain an option which the ledger
 * does not have. The broker lists each leg as a holding of its own, and knows the spread only as an
 * order with two legs.
 *
 *	adoption_own(orders, count);
 *	if (adoption_spread_find(orders, legs, count, symbol, &spread))
 *		adoption_spread_decide(orders, legs, count, held, &spread, &why);
 *
 * ORDERS and LEGS are parallel, oldest first. All functions are pure.
 */
#ifndef OPT_ADOPTION_SPREAD_H
#define OPT_ADOPTION_SPREAD_H

#include "adoption.h"
#include "legs.h"
#include "spread.h"

/* The legs of an order; a single order is its own only leg. */
struct adoption_legs {
	int count;
	struct {
		const char *symbol;
		bool is_buy;
		double filled; /* contracts, cumulative */
		struct price average;
	} leg[SPREAD_LEGS];
};

struct adoption_spread {
	enum strategy strategy;
	const char *symbols[SPREAD_LEGS]; /* leg 0 is the main leg (spread.h) */
	struct option_contract contracts[SPREAD_LEGS];
	size_t entry;		   /* index of the order with our id: the newest entry */
	struct instant entry_time; /* of the first purchase that is adopted */
	struct holding holding;	   /* after what our exits closed, without fees */
	struct leg_holding legs[SPREAD_LEGS];
};

/*
 * Finds the newest entry of ours that filled a spread with a leg in SYMBOL; sets strategy, symbols
 * and contracts. The entry is a credit_spread when it sold the leg nearer to the money, else a
 * debit_spread. Returns false when no entry is found.
 */
bool adoption_spread_find(const struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, const char *symbol, struct adoption_spread *out);

/*
 * Decides how many spreads are adopted, and what is left of each leg: what the entries bought or
 * sold less what the exits of these entries closed, at most the larger of HELD, the contracts of
 * each leg that the broker lists as we would hold them. A leg that the broker does not list is
 * adopted like the other: the reconciliation then finds out where it went.
 *
 * Sets the rest of OUT, and orders[].adopted in spreads. *WHY is NULL, or the reason why what the
 * orders report is not believed. False when nothing is adopted.
 */
bool adoption_spread_decide(struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, const double held[static SPREAD_LEGS], struct adoption_spread *out,
	const char **why);

#endif
