#include "array.h"
#include "check.h"

#include "chain.h"
#include "sizing.h"

static struct money usd(double amount)
{
	return money_from_double(amount);
}

/* An account to which only the money limits apply. */
static struct sizing_input account(double equity, enum tier tier)
{
	return (struct sizing_input){
		.day = date_from_ymd(2026, 1, 26),
		.terms = {.instrument = INSTRUMENT_CALL,
			.strategy = STRATEGY_DAY_TRADE,
			.premium = {25000},
			.spread_width = PRICE_UNKNOWN,
			.stop_distance = PRICE_UNKNOWN},
		.tier = tier,
		.equity = usd(equity),
		.buying_power = usd(equity),
		.cash = usd(equity),
		.kelly_point = (double)NAN,
		.kelly_lower = (double)NAN,
		.market_iv = (double)NAN,
		.atr_ratio = (double)NAN,
		.atr_ratio_median = (double)NAN,
		.last_trade_lost = FACT_NO,
	};
}

/* The exposure of a call at the money, 1 day before its expiry, whose price is PREMIUM. */
static struct exposure at_the_money(const struct params *p, double spot, double premium)
{
	struct option_terms terms = {.kind = OPTION_CALL,
		.spot = spot,
		.strike = spot,
		.years = 1 / 365.0,
		.rate = p->rate};
	struct american_terms american = {.option = terms};
	double volatility = (double)NAN;
	struct greeks greeks;
	check("a volatility gives the premium",
		chain_greeks(&american, premium, &volatility, &greeks));
	return exposure_of_contract(p, &american, volatility, &greeks, 1);
}

/*
 * The worked examples of the specification, at a limit of 2.50, with the Greeks that this premium
 * implies on underlyings from 30 to 500 dollars.
 */
static void test_worked_examples(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double equity;
		enum tier tier;
		int64_t want;
	} cases[] = {
		{"O41 1,000", 1000, TIER_TINY, 1},
		{"5,000", 5000, TIER_SMALL, 2},
		{"100,000", 100000, TIER_LARGE, 4},
		{"999.99 is not enough for one, never rounded up", 999.99, TIER_TINY, 0},
	};
	static const double spots[] = {30, 100, 250, 500};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases) * array_size(spots); i++) {
		size_t k = i / array_size(spots);
		struct sizing_input in = account(cases[k].equity, cases[k].tier);
		in.each = at_the_money(&p, spots[i % array_size(spots)], 2.50);
		struct sizing s;
		sizing_compute(&in, &p, &s);
		check(cases[k].name, s.quantity == cases[k].want);
		check(cases[k].name, s.bound == SIZING_TRADE);
		check(cases[k].name, s.cost.e4 == cases[k].want * 2500000);
		check(cases[k].name, s.risk.e4 == s.cost.e4);
	}
}

/* Each limit lets one more contract through exactly where the figure allows it. */
static void test_limits(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum sizing_limit bound;
		int64_t want;
		double cash, open_risk, class_cost, book_delta, each_delta;
		struct price premium;
	} cases[] = {
		/*
		 * a large account of 100,000: 1 % per trade, 10 % open risk, 70 % of the capital
		 * for short trades, delta dollars of 200 %
		 */
		{"the percentage of the trade", SIZING_TRADE, 4, 1e5, 0, 0, 0, 0, {25000}},
		{"the cap of the tier", SIZING_CONTRACTS, 10, 1e5, 0, 0, 0, 0, {5000}},
		{"O43 the open risk", SIZING_OPEN_RISK, 1, 1e5, 9750, 0, 0, 0, {25000}},
		{"O43 one cent more open risk", SIZING_OPEN_RISK, 0, 1e5, 9750.01, 0, 0, 0,
			{25000}},
		{"the capital of short trades", SIZING_ALLOCATION, 2, 1e5, 0, 69500, 0, 0, {25000}},
		{"a cent more of it", SIZING_ALLOCATION, 1, 1e5, 0, 69500.01, 0, 0, {25000}},
		{"more open risk than allowed", SIZING_OPEN_RISK, 0, 1e5, 20000, 0, 0, 0, {25000}},
		{"cash, with the fee", SIZING_CASH, 1, 500.1133, 0, 0, 0, 0, {25000}},
		{"cash for two", SIZING_CASH, 2, 500.1134, 0, 0, 0, 0, {25000}},
		{"delta", SIZING_DELTA, 2, 1e5, 0, 0, 180000, 10000, {25000}},
		{"a dollar more delta", SIZING_DELTA, 1, 1e5, 0, 0, 180001, 10000, {25000}},
		{"delta of short positions", SIZING_DELTA, 2, 1e5, 0, 0, -180000, -10000, {25000}},
		{"a delta that hedges", SIZING_TRADE, 4, 1e5, 0, 0, -180000, 10000, {25000}},
		{"delta already beyond the limit", SIZING_DELTA, 0, 1e5, 0, 0, 200001, 10, {25000}},
		{"delta at the limit, and one that hedges", SIZING_TRADE, 4, 1e5, 0, 0, 200000,
			-10000, {25000}},
		{"cash that is owed", SIZING_CASH, 0, -5000, 0, 0, 0, 0, {25000}},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct sizing_input in = account(100000, TIER_LARGE);
		in.terms.premium = cases[i].premium;
		in.cash = usd(cases[i].cash);
		in.open_risk = usd(cases[i].open_risk);
		in.class_cost = usd(cases[i].class_cost);
		in.book.delta = cases[i].book_delta;
		in.each.delta = cases[i].each_delta;
		struct sizing s;
		sizing_compute(&in, &p, &s);
		check_text(cases[i].name, sizing_limit_name(s.bound),
			sizing_limit_name(cases[i].bound));
		check(cases[i].name, s.quantity == cases[i].want);
		check_near(cases[i].name, s.limits[SIZING_DELTA].available,
			200000 - fabs(cases[i].book_delta), 0);
	}
}

/* The limits on the sums of all positions: what is left for 2 contracts, and a dollar less. */
static void test_exposure_limits(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum sizing_limit bound;
		size_t figure;
		double all, each; /* of a large account of 100,000 */
	} cases[] = {
		{"vega", SIZING_VEGA, offsetof(struct exposure, vega), 1000, 100},
		{"theta", SIZING_THETA, offsetof(struct exposure, theta), -1000, -100},
		{"stress", SIZING_STRESS, offsetof(struct exposure, stress[0]), -10000, -240},
		{"the last case of it", SIZING_STRESS, offsetof(struct exposure, stress[3]), -10000,
			-240},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++)
		for (int more = 0; more <= 1; more++) {
			struct sizing_input in = account(100000, TIER_LARGE);
			double sign = cases[i].all > 0 ? 1 : -1;
			double held = cases[i].all - 2 * cases[i].each + more * sign;
			memcpy((char *)&in.book + cases[i].figure, &held, sizeof held);
			memcpy((char *)&in.each + cases[i].figure, &cases[i].each, sizeof held);
			struct sizing s;
			sizing_compute(&in, &p, &s);
			check_text(cases[i].name, sizing_limit_name(s.bound),
				sizing_limit_name(cases[i].bound));
			check(cases[i].name, s.quantity == 2 - more);
		}
}

/* Long trades may cost 30 % of the equity together, short ones 70 %. */
static void test_allocation(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct sizing_input in = account(10000, TIER_MEDIUM);
	in.terms.strategy = STRATEGY_SWING_TRADE;
	in.class_cost = usd(2750);
	struct sizing s;
	sizing_compute(&in, &p, &s);
	check("30 % for swings", s.quantity == 1 && s.bound == SIZING_ALLOCATION);
	in.class_cost = usd(2750.01);
	sizing_compute(&in, &p, &s);
	check("and no cent more", s.quantity == 0 && s.bound == SIZING_ALLOCATION);
	in.terms.strategy = STRATEGY_DAY_TRADE;
	sizing_compute(&in, &p, &s);
	check("70 % for day trades", s.quantity == 1 && s.bound == SIZING_TRADE);
	in.terms.instrument = INSTRUMENT_STOCK;
	in.terms.strategy = STRATEGY_SWING_TRADE;
	in.terms.premium = (struct price){100 * USD_E4};
	in.terms.stop_distance = (struct price){1 * USD_E4};
	in.class_cost = usd(6900);
	sizing_compute(&in, &p, &s);
	check("stocks belong to the 70 %", s.quantity == 1 && s.bound == SIZING_ALLOCATION);
}

/* A strategy of 0 % is off, whatever else there is. */
static void test_strategy_is_off(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct sizing_input in = account(1000, TIER_TINY);
	in.terms.strategy = STRATEGY_CONSERVATIVE;
	in.terms.premium = (struct price){100};
	in.closed_trades = 50;
	in.kelly_point = in.kelly_lower = 0.5;
	struct sizing s;
	sizing_compute(&in, &p, &s);
	check("off", s.quantity == 0 && s.bound == SIZING_TRADE);
	check_near("0 %", s.pct, 0, 0);
}

static void test_half_after_loss(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum tier tier;
		enum fact lost;
		double on, want;
	} cases[] = {
		{"after a win", TIER_TINY, FACT_NO, 1, 1},
		{"after a loss", TIER_TINY, FACT_YES, 1, 0.5},
		{"not known", TIER_TINY, FACT_UNKNOWN, 1, 0},
		{"switched off", TIER_TINY, FACT_YES, 0, 1},
		{"the small tier", TIER_SMALL, FACT_YES, 1, 1},
		{"the large tier, not known", TIER_LARGE, FACT_UNKNOWN, 1, 1},
	};
	struct params p;
	for (size_t i = 0; i < array_size(cases); i++) {
		params_init(&p);
		p.tiny_half_after_loss = cases[i].on;
		struct sizing_input in = account(1000, cases[i].tier);
		in.last_trade_lost = cases[i].lost;
		struct sizing s;
		sizing_compute(&in, &p, &s);
		check_near(cases[i].name, s.loss_factor, cases[i].want, 0);
		check_near(cases[i].name, s.pct, s.tier_pct * cases[i].want, 0);
	}
}

static void test_position_limit(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	/* 25 % of 1,000 is 250: buying power above the equity does not allow more */
	struct sizing_input in = account(1000, TIER_TINY);
	in.buying_power = usd(4000);
	struct sizing s;
	sizing_compute(&in, &p, &s);
	assert_int_equal(s.quantity, 1);
	assert_int_equal(s.bound, SIZING_POSITION);
	in.equity = usd(999.99);
	sizing_compute(&in, &p, &s);
	assert_int_equal(s.quantity, 0);
	assert_int_equal(s.bound, SIZING_POSITION);
}

/* The contracts of each tier, for a premium of which the money allows more. */
static void test_contracts_limit(void **state)
{
	(void)state;
	static const int64_t most[] = {2, 3, 5, 10};
	struct params p;
	params_init(&p);
	for (int tier = TIER_TINY; tier <= TIER_LARGE; tier++) {
		double each = 100 * 0.10,
		       pct = tier_limits(&p, (enum tier)tier, STRATEGY_DAY_TRADE).trade_pct;
		for (int more = 0; more <= 1; more++) {
			/* the money for one fewer, and for one more */
			int64_t pays = most[tier] + (more ? 1 : -1);
			struct sizing_input in = account(100000, (enum tier)tier);
			struct sizing s;
			in.terms.premium = (struct price){1000};
			in.buying_power = usd((double)pays * each * 100 / pct + 0.01);
			sizing_compute(&in, &p, &s);
			check(tier_name((enum tier)tier), s.quantity == (more ? most[tier] : pays));
			check(tier_name((enum tier)tier),
				s.bound == (more ? SIZING_CONTRACTS : SIZING_TRADE));
		}
	}
}

static void test_risk_each(void **state)
{
	(void)state;
	struct risk_terms terms = {.instrument = INSTRUMENT_PUT,
		.strategy = STRATEGY_DAY_TRADE,
		.premium = {25000},
		.spread_width = PRICE_UNKNOWN,
		.stop_distance = PRICE_UNKNOWN};
	assert_int_equal(risk_each(&terms).e4, 250 * USD_E4); /* a stop gaps through */

	terms.strategy = STRATEGY_CREDIT_SPREAD;
	assert_false(money_known(risk_each(&terms)));
	terms.spread_width = (struct price){50000};
	terms.premium = (struct price){15000};
	assert_int_equal(risk_each(&terms).e4, 350 * USD_E4);
	terms.premium = (struct price){50000}; /* a credit as wide as the spread is a bad quote */
	assert_false(money_known(risk_each(&terms)));

	terms = (struct risk_terms){.instrument = INSTRUMENT_STOCK,
		.strategy = STRATEGY_SWING_TRADE,
		.premium = {1000000},
		.spread_width = PRICE_UNKNOWN,
		.stop_distance = {12500}};
	assert_int_equal(risk_each(&terms).e4, 12500);
	terms.stop_distance = PRICE_UNKNOWN;
	assert_false(money_known(risk_each(&terms)));
}

static void test_stock(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct sizing_input in = account(100000, TIER_LARGE);
	in.terms.instrument = INSTRUMENT_STOCK;
	in.terms.premium = (struct price){100 * USD_E4};
	in.terms.stop_distance = (struct price){10 * USD_E4};
	in.each = exposure_of_share(&p, in.terms.premium);
	struct sizing s;
	sizing_compute(&in, &p, &s); /* 2 % of 100,000 over 10 */
	assert_int_equal(s.quantity, 200);
	assert_int_equal(s.bound, SIZING_TRADE);
	in.terms.stop_distance = (struct price){1 * USD_E4};
	sizing_compute(&in, &p, &s); /* 25 % of 100,000 over 100 */
	assert_int_equal(s.quantity, 250);
	assert_int_equal(s.bound, SIZING_POSITION);
	in.buying_power = usd(199.99);
	sizing_compute(&in, &p, &s);
	assert_int_equal(s.quantity, 1);
	assert_int_equal(s.bound, SIZING_BUYING_POWER);
	in.buying_power = usd(200);
	sizing_compute(&in, &p, &s);
	assert_int_equal(s.quantity, 2);
	in.terms.stop_distance = PRICE_UNKNOWN;
	sizing_compute(&in, &p, &s);
	assert_int_equal(s.quantity, 0);
}

static void test_factors(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t trades;
		double point, lower, market_iv, ratio, median;
		double pct; /* of a tier of 25 % */
		bool halt;
	} cases[] = {
		{"49 trades are too few", 49, 0.2, 0.1, (double)NAN, (double)NAN, (double)NAN, 25,
			false},
		{"half of a lower bound of .2", 50, 0.4, 0.2, (double)NAN, (double)NAN, (double)NAN,
			10, false},
		{"never above the tier", 50, 0.9, 0.9, (double)NAN, (double)NAN, (double)NAN, 25,
			false},
		{"never below a quarter", 50, 0.1, -0.1, (double)NAN, (double)NAN, (double)NAN,
			6.25, false},
		{"a strategy that neither wins nor loses goes on", 50, 0, -0.1, (double)NAN,
			(double)NAN, (double)NAN, 6.25, false},
		{"a losing strategy is halted", 50, -0.01, -0.2, (double)NAN, (double)NAN,
			(double)NAN, 0, true},
		{"unknown Kelly", 50, (double)NAN, 0.2, (double)NAN, (double)NAN, (double)NAN, 0,
			false},
		{"unknown count of trades", -1, 0.2, 0.2, (double)NAN, (double)NAN, (double)NAN, 0,
			false},
		{"a market with low volatility", 0, 0, 0, 0.2999, (double)NAN, (double)NAN, 25,
			false},
		{"a market with high volatility", 0, 0, 0, 0.30, (double)NAN, (double)NAN, 12.5,
			false},
		{"a ticker that moves twice as much as usual", 0, 0, 0, (double)NAN, 0.04, 0.02,
			12.5, false},
		{"a ticker that moves less does not enlarge the size", 0, 0, 0, (double)NAN, 0.01,
			0.02, 25, false},
		{"a median of 0 is none", 0, 0, 0, (double)NAN, 0.04, 0, 25, false},
		{"no median", 0, 0, 0, (double)NAN, 0.04, (double)NAN, 25, false},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct sizing_input in = account(1000, TIER_TINY);
		in.closed_trades = cases[i].trades;
		in.kelly_point = cases[i].point;
		in.kelly_lower = cases[i].lower;
		in.market_iv = cases[i].market_iv;
		in.market_iv_values = !isnan(cases[i].market_iv);
		in.atr_ratio = cases[i].ratio;
		in.atr_ratio_median = cases[i].median;
		struct sizing s;
		sizing_compute(&in, &p, &s);
		check_near(cases[i].name, s.pct, cases[i].pct, 1e-12);
		check(cases[i].name, s.strategy_halt == cases[i].halt);
	}
	struct sizing_input in = account(1000, TIER_TINY);
	in.market_iv_values = 100; /* values are stored, but could not be read */
	struct sizing s;
	sizing_compute(&in, &p, &s);
	assert_int_equal(s.quantity, 0);
}

static void test_unknown_allows_nothing(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct sizing_input good = account(100000, TIER_LARGE);
	for (int field = 0; field < 9; field++) {
		struct sizing_input in = good;
		struct money *amounts[] = {
			&in.equity, &in.buying_power, &in.cash, &in.open_risk, &in.class_cost};
		double *numbers[] = {&in.book.delta, &in.each.vega, &in.each.theta};
		if (field < 5)
			*amounts[field] = MONEY_UNKNOWN;
		else if (field < 8)
			*numbers[field - 5] = (double)NAN;
		else
			in.terms.premium = PRICE_UNKNOWN;
		struct sizing s;
		sizing_compute(&in, &p, &s);
		assert_int_equal(s.quantity, 0);
	}
}

/* The table of parameters refuses values that the sizing must never get. */
static void test_parameters_are_bounded(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct error err;
	check("O42 1000 contracts", params_set(&p, "tiny_contracts", 1000, &err) == -1);
	assert_int_equal(err.kind, ERROR_CONFIG);
	check("O42 200 %", params_set(&p, "tiny_day_trade_pct", 200, &err) == -1);
	assert_int_equal(err.kind, ERROR_CONFIG);
	p.large_contracts = 1000; /* and the ceiling holds without the table */
	p.large_day_trade_pct = 100;
	p.large_open_risk_pct = 100;
	struct sizing_input in = account(1e9, TIER_LARGE);
	struct sizing s;
	sizing_compute(&in, &p, &s);
	check("O42 the ceiling of contracts", s.quantity == SIZING_CONTRACTS_CEILING);
}

static void test_json(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct sizing_input in = account(1000, TIER_TINY);
	struct sizing s;
	sizing_compute(&in, &p, &s);
	struct buf out = BUF_INIT(1 << 16);
	struct jsonl w;
	jsonl_init(&w, &out);
	sizing_write(&w, NULL, &s);
	assert_true(buf_ok(&out));
	const char *head =
		"{\"quantity\":1,\"bound_by\":\"risk_per_trade\",\"cost\":250.00,\"risk\":250.00,"
		"\"tier_pct\":25";
	assert_memory_equal(buf_text(&out), head, strlen(head));
	buf_free(&out);
}

/* A half is kept of the size, which every limit was asked about; without one nothing is written. */
static void test_kept_half(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	p.entry_scale_in = 1;
	p.large_contracts = 3;
	struct sizing_input in = account(1e6, TIER_LARGE);
	struct sizing s;
	sizing_compute(&in, &p, &s);
	check("the larger half of three", s.quantity == 3 && s.kept == 2);
	check("the cost is that of all", money_compare(s.cost, usd(750)) == 0);
	struct buf out = BUF_INIT(1 << 16);
	struct jsonl w;
	jsonl_init(&w, &out);
	sizing_write(&w, NULL, &s);
	const char *head = "{\"quantity\":3,\"kept\":2,\"bound_by\":\"contracts\"";
	assert_memory_equal(buf_text(&out), head, strlen(head));
	buf_free(&out);
	in.terms.strategy = STRATEGY_DEBIT_SPREAD;
	in.terms.spread_width = price_from_double(5);
	sizing_compute(&in, &p, &s);
	check("not of a spread", s.quantity > 1 && s.kept == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_examples),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_exposure_limits),
		cmocka_unit_test(test_allocation),
		cmocka_unit_test(test_strategy_is_off),
		cmocka_unit_test(test_half_after_loss),
		cmocka_unit_test(test_position_limit),
		cmocka_unit_test(test_contracts_limit),
		cmocka_unit_test(test_risk_each),
		cmocka_unit_test(test_stock),
		cmocka_unit_test(test_factors),
		cmocka_unit_test(test_unknown_allows_nothing),
		cmocka_unit_test(test_parameters_are_bounded),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_kept_half),
	};
	return cmocka_run_group_tests_name("sizing", tests, NULL, NULL);
}
