#include "check.h"

#include <stdio.h>

#include "calendar.h"
#include "american.h"
#include "surface.h"
#include "array.h"
#include "text.h"

static struct params params;
static const double unknown = (double)NAN;
static const struct instant now = {1769439600 * SECOND_US}; /* 2026-01-26T15:00:00Z */

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

static struct price usd(double value)
{
	return price_from_double(value);
}

static void test_spot(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid, ask, age_s, last, want;
	} cases[] = {
		{"quote", 100, 100.1, 5, 99, 100.05},
		{"wide", 100, 102, 5, 99, 99},
		{"old", 100, 100.1, 901, 99, 99},
		{"from the future", 100, 100.1, -901, 99, 99},
		{"one side", 0, 100.1, 5, 99, 99},
		{"crossed", 100.2, 100.1, 5, 99, 99},
		{"neither", 100, 120, 5, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct quote q = {.bid = usd(cases[i].bid),
			.ask = usd(cases[i].ask),
			.ts = instant_add(now, (int64_t)(-cases[i].age_s * SECOND_US))};
		struct price got = surface_spot(&params, &q, usd(cases[i].last), now);
		check_near(cases[i].name, price_to_double(got), cases[i].want, 1e-9);
	}
}

static void test_scope(void **state)
{
	(void)state;
	struct date today = date_from_ymd(2026, 1, 26);
	struct surface_scope s = surface_scope(&params, today, usd(200));
	check("from", date_compare(s.expiry_from, today) == 0);
	check("to", date_diff(s.expiry_to, today) == 60);
	check("low", s.strike_from.e4 == 170 * USD_E4);
	check("high", s.strike_to.e4 == 230 * USD_E4);
}

/* A contract with bid and ask 2 cents around its value at VOLATILITY at the time T. */
static struct surface_point point_of(struct instant t, struct date expiry, double strike,
	enum option_kind kind, double volatility)
{
	struct surface_point p = {
		.contract = {"A", expiry, kind, usd(strike)},
		.open_interest = INT64_MIN,
	};
	struct option_terms terms = chain_terms(&params, &p.contract, usd(100), t);
	double value = american_price(&(struct american_terms){.option = terms}, volatility);
	p.snapshot.quote =
		(struct quote){.bid = usd(value - .02), .ask = usd(value + .02), .ts = t};
	p.snapshot.implied_volatility = unknown;
	return p;
}

enum { EACH = 10 }; /* contracts of an expiry */

static size_t fill(
	struct surface_point *out, struct instant t, struct date expiry, double volatility)
{
	static const double strikes[] = {104, 96, 100, 98, 102};
	size_t n = 0;
	for (size_t i = 0; i < array_size(strikes); i++) {
		out[n++] = point_of(t, expiry, strikes[i], OPTION_CALL, volatility);
		out[n++] = point_of(t, expiry, strikes[i], OPTION_PUT, volatility);
	}
	return n;
}

/* The years of trading time from T to EXPIRY, at its close. */
static double trading_years(struct instant t, struct date expiry)
{
	return (double)calendar_open_seconds(t, calendar_expiry_instant(expiry)) /
	       (252 * 6.5 * 3600);
}

/*
 * Two expiries around 30 days, each with a flat smile: total variance is linear in the trading time
 * between them.
 */
static void test_summary(void **state)
{
	(void)state;
	struct surface_point points[20];
	struct surface_summary s;
	struct date soon = date_from_ymd(2026, 2, 6), late = date_from_ymd(2026, 3, 20);
	size_t n = fill(points, now, late, .30);
	n += fill(points + n, now, soon, .20);
	surface_solve(&params, usd(100), NULL, now, points, n, &s);
	double near = trading_years(now, soon), far = trading_years(now, late), years = 30.0 / 365;
	double less = .04 * calendar_years_to_expiry(now, soon);
	double more = .09 * calendar_years_to_expiry(now, late);
	double variance = less + (more - less) * (years - near) / (far - near);
	check_near("30 days", s.implied_volatility, sqrt(variance / years), 2e-4);
	check_near("nearest", s.near_volatility, .20, 1e-3);
	check("nearest expiry", date_compare(s.near_expiry, date_from_ymd(2026, 2, 6)) == 0);
	check("counts", s.expiries == 2 && s.contracts == 20 && s.solved == 20);
	check("sorted", points[0].contract.strike.e4 == 96 * USD_E4 &&
				points[0].contract.kind == OPTION_PUT);
}

/*
 * Prices of a market that moves only while the exchange is open: its volatility of 30 days is the
 * same before and after a weekend and a holiday.
 */
static void test_weekends(void **state)
{
	(void)state;
	static const char *const times[] = {"2026-02-11T15:00:00Z", "2026-02-13T20:59:00Z",
		"2026-02-14T15:00:00Z", "2026-02-17T14:30:00Z", "2026-02-17T21:00:00Z"};
	static const int march[] = {6, 13, 20, 27};
	for (size_t i = 0; i < array_size(times); i++) {
		struct surface_point points[EACH * array_size(march)];
		struct surface_summary s;
		struct instant t;
		size_t n = 0;
		check(times[i], instant_parse(times[i], &t) == 0);
		for (size_t k = 0; k < array_size(march); k++) {
			struct date expiry = date_from_ymd(2026, 3, march[k]);
			double years = calendar_years_to_expiry(t, expiry);
			n += fill(points + n, t, expiry,
				.25 * sqrt(trading_years(t, expiry) / years));
		}
		surface_solve(&params, usd(100), NULL, t, points, n, &s);
		check_near(times[i], s.implied_volatility, .25, 2e-4);
	}
}

/* On the last evening no trading time is left, and other expiries give the volatility. */
static void test_last_evening(void **state)
{
	(void)state;
	struct surface_point points[3 * EACH];
	struct surface_summary s;
	struct instant t;
	check("time", instant_parse("2026-02-20T20:59:59Z", &t) == 0);
	size_t n = fill(points, t, date_from_ymd(2026, 3, 6), .25);
	n += fill(points + n, t, date_from_ymd(2026, 4, 17), .25);
	n += fill(points + n, t, date_from_ymd(2026, 2, 20), .25);
	surface_solve(&params, usd(100), NULL, t, points, n, &s);
	check_near("30 days", s.implied_volatility, .25, 5e-3);
	surface_solve(&params, usd(100), NULL, instant_add(t, SECOND_US), points, n, &s);
	check_near("after the close", s.implied_volatility, .25, 5e-3);
}

static void test_flags(void **state)
{
	(void)state;
	struct surface_point points[10];
	struct surface_summary s;
	size_t n = fill(points, now, date_from_ymd(2026, 2, 20), .25);
	for (size_t i = 0; i < n; i++)
		points[i].snapshot.quote.ts = instant_add(now, -HOUR_US);
	points[0].snapshot.quote.bid = usd(0);
	points[1].snapshot.quote.bid = points[1].snapshot.quote.ask;
	surface_solve(&params, usd(100), NULL, now, points, n, &s);
	check("stale quotes give no volatility",
		isnan(s.implied_volatility) && isnan(s.near_volatility));
	check("and no expiry", !date_known(s.near_expiry));
	check("counted", s.flagged[0] == 1 && s.flagged[1] == 10 && s.flagged[2] == 1);
	check("but they are solved", s.solved == 8);
	surface_solve(&params, PRICE_UNKNOWN, NULL, now, points, n, &s);
	check("no underlying, no volatility", s.solved == 0);
	surface_solve(&params, usd(100), NULL, now, points, 0, &s);
	check("empty", s.contracts == 0 && s.expiries == 0 && isnan(s.implied_volatility));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spot),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_weekends),
		cmocka_unit_test(test_last_evening),
		cmocka_unit_test(test_flags),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
