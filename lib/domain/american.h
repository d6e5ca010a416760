/*
 * American options with a dividend yield and cash dividends, under Black-Scholes-Merton in the
 * escrowed form: the spot less the present value of the cash dividends before expiry follows the
 * lognormal law, and who exercises receives the spot with what is still to be paid.
 *
 * Method: a trinomial lattice that has every ex-dividend date as one of its times, its last step
 * the European formula (Broadie and Detemple, American Option Valuation, Review of Financial
 * Studies 9, 1996, who call the binomial form BBS), extrapolated from two sizes (Richardson).
 * Where early exercise cannot pay, the European price exactly.
 */
#ifndef OPT_AMERICAN_H
#define OPT_AMERICAN_H

#include <stddef.h>

#include "black.h"

/* Per option: quarterly for eight years. */
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
 * Error of a price, over the strike: AMERICAN_ERROR at most for total volatility up to 1 (see
 * test/bench/american.sh for what is measured). Volatility >= 0; NAN on bad input.
 */
#define AMERICAN_ERROR 1e-4
double american_price(const struct american_terms *terms, double volatility);

/* As black_greeks, of the American price. */
bool american_greeks(const struct american_terms *terms, double volatility, struct greeks *out);

/*
 * As black_implied_volatility. A price at what exercise now, or at the best time without any
 * volatility, brings determines none (IV_NOT_DETERMINED), one under it none either
 * (IV_BELOW_INTRINSIC); over the spot (call) or the strike (put) it is IV_ABOVE_MAXIMUM.
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
