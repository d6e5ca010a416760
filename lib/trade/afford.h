/*
 * Which strategy can buy what at which equity: the limits of params.def tried out on option chains,
 * with the choice and the sizing that opt-dispatch uses, for an account without positions.
 *
 *	afford_reference(params, i, strategy, &chain, err);    a chain made up by our model
 *	afford_find(params, equity, strategy, &chain, &found);
 *	afford_chain_free(&chain);
 *
 * afford_check_change refuses a set of parameters under which a strategy finds nothing any more.
 */
#ifndef OPT_AFFORD_H
#define OPT_AFFORD_H

#include "contract.h"

enum { AFFORD_EQUITIES = 4, AFFORD_REFERENCES = 4, AFFORD_STRATEGIES = 5 };

/* The equities and strategies of the table. */
struct money afford_equity(int i);
enum strategy afford_strategy(int i);

struct afford_chain {
	char ticker[TICKER_SIZE];
	enum instrument instrument; /* CALL or PUT */
	struct price spot;
	struct instant now, close;	       /* of the quotes; of the session */
	struct contract_candidate *candidates; /* owned */
	size_t count;
};

/*
 * Makes the chain of calls that STRATEGY chooses from on the reference underlying I: at 30, 100,
 * 250 or 500 dollars with a volatility of .45, .35, .35 or .28. Each quote is our model's value
 * with a spread of 2.5 % of the mid, at least .02, and trades enough. The market closes when the
 * quotes are made, so that a contract of 1 day has exactly one day left.
 */
int afford_reference(const struct params *params, int i, enum strategy strategy,
	struct afford_chain *out, struct error *err);
void afford_chain_free(struct afford_chain *chain);

struct afford {
	enum tier tier;
	bool is_off; /* the strategy, in the tier */
	bool found;  /* contract, limit and sizing are known */
	struct contract_candidate contract;
	struct price limit; /* of the order */
	struct sizing sizing;
	const char *bound_by;	     /* the limit that decided the quantity or refused; or NULL */
	char why[CONTRACT_WHY_SIZE]; /* "" with a contract */
};

/* Finds what an account of EQUITY, in its tier, buys from CHAIN. */
void afford_find(const struct params *params, struct money equity, enum strategy strategy,
	struct afford_chain *chain, struct afford *out);

/*
 * ERROR_CONFIG when, at one of the equities, a strategy that found a contract on a reference
 * underlying under BEFORE finds none on any of them under AFTER, and is not off there.
 */
int afford_check_change(const struct params *before, const struct params *after, struct error *err);

#endif
