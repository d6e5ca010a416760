/*
 * The companies of the generated market: real names, tickers and exchanges; figures of a plausible
 * size.
 */
#ifndef OPT_SYNTH_COMPANY_H
#define OPT_SYNTH_COMPANY_H

#include <stddef.h>

/* How many expirations are listed, how tight the quotes are and how much trades. */
enum synth_liquidity { SYNTH_QUIET, SYNTH_ACTIVE, SYNTH_BUSIEST };

struct synth_company {
	const char *symbol, *name, *exchange;
	const char *short_name; /* as headlines write it */
	const char *product;	/* what it sells; NULL for a fund, which has no news of its own */
	double price;		/* USD, about */
	double volatility;	/* of returns, fraction a year */
	double beta;
	double volume; /* shares a session */
	enum synth_liquidity liquidity;
};

/*
 * SYNTH_TRACKED companies come first: those a fresh installation tracks. Then the index fund, then
 * the others.
 */
enum { SYNTH_TRACKED = 7, SYNTH_INDEX = SYNTH_TRACKED };
extern const struct synth_company synth_company_table[];
extern const size_t synth_company_count;

#endif
