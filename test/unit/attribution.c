#include "check.h"

#include "array.h"
#include "american.h"
#include "attribution.h"

#define UNKNOWN ((double)NAN)

static void test_parts(void **state)
{
	(void)state;
	/* a call of which the stock rises by 2 dollars, and the volatility falls by 1 point */
	const struct attribution_trade call = {.delta = .5,
		.gamma = .02,
		.vega = .1,
		.theta = -.2,
		.shares = 200,
		.entry_underlying = 100,
		.exit_underlying = 102,
		.entry_iv = .3,
		.exit_iv = .29,
		.days = .5,
		.fees = .22,
		.pnl = 119.78};
	/* shares that were sold short, and fell by 1 */
	const struct attribution_trade stock = {.delta = -1,
		.gamma = UNKNOWN,
		.vega = UNKNOWN,
		.theta = UNKNOWN,
		.shares = 50,
		.entry_underlying = 20,
		.exit_underlying = 19,
		.entry_iv = UNKNOWN,
		.exit_iv = UNKNOWN,
		.days = UNKNOWN,
		.fees = .1,
		.pnl = 45,
		.is_stock = true};
	struct attribution_trade no_greek = call, no_exit = call, no_result = call, no_iv = call;
	no_greek.theta = UNKNOWN;
	no_exit.exit_underlying = UNKNOWN;
	no_result.pnl = UNKNOWN;
	no_iv.exit_iv = UNKNOWN;
	const struct {
		const char *name;
		const struct attribution_trade *trade;
		bool known;
		double delta, gamma, vega, theta, remainder;
	} cases[] = {
		/* .5*2*200, .02*4/2*200, .1*-1*200, -.2*.5*200, 119.78+.22-200-8+20+20 */
		{"a call", &call, true, 200, 8, -20, -20, -48},
		{"a stock", &stock, true, 50, 0, 0, 0, -4.9},
		{"a Greek is unknown", &no_greek, false, 0, 0, 0, 0, 0},
		{"the underlying at the exit is unknown", &no_exit, false, 0, 0, 0, 0, 0},
		{"the result is unknown", &no_result, false, 0, 0, 0, 0, 0},
		{"the volatility at the exit is unknown", &no_iv, false, 0, 0, 0, 0, 0},
	};
	struct attribution each[array_size(cases)];
	for (size_t i = 0; i < array_size(cases); i++) {
		struct attribution a = each[i] = attribution_of(cases[i].trade);
		bool known = cases[i].known;
		check(cases[i].name, a.known == known);
		check_near(cases[i].name, a.delta, known ? cases[i].delta : UNKNOWN, 1e-9);
		check_near(cases[i].name, a.gamma, known ? cases[i].gamma : UNKNOWN, 1e-9);
		check_near(cases[i].name, a.vega, known ? cases[i].vega : UNKNOWN, 1e-9);
		check_near(cases[i].name, a.theta, known ? cases[i].theta : UNKNOWN, 1e-9);
		check_near(cases[i].name, a.remainder, known ? cases[i].remainder : UNKNOWN, 1e-9);
		check_near(cases[i].name,
			a.delta + a.gamma + a.vega + a.theta + a.fees + a.remainder,
			known ? cases[i].trade->pnl : UNKNOWN, 1e-9);
	}
	size_t known, unknown;
	struct attribution sum = attribution_sum(each, array_size(each), &known, &unknown);
	check("sum", known == 2 && unknown == 4);
	check_near("sum", sum.delta, 250, 1e-9);
	check_near("sum", sum.pnl, 164.78, 1e-9);
	sum = attribution_sum(each, 0, &known, &unknown);
	check("nothing", known == 0 && unknown == 0);
	check_near("nothing", sum.pnl, 0, 0);
}

/*
 * A trade of which our model knows everything: for small moves, the Greeks of the entry explain the
 * change of its price but for terms of higher order.
 */
static void test_model(void **state)
{
	(void)state;
	struct american_terms terms = {.option = {.kind = OPTION_CALL,
					       .spot = 100,
					       .strike = 100,
					       .years = 30 / 365.,
					       .rate = .04}};
	struct greeks g;
	check("Greeks", american_greeks(&terms, .3, &g));
	double before = american_price(&terms, .3);
	terms.option.spot = 100.5;
	terms.option.years = 29.75 / 365.;
	double after = american_price(&terms, .305);
	const struct attribution_trade t = {.delta = g.delta,
		.gamma = g.gamma,
		.vega = g.vega,
		.theta = g.theta,
		.shares = 100,
		.entry_underlying = 100,
		.exit_underlying = 100.5,
		.entry_iv = .3,
		.exit_iv = .305,
		.days = .25,
		.fees = 0,
		.pnl = 100 * (after - before)};
	struct attribution a = attribution_of(&t);
	check("known", a.known);
	check("the rest is small", fabs(a.remainder) < .01 * fabs(a.pnl));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts), cmocka_unit_test(test_model)};
	return cmocka_run_group_tests_name("attribution", tests, NULL, NULL);
}
