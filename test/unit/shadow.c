#include "check.h"

#include "array.h"
#include "shadow.h"

#define UNKNOWN ((double)NAN)
#define P(usd) ((struct price){(int64_t)((usd)*10000 + ((usd) < 0 ? -.5 : .5))})
#define NOTHING PRICE_UNKNOWN

static void test_fills(void **state)
{
	(void)state;
	const struct {
		const char *name;
		struct shadow_order order;
		double nbbo, mid, from_nbbo, from_mid, mid_pct, mid_dollars;
	} cases[] = {
		{"an entry at the limit, inside of the spread",
			{true, 2, 100, P(2.53), P(2.40), P(2.60), P(2.40), P(2.60)}, 2.60, 2.50,
			-.07, .03, 1.2, 6},
		{"an exit below the bid",
			{false, 3, 100, P(1.95), P(2.00), P(2.10), P(2.20), P(2.30)}, 2.00, 2.25,
			.05, .30, 100 * .3 / 2.25, 90},
		{"a credit spread that is sold",
			{false, 1, 100, P(.55), P(.50), P(.70), P(.50), P(.70)}, .50, .60, -.05,
			.05, 100 * .05 / .6, 5},
		{"shares", {true, 50, 1, P(20.02), P(20.00), P(20.02), P(20.00), P(20.02)}, 20.02,
			20.01, 0, .01, 100 * .01 / 20.01, .5},
		{"nothing was bid", {false, 1, 100, P(.01), P(0), P(.05), P(0), P(.05)}, 0, .025,
			-.01, .015, 60, 1.5},
		{"no quote when it was sent",
			{true, 1, 100, P(2.5), NOTHING, NOTHING, P(2.4), P(2.6)}, UNKNOWN, 2.5,
			UNKNOWN, 0, 0, 0},
		{"a crossed quote of the decision",
			{true, 1, 100, P(2.5), P(2.4), P(2.6), P(2.6), P(2.6)}, 2.6, UNKNOWN, -.1,
			UNKNOWN, UNKNOWN, UNKNOWN},
		{"an unfilled order has NBBO, and no slippage",
			{true, 0, 100, NOTHING, P(2.4), P(2.6), P(2.4), P(2.6)}, 2.6, 2.5, UNKNOWN,
			UNKNOWN, UNKNOWN, UNKNOWN},
	};
	struct shadow_sum sum = {0};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct shadow s = shadow_of(&cases[i].order);
		check_near(cases[i].name, price_to_double(s.nbbo), cases[i].nbbo, 1e-9);
		check_near(cases[i].name, price_to_double(s.mid), cases[i].mid, 1e-9);
		check_near(cases[i].name, price_to_double(s.from_nbbo), cases[i].from_nbbo, 1e-9);
		check_near(cases[i].name, price_to_double(s.from_mid), cases[i].from_mid, 1e-9);
		check_near(cases[i].name, s.from_mid_pct, cases[i].mid_pct, 1e-9);
		check_near(
			cases[i].name, money_to_double(s.mid_dollars), cases[i].mid_dollars, 1e-9);
		shadow_add(&sum, &s);
	}
	check("sum", sum.n == 5 && sum.unknown == 3);
	check_near("sum", sum.mean_from_mid_pct,
		(1.2 + 100 * .3 / 2.25 + 100 * .05 / .6 + 100 * .01 / 20.01 + 60) / 5, 1e-9);
	check_near("sum", money_to_double(sum.from_mid), 6 + 90 + 5 + .5 + 1.5, 1e-9);
	check_near("sum", money_to_double(sum.from_nbbo), -14 + 15 - 5 + 0 - 1, 1e-9);
}

static struct instant minute(int n)
{
	return instant_from_date(date_from_ymd(2026, 1, 26), (15 * 60 + n) * MINUTE_US);
}

/* Decided at 15:00:30, the longest hold ends at 15:10. */
static void test_ends(void **state)
{
	(void)state;
	const struct unfilled_bar flat = {.high = P(101), .low = P(99), .close = P(100)};
	const struct {
		const char *name;
		int direction;
		int minutes[5]; /* of the bars, ascending; 0 ends */
		int odd;	/* the bar that differs; -1 none */
		double high, low;
		enum shadow_exit exit;
		int at;
	} cases[] = {
		{"the stop of a call", 1, {1, 2, 3}, 1, 101, 95, SHADOW_EXIT_STOP, 3},
		{"its target", 1, {1, 2, 3}, 2, 110, 99, SHADOW_EXIT_TARGET, 4},
		{"both in one minute", 1, {1, 2, 3}, 1, 110, 95, SHADOW_EXIT_STOP, 3},
		{"the target of a put", -1, {1, 2, 3}, 1, 101, 95, SHADOW_EXIT_TARGET, 3},
		{"the stop of a put", -1, {1, 2, 3}, 0, 110, 99, SHADOW_EXIT_STOP, 2},
		{"a hair before the stop", 1, {1, 9}, 1, 101, 95.0001, SHADOW_EXIT_TIME, 10},
		{"time is over", 1, {1, 5, 9, 10}, 3, 110, 95, SHADOW_EXIT_TIME, 10},
		{"the last minute has no bar", 1, {1, 4}, -1, 0, 0, SHADOW_EXIT_TIME, 5},
		{"the bars end too early", 1, {1, 3}, -1, 0, 0, SHADOW_EXIT_UNKNOWN, 0},
		{"a later bar fills the gap", 1, {1, 3, 12}, -1, 0, 0, SHADOW_EXIT_TIME, 4},
		{"no bar at all", 1, {0}, -1, 0, 0, SHADOW_EXIT_UNKNOWN, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct unfilled_bar bars[6] = {flat};
		size_t n = 1; /* the minute of the decision does not count */
		bars[0].ts = minute(0);
		bars[0].high = P(200);
		bars[0].low = P(1);
		for (; n <= 5 && cases[i].minutes[n - 1] > 0; n++) {
			bars[n] = flat;
			bars[n].ts = minute(cases[i].minutes[n - 1]);
		}
		if (cases[i].odd >= 0) {
			bars[cases[i].odd + 1].high = P(cases[i].high);
			bars[cases[i].odd + 1].low = P(cases[i].low);
		}
		bool rises = cases[i].direction > 0;
		const struct unfilled_plan plan = {.direction = cases[i].direction,
			.stop = rises ? P(95) : P(110),
			.target = rises ? P(110) : P(95),
			.decided = instant_add(minute(0), 30 * SECOND_US),
			.until = minute(10)};
		struct unfilled_end end = unfilled_end(&plan, bars, n);
		check(cases[i].name, end.exit == cases[i].exit);
		if (end.exit != SHADOW_EXIT_UNKNOWN)
			check(cases[i].name, instant_compare(end.at, minute(cases[i].at)) == 0);
		else
			check(cases[i].name, !instant_known(end.at));
	}
}

static void test_results(void **state)
{
	(void)state;
	const struct unfilled_plan call = {.entry = P(2.6),
		.spread = P(.2),
		.buys = true,
		.quantity = 2,
		.multiplier = 100,
		.fees = .22};
	struct unfilled_plan credit = call, stock = call, no_fees = call, no_entry = call;
	credit.buys = false;
	credit.entry = P(.5);
	stock.multiplier = 1;
	no_fees.fees = UNKNOWN;
	no_entry.entry = NOTHING;
	const struct {
		const char *name;
		const struct unfilled_plan *plan;
		struct price value;
		double pnl;
	} cases[] = {
		{"half the spread is lost at the exit", &call, P(3.0), 59.78},
		{"nothing is worth less than 0", &call, P(.05), -520.22},
		{"a credit is bought back", &credit, P(.2), 39.78},
		{"shares", &stock, P(3.0), .38},
		{"the value is unknown", &call, NOTHING, UNKNOWN},
		{"the fees are unknown", &no_fees, P(3), UNKNOWN},
		{"the entry is unknown", &no_entry, P(3), UNKNOWN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name,
			money_to_double(unfilled_pnl(cases[i].plan, cases[i].value)), cases[i].pnl,
			1e-9);
	check("no source", shadow_source_name(SHADOW_NOTHING) == NULL);
	check_text("a source", shadow_source_name(SHADOW_MODEL), "model");
	check("no exit", shadow_exit_name(SHADOW_EXIT_UNKNOWN) == NULL);
	check_text("an exit", shadow_exit_name(SHADOW_EXIT_TIME), "time");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_fills),
		cmocka_unit_test(test_ends), cmocka_unit_test(test_results)};
	return cmocka_run_group_tests_name("shadow", tests, NULL, NULL);
}
