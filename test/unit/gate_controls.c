/* The gates that ask whether ledger, fills and data can be trusted and whether the signal holds. */
#include "array.h"
#include "gate_ask.h"

/* An order of an option for a day_trade in paper mode; nothing else is known. */
static struct gate_input order(void)
{
	struct gate_input in;
	gate_input_init(&in);
	in.mode = MODE_PAPER;
	in.tier_known = FACT_YES;
	in.size.terms.instrument = INSTRUMENT_CALL;
	in.size.terms.strategy = STRATEGY_DAY_TRADE;
	return in;
}

static void test_equity_gap(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum execution_mode mode;
		int64_t baselines;
		double equity, gap;
		enum gate_verdict verdict;
	} cases[] = {
		{"1 dollar of 500", MODE_PAPER, 1, 500, 1, GATE_PASS},
		{"more than 1 dollar", MODE_PAPER, 1, 500, 1.0001, GATE_FAIL},
		{".1 % of 5000", MODE_LIVE, 1, 5000, 5, GATE_PASS},
		{"more than .1 %", MODE_LIVE, 1, 5000, 5.0001, GATE_FAIL},
		{"nothing to begin with", MODE_PAPER, 0, 5000, 100, GATE_NOT_APPLICABLE},
		{"the ledger was not read", MODE_PAPER, -1, 5000, 0, GATE_FAIL},
		{"the equity is not known", MODE_PAPER, 1, (double)NAN, 0, GATE_FAIL},
		{"the gap is not known", MODE_PAPER, 1, 5000, (double)NAN, GATE_FAIL},
		{"simulated", MODE_SIMULATED, -1, 5000, (double)NAN, GATE_NOT_APPLICABLE},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = order();
		in.mode = cases[i].mode;
		in.equity_baselines = cases[i].baselines;
		in.size.equity = money_from_double(cases[i].equity);
		in.equity_gap = money_from_double(cases[i].gap);
		check(cases[i].name, ask("equity_gap", &in, &p).verdict == cases[i].verdict);
	}
}

static void test_slippage(void **state)
{
	(void)state;
	struct params p;
	struct gate_input in = order();
	params_init(&p);
	in.slippage_fills = 9;
	in.slippage_pct = 50;
	in.slippage_model_pct = 1;
	check("9 fills", ask("slippage", &in, &p).verdict == GATE_NOT_APPLICABLE);
	in.slippage_fills = 10;
	check("10 fills", ask("slippage", &in, &p).verdict == GATE_FAIL);
	in.slippage_pct = -1;
	check("better than the mid", ask("slippage", &in, &p).verdict == GATE_PASS);
	in.slippage_fills = 0;
	check("no fills", ask("slippage", &in, &p).verdict == GATE_NOT_APPLICABLE);
	in.slippage_fills = -1;
	check("not known", ask("slippage", &in, &p).verdict == GATE_FAIL);
}

static void test_volume_feed(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum execution_mode mode;
		enum instrument instrument;
		enum strategy strategy;
		enum fact sip;
		double needed;
		enum gate_verdict verdict;
		const char *observed;
	} cases[] = {
		{"live, sip", MODE_LIVE, INSTRUMENT_PUT, STRATEGY_DAY_TRADE, FACT_YES, 1,
			GATE_PASS, "sip"},
		{"live, iex", MODE_LIVE, INSTRUMENT_PUT, STRATEGY_DAY_TRADE, FACT_NO, 1, GATE_FAIL,
			"not sip"},
		{"live, iex allowed", MODE_LIVE, INSTRUMENT_PUT, STRATEGY_DAY_TRADE, FACT_NO, 0,
			GATE_PASS, "not sip"},
		{"paper, iex is recorded", MODE_PAPER, INSTRUMENT_CALL, STRATEGY_DAY_TRADE, FACT_NO,
			1, GATE_PASS, "not sip"},
		{"paper, no features", MODE_PAPER, INSTRUMENT_CALL, STRATEGY_DAY_TRADE,
			FACT_UNKNOWN, 1, GATE_FAIL, NULL},
		{"live, a swing", MODE_LIVE, INSTRUMENT_CALL, STRATEGY_SWING_TRADE, FACT_NO, 1,
			GATE_NOT_APPLICABLE, NULL},
		{"live, a stock", MODE_LIVE, INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, FACT_NO, 1,
			GATE_NOT_APPLICABLE, NULL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = order();
		in.mode = cases[i].mode;
		in.size.terms.instrument = cases[i].instrument;
		in.size.terms.strategy = cases[i].strategy;
		in.volume_is_sip = cases[i].sip;
		p.gate_live_needs_sip = cases[i].needed;
		struct gate_record r = ask("volume_feed", &in, &p);
		check(cases[i].name, r.verdict == cases[i].verdict);
		check(cases[i].name, (r.observed_text == NULL) == (cases[i].observed == NULL));
		if (cases[i].observed != NULL)
			check_text(cases[i].name, r.observed_text, cases[i].observed);
	}
}

/* The order itself counts: 1 contract at 2.50. */
static void test_premium_today(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum tier tier;
		double equity, limit;
	} cases[] = {
		{"tiny", TIER_TINY, 1000, 250},
		{"small", TIER_SMALL, 5000, 2250},
		{"medium", TIER_MEDIUM, 25000, 4750},
		{"large", TIER_LARGE, 100000, 19750},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = order();
		in.quantity = 1;
		in.size.terms.premium = (struct price){25000};
		in.size.tier = cases[i].tier;
		in.size.equity = money_from_double(cases[i].equity);
		in.premium_today = money_from_double(cases[i].limit);
		check(cases[i].name, ask("premium_today", &in, &p).verdict == GATE_PASS);
		in.premium_today = money_from_double(cases[i].limit + 0.0001);
		check(cases[i].name, ask("premium_today", &in, &p).verdict == GATE_FAIL);
		in.quantity = 0; /* asked about one, so that the limit is on record */
		check(cases[i].name, ask("premium_today", &in, &p).verdict == GATE_FAIL);
		in.quantity = 1;
		in.premium_today = MONEY_UNKNOWN;
		check(cases[i].name, ask("premium_today", &in, &p).verdict == GATE_FAIL);
		in.tier_known = FACT_UNKNOWN;
		in.premium_today = (struct money){0};
		check(cases[i].name, ask("premium_today", &in, &p).verdict == GATE_FAIL);
		in.size.terms.instrument = INSTRUMENT_STOCK;
		check(cases[i].name, ask("premium_today", &in, &p).verdict == GATE_NOT_APPLICABLE);
	}
}

static void test_first_trades(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum execution_mode mode;
		int64_t trades, quantity;
		enum gate_verdict verdict;
	} cases[] = {
		{"the first", MODE_LIVE, 0, 1, GATE_PASS},
		{"the first, two contracts", MODE_LIVE, 0, 2, GATE_FAIL},
		{"the 20th", MODE_LIVE, 19, 2, GATE_FAIL},
		{"the 21st", MODE_LIVE, 20, 2, GATE_PASS},
		{"their number is not known", MODE_LIVE, -1, 1, GATE_FAIL},
		{"the quantity is not known", MODE_PAPER, 0, -1, GATE_FAIL},
		{"none, which another gate refuses", MODE_PAPER, 0, 0, GATE_PASS},
		{"paper", MODE_PAPER, 0, 10, GATE_PASS},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = order();
		in.mode = cases[i].mode;
		in.live_trades = cases[i].trades;
		in.quantity = cases[i].quantity;
		check(cases[i].name, ask("first_live_trades", &in, &p).verdict == cases[i].verdict);
		in.size.terms.instrument = INSTRUMENT_STOCK;
		check(cases[i].name,
			ask("first_live_trades", &in, &p).verdict == GATE_NOT_APPLICABLE);
	}
}

/* Each of the first live trades has one contract; shares are not contracts. */
static void test_first_trades_sized(void **state)
{
	(void)state;
	struct params p;
	struct sizing s;
	struct sizing_input in = {.terms = {.instrument = INSTRUMENT_CALL,
					  .strategy = STRATEGY_DAY_TRADE,
					  .premium = {25000},
					  .spread_width = PRICE_UNKNOWN,
					  .stop_distance = {10000}},
		.tier = TIER_LARGE,
		.equity = {100000 * USD_E4},
		.buying_power = {100000 * USD_E4},
		.cash = {100000 * USD_E4},
		.last_trade_lost = FACT_NO};
	params_init(&p);
	sizing_compute(&in, &p, &s);
	check("none of the first", s.quantity == 4);
	in.first_trades = 1;
	sizing_compute(&in, &p, &s);
	check("one of the first", s.quantity == 1);
	check_text("bound", sizing_limit_name(s.bound), "first_live_trades");
	in.terms.instrument = INSTRUMENT_STOCK;
	sizing_compute(&in, &p, &s);
	check("shares", s.quantity > 1);
}

/* The price fetched for the entry, sma20 = 100: a move that undid the signal is skipped. */
static void test_signal_holds(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum instrument instrument;
		enum strategy strategy;
		double spot;
		enum gate_verdict direction, distance;
	} cases[] = {
		{"call above", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100.01, GATE_PASS, GATE_PASS},
		{"call at", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100, GATE_FAIL, GATE_PASS},
		{"call below", INSTRUMENT_CALL, STRATEGY_SWING_TRADE, 99.99, GATE_FAIL, GATE_PASS},
		{"put below", INSTRUMENT_PUT, STRATEGY_DAY_TRADE, 99.99, GATE_PASS, GATE_PASS},
		{"put at", INSTRUMENT_PUT, STRATEGY_DAY_TRADE, 100, GATE_FAIL, GATE_PASS},
		{"put above", INSTRUMENT_PUT, STRATEGY_DAY_TRADE, 100.01, GATE_FAIL, GATE_PASS},
		{"stock above", INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, 100.01, GATE_PASS, GATE_PASS},
		{"stock below", INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, 99.99, GATE_FAIL, GATE_PASS},
		{"bull put spread", INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD, 101, GATE_PASS,
			GATE_PASS},
		{"2 %", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 102, GATE_PASS, GATE_PASS},
		{"further", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 102.01, GATE_PASS, GATE_FAIL},
		{"put, further", INSTRUMENT_PUT, STRATEGY_DAY_TRADE, 97.99, GATE_PASS, GATE_FAIL},
		{"spot unknown", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, (double)NAN, GATE_FAIL,
			GATE_FAIL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = order();
		in.size.terms.instrument = cases[i].instrument;
		in.size.terms.strategy = cases[i].strategy;
		in.spot = cases[i].spot;
		in.sma20 = 100;
		check(cases[i].name,
			ask("signal_direction", &in, &p).verdict == cases[i].direction);
		check(cases[i].name, ask("signal_distance", &in, &p).verdict == cases[i].distance);
	}
	struct gate_input in = order();
	in.spot = 100;
	check_text("sma20 unknown", ask("signal_direction", &in, &p).reason, "not known");
	check_text("sma20 unknown", ask("signal_distance", &in, &p).reason, "not known");
	in.sma20 = 0;
	check_text("no average is 0", ask("signal_distance", &in, &p).reason, "not known");
	in.spot = 0.505;
	in.sma20 = 0.5;
	check("under a dollar", ask("signal_distance", &in, &p).verdict == GATE_PASS);
}

/*
 * A stock whose spread of .3497 and fees of .000291 are 35 % of what it gains: delta .5 stands for
 * a gain of 1 dollar.
 */
static void test_cost_of_trade(void **state)
{
	(void)state;
	struct params p;
	struct gate_input in = order();
	params_init(&p);
	in.size.day = date_from_ymd(2026, 1, 26);
	in.size.terms.instrument = INSTRUMENT_STOCK;
	in.size.terms.stop_distance = (struct price){USD_E4};
	in.quote.bid = (struct price){100 * USD_E4};
	in.quote.ask = (struct price){100 * USD_E4 + 3497};
	in.delta = 0.5;
	in.gamma = in.decay = 0;
	check("35 %", ask("cost_of_trade", &in, &p).verdict == GATE_PASS);
	in.quote.ask.e4++;
	check("more", ask("cost_of_trade", &in, &p).verdict == GATE_FAIL);
}

/* A SELL, which closes a position, is asked none of them. */
static void test_closing(void **state)
{
	(void)state;
	static const char *const names[] = {"equity_gap", "slippage", "volume_feed",
		"premium_today", "first_live_trades", "signal_direction", "signal_distance",
		"cost_of_trade"};
	struct params p;
	struct gate_input in = order();
	params_init(&p);
	in.mode = MODE_LIVE;
	in.action = ACTION_SELL;
	in.size.terms.instrument = INSTRUMENT_STOCK;
	for (size_t i = 0; i < array_size(names); i++)
		check(names[i], ask(names[i], &in, &p).verdict == GATE_NOT_APPLICABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equity_gap),
		cmocka_unit_test(test_slippage),
		cmocka_unit_test(test_volume_feed),
		cmocka_unit_test(test_premium_today),
		cmocka_unit_test(test_first_trades),
		cmocka_unit_test(test_first_trades_sized),
		cmocka_unit_test(test_signal_holds),
		cmocka_unit_test(test_cost_of_trade),
		cmocka_unit_test(test_closing),
	};
	return cmocka_run_group_tests_name("gate_controls", tests, NULL, NULL);
}
