/*
 * American options with a dividend yield and cash dividends, under Black-Scholes-Merton in the
 * escrowed form: the spot less the present value of the cash dividends before expiry follows the
 * lognormal law, and who exercises receives the spot with what is still to be paid.
 *
 * Where early exercise cannot pay the price is the European one exactly; without cash dividends it
 * comes from the exercise boundary (boundary.h), otherwise from a lattice (lattice.h).
 */
#ifndef OPT_AMERICAN_H
#define OPT_AMERICAN_H

#include <stddef.h>

#include "black.h"

/* Per option: quarterly for eight years. LATTICE_PERIODS_MAX has one more. */
enum { CASH_DIVIDENDS_MAX = 32 };

struct cash_dividend {
	double years;  /* from now to the ex-dividend date, > 0 */
	double amount; /* > 0 */
};

struct american_terms {
	struct option_terms option;
	/* borrowed; by time, strictly ascending; those at or after expiry do not count */
	const struct cash_dividend *dividends;
	size_t dividend_count;
};

/*
 * Error over the strike, up to two years, 10 % and a volatility of .6 (test/bench/american.sh
 * measures it against QuantLib): 1e-6 without cash dividends, 3e-8 for the puts of a chain within
 * 60 days; 5e-4 with them, root mean square 5e-5. Without them it is under 2e-5 as long as total
 * volatility, and rate and yield times the years, are under 1. Volatility >= 0; NAN on bad input.
 */
double american_price(const struct american_terms *terms, double volatility);

/* As black_greeks, of the American price. */
bool american_greeks(const struct american_terms *terms, double volatility, struct greeks *out);

/*
 * As black_implied_volatility. A price at what exercise now, or at the best time without any
 * volatility, brings determines none (IV_NOT_DETERMINED), one under it none either
 * (IV_BELOW_INTRINSIC); from the spot (call) or the strike (put) on it is IV_ABOVE_MAXIMUM; a total
 * volatility over 5 is not looked for (IV_NOT_DETERMINED).
 */
enum iv_status american_implied_volatility(
	const struct american_terms *terms, double price, double *out);

/*
 * The European option in the same model: its terms with the cash dividends taken from the spot.
 * False, *OUT untouched, on bad input (also when nothing of the spot is left).
 */
bool american_european(const struct american_terms *terms, struct option_terms *out);
/* As black_greeks, of that European option: by the spot with the dividends in it. */
bool american_european_greeks(
	const struct american_terms *terms, double volatility, struct greeks *out);

#endif
