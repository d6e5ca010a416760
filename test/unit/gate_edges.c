/*
 * The edges of gates, found by test/mutations.pl: a count of 0 is no unknown count, a limit is met
 * exactly, one of two conditions is not enough.
 */
#include "array.h"
#include "gate_ask.h"

static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

/* Calls at 2.50 for an account of 100,000 dollars; other facts are not known. */
static struct gate_input order(int64_t quantity)
{
	struct gate_input in;
	gate_input_init(&in);
	in.action = ACTION_BUY;
	in.mode = MODE_PAPER;
	in.tier_known = FACT_YES;
	in.quantity = quantity;
	in.size.terms.instrument = INSTRUMENT_CALL;
	in.size.terms.strategy = STRATEGY_DAY_TRADE;
	in.size.terms.premium = (struct price){25000};
	in.size.day = date_from_ymd(2026, 1, 26);
	in.size.tier = TIER_LARGE;
	in.size.equity = in.size.buying_power = in.size.cash = money_from_double(100000);
	in.size.open_risk = in.size.class_cost = in.premium_today = (struct money){0};
	in.size.book = in.size.each = (struct exposure){0};
	return in;
}

/* An order of none costs nothing; only the gate of the quantity refuses it. */
static void test_none(void **state)
{
	(void)state;
	static const char *const names[] = {"risk_per_trade", "open_risk", "allocation",
		"position_size", "cash", "portfolio_delta", "portfolio_vega", "portfolio_theta",
		"stress", "premium_today", "first_live_trades"};
	struct gate_input in = order(0);
	for (size_t i = 0; i < array_size(names); i++)
		check(names[i], ask(names[i], &in, &params).verdict == GATE_PASS);
	check_text("quantity", ask("quantity", &in, &params).reason, "not enough for one");
	in.size.terms.instrument = INSTRUMENT_STOCK;
	in.size.terms.stop_distance = (struct price){10000};
	check("the risk of a stock", ask("risk_per_trade", &in, &params).verdict == GATE_PASS);
	in = order(3);
	in.size.tier = TIER_TINY;
	check_text("the cap of the tier", ask("quantity", &in, &params).reason, "too many");
}

static void test_halt(void **state)
{
	(void)state;
	struct gate_input in = order(1);
	in.halt = (struct halt_view){HALT_REDUCING, true, true, "a"};
	check("reducing", ask("halt", &in, &params).verdict == GATE_FAIL);
	in.halt = (struct halt_view){HALT_ACTIVE, false, true, "a"};
	check("no entries", ask("halt", &in, &params).verdict == GATE_FAIL);
	in.halt = (struct halt_view){HALT_ACTIVE, true, true, ""};
	check("active", ask("halt", &in, &params).verdict == GATE_PASS);
}

static void test_sell(void **state)
{
	(void)state;
	struct gate_input in = order(1);
	in.action = ACTION_SELL;
	in.size.terms.instrument = INSTRUMENT_STOCK;
	in.held_shares = 1;
	check("one share", ask("action", &in, &params).verdict == GATE_PASS);
	in.held_shares = 0;
	check_text("no share", ask("action", &in, &params).reason,
		"no shares are held: no shorting");
	in.held_shares = -1;
	check_text("not read", ask("action", &in, &params).reason, "not known");
}

/* Gates that do not apply say why. */
static void test_calendars(void **state)
{
	(void)state;
	static const char none[] = "no earnings calendar was imported",
			  unknown[] = "the next earnings report is not known";
	struct gate_input in = order(1);
	in.earnings_news = FACT_NO;
	in.earnings_calendar = FACT_NO;
	in.report = REPORT_NOT_LISTED;
	check_text("no calendar", ask("earnings", &in, &params).reason, none);
	in.earnings_calendar = FACT_YES;
	check_text("a calendar", ask("earnings", &in, &params).reason, unknown);
	in.macro_ahead = FACT_NO;
	in.macro_calendar = FACT_NO;
	check_text("no events", ask("macro_events", &in, &params).reason,
		"no calendar of macro events was imported");
	in.macro_calendar = FACT_YES;
	check_text("old events", ask("macro_events", &in, &params).reason,
		"the calendar of macro events has ended");
	in.macro_ahead = FACT_UNKNOWN;
	check("one fact is not known", ask("macro_events", &in, &params).verdict == GATE_FAIL);
	in.macro_calendar = FACT_UNKNOWN;
	in.macro_ahead = FACT_NO;
	check("the other", ask("macro_events", &in, &params).verdict == GATE_FAIL);
}

/* A count of 0 is known. */
static void test_zero(void **state)
{
	(void)state;
	struct gate_input in = order(1);
	in.iv_values = 0;
	check("iv_values", ask("iv_percentile", &in, &params).verdict == GATE_NOT_APPLICABLE);
	assert_int_equal(instant_parse("2026-01-26T16:00:00Z", &in.now), 0);
	in.days_to_expiry = 0;
	check("expires today", ask("expires_today", &in, &params).verdict == GATE_PASS);
	in.days_to_expiry = -1;
	check_text("expires when", ask("expires_today", &in, &params).reason, "not known");
	in.slippage_fills = 0;
	check("fills", ask("slippage", &in, &params).verdict == GATE_NOT_APPLICABLE);
}

static void test_distance(void **state)
{
	(void)state;
	struct gate_input in = order(1);
	in.spot = 0.909;
	in.sma20 = 0.9;
	check("under a dollar", ask("signal_distance", &in, &params).verdict == GATE_PASS);
	in.sma20 = 0;
	check_text("no average", ask("signal_distance", &in, &params).reason, "not known");
}

/* The limit itself passes. */
static void test_exactly(void **state)
{
	(void)state;
	struct gate_input in = order(1);
	in.size.terms.stop_distance = (struct price){16000};
	in.atr14 = 0.8;
	in.delta = 0.4;
	in.gamma = 0.02;
	in.decay = 0.1;
	in.quote = (struct quote){{24800}, {25200}, 10, 10, INSTANT_UNKNOWN};
	params.cost_of_trade_pct = ask("cost_of_trade", &in, &params).observed;
	check("a cost", params.cost_of_trade_pct > 0);
	check("cost_of_trade", ask("cost_of_trade", &in, &params).verdict == GATE_PASS);
	in.quote_age_s = params.contract_quote_age_max_s + 1;
	in.quote_move_pct = params.contract_quote_still_pct;
	check("a move at the limit", ask("quote_age", &in, &params).verdict == GATE_FAIL);
	in.quote_move_pct = params.contract_quote_still_pct - 0.001;
	check("a move under it", ask("quote_age", &in, &params).verdict == GATE_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_none, set_up),
		cmocka_unit_test_setup(test_halt, set_up),
		cmocka_unit_test_setup(test_sell, set_up),
		cmocka_unit_test_setup(test_calendars, set_up),
		cmocka_unit_test_setup(test_zero, set_up),
		cmocka_unit_test_setup(test_distance, set_up),
		cmocka_unit_test_setup(test_exactly, set_up),
	};
	return cmocka_run_group_tests_name("gate_edges", tests, NULL, NULL);
}
