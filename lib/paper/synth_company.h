/*
 * The companies of the generated market: real names, tickers and exchanges, and figures of
 * plausible size.
 */
#ifndef OPT_SYNTH_COMPANY_H
#define OPT_SYNTH_COMPANY_H

#include <stddef.h>

/*
 * The number of listed expirations, the width of the quotes and the volume depend on it. As on the
 * exchanges, most options expire on Fridays, those of a few stocks on Mondays and Wednesdays too,
 * and only those of the index funds every day.
 */
enum synth_liquidity { SYNTH_QUIET, SYNTH_ACTIVE, SYNTH_BUSIEST, SYNTH_DAILY };

struct synth_company {
	const char *symbol, *name, *exchange;
	const char *short_name; /* as headlines write it */
	const char *product;	/* NULL for a fund, which has no news of its own */
	double price;		/* USD, about */
	double volatility;	/* of returns, a fraction per year */
	double beta;
	double volume; /* shares per session */
	enum synth_liquidity liquidity;
};

/*
 * The first SYNTH_TRACKED companies are the ones that a fresh installation tracks. The index fund
 * comes next, then the two other funds without news, then the others.
 */
enum { SYNTH_TRACKED = 7, SYNTH_INDEX = SYNTH_TRACKED, SYNTH_OTHERS = SYNTH_INDEX + 3 };
extern const struct synth_company synth_company_table[];
extern const size_t synth_company_count;

#endif
