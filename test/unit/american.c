#include "check.h"

#include <stdio.h>

#include "american.h"
#include "array.h"
#include "boundary.h"

/*
 * Puts with a spot of 40 and a rate of 4.88 %, as in the tables of the literature. The values are
 * those of QuantLib 1.29 (QdFpAmericanEngine, highPrecisionScheme); its trees of 10,000 steps agree
 * with them to 3e-5.
 */
static void test_puts(void **state)
{
	(void)state;
	static const struct {
		double volatility, strike, price[3];
	} cases[] = {
		{0.2, 35, {0.006191, 0.200361, 0.432798}},
		{0.2, 40, {0.852171, 1.579817, 1.990463}},
		{0.2, 45, {5.000000, 5.088325, 5.266987}},
		{0.3, 35, {0.077386, 0.697497, 1.219811}},
		{0.3, 40, {1.309930, 2.482565, 3.169651}},
		{0.3, 45, {5.059678, 5.705614, 6.243599}},
		{0.4, 35, {0.246556, 1.346032, 2.154882}},
		{0.4, 40, {1.768136, 3.387469, 4.352708}},
		{0.4, 45, {5.286805, 6.509800, 7.382967}},
	};
	static const double years[] = {0.0833, 0.3333, 0.5833};
	for (size_t i = 0; i < array_size(cases); i++) {
		for (size_t j = 0; j < array_size(years); j++) {
			struct american_terms t = {
				{OPTION_PUT, 40, cases[i].strike, years[j], 0.0488, 0}, NULL, 0};
			check_near("put", american_price(&t, cases[i].volatility),
				cases[i].price[j], 1e-5);
		}
	}
}

/* Calls of strike 100, half a year, 3 %, yield 7 %. Reference as above; the trees agree to 6e-5. */
static void test_calls(void **state)
{
	(void)state;
	static const struct {
		double volatility, price[5];
	} cases[] = {
		{0.2, {0.219374, 1.386392, 4.782606, 11.097697, 20.000418}},
		{0.4, {2.688781, 5.722068, 10.238666, 16.181141, 23.359709}},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		for (int j = 0; j < 5; j++) {
			struct american_terms t = {
				{OPTION_CALL, 80 + 10 * j, 100, 0.5, 0.03, 0.07}, NULL, 0};
			check_near("call", american_price(&t, cases[i].volatility),
				cases[i].price[j], 2e-5);
		}
	}
}

static void test_dividends(void **state)
{
	(void)state;
	static const struct cash_dividend four[] = {{0.25, 4}},
					  halves[] = {{2 / 12.0, 0.5}, {5 / 12.0, 0.5}};
	struct option_terms european;
	/* QuantLib 1.29, finite differences in the escrowed model, grid of 3200 by 3200: 4.3859 */
	struct american_terms call = {
		{OPTION_CALL, 80, 82, 0.3333, 0.06, 0}, four, array_size(four)};
	check_near("one", american_price(&call, 0.3), 4.3859, 2e-4);
	/* Black's formula at the spot less 0.5 e^-.015 + 0.5 e^-.0375 */
	struct american_terms two = {
		{OPTION_CALL, 40, 40, 0.5, 0.09, 0}, halves, array_size(halves)};
	check("european", american_european(&two, &european));
	check_near("two, European", black_price(&european, 0.3), 3.671233209, 1e-9);
	check("two, American is worth more", american_price(&two, 0.3) > 3.671);
}

/* Options that are never exercised early, and options that are exercised now. */
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
	check("a dividend before expiry lowers the price",
		american_price(&call, 0.3) < black_price(&call.option, 0.3));
	call.dividends = wrong;
	call.dividend_count = 2;
	check("dividends out of order", isnan(american_price(&call, 0.3)));
	early.amount = 200;
	call.dividends = &early;
	call.dividend_count = 1;
	check("a dividend above the spot", isnan(american_price(&call, 0.3)));
}

/* Boundary and lattice are independent methods; a tiny dividend selects the lattice. */
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

/* The Greeks against differences of the price. */
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
		/* a day later; the day of the cash dividend is a day nearer, too */
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
	check("most are solved", solved > 250);
}

/* From price to volatility and back, over a grid of rates, yields and times. */
static void test_grid(void **state)
{
	(void)state;
	static const double rates[] = {0, 0.005, 0.04, 0.12}, yields[] = {0, 0.01, 0.04, 0.08};
	static const double years[] = {1 / 8760.0, 1 / 365.0, 30 / 365.0, 1.5};
	int solved = 0, left = 0;
	for (int i = 0; i < 4 * 4 * 4 * 2; i++) {
		struct option_terms o = {i % 2 == 0 ? OPTION_PUT : OPTION_CALL, 0, 100,
			years[i / 2 % 4], rates[i / 8 % 4], yields[i / 32]};
		for (double v = 0.06; v < 2.5; v *= 1.7)
			for (double x = -4; x <= 4; x += 0.5) {
				double got = 42;
				o.spot = 100 * exp(x * v * sqrt(o.years));
				struct american_terms t = {o, NULL, 0};
				double price = american_price(&t, v);
				double over = price - american_price(&t, 0);
				enum iv_status status =
					american_implied_volatility(&t, price, &got);
				char name[80];
				snprintf(name, sizeof name, "%d, volatility %g, x %g: %s", i, v, x,
					iv_status_name(status));
				solved += status == IV_OK;
				left += status != IV_OK;
				if (status == IV_OK)
					check_near(name, american_price(&t, got), price, 1e-7);
				else
					check(name, status == IV_NOT_DETERMINED && got == 42 &&
							    over < 1.1e-4);
			}
	}
	check("most are solved", solved > 2 * left);
}

/* Prices slightly above the exercise value. */
static void test_near_exercise(void **state)
{
	(void)state;
	for (double spot = 60; spot < 100; spot += 3) {
		struct american_terms t = {{OPTION_PUT, spot, 100, 0.25, 0.04, 0}, NULL, 0};
		double low, high;
		char name[40];
		snprintf(name, sizeof name, "spot %g", spot);
		check(name, american_implied_volatility(&t, 100 - spot + 2e-4, &low) == IV_OK);
		check(name, american_implied_volatility(&t, 100 - spot + 4e-4, &high) == IV_OK);
		check(name, low > 0 && low < high);
		check_near(name, american_price(&t, low), 100 - spot + 2e-4, 1e-7);
	}
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
		{"below the exercise value", &put, 9.9, IV_BELOW_INTRINSIC},
		{"the strike", &put, 100, IV_ABOVE_MAXIMUM},
		/* no total volatility up to 5 gives this price */
		{"nearly the strike", &put, 99, IV_NOT_DETERMINED},
		{"the spot", &call, 90, IV_ABOVE_MAXIMUM},
		{"no spot", &none, 5, IV_BAD_INPUT},
		{"no price", &put, 0, IV_BAD_INPUT},
		{"expired", &expired, 12, IV_EXPIRED},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		double v = 42;
		enum iv_status status =
			american_implied_volatility(cases[i].terms, cases[i].price, &v);
		check_text(cases[i].name, iv_status_name(status), iv_status_name(cases[i].status));
		check(cases[i].name, (status == IV_OK) == (v < 42));
	}
}

/* Rates up to about three times the volatility, against the lattice. */
static void test_high_rates(void **state)
{
	(void)state;
	static const struct cash_dividend dust = {0.5, 1e-9};
	static const double ratios[] = {0.5, 1, 2, 2.9};
	for (size_t i = 0; i < array_size(ratios); i++)
		for (double spot = 99; spot < 112; spot += 3) {
			struct american_terms t = {
				{OPTION_PUT, spot, 100, 1, 0.1 * ratios[i], 0.01}, NULL, 0};
			struct american_terms other = t;
			other.dividends = &dust;
			other.dividend_count = 1;
			char name[40];
			snprintf(name, sizeof name, "spot %g, ratio %g", spot, ratios[i]);
			check_near(
				name, american_price(&t, 0.1), american_price(&other, 0.1), 0.03);
		}
}

/* At the boundary the put is worth its exercise value, with a slope of -1 (smooth pasting). */
static void test_boundary(void **state)
{
	(void)state;
	static const double rates[][2] = {{0.05, 0}, {0.05, 0.02}, {0.03, 0.03}, {0.02, 0.08}};
	for (size_t i = 0; i < array_size(rates); i++) {
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
		cmocka_unit_test(test_puts),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_dividends),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_methods_agree),
		cmocka_unit_test(test_greeks),
		cmocka_unit_test(test_implied_volatility),
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_near_exercise),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_high_rates),
		cmocka_unit_test(test_boundary),
	};
	return cmocka_run_group_tests_name("american", tests, NULL, NULL);
}
