#include "array.h"
#include "check.h"

#include "date.h"

static void test_parse(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
		int32_t days;
	} cases[] = {
		{"1970-01-01", 0, 0},
		{"2000-02-29", 0, 11016},
		{"1969-12-31", 0, -1},
		{"2026-11-20", 0, 20777},
		{"1900-02-29", -1, 0},
		{"2026-13-01", -1, 0},
		{"2026-00-01", -1, 0},
		{"2026-1-01", -1, 0},
		{"2026-01-01 ", -1, 0},
		{"", -1, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct date d = DATE_UNKNOWN;
		check(cases[i].text, date_parse(cases[i].text, &d) == cases[i].result);
		check(cases[i].text, cases[i].result != 0 || d.days == cases[i].days);
		check(cases[i].text, cases[i].result == 0 || !date_known(d));
	}
}

static void test_every_day_round_trips(void **state)
{
	(void)state;
	int expected = 0; /* 1970-01-01 was a Thursday */
	for (int32_t days = 0; days < 40000; days++) {
		int y, m, day;
		date_to_ymd((struct date){days}, &y, &m, &day);
		check("ymd", date_from_ymd(y, m, day).days == days);
		check("weekday",
			(int)date_weekday((struct date){days}) == (THURSDAY + expected) % 7);
		expected = (expected + 1) % 7;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_every_day_round_trips),
	};
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
