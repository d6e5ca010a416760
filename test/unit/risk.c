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
	struct price spot = {200 * USD_E4};
	struct exposure e = exposure_of_contract(&greeks, spot, 5);
	check_near("delta", e.delta, 10000, 1e-9);
	check_near("gamma of a move of 2", e.gamma_move, 10, 1e-9);
	check_near("vega", e.vega, 10, 1e-9);
	check_near("theta", e.theta, -20, 1e-9);
	check_near("theta of the last day is not counted",
		exposure_of_contract(&greeks, spot, 1).theta, 0, 0);
	struct exposure two = exposure_add((struct exposure){0}, e, 2);
	check_near("used delta", exposure_used(&two, EXPOSURE_DELTA), 20000, 1e-9);
	check_near("used theta", exposure_used(&two, EXPOSURE_THETA), 40, 1e-9);
	check_near("the loss of a move is delta less gamma", exposure_used(&two, EXPOSURE_MOVE),
		180, 1e-9);
	struct exposure sold = exposure_add((struct exposure){0}, e, -2);
	check_near("short delta", exposure_used(&sold, EXPOSURE_DELTA), 20000, 1e-9);
	check_near("earned theta does not count", exposure_used(&sold, EXPOSURE_THETA), 0, 0);
	check_near("short gamma adds to the loss", exposure_used(&sold, EXPOSURE_MOVE), 220, 1e-9);
	greeks.vega = (double)NAN;
	e = exposure_of_contract(&greeks, spot, 5);
	assert_true(isnan(exposure_used(&e, EXPOSURE_VEGA)));
	e = exposure_of_contract(&greeks, PRICE_UNKNOWN, 5);
	assert_true(isnan(exposure_used(&e, EXPOSURE_DELTA)));
	assert_true(isnan(exposure_used(&e, EXPOSURE_MOVE)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shares_of_money),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_exposure),
	};
	return cmocka_run_group_tests_name("risk", tests, NULL, NULL);
}
