#include "array.h"
#include "check.h"

#include "position.h"

static struct price usd(double amount)
{
	return price_from_double(amount);
}

static const struct instant entered = {INT64_C(1769454480) * 1000000};

static struct position call(void)
{
	return (struct position){
		.instrument = INSTRUMENT_CALL,
		.strategy = STRATEGY_DAY_TRADE,
		.ticker = "AAPL",
		.quantity = 4,
		.original_quantity = 4,
		.entry_price = {25000},
		.entry_underlying = {100 * USD_E4},
		.entry_spread = PRICE_UNKNOWN,
		.entered_at = entered,
		.stop = PRICE_UNKNOWN,
		.target = PRICE_UNKNOWN,
		.peak = PRICE_UNKNOWN,
		.lowest = PRICE_UNKNOWN,
	};
}

static struct mark mark(int after_s, double mid)
{
	return (struct mark){
		.ts = instant_add(entered, after_s * SECOND_US),
		.bid = usd(mid - 0.02),
		.ask = usd(mid + 0.02),
		.underlying = usd(100),
	};
}

static void test_observe(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct position position = call();
	assert_true(isnan(position_mfe_pct(&position)));

	/* from before the entry, however high */
	struct mark early = mark(-60, 9), none = mark(30, 2);
	position_observe(&position, &early, &p);
	none.bid = usd(0);
	position_observe(&position, &none, &p);
	check("O40 a mark from before the entry", !price_known(position.peak));
	assert_false(position.trailing_armed);

	static const struct {
		double mid, peak, lowest;
		bool armed;
	} path[] = {
		{2.40, 2.40, 2.40, false}, {3.00, 3.00, 2.40, false}, {3.74, 3.74, 2.40, false},
		{3.75, 3.75, 2.40, true}, /* +50 % */
		{2.00, 3.75, 2.00, true}, /* armed stays armed */
	};
	for (size_t i = 0; i < array_size(path); i++) {
		struct mark m = mark(60 * (int)(i + 1), path[i].mid);
		position_observe(&position, &m, &p);
		assert_int_equal(position.peak.e4, usd(path[i].peak).e4);
		assert_int_equal(position.lowest.e4, usd(path[i].lowest).e4);
		assert_int_equal(position.trailing_armed, path[i].armed);
	}
	check_near("mfe", position_mfe_pct(&position), 50, 1e-9);
	assert_int_equal(position.entry_spread.e4, 400);

	struct position first = call(); /* a mark of the very moment of the entry counts */
	struct mark at = mark(0, 2.6);
	position_observe(&first, &at, &p);
	check("at the entry", first.peak.e4 == usd(2.6).e4);

	static const struct {
		const char *name;
		enum mark_source source;
		bool has_time;
	} odd[] = {
		{"not sound, with a value", MARK_MODEL, true},
		{"not sound, without a value", MARK_NONE, true},
		{"sound, without a time", MARK_QUOTE, false},
	};
	for (size_t i = 0; i < array_size(odd); i++) {
		struct position unchanged = call();
		struct mark m = mark(60, 9);
		m.source = odd[i].source;
		m.model = usd(9);
		m.ts = odd[i].has_time ? m.ts : INSTANT_UNKNOWN;
		position_observe(&unchanged, &m, &p);
		check(odd[i].name, !price_known(unchanged.peak) && !unchanged.trailing_armed);
	}

	struct position seen = call(); /* a sound mark without a price changes nothing either */
	struct mark empty = mark(60, 9);
	seen.lowest = usd(2);
	empty.source = MARK_QUOTE;
	empty.bid = PRICE_UNKNOWN;
	position_observe(&seen, &empty, &p);
	check("the lowest price stays", seen.lowest.e4 == usd(2).e4);

	struct position half = call(); /* the rest trails after the target */
	half.target_taken = true;
	struct mark m = mark(60, 2.6);
	position_observe(&half, &m, &p);
	assert_true(half.trailing_armed);
}

static void test_stop_distance(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	static const struct {
		const char *name;
		enum instrument instrument;
		enum strategy strategy;
		double atr14, distance;
	} cases[] = {
		{"a day trade: twice", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 0.8, 1.6},
		{"a stock: twice", INSTRUMENT_STOCK, STRATEGY_SWING_TRADE, 0.8, 1.6},
		{"a swing: once", INSTRUMENT_PUT, STRATEGY_SWING_TRADE, 5, 5},
		{"conservative: once", INSTRUMENT_CALL, STRATEGY_CONSERVATIVE, 5, 5},
		{"a credit spread: once", INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD, 5, 5},
		{"a debit spread: once", INSTRUMENT_CALL, STRATEGY_DEBIT_SPREAD, 5, 5},
		{"nothing moved", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 0, (double)NAN},
		{"not known", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name,
			price_to_double(position_stop_distance(
				&p, cases[i].instrument, cases[i].strategy, cases[i].atr14)),
			cases[i].distance, 1e-9);
}

static void test_pnl(void **state)
{
	(void)state;
	struct position position = call();
	struct money pnl = position_pnl(&position, usd(3.10), 4);
	assert_int_equal(pnl.e4, 240 * USD_E4); /* times 100 shares, once */
	check_near("pct", position_pnl_pct(&position, usd(3.10)), 24, 1e-9);
	assert_false(money_known(position_pnl(&position, PRICE_UNKNOWN, 4)));
	struct position cheap = call();
	cheap.entry_price = usd(0.50);
	check_near("bought for cents", position_pnl_pct(&cheap, usd(0.60)), 20, 1e-9);
	cheap.entry_price = usd(0);
	check("bought for nothing", isnan(position_pnl_pct(&cheap, usd(0.60))));
	assert_true(isnan(position_pnl_pct(&position, PRICE_UNKNOWN)));

	position.instrument = INSTRUMENT_STOCK;
	assert_int_equal(position_pnl(&position, usd(2.00), 4).e4, -2 * USD_E4);

	position.instrument = INSTRUMENT_PUT;
	position.strategy = STRATEGY_CREDIT_SPREAD; /* gains when the price falls */
	assert_int_equal(position_pnl(&position, usd(1.00), 4).e4, 600 * USD_E4);
	check_near("pct", position_pnl_pct(&position, usd(1.00)), 60, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_observe),
		cmocka_unit_test(test_stop_distance),
		cmocka_unit_test(test_pnl),
	};
	return cmocka_run_group_tests_name("position", tests, NULL, NULL);
}
