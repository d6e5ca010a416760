#include "check.h"

#include <stdio.h>

#include "black.h"
#include "array.h"
#include "normal.h"
#include "black_normalized.h"

/*
 * Hull, Options, Futures, and Other Derivatives (8th ed.); Haug, The Complete Guide to Option
 * Pricing Formulas (2nd).
 */
static void test_textbook_prices(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct option_terms terms;
		double volatility, price, tolerance;
	} cases[] = {
		{"Hull 14.6 call", {OPTION_CALL, 42, 40, 0.5, 0.1, 0}, 0.2, 4.76, 0.005},
		{"Hull 14.6 put", {OPTION_PUT, 42, 40, 0.5, 0.1, 0}, 0.2, 0.81, 0.005},
		{"Hull 16.1 index", {OPTION_CALL, 930, 900, 2 / 12.0, 0.08, 0.03}, 0.2, 51.83,
			0.005},
		{"Hull 18 delta", {OPTION_CALL, 49, 50, 0.3846, 0.05, 0}, 0.2, 2.40, 0.005},
		{"Haug 1.1.1", {OPTION_CALL, 60, 65, 0.25, 0.08, 0}, 0.3, 2.1334, 5e-5},
		{"Haug 1.1.2 index", {OPTION_PUT, 100, 95, 0.5, 0.1, 0.05}, 0.2, 2.4648, 5e-5},
		{"Haug 1.1.3 future", {OPTION_CALL, 19, 19, 0.75, 0.1, 0.1}, 0.28, 1.7011, 5e-5},
		{"no volatility", {OPTION_CALL, 42, 40, 0.5, 0, 0}, 0, 2, 0},
		{"no time", {OPTION_PUT, 38, 40, 0, 0.1, 0}, 0.2, 2, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name, black_price(&cases[i].terms, cases[i].volatility),
			cases[i].price, cases[i].tolerance);
}

/* The expected prices were computed with 80 digits from the same doubles. */
static void test_deep_prices(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct option_terms terms;
		double volatility, price;
	} cases[] = {
		{"half the strike", {OPTION_CALL, 50, 100, 1, 0, 0}, 0.1, 2.041483315793940979e-12},
		{"17 deviations", {OPTION_CALL, 100, 200, 0.25, 0.04, 0.01}, 0.08,
			1.191270663074663538e-66},
		{"deep put", {OPTION_PUT, 300, 100, 0.5, 0.04, 0}, 0.15, 4.467804902614348588e-26},
		{"a minute", {OPTION_CALL, 100, 100, 1.0 / 365 / 24 / 60, 0, 0}, 0.2,
			0.0110055659808576706},
		{"wild", {OPTION_CALL, 10, 200, 2, 0.05, 0.02}, 1.5, 2.273936383901059814},
		{"near the money", {OPTION_PUT, 100, 100.5, 0.01, 0.04, 0}, 0.05,
			0.5085441692456138761},
		{"in the money", {OPTION_CALL, 100, 90, 0.02, 0.04, 0}, 0.1, 10.07197120767846949},
		{"most of the strike", {OPTION_PUT, 5, 100, 3, 0.04, 0.1}, 2.5,
			88.24379220695923477},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		double got = black_price(&cases[i].terms, cases[i].volatility);
		check_near(cases[i].name, got / cases[i].price, 1, 1e-13);
	}
}

static void test_greeks(void **state)
{
	(void)state;
	/*
	 * Hull chapter 18: delta .522, theta -4.31 per year, gamma .066, vega 12.1 and rho 8.91 per
	 * unit
	 */
	struct option_terms hull = {OPTION_CALL, 49, 50, 0.3846, 0.05, 0};
	struct greeks g;
	check("hull", black_greeks(&hull, 0.2, &g));
	check_near("delta", g.delta, 0.522, 5e-4);
	check_near("theta", g.theta, -4.31 / 365, 2e-5);
	check_near("gamma", g.gamma, 0.066, 5e-4);
	check_near("vega", g.vega, 0.121, 5e-4);
	check_near("rho", g.rho, 0.0891, 5e-5);
	/* against differences of the price, for calls and puts with dividends */
	for (int kind = OPTION_PUT; kind <= OPTION_CALL; kind += 2) {
		struct option_terms t = {(enum option_kind)kind, 105, 100, 0.4, 0.03, 0.02}, up = t,
				    down = t;
		const double v = 0.35, h = 1e-3;
		check("greeks", black_greeks(&t, v, &g));
		up.spot += h;
		down.spot -= h;
		double high = black_price(&up, v), low = black_price(&down, v),
		       mid = black_price(&t, v);
		check_near("delta", g.delta, (high - low) / (2 * h), 1e-8);
		check_near("gamma", g.gamma, (high - 2 * mid + low) / (h * h), 1e-6);
		check_near("vega", g.vega,
			(black_price(&t, v + 1e-5) - black_price(&t, v - 1e-5)) / 2e-5 / 100, 1e-8);
		up = down = t;
		up.years += 1e-5;
		down.years -= 1e-5;
		check_near("theta", g.theta,
			(black_price(&down, v) - black_price(&up, v)) / 2e-5 / 365, 1e-8);
		up = down = t;
		up.rate += 1e-5;
		down.rate -= 1e-5;
		check_near("rho", g.rho, (black_price(&up, v) - black_price(&down, v)) / 2e-5 / 100,
			1e-8);
	}
	g.delta = 42;
	hull.years = 0;
	check("no time", !black_greeks(&hull, 0.2, &g) && g.delta == 42);
	hull.years = 1;
	check("no volatility",
		!black_greeks(&hull, 0, &g) && !black_greeks(&hull, (double)NAN, &g));
}

static void test_status(void **state)
{
	(void)state;
	const double nan_ = (double)NAN;
	static const struct option_terms call = {OPTION_CALL, 100, 90, 0.5, 0.04, 0};
	struct option_terms none = call, expired = call, put = call, far = call, rich = call;
	none.spot = 0;
	expired.years = 0;
	put.kind = OPTION_PUT;
	far.spot = 1e6;
	rich.strike = nan_;
	double intrinsic = 100 - 90 * exp(-0.02);
	const struct {
		const char *name;
		struct option_terms terms;
		double price;
		enum iv_status status;
	} cases[] = {
		{"fair", call, 14, IV_OK},
		{"no spot", none, 14, IV_BAD_INPUT},
		{"unknown strike", rich, 14, IV_BAD_INPUT},
		{"no price", call, 0, IV_BAD_INPUT},
		{"unknown price", call, nan_, IV_BAD_INPUT},
		{"expired", expired, 14, IV_EXPIRED},
		{"under intrinsic", call, intrinsic - 0.01, IV_BELOW_INTRINSIC},
		{"intrinsic", call, intrinsic, IV_NOT_DETERMINED},
		{"rounding of the intrinsic", far, black_price(&far, 0.2), IV_NOT_DETERMINED},
		{"over intrinsic", call, intrinsic + 1e-9, IV_OK},
		{"the underlying", call, 100, IV_ABOVE_MAXIMUM},
		{"just below the underlying", call, 100 - 1e-14, IV_NOT_DETERMINED},
		{"below the underlying", call, 99.999, IV_OK},
		{"the strike", put, 90 * exp(-0.02), IV_ABOVE_MAXIMUM},
		{"over the strike", put, 91, IV_ABOVE_MAXIMUM},
		{"denormal", put, 1e-310, IV_NOT_DETERMINED},
		{"tiny", put, 1e-290, IV_OK},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		double v = 42;
		enum iv_status status =
			black_implied_volatility(&cases[i].terms, cases[i].price, &v);
		check_text(cases[i].name, iv_status_name(status), iv_status_name(cases[i].status));
		check(cases[i].name, status == IV_OK ? v > 0 && v < 60 : v == 42);
	}
}

/*
 * With rate and yield 0 and one year, s is the total volatility. The prices were computed with 60
 * digits from the same doubles and rounded once. A volatility that the price determines must be
 * correct to 4e-15.
 */
static void test_exact_iv(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum option_kind kind;
		double spot, s, price;
	} cases[] = {
		{"at the money", OPTION_CALL, 100, 0.01, 0.39894061814816446819},
		{"at the money, wider", OPTION_CALL, 100, 0.1, 3.9877611676744925},
		{"tail, near", OPTION_PUT, 271, 0.5, 0.69316413282609522574},
		{"far out, wild", OPTION_CALL, 5, 1.5, 0.23027808797960239414},
		{"tail", OPTION_CALL, 40, 0.0625, 1.537653500483013385e-49},
		{"deep tail", OPTION_CALL, 20, 0.09, 1.7990827371429962417e-72},
		{"top", OPTION_PUT, 130, 2, 63.984063425812588922},
		{"near the maximum", OPTION_CALL, 100, 3.5, 91.988168627236581916},
		{"nearer", OPTION_PUT, 300, 4.5, 95.862499655566581155},
		{"in the money", OPTION_PUT, 90, 0.3, 17.012879901849712212},
		{"in the money, wide", OPTION_CALL, 150, 1, 76.374358910898668587},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct option_terms t = {cases[i].kind, cases[i].spot, 100, 1, 0, 0};
		double v = 0;
		check(cases[i].name, black_implied_volatility(&t, cases[i].price, &v) == IV_OK);
		check_near(cases[i].name, v / cases[i].s, 1, 4e-15);
		check_near(cases[i].name, black_price(&t, cases[i].s) / cases[i].price, 1, 1e-12);
	}
}

/*
 * Published prices give the volatilities they were computed with, as exactly as their digits allow.
 */
static void test_textbook_iv(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct option_terms terms;
		double price, digit, volatility;
	} cases[] = {
		{"Hull 14.6 call", {OPTION_CALL, 42, 40, 0.5, 0.1, 0}, 4.76, 0.005, 0.2},
		{"Hull 14.6 put", {OPTION_PUT, 42, 40, 0.5, 0.1, 0}, 0.81, 0.005, 0.2},
		{"Hull 16.1 index", {OPTION_CALL, 930, 900, 2 / 12.0, 0.08, 0.03}, 51.83, 0.005,
			0.2},
		{"Haug 1.1.1", {OPTION_CALL, 60, 65, 0.25, 0.08, 0}, 2.1334, 5e-5, 0.3},
		{"Haug 1.1.2 index", {OPTION_PUT, 100, 95, 0.5, 0.1, 0.05}, 2.4648, 5e-5, 0.2},
		{"Haug 1.1.3 future", {OPTION_CALL, 19, 19, 0.75, 0.1, 0.1}, 1.7011, 5e-5, 0.28},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct greeks g;
		double got = 0;
		check(cases[i].name,
			black_implied_volatility(&cases[i].terms, cases[i].price, &got) == IV_OK);
		check(cases[i].name, black_greeks(&cases[i].terms, got, &g));
		check_near(cases[i].name, got, cases[i].volatility,
			1.01 * cases[i].digit / (100 * g.vega));
	}
	/* Hull 14.11: a call price of 1.875 implies 23.5 % */
	struct option_terms hull = {OPTION_CALL, 21, 20, 0.25, 0.1, 0};
	double v = 0;
	check("hull", black_implied_volatility(&hull, 1.875, &v) == IV_OK);
	check_near("hull", v, 0.235, 5e-4);
}

/*
 * From volatility to price and back: the same price as exactly as its digits allow, and the same
 * volatility where the price determines it.
 */
static void test_round_trip(void **state)
{
	(void)state;
	int solved = 0;
	for (double x = -3; x <= 3.001; x += 0.125) {
		for (double s = 0.01; s <= 5; s *= 1.06) {
			for (int kind = OPTION_PUT; kind <= OPTION_CALL; kind += 2) {
				struct option_terms t = {
					(enum option_kind)kind, 100 * exp(x), 100, 0.25, 0, 0};
				char name[80];
				snprintf(name, sizeof name, "kind %d x %g s %g", kind, x, s);
				double price = black_price(&t, s / 0.5), v = 0;
				bool otm = kind * x <= 0;
				if (!(price > 1e-300))
					continue;
				enum iv_status status = black_implied_volatility(&t, price, &v);
				check(name, status == IV_OK || status == IV_NOT_DETERMINED);
				if (status != IV_OK) {
					/* only near the maximum */
					check(name, !otm || s > 4.5);
					continue;
				}
				solved++;
				double floor = 1 + (x / s) * (x / s);
				check_near(name, black_price(&t, v) / price, 1, 4e-15 * floor);
				struct greeks g;
				check(name, black_greeks(&t, v, &g));
				check_near(name, (v * 0.5 - s) * 200 * g.vega / price, 0,
					4e-15 * floor);
				if (otm && s < 2)
					check_near(name, v * 0.5 / s, 1, 1e-12);
			}
		}
	}
	check("most of the grid is solved", solved > 7000);
}

/* The table is as exact as its header says, also where its pieces meet. */
static void test_guess(void **state)
{
	(void)state;
	for (double x = 0; x < 3.25; x += 0.0173) {
		for (double s = 0.005; s < 7; s *= 1.013) {
			double p = black_normalized_price(x, s), rest = 1 - p;
			char name[40];
			snprintf(name, sizeof name, "x %g s %g", x, s);
			if (!(p > 1e-220) || p > 1 - 1e-15)
				continue;
			if (p > 0.5)
				rest = 0.5 * (erfc((s / 2 - x / s) / sqrt(2)) +
						     exp(x) * erfc((s / 2 + x / s) / sqrt(2)));
			check_near(name, black_normalized_guess(x, p, rest) / s, 1,
				BLACK_NORMALIZED_GUESS_ERROR);
		}
	}
	/* outside the table the solver takes more steps, to the same volatility */
	for (double x = 3.3; x < 40; x *= 1.2) {
		for (double s = 0.3; s < 20; s *= 1.2) {
			double p = black_normalized_price(x, s);
			if (!(p > 1e-300) || p > 0.9)
				continue;
			check_near("far", black_normalized_volatility(x, p, 1 - p) / s, 1, 1e-13);
		}
	}
}

static void test_normal(void **state)
{
	(void)state;
	/* Abramowitz & Stegun, tables 26.1 and 26.2; DLMF 7.12 for the tails */
	static const struct {
		double z, cdf;
	} cases[] = {
		{0, 0.5},
		{1, 0.841344746068542949},
		{-1, 0.158655253931457051},
		{-2, 0.0227501319481792072},
		{-5, 2.86651571879193912e-7},
		{-10, 7.61985302416052607e-24},
		{-37, 5.725571222524576823e-300},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		check_near("cdf", normal_cdf(cases[i].z) / cases[i].cdf, 1, 1e-13);
		check_near("quantile", normal_quantile(cases[i].cdf), cases[i].z, 1e-13);
	}
	check("quantile of 0", isnan(normal_quantile(0)) && isnan(normal_quantile(1)));
	for (double y = 0; y < 20; y += 0.0625) {
		/* E against libm where that is finite, G against its definition */
		if (y < 5)
			check_near("erfcx", normal_erfcx(y) / (exp(y * y) * erfc(y)), 1, 1e-14);
		check_near("slope", normal_erfcx_slope(y),
			2 * (NORMAL_1_SQRT_PI - y * normal_erfcx(y)), 1e-15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_textbook_prices),
		cmocka_unit_test(test_deep_prices),
		cmocka_unit_test(test_greeks),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_exact_iv),
		cmocka_unit_test(test_textbook_iv),
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_normal),
	};
	return cmocka_run_group_tests_name("black", tests, NULL, NULL);
}
