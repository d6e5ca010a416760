/* Options with one cash dividend, priced by the value on its ex-date. */
#include "array.h"
#include "check.h"

#include <math.h>
#include <stdio.h>

#include "american.h"
#include "ex_date.h"

static const double year = 365;

/* An option of strike 100 that expires after DAYS; its stock pays AMOUNT after EX_DAYS. */
static struct american_terms terms_of(enum option_kind kind, double spot, double rate, double days,
	double ex_days, double amount, struct cash_dividend *dividend)
{
	*dividend = (struct cash_dividend){ex_days / year, amount};
	return (struct american_terms){
		{kind, spot, 100, days / year, rate, 0}, dividend, amount > 0 ? 1 : 0};
}

static struct lattice_terms lattice_of(const struct american_terms *t, double volatility)
{
	double years = t->option.years, until = t->dividends->years, amount = t->dividends->amount;
	return (struct lattice_terms){.sign = t->option.kind,
		.spot = t->option.spot - amount * exp(-t->option.rate * until),
		.strike = t->option.strike,
		.rate = t->option.rate,
		.yield = t->option.dividend_yield,
		.volatility = volatility,
		.period_count = 2,
		.periods = {{0, until, (int)ceil(LATTICE_STEPS * until / years), amount, amount},
			{until, years, (int)ceil(LATTICE_STEPS * (years - until) / years), 0, 0}}};
}

/* The prices are those of lattices of 3,000 steps. */
static void test_prices(void **state)
{
	(void)state;
	static const struct {
		enum option_kind kind;
		double spot, rate, volatility, days, ex_days, amount, price;
	} cases[] = {
		{OPTION_CALL, 100, .04, .3, 45, 20, 1, 3.962794},
		{OPTION_CALL, 110, .04, .25, 45, 40, .5, 10.969635},
		{OPTION_CALL, 120, .06, .4, 400, 380, 3, 33.060838},
		{OPTION_CALL, 95, .02, .6, 10, 9, .4, 1.813087},
		{OPTION_CALL, 130, .04, .2, 30, 1, 2, 30.010958},
		{OPTION_CALL, 100, .04, .25, 30, 15, .05, 2.994626},
		{OPTION_PUT, 100, .04, .3, 45, 20, 1, 4.466100},
		{OPTION_PUT, 85, .04, .25, 45, 40, .5, 15.154031},
		{OPTION_PUT, 90, .06, .4, 200, 30, 2, 16.419753},
		{OPTION_PUT, 105, .02, .6, 10, 9, .4, 2.141446},
		{OPTION_PUT, 70, .04, .2, 60, 1, 1, 30.988932},
		{OPTION_PUT, 99, .04, .15, 60, 5, .1, 2.705858},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char name[40];
		struct cash_dividend d;
		struct american_terms t = terms_of(cases[i].kind, cases[i].spot, cases[i].rate,
			cases[i].days, cases[i].ex_days, cases[i].amount, &d);
		struct lattice_terms m = lattice_of(&t, cases[i].volatility);
		snprintf(name, sizeof name, "case %zu", i);
		check(name, ex_date_serves(&m));
		check_near(name, ex_date_price(&m), cases[i].price, 1e-5);
		check_near(name, american_price(&t, cases[i].volatility), cases[i].price, 1e-5);
		check_near(name, lattice_value(&m).price, cases[i].price, 6e-3);
	}
}

/* Where the lattice is needed: exercise may be best at other times. */
static void test_serves(void **state)
{
	(void)state;
	struct cash_dividend d;
	struct american_terms t = terms_of(OPTION_PUT, 100, .04, 45, 20, 1, &d);
	double interest = 100 * expm1(.04 * 20 / year);
	d.amount = interest * (1 + 1e-9);
	struct lattice_terms m = lattice_of(&t, .3);
	check("a put whose dividend is worth the interest", ex_date_serves(&m));
	d.amount = interest * (1 - 1e-9);
	m = lattice_of(&t, .3);
	check("a put whose dividend is worth less", !ex_date_serves(&m));
	m.sign = 1;
	check("a call", ex_date_serves(&m));
	m.yield = .001;
	check("a call with a yield", !ex_date_serves(&m));
	m.sign = -1;
	m.periods[0].dividend = 1;
	check("a put with a yield", ex_date_serves(&m));
	m.volatility = 1e-4;
	check("a put that hardly moves", !ex_date_serves(&m));
	m = lattice_of(&t, .3);
	m.sign = 1;
	m.rate = -.001;
	check("a negative rate", !ex_date_serves(&m));
	m.rate = .04;
	m.period_count = 3;
	check("two dividends", !ex_date_serves(&m));
	m.period_count = 1;
	check("none", !ex_date_serves(&m));
}

/* A dividend below the interest on the strike until the expiry is no reason to exercise a call. */
static void test_call_that_waits(void **state)
{
	(void)state;
	struct cash_dividend d;
	double interest = 100 * -expm1(-.04 * 25 / year);
	struct american_terms t = terms_of(OPTION_CALL, 150, .04, 45, 20, interest, &d);
	struct option_terms european;
	check("European", american_european(&t, &european));
	check_near("the interest", american_price(&t, .2), black_price(&european, .2), 1e-9);
	d.amount = 2 * interest;
	check("European", american_european(&t, &european));
	check_near("more: exercise is nearly sure", american_price(&t, .2),
		black_price(&european, .2) + interest * exp(-.04 * 20 / year), 1e-3);
}

/* Just before the expiry a put is European, and a call is exercised for the full spot. */
static double on_last_day(struct american_terms t, double volatility)
{
	struct option_terms o;
	(void)american_european(&t, &o);
	if (o.kind == OPTION_CALL)
		o.strike -= t.dividends->amount;
	return black_price(&o, volatility);
}

/* In a moment a put is one without dividend, and a call may be exercised before. */
static double on_first_day(struct american_terms t, double volatility)
{
	struct american_terms after = {.option = t.option};
	after.option.spot -= t.dividends->amount;
	double waiting = american_price(&after, volatility), now = t.option.spot - t.option.strike;
	return t.option.kind == OPTION_CALL ? fmax(waiting, now) : waiting;
}

/* The ex-date in a moment, in the middle, and just before the expiry. */
static void test_edges(void **state)
{
	(void)state;
	static const double spots[] = {1, 60, 99, 140, 1000}, ex_days[] = {1e-6, 22, 45 - 1e-6};
	for (size_t i = 0; i < array_size(spots) * array_size(ex_days) * 2; i++) {
		enum option_kind kind = i % 2 == 0 ? OPTION_PUT : OPTION_CALL;
		double spot = spots[i / 2 % 5], day = ex_days[i / 10];
		for (double v = .01; v < 3; v *= 3) {
			struct cash_dividend d;
			struct american_terms t = terms_of(kind, spot, .04, 45, day, .6, &d);
			struct lattice_terms m = lattice_of(&t, v);
			struct greeks g;
			char name[60];
			snprintf(name, sizeof name, "%d: %g, %g days, %g", (int)kind, spot, day, v);
			double exercise = (double)kind * (t.option.spot - t.option.strike);
			double want = i < 10   ? on_first_day(t, v)
				      : i < 20 ? fmax(lattice_value(&m).price, exercise)
					       : fmax(on_last_day(t, v), exercise);
			check_near(name, american_price(&t, v), want, i / 10 == 1 ? .02 : 2e-3);
			check(name, american_greeks(&t, v, &g));
			check(name, fabs(g.delta) <= 1 + 1e-4 && g.gamma * spot * spot > -1e-2);
		}
	}
}

/* A dividend that is worth more than the strike: the call is exercised at any spot. */
static void test_dividend_above_strike(void **state)
{
	(void)state;
	struct cash_dividend d;
	struct american_terms t = terms_of(OPTION_CALL, 400, .04, 45, 20, 120, &d);
	double until = 20 / year;
	check_near("exercise before it", american_price(&t, .3), 400 - 100 * exp(-.04 * until),
		1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prices),
		cmocka_unit_test(test_serves),
		cmocka_unit_test(test_call_that_waits),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_dividend_above_strike),
	};
	return cmocka_run_group_tests_name("ex_date", tests, NULL, NULL);
}
