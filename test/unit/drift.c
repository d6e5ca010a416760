#include "check.h"

#include "array.h"
#include "drift.h"

#define UNKNOWN ((double)NAN)

static void test_break_even(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct break_even_trade trade;
		double pct;
	} cases[] = {
		/* (.10 + .001 + .2 * .5) / .5 / 100 */
		{"a call", {.5, -.2, .5, .1, .001, 100}, .402},
		{"a put", {-.5, -.2, .5, .1, .001, 100}, .402},
		{"time works for a credit spread", {-.2, .05, 10, .05, .002, 100}, .26},
		{"shares", {1, 0, 3, .02, .0004, 20}, .102},
		{"no delta", {0, 0, 0, .1, 0, 100}, UNKNOWN},
		{"an unknown delta", {UNKNOWN, -.2, .5, .1, .001, 100}, UNKNOWN},
		{"an unknown theta", {.5, UNKNOWN, .5, .1, .001, 100}, UNKNOWN},
		{"an unknown spread", {.5, -.2, .5, UNKNOWN, .001, 100}, UNKNOWN},
		{"no underlying", {.5, -.2, .5, .1, .001, 0}, UNKNOWN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name, break_even_pct(&cases[i].trade), cases[i].pct, 1e-12);
}

/*
 * By hand: sqrt(days / (days - 1) * sum of the squared sums of the residuals of each day) / n, as
 * in Cameron and Miller 2015, "A Practitioner's Guide to Cluster-Robust Inference", for a mean.
 */
static void test_forward(void **state)
{
	(void)state;
	const struct date a = date_from_ymd(2026, 1, 26), b = date_add(a, 1), c = date_add(a, 2);
	const struct forward_signal signals[] = {
		{a, {.1, .2, UNKNOWN}},
		{a, {.3, UNKNOWN, UNKNOWN}},
		{b, {-.2, .4, UNKNOWN}},
		{c, {.4, UNKNOWN, UNKNOWN}},
		{c, {.0, UNKNOWN, 1}},
	};
	static const struct {
		const char *name;
		size_t count;
		int horizon;
		struct forward want;
	} cases[] = {
		/* mean .12; sums of residuals .16, -.32, .16: sqrt(1.5 * .1536) / 5 */
		{"three days", 5, 0, {5, 0, 3, .12, .096}},
		/* mean .3, residuals -.1 and .1: sqrt(2 * .02) / 2 */
		{"two days", 5, 1, {2, 3, 2, .3, .1}},
		{"one day", 5, 2, {1, 4, 1, 1, UNKNOWN}},
		{"two signals of one day", 2, 0, {2, 0, 1, .2, UNKNOWN}},
		{"nothing is known", 3, 2, {0, 3, 0, UNKNOWN, UNKNOWN}},
		{"no signal", 0, 0, {0, 0, 0, UNKNOWN, UNKNOWN}},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct forward f = forward_mean(signals, cases[i].count, cases[i].horizon);
		const struct forward *want = &cases[i].want;
		check(cases[i].name, f.n == want->n && f.unknown == want->unknown);
		check(cases[i].name, f.days == want->days);
		check_near(cases[i].name, f.mean_pct, want->mean_pct, 1e-12);
		check_near(cases[i].name, f.error_pct, want->error_pct, 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_break_even), cmocka_unit_test(test_forward)};
	return cmocka_run_group_tests_name("drift", tests, NULL, NULL);
}
