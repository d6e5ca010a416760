/*
 * The other leg of a spread, and the score of both together; a part of contract_choose.
 *
 *	contract_pair(&request, params, target, candidates, count, &candidates[i]);
 */
#ifndef OPT_CONTRACT_SPREAD_H
#define OPT_CONTRACT_SPREAD_H

#include "contract.h"
#include "spread.h"

/*
 * Finds the other leg of MAIN, which passed the checks of a main leg: the first strike of its
 * expiry that is at least credit_spread_width_pct or debit_spread_width_pct further from the money.
 * Sets MAIN->other, the values of the spread, and its score; or its reason, when that strike does
 * not pass the least liquidity, or the credit or debit is not good enough. TARGET is the strike
 * that a debit_spread aims for with its main leg.
 */
void contract_pair(const struct contract_request *request, const struct params *params,
	double target, const struct contract_candidate *candidates, size_t count,
	struct contract_candidate *main_leg);

/*
 * Makes OTHER the other leg of MAIN_LEG in a spread of STRATEGY; the value by our model is unknown.
 */
void contract_set_pair(enum strategy strategy, struct contract_candidate *main_leg,
	const struct contract_candidate *other);

/* CANDIDATE and its other leg as a spread of STRATEGY. It must have one. */
struct spread contract_spread(enum strategy strategy, const struct contract_candidate *candidate);

/* The Greeks of one share of CANDIDATE or, when it has another leg, of the spread. */
struct greeks contract_greeks(enum strategy strategy, const struct contract_candidate *candidate);

#endif
