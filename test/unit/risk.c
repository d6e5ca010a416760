#include "array.h"
#include "check.h"

#include "risk.h"

static void test_shares_of_money(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t e4;
		double pct;
		int64_t want;
	} cases[] = {
		{"25 % of 1,000", 10000000, 25, 2500000},
		{"7.5 %", 10000000, 7.5, 750000},
		{"rounded down", 10000003, 25, 2500000},
		{"a third of one per cent", 10000000, 1.0 / 3, 33330},
		{"all", 9000000000000000000, 100, 9000000000000000000},
		{"none", 10000000, 0, 0},
		{"a negative share", 10000000, -1, INT64_MIN},
		{"an unknown share", 10000000, (double)NAN, INT64_MIN},
		{"of unknown", INT64_MIN, 25, INT64_MIN},
		{"of a debt", -10000000, 25, INT64_MIN},
		{"more than fits", 9000000000000000000, 200, INT64_MIN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name,
			money_pct((struct money){cases[i].e4}, cases[i].pct).e4 == cases[i].want);
}

static void test_names(void **state)
{
	(void)state;
	enum instrument instrument = INSTRUMENT_STOCK;
	enum strategy strategy = STRATEGY_CONSERVATIVE;
	enum trade_action action = ACTION_SELL;
	enum tier tier = TIER_LARGE;
	for (int i = INSTRUMENT_CALL; i <= INSTRUMENT_STOCK; i++) {
		assert_true(instrument_parse(instrument_name((enum instrument)i), &instrument));
		assert_int_equal(instrument, i);
	}
	for (int i = STRATEGY_DAY_TRADE; i <= STRATEGY_CREDIT_SPREAD; i++) {
		assert_true(strategy_parse(strategy_name((enum strategy)i), &strategy));
		assert_int_equal(strategy, i);
	}
	for (int i = ACTION_BUY; i <= ACTION_SELL; i++) {
		assert_true(trade_action_parse(trade_action_name((enum trade_action)i), &action));
		assert_int_equal(action, i);
	}
	for (int i = TIER_TINY; i <= TIER_LARGE; i++) {
		assert_true(tier_parse(tier_name((enum tier)i), &tier));
		assert_int_equal(tier, i);
	}
	assert_false(instrument_parse("call", &instrument));
	assert_false(strategy_parse("", &strategy));
	assert_false(trade_action_parse(NULL, &action));
	assert_false(tier_parse("huge", &tier));
}

static void test_directions(void **state)
{
	(void)state;
	assert_int_equal(trade_direction(INSTRUMENT_CALL, STRATEGY_DAY_TRADE), 1);
	assert_int_equal(trade_direction(INSTRUMENT_PUT, STRATEGY_SWING_TRADE), -1);
	assert_int_equal(trade_direction(INSTRUMENT_STOCK, STRATEGY_SWING_TRADE), 1);
	assert_int_equal(trade_direction(INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD), 1);
	assert_int_equal(trade_direction(INSTRUMENT_CALL, STRATEGY_CREDIT_SPREAD), -1);
}

static void test_exposure(void **state)
{
	(void)state;
	/* delta .5, gamma .05, vega .1 per point, theta -.2 per day, spot 200, 100 shares */
	struct greeks greeks = {.delta = 0.5, .gamma = 0.05, .theta = -0.2, .vega = 0.1, .rho = 0};
	struct american_terms terms = {.option = {.kind = OPTION_CALL,
					       .spot = 200,
					       .strike = 200,
					       .years = 5 / 365.0,
					       .rate = 0.04}};
	struct params p;
	params_init(&p);
	struct exposure e = exposure_of_contract(&p, &terms, 0.3, &greeks, 5);
	check_near("delta", e.delta, 10000, 1e-9);
	check_near("gamma of a move of 2", e.gamma_move, 10, 1e-9);
	check_near("vega", e.vega, 10, 1e-9);
	check_near("theta", e.theta, -20, 1e-9);
	check_near("theta of the last day is not counted",
		exposure_of_contract(&p, &terms, 0.3, &greeks, 1).theta, 0, 0);
	check_near("that of two days is", exposure_of_contract(&p, &terms, 0.3, &greeks, 2).theta,
		-20, 1e-9);
	struct exposure two = exposure_add((struct exposure){0}, e, 2);
	check_near("gamma of two", two.gamma_move, 20, 1e-9);
	check_near("used delta", exposure_used(&two, EXPOSURE_DELTA), 20000, 1e-9);
	check_near("used theta", exposure_used(&two, EXPOSURE_THETA), 40, 1e-9);
	struct exposure sold = exposure_add((struct exposure){0}, e, -2);
	check_near("short delta", exposure_used(&sold, EXPOSURE_DELTA), 20000, 1e-9);
	check_near("earned theta does not count", exposure_used(&sold, EXPOSURE_THETA), 0, 0);
	greeks.vega = (double)NAN;
	e = exposure_of_contract(&p, &terms, 0.3, &greeks, 5);
	assert_true(isnan(exposure_used(&e, EXPOSURE_VEGA)));
	check("the stress needs no vega", !isnan(exposure_used(&e, EXPOSURE_STRESS)));
	terms.option.spot = price_to_double(PRICE_UNKNOWN);
	e = exposure_of_contract(&p, &terms, 0.3, &greeks, 5);
	assert_true(isnan(exposure_used(&e, EXPOSURE_DELTA)));
	assert_true(isnan(exposure_used(&e, EXPOSURE_STRESS)));
	for (int i = 0; i < EXPOSURE_LIMITS; i++) {
		e = exposure_unknown();
		assert_true(isnan(exposure_used(&e, (enum exposure_limit)i)));
	}
}

/* The loss of the book at a gap of 5 % either way with volatility 30 % higher or lower. */
static void test_stress(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct american_terms terms = {.option = {.kind = OPTION_CALL,
					       .spot = 100,
					       .strike = 100,
					       .years = 30 / 365.0,
					       .rate = 0.04}};
	struct greeks greeks = {.delta = 0.5, .gamma = 0.05, .theta = -0.2, .vega = 0.1, .rho = 0};
	double now = black_price(&terms.option, 0.4);
	struct option_terms down = terms.option;
	down.spot = 95;
	double worst = 100 * (now - black_price(&down, 0.28));
	struct exposure call = exposure_of_contract(&p, &terms, 0.4, &greeks, 30);
	check_near("a call loses most when the stock falls and calms down",
		exposure_used(&call, EXPOSURE_STRESS), worst, 1e-9);
	check("and never more than its premium", worst < 100 * now);
	struct option_terms up = terms.option;
	up.spot = 105;
	struct exposure sold = exposure_add((struct exposure){0}, call, -1);
	check_near("sold, when it rises and gets wild", exposure_used(&sold, EXPOSURE_STRESS),
		100 * (black_price(&up, 0.52) - now), 1e-9);
	struct american_terms put = terms;
	put.option.kind = OPTION_PUT;
	put.option.rate = 0; /* then it is not exercised early */
	up.kind = OPTION_PUT;
	up.rate = 0;
	struct exposure bearish = exposure_of_contract(&p, &put, 0.4, &greeks, 30);
	check_near("a put, when the stock rises and calms down",
		exposure_used(&bearish, EXPOSURE_STRESS),
		100 * (black_price(&put.option, 0.4) - black_price(&up, 0.28)), 1e-4);
	struct exposure hedged = exposure_add(sold, call, 1);
	check_near("bought and sold", exposure_used(&hedged, EXPOSURE_STRESS), 0, 1e-9);
	struct exposure share = exposure_of_share(&p, (struct price){100 * USD_E4});
	check_near("a share", exposure_used(&share, EXPOSURE_STRESS), 5, 1e-9);
	struct exposure both = exposure_add(share, call, 1);
	check_near("the same case for all", exposure_used(&both, EXPOSURE_STRESS), worst + 5, 1e-9);
	struct exposure foreign = exposure_of_foreign(money_from_double(250));
	check_near("a foreign holding", exposure_used(&foreign, EXPOSURE_STRESS), 250, 0);
	check_near("its Greeks", exposure_used(&foreign, EXPOSURE_DELTA), 0, 0);
	foreign = exposure_of_foreign(MONEY_UNKNOWN);
	assert_true(isnan(exposure_used(&foreign, EXPOSURE_STRESS)));
	call = exposure_of_contract(&p, &terms, (double)NAN, &greeks, 30);
	check("an unknown volatility", isnan(exposure_used(&call, EXPOSURE_STRESS)));
	check("leaves the delta known", !isnan(exposure_used(&call, EXPOSURE_DELTA)));
	terms.option.years = 0; /* on the day of expiry a contract is worth what its exercise is */
	terms.option.strike = 90;
	call = exposure_of_contract(&p, &terms, 0.4, &greeks, 0);
	check_near("an expired call", exposure_used(&call, EXPOSURE_STRESS), 500, 1e-9);
}

/* A dividend before the expiry makes a call lose less and a put more of their value. */
static void test_stress_with_dividends(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct greeks greeks = {.delta = 0.5, .gamma = 0.05, .theta = -0.2, .vega = 0.1, .rho = 0};
	static const struct {
		const char *name;
		enum option_kind kind;
		double spot, volatility; /* in the worst case of the stress */
	} cases[] = {
		{"a call", OPTION_CALL, 95, 0.28},
		{"a put", OPTION_PUT, 105, 0.28},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		const struct cash_dividend d = {10 / 365.0, 1.5};
		struct american_terms terms = {.option = {.kind = cases[i].kind,
						       .spot = 100,
						       .strike = 100,
						       .years = 30 / 365.0,
						       .rate = 0.04}};
		struct exposure none = exposure_of_contract(&p, &terms, 0.4, &greeks, 30);
		terms.dividends = &d;
		terms.dividend_count = 1;
		struct exposure e = exposure_of_contract(&p, &terms, 0.4, &greeks, 30);
		struct american_terms worst = terms;
		worst.option.spot = cases[i].spot;
		check_near(cases[i].name, exposure_used(&e, EXPOSURE_STRESS),
			100 * (american_price(&terms, 0.4) -
				      american_price(&worst, cases[i].volatility)),
			1e-9);
		check(cases[i].name, fabs(exposure_used(&e, EXPOSURE_STRESS) -
					     exposure_used(&none, EXPOSURE_STRESS)) > 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shares_of_money),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_exposure),
		cmocka_unit_test(test_stress),
		cmocka_unit_test(test_stress_with_dividends),
	};
	return cmocka_run_group_tests_name("risk", tests, NULL, NULL);
}
