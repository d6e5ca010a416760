#include "contract_case.h"

/* A contract that passes every check, DAYS from expiry. */
static struct contract_candidate candidate(enum option_kind kind, double strike, int days)
{
	return case_contract(kind, strike, days, 0.38 * (int)kind);
}

static void test_worked_example(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	assert_true(fabs(contract_spread_points(&p, 1.2) - 35.2) < 1e-9);
	assert_true(fabs(contract_volume_points(&p, 850) - 27.1875) < 1e-9);
	assert_true(fabs(contract_delta_points(&p, 0.38) - 20) < 1e-9);
	assert_true(fabs(contract_strike_points(&p, 100.5, 100) - 9) < 1e-9);

	/*
	 * The same as a contract: the target is 101.50 (1.5 % out of the money), the strike is .5 %
	 * beyond it, the quote is 2.485 to 2.515.
	 */
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	struct contract_candidate c[] = {candidate(OPTION_CALL, 102.0075, 1)};
	c[0].quote = quote(2.485, 2.515);
	assert_int_equal(contract_choose(&r, &p, c, 1), 0);
	check_near("target", c[0].target_strike, 101.5, 1e-9);
	check_near("score", c[0].score, 91.3875, 1e-6);
	struct buf out = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &out);
	contract_write_all(&w, NULL, c, 1);
	assert_non_null(strstr(buf_text(&out), "\"score\":91.4,"));
	buf_free(&out);
}

static void test_points(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	static const struct {
		const char *name;
		double delta, points;
	} deltas[] = {
		{".30", 0.30, 20},
		{".50", -0.50, 20},
		{".51", 0.51, 15},
		{".25", 0.25, 15},
		{".60", 0.60, 15},
		{".20", 0.20, 10},
		{".70", -0.70, 10},
		{".19", 0.19, 5},
		{".71", 0.71, 5},
	};
	for (size_t i = 0; i < array_size(deltas); i++)
		check_near(deltas[i].name, contract_delta_points(&p, deltas[i].delta),
			deltas[i].points, 0);
	check_near("199", contract_volume_points(&p, 199), 0, 0);
	check_near("200", contract_volume_points(&p, 200), 15, 0);
	check_near("1000", contract_volume_points(&p, 1000), 30, 0);
	check_near("far strike", contract_strike_points(&p, 110, 100), 0, 0);
	check_near("no spread", contract_spread_points(&p, 0), 40, 0);
}

/* Each case breaks one condition. */
static void test_floor(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum contract_reason want;
		size_t field;
		double bid, ask;
		int64_t volume;
		int days;
		double strike;
	} cases[] = {
		{"sound", CONTRACT_CHOSEN_FROM, 0, 2.48, 2.52, 850, 1, 101},
		{"spread at 10 % of the mid", CONTRACT_CHOSEN_FROM, 0, 0.95, 1.05, 850, 1, 101},
		{"spread beyond", CONTRACT_SPREAD, 0, 0.94, 1.05, 850, 1, 101},
		{"O37 no bid", CONTRACT_NO_BID, 0, 0, 0.05, 850, 1, 101},
		{"O37 a negative bid", CONTRACT_NO_BID, 0, -1, 0.05, 850, 1, 101},
		{"O37 locked", CONTRACT_CROSSED, 0, 2.50, 2.50, 850, 1, 101},
		{"O37 crossed", CONTRACT_CROSSED, 0, 2.50, 2.40, 850, 1, 101},
		{"O37 no ask", CONTRACT_CROSSED, 0, 2.50, 0, 850, 1, 101},
		{"mid .30", CONTRACT_CHOSEN_FROM, 0, 0.29, 0.31, 850, 1, 101},
		{"mid .295", CONTRACT_CHEAP, 0, 0.29, 0.30, 850, 1, 101},
		{"volume 200", CONTRACT_CHOSEN_FROM, 0, 2.48, 2.52, 200, 1, 101},
		{"volume 199", CONTRACT_THIN, 0, 2.48, 2.52, 199, 1, 101},
		{"volume unknown", CONTRACT_THIN, 0, 2.48, 2.52, -1, 1, 101},
		{"two days", CONTRACT_EXPIRY, 0, 2.48, 2.52, 850, 2, 101},
		{"expired", CONTRACT_EXPIRY, 0, 2.48, 2.52, 850, -1, 101},
		{"today, before 13:30", CONTRACT_CHOSEN_FROM, 0, 2.48, 2.52, 850, 0, 101},
		{"strike at 10 %", CONTRACT_CHOSEN_FROM, 0, 2.48, 2.52, 850, 1, 110},
		{"strike beyond", CONTRACT_STRIKE, 0, 2.48, 2.52, 850, 1, 110.5},
		{"O59 adjusted root", CONTRACT_ADJUSTED, 1, 2.48, 2.52, 850, 1, 101},
		{"multiplier unknown", CONTRACT_ADJUSTED, 2, 2.48, 2.52, 850, 1, 101},
		{"not tradable", CONTRACT_NOT_TRADABLE, 3, 2.48, 2.52, 850, 1, 101},
		{"tradable unknown", CONTRACT_NOT_TRADABLE, 4, 2.48, 2.52, 850, 1, 101},
		{"a put", CONTRACT_WRONG_KIND, 5, 2.48, 2.52, 850, 1, 101},
		{"not fetched in this run", CONTRACT_NOT_FETCHED, 6, 2.48, 2.52, 850, 1, 101},
		{"O36 an old quote", CONTRACT_STALE, 7, 2.48, 2.52, 850, 1, 101},
		{"an old quote, the underlying did not move", CONTRACT_CHOSEN_FROM, 8, 2.48, 2.52,
			850, 1, 101},
		{"O36 an old quote, the underlying moved", CONTRACT_STALE, 9, 2.48, 2.52, 850, 1,
			101},
		{"the time of the quote is unknown", CONTRACT_STALE, 10, 2.48, 2.52, 850, 1, 101},
		{"a quote from tomorrow", CONTRACT_STALE, 11, 2.48, 2.52, 850, 1, 101},
	};
	struct params p;
	params_init(&p);
	p.contract_score_min = 0;
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
		struct contract_candidate c =
			candidate(OPTION_CALL, cases[i].strike, cases[i].days);
		c.quote = quote(cases[i].bid, cases[i].ask);
		c.volume_today = cases[i].volume;
		c.volume_previous = -1;
		struct instant old = instant_add(r.now, -600 * SECOND_US);
		switch (cases[i].field) {
		case 1:
			(void)memcpy(c.occ.root, "AAPL1", 6);
			break;
		case 2:
			c.standard = FACT_UNKNOWN;
			break;
		case 3:
			c.tradable = FACT_NO;
			break;
		case 4:
			c.tradable = FACT_UNKNOWN;
			break;
		case 5:
			c.occ.kind = OPTION_PUT;
			break;
		case 6:
			c.fetched_now = FACT_UNKNOWN;
			break;
		case 7:
			c.quote.ts = old;
			break;
		case 8:
			c.quote.ts = old;
			c.underlying_move_pct = 0.2499;
			break;
		case 9:
			c.quote.ts = old;
			c.underlying_move_pct = 0.25;
			break;
		case 10:
			c.quote.ts = INSTANT_UNKNOWN;
			break;
		case 11:
			c.quote.ts = instant_add(r.now, DAY_US);
			break;
		default:
			break;
		}
		int chosen = contract_choose(&r, &p, &c, 1);
		check_text(cases[i].name, contract_reason_name(c.reason),
			contract_reason_name(cases[i].want));
		check(cases[i].name, chosen == (cases[i].want == CONTRACT_CHOSEN_FROM ? 0 : -1));
	}
}

static void test_contracts_of_today_end_early(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	struct contract_candidate c = candidate(OPTION_CALL, 101, 0);
	c.underlying_move_pct = 0;
	r.now = at("2026-01-26T18:30:00Z"); /* 13:30 */
	assert_int_equal(contract_choose(&r, &p, &c, 1), 0);
	r.now = at("2026-01-26T18:30:01Z");
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	assert_int_equal(c.reason, CONTRACT_EXPIRES_TODAY);
	r.now = at("2026-01-26T17:00:00Z");
	r.close = at("2026-01-26T18:00:00Z"); /* an early close moves the limit */
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	assert_int_equal(c.reason, CONTRACT_EXPIRES_TODAY);
}

static void test_open_interest_may_stand_in(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	struct contract_candidate c = candidate(OPTION_CALL, 101, 1);
	c.volume_today = 10;
	c.volume_previous = 20;
	c.open_interest = 500;
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	p.contract_open_interest_instead = 1;
	assert_int_equal(contract_choose(&r, &p, &c, 1), 0);
	c.open_interest = 499;
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
}

static void test_targets(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum option_kind kind;
		enum strategy strategy;
		int days;
		double strike_35, want;
	} cases[] = {
		{"day call, .35 strike further", OPTION_CALL, STRATEGY_DAY_TRADE, 1, 103, 101.5},
		{"day call, .35 strike nearer", OPTION_CALL, STRATEGY_DAY_TRADE, 1, 101, 101},
		{"day put, .35 strike further", OPTION_PUT, STRATEGY_DAY_TRADE, 1, 97, 98.5},
		{"day put, .35 strike nearer", OPTION_PUT, STRATEGY_DAY_TRADE, 1, 99, 99},
		{"swing at the money", OPTION_CALL, STRATEGY_SWING_TRADE, 14, 104, 100},
		{"conservative call in the money", OPTION_CALL, STRATEGY_CONSERVATIVE, 45, 104, 97},
		{"conservative put in the money", OPTION_PUT, STRATEGY_CONSERVATIVE, 45, 96, 103},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct contract_request r = case_request(cases[i].kind, cases[i].strategy);
		struct contract_candidate c[] = {
			candidate(cases[i].kind, 100, cases[i].days),
			candidate(cases[i].kind, cases[i].strike_35, cases[i].days),
		};
		c[0].greeks.delta = 0.5 * (int)cases[i].kind;
		c[1].greeks.delta = 0.36 * (int)cases[i].kind;
		(void)contract_choose(&r, &p, c, array_size(c));
		check_near(cases[i].name, c[0].target_strike, cases[i].want, 1e-9);
	}
}

static void test_choice_and_ties(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_SWING_TRADE);
	struct contract_candidate c[] = {
		candidate(OPTION_CALL, 102, 14),
		candidate(OPTION_CALL, 99, 14),
		candidate(OPTION_CALL, 101, 14),
		candidate(OPTION_CALL, 101, 11),
	};
	/* 99 and 101 are equally good: the nearer expiry wins, then the symbol */
	assert_int_equal(contract_choose(&r, &p, c, array_size(c)), 3);
	c[3].volume_today = 100;
	c[3].volume_previous = 100;
	assert_int_equal(contract_choose(&r, &p, c, array_size(c)), 1);
	assert_int_equal(c[3].reason, CONTRACT_THIN);
	c[0].volume_today = 5000; /* now the best */
	assert_int_equal(contract_choose(&r, &p, c, array_size(c)), 0);
	assert_int_equal(contract_choose(&r, &p, c, 0), -1);

	/* the least score is 40 */
	struct contract_candidate poor = candidate(OPTION_CALL, 110, 14);
	poor.quote = quote(0.91, 1.00);
	poor.volume_today = 200;
	poor.volume_previous = 0;
	poor.greeks.delta = 0.31;
	assert_int_equal(contract_choose(&r, &p, &poor, 1), -1);
	assert_int_equal(poor.reason, CONTRACT_SCORE);
	assert_true(poor.score < 40);
}

/* The |delta| of each strategy, at its bounds and beyond. */
static void test_delta_bounds(void **state)
{
	(void)state;
	static const struct {
		enum strategy strategy;
		int days;
		double least, most;
	} rows[] = {
		{STRATEGY_DAY_TRADE, 1, 0.20, 0.60},
		{STRATEGY_SWING_TRADE, 14, 0.30, 0.70},
		{STRATEGY_CONSERVATIVE, 45, 0.50, 0.85},
	};
	struct params p;
	params_init(&p);
	p.contract_score_min = 0;
	for (size_t i = 0; i < 2 * array_size(rows); i++) {
		enum option_kind kind = i % 2 == 0 ? OPTION_CALL : OPTION_PUT;
		const double deltas[] = {rows[i / 2].least, rows[i / 2].most,
			rows[i / 2].least - 0.0001, rows[i / 2].most + 0.0001};
		struct contract_request r = case_request(kind, rows[i / 2].strategy);
		for (size_t k = 0; k < array_size(deltas); k++) {
			struct contract_candidate c = candidate(kind, 100, rows[i / 2].days);
			c.greeks.delta = deltas[k] * (int)kind;
			check(strategy_name(rows[i / 2].strategy),
				contract_choose(&r, &p, &c, 1) == (k < 2 ? 0 : -1));
			check_text(strategy_name(rows[i / 2].strategy),
				contract_reason_name(c.reason), k < 2 ? "passed" : "delta");
		}
	}
}

/* A tiny account of 1,000, which pays at most 250 for a day_trade. */
static struct sizing_input tiny_account(void)
{
	struct money equity = money_from_double(1000);
	return (struct sizing_input){
		.day = date_from_ymd(2026, 1, 26),
		.terms = {.instrument = INSTRUMENT_CALL,
			.strategy = STRATEGY_DAY_TRADE,
			.premium = PRICE_UNKNOWN,
			.spread_width = PRICE_UNKNOWN,
			.stop_distance = PRICE_UNKNOWN},
		.tier = TIER_TINY,
		.equity = equity,
		.buying_power = equity,
		.cash = equity,
		.kelly_point = (double)NAN,
		.kelly_lower = (double)NAN,
		.market_iv = (double)NAN,
		.atr_ratio = (double)NAN,
		.atr_ratio_median = (double)NAN,
		.last_trade_lost = FACT_NO,
	};
}

/* The best contract that the account can buy is chosen, not the best one. */
static void test_affordable(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	char why[CONTRACT_WHY_SIZE];
	struct sizing_input size = tiny_account();
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	struct contract_candidate c[] = {
		candidate(OPTION_CALL, 101, 1),
		candidate(OPTION_CALL, 102, 1),
		candidate(OPTION_CALL, 103, 1),
	};
	c[1].quote = quote(2.48, 2.50); /* its limit is 2.50: exactly 250 */
	c[1].volume_today = 600;
	c[2].quote = quote(1.00, 1.02);
	c[2].volume_today = 300;
	c[2].greeks.delta = 0.25;
	assert_int_equal(contract_choose(&r, &p, c, 3), 0);
	assert_true(c[0].score > c[1].score && c[1].score > c[2].score);
	r.size = &size;
	assert_int_equal(contract_choose(&r, &p, c, 3), 1);
	assert_int_equal(c[0].reason, CONTRACT_UNAFFORDABLE);
	assert_string_equal(c[0].bound_by, "risk_per_trade");
	check_near("needs", c[0].each, 251, 1e-9);
	check_near("of", c[0].available, 250, 1e-9);
	assert_null(c[1].bound_by);
	size.buying_power.e4--;
	assert_int_equal(contract_choose(&r, &p, c, 3), 2);
	size.cash = money_from_double(100);
	assert_int_equal(contract_choose(&r, &p, c, 3), -1);
	assert_ptr_equal(contract_cheapest(c, 3), &c[2]);
	contract_tell_none(&r, &p, c, 3, why);
	assert_string_equal(why, "unaffordable: the cheapest of 3 contracts, AAPL260127C00103000, "
				 "needs 102.06; cash allows 100.00");
	/* the sizing is that of the contract, whatever SIZE has as its premium */
	struct sizing_input sized = contract_sizing(&r, &p, &c[2]);
	assert_int_equal(sized.terms.premium.e4, 10200);
	check_near("delta dollars", sized.each.delta, 0.25 * 100 * 100, 1e-9);
	/* the stress needs the volatility, also when the broker sent the Greeks */
	size = tiny_account();
	c[2].implied_volatility = (double)NAN;
	assert_int_equal(contract_choose(&r, &p, &c[2], 1), 0);
	assert_true(c[2].implied_volatility > 0);
	assert_string_equal(c[2].iv_source, "vendor");
}

static void test_none(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	char why[CONTRACT_WHY_SIZE];
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	contract_tell_none(&r, &p, NULL, 0, why);
	static const char *no_expiry = "no_expiry: no contract of the chain expires in 0 to 1 days";
	assert_string_equal(why, no_expiry);
	struct contract_candidate c[] = {
		candidate(OPTION_CALL, 101, 4),
		candidate(OPTION_PUT, 101, 1),
		candidate(OPTION_CALL, 102, 4),
		candidate(OPTION_CALL, 103, 4),
	};
	assert_int_equal(contract_choose(&r, &p, c, 4), -1);
	contract_tell_none(&r, &p, c, 4, why);
	assert_string_equal(why, no_expiry);
	c[0] = candidate(OPTION_CALL, 101, 1);
	c[0].volume_today = c[0].volume_previous = 1;
	assert_int_equal(contract_choose(&r, &p, c, 4), -1);
	contract_tell_none(&r, &p, c, 4, why);
	assert_string_equal(
		why, "no contract passes the checks and the score: expiry 2, wrong_kind 1, thin 1");
	struct buf out = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &out);
	contract_write_all(&w, NULL, NULL, 0);
	assert_string_equal(buf_text(&out), "[{\"symbol\":null,\"reason\":\"no_expiry\"}]");
	buf_free(&out);
}

static void test_our_greeks(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_SWING_TRADE);
	struct contract_candidate c = candidate(OPTION_CALL, 100, 14);
	assert_int_equal(contract_choose(&r, &p, &c, 1), 0);
	assert_string_equal(c.iv_source, "vendor");
	c.greeks.delta = (double)NAN;
	c.implied_volatility = (double)NAN;
	assert_int_equal(contract_choose(&r, &p, &c, 1), 0);
	assert_string_equal(c.iv_source, "own");
	assert_true(c.greeks.delta > 0.45 && c.greeks.delta < 0.6);
	assert_true(c.implied_volatility > 0.2 && c.implied_volatility < 0.4);

	/* below its intrinsic value: no volatility explains the price */
	c = candidate(OPTION_CALL, 95, 14);
	c.greeks.delta = (double)NAN;
	c.implied_volatility = (double)NAN;
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	assert_int_equal(c.reason, CONTRACT_NO_DELTA);
	assert_null(c.iv_source);
}

static void test_snapshot(void **state)
{
	(void)state;
	struct option_snapshot snapshot = {
		.symbol = "AAPL260127C00101000",
		.quote = quote(2.48, 2.52),
		.volume = 850,
		.previous_volume = INT64_MIN,
		.greeks = {.delta = 0.38, .gamma = 0.02, .theta = -0.1, .vega = 0.1},
		.implied_volatility = 0.3,
	};
	struct contract_candidate c = {0};
	assert_int_equal(contract_from_snapshot(&snapshot, &c, NULL), 0);
	assert_int_equal(c.occ.strike.e4, 101 * USD_E4);
	/* A fact that the snapshot lacks is unknown, and an unknown fact fails. */
	struct params p;
	params_init(&p);
	struct contract_request r = case_request(OPTION_CALL, STRATEGY_DAY_TRADE);
	assert_int_equal(contract_choose(&r, &p, &c, 1), -1);
	c.tradable = c.standard = c.fetched_now = FACT_YES;
	assert_int_equal(contract_choose(&r, &p, &c, 1), 0);
	assert_int_equal(c.volume, 850);
	snapshot.symbol[4] = '\0';
	assert_int_equal(contract_from_snapshot(&snapshot, &c, NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_example),
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_contracts_of_today_end_early),
		cmocka_unit_test(test_open_interest_may_stand_in),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_choice_and_ties),
		cmocka_unit_test(test_delta_bounds),
		cmocka_unit_test(test_affordable),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_our_greeks),
		cmocka_unit_test(test_snapshot),
	};
	return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
