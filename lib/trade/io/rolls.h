/*
 * Rolling: exit rule 11 closes a position, or rule 12 a credit_spread for its days, and the trade
 * is opened again with more days to expiry. One plan with two orders: position_store_intent stores
 * a roll_planned event with the exit. Once all of the position is closed, the next recommendation
 * for the same trade within exit_roll_wait_min, which shows that the signal still stands, takes the
 * plan up. It passes all gates like any other. An entry that ended without a fill gives the plan
 * back.
 *
 *	roll_find(desk, recommendation, &roll, err);    before the contract is chosen
 *	roll_link(desk, execution, err);    with its intent: a rolled event of the closed position
 *	roll_refuse(desk, &roll, err);      no contract pays least_credit: it stays closed
 */
#ifndef OPT_ROLLS_H
#define OPT_ROLLS_H

#include "store_execution.h"

struct roll {
	int64_t position_id; /* that was closed; 0: nothing is rolled */
	int days;	     /* least days to expiry; 0 */
	/* with exit_credit_roll_net: the price of closing the credit_spread; 0: any credit */
	struct price least_credit;
};

/* The plan that R takes up; none when exit_roll, of a credit_spread exit_credit_roll, is off. */
int roll_find(
	struct desk *desk, const struct recommendation *r, struct roll *out, struct error *err);

/* In the transaction that stores E. */
int roll_link(struct desk *desk, const struct execution *e, struct error *err);

/* Reports once, with an event and an alert, that no credit pays for the position of ROLL. */
int roll_refuse(struct desk *desk, const struct roll *roll, struct error *err);

#endif
