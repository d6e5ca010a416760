/* Gates whose verdict depends on several facts of one ticker at once. */
#include "array.h"
#include "gate_ask.h"
#include "text.h"

#include <math.h>

/* T5: the calendar and the news together; facts.c decides the state of a report. */
static void test_earnings(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum fact calendar;
		enum report_state report;
		enum fact news;
		double strict;
		enum gate_verdict verdict;
	} rows[] = {
		{"near", FACT_YES, REPORT_NEAR, FACT_NO, 0, GATE_FAIL},
		{"far", FACT_YES, REPORT_FAR, FACT_NO, 0, GATE_PASS},
		{"far, in the news", FACT_YES, REPORT_FAR, FACT_YES, 0, GATE_FAIL},
		{"out, in the news", FACT_YES, REPORT_OUT, FACT_YES, 0, GATE_NOT_APPLICABLE},
		{"out, strict", FACT_YES, REPORT_OUT, FACT_NO, 1, GATE_FAIL},
		{"past, in the news", FACT_YES, REPORT_PAST, FACT_YES, 0, GATE_FAIL},
		{"past", FACT_YES, REPORT_PAST, FACT_NO, 0, GATE_NOT_APPLICABLE},
		{"not listed", FACT_YES, REPORT_NOT_LISTED, FACT_NO, 0, GATE_NOT_APPLICABLE},
		{"not listed, strict", FACT_YES, REPORT_NOT_LISTED, FACT_NO, 1, GATE_FAIL},
		{"no calendar", FACT_NO, REPORT_NOT_LISTED, FACT_NO, 0, GATE_NOT_APPLICABLE},
		{"no calendar, in the news", FACT_NO, REPORT_NOT_LISTED, FACT_YES, 0, GATE_FAIL},
		{"no calendar, strict", FACT_NO, REPORT_NOT_LISTED, FACT_NO, 1, GATE_FAIL},
		{"calendar unknown", FACT_UNKNOWN, REPORT_FAR, FACT_NO, 0, GATE_FAIL},
		{"news unknown", FACT_YES, REPORT_FAR, FACT_UNKNOWN, 0, GATE_FAIL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(rows); i++) {
		struct gate_input in;
		gate_input_init(&in);
		in.earnings_calendar = rows[i].calendar;
		in.hours_to_report = 300;
		in.report = rows[i].report;
		in.earnings_news = rows[i].news;
		p.gate_earnings_strict = rows[i].strict;
		check(rows[i].name, verdict("earnings", &in, &p) == rows[i].verdict);
	}
}

/* A calendar that was never imported or has ended does not apply, or refuses where it must. */
static void test_macro_events(void **state)
{
	(void)state;
	const double nan = (double)NAN;
	const struct {
		const char *name;
		enum fact calendar, ahead;
		double minutes, strict;
		enum gate_verdict verdict;
	} rows[] = {
		{"far", FACT_YES, FACT_YES, 10.1, 0, GATE_PASS},
		{"at the limit", FACT_YES, FACT_YES, 10, 0, GATE_FAIL},
		{"now", FACT_YES, FACT_YES, 0, 0, GATE_FAIL},
		{"just after the last one", FACT_YES, FACT_NO, 9, 0, GATE_FAIL},
		{"ended", FACT_YES, FACT_NO, 11, 0, GATE_NOT_APPLICABLE},
		{"ended, strict", FACT_YES, FACT_NO, 11, 1, GATE_FAIL},
		{"all withdrawn", FACT_YES, FACT_NO, nan, 0, GATE_NOT_APPLICABLE},
		{"to come, distance unknown", FACT_YES, FACT_YES, nan, 0, GATE_FAIL},
		{"none", FACT_NO, FACT_NO, nan, 0, GATE_NOT_APPLICABLE},
		{"none, strict", FACT_NO, FACT_NO, nan, 1, GATE_FAIL},
		{"not read", FACT_UNKNOWN, FACT_UNKNOWN, nan, 0, GATE_FAIL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(rows); i++) {
		struct gate_input in;
		gate_input_init(&in);
		in.macro_calendar = rows[i].calendar;
		in.macro_ahead = rows[i].ahead;
		in.macro_event_min = rows[i].minutes;
		p.gate_macro_strict = rows[i].strict;
		check(rows[i].name, verdict("macro_events", &in, &p) == rows[i].verdict);
	}
}

/* T20: a stock's quote has to be fresh; an option's may be old when its underlying stands still. */
static void test_quote_age(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in;
	gate_input_init(&in);
	in.quote_age_s = 360;
	in.quote_move_pct = 0.1;
	assert_int_equal(verdict("quote_age", &in, &p), GATE_PASS);
	in.quote_move_pct = (double)NAN;
	assert_int_equal(verdict("quote_age", &in, &p), GATE_FAIL);
	in.quote_move_pct = 0;
	in.size.terms.instrument = INSTRUMENT_STOCK;
	assert_int_equal(verdict("quote_age", &in, &p), GATE_FAIL);
}

/* O39: the limit against the model, which does not come from the quote. */
static void test_collar(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in;
	gate_input_init(&in);
	in.quote = (struct quote){{24800}, {25200}, 10, 10, in.now};
	in.size.terms.premium = (struct price){25000};
	in.collar = (struct collar){{100 * USD_E4}, {100 * USD_E4}, {25000}};
	assert_int_equal(verdict("price_collar", &in, &p), GATE_PASS);
	in.quote = (struct quote){{248000}, {252000}, 10, 10, in.now};
	in.size.terms.premium = (struct price){250000};
	assert_int_equal(verdict("price_collar", &in, &p), GATE_FAIL);
}

/* A tier trades only the strategies that have a share of the buying power. */
static void test_strategy(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in;
	gate_input_init(&in);
	in.size.tier = TIER_TINY;
	in.size.terms.strategy = STRATEGY_SWING_TRADE;
	assert_int_equal(verdict("strategy", &in, &p), GATE_FAIL); /* tier not known */
	in.tier_known = FACT_YES;
	assert_int_equal(verdict("strategy", &in, &p), GATE_PASS);
	in.size.terms.strategy = STRATEGY_CONSERVATIVE;
	assert_int_equal(verdict("strategy", &in, &p), GATE_FAIL);
	in.size.tier = TIER_MEDIUM;
	assert_int_equal(verdict("strategy", &in, &p), GATE_PASS);
	in.size.terms.instrument = INSTRUMENT_STOCK;
	assert_int_equal(verdict("strategy", &in, &p), GATE_NOT_APPLICABLE);
}

/* Another attempt asks the gates of hours, halt, cash and risk, and no others. */
static void test_reprice(void **state)
{
	(void)state;
	static const struct {
		const char *gate;
		bool asked;
	} rows[] = {
		{"halt", true},
		{"market_open", true},
		{"entry_hours", true},
		{"daily_loss", true},
		{"drawdown", true},
		{"stop_guard", true},
		{"open_risk", true},
		{"cash", true},
		{"position_size", true},
		{"portfolio_delta", true},
		{"portfolio_vega", true},
		{"portfolio_theta", true},
		{"stress", true},
		{"strategy", false},
		{"price_collar", true},
		{"quote_age", true},
		{"confidence", false},
		{"trades_today", false},
		{"same_ticker", false},
		{"cooldown", false},
		{"news_age", false},
	};
	struct params p;
	params_init(&p);
	struct gate_input in;
	gate_input_init(&in);
	in.is_reprice = true;
	for (size_t i = 0; i < array_size(rows); i++)
		check(rows[i].gate, verdict(rows[i].gate, &in, &p) ==
					    (rows[i].asked ? GATE_FAIL : GATE_NOT_APPLICABLE));
}

/*
 * The kept half is asked everything but what is about the signal of the first half, or counts that
 * half. The limits of the size are asked about both halves together.
 */
static void test_kept_half(void **state)
{
	(void)state;
	static const char *const once[] = {"cooldown", "confidence", "news_age", "trades_today",
		"trades_in_ticker", "open_positions", "same_ticker", "sector"};
	struct params p;
	params_init(&p);
	struct gate_input in;
	gate_input_init(&in);
	in.is_scale_in = true;
	struct gate_record records[2 * GATES_MAX];
	size_t count = gate_ask_all(GATE_BEFORE_CHOICE, &in, &p, records);
	count += gate_ask_all(GATE_AFTER_SIZING, &in, &p, records + count);
	for (size_t i = 0; i < count; i++) {
		bool is_once = text_find(once, array_size(once), records[i].name) >= 0;
		check(records[i].name,
			(records[i].verdict == GATE_NOT_APPLICABLE &&
				strcmp(records[i].reason, "decided before") == 0) == is_once);
	}
}

static void test_kept_half_counts_both(void **state)
{
	(void)state;
	static const struct {
		const char *gate;
		int64_t held, more;
		double observed;
		enum gate_verdict want;
	} rows[] = {
		{"quantity", 5, 5, 10, GATE_PASS},
		{"quantity", 5, 6, 11, GATE_FAIL},
		{"quantity", 0, 5, (double)NAN, GATE_FAIL},
		{"quantity", -1, 5, (double)NAN, GATE_FAIL},
		{"position_size", 5, 5, 2000, GATE_PASS},
		{"position_size", 5, 6, 2200, GATE_FAIL},
		{"position_size", -1, 5, (double)NAN, GATE_FAIL},
		{"risk_per_trade", 5, 5, 2000, GATE_PASS},
		{"risk_per_trade", 5, 6, 2200, GATE_FAIL},
		{"risk_per_trade", -1, 5, (double)NAN, GATE_FAIL},
		/* what is held is in the open risk and was paid already */
		{"open_risk", 5, 6, 1200, GATE_PASS},
		{"cash", 5, 5, 1000.2835, GATE_PASS},
	};
	struct params p;
	params_init(&p);
	p.large_contracts = 10;
	p.position_max_pct = 2;
	p.large_swing_trade_pct = 2;
	for (size_t i = 0; i < array_size(rows); i++) {
		struct gate_input in;
		gate_input_init(&in);
		in.is_scale_in = true;
		in.tier_known = FACT_YES;
		in.size.day = date_from_ymd(2026, 1, 26);
		in.held = rows[i].held;
		in.quantity = rows[i].more;
		in.size.tier = TIER_LARGE;
		in.size.terms.instrument = INSTRUMENT_CALL;
		in.size.terms.strategy = STRATEGY_SWING_TRADE;
		in.size.terms.premium = price_from_double(2);
		in.size.equity = in.size.buying_power = in.size.cash = money_from_double(100000);
		in.size.open_risk = (struct money){0};
		struct gate_record r = ask(rows[i].gate, &in, &p);
		check(rows[i].gate, r.verdict == rows[i].want);
		check_near(rows[i].gate, r.observed, rows[i].observed, 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_earnings),
		cmocka_unit_test(test_macro_events),
		cmocka_unit_test(test_quote_age),
		cmocka_unit_test(test_collar),
		cmocka_unit_test(test_strategy),
		cmocka_unit_test(test_reprice),
		cmocka_unit_test(test_kept_half),
		cmocka_unit_test(test_kept_half_counts_both),
	};
	return cmocka_run_group_tests_name("gate_ticker", tests, NULL, NULL);
}
