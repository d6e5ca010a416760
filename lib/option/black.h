/*
 * European option values under Black-Scholes-Merton (1973), their Greeks, and implied volatility.
 * Units are the broker's: vega per volatility point (1 %), theta per calendar day, rho per 1 % of
 * rate; volatility, rate and dividend yield are fractions a year (0.20), continuously compounded;
 * years of 365 days.
 */
#ifndef OPT_BLACK_H
#define OPT_BLACK_H

#include "occ.h"

struct option_terms {
	enum option_kind kind;
	double spot;   /* > 0 */
	double strike; /* > 0 */
	double years;  /* >= 0 */
	double rate;
	double dividend_yield;
};

struct greeks {
	double delta, gamma, theta, vega, rho;
};

/* Why there is no implied volatility. */
enum iv_status {
	IV_OK,
	IV_BAD_INPUT,	    /* not finite, spot, strike or price not positive */
	IV_EXPIRED,	    /* no time left */
	IV_BELOW_INTRINSIC, /* under the no-arbitrage bound */
	IV_ABOVE_MAXIMUM,   /* at or over the discounted underlying (call) or strike (put) */
	/* time value, or what is missing to the maximum, is under the price's rounding error */
	IV_NOT_DETERMINED,
};

const char *iv_status_name(enum iv_status status); /* "ok", "below_intrinsic" ... */

/*
 * Relative error under (1 + (ln(F/K)/s)^2) * 1e-15, s = volatility * sqrt(years). Volatility >= 0.
 * NAN on bad input.
 */
double black_price(const struct option_terms *terms, double volatility);
/* False, *OUT untouched, on bad input or years 0. */
bool black_greeks(const struct option_terms *terms, double volatility, struct greeks *out);
/*
 * The volatility whose price is PRICE, to the last digits PRICE determines. Solved on the
 * out-of-the-money side, so an in-the-money price determines it no better than its time value
 * survives rounding. *OUT untouched unless IV_OK.
 */
enum iv_status black_implied_volatility(
	const struct option_terms *terms, double price, double *out);

#endif
