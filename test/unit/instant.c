#include "array.h"
#include "check.h"

#include "instant.h"

static void test_parse(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *printed; /* NULL: refused */
	} cases[] = {
		{"2026-01-26T19:08:00Z", "2026-01-26T19:08:00Z"},
		{"2026-01-26t19:08:00z", "2026-01-26T19:08:00Z"},
		{"2026-01-26 19:08:00+00", "2026-01-26T19:08:00Z"},
		{"2026-01-26T14:08:00-05:00", "2026-01-26T19:08:00Z"},
		{"2026-01-26T14:08:00-0500", "2026-01-26T19:08:00Z"},
		{"2026-01-27T00:38:00+05:30", "2026-01-26T19:08:00Z"},
		{"2026-01-26T19:08:00.5Z", "2026-01-26T19:08:00.5Z"},
		{"2026-01-26T19:08:00.120000Z", "2026-01-26T19:08:00.12Z"},
		{"2026-01-26T19:08:00.000001Z", "2026-01-26T19:08:00.000001Z"},
		{"2026-01-26T19:08:00.000000999Z", "2026-01-26T19:08:00Z"}, /* cut, not rounded */
		{"2026-01-26T19:08:00.999999999Z", "2026-01-26T19:08:00.999999Z"},
		{"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"},
		{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
		{"2026-02-29T00:00:00Z", NULL},
		{"2026-01-26T19:08:00", NULL},
		{"2026-01-26T19:08Z", NULL},
		{"2026-01-26T24:00:00Z", NULL},
		{"2026-01-26T19:60:00Z", NULL},
		{"2026-01-26T19:08:61Z", NULL},
		{"2026-01-26T19:08:00.1234567890Z", NULL},
		{"2026-01-26T19:08:00Z ", NULL},
		{"2026-01-26T19:08:00+5", NULL},
		{"2026-01-26T19:08:00+05:3", NULL},
		{"2026-01-26", NULL},
		{"now", NULL},
		{"", NULL},
	};
	char text[INSTANT_TEXT_SIZE];
	for (size_t i = 0; i < array_size(cases); i++) {
		struct instant t = INSTANT_UNKNOWN;
		int result = instant_parse(cases[i].text, &t);
		check(cases[i].text, (result == 0) == (cases[i].printed != NULL));
		check(cases[i].text, instant_known(t) == (result == 0));
		if (result == 0)
			check_text(cases[i].text, instant_format(t, text), cases[i].printed);
	}
}

static void test_arithmetic(void **state)
{
	(void)state;
	const struct instant epoch = {0}, before = {-1};
	check("floor", instant_floor((struct instant){MINUTE_US + 1}, MINUTE_US).us == MINUTE_US);
	check("floor before 1970", instant_floor(before, MINUTE_US).us == -MINUTE_US);
	check("floor of unknown", !instant_known(instant_floor(INSTANT_UNKNOWN, MINUTE_US)));
	check("add to unknown", !instant_known(instant_add(INSTANT_UNKNOWN, 1)));
	check("day before 1970", instant_utc_date(before).days == -1);
	check("day of unknown", !date_known(instant_utc_date(INSTANT_UNKNOWN)));
	check("from a date", instant_from_date((struct date){1}, HOUR_US).us == DAY_US + HOUR_US);
	check("from an unknown date", !instant_known(instant_from_date(DATE_UNKNOWN, 0)));
	check_near("age", instant_age_s((struct instant){1500000}, epoch), 1.5, 0);
	check_near("age of the future", instant_age_s(epoch, (struct instant){1500000}), -1.5, 0);
	check_near("age of unknown", instant_age_s(epoch, INSTANT_UNKNOWN), (double)NAN, 0);
	char text[INSTANT_TEXT_SIZE];
	check_text("unknown", instant_format(INSTANT_UNKNOWN, text), "unknown");
	check("order", instant_compare(before, epoch) < 0 && instant_compare(epoch, epoch) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_arithmetic),
	};
	return cmocka_run_group_tests_name("instant", tests, NULL, NULL);
}
