#include "array.h"
#include "check.h"

#include "spread.h"

enum { CREDIT = STRATEGY_CREDIT_SPREAD, DEBIT = STRATEGY_DEBIT_SPREAD };

static struct price usd(double amount)
{
	return price_from_double(amount);
}

static struct quote quote(double bid, double ask)
{
	return (struct quote){usd(bid), usd(ask), 10, 10, {0}};
}

static struct option_contract contract(enum option_kind kind, double strike, int day)
{
	return (struct option_contract){
		"AAPL", date_add(date_from_ymd(2026, 3, 1), day), kind, usd(strike)};
}

static struct spread spread(int strategy, enum option_kind kind, double main_leg, double other)
{
	return (struct spread){(enum strategy)strategy,
		{contract(kind, main_leg, 19), contract(kind, other, 19)},
		{quote(3.00, 3.10), quote(1.50, 1.56)}};
}

static void test_widths(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int strategy;
		enum option_kind kind;
		double main_leg, other, width;
	} cases[] = {
		{"bull put", CREDIT, OPTION_PUT, 95, 90, 5},
		{"bear call", CREDIT, OPTION_CALL, 105, 107.5, 2.5},
		{"debit of calls", DEBIT, OPTION_CALL, 100, 105, 5},
		{"debit of puts", DEBIT, OPTION_PUT, 100, 95, 5},
		{"the long put is nearer", CREDIT, OPTION_PUT, 90, 95, (double)NAN},
		{"the long call is further", DEBIT, OPTION_CALL, 105, 100, (double)NAN},
		{"one strike", DEBIT, OPTION_CALL, 100, 100, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct spread s =
			spread(cases[i].strategy, cases[i].kind, cases[i].main_leg, cases[i].other);
		check_near(cases[i].name, price_to_double(spread_width(&s)), cases[i].width, 1e-9);
	}
	struct spread s = spread(CREDIT, OPTION_PUT, 95, 90);
	s.legs[1] = contract(OPTION_PUT, 90, 26);
	check("two expiries", !price_known(spread_width(&s)));
	s.legs[1] = contract(OPTION_CALL, 90, 19);
	check("two kinds", !price_known(spread_width(&s)));
	s.legs[1] = s.legs[0];
	s.legs[1].root[4] = '1';
	s.legs[1].strike = usd(90);
	check("an adjusted root", !price_known(spread_width(&s)));
}

static void test_quotes(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid0, ask0, bid1, ask1, bid, ask;
	} cases[] = {
		{"each leg at its worse side", 3.00, 3.10, 1.50, 1.56, 1.44, 1.60},
		{"nothing is bid for the other leg", 0.40, 0.50, 0, 0.05, 0.35, 0.50},
		{"worth less than its spread", 0.10, 0.30, 0.08, 0.20, 0, 0.22},
		{"the main leg is not offered", 3.00, 0, 1.50, 1.56, (double)NAN, (double)NAN},
		{"the other leg is crossed", 3.00, 3.10, 1.60, 1.50, (double)NAN, (double)NAN},
		{"the other leg is locked", 3.00, 3.10, 1.50, 1.50, (double)NAN, (double)NAN},
		{"the other leg has no ask", 3.00, 3.10, 1.50, (double)NAN, (double)NAN,
			(double)NAN},
		{"a negative bid", 3.00, 3.10, -0.01, 0.05, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct spread s = spread(CREDIT, OPTION_PUT, 95, 90);
		s.quotes[0] = quote(cases[i].bid0, cases[i].ask0);
		s.quotes[1] = quote(cases[i].bid1, cases[i].ask1);
		struct quote q = spread_quote(&s);
		check_near(cases[i].name, price_to_double(q.bid), cases[i].bid, 1e-9);
		check_near(cases[i].name, price_to_double(q.ask), cases[i].ask, 1e-9);
	}
	struct spread s = spread(DEBIT, OPTION_CALL, 100, 105);
	s.quotes[0].ts = (struct instant){2000};
	s.quotes[1].ts = (struct instant){1000};
	s.quotes[1].bid_size = 3;
	s.quotes[1].ask_size = INT64_MIN;
	struct quote q = spread_quote(&s);
	check("the older time", q.ts.us == 1000);
	check("a size that is not known", q.bid_size == INT64_MIN);
	check("the smaller size", q.ask_size == 3);
	s.quotes[0].ts = INSTANT_UNKNOWN;
	check("no time", !instant_known(spread_quote(&s).ts));
}

static void test_limits(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	static const struct {
		const char *name;
		int strategy;
		double bid, ask, limit, order, close;
	} cases[] = {
		{"credit: under the mid, rounded down", CREDIT, 1.44, 1.60, 1.48, -1.48, 1.48},
		{"debit: over the mid, rounded up", DEBIT, 1.44, 1.60, 1.56, 1.56, -1.56},
		{"a cent wide, credit", CREDIT, 1.44, 1.45, 1.44, -1.44, 1.44},
		{"a cent wide, debit", DEBIT, 1.44, 1.45, 1.45, 1.45, -1.45},
		{"cents over 3.00 too", DEBIT, 3.41, 3.43, 3.43, 3.43, -3.43},
		{"nothing is bid", CREDIT, 0, 0.20, (double)NAN, (double)NAN, (double)NAN},
		{"crossed", DEBIT, 1.60, 1.44, (double)NAN, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		enum strategy s = (enum strategy)cases[i].strategy;
		struct price limit = spread_entry_limit(&p, s, quote(cases[i].bid, cases[i].ask));
		check_near(cases[i].name, price_to_double(limit), cases[i].limit, 1e-9);
		struct price order = spread_order_limit(s, true, limit);
		check_near(cases[i].name, price_to_double(order), cases[i].order, 1e-9);
		check_near(cases[i].name, price_to_double(spread_order_limit(s, false, limit)),
			cases[i].close, 1e-9);
		check("its own inverse",
			!price_known(limit) || spread_order_limit(s, true, order).e4 == limit.e4);
	}
}

static void test_reprices(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int strategy;
		double bid, ask, last, first_far, halfway, far;
	} cases[] = {
		{"credit", CREDIT, 1.40, 1.56, 1.48, 1.40, 1.44, 1.40},
		{"credit, never under the first bid", CREDIT, 1.20, 1.36, 1.48, 1.40, 1.40, 1.40},
		{"debit", DEBIT, 1.44, 1.60, 1.56, 1.60, 1.58, 1.60},
		{"debit, never over the first ask", DEBIT, 1.64, 1.80, 1.56, 1.60, 1.60, 1.60},
		{"no last limit", DEBIT, 1.44, 1.60, (double)NAN, 1.60, (double)NAN, (double)NAN},
		{"nothing is bid", CREDIT, 0, 0.20, 0.10, 0.05, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		enum strategy s = (enum strategy)cases[i].strategy;
		struct quote q = quote(cases[i].bid, cases[i].ask);
		struct price last = usd(cases[i].last), first = usd(cases[i].first_far);
		check_near(cases[i].name, price_to_double(spread_reprice(s, q, last, first, true)),
			cases[i].halfway, 1e-9);
		check_near(cases[i].name, price_to_double(spread_reprice(s, q, last, first, false)),
			cases[i].far, 1e-9);
	}
}

static void test_losses(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int strategy;
		double width, entry, loss;
	} cases[] = {
		{"width less credit", CREDIT, 5, 1.20, 380},
		{"the debit", DEBIT, 5, 2.40, 240},
		{"a credit of the whole width", CREDIT, 5, 5, (double)NAN},
		{"no credit", CREDIT, 5, 0, (double)NAN},
		{"no width", CREDIT, (double)NAN, 1.20, (double)NAN},
		{"no debit", DEBIT, 5, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name,
			money_to_double(spread_max_loss_each((enum strategy)cases[i].strategy,
				usd(cases[i].width), usd(cases[i].entry))),
			cases[i].loss, 1e-9);
	check_near("model", price_to_double(spread_model_value(usd(3.05), usd(1.53))), 1.52, 1e-9);
	check_near("model under 0", price_to_double(spread_model_value(usd(1), usd(1.5))), 0, 0);
	check("model unknown", !price_known(spread_model_value(usd(1), PRICE_UNKNOWN)));
}

static void test_exposures_are_net(void **state)
{
	(void)state;
	const struct exposure legs[SPREAD_LEGS] = {
		{.delta = 50, .vega = 9, .theta = -4, .stress = {100, -80, 90, -85}},
		{.delta = 20, .vega = 6, .theta = -3, .stress = {50, -30, 45, -35}},
	};
	struct exposure bought = spread_exposure(STRATEGY_DEBIT_SPREAD, legs);
	struct exposure sold = spread_exposure(STRATEGY_CREDIT_SPREAD, legs);
	check_near("delta", bought.delta, 30, 1e-9);
	check_near("vega", bought.vega, 3, 1e-9);
	check_near("stress", exposure_used(&bought, EXPOSURE_STRESS), 50, 1e-9);
	check_near("delta sold", sold.delta, -30, 1e-9);
	check_near("theta is gained", exposure_used(&sold, EXPOSURE_THETA), 0, 1e-9);
	check_near("stress sold", exposure_used(&sold, EXPOSURE_STRESS), 50, 1e-9);
	const struct exposure lacking[SPREAD_LEGS] = {legs[0], exposure_unknown()};
	struct exposure unknown = spread_exposure(STRATEGY_DEBIT_SPREAD, lacking);
	check("unknown", isnan(unknown.delta) && isnan(exposure_used(&unknown, EXPOSURE_STRESS)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_reprices),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_exposures_are_net),
	};
	return cmocka_run_group_tests_name("spread", tests, NULL, NULL);
}
