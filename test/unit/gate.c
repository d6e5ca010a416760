#include "array.h"
#include "check.h"

#include "gate.h"

#define AT(field) offsetof(struct gate_input, field)

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static struct money usd(double amount)
{
	return money_from_double(amount);
}

/*
 * 4 calls at 2.50 for an account of 100,000 dollars, on a Monday at 14:08 New York: every gate
 * passes.
 */
static struct gate_input good(void)
{
	struct gate_input in;
	gate_input_init(&in);
	in.action = ACTION_BUY;
	in.confidence = 0.82;
	in.now = at("2026-01-26T19:08:00Z");
	in.halt = (struct halt_view){HALT_ACTIVE, true, true, ""};
	in.mode = MODE_PAPER;
	in.account_active = in.account_is_configured = in.options_allowed = in.broker_open =
		FACT_YES;
	in.account_blocked = FACT_NO;
	in.clock_skew_s = 0.1;
	in.option_feed = FEED_INDICATIVE;
	in.day_pnl = usd(-100);
	in.drawdown_pct = 1;
	in.stops = in.consecutive_rejects = in.orders_last_minute = in.entries_this_run =
		in.entry_orders_today = 0;
	in.bar_age_s = 8;
	in.feature_age_s = 8;
	in.news_age_s = 300;
	in.cooldown_age_s = HUGE_VAL;
	in.trades_today = in.trades_in_ticker_today = in.open_positions = 0;
	in.ticker_positions = in.ticker_orders = in.held_shares = 0;
	in.earnings_calendar = FACT_YES;
	in.report = REPORT_FAR;
	in.hours_to_report = 300;
	in.earnings_news = FACT_NO;
	in.macro_calendar = in.macro_ahead = FACT_YES;
	in.macro_event_min = 300;
	in.iv_values = 252;
	in.iv_recent = FACT_YES;
	in.iv_percentile = 40;
	in.iv_rank = 0.4;
	in.sector_known = FACT_YES;
	in.sector_positions = 0;
	in.tier_known = FACT_YES;
	in.quantity = 4;
	in.quote = (struct quote){{24800}, {25200}, 10, 10, in.now};
	in.collar = (struct collar){{100 * USD_E4}, {100 * USD_E4}, {25000}};
	in.quote_age_s = 3;
	in.quote_move_pct = 0.5;
	in.delta = 0.4;
	in.gamma = 0.05;
	in.decay = 0.02;
	in.spot = 101;
	in.sma20 = 100;
	in.volume_is_sip = FACT_NO;
	in.equity_baselines = 1;
	in.equity_gap = usd(0);
	in.slippage_fills = 10;
	in.slippage_pct = 0.5;
	in.slippage_model_pct = 0.4;
	in.premium_today = usd(0);
	in.live_trades = 0;
	in.atr14 = 0.8;
	in.days_to_expiry = 1;
	in.size.terms.instrument = INSTRUMENT_CALL;
	in.size.terms.strategy = STRATEGY_DAY_TRADE;
	in.size.terms.premium = (struct price){25000};
	in.size.terms.stop_distance = price_from_double(1.6);
	in.size.tier = TIER_LARGE;
	in.size.day = date_from_ymd(2026, 1, 26);
	in.size.equity = in.size.buying_power = in.size.cash = usd(100000);
	in.size.open_risk = in.size.class_cost = usd(0);
	in.size.book = (struct exposure){0};
	in.size.each = (struct exposure){.delta = 4000, .gamma_move = 10, .vega = 20};
	in.size.market_iv_values = 100;
	in.size.market_iv = 0.2;
	return in;
}

/* Asks one gate. Its name may follow the number of a scenario: "O44 trades_today". */
static struct gate_record ask(const char *name, const struct gate_input *in, const struct params *p)
{
	struct gate_record records[GATES_MAX];
	const char *space = strrchr(name, ' '), *gate = space == NULL ? name : space + 1;
	for (int phase = GATE_BEFORE_CHOICE; phase <= GATE_AFTER_SIZING; phase++) {
		size_t count = gate_ask_all((enum gate_phase)phase, in, p, records);
		for (size_t i = 0; i < count; i++)
			if (strcmp(records[i].name, gate) == 0)
				return records[i];
	}
	fail_msg("no gate \"%s\"", gate);
	return (struct gate_record){0};
}

enum kind { NUMBER, COUNTED, FACT, DOLLARS };

static void set(struct gate_input *in, size_t offset, enum kind kind, double value)
{
	char *field = (char *)in + offset;
	int64_t count = isnan(value) ? -1 : (int64_t)value;
	enum fact fact = isnan(value) ? FACT_UNKNOWN : (enum fact)(int)value;
	struct money money = money_from_double(value);
	switch (kind) {
	case NUMBER:
		memcpy(field, &value, sizeof value);
		break;
	case COUNTED:
		memcpy(field, &count, sizeof count);
		break;
	case FACT:
		memcpy(field, &fact, sizeof fact);
		break;
	case DOLLARS:
		memcpy(field, &money, sizeof money);
		break;
	}
}

/* Each gate passes at its limit, fails beyond it, and fails when the fact is not known. */
static void test_limits(void **state)
{
	(void)state;
	static const struct {
		const char *gate;
		size_t offset;
		enum kind kind;
		double limit, beyond;
	} cases[] = {
		{"account", AT(account_active), FACT, FACT_YES, FACT_NO},
		{"account", AT(account_blocked), FACT, FACT_NO, FACT_YES},
		{"account", AT(account_is_configured), FACT, FACT_YES, FACT_NO},
		{"account", AT(options_allowed), FACT, FACT_YES, FACT_NO},
		{"O57 market_open", AT(broker_open), FACT, FACT_YES, FACT_NO},
		{"O56 clock_skew", AT(clock_skew_s), NUMBER, 2, 2.001},
		{"O56 clock_skew", AT(clock_skew_s), NUMBER, -2, -3600},
		{"daily_loss", AT(day_pnl), DOLLARS, -3000, -3000.01},
		{"daily_loss", AT(size.equity), DOLLARS, 3333.34, 3333.33},
		{"drawdown", AT(drawdown_pct), NUMBER, 10, 10.01},
		{"stop_guard", AT(stops), COUNTED, 2, 3},
		{"cooldown", AT(cooldown_age_s), NUMBER, 900, 899.9},
		{"confidence", AT(confidence), NUMBER, 0.70, 0.6999},
		{"bar_age", AT(bar_age_s), NUMBER, 120, 120.1},
		{"bar_age", AT(bar_age_s), NUMBER, -2, -2.1},
		{"feature_age", AT(feature_age_s), NUMBER, 300, 300.1},
		{"news_age", AT(news_age_s), NUMBER, 3600, 3600.1},
		{"O44 trades_today", AT(trades_today), COUNTED, 9, 10},
		{"trades_in_ticker", AT(trades_in_ticker_today), COUNTED, 1, 2},
		{"open_positions", AT(open_positions), COUNTED, 4, 5},
		{"O25 same_ticker", AT(ticker_positions), COUNTED, 0, 1},
		{"same_ticker", AT(ticker_orders), COUNTED, 0, 1},
		{"entry_orders_today", AT(entry_orders_today), COUNTED, 19, 20},
		{"earnings", AT(earnings_news), FACT, FACT_NO, FACT_YES},
		{"macro_events", AT(macro_event_min), NUMBER, 10.01, 10},
		{"iv_percentile", AT(iv_percentile), NUMBER, 70, 70.1},
		{"iv_rank", AT(iv_rank), NUMBER, 0.80, 0.801},
		{"volatility_regime", AT(size.market_iv), NUMBER, 0.3999, 0.40},
		{"sector", AT(sector_positions), COUNTED, 1, 2},
		{"O45 order_rate", AT(orders_last_minute), COUNTED, 9, 10},
		{"O45 entries_per_run", AT(entries_this_run), COUNTED, 2, 3},
		{"O13 consecutive_rejects", AT(consecutive_rejects), COUNTED, 2, 3},
		{"quantity", AT(quantity), COUNTED, 10, 11},
		{"quantity", AT(quantity), COUNTED, 1, 0},
		{"risk_per_trade", AT(quantity), COUNTED, 4, 5},
		{"risk_per_trade", AT(size.buying_power), DOLLARS, 100000, 99999.99},
		{"O43 open_risk", AT(size.open_risk), DOLLARS, 9000, 9000.01},
		{"open_risk", AT(size.equity), DOLLARS, 10000, 9999.99},
		{"allocation", AT(size.class_cost), DOLLARS, 69000, 69000.01},
		{"position_size", AT(size.equity), DOLLARS, 4000, 3999.99},
		{"cash", AT(size.cash), DOLLARS, 1000.2268, 1000.2267},
		{"portfolio_delta", AT(size.book.delta), NUMBER, 184000, 184001},
		{"portfolio_delta", AT(size.book.delta), NUMBER, -216000, -216001},
		{"portfolio_delta", AT(size.each.delta), NUMBER, 50000, 50001},
		{"portfolio_vega", AT(size.book.vega), NUMBER, 920, 921},
		{"portfolio_theta", AT(size.book.theta), NUMBER, -1000, -1001},
		{"stress", AT(size.book.stress[0]), NUMBER, -10000, -10001},
		{"stress", AT(size.book.stress[3]), NUMBER, -10000, -10001},
		{"stress", AT(size.each.stress[1]), NUMBER, -2500, -2501},
		{"quote_age", AT(quote_age_s), NUMBER, 120, 120.1},
		{"quote_age", AT(quote_age_s), NUMBER, -2, -2.1},
		{"cost_of_trade", AT(decay), NUMBER, 0.4963, 0.4966},
		{"cost_of_trade", AT(gamma), NUMBER, -0.2155, -0.2161},
		{"equity_gap", AT(equity_gap), DOLLARS, 100, 100.01},
		{"slippage", AT(slippage_pct), NUMBER, 0.8, 0.801},
		{"slippage", AT(slippage_model_pct), NUMBER, 0.25, 0.2499},
		{"premium_today", AT(premium_today), DOLLARS, 19000, 19000.01},
		{"signal_direction", AT(spot), NUMBER, 100.0001, 100},
		{"signal_direction", AT(sma20), NUMBER, 100.9999, 101},
		{"signal_distance", AT(spot), NUMBER, 102, 102.01},
		{"signal_distance", AT(spot), NUMBER, 98, 97.99},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = good();
		set(&in, cases[i].offset, cases[i].kind, cases[i].limit);
		check(cases[i].gate, ask(cases[i].gate, &in, &p).verdict == GATE_PASS);
		set(&in, cases[i].offset, cases[i].kind, cases[i].beyond);
		struct gate_record r = ask(cases[i].gate, &in, &p);
		check(cases[i].gate, r.verdict == GATE_FAIL);
		check(cases[i].gate, r.reason[0] != '\0');
		set(&in, cases[i].offset, cases[i].kind, (double)NAN);
		r = ask(cases[i].gate, &in, &p);
		check(cases[i].gate, r.verdict == GATE_FAIL);
		check_text(cases[i].gate, r.reason, "not known");
	}
}

static void test_everything_passes(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	struct gate_record records[GATES_MAX];
	for (int phase = GATE_BEFORE_CHOICE; phase <= GATE_AFTER_SIZING; phase++) {
		size_t count = gate_ask_all((enum gate_phase)phase, &in, &p, records);
		const struct gate_record *failed = gate_first_failure(records, count);
		check(failed == NULL ? "none" : failed->name, failed == NULL);
		for (size_t i = 0; i < count; i++)
			check(records[i].name, records[i].verdict == GATE_PASS);
	}
}

/* When nothing is known, every gate fails; none is not_applicable. */
static void test_nothing_known(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in;
	struct gate_record records[GATES_MAX];
	gate_input_init(&in);
	for (int phase = GATE_BEFORE_CHOICE; phase <= GATE_AFTER_SIZING; phase++) {
		size_t count = gate_ask_all((enum gate_phase)phase, &in, &p, records);
		assert_true(count > 0);
		for (size_t i = 0; i < count; i++)
			if (strcmp(records[i].name, "action") !=
				0) /* a zeroed input has the action BUY */
				check(records[i].name, records[i].verdict == GATE_FAIL);
	}
}

static void test_names_are_unique(void **state)
{
	(void)state;
	const char *names[GATES_MAX];
	size_t count = 0;
	for (size_t i = 0; i < gate_before_choice_count; i++)
		names[count++] = gate_before_choice[i].name;
	for (size_t i = 0; i < gate_after_sizing_count; i++)
		names[count++] = gate_after_sizing[i].name;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			check(names[i], strcmp(names[i], names[k]) != 0);
}

static void test_halt(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	in.halt = (struct halt_view){HALT_REDUCING, false, true, "three stops"};
	struct gate_record r = ask("halt", &in, &p);
	assert_int_equal(r.verdict, GATE_FAIL);
	assert_string_equal(r.observed_text, "REDUCING");
	assert_string_equal(r.reason, "three stops");
	in.halt.state = HALT_HALTED;
	assert_int_equal(ask("halt", &in, &p).verdict, GATE_FAIL);
}

static void test_confidence_overrides(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	in.confidence = 0.60; /* the worked example of a swing, which the gate refuses */
	in.size.terms.strategy = STRATEGY_SWING_TRADE;
	assert_int_equal(ask("confidence", &in, &p).verdict, GATE_FAIL);
	p.gate_confidence_swing_trade = 0.55;
	assert_int_equal(ask("confidence", &in, &p).verdict, GATE_PASS);
	p.gate_confidence_large = 0.65;
	assert_int_equal(ask("confidence", &in, &p).verdict, GATE_FAIL);
	in.tier_known = FACT_UNKNOWN;
	in.confidence = 1;
	assert_int_equal(ask("confidence", &in, &p).verdict, GATE_FAIL);
}

static void test_actions(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum trade_action action;
		enum instrument instrument;
		int64_t held;
		enum gate_verdict want;
	} cases[] = {
		{"BUY_CALL", ACTION_BUY, INSTRUMENT_CALL, 0, GATE_PASS},
		{"BUY_PUT", ACTION_BUY, INSTRUMENT_PUT, 0, GATE_PASS},
		{"BUY_STOCK", ACTION_BUY, INSTRUMENT_STOCK, 0, GATE_PASS},
		{"SELL_STOCK of a long position", ACTION_SELL, INSTRUMENT_STOCK, 10, GATE_PASS},
		{"SELL_STOCK short", ACTION_SELL, INSTRUMENT_STOCK, 0, GATE_FAIL},
		{"SELL_STOCK, holdings unknown", ACTION_SELL, INSTRUMENT_STOCK, -1, GATE_FAIL},
		{"SELL_CALL", ACTION_SELL, INSTRUMENT_CALL, 10, GATE_FAIL},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = good();
		in.action = cases[i].action;
		in.size.terms.instrument = cases[i].instrument;
		in.held_shares = cases[i].held;
		check(cases[i].name, ask("action", &in, &p).verdict == cases[i].want);
	}
	/* The limits of entries do not apply to an order that only closes. */
	struct gate_input in = good();
	in.action = ACTION_SELL;
	in.size.terms.instrument = INSTRUMENT_STOCK;
	in.held_shares = 10;
	in.halt = (struct halt_view){HALT_REDUCING, false, true, "daily loss"};
	in.trades_today = 99;
	struct gate_record records[GATES_MAX];
	size_t count = gate_ask_all(GATE_BEFORE_CHOICE, &in, &p, records);
	assert_null(gate_first_failure(records, count));
	in.broker_open = FACT_NO;
	count = gate_ask_all(GATE_BEFORE_CHOICE, &in, &p, records);
	assert_string_equal(gate_first_failure(records, count)->name, "market_open");
}

static void test_not_applicable(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	in.iv_values = 30;
	assert_int_equal(ask("iv_rank", &in, &p).verdict, GATE_PASS);
	in.iv_values = 29;
	assert_int_equal(ask("iv_rank", &in, &p).verdict, GATE_NOT_APPLICABLE);
	assert_int_equal(ask("iv_percentile", &in, &p).verdict, GATE_NOT_APPLICABLE);
	in.iv_values = -1;
	assert_int_equal(ask("iv_percentile", &in, &p).verdict, GATE_FAIL);
	in.iv_values = 252;
	in.iv_recent = FACT_NO;
	assert_int_equal(ask("iv_rank", &in, &p).verdict, GATE_FAIL);
	in.iv_recent = FACT_YES;
	in.iv_percentile = 95;
	assert_int_equal(ask("iv_percentile", &in, &p).verdict, GATE_FAIL);
	in.size.terms.strategy = STRATEGY_CREDIT_SPREAD;
	assert_int_equal(ask("iv_percentile", &in, &p).verdict, GATE_NOT_APPLICABLE);

	in.size.market_iv_values = 0;
	assert_int_equal(ask("volatility_regime", &in, &p).verdict, GATE_NOT_APPLICABLE);
	in.size.market_iv_values = -1;
	assert_int_equal(ask("volatility_regime", &in, &p).verdict, GATE_FAIL);

	in.sector_known = FACT_NO;
	assert_int_equal(ask("sector", &in, &p).verdict, GATE_NOT_APPLICABLE);
	in.sector_known = FACT_UNKNOWN;
	assert_int_equal(ask("sector", &in, &p).verdict, GATE_FAIL);
}

static void test_option_feed(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum execution_mode mode;
		enum option_feed feed;
		double needs_opra;
		enum gate_verdict want;
	} cases[] = {
		{"paper, indicative", MODE_PAPER, FEED_INDICATIVE, 1, GATE_PASS},
		{"paper, unknown", MODE_PAPER, FEED_UNKNOWN, 1, GATE_FAIL},
		{"live, indicative", MODE_LIVE, FEED_INDICATIVE, 1, GATE_FAIL},
		{"live, opra", MODE_LIVE, FEED_OPRA, 1, GATE_PASS},
		{"live, indicative allowed", MODE_LIVE, FEED_INDICATIVE, 0, GATE_PASS},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct gate_input in = good();
		in.mode = cases[i].mode;
		in.option_feed = cases[i].feed;
		p.gate_live_needs_opra = cases[i].needs_opra;
		check(cases[i].name, ask("option_feed", &in, &p).verdict == cases[i].want);
	}
	struct gate_input in = good();
	in.size.terms.instrument = INSTRUMENT_STOCK;
	in.option_feed = FEED_UNKNOWN;
	assert_int_equal(ask("option_feed", &in, &p).verdict, GATE_NOT_APPLICABLE);
}

static void test_quotes_and_prices(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	in.quote.bid = (struct price){0};
	check("O37 price_collar", ask("price_collar", &in, &p).verdict == GATE_FAIL);
	assert_int_equal(ask("cost_of_trade", &in, &p).verdict, GATE_FAIL);
	in = good();
	in.size.terms.premium = PRICE_UNKNOWN;
	static const char *const of_money[] = {"price_collar", "risk_per_trade", "open_risk",
		"allocation", "position_size", "cash"};
	for (size_t i = 0; i < array_size(of_money); i++)
		check(of_money[i], ask(of_money[i], &in, &p).verdict == GATE_FAIL);

	/* A stock risks the distance of its stop, and costs its spread. */
	in = good();
	in.size.terms.instrument = INSTRUMENT_STOCK;
	in.size.terms.premium = (struct price){100 * USD_E4};
	in.quote = (struct quote){{999900}, {1000100}, 10, 10, in.now};
	in.quantity = 200;
	in.size.terms.stop_distance = (struct price){10 * USD_E4};
	in.delta = 1;
	in.gamma = in.decay = 0;
	assert_int_equal(ask("risk_per_trade", &in, &p).verdict, GATE_PASS);
	assert_int_equal(ask("cost_of_trade", &in, &p).verdict, GATE_PASS);
	in.quantity = 201;
	assert_int_equal(ask("risk_per_trade", &in, &p).verdict, GATE_FAIL);
	in.size.terms.stop_distance = PRICE_UNKNOWN;
	assert_int_equal(ask("risk_per_trade", &in, &p).verdict, GATE_FAIL);
}

/* An account of 25 dollars: the sizing allows none, and each limit that refuses one says so. */
static void test_none_is_asked_as_one(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct gate_input in = good();
	in.quantity = 0;
	in.size.tier = TIER_TINY;
	in.size.equity = in.size.cash = in.size.buying_power = money_from_double(25);
	static const char *const limits[] = {"quantity", "risk_per_trade", "open_risk",
		"allocation", "position_size", "cash", "portfolio_delta", "portfolio_vega",
		"premium_today"};
	for (size_t i = 0; i < array_size(limits); i++)
		check(limits[i], ask(limits[i], &in, &p).verdict == GATE_FAIL);
	in = good();
	in.quantity = 0;
	check("a limit that lets one through", ask("cash", &in, &p).verdict == GATE_PASS);
}

static void test_json(void **state)
{
	(void)state;
	struct gate_record records[] = {
		{"bar_age", GATE_PASS, 8, 120, NULL, NULL, ""},
		{"halt", GATE_FAIL, (double)NAN, (double)NAN, "REDUCING", "ACTIVE", "three stops"},
	};
	struct buf out = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &out);
	gate_write(&w, NULL, records, array_size(records));
	assert_string_equal(buf_text(&out), "[{\"gate\":\"bar_age\",\"verdict\":\"pass\","
					    "\"observed\":8,\"threshold\":120,\"reason\":\"\"},"
					    "{\"gate\":\"halt\",\"verdict\":\"fail\",\"observed\":"
					    "\"REDUCING\",\"threshold\":\"ACTIVE\","
					    "\"reason\":\"three stops\"}]");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_everything_passes),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_halt),
		cmocka_unit_test(test_confidence_overrides),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_not_applicable),
		cmocka_unit_test(test_option_feed),
		cmocka_unit_test(test_quotes_and_prices),
		cmocka_unit_test(test_none_is_asked_as_one),
		cmocka_unit_test(test_json),
	};
	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
