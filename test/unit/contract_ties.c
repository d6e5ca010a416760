/* The edges and ties of the choice of a contract. contract.c has its rules. */
#include "contract_case.h"

static void test_age_of_the_quote(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double age_s;
		int want;
	} cases[] = {
		{"as far in the future as clocks differ", -2, 0},
		{"further", -2.001, -1},
		{"the greatest age", 120, 0},
		{"older", 120.001, -1},
	};
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_candidate c = case_contract(OPTION_CALL, 101, 1, 0.4);
		c.quote.ts = instant_add(r.now, -(int64_t)(cases[i].age_s * SECOND_US));
		check(cases[i].name, contract_choose(&r, &p, &c, 1) == cases[i].want);
	}
}

static void test_unknown_day(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	struct contract_candidate c = case_contract(OPTION_CALL, 101, 1, 0.4);
	c.occ.expiry = DATE_UNKNOWN;
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	assert_int_equal(c.reason, CONTRACT_EXPIRY);
	c = case_contract(OPTION_CALL, 101, 1, 0.4);
	r.today = DATE_UNKNOWN;
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	assert_int_equal(c.reason, CONTRACT_EXPIRY);
}

/* A position is rolled to at least 30 days, and to as many as the roll or the strategy trades. */
static void test_rolled_days(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum strategy strategy;
		int roll_days, least, most;
	} cases[] = {
		{"a swing", STRATEGY_SWING_TRADE, 0, 7, 30},
		{"a swing that is rolled", STRATEGY_SWING_TRADE, 30, 30, 45},
		{"conservative", STRATEGY_CONSERVATIVE, 0, 30, 60},
		{"conservative that is rolled", STRATEGY_CONSERVATIVE, 30, 30, 60},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = case_request(OPTION_CALL, cases[i].strategy);
		int least, most;
		r.roll_days = cases[i].roll_days;
		contract_request_days(&p, &r, &least, &most);
		check(cases[i].name, least == cases[i].least && most == cases[i].most);
		struct contract_candidate c = case_contract(OPTION_CALL, 101, 1, 0.4);
		c.occ.expiry = date_add(r.today, cases[i].least - 1);
		(void)contract_choose(&r, &p, &c, 1);
		check(cases[i].name, c.reason == CONTRACT_EXPIRY);
		c.occ.expiry = date_add(r.today, cases[i].least);
		(void)contract_choose(&r, &p, &c, 1);
		check(cases[i].name, c.reason != CONTRACT_EXPIRY);
	}
}

/* The target of a day_trade by the strike of a delta. contract_day_delta is .375 here. */
static void test_strike_of_delta(void **state)
{
	(void)state;
	enum { PUT = 1, OTHER_DAY, ADJUSTED, NO_DELTA };
	static const struct {
		const char *name;
		double strikes[2], deltas[2];
		int odd; /* what the second one is */
		double want;
	} cases[] = {
		{"the nearer delta", {101.25, 100.5}, {0.36, 0.20}, 0, 101.25},
		{"of two the strike nearer to the money", {101.25, 101}, {0.25, 0.50}, 0, 101},
		{"in either order", {101, 101.25}, {0.50, 0.25}, 0, 101},
		{"as near on both sides: the first", {99, 101}, {0.50, 0.25}, 0, 99},
		{"a put does not count", {101.25, 100.5}, {0.36, -0.375}, PUT, 101.25},
		{"nor another expiry", {101.25, 100.5}, {0.36, 0.375}, OTHER_DAY, 101.25},
		{"nor an adjusted contract", {101.25, 100.5}, {0.36, 0.375}, ADJUSTED, 101.25},
		{"nor one without a delta", {101.25, 100.5}, {0.36, 0}, NO_DELTA, 101.25},
	};
	struct params p;
	params_init(&p);
	p.contract_day_delta = 0.375;
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_candidate c[] = {
			case_contract(OPTION_CALL, cases[i].strikes[0], 1, cases[i].deltas[0]),
			case_contract(OPTION_CALL, cases[i].strikes[1],
				cases[i].odd == OTHER_DAY ? 0 : 1, cases[i].deltas[1]),
		};
		if (cases[i].odd == PUT)
			c[1].occ.kind = OPTION_PUT;
		if (cases[i].odd == ADJUSTED)
			c[1].standard = FACT_NO;
		if (cases[i].odd == NO_DELTA) {
			/* below its intrinsic value: no volatility explains the price */
			c[1].occ.strike = (struct price){90 * USD_E4};
			c[1].greeks.delta = c[1].implied_volatility = (double)NAN;
		}
		(void)contract_choose(&r, &p, c, 2);
		check_near(cases[i].name, c[0].target_strike, cases[i].want, 1e-9);
	}
	/* as far as the strike by the distance, which wins: it is out of the money */
	struct contract_candidate c[] = {case_contract(OPTION_CALL, 101, 1, 0.25),
		case_contract(OPTION_CALL, 87.5, 1, 0.375)};
	p.contract_day_otm_pct = 12.5;
	(void)contract_choose(&r, &p, c, 2);
	check_near("out of the money", c[0].target_strike, 112.5, 0);
}

static void test_equal_scores(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_SWING_TRADE);
	/* strikes so far away score nothing; the nearer one wins against the nearer expiry */
	struct contract_candidate c[] = {
		case_contract(OPTION_CALL, 107, 11, 0.4), case_contract(OPTION_CALL, 106, 14, 0.4)};
	assert_int_equal(contract_choose(&r, &p, c, 2), 1);
	assert_true(fabs(c[0].score - c[1].score) < 1e-12);
	c[0].occ.strike = c[1].occ.strike;
	assert_int_equal(contract_choose(&r, &p, c, 2), 0);
	/* the least score is enough */
	p.contract_score_min = c[0].score;
	assert_int_equal(contract_choose(&r, &p, c, 2), 0);
	p.contract_score_min += 1e-9;
	assert_int_equal(contract_choose(&r, &p, c, 2), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_age_of_the_quote),
		cmocka_unit_test(test_unknown_day),
		cmocka_unit_test(test_rolled_days),
		cmocka_unit_test(test_strike_of_delta),
		cmocka_unit_test(test_equal_scores),
	};
	return cmocka_run_group_tests_name("contract_ties", tests, NULL, NULL);
}
