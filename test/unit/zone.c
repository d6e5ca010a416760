#include "array.h"
#include "check.h"

#include "zone.h"

enum { HOUR_S = 3600 };

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	if (instant_parse(text, &t) != 0)
		fail_msg("%s", text);
	return t;
}

/* The second before each change, and the change, for every rule since 1967. */
static void test_changes(void **state)
{
	(void)state;
	static const struct {
		const char *name, *before, *change;
		int offset; /* hours, from the change on */
	} cases[] = {
		{"last Sunday of April", "1967-04-30T06:59:59Z", "1967-04-30T07:00:00Z", -4},
		{"last Sunday of October", "1967-10-29T05:59:59Z", "1967-10-29T06:00:00Z", -5},
		{"the oil crisis", "1974-01-06T06:59:59Z", "1974-01-06T07:00:00Z", -4},
		{"its second year", "1975-02-23T06:59:59Z", "1975-02-23T07:00:00Z", -4},
		{"first Sunday of April", "1987-04-05T06:59:59Z", "1987-04-05T07:00:00Z", -4},
		{"2006, the last such change", "2006-10-29T05:59:59Z", "2006-10-29T06:00:00Z", -5},
		{"second Sunday of March", "2007-03-11T06:59:59Z", "2007-03-11T07:00:00Z", -4},
		{"first Sunday of November", "2007-11-04T05:59:59Z", "2007-11-04T06:00:00Z", -5},
		{"C21 2026 in spring", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z", -4},
		{"C21 2026 in autumn", "2026-11-01T05:59:59Z", "2026-11-01T06:00:00Z", -5},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		check(cases[i].name,
			zone_new_york_offset_s(at(cases[i].change)) == cases[i].offset * HOUR_S);
		check(cases[i].name, zone_new_york_offset_s(at(cases[i].before)) ==
					     (-9 - cases[i].offset) * HOUR_S);
	}
}

static void test_date(void **state)
{
	(void)state;
	static const struct {
		const char *utc, *day;
		int second;
	} cases[] = {
		{"2026-01-27T04:59:59Z", "2026-01-26", 86399},
		{"2026-01-27T05:00:00Z", "2026-01-27", 0},
		{"2026-07-01T03:59:59Z", "2026-06-30", 86399},
		{"2026-07-01T13:30:00Z", "2026-07-01", 9 * HOUR_S + 1800},
		{"2026-01-01T00:00:00Z", "2025-12-31", 19 * HOUR_S},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		int second = -1;
		char text[DATE_TEXT_SIZE];
		struct date d = zone_new_york_date(at(cases[i].utc), &second);
		check_text(cases[i].utc, date_format(d, text), cases[i].day);
		check(cases[i].utc, second == cases[i].second);
	}
	int second = 77;
	check("unknown", !date_known(zone_new_york_date(INSTANT_UNKNOWN, &second)) && second == -1);
}

static void test_from_new_york(void **state)
{
	(void)state;
	static const struct {
		const char *name, *day;
		int second;
		const char *utc;
	} cases[] = {
		{"winter", "2026-01-26", 9 * HOUR_S + 1800, "2026-01-26T14:30:00Z"},
		{"summer", "2026-07-01", 9 * HOUR_S + 1800, "2026-07-01T13:30:00Z"},
		{"before the skipped hour", "2026-03-08", 2 * HOUR_S - 1, "2026-03-08T06:59:59Z"},
		{"C21 the skipped hour", "2026-03-08", 2 * HOUR_S + 1800, "2026-03-08T07:30:00Z"},
		{"after it", "2026-03-08", 3 * HOUR_S, "2026-03-08T07:00:00Z"},
		{"C21 the doubled hour is the first", "2026-11-01", HOUR_S + 1800,
			"2026-11-01T05:30:00Z"},
		{"after it", "2026-11-01", 2 * HOUR_S, "2026-11-01T07:00:00Z"},
		{"midnight of the change", "2026-11-01", 0, "2026-11-01T04:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct date d = DATE_UNKNOWN;
		char text[INSTANT_TEXT_SIZE];
		check(cases[i].name, date_parse(cases[i].day, &d) == 0);
		check_text(cases[i].name,
			instant_format(zone_from_new_york(d, cases[i].second), text), cases[i].utc);
	}
	/* converted and converted back, every hour of 60 years */
	for (struct instant t = at("1975-03-01T00:00:00Z");
		instant_compare(t, at("2035-01-01T00:00:00Z")) < 0; t = instant_add(t, HOUR_US)) {
		int second;
		struct date d = zone_new_york_date(t, &second);
		int64_t off = instant_diff_us(t, zone_from_new_york(d, second));
		if (off != 0 && off != HOUR_US) /* the second of a doubled hour becomes the first */
			fail_msg("%lld changes", (long long)t.us);
	}
}

static void test_clock(void **state)
{
	(void)state;
	struct instant now = at("2026-01-26T16:00:00Z");
	char clock[ZONE_CLOCK_SIZE];
	check_text("a weekday", zone_clock(now, false, clock), "Mon 11:00");
	check_text("a date", zone_clock(now, true, clock), "2026-01-26 11:00");
	check_text("unknown", zone_clock(INSTANT_UNKNOWN, true, clock), "-");
	check("this week", !zone_needs_date(now, at("2026-01-31T16:00:00Z")));
	check("next week", zone_needs_date(now, at("2026-02-01T16:00:00Z")));
	check("last week", zone_needs_date(now, at("2026-01-20T16:00:00Z")));
	check("unknown", zone_needs_date(now, INSTANT_UNKNOWN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_from_new_york),
		cmocka_unit_test(test_clock),
	};
	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
