/*
 * European option values under Black-Scholes-Merton (1973), their Greeks, and implied volatility.
 * Units are the broker's: vega per volatility point (1 %), theta per calendar day, rho per 1 % of
 * rate. Volatility, rate and dividend yield are fractions per year (0.20), rates are continuously
 * compounded, a year has 365 days.
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

/* The result of solving for a volatility: IV_OK, or the reason why there is none. */
enum iv_status {
	IV_OK,
	IV_BAD_INPUT,	    /* not finite, or spot, strike or price not positive */
	IV_EXPIRED,	    /* years is 0 */
	IV_BELOW_INTRINSIC, /* the price is below the no-arbitrage bound */
	IV_ABOVE_MAXIMUM,   /* at or above the discounted underlying (call) or strike (put) */
	/* the time value, or the distance to the maximum, is below the price's rounding error */
	IV_NOT_DETERMINED,
};

const char *iv_status_name(enum iv_status status); /* "ok", "below_intrinsic" ... */

/*
 * The price per share. VOLATILITY >= 0; NAN on bad input. The relative error is under
 * (1 + (ln(F/K)/s)^2) * 1e-15, with the forward F, the strike K and s = volatility * sqrt(years).
 */
double black_price(const struct option_terms *terms, double volatility);
/* False, *OUT untouched, on bad input or years 0. */
bool black_greeks(const struct option_terms *terms, double volatility, struct greeks *out);
/*
 * The volatility whose price is PRICE, to the last digits that PRICE determines. It is solved on
 * the out-of-the-money side: an in-the-money price determines it only as well as the time value
 * survives the rounding of the price. *OUT untouched unless IV_OK.
 */
enum iv_status black_implied_volatility(
	const struct option_terms *terms, double price, double *out);

#endif
