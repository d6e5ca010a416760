#include "array.h"
#include "check.h"

#include "risk.h"

static struct money usd(double amount)
{
	return money_from_double(amount);
}

static void test_tiers(void **state)
{
	(void)state;
	static const enum tier tiny = TIER_TINY, small = TIER_SMALL, medium = TIER_MEDIUM,
			       large = TIER_LARGE;
	static const struct {
		const char *name;
		double equity;
		const enum tier *previous;
		bool loss_day;
		enum tier want;
	} cases[] = {
		{"the bound belongs to the lower tier", 2000, NULL, false, TIER_TINY},
		{"a cent above", 2000.01, NULL, false, TIER_SMALL},
		{"small's bound", 5000, NULL, false, TIER_SMALL},
		{"medium", 5000.01, NULL, false, TIER_MEDIUM},
		{"medium's bound", 25000, NULL, false, TIER_MEDIUM},
		{"large", 25000.01, NULL, false, TIER_LARGE},
		{"to a safer tier at once", 2500, &tiny, false, TIER_SMALL},
		{"to a safer tier on a loss day too", 2500, &tiny, true, TIER_SMALL},
		{"below the bound, but not by 10 %", 4600, &medium, false, TIER_MEDIUM},
		{"a cent above 10 % below", 4500.01, &medium, false, TIER_MEDIUM},
		{"10 % below the bound", 4500, &medium, false, TIER_SMALL},
		{"never on a loss day", 1000, &medium, true, TIER_MEDIUM},
		{"one step, not two", 1900, &medium, false, TIER_SMALL},
		{"two steps", 1800, &medium, false, TIER_TINY},
		{"three steps", 500, &large, false, TIER_TINY},
		{"the same tier", 3000, &small, true, TIER_SMALL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		enum tier tier = TIER_LARGE;
		check(cases[i].name, tier_choose(&p, usd(cases[i].equity), cases[i].previous,
					     cases[i].loss_day, &tier));
		check_text(cases[i].name, tier_name(tier), tier_name(cases[i].want));
	}
	enum tier tier = TIER_SMALL;
	assert_false(tier_choose(&p, MONEY_UNKNOWN, NULL, false, &tier));
	assert_true(tier_choose(&p, (struct money){1}, NULL, false, &tier));
	tier = TIER_SMALL;
	assert_false(tier_choose(&p, usd(0), NULL, false, &tier));
	assert_false(tier_choose(&p, usd(-5), NULL, false, &tier));
	assert_int_equal(tier, TIER_SMALL);
}

static void test_tier_table(void **state)
{
	(void)state;
	static const struct {
		enum tier tier;
		double day, swing, conservative, spread;
		int64_t contracts;
		double open_risk, daily_loss, drawdown, delta, vega, theta;
	} rows[] = {
		{TIER_TINY, 25, 15, 0, 10, 2, 40, 25, 40, 3000, 4, 6},
		{TIER_SMALL, 12, 8, 0, 6, 3, 25, 12, 25, 1500, 3, 4},
		{TIER_MEDIUM, 4, 6, 5, 4, 5, 15, 5, 15, 500, 2, 2},
		{TIER_LARGE, 1, 2, 2, 1, 10, 10, 3, 10, 200, 1, 1},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(rows); i++) {
		const char *name = tier_name(rows[i].tier);
		struct tier_limits day = tier_limits(&p, rows[i].tier, STRATEGY_DAY_TRADE);
		check_near(name, day.trade_pct, rows[i].day, 0);
		check_near(name, tier_limits(&p, rows[i].tier, STRATEGY_SWING_TRADE).trade_pct,
			rows[i].swing, 0);
		check_near(name, tier_limits(&p, rows[i].tier, STRATEGY_CONSERVATIVE).trade_pct,
			rows[i].conservative, 0);
		check_near(name, tier_limits(&p, rows[i].tier, STRATEGY_CREDIT_SPREAD).trade_pct,
			rows[i].spread, 0);
		check(name, day.contracts == rows[i].contracts);
		check_near(name, day.open_risk_pct, rows[i].open_risk, 0);
		check_near(name, day.daily_loss_pct, rows[i].daily_loss, 0);
		check_near(name, day.drawdown_pct, rows[i].drawdown, 0);
		check_near(name, day.delta_pct, rows[i].delta, 0);
		check_near(name, day.vega_pct, rows[i].vega, 0);
		check_near(name, day.theta_pct, rows[i].theta, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tiers),
		cmocka_unit_test(test_tier_table),
	};
	return cmocka_run_group_tests_name("tier", tests, NULL, NULL);
}
