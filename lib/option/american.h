/*
 * Prices American options with a dividend yield and cash dividends, under Black-Scholes-Merton in
 * the escrowed form: the spot less the present value of the cash dividends before expiry follows
 * the lognormal law, and exercise is against the full spot, which includes the dividends still to
 * be paid.
 *
 * Where early exercise cannot pay, the price is exactly the European one. Otherwise it comes from
 * the exercise boundary (boundary.h); with one cash dividend from the value on its ex-date
 * (ex_date.h), unless a put may be exercised before it or a yield counts besides; and with more
 * from a lattice (lattice.h), in thirty times the time of the others.
 */
#ifndef OPT_AMERICAN_H
#define OPT_AMERICAN_H

#include <stddef.h>

#include "black.h"

/* Per option: quarterly for eight years. LATTICE_PERIODS_MAX is one more. */
enum { CASH_DIVIDENDS_MAX = 32 };

struct cash_dividend {
	double years;  /* from now to the ex-dividend date, > 0 */
	double amount; /* > 0 */
};

struct american_terms {
	struct option_terms option;
	/* borrowed; years strictly ascending; dividends at or after expiry do not count */
	const struct cash_dividend *dividends;
	size_t dividend_count;
};

/*
 * The price per share. VOLATILITY >= 0; NAN on bad input.
 *
 * Its error, divided by the strike, for up to two years, rates and yields of 10 % and a volatility
 * of .6 (test/bench/american.sh measures it against QuantLib): at most 1e-6 without cash dividends,
 * and 3e-8 for the puts of a chain within 60 days; the same with one cash dividend where ex_date.h
 * serves; at most 5e-4 from the lattice, and 5e-5 root mean square. Without cash dividends it is
 * under 2e-5 as long as the total volatility, and rate and yield times the years, are under 1.
 */
double american_price(const struct american_terms *terms, double volatility);

/* As black_greeks, for the American price. */
bool american_greeks(const struct american_terms *terms, double volatility, struct greeks *out);

/*
 * As black_implied_volatility, for the American price. The intrinsic value is that of exercise now,
 * or at the best time if there were no volatility: a lower price is IV_BELOW_INTRINSIC, and an
 * equal one determines no volatility (IV_NOT_DETERMINED). A price at or above the spot (call) or
 * the strike (put) is IV_ABOVE_MAXIMUM. The search ends at a total volatility of 5
 * (IV_NOT_DETERMINED).
 */
enum iv_status american_implied_volatility(
	const struct american_terms *terms, double price, double *out);

/*
 * The European option in the same model: the terms with the present value of the cash dividends
 * subtracted from the spot. False, *OUT untouched, on bad input, and when the dividends are worth
 * as much as the spot.
 */
bool american_european(const struct american_terms *terms, struct option_terms *out);
/* As black_greeks, for that European option, by the full spot, which includes the dividends. */
bool american_european_greeks(
	const struct american_terms *terms, double volatility, struct greeks *out);

#endif
