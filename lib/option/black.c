/*
 * Black, Scholes (1973), Merton (1973), in Black's (1976) forward form. The discounted legs are the
 * amounts that a call receives and pays. The out-of-the-money option is the smaller leg times
 * black_normalized_price, and put-call parity gives the in-the-money one.
 */
#include "black.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "normal.h"
#include "black_normalized.h"

enum { DAYS_A_YEAR = 365 };

static const double ROUNDING =
	4 * DBL_EPSILON; /* of a price computed from two discounted amounts */

const char *iv_status_name(enum iv_status status)
{
	static const char *const names[] = {
		[IV_OK] = "ok",
		[IV_BAD_INPUT] = "bad_input",
		[IV_EXPIRED] = "expired",
		[IV_BELOW_INTRINSIC] = "below_intrinsic",
		[IV_ABOVE_MAXIMUM] = "above_maximum",
		[IV_NOT_DETERMINED] = "not_determined",
	};
	return names[status];
}

static bool terms_good(const struct option_terms *terms)
{
	return terms->spot > 0 && terms->strike > 0 && terms->years >= 0 && isfinite(terms->spot) &&
	       isfinite(terms->strike) && isfinite(terms->years) && isfinite(terms->rate) &&
	       isfinite(terms->dividend_yield) &&
	       (terms->kind == OPTION_CALL || terms->kind == OPTION_PUT);
}

/* The discounted amounts that the exercise of a call receives (SPOT) and pays (STRIKE). */
struct legs {
	double spot, strike;
	double x; /* ln(F/K) */
};

/* ln(a/b). From 1/2 to 2 the difference is exact, and the quotient would round. */
static double log_of_ratio(double a, double b)
{
	return a >= 0.5 * b && a <= 2 * b ? log1p((a - b) / b) : log(a / b);
}

static struct legs legs_of(const struct option_terms *terms)
{
	double carry = (terms->rate - terms->dividend_yield) * terms->years;
	return (struct legs){
		.spot = terms->spot * exp(-terms->dividend_yield * terms->years),
		.strike = terms->strike * exp(-terms->rate * terms->years),
		.x = log_of_ratio(terms->spot, terms->strike) + carry,
	};
}

static double intrinsic_of(const struct option_terms *terms, const struct legs *legs)
{
	double call = legs->spot - legs->strike;
	return fmax(0, terms->kind == OPTION_CALL ? call : -call);
}

double black_price(const struct option_terms *terms, double volatility)
{
	if (!terms_good(terms) || !(volatility >= 0) || !isfinite(volatility))
		return (double)NAN;
	struct legs legs = legs_of(terms);
	double intrinsic = intrinsic_of(terms, &legs);
	double s = volatility * sqrt(terms->years);
	if (!(s > 0))
		return intrinsic;
	return intrinsic + fmin(legs.spot, legs.strike) * black_normalized_price(fabs(legs.x), s);
}

bool black_greeks(const struct option_terms *terms, double volatility, struct greeks *out)
{
	if (!terms_good(terms) || !(volatility > 0) || !isfinite(volatility) || !(terms->years > 0))
		return false;
	struct legs legs = legs_of(terms);
	double root = sqrt(terms->years), s = volatility * root;
	double d1 = legs.x / s + 0.5 * s, d2 = d1 - s;
	double sign = terms->kind, share = normal_cdf(sign * d1), exercise = normal_cdf(sign * d2);
	double density = legs.spot * normal_density(d1);
	double theta = -0.5 * density * volatility / root -
		       sign * terms->rate * legs.strike * exercise +
		       sign * terms->dividend_yield * legs.spot * share;
	*out = (struct greeks){
		.delta = sign * share * legs.spot / terms->spot,
		.gamma = density / (terms->spot * terms->spot * s),
		.theta = theta / DAYS_A_YEAR,
		.vega = density * root / 100,
		.rho = sign * terms->years * legs.strike * exercise / 100,
	};
	return true;
}

enum iv_status black_implied_volatility(const struct option_terms *terms, double price, double *out)
{
	if (!terms_good(terms) || !(price > 0) || !isfinite(price))
		return IV_BAD_INPUT;
	if (!(terms->years > 0))
		return IV_EXPIRED;
	struct legs legs = legs_of(terms);
	double most = terms->kind == OPTION_CALL ? legs.spot : legs.strike;
	double rounding = ROUNDING * fmax(legs.spot, legs.strike);
	double intrinsic = intrinsic_of(terms, &legs);
	double time_value = price - intrinsic;
	if (price >= most)
		return IV_ABOVE_MAXIMUM;
	/* an out-of-the-money price has no intrinsic value, so no rounding error from one */
	if (intrinsic > 0 && time_value < -rounding)
		return IV_BELOW_INTRINSIC;
	if ((intrinsic > 0 && time_value <= rounding) || most - price <= rounding)
		return IV_NOT_DETERMINED;
	double smaller = fmin(legs.spot, legs.strike);
	double p = time_value / smaller, rest = (most - price) / smaller;
	if (!(p >= DBL_MIN) || !(rest > 0)) /* a denormal has lost its digits */
		return IV_NOT_DETERMINED;
	*out = black_normalized_volatility(fabs(legs.x), p, rest) / sqrt(terms->years);
	return IV_OK;
}
