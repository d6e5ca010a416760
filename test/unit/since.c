#include "check.h"

#include "array.h"
#include "since.h"

/* 2026-01-26T19:08:00Z */
static const struct instant now = {INT64_C(1769454480) * 1000000};

static const struct {
	const char *text, *want; /* NULL: refused */
} cases[] = {
	{"2026-01-26T14:00:00-05:00", "2026-01-26T19:00:00Z"},
	{"2026-01-26", "2026-01-26T05:00:00Z"},
	{"2026-07-01", "2026-07-01T04:00:00Z"},
	{"0s", "2026-01-26T19:08:00Z"},
	{"90s", "2026-01-26T19:06:30Z"},
	{"8m", "2026-01-26T19:00:00Z"},
	{"2h", "2026-01-26T17:08:00Z"},
	{"7d", "2026-01-19T19:08:00Z"},
	{"1w", "2026-01-19T19:08:00Z"},
	{"36525d", "1926-01-26T19:08:00Z"},
	{"36526d", NULL},
	{"999999999w", NULL},
	{"9999999999s", NULL},
	{"", NULL},
	{"d", NULL},
	{"7", NULL},
	{"-7d", NULL},
	{"7 d", NULL},
	{"7days", NULL},
	{"1.5h", NULL},
	{"2026-02-30", NULL},
	{"2026-01-26T19:00:00", NULL},
};

static void test_since(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(cases); i++) {
		struct instant got = {-1};
		char text[INSTANT_TEXT_SIZE];
		int result = since_parse(cases[i].text, now, &got);
		if (cases[i].want == NULL) {
			assert_int_equal(result, -1);
			assert_int_equal(got.us, -1);
			continue;
		}
		assert_int_equal(result, 0);
		assert_string_equal(instant_format(got, text), cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_since)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
