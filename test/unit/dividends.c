/* Tests of lib/option/dividends.c: which dividends count, and the chain of a stock with one. */
#include "array.h"
#include "calendar.h"
#include "check.h"
#include "lattice.h"
#include "surface.h"

#include <stdio.h>

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static struct price usd(double amount)
{
	return price_from_double(amount);
}

/* Ex-dates on a Monday, the Friday of that week, a Sunday, and in April. */
static struct dividends some(void)
{
	struct dividends d = {.count = 4};
	d.list[0] = (struct dividend){date_from_ymd(2026, 2, 2), 1};
	d.list[1] = (struct dividend){date_from_ymd(2026, 2, 6), 2};
	d.list[2] = (struct dividend){date_from_ymd(2026, 2, 8), 4};
	d.list[3] = (struct dividend){date_from_ymd(2026, 4, 6), 8};
	return d;
}

static void test_which(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now;
		int month, day; /* of the expiry */
		double sum;	/* of the dividends that count */
	} rows[] = {
		{"all before the expiry", "2026-01-26T15:00:00Z", 3, 20, 7},
		{"none", "2026-01-26T15:00:00Z", 1, 30, 0},
		{"on the day of the expiry", "2026-01-26T15:00:00Z", 2, 6, 3},
		{"the day before it", "2026-01-26T15:00:00Z", 2, 5, 1},
		{"before the open of the ex-date", "2026-02-02T14:29:59Z", 2, 5, 1},
		{"from the open on", "2026-02-02T14:30:00Z", 2, 5, 0},
		{"after the ex-date", "2026-02-03T15:00:00Z", 2, 6, 2},
		{"in summer time", "2026-04-06T13:29:59Z", 4, 17, 8},
		{"and from the open on", "2026-04-06T13:30:00Z", 4, 17, 0},
		{"expired", "2026-02-21T15:00:00Z", 2, 20, 0},
	};
	struct dividends d = some();
	for (size_t i = 0; i < array_size(rows); i++) {
		struct dividend_terms t;
		struct instant now = at(rows[i].now);
		struct option_terms terms = {.kind = OPTION_CALL,
			.spot = 100,
			.strike = 100,
			.years = calendar_years_to_expiry(
				now, date_from_ymd(2026, rows[i].month, rows[i].day)),
			.rate = .04};
		double sum = 0, before = 0;
		dividends_apply(&terms, &d, now, &t);
		for (size_t k = 0; k < t.american.dividend_count; k++) {
			check(rows[i].name, t.american.dividends[k].years > before);
			before = t.american.dividends[k].years;
			sum += t.american.dividends[k].amount;
		}
		check_near(rows[i].name, sum, rows[i].sum, 0);
		dividends_apply(&terms, NULL, now, &t);
		check(rows[i].name, t.american.dividend_count == 0);
	}
}

/*
 * A dividend of 1 two weeks ahead, against lattices: a call gains by exercise before it, so that it
 * is worth more than the European one; the put is worth more than without the dividend.
 */
static void test_prices(void **state)
{
	(void)state;
	static const struct {
		enum option_kind kind;
		double strike;
	} rows[] = {{OPTION_CALL, 85}, {OPTION_CALL, 100}, {OPTION_CALL, 110}, {OPTION_PUT, 90},
		{OPTION_PUT, 100}, {OPTION_PUT, 115}};
	struct instant now = at("2026-01-26T15:00:00Z");
	struct dividends d = {.count = 1};
	d.list[0] = (struct dividend){date_from_ymd(2026, 2, 9), 1};
	for (size_t i = 0; i < array_size(rows); i++) {
		struct dividend_terms t;
		struct option_terms terms = {.kind = rows[i].kind,
			.spot = 100,
			.strike = rows[i].strike,
			.years = calendar_years_to_expiry(now, date_from_ymd(2026, 3, 20)),
			.rate = .04};
		dividends_apply(&terms, &d, now, &t);
		double ex = t.american.dividends[0].years, value = exp(-.04 * ex);
		check_near("14 days less 30 minutes", ex * 365 * 24, 14 * 24 - .5, 1e-9);
		struct lattice_terms lattice = {.sign = rows[i].kind,
			.spot = 100 - value,
			.strike = rows[i].strike,
			.rate = .04,
			.volatility = .3,
			.period_count = 2,
			.periods = {{0, ex, (int)ceil(LATTICE_STEPS * ex / terms.years), 1, 1},
				{ex, terms.years,
					(int)ceil(LATTICE_STEPS * (terms.years - ex) / terms.years),
					0, 0}}};
		double price = american_price(&t.american, .3);
		check_near("the lattice", price, lattice_value(&lattice).price, 5e-3);
		struct american_terms plain = {.option = terms};
		double change = price - american_price(&plain, .3);
		check("a call loses, a put gains", change * (double)rows[i].kind < 0);
		check("less than the dividend", fabs(change) < 1);
		struct option_terms european;
		check("the European one", american_european(&t.american, &european));
		check("is worth less", price >= black_price(&european, .3) - 1e-9);
	}
}

/* Calls and puts of one strike have one volatility only when the dividend is known. */
static void test_chain(void **state)
{
	(void)state;
	struct params p;
	struct surface_point points[10];
	struct surface_summary s;
	struct instant now = at("2026-01-26T15:00:00Z");
	struct dividends d = {.count = 1};
	d.list[0] = (struct dividend){date_from_ymd(2026, 2, 9), 1};
	params_init(&p);
	for (size_t i = 0; i < array_size(points); i++) {
		struct surface_point *k = &points[i];
		*k = (struct surface_point){.contract = {"A", date_from_ymd(2026, 2, 20),
						    i % 2 == 0 ? OPTION_CALL : OPTION_PUT,
						    usd(96 + 2.0 * (double)(i / 2))}};
		struct option_terms terms = chain_terms(&p, &k->contract, usd(100), now);
		struct dividend_terms t;
		dividends_apply(&terms, &d, now, &t);
		double value = american_price(&t.american, .25);
		k->snapshot.quote =
			(struct quote){.bid = usd(value - .01), .ask = usd(value + .01), .ts = now};
		k->snapshot.implied_volatility = (double)NAN;
	}
	surface_solve(&p, usd(100), &d, now, points, array_size(points), &s);
	check_near("at the money", s.near_volatility, .25, 1e-4);
	for (size_t i = 0; i < array_size(points); i++)
		check_near("each", points[i].quality.implied_volatility, .25, 1e-3);
	surface_solve(&p, usd(100), NULL, now, points, array_size(points), &s);
	double gap = points[4].quality.implied_volatility - points[5].quality.implied_volatility;
	check("without the dividend a put seems dearer than the call", gap > .05);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_which),
		cmocka_unit_test(test_prices), cmocka_unit_test(test_chain)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
