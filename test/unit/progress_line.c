/* Tests of lib/base/progress_line.c. */
#include "array.h"
#include "check.h"
#include "progress_line.h"

static void test_line(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t done, total;
		double elapsed_s;
		const char *want;
	} rows[] = {
		{"nothing is done", 0, 200, 60, "0 of 200 feeds, 0 %"},
		{"the first second", 100, 200, 0.5, "100 of 200 feeds, 50 %"},
		{"half", 100, 200, 30, "100 of 200 feeds, 50 %, 0:30 left"},
		{"a part of a second counts as one", 199, 200, 30,
			"199 of 200 feeds, 99 %, 0:01 left"},
		{"minutes", 10, 100, 10.0, "10 of 100 feeds, 10 %, 1:30 left"},
		{"hours", 1, 1000, 10.0, "1 of 1000 feeds, 0 %, 2:46:30 left"},
		{"years", 1, INT64_MAX, 3600,
			"1 of 9223372036854775807 feeds, 0 %, 100:00:00 left"},
		{"all", 200, 200, 30, "200 of 200 feeds, 100 %, 0:00 left"},
		{"more than all", 201, 200, 30, "201 of 200 feeds, 100 %, 0:00 left"},
		{"an unknown total", 12, 0, 30, "12 feeds"},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		char text[PROGRESS_LINE_SIZE];
		check_text(rows[i].name,
			progress_line(
				"feeds", rows[i].done, rows[i].total, rows[i].elapsed_s, text),
			rows[i].want);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_line)};
	return cmocka_run_group_tests_name("progress_line", tests, NULL, NULL);
}
