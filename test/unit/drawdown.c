#include "check.h"

#include "array.h"
#include "cost_of_data.h"
#include "drawdown.h"

#define UNKNOWN ((double)NAN)

static void test_drawdown(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double values[6];
		size_t count;
		struct drawdown want;
	} cases[] = {
		{"no trade", {0}, 0, {UNKNOWN, 0, 0, UNKNOWN, 0, 0}},
		{"only unknown ones", {UNKNOWN, UNKNOWN}, 2, {UNKNOWN, 0, 0, UNKNOWN, 0, 2}},
		{"it never falls", {1, 0, 2}, 3, {0, 0, 0, 0, 3, 0}},
		{"it falls from the start", {-1, -.5, 1}, 3, {1.5, 0, 2, .5, 3, 0}},
		{"the deepest of two falls", {2, -1, 3, -1, -1, 1}, 6, {2, 3, 5, 1, 6, 0}},
		{"an unknown one is left out", {1, UNKNOWN, -2}, 3, {2, 1, 3, 2, 2, 1}},
		{"the first of two equal falls", {1, -1, 1, -1}, 4, {1, 1, 2, 1, 4, 0}},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct drawdown d = drawdown_of(cases[i].values, cases[i].count);
		const struct drawdown *want = &cases[i].want;
		check_near(cases[i].name, d.deepest, want->deepest, 1e-12);
		check_near(cases[i].name, d.now, want->now, 1e-12);
		check(cases[i].name, d.peak == want->peak && d.trough == want->trough);
		check(cases[i].name, d.known == want->known && d.unknown == want->unknown);
	}
}

static void test_cost_of_data(void **state)
{
	(void)state;
	const struct instant from = instant_from_date(date_from_ymd(2026, 1, 1), 0);
	const struct money month = {99 * USD_E4};
	const struct {
		const char *name;
		struct money per_month;
		struct instant from, to;
		struct money want;
	} cases[] = {
		{"a year", month, from, instant_add(from, 365 * DAY_US), {1188 * USD_E4}},
		/* 99 * 12 / 365 = 3.25479 */
		{"a day", month, from, instant_add(from, DAY_US), {32548}},
		{"no time", month, from, from, {0}},
		{"the other way round", month, from, instant_add(from, -DAY_US), {0}},
		{"data that are free", {0}, from, instant_add(from, DAY_US), {0}},
		{"a negative cost", {-1}, from, instant_add(from, DAY_US), MONEY_UNKNOWN},
		{"an unknown cost", MONEY_UNKNOWN, from, from, MONEY_UNKNOWN},
		{"an unknown start", month, INSTANT_UNKNOWN, from, MONEY_UNKNOWN},
		{"an unknown end", month, from, INSTANT_UNKNOWN, MONEY_UNKNOWN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name,
			cost_of_data(cases[i].per_month, cases[i].from, cases[i].to).e4 ==
				cases[i].want.e4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drawdown), cmocka_unit_test(test_cost_of_data)};
	return cmocka_run_group_tests_name("drawdown", tests, NULL, NULL);
}
