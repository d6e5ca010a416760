/*
 * Black, Scholes (1973), Merton (1973), in Black's (1976) forward form. With F the forward, K the
 * strike, x = -|ln(F/K)| and s = volatility * sqrt(years), the undiscounted price of the
 * out-of-the-money option over sqrt(F K) is b(x, s) = exp(x/2) N(h + t) - exp(-x/2) N(h - t),   h =
 * x/s, t = s/2, and put-call parity gives the other one. b is written as exp(-(h^2 + t^2)/2) * m(x,
 * s): m loses nothing where both terms of b are almost equal, and the logarithm of b needs no
 * exponential.
 *
 * Implied volatility: b has its inflection at s = sqrt(2|x|). Below it, log b is solved for; above,
 * b or the logarithm of the distance to its maximum exp(x/2). Each by the third order Householder
 * iteration, bracketed. The first guess follows Jaeckel, Let's Be Rational (Wilmott, 2015):
 * transforms of b that are almost linear, interpolated by the monotone rational quadratic of
 * Gregory and Delbourgo (1982) between the inflection and the ends.
 */
#include "black.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "normal.h"

enum {
	DAYS_A_YEAR = 365,
	TAYLOR_TERMS = 8,     /* of an odd series whose terms fall by 64 or more */
	ITERATIONS_MAX = 100, /* bisection alone would end in fewer; three do in practice */
};

static const double TOTAL_VOLATILITY_MAX =
	60; /* exp(s^2/8) must stay finite; b is at its maximum long before */
static const double STEP_LAST = 1e-5; /* a step this small leaves an error of its fourth power */
static const double ROUNDING = 4 * DBL_EPSILON; /* of a price made of two discounted amounts */

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

/* m(x, s) of the header: (E(c - d) - E(c + d))/2 with c = |h|/sqrt 2, d = t/sqrt 2. */
static double mantissa(double x, double s)
{
	double h = -x / s, t = 0.5 * s;
	double c = NORMAL_SQRT_1_2 * h, d = NORMAL_SQRT_1_2 * t;
	if (8 * d < fmax(c, 1)) {
		/*
		 * The difference as a Taylor series: e[n] = (-1)^n E^(n)(c), E^(n+1) = 2 c E^(n) +
		 * 2 n E^(n-1).
		 */
		double before = normal_erfcx(c), e = normal_erfcx_slope(c);
		double power = d, sum = d * e;
		for (int n = 1; n < 2 * TAYLOR_TERMS - 1; n++) {
			double next = 2 * (n * before - c * e);
			before = e;
			e = next;
			power *= d / (n + 1);
			if (n % 2 == 0)
				sum += power * e;
		}
		return sum;
	}
	if (c >= d)
		return 0.5 * (normal_erfcx(c - d) - normal_erfcx(c + d));
	double b = 0.5 * (exp(0.5 * x) * erfc(c - d) - exp(-0.5 * x) * erfc(c + d));
	return b * exp(0.5 * (h * h + t * t));
}

static double damping(double x, double s)
{
	double h = x / s, t = 0.5 * s;
	return 0.5 * (h * h + t * t);
}

static double otm_price(double x, double s)
{
	return mantissa(x, s) * exp(-damping(x, s));
}

/* What is missing to the maximum exp(x/2), for s at or above the inflection. */
static double complement(double x, double s)
{
	double c = -NORMAL_SQRT_1_2 * x / s, d = 0.5 * NORMAL_SQRT_1_2 * s;
	return 0.5 * (exp(0.5 * x) * erfc(d - c) + exp(-0.5 * x) * erfc(d + c));
}

/* NEWTON is the first order step; SECOND and THIRD are the derivatives over the first one. */
static double householder(double newton, double second, double third)
{
	return newton * (1 + 0.5 * second * newton) / (1 + newton * (second + third * newton / 6));
}

enum objective { LOG_PRICE, PRICE, LOG_COMPLEMENT };

/* One step from S towards the s where the price is B (and the complement is REST). */
static double solver_step(enum objective objective, double x, double s, double b, double rest)
{
	double m = mantissa(x, s);
	/* b'' = g b', b''' = (g^2 + g') b' */
	double g = x * x / (s * s * s) - 0.25 * s;
	double g2 = -3 * x * x / (s * s * s * s) - 0.25;
	double damp = damping(x, s);
	if (objective == LOG_PRICE) {
		/* f = 1/log b, which is nearly a parabola in s */
		double l = log(m) - damp, target = log(b), r = NORMAL_1_SQRT_2PI / m;
		double newton = l * (target - l) / (target * r);
		double l2 = g - r, l3 = g * g - 3 * r * g + 2 * r * r + g2;
		double q = r / l;
		return householder(newton, l2 - 2 * q, l3 - 6 * q * l2 + 6 * q * q);
	}
	double slope = NORMAL_1_SQRT_2PI * exp(-damp);
	if (objective == PRICE)
		return householder((b - m * exp(-damp)) / slope, g, g * g + g2);
	double left = complement(x, s), q = slope / left;
	return householder(log(left / rest) / q, g + q, (g + q) * (g + 2 * q) + g2);
}

/*
 * Monotone rational quadratic through (0, 0) and (WIDTH, HEIGHT) with slopes D0 and D1, at POSITION
 * in [0, WIDTH].
 */
static double rational_quadratic(double position, double width, double height, double d0, double d1)
{
	double u = position / width, m = height / width;
	double mixed = u * (1 - u);
	return height * (m * u * u + d0 * mixed) / (m + (d0 + d1 - 2 * m) * mixed);
}

/* b = K N(-|x|/(sqrt 3 s))^3 for small s, K = 2 pi |x|/(3 sqrt 3). */
static double guess_below(double x, double b, double s_c, double b_c)
{
	static const double pi = 3.14159265358979323846;
	const double sqrt3 = sqrt(3);
	double k = -2 * pi * x / (3 * sqrt3);
	double z = x / (sqrt3 * s_c), cdf = normal_cdf(z);
	double height = k * cdf * cdf * cdf;
	double slope_b = NORMAL_1_SQRT_2PI * exp(0.5 * x);
	double slope = 3 * k * cdf * cdf * normal_density(z) * (-z / s_c) / slope_b;
	double f = rational_quadratic(b, b_c, height, 1, slope);
	return x / (sqrt3 * normal_quantile_guess(fmin(cbrt(f / k), 0.5)));
}

/* N(-s/2) against the distance to the maximum, from the maximum down to the inflection. */
static double guess_above(double x, double rest, double s_c, double rest_c)
{
	double f =
		rational_quadratic(rest, rest_c, normal_cdf(-0.5 * s_c), 0.5, 0.5 * exp(-0.25 * x));
	return -2 * normal_quantile_guess(fmin(f, 0.5));
}

/* The s with otm_price(x, s) = b, for x <= 0 < b < exp(x/2). REST is exp(x/2) - b. */
static double solve(double x, double b, double rest)
{
	double s_c = sqrt(-2 * x), low = 0, high = TOTAL_VOLATILITY_MAX, s;
	double b_c = x < 0 ? otm_price(x, s_c) : 0;
	enum objective objective = LOG_PRICE;
	if (b < b_c) {
		high = s_c;
		s = guess_below(x, b, s_c, b_c);
	} else {
		low = s_c;
		objective = b < rest ? PRICE : LOG_COMPLEMENT;
		s = guess_above(x, rest, s_c, b + rest - b_c);
	}
	if (!(s > low && s < high))
		s = objective == LOG_PRICE ? 0.5 * high : fmax(low, b);
	for (int i = 0; i < ITERATIONS_MAX; i++) {
		double change = solver_step(objective, x, s, b, rest);
		if (change > 0)
			low = s;
		else
			high = s;
		double next = s + change;
		if (!(next >= low && next <= high))
			next = low > 0 && high > 8 * low ? sqrt(low * high) : 0.5 * (low + high);
		double moved = fabs(next - s);
		s = next;
		if (moved <= STEP_LAST * s)
			break;
	}
	return s;
}

static bool terms_good(const struct option_terms *terms)
{
	return terms->spot > 0 && terms->strike > 0 && terms->years >= 0 && isfinite(terms->spot) &&
	       isfinite(terms->strike) && isfinite(terms->years) && isfinite(terms->rate) &&
	       isfinite(terms->dividend_yield) &&
	       (terms->kind == OPTION_CALL || terms->kind == OPTION_PUT);
}

/* Discounted amounts: what is received and what is paid on exercise of a call. */
struct legs {
	double spot, strike;
	double x; /* ln(F/K) */
};

static struct legs legs_of(const struct option_terms *terms)
{
	double carry = (terms->rate - terms->dividend_yield) * terms->years;
	return (struct legs){
		.spot = terms->spot * exp(-terms->dividend_yield * terms->years),
		.strike = terms->strike * exp(-terms->rate * terms->years),
		.x = log(terms->spot / terms->strike) + carry,
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
	double x = -fabs(legs.x);
	double b = s < TOTAL_VOLATILITY_MAX ? otm_price(x, s) : exp(0.5 * x);
	return intrinsic + sqrt(legs.spot) * sqrt(legs.strike) * b;
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
	/* An out-of-the-money price has no intrinsic value to be rounded against. */
	if (intrinsic > 0 && time_value < -rounding)
		return IV_BELOW_INTRINSIC;
	if ((intrinsic > 0 && time_value <= rounding) || most - price <= rounding)
		return IV_NOT_DETERMINED;
	double scale = sqrt(legs.spot) * sqrt(legs.strike), x = -fabs(legs.x);
	double b = time_value / scale, rest = (most - price) / scale;
	if (!(b >= DBL_MIN) || !(rest > 0)) /* a denormal has lost its digits */
		return IV_NOT_DETERMINED;
	*out = solve(x, b, rest) / sqrt(terms->years);
	return IV_OK;
}
