#include "array.h"
#include "check.h"

#include "readiness.h"

static void test_conditions(void **state)
{
	(void)state;
	const struct readiness_facts good = {50, 20, 9.9, 10, 95, 0, 0, 30};
	const struct {
		const char *name;
		struct readiness_facts facts;
		int unmet; /* the condition that is not met; -1: all are */
		double distance;
	} cases[] = {
		{"just ready", good, -1, 0},
		{"one trade short", {49, 20, 9.9, 10, 95, 0, 0, 30}, 0, 1},
		{"five sessions short", {50, 15, 9.9, 10, 95, 0, 0, 30}, 1, 5},
		{"a drawdown at its limit", {50, 20, 10, 10, 95, 0, 0, 30}, 2, 0},
		{"a deeper one", {50, 20, 12.5, 10, 95, 0, 0, 30}, 2, 2.5},
		{"bars are missing", {50, 20, 9.9, 10, 94.5, 0, 0, 30}, 3, 0.5},
		{"an unknown result", {50, 20, 9.9, 10, 95, 1, 0, 30}, 4, 1},
		{"a gate that judges nothing", {50, 20, 9.9, 10, 95, 0, 2, 30}, 5, 2},
		{"a trade of a day too long ago", {50, 20, 9.9, 10, 95, 0, 0, 31}, 6, 1},
		{"no closed trade to date", {50, 20, 9.9, 10, 95, 0, 0, (double)NAN}, 6,
			(double)NAN},
		{"no count of trades", {(double)NAN, 20, 9.9, 10, 95, 0, 0, 30}, 0, (double)NAN},
		{"no equity", {50, 20, (double)NAN, 10, 95, 0, 0, 30}, 2, (double)NAN},
		{"no tier", {50, 20, 9.9, (double)NAN, 95, 0, 0, 30}, 2, (double)NAN},
		{"no bars at all", {50, 20, 9.9, 10, (double)NAN, 0, 0, 30}, 3, (double)NAN},
	};
	struct params params;
	params_init(&params);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct readiness_condition got[READINESS_CONDITIONS];
		bool ready = readiness_decide(&cases[i].facts, &params, got);
		check(cases[i].name, ready == (cases[i].unmet < 0));
		for (int j = 0; j < READINESS_CONDITIONS; j++) {
			check(cases[i].name, got[j].met == (j != cases[i].unmet));
			check_near(cases[i].name, got[j].distance,
				j == cases[i].unmet ? cases[i].distance : 0, 1e-9);
		}
	}
}

static void test_missing(void **state)
{
	(void)state;
	struct params params;
	struct readiness_condition conditions[READINESS_CONDITIONS];
	const struct readiness_facts facts = {12, 20, (double)NAN, 10, 94.5, 0, 0, 1};
	buf_auto struct buf out = BUF_INIT(1000);
	params_init(&params);
	(void)readiness_decide(&facts, &params, conditions);
	readiness_missing(&out, conditions);
	check_text("the conditions that are not met", buf_text(&out),
		"closed trades: 12, not 50; deepest drawdown, under the limit of the tier: not "
		"known; minutes of open contracts with their bars: 94.5 %, not 95 %");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_missing),
	};
	return cmocka_run_group_tests_name("readiness", tests, NULL, NULL);
}
