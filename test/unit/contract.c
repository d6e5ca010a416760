#include "array.h"
#include "check.h"

#include "contract.h"

static struct price usd(double amount)
{
	return price_from_double(amount);
}

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static struct quote quote(double bid, double ask)
{
	return (struct quote){usd(bid), usd(ask), 10, 10, at("2026-01-26T18:07:58Z")};
}

/* Monday 2026-01-26, 14:08 New York, AAPL at 100. */
static struct contract_request request(enum option_kind kind, enum strategy strategy)
{
	return (struct contract_request){
		.ticker = "AAPL",
		.kind = kind,
		.strategy = strategy,
		.underlying = {100 * USD_E4},
		.now = at("2026-01-26T18:08:00Z"),
		.close = at("2026-01-26T21:00:00Z"),
		.today = date_from_ymd(2026, 1, 26),
	};
}

/* A contract that passes every check, DAYS from expiry. */
static struct contract_candidate candidate(enum option_kind kind, double strike, int days)
{
	struct contract_candidate c = {
		.occ = {.root = "AAPL",
			.expiry = date_from_ymd(2026, 1, 26 + days),
			.kind = kind,
			.strike = usd(strike)},
		.tradable = FACT_YES,
		.standard = FACT_YES,
		.fetched_now = FACT_YES,
		.quote = quote(2.48, 2.52),
		.underlying_move_pct = (double)NAN,
		.volume_today = 850,
		.volume_previous = 400,
		.open_interest = -1,
		.greeks = {.delta = 0.38 * (int)kind,
			.gamma = 0.02,
			.theta = -0.1,
			.vega = 0.1,
			.rho = 0},
		.implied_volatility = 0.3,
	};
	return c;
}

static void test_worked_example(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	assert_true(fabs(contract_spread_points(&p, 1.2) - 35.2) < 1e-9);
	assert_true(fabs(contract_volume_points(&p, 850) - 27.1875) < 1e-9);
	assert_true(fabs(contract_delta_points(0.38) - 20) < 1e-9);
	assert_true(fabs(contract_strike_points(100.5, 100) - 9) < 1e-9);

	/*
	 * The same as a contract: the target is 101.50 (1.5 % out of the money), the strike is .5 %
	 * beyond it, the quote is 2.485 to 2.515.
	 */
	struct contract_request r = request(OPTION_CALL, STRATEGY_DAY_TRADE);
	struct contract_candidate c[] = {candidate(OPTION_CALL, 102.0075, 1)};
	c[0].quote = quote(2.485, 2.515);
	assert_int_equal(contract_choose(&r, &p, c, 1), 0);
	check_near("target", c[0].target_strike, 101.5, 1e-9);
	check_near("score", c[0].score, 91.3875, 1e-6);
	struct buf out = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &out);
	contract_write(&w, NULL, &c[0]);
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
		check_near(deltas[i].name, contract_delta_points(deltas[i].delta), deltas[i].points,
			0);
	check_near("199", contract_volume_points(&p, 199), 0, 0);
	check_near("200", contract_volume_points(&p, 200), 15, 0);
	check_near("1000", contract_volume_points(&p, 1000), 30, 0);
	check_near("far strike", contract_strike_points(110, 100), 0, 0);
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
		struct contract_request r = request(OPTION_CALL, STRATEGY_DAY_TRADE);
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
	struct contract_request r = request(OPTION_CALL, STRATEGY_DAY_TRADE);
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
	struct contract_request r = request(OPTION_CALL, STRATEGY_DAY_TRADE);
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
		struct contract_request r = request(cases[i].kind, cases[i].strategy);
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
	struct contract_request r = request(OPTION_CALL, STRATEGY_SWING_TRADE);
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
	poor.greeks.delta = 0.1;
	assert_int_equal(contract_choose(&r, &p, &poor, 1), -1);
	assert_int_equal(poor.reason, CONTRACT_SCORE);
	assert_true(poor.score < 40);
}

static void test_our_greeks(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct contract_request r = request(OPTION_CALL, STRATEGY_SWING_TRADE);
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

static void test_limits(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	static const struct {
		const char *name;
		double bid, ask, entry;
	} cases[] = {
		{"a quarter of the spread, rounded up", 2.40, 2.50, 2.48},
		{"one tick wide", 2.50, 2.51, 2.51},
		{"nickels from 3.00", 3.00, 3.20, 3.15},
		{"three times a nickel", 3.10, 3.15, 3.15},
		{"crossed", 2.50, 2.40, (double)NAN},
		{"no bid", 0, 2.40, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct quote q = quote(cases[i].bid, cases[i].ask);
		check_near(cases[i].name, price_to_double(limit_entry(&p, INSTRUMENT_CALL, q)),
			cases[i].entry, 1e-9);
	}
	struct quote q = quote(100.001, 100.029);
	assert_int_equal(limit_entry(&p, INSTRUMENT_STOCK, q).e4, 1000300);
	/* O37: a sale needs a bid for its limit, but no ask. */
	struct sale sale = {.pace = SALE_PATIENT, .attempts_before = 2, .fresh = q};
	sale.model = PRICE_UNKNOWN;
	assert_int_equal(limit_sale(&p, INSTRUMENT_STOCK, &sale).e4, 1000000);
	sale.fresh = quote(3.07, 3.20);
	assert_int_equal(limit_sale(&p, INSTRUMENT_PUT, &sale).e4, 30500);
	sale.pace = SALE_URGENT;
	sale.attempts_before = 0;
	sale.fresh = quote(0.04, 0);
	assert_int_equal(limit_sale(&p, INSTRUMENT_PUT, &sale).e4, 300);
}

/* Another attempt goes half-way to the ask, then to the ask, never above the ask seen first. */
static void test_reprices(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid, ask, last, first_ask, halfway, at_ask;
	} cases[] = {
		{"half-way, rounded up", 2.40, 2.51, 2.46, 2.51, 2.49, 2.51},
		{"the ask fell", 2.30, 2.40, 2.46, 2.51, 2.43, 2.40},
		{"the ask rose: the first one is the cap", 2.60, 2.70, 2.46, 2.51, 2.51, 2.51},
		{"nickels from 3.00", 3.00, 3.20, 3.10, 3.20, 3.15, 3.20},
		{"crossed", 2.50, 2.40, 2.46, 2.51, (double)NAN, (double)NAN},
		{"no bid", 0, 2.40, 2.46, 2.51, (double)NAN, (double)NAN},
		{"no first ask", 2.40, 2.51, 2.46, (double)NAN, (double)NAN, (double)NAN},
		{"no last limit", 2.40, 2.51, (double)NAN, 2.51, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct quote q = quote(cases[i].bid, cases[i].ask);
		struct price last = usd(cases[i].last), first = usd(cases[i].first_ask);
		check_near(cases[i].name,
			price_to_double(limit_reprice(INSTRUMENT_CALL, q, last, first, true)),
			cases[i].halfway, 1e-9);
		check_near(cases[i].name,
			price_to_double(limit_reprice(INSTRUMENT_CALL, q, last, first, false)),
			cases[i].at_ask, 1e-9);
	}
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
	struct contract_request r = request(OPTION_CALL, STRATEGY_DAY_TRADE);
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
		cmocka_unit_test(test_our_greeks),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_reprices),
		cmocka_unit_test(test_snapshot),
	};
	return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
