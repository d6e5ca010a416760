/* The cost of a trade against its gain at the target. */
#include "array.h"
#include "check.h"

#include "cost.h"

static const double unknown = (double)NAN;
static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

/* A 1-day call on 100 dollars at the money, bought for a day_trade with a stop of 2 ATR. */
static struct cost_terms call(void)
{
	return (struct cost_terms){
		.instrument = INSTRUMENT_CALL,
		.strategy = STRATEGY_DAY_TRADE,
		.day = date_from_ymd(2026, 1, 26),
		.premium = 2.50,
		.spread = 0.03,
		.stop = 1,
		.atr14 = 0.5,
		.delta = 0.5,
		.gamma = 0.15,
		.decay = 0.05,
	};
}

/* A walk between a stop at a and a target at b takes a * b * 1.6^2 bars. */
static void test_hold(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum instrument instrument;
		enum strategy strategy;
		double stop, atr, ratio, minutes; /* of the calendar */
	} cases[] = {
		{"2 and 4 ATR of 5 minutes", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 1, 0.5, 2, 102.4},
		{"a stock", INSTRUMENT_STOCK, STRATEGY_SWING_TRADE, 1, 0.5, 2, 102.4},
		{"1 and 2 daily ATR: 5 sessions", INSTRUMENT_PUT, STRATEGY_SWING_TRADE, 3, 3, 2,
			5.12 * 7 / 5 * 1440},
		{"conservative", INSTRUMENT_CALL, STRATEGY_CONSERVATIVE, 3, 3, 2,
			5.12 * 7 / 5 * 1440},
		{"just the longest hold", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 3, 1, 2.0833333,
			240},
		{"longer", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 4, 1, 2, 240},
		{"longer than 10 sessions", INSTRUMENT_PUT, STRATEGY_SWING_TRADE, 2, 1, 2,
			14 * 1440},
		{"no stop", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 0, 1, 2, unknown},
		{"ATR unknown", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 1, unknown, 2, unknown},
		{"ATR 0", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 1, 0, 2, unknown},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p = params;
		struct cost_terms t = {.instrument = cases[i].instrument,
			.strategy = cases[i].strategy,
			.stop = cases[i].stop,
			.atr14 = cases[i].atr};
		p.exit_target_ratio = cases[i].ratio;
		check_near(cases[i].name, cost_hold_days(&p, &t), cases[i].minutes / 1440, 1e-7);
	}
}

/* The loss is the difference of two prices; at the expiry only the intrinsic value is left. */
static void test_decay(void **state)
{
	(void)state;
	struct american_terms option = {.option = {.kind = OPTION_CALL,
						.spot = 100,
						.strike = 100,
						.years = 2.0 / 365,
						.rate = 0.04}},
			      tomorrow = option;
	tomorrow.option.years = 1.0 / 365;
	double value = american_price(&option, 0.4), later = american_price(&tomorrow, 0.4);
	check_near("a day", cost_decay(&option, 0.4, 1), value - later, 1e-12);
	check("it is a loss", value - later > 0.2);
	check_near("nothing", cost_decay(&option, 0.4, 0), 0, 0);
	check_near("to the expiry", cost_decay(&option, 0.4, 2), value, 1e-12);
	check_near("beyond the expiry", cost_decay(&option, 0.4, 30), value, 1e-12);
	option.option.strike = 90;
	check_near("in the money: its time value", cost_decay(&option, 0.4, 30),
		american_price(&option, 0.4) - 10, 1e-12);
	check("volatility unknown", isnan(cost_decay(&option, unknown, 1)));
	check("no volatility", isnan(cost_decay(&option, 0, 1)));
	check("hold unknown", isnan(cost_decay(&option, 0.4, unknown)));
	option.option.spot = unknown;
	check("spot unknown", isnan(cost_decay(&option, 0.4, 1)));
}

/* The stock falls by a dividend whose ex-date is within the hold; a later one only comes nearer. */
static void test_decay_with_dividends(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum option_kind kind;
		double day, days; /* of the ex-date, and of the hold */
		double spot;	  /* after the hold */
	} cases[] = {
		{"call, within the hold", OPTION_CALL, 3, 5, 98.5},
		{"put, within the hold", OPTION_PUT, 3, 5, 98.5},
		{"call, at its end", OPTION_CALL, 5, 5, 98.5},
		{"call, after it", OPTION_CALL, 6, 5, 100},
		{"put, after it", OPTION_PUT, 6, 5, 100},
		{"put, held to the expiry", OPTION_PUT, 3, 90, 98.5},
		{"put, on the expiry", OPTION_PUT, 30, 90, 100},
		{"call, after the expiry", OPTION_CALL, 31, 90, 100},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct cash_dividend d = {cases[i].day / 365, 1.5}, left = d;
		struct american_terms option = {.option = {.kind = cases[i].kind,
							.spot = 100,
							.strike = 100,
							.years = 30 / 365.0,
							.rate = 0.04}};
		struct american_terms none = option;
		option.dividends = &d;
		option.dividend_count = 1;
		struct american_terms later = option;
		later.option.spot = cases[i].spot;
		later.option.years = fmax(0, (30 - cases[i].days) / 365);
		left.years -= cases[i].days / 365;
		later.dividends = &left;
		later.dividend_count = left.years > 1e-9 && later.option.years > 0 ? 1 : 0;
		double lost = american_price(&option, 0.2) - american_price(&later, 0.2);
		double decay = cost_decay(&option, 0.2, cases[i].days);
		check_near(cases[i].name, decay, fmax(0, lost), 1e-12);
		if (cases[i].day < 30)
			check(cases[i].name,
				fabs(decay - cost_decay(&none, 0.2, cases[i].days)) > 1e-3);
	}
}

static void test_decay_with_most_dividends(void **state)
{
	(void)state;
	struct cash_dividend list[CASH_DIVIDENDS_MAX + 1];
	struct american_terms option = {
		.option = {.kind = OPTION_CALL, .spot = 100, .strike = 100, .years = 1},
		.dividends = list,
		.dividend_count = CASH_DIVIDENDS_MAX};
	for (int i = 0; i < CASH_DIVIDENDS_MAX + 1; i++)
		list[i] = (struct cash_dividend){(i + 1) / 100.0, 0.1};
	check("as many as there may be", cost_decay(&option, 0.2, 20) > 0);
	option.dividend_count++;
	check("one more", isnan(cost_decay(&option, 0.2, 20)));
}

/*
 * .03 + .05 + .0011609 dollars against .5 * 2 + .15 * 2^2 / 2 = 1.30: a contract costs 5.665 cents
 * of fees to buy and .279 more to sell.
 */
static void test_cost(void **state)
{
	(void)state;
	struct cost_terms t = call();
	check_near("call", cost_pct(&params, &t), 100 * 0.0811609 / 1.3, 1e-9);
	t.instrument = INSTRUMENT_PUT;
	t.delta = -0.5;
	check_near("put", cost_pct(&params, &t), 100 * 0.0811609 / 1.3, 1e-9);
	t.gamma = 0;
	check_near("delta alone", cost_pct(&params, &t), 8.11609, 1e-9);
	t = call();
	t.spread = 0.35 * 1.3 - 0.0511609;
	check_near("just 35 %", cost_pct(&params, &t), 35, 1e-9);
	t = call();
	t.instrument = INSTRUMENT_STOCK;
	t.delta = 1;
	t.gamma = t.decay = 0;
	check_near("a stock pays its spread and fees", cost_pct(&params, &t), 1.51455, 1e-9);
	t.spread = 0;
	check_near("its fees without one", cost_pct(&params, &t), 0.01455, 1e-9);
	t.day = DATE_UNKNOWN;
	check("unknown fees", isnan(cost_pct(&params, &t)));

	double *const facts[] = {&t.spread, &t.stop, &t.delta, &t.gamma, &t.decay};
	for (size_t i = 0; i < array_size(facts); i++) {
		t = call();
		*facts[i] = unknown;
		check("a fact is unknown", isnan(cost_pct(&params, &t)));
	}
	t = call();
	t.delta = t.gamma = 0;
	check("no gain", isnan(cost_pct(&params, &t)));
	t = call();
	t.spread = -0.01;
	check("a crossed quote", isnan(cost_pct(&params, &t)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_decay),
		cmocka_unit_test(test_decay_with_dividends),
		cmocka_unit_test(test_decay_with_most_dividends),
		cmocka_unit_test(test_cost),
	};
	return cmocka_run_group_tests_name("cost", tests, set_up, NULL);
}
