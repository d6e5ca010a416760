#include "contract_case.h"
#include "contract_spread.h"
#include "mark.h"

static struct contract_request request(enum option_kind kind, enum strategy strategy)
{
	struct contract_request r = case_request(kind, strategy);
	r.replaces = STRATEGY_SWING_TRADE;
	return r;
}

/* A contract of 35 days that passes the checks. */
static struct contract_candidate leg(
	enum option_kind kind, double strike, double bid, double ask, double delta)
{
	struct contract_candidate c = case_contract(kind, strike, 35, delta);
	c.quote = quote(bid, ask);
	return c;
}

enum { LEGS = 5 };

/* Puts under 100; the market is near our model's values at a volatility of .30. */
static void fill_puts(struct contract_candidate c[static LEGS])
{
	static const struct {
		double strike, delta;
	} rows[LEGS] = {{96, -0.32}, {95, -0.29}, {94, -0.26}, {92, -0.19}, {90, -0.14}};
	struct params p;
	params_init(&p);
	for (int i = 0; i < LEGS; i++) {
		char symbol[OCC_SYMBOL_SIZE];
		c[i] = leg(OPTION_PUT, rows[i].strike, 1, 2, rows[i].delta);
		double value = price_to_double(mark_model_value(occ_format(&c[i].occ, symbol),
			usd(100), 0.3, at("2026-01-26T18:08:00Z"), NULL, &p));
		c[i].quote.bid = usd(floor(100 * value) / 100);
		c[i].quote.ask = price_add(c[i].quote.bid, usd(0.02));
	}
}

static void test_credit(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
	struct contract_candidate c[LEGS];
	fill_puts(c);
	assert_int_equal(contract_choose(&r, &p, c, LEGS), 2);
	check("the first strike at least 2 % further", c[2].other == &c[3]);
	check_near("width", price_to_double(c[2].width), 2, 1e-9);
	check_near("bid", price_to_double(c[2].net.bid),
		price_to_double(price_sub(c[2].quote.bid, c[3].quote.ask)), 1e-9);
	check("exactly 2 % would be enough", c[0].other == &c[2]);
	check("as the other leg of the last none is left",
		c[3].reason == CONTRACT_CHOSEN_FROM && c[4].reason == CONTRACT_DELTA);
	check("the credit is under the mid",
		price_compare(contract_limit(&p, r.strategy, &c[2]), quote_mid(c[2].net)) < 0);
	struct greeks net = contract_greeks(r.strategy, &c[2]);
	check_near("a bull put spread gains from a rise", net.delta, 0.07, 1e-9);
	p.credit_spread_delta = 0.15;
	assert_int_equal(contract_choose(&r, &p, c, LEGS), 3);
}

/* Each case makes the best pair fail at one check; the others are out of reach. */
static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum contract_reason want;
		int broken; /* of the two legs */
		double bid, ask;
		int64_t volume;
	} cases[] = {
		{"both are sound", CONTRACT_CHOSEN_FROM, 0, 1.62, 1.64, 850},
		{"the sold leg trades too little", CONTRACT_THIN, 0, 1.62, 1.64, 199},
		{"the other leg trades too little", CONTRACT_OTHER_LEG, 1, 1.15, 1.17, 199},
		{"nothing is bid for the other leg", CONTRACT_OTHER_LEG, 1, 0, 1.17, 850},
		{"both together are too wide", CONTRACT_NET_SPREAD, 1, 1.11, 1.21, 850},
		{"too small a credit", CONTRACT_CREDIT, 1, 1.34, 1.36, 850},
		{"a credit of more than the width", CONTRACT_CREDIT, 0, 3.30, 3.32, 850},
		{"a credit of exactly the width", CONTRACT_CREDIT, 0, 3.16, 3.18, 850},
		{"far under our model's value", CONTRACT_MODEL, 1, 1.21, 1.23, 850},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
		struct contract_candidate c[2] = {leg(OPTION_PUT, 94, 1.62, 1.64, -0.26),
			leg(OPTION_PUT, 92, 1.15, 1.17, -0.13)};
		c[cases[i].broken].quote.bid = usd(cases[i].bid);
		c[cases[i].broken].quote.ask = usd(cases[i].ask);
		c[cases[i].broken].volume_today = c[cases[i].broken].volume_previous =
			cases[i].volume;
		int best = contract_choose(&r, &p, c, 2);
		check(cases[i].name, (best == 0) == (cases[i].want == CONTRACT_CHOSEN_FROM));
		check_text(cases[i].name, contract_reason_name(c[0].reason),
			contract_reason_name(cases[i].want));
		check("the other leg is never the main one", c[1].reason != CONTRACT_CHOSEN_FROM);
	}
}

/* Puts of 94 and 92: the net quote is .45 to .49, the first limit .46. */
static struct contract_candidate *pair(struct contract_candidate c[static 2])
{
	c[0] = leg(OPTION_PUT, 94, 1.62, 1.64, -0.26);
	c[1] = leg(OPTION_PUT, 92, 1.15, 1.17, -0.13);
	return c;
}

/* Each limit is at the value that it has for the pair, and then a millionth beyond. */
static void test_limits(void **state)
{
	(void)state;
	struct params usual;
	struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
	struct contract_candidate c[2];
	params_init(&usual);
	assert_int_equal(contract_choose(&r, &usual, pair(c), 2), 0);
	double mid = price_to_double(quote_mid(c[0].net));
	const struct {
		const char *name;
		size_t param;
		double value, step;
		enum contract_reason beyond;
	} limits[] = {
		{"the net spread", offsetof(struct params, spread_net_max_pct),
			quote_spread_pct(c[0].net), -1e-6, CONTRACT_NET_SPREAD},
		{"the credit", offsetof(struct params, credit_spread_min_pct), 23, 1e-6,
			CONTRACT_CREDIT},
		{"our model's value", offsetof(struct params, credit_spread_model_ratio),
			mid / price_to_double(c[0].net_model), 1e-6, CONTRACT_MODEL},
		{"the score", offsetof(struct params, contract_score_min), c[0].score, 1e-6,
			CONTRACT_SCORE},
	};
	for (size_t i = 0; i < array_size(limits); i++)
		for (int beyond = 0; beyond < 2; beyond++) {
			struct params p = usual;
			double value = limits[i].value + beyond * limits[i].step;
			/* the score depends on the widest spread */
			p.contract_score_min = 0;
			memcpy((char *)&p + limits[i].param, &value, sizeof value);
			(void)contract_choose(&r, &p, pair(c), 2);
			check_text(limits[i].name, contract_reason_name(c[0].reason),
				contract_reason_name(
					beyond ? limits[i].beyond : CONTRACT_CHOSEN_FROM));
		}
}

static void test_scores(void **state)
{
	(void)state;
	struct params p;
	struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
	struct contract_candidate c[2];
	params_init(&p);
	pair(c);
	c[1].greeks = (struct greeks){
		.delta = -0.13, .gamma = 0.015, .theta = -0.06, .vega = 0.07, .rho = -0.02};
	assert_int_equal(contract_choose(&r, &p, c, 2), 0);
	check_near("the other strike is wanted 2 % further", c[0].target_strike, 92.12, 1e-9);
	check_near("the net spread", c[0].spread_points,
		p.contract_points_spread * (1 - quote_spread_pct(c[0].net) / p.spread_net_max_pct),
		1e-9);
	struct greeks net = contract_greeks(r.strategy, &c[0]);
	check_near("gamma", net.gamma, -0.005, 1e-9);
	check_near("theta", net.theta, 0.04, 1e-9);
	check_near("vega", net.vega, -0.03, 1e-9);
	check_near("rho", net.rho, -0.02, 1e-9);
}

/* A spread is rolled for at least what closing the old one cost; its first limit is 0.46. */
static void test_roll(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct price least;
		enum contract_reason want;
	} cases[] = {
		{"any credit", {0}, CONTRACT_CHOSEN_FROM},
		{"less", {4500}, CONTRACT_CHOSEN_FROM},
		{"exactly as much", {4600}, CONTRACT_CHOSEN_FROM},
		{"a hundredth of a cent more", {4601}, CONTRACT_ROLL},
		{"a cent more", {4700}, CONTRACT_ROLL},
		{"what closing it cost is not known", {INT64_MIN}, CONTRACT_ROLL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
		struct contract_candidate c[2] = {leg(OPTION_PUT, 94, 1.62, 1.64, -0.26),
			leg(OPTION_PUT, 92, 1.15, 1.17, -0.13)};
		char why[CONTRACT_WHY_SIZE];
		r.least_credit = cases[i].least;
		int best = contract_choose(&r, &p, c, 2);
		check_text(cases[i].name, contract_reason_name(c[0].reason),
			contract_reason_name(cases[i].want));
		check(cases[i].name, best == (cases[i].want == CONTRACT_CHOSEN_FROM ? 0 : -1));
		check_near(cases[i].name, price_to_double(contract_limit(&p, r.strategy, &c[0])),
			0.46, 1e-9);
		if (best >= 0)
			continue;
		contract_tell_none(&r, &p, c, 2, why);
		check(cases[i].name, strstr(why, "roll_credit") != NULL);
	}
}

/* The first strike that is far enough decides, whether it can be traded or not. */
static void test_first_strike(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
	struct contract_candidate c[LEGS];
	fill_puts(c);
	c[3].tradable = FACT_NO;
	(void)contract_choose(&r, &p, c, LEGS);
	check("a halted strike", c[2].reason == CONTRACT_OTHER_LEG);
	fill_puts(c);
	c[3].occ.root[4] = '1';
	(void)contract_choose(&r, &p, c, LEGS);
	check("an adjusted contract is no strike of it", c[2].other == &c[4]);
	fill_puts(c);
	c[3].occ.expiry = date_from_ymd(2026, 3, 9);
	(void)contract_choose(&r, &p, c, LEGS);
	check("nor is one of another expiry", c[2].other == &c[4]);
}

static void test_debit(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid, ask;
		enum contract_reason want;
	} cases[] = {
		{"60 % of the width at most", 2.39, 2.41, CONTRACT_CHOSEN_FROM},
		{"a cent more", 2.38, 2.40, CONTRACT_DEBIT},
	};
	struct params p;
	params_init(&p);
	struct contract_request r = request(OPTION_CALL, STRATEGY_DEBIT_SPREAD);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_candidate c[3] = {leg(OPTION_CALL, 100, 3.58, 3.60, 0.53),
			leg(OPTION_CALL, 101, 2.90, 2.92, 0.48),
			leg(OPTION_CALL, 102, cases[i].bid, cases[i].ask, 0.43)};
		for (int k = 0; k < 3; k++)
			c[k].occ.expiry = date_from_ymd(2026, 2, 13);
		int best = contract_choose(&r, &p, c, 3);
		check_text(cases[i].name, contract_reason_name(c[0].reason),
			contract_reason_name(cases[i].want));
		check(cases[i].name, best == (cases[i].want == CONTRACT_CHOSEN_FROM ? 0 : -1));
		check("the sold leg is the first 2 % further", c[0].other == &c[2]);
		check("no strike is far enough from 101", c[1].reason == CONTRACT_OTHER_LEG);
		if (best != 0)
			continue;
		check_near("limit", price_to_double(contract_limit(&p, r.strategy, &c[0])), 1.20,
			0.015);
		check_near("delta", contract_greeks(r.strategy, &c[0]).delta, 0.10, 1e-9);
	}
	/* a limit of .03 for a width of 10, exactly as much as may be paid, and a little less */
	p.debit_spread_width_pct = 10;
	p.spread_net_max_pct = 200;
	p.contract_score_min = 0;
	for (int beyond = 0; beyond < 2; beyond++) {
		struct contract_candidate c[2] = {leg(OPTION_CALL, 100, 3.58, 3.59, 0.53),
			leg(OPTION_CALL, 110, 3.56, 3.57, 0.43)};
		c[0].occ.expiry = c[1].occ.expiry = date_from_ymd(2026, 2, 13);
		p.debit_spread_max_pct = 0.3 - beyond * 1e-6;
		(void)contract_choose(&r, &p, c, 2);
		check_text("a debit of .3 %", contract_reason_name(c[0].reason),
			contract_reason_name(beyond ? CONTRACT_DEBIT : CONTRACT_CHOSEN_FROM));
	}
	r.replaces = STRATEGY_CONSERVATIVE;
	struct contract_candidate c = leg(OPTION_CALL, 100, 3.58, 3.60, 0.53);
	c.occ.expiry = date_from_ymd(2026, 2, 13);
	(void)contract_choose(&r, &p, &c, 1);
	check("the days of the strategy that it replaces", c.reason == CONTRACT_EXPIRY);
}

/* The width less the credit is what one costs and risks; the Greeks are net. */
static void test_sizing(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	const double unknown = (double)NAN;
	struct money thousand = money_from_double(10000);
	struct sizing_input size = {
		.day = date_from_ymd(2026, 1, 26),
		.terms = {.instrument = INSTRUMENT_PUT,
			.strategy = STRATEGY_CREDIT_SPREAD,
			.premium = PRICE_UNKNOWN,
			.spread_width = PRICE_UNKNOWN,
			.stop_distance = PRICE_UNKNOWN},
		.tier = TIER_MEDIUM,
		.equity = thousand,
		.buying_power = thousand,
		.cash = thousand,
		.kelly_point = unknown,
		.kelly_lower = unknown,
		.market_iv = unknown,
		.atr_ratio = unknown,
		.atr_ratio_median = unknown,
		.last_trade_lost = FACT_NO,
	};
	struct contract_request r = request(OPTION_PUT, STRATEGY_CREDIT_SPREAD);
	struct contract_candidate c[LEGS];
	r.size = &size;
	fill_puts(c);
	int best = contract_choose(&r, &p, c, LEGS);
	assert_int_equal(best, 2);
	struct sizing_input sized = contract_sizing(&r, &p, &c[best]);
	double credit = price_to_double(sized.terms.premium);
	check_near("width", price_to_double(sized.terms.spread_width), 2, 1e-9);
	check_near("risk", money_to_double(risk_each(&sized.terms)), 100 * (2 - credit), 1e-6);
	struct sizing s;
	sizing_compute(&sized, &p, &s);
	check_text("bound", sizing_limit_name(s.bound), "risk_per_trade");
	check("4 % of 10000 at under 200 each", s.quantity == 2);
	check("the stress is net", exposure_used(&sized.each, EXPOSURE_STRESS) < 200);
	size.buying_power = size.equity = size.cash = money_from_double(2000);
	size.tier = TIER_TINY;
	p.tiny_spread_pct = 5;
	fill_puts(c);
	assert_int_equal(contract_choose(&r, &p, c, LEGS), -1);
	check("unaffordable", c[2].reason == CONTRACT_UNAFFORDABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_credit),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_roll),
		cmocka_unit_test(test_first_strike),
		cmocka_unit_test(test_debit),
		cmocka_unit_test(test_sizing),
	};
	return cmocka_run_group_tests_name("contract_spread", tests, NULL, NULL);
}
