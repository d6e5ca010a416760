/*
 * Rolling: exit rule 11 closes a position, and the trade is opened again with more days to expiry.
 * One plan with two orders: position_store_intent stores a roll_planned event with the exit. Once
 * the position is closed, the next recommendation for the same trade within exit_roll_wait_min,
 * which shows that the signal still stands, takes the plan up. It passes all gates like any other.
 *
 *	roll_find(desk, recommendation, &roll, err);    before the contract is chosen
 *	roll_link(desk, execution, err);    with its intent: a rolled event of the closed position
 */
#ifndef OPT_ROLLS_H
#define OPT_ROLLS_H

#include "store_execution.h"

struct roll {
	int64_t position_id; /* that was closed; 0: nothing is rolled */
	int days;	     /* least days to expiry; 0 */
};

/* The plan that R takes up; none when exit_roll is off. */
int roll_find(
	struct desk *desk, const struct recommendation *r, struct roll *out, struct error *err);

/* In the transaction that stores E. */
int roll_link(struct desk *desk, const struct execution *e, struct error *err);

#endif
