#include "array.h"
#include "check.h"

#include "throttle.h"

static void test_resume(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct throttle_answer answer;
		int64_t under_way, wait_s;
		double reserve_pct;
	} cases[] = {
		{"no header", {false, -1, -1, -1, -1, -1}, 5, 0, 10},
		{"plenty left", {false, 200, 100, 60, -1, 30}, 5, 0, 10},
		{"a tenth is left to other programs", {false, 200, 25, 60, -1, 30}, 5, 31, 10},
		{"one more than that", {false, 200, 26, 60, -1, 30}, 5, 0, 10},
		{"O14 a fifth is left to exits", {false, 200, 40, 60, -1, 30}, 0, 31, 20},
		{"O14 one more than that", {false, 200, 41, 60, -1, 30}, 0, 0, 20},
		{"at least two are left", {false, 10, 2, 60, -1, 30}, 0, 31, 10},
		{"two of an unknown limit", {false, -1, 2, 60, -1, 30}, 0, 31, 10},
		{"three remain", {false, 10, 3, 60, -1, 30}, 0, 0, 10},
		{"requests under way count", {false, 10, 3, 60, -1, 30}, 1, 31, 10},
		{"no reset", {false, 200, 0, -1, -1, 30}, 0, 60, 10},
		{"no date", {false, 200, 0, 60, -1, -1}, 0, 60, 10},
		{"the reset is in the past", {false, 200, 0, 30, -1, 60}, 0, 2, 10},
		{"a Retry-After without a refusal", {false, 200, 100, 60, 9, 30}, 0, 0, 10},
		{"refused", {true, 200, 0, 60, -1, 30}, 0, 31, 10},
		{"refused with plenty left", {true, 200, 100, 60, -1, 30}, 0, 31, 10},
		{"refused without headers", {true, -1, -1, -1, -1, -1}, 0, 60, 10},
		{"refused with a Retry-After", {true, 200, 0, 60, 7, 30}, 0, 7, 10},
		{"refused with a Retry-After of 0", {true, 200, 0, 60, 0, 30}, 0, 1, 10},
		{"a Retry-After without end", {true, 200, 0, 60, INT64_MAX, 30}, 0, 86400, 10},
		{"a reset without end", {true, INT64_MAX, INT64_MAX, INT64_MAX, -1, 0}, INT64_MAX,
			86401, 10},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		int64_t now_us = INT64_C(123456789);
		int64_t wait_us = throttle_resume_us(&cases[i].answer, cases[i].reserve_pct,
					  cases[i].under_way, now_us) -
				  now_us;
		check(cases[i].name, wait_us == cases[i].wait_s * INT64_C(1000000));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_resume)};
	return cmocka_run_group_tests_name("throttle", tests, NULL, NULL);
}
