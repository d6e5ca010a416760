#include "check.h"

#include <stdio.h>

#include "american.h"
#include "boundary.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Puts on 40 at 4.88 %: Geske and Johnson, The American Put Option Valued Analytically (Journal of
 * Finance 39, 1984), table I; the values of a fine binomial tree there, to their four decimals.
 */
static void test_geske_johnson(void **state)
{
	(void)state;
	static const struct {
		double volatility, strike, price[3];
	} cases[] = {
		{0.2, 35, {0.0062, 0.2004, 0.4328}},
		{0.2, 40, {0.8522, 1.5798, 1.9904}},
		{0.2, 45, {5.0000, 5.0883, 5.2670}},
		{0.3, 35, {0.0774, 0.6975, 1.2198}},
		{0.3, 40, {1.3099, 2.4825, 3.1696}},
		{0.3, 45, {5.0597, 5.7056, 6.2436}},
		{0.4, 35, {0.2466, 1.3460, 2.1549}},
		{0.4, 40, {1.7681, 3.3874, 4.3526}},
		{0.4, 45, {5.2868, 6.5099, 7.3830}},
	};
	static const double years[] = {0.0833, 0.3333, 0.5833};
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t j = 0; j < COUNT(years); j++) {
			struct american_terms t = {
				{OPTION_PUT, 40, cases[i].strike, years[j], 0.0488, 0}, NULL, 0};
			check_near("put", american_price(&t, cases[i].volatility),
				cases[i].price[j], 1.5e-4);
		}
	}
}

/*
 * Calls of 100, half a year, 3 % and a yield of 7 %: Ju, Pricing an American Option by
 * Approximating Its Early Exercise Boundary as a Multipiece Exponential Function (Review of
 * Financial Studies 11, 1998), its binomial values of 10,000 steps.
 */
static void test_ju(void **state)
{
	(void)state;
	static const struct {
		double volatility, price[5];
	} cases[] = {
		{0.2, {0.2194, 1.3864, 4.7825, 11.0978, 20.0004}},
		{0.4, {2.6889, 5.7223, 10.2385, 16.1812, 23.3598}},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (int j = 0; j < 5; j++) {
			struct american_terms t = {
				{OPTION_CALL, 80 + 10 * j, 100, 0.5, 0.03, 0.07}, NULL, 0};
			check_near("call", american_price(&t, cases[i].volatility),
				cases[i].price[j], 3e-4);
		}
	}
}

/* Textbooks: Hull, Options, Futures, and Other Derivatives; Haug, Option Pricing Formulas. */
static void test_textbooks(void **state)
{
	(void)state;
	static const struct cash_dividend haug[] = {{0.25, 4}},
					  hull[] = {{2 / 12.0, 0.5}, {5 / 12.0, 0.5}};
	struct option_terms european;
	/* Hull's tree has 4.283 with 500 steps */
	struct american_terms put = {{OPTION_PUT, 50, 50, 5 / 12.0, 0.1, 0}, NULL, 0};
	check_near("Hull's tree", american_price(&put, 0.4), 4.283, 0.0015);
	/* Haug, Roll-Geske-Whaley, exact in this model: 4.3860 */
	struct american_terms call = {{OPTION_CALL, 80, 82, 0.3333, 0.06, 0}, haug, COUNT(haug)};
	check_near("Haug's dividend", american_price(&call, 0.3), 4.3860, 82 * 3e-5);
	/* Hull 14.8: European, two dividends */
	struct american_terms two = {{OPTION_CALL, 40, 40, 0.5, 0.09, 0}, hull, COUNT(hull)};
	check("european", american_european(&two, &european));
	check_near("Hull's dividends", black_price(&european, 0.3), 3.67, 0.005);
	check("worth more", american_price(&two, 0.3) > 3.67);
}

/* Where early exercise cannot pay, and where nothing but it does. */
static void test_limits(void **state)
{
	(void)state;
	struct american_terms call = {{OPTION_CALL, 100, 90, 0.5, 0.04, 0}, NULL, 0}, put = call;
	put.option.kind = OPTION_PUT;
	check_near("call without a yield", american_price(&call, 0.3),
		black_price(&call.option, 0.3), 0);
	put.option.rate = 0;
	check_near("put without interest", american_price(&put, 0.3), black_price(&put.option, 0.3),
		0);
	put.option.rate = 0.04;
	put.option.spot = 50;
	check_near("exercise now", american_price(&put, 0.2), 40, 0);
	struct greeks g;
	check("exercise now", american_greeks(&put, 0.2, &g) && g.delta == -1 && g.gamma == 0);
	put.option.years = 0;
	check_near("no time", american_price(&put, 0.2), 40, 0);
	put.option.years = 0.5;
	check_near("no volatility", american_price(&put, 0), 40, 1e-9);
	put.option.spot = 100;
	check_near("no volatility, out of the money", american_price(&put, 0), 0, 1e-12);
	struct cash_dividend late = {0.5, 3}, early = {0.2, 3}, wrong[] = {{0.3, 1}, {0.2, 1}};
	call.dividends = &late;
	call.dividend_count = 1;
	check_near("a dividend on the day of expiry does not count", american_price(&call, 0.3),
		black_price(&call.option, 0.3), 0);
	call.dividends = &early;
	check("one before it costs", american_price(&call, 0.3) < black_price(&call.option, 0.3));
	call.dividends = wrong;
	call.dividend_count = 2;
	check("dividends out of order", isnan(american_price(&call, 0.3)));
	early.amount = 200;
	call.dividends = &early;
	call.dividend_count = 1;
	check("more paid than there is", isnan(american_price(&call, 0.3)));
}

/* The two methods have nothing in common: a dividend of next to nothing takes the other one. */
static void test_methods_agree(void **state)
{
	(void)state;
	static const struct cash_dividend dust = {0.1, 1e-9};
	for (double spot = 80; spot <= 120; spot += 5) {
		for (double v = 0.1; v < 0.7; v += 0.1) {
			struct american_terms t = {{OPTION_PUT, spot, 100, 0.5, 0.05, 0.02}, NULL,
						      0},
					      other = t;
			other.dividends = &dust;
			other.dividend_count = 1;
			char name[60];
			snprintf(name, sizeof name, "put, spot %g, volatility %g", spot, v);
			check_near(name, american_price(&other, v), american_price(&t, v), 0.03);
			t.option.kind = other.option.kind = OPTION_CALL;
			t.option.dividend_yield = other.option.dividend_yield = 0.08;
			check_near(name, american_price(&other, v), american_price(&t, v), 0.03);
		}
	}
}

/* Against differences of the price. */
static void test_greeks(void **state)
{
	(void)state;
	static const struct cash_dividend dividend = {0.2, 1.5};
	for (int i = 0; i < 8; i++) {
		enum option_kind kind = i % 2 == 0 ? OPTION_PUT : OPTION_CALL;
		double spot = i < 4 ? 98 : 104, v = 0.3, bump = i % 4 < 2 ? 0.1 : 2;
		struct american_terms t = {{kind, spot, 100, 0.4, 0.05, 0.03}, NULL, 0};
		char name[40];
		snprintf(name, sizeof name, "case %d", i);
		if (i % 4 >= 2) {
			t.dividends = &dividend;
			t.dividend_count = 1;
		}
		struct american_terms up = t, down = t;
		struct greeks g;
		up.option.spot += bump;
		down.option.spot -= bump;
		double high = american_price(&up, v), low = american_price(&down, v),
		       here = american_price(&t, v);
		check(name, american_greeks(&t, v, &g));
		check_near(name, g.delta, (high - low) / (2 * bump), 2e-3);
		check_near(name, g.gamma, (high - 2 * here + low) / (bump * bump), 3e-3);
		check_near(name, g.vega,
			(american_price(&t, v + 0.01) - american_price(&t, v - 0.01)) / 2, 2e-3);
		/* a day later; with a cash dividend its day comes nearer, too */
		struct cash_dividend nearer = {dividend.years - 1 / 365.0, dividend.amount};
		struct american_terms later = t;
		later.option.years -= 1 / 365.0;
		later.dividends = &nearer;
		check_near(name, g.theta, american_price(&later, v) - here, 3e-3);
		up = down = t;
		up.option.rate += 0.01;
		down.option.rate -= 0.01;
		check_near(
			name, g.rho, (american_price(&up, v) - american_price(&down, v)) / 2, 2e-3);
	}
}

static void test_implied_volatility(void **state)
{
	(void)state;
	static const struct cash_dividend dividend = {0.2, 1.5};
	int solved = 0;
	for (double spot = 70; spot <= 140; spot += 5) {
		for (double v = 0.05; v < 1.5; v *= 1.3) {
			for (int kind = OPTION_PUT; kind <= OPTION_CALL; kind += 2) {
				struct american_terms t = {
					{(enum option_kind)kind, spot, 100, 0.4, 0.05, 0.03},
					&dividend, (size_t)(solved % 2)};
				double price = american_price(&t, v), got = 42;
				char name[60];
				snprintf(name, sizeof name, "%d, spot %g, volatility %g", kind,
					spot, v);
				if (!(price > 1e-8))
					continue;
				enum iv_status status =
					american_implied_volatility(&t, price, &got);
				if (status != IV_OK) {
					check_text(name, iv_status_name(status), "not_determined");
					check(name, got == 42 &&
							    price - american_price(&t, 0) < 1.1e-4);
					continue;
				}
				solved++;
				check_near(name, american_price(&t, got), price, 1e-7);
			}
		}
	}
	check("most", solved > 250);
}

static void test_status(void **state)
{
	(void)state;
	struct american_terms put = {{OPTION_PUT, 90, 100, 0.5, 0.04, 0}, NULL, 0}, call = put;
	call.option.kind = OPTION_CALL;
	call.option.dividend_yield = 0.02;
	struct american_terms none = put, expired = put;
	none.option.spot = 0;
	expired.option.years = 0;
	const struct {
		const char *name;
		const struct american_terms *terms;
		double price;
		enum iv_status status;
	} cases[] = {
		{"fair", &put, 12, IV_OK},
		{"exercise value", &put, 10, IV_NOT_DETERMINED},
		{"under it", &put, 9.9, IV_BELOW_INTRINSIC},
		{"the strike", &put, 100, IV_ABOVE_MAXIMUM},
		/* no total volatility up to 5 gives it */
		{"nearly", &put, 99, IV_NOT_DETERMINED},
		{"the spot", &call, 90, IV_ABOVE_MAXIMUM},
		{"no spot", &none, 5, IV_BAD_INPUT},
		{"no price", &put, 0, IV_BAD_INPUT},
		{"expired", &expired, 12, IV_EXPIRED},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		double v = 42;
		enum iv_status status =
			american_implied_volatility(cases[i].terms, cases[i].price, &v);
		check_text(cases[i].name, iv_status_name(status), iv_status_name(cases[i].status));
		check(cases[i].name, (status == IV_OK) == (v < 42));
	}
}

/* At the boundary the put is worth its exercise, with a slope of -1 (smooth pasting). */
static void test_boundary(void **state)
{
	(void)state;
	static const double rates[][2] = {{0.05, 0}, {0.05, 0.02}, {0.03, 0.03}, {0.02, 0.08}};
	for (size_t i = 0; i < COUNT(rates); i++) {
		struct boundary b;
		double rate = 0.75 * rates[i][0], yield = 0.75 * rates[i][1];
		boundary_solve(rate, yield, 0.25 * sqrt(0.75), &b);
		double spot = boundary_spot(&b), over = spot * (1 + 1e-4);
		check_near("value", boundary_put(&b, spot * (1 + 1e-12)), 1 - spot, 2e-6);
		check_near("slope",
			(boundary_put(&b, over) - boundary_put(&b, spot * (1 + 1e-12))) /
				(over - spot),
			-1, 2e-3);
		check_near("at expiry", exp(b.start), fmin(1, yield > 0 ? rate / yield : 1), 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_geske_johnson),
		cmocka_unit_test(test_ju),
		cmocka_unit_test(test_textbooks),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_methods_agree),
		cmocka_unit_test(test_greeks),
		cmocka_unit_test(test_implied_volatility),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_boundary),
	};
	return cmocka_run_group_tests_name("american", tests, NULL, NULL);
}
