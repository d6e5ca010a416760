/* The gates of time: the hours of the market, the windows of the strategies, contracts of today. */
#include "array.h"
#include "gate_ask.h"

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static struct gate_input good(void)
{
	struct gate_input in;
	gate_input_init(&in);
	in.broker_open = FACT_YES;
	return in;
}

static void test_hours(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now;
		enum instrument instrument;
		enum strategy strategy;
		enum gate_verdict open, hours;
	} cases[] = {
		{"09:34:59", "2026-01-26T14:34:59Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, GATE_PASS,
			GATE_FAIL},
		{"09:35", "2026-01-26T14:35:00Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, GATE_PASS,
			GATE_PASS},
		{"day 15:30", "2026-01-26T20:30:00Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE,
			GATE_PASS, GATE_PASS},
		{"day 15:30:01", "2026-01-26T20:30:01Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE,
			GATE_PASS, GATE_FAIL},
		{"stock 15:30:01", "2026-01-26T20:30:01Z", INSTRUMENT_STOCK, STRATEGY_SWING_TRADE,
			GATE_PASS, GATE_FAIL},
		{"swing 15:50", "2026-01-26T20:50:00Z", INSTRUMENT_PUT, STRATEGY_SWING_TRADE,
			GATE_PASS, GATE_PASS},
		{"swing 15:50:01", "2026-01-26T20:50:01Z", INSTRUMENT_PUT, STRATEGY_SWING_TRADE,
			GATE_PASS, GATE_FAIL},
		{"before the open", "2026-01-26T14:29:59Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE,
			GATE_FAIL, GATE_FAIL},
		{"at the close", "2026-01-26T21:00:00Z", INSTRUMENT_CALL, STRATEGY_SWING_TRADE,
			GATE_FAIL, GATE_FAIL},
		{"a Sunday", "2026-01-25T19:08:00Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, GATE_FAIL,
			GATE_FAIL},
		{"O55 a holiday", "2026-01-19T19:08:00Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE,
			GATE_FAIL, GATE_FAIL},
		{"O55 early close, 12:30", "2026-11-27T17:30:00Z", INSTRUMENT_CALL,
			STRATEGY_DAY_TRADE, GATE_PASS, GATE_PASS},
		{"O55 early close, 12:30:01", "2026-11-27T17:30:01Z", INSTRUMENT_CALL,
			STRATEGY_DAY_TRADE, GATE_PASS, GATE_FAIL},
		{"O55 the Monday after the clocks change, 09:35", "2026-03-09T13:35:00Z",
			INSTRUMENT_CALL, STRATEGY_DAY_TRADE, GATE_PASS, GATE_PASS},
		{"O55 the same Monday, 09:34:59", "2026-03-09T13:34:59Z", INSTRUMENT_CALL,
			STRATEGY_DAY_TRADE, GATE_PASS, GATE_FAIL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = good();
		in.now = at(cases[i].now);
		in.size.terms.instrument = cases[i].instrument;
		in.size.terms.strategy = cases[i].strategy;
		check(cases[i].name, verdict("market_open", &in, &p) == cases[i].open);
		check(cases[i].name, verdict("entry_hours", &in, &p) == cases[i].hours);
	}
	struct gate_input in = good();
	in.now = INSTANT_UNKNOWN;
	assert_int_equal(verdict("market_open", &in, &p), GATE_FAIL);
	assert_int_equal(verdict("entry_hours", &in, &p), GATE_FAIL);
}

/* Each strategy has a window of its own, and none begins before entry_first_min. */
static void test_windows(void **state)
{
	(void)state;
	static const struct {
		const char *name, *parameter;
		double minutes;
		const char *now, *later;
		enum instrument instrument;
		enum strategy strategy;
		enum gate_verdict verdict, verdict_later;
	} cases[] = {
		{"day_trade from 10:00", "entry_day_first_min", 30, "2026-01-26T14:59:59Z",
			"2026-01-26T15:00:00Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, GATE_FAIL,
			GATE_PASS},
		{"a stock with it", "entry_day_first_min", 30, "2026-01-26T14:59:59Z",
			"2026-01-26T15:00:00Z", INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, GATE_FAIL,
			GATE_PASS},
		{"swing_trade from 10:00", "entry_swing_first_min", 30, "2026-01-26T14:59:59Z",
			"2026-01-26T15:00:00Z", INSTRUMENT_PUT, STRATEGY_SWING_TRADE, GATE_FAIL,
			GATE_PASS},
		{"swing_trade until 15:00", "entry_swing_end_min", 60, "2026-01-26T20:00:00Z",
			"2026-01-26T20:00:01Z", INSTRUMENT_PUT, STRATEGY_SWING_TRADE, GATE_PASS,
			GATE_FAIL},
		{"conservative narrower", "entry_conservative_end_min", 60, "2026-01-26T20:00:00Z",
			"2026-01-26T20:00:01Z", INSTRUMENT_CALL, STRATEGY_CONSERVATIVE, GATE_PASS,
			GATE_FAIL},
		{"conservative not wider", "entry_swing_end_min", 60, "2026-01-26T20:00:00Z",
			"2026-01-26T20:00:01Z", INSTRUMENT_CALL, STRATEGY_CONSERVATIVE, GATE_PASS,
			GATE_FAIL},
		{"credit_spread narrower", "entry_spread_first_min", 30, "2026-01-26T14:59:59Z",
			"2026-01-26T15:00:00Z", INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD, GATE_FAIL,
			GATE_PASS},
		{"entry_first_min holds for all", "entry_first_min", 30, "2026-01-26T14:59:59Z",
			"2026-01-26T15:00:00Z", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, GATE_FAIL,
			GATE_PASS},
		{"early close, swing_trade until 12:50", "entry_first_min", 5,
			"2026-11-27T17:50:00Z", "2026-11-27T17:50:01Z", INSTRUMENT_CALL,
			STRATEGY_SWING_TRADE, GATE_PASS, GATE_FAIL},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p;
		struct gate_input in = good();
		params_init(&p);
		check(cases[i].name,
			params_set(&p, cases[i].parameter, cases[i].minutes, NULL) == 0);
		in.size.terms.instrument = cases[i].instrument;
		in.size.terms.strategy = cases[i].strategy;
		in.now = at(cases[i].now);
		check(cases[i].name, verdict("entry_hours", &in, &p) == cases[i].verdict);
		in.now = at(cases[i].later);
		check(cases[i].name, verdict("entry_hours", &in, &p) == cases[i].verdict_later);
	}
}

static void test_contracts_of_today(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	in.days_to_expiry = 0;
	in.now = at("2026-01-26T18:30:00Z"); /* 13:30 */
	assert_int_equal(verdict("expires_today", &in, &p), GATE_PASS);
	in.now = at("2026-01-26T18:30:01Z");
	assert_int_equal(verdict("expires_today", &in, &p), GATE_FAIL);
	in.days_to_expiry = 1;
	assert_int_equal(verdict("expires_today", &in, &p), GATE_PASS);
	in.days_to_expiry = -1;
	assert_int_equal(verdict("expires_today", &in, &p), GATE_FAIL);
	in.size.terms.instrument = INSTRUMENT_STOCK;
	assert_int_equal(verdict("expires_today", &in, &p), GATE_NOT_APPLICABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_contracts_of_today),
	};
	return cmocka_run_group_tests_name("gate_hours", tests, NULL, NULL);
}
