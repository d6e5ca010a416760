/*
 * The edges of the choice of a contract, found by test/mutations.pl: ages exactly at their limit,
 * and which strike has the delta that a day_trade aims for.
 */
#include "contract_case.h"

static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	params.contract_score_min = 0;
	params.contract_day_delta = 0.25; /* distances from it are exact */
	return 0;
}

static struct contract_request request(void)
{
	return case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
}

/* A call that expires tomorrow; the underlying moved. */
static struct contract_candidate candidate(double strike, double delta)
{
	struct contract_candidate c = case_contract(OPTION_CALL, strike, 1, delta);
	c.underlying_move_pct = 5;
	return c;
}

/* A quote is fresh up to its limit, and may lie ahead by the skew of the clocks. */
static void test_ages(void **state)
{
	(void)state;
	struct contract_request r = request();
	struct contract_candidate c = candidate(101, 0.4);
	const double ages[] = {params.contract_quote_age_max_s, -params.gate_clock_skew_max_s};
	for (size_t i = 0; i < array_size(ages); i++) {
		int64_t us = (int64_t)(ages[i] * (double)SECOND_US);
		c.quote.ts = instant_add(r.now, -us);
		check("at the limit", contract_choose(&r, &params, &c, 1) == 0);
		c.quote.ts = instant_add(c.quote.ts, us > 0 ? -1 : 1);
		check("beyond", contract_choose(&r, &params, &c, 1) == -1);
		check("beyond", c.reason == CONTRACT_STALE);
	}
}

/*
 * More of a contract is bought by its quote of now: its days, its strike, its delta and its volume
 * were decided before, and its Greeks are completed.
 */
static void test_check_again(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum contract_reason want;
		int64_t bid_e4, ask_e4;
		double delta, volatility;
		int64_t age_s;
		bool far;
	} cases[] = {
		{"as it was", CONTRACT_CHOSEN_FROM, 24800, 25200, 0.4, 0.3, 2, false},
		{"another delta, too far, no volume", CONTRACT_CHOSEN_FROM, 24800, 25200, 0.9, 0.3,
			2, true},
		{"nothing is bid", CONTRACT_NO_BID, 0, 25200, 0.4, 0.3, 2, false},
		{"crossed", CONTRACT_CROSSED, 25200, 24800, 0.4, 0.3, 2, false},
		{"at the widest spread", CONTRACT_CHOSEN_FROM, 19000, 21000, 0.4, 0.3, 2, false},
		{"wider", CONTRACT_SPREAD, 18990, 21010, 0.4, 0.3, 2, false},
		{"too cheap", CONTRACT_CHEAP, 300, 310, 0.4, 0.3, 2, false},
		{"old", CONTRACT_STALE, 24800, 25200, 0.4, 0.3, 3600, false},
		{"Greeks of our own", CONTRACT_CHOSEN_FROM, 24800, 25200, (double)NAN, (double)NAN,
			2, false},
		{"a price that no volatility gives", CONTRACT_NO_DELTA, 1520000, 1530000,
			(double)NAN, (double)NAN, 2, false},
	};
	struct params p = params;
	p.contract_spread_max_pct = 10;
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = request();
		struct contract_candidate c = candidate(101, cases[i].delta);
		c.quote.bid.e4 = cases[i].bid_e4;
		c.quote.ask.e4 = cases[i].ask_e4;
		c.quote.ts = instant_add(r.now, -cases[i].age_s * SECOND_US);
		c.implied_volatility = cases[i].volatility;
		if (cases[i].far) {
			c.occ.strike = price_from_double(300);
			c.occ.expiry = date_from_ymd(2027, 1, 15);
			c.volume_today = c.volume_previous = 0;
			c.tradable = c.standard = FACT_UNKNOWN;
		}
		check(cases[i].name, contract_check_again(&r, &p, &c) == cases[i].want);
		check(cases[i].name,
			cases[i].want != CONTRACT_CHOSEN_FROM || isfinite(c.implied_volatility));
	}
}

/* The first candidate is the contract whose target is compared, the others follow it. */
static void test_strike_of_delta(void **state)
{
	(void)state;
	const double unknown = (double)NAN;
	static const double none = 101.5; /* 1.5 % out of the money: no strike is nearer */
	const struct {
		const char *name;
		double strikes[2], deltas[2];
		double want;
		enum option_kind kind; /* of the second */
		int days_later;	       /* its expiry */
		enum fact standard;
	} cases[] = {
		{"the nearest delta", {101, 100.5}, {0.25, 0.5}, 101, OPTION_CALL, 0, FACT_YES},
		{"not the least", {101, 101.25}, {0.25, 0.125}, 101, OPTION_CALL, 0, FACT_YES},
		{"of two the nearer strike", {101, 100.5}, {0.375, 0.125}, 100.5, OPTION_CALL, 0,
			FACT_YES},
		{"in either order", {100.5, 101}, {0.375, 0.125}, 100.5, OPTION_CALL, 0, FACT_YES},
		{"a farther one beyond it", {104, 101}, {0.25, 0.5}, none, OPTION_CALL, 0,
			FACT_YES},
		{"not a put", {104, 101}, {0.375, -0.25}, none, OPTION_PUT, 0, FACT_YES},
		{"not another expiry", {104, 101}, {0.375, 0.25}, none, OPTION_CALL, -1, FACT_YES},
		{"not an adjusted one", {104, 101}, {0.375, 0.25}, none, OPTION_CALL, 0, FACT_NO},
		{"not an unknown delta", {104, 101}, {0.375, unknown}, none, OPTION_CALL, 0,
			FACT_YES},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = request();
		struct contract_candidate c[2] = {
			candidate(cases[i].strikes[0], cases[i].deltas[0]),
			candidate(cases[i].strikes[1], cases[i].deltas[1])};
		c[1].occ.kind = cases[i].kind;
		c[1].occ.expiry = date_add(c[1].occ.expiry, cases[i].days_later);
		c[1].standard = cases[i].standard;
		if (isnan(cases[i].deltas[1])) /* and none can be computed */
			c[1].quote = (struct quote){{0}, {0}, 0, 0, r.now};
		if (isnan(cases[i].deltas[1]))
			c[1].implied_volatility = unknown;
		(void)contract_choose(&r, &params, c, 2);
		check_near(cases[i].name, c[0].target_strike, cases[i].want, 1e-9);
	}
}

/* Of equal scores the nearer strike wins, then the nearer expiry, then the symbol. */
static void test_ties(void **state)
{
	(void)state;
	struct contract_request r = request();
	r.strategy = STRATEGY_SWING_TRADE;
	struct contract_candidate c[2] = {candidate(106, 0.4), candidate(107, 0.4)};
	c[0].occ.expiry = date_from_ymd(2026, 2, 9);
	c[1].occ.expiry = date_from_ymd(2026, 2, 6);
	check("the nearer strike", contract_choose(&r, &params, c, 2) == 0);
	check("both have no points for it", c[0].strike_points <= 0 && c[1].strike_points <= 0);
	c[0] = candidate(101, 0.4);
	c[1] = candidate(99, 0.4);
	c[0].occ.expiry = c[1].occ.expiry = date_from_ymd(2026, 2, 6);
	check("the symbol", contract_choose(&r, &params, c, 2) == 1);
	params.contract_score_min = c[1].score;
	check("the least score", contract_choose(&r, &params, &c[1], 1) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_ages, set_up),
		cmocka_unit_test_setup(test_check_again, set_up),
		cmocka_unit_test_setup(test_strike_of_delta, set_up),
		cmocka_unit_test_setup(test_ties, set_up),
	};
	return cmocka_run_group_tests_name("contract_edges", tests, NULL, NULL);
}
