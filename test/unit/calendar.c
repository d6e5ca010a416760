#include "array.h"
#include "check.h"

#include "calendar.h"

static struct date day_of(const char *text)
{
	struct date d = DATE_UNKNOWN;
	check(text, date_parse(text, &d) == 0);
	return d;
}

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

/* Weekdays on which the exchange was closed. */
static void test_closed_days(void **state)
{
	(void)state;
	static const char *const days[] = {
		/*
		 * New Year on a Sunday, Good Friday in March and April, MLK since 1998, Presidents,
		 * Memorial
		 */
		"1990-01-01",
		"1995-01-02",
		"2006-01-02",
		"2012-01-02",
		"2017-01-02",
		"2023-01-02",
		"2034-01-02",
		"1998-01-19",
		"2016-01-18",
		"2026-01-19",
		"1990-02-19",
		"2021-02-15",
		"1990-04-13",
		"1997-03-28",
		"2002-03-29",
		"2008-03-21",
		"2011-04-22",
		"2014-04-18",
		"2024-03-29",
		"2026-04-03",
		"2035-03-23",
		"1990-05-28",
		"2010-05-31",
		"2021-05-31",
		"2026-05-25",
		/* Juneteenth and its observed days */
		"2022-06-20",
		"2023-06-19",
		"2024-06-19",
		"2027-06-18",
		"2033-06-20",
		/* Independence Day and its observed days */
		"1992-07-03",
		"1993-07-05",
		"1998-07-03",
		"1999-07-05",
		"2009-07-03",
		"2010-07-05",
		"2015-07-03",
		"2020-07-03",
		"2021-07-05",
		"2026-07-03",
		"2027-07-05",
		"1990-09-03",
		"2026-09-07",
		"1990-11-22",
		"2019-11-28",
		"2026-11-26",
		/* Christmas and its observed days */
		"1993-12-24",
		"1994-12-26",
		"1999-12-24",
		"2004-12-24",
		"2005-12-26",
		"2010-12-24",
		"2011-12-26",
		"2016-12-26",
		"2021-12-24",
		"2022-12-26",
		"2027-12-24",
		"2033-12-26",
		/* one-offs */
		"1994-04-27",
		"2001-09-11",
		"2001-09-12",
		"2001-09-13",
		"2001-09-14",
		"2004-06-11",
		"2007-01-02",
		"2012-10-29",
		"2012-10-30",
		"2018-12-05",
		"2025-01-09",
	};
	for (size_t i = 0; i < array_size(days); i++) {
		struct session s = {.day = {42}};
		check(days[i], !calendar_session(day_of(days[i]), &s));
		check(days[i], s.day.days == 42);
		check(days[i], date_weekday(day_of(days[i])) != SATURDAY &&
				       date_weekday(day_of(days[i])) != SUNDAY);
	}
}

static void test_hours(void **state)
{
	(void)state;
	static const struct {
		const char *day, *open, *close;
		bool early;
	} cases[] = {
		/* the clock changes between these pairs */
		{"2026-03-06", "2026-03-06T14:30:00Z", "2026-03-06T21:00:00Z", false},
		{"2026-03-09", "2026-03-09T13:30:00Z", "2026-03-09T20:00:00Z", false},
		{"2026-10-30", "2026-10-30T13:30:00Z", "2026-10-30T20:00:00Z", false},
		{"2026-11-02", "2026-11-02T14:30:00Z", "2026-11-02T21:00:00Z", false},
		{"1990-03-30", "1990-03-30T14:30:00Z", "1990-03-30T21:00:00Z", false},
		{"1990-04-02", "1990-04-02T13:30:00Z", "1990-04-02T20:00:00Z", false},
		{"2006-10-30", "2006-10-30T14:30:00Z", "2006-10-30T21:00:00Z", false},
		/* holidays that the exchange does not keep, or did not keep yet */
		{"1999-12-30", "1999-12-30T14:30:00Z", "1999-12-30T21:00:00Z", false},
		{"2010-12-31", "2010-12-31T14:30:00Z", "2010-12-31T21:00:00Z", false},
		{"2021-12-31", "2021-12-31T14:30:00Z", "2021-12-31T21:00:00Z", false},
		{"2022-01-03", "2022-01-03T14:30:00Z", "2022-01-03T21:00:00Z", false},
		{"1997-01-20", "1997-01-20T14:30:00Z", "1997-01-20T21:00:00Z", false},
		{"2020-06-19", "2020-06-19T13:30:00Z", "2020-06-19T20:00:00Z", false},
		{"2021-06-18", "2021-06-18T13:30:00Z", "2021-06-18T20:00:00Z", false},
		{"2025-10-13", "2025-10-13T13:30:00Z", "2025-10-13T20:00:00Z", false},
		{"2025-11-11", "2025-11-11T14:30:00Z", "2025-11-11T21:00:00Z", false},
		/* day after Thanksgiving */
		{"1990-11-23", "1990-11-23T14:30:00Z", "1990-11-23T21:00:00Z", false},
		{"1991-11-29", "1991-11-29T14:30:00Z", "1991-11-29T21:00:00Z", false},
		{"1992-11-27", "1992-11-27T14:30:00Z", "1992-11-27T19:00:00Z", true},
		{"1993-11-26", "1993-11-26T14:30:00Z", "1993-11-26T18:00:00Z", true},
		{"2019-11-29", "2019-11-29T14:30:00Z", "2019-11-29T18:00:00Z", true},
		{"2024-11-29", "2024-11-29T14:30:00Z", "2024-11-29T18:00:00Z", true},
		{"2023-11-24", "2023-11-24T14:30:00Z", "2023-11-24T18:00:00Z", true},
		{"2030-11-29", "2030-11-29T14:30:00Z", "2030-11-29T18:00:00Z", true},
		/* Independence Day */
		{"1994-07-05", "1994-07-05T13:30:00Z", "1994-07-05T20:00:00Z", false},
		{"1995-07-03", "1995-07-03T13:30:00Z", "1995-07-03T17:00:00Z", true},
		{"1996-07-03", "1996-07-03T13:30:00Z", "1996-07-03T20:00:00Z", false},
		{"1996-07-05", "1996-07-05T13:30:00Z", "1996-07-05T17:00:00Z", true},
		{"2002-07-03", "2002-07-03T13:30:00Z", "2002-07-03T20:00:00Z", false},
		{"2002-07-05", "2002-07-05T13:30:00Z", "2002-07-05T17:00:00Z", true},
		{"2013-07-03", "2013-07-03T13:30:00Z", "2013-07-03T17:00:00Z", true},
		{"2013-07-05", "2013-07-05T13:30:00Z", "2013-07-05T20:00:00Z", false},
		{"2019-07-03", "2019-07-03T13:30:00Z", "2019-07-03T17:00:00Z", true},
		{"2020-07-02", "2020-07-02T13:30:00Z", "2020-07-02T20:00:00Z", false},
		{"2024-07-03", "2024-07-03T13:30:00Z", "2024-07-03T17:00:00Z", true},
		{"2025-07-03", "2025-07-03T13:30:00Z", "2025-07-03T17:00:00Z", true},
		{"2026-07-02", "2026-07-02T13:30:00Z", "2026-07-02T20:00:00Z", false},
		{"2028-07-03", "2028-07-03T13:30:00Z", "2028-07-03T17:00:00Z", true},
		/* Christmas Eve */
		{"1990-12-24", "1990-12-24T14:30:00Z", "1990-12-24T19:00:00Z", true},
		{"1991-12-24", "1991-12-24T14:30:00Z", "1991-12-24T19:00:00Z", true},
		{"1992-12-24", "1992-12-24T14:30:00Z", "1992-12-24T19:00:00Z", true},
		{"1996-12-24", "1996-12-24T14:30:00Z", "1996-12-24T18:00:00Z", true},
		{"2015-12-24", "2015-12-24T14:30:00Z", "2015-12-24T18:00:00Z", true},
		{"2025-12-24", "2025-12-24T14:30:00Z", "2025-12-24T18:00:00Z", true},
		/* one-offs */
		{"1990-12-27", "1990-12-27T16:00:00Z", "1990-12-27T21:00:00Z", false},
		{"1991-01-17", "1991-01-17T14:31:00Z", "1991-01-17T21:00:00Z", false},
		{"1994-02-11", "1994-02-11T14:30:00Z", "1994-02-11T19:30:00Z", true},
		{"1995-12-18", "1995-12-18T15:30:00Z", "1995-12-18T21:00:00Z", false},
		{"1996-01-08", "1996-01-08T16:00:00Z", "1996-01-08T19:00:00Z", true},
		{"1997-10-27", "1997-10-27T14:30:00Z", "1997-10-27T20:30:00Z", true},
		{"1997-12-26", "1997-12-26T14:30:00Z", "1997-12-26T18:00:00Z", true},
		{"1999-12-31", "1999-12-31T14:30:00Z", "1999-12-31T18:00:00Z", true},
		{"2001-09-17", "2001-09-17T13:33:00Z", "2001-09-17T20:00:00Z", false},
		{"2002-09-11", "2002-09-11T16:00:00Z", "2002-09-11T20:00:00Z", false},
		{"2003-12-26", "2003-12-26T14:30:00Z", "2003-12-26T18:00:00Z", true},
		{"2008-12-26", "2008-12-26T14:30:00Z", "2008-12-26T21:00:00Z", false},
		{"2025-12-26", "2025-12-26T14:30:00Z", "2025-12-26T21:00:00Z", false},
		{"2005-06-01", "2005-06-01T13:30:00Z", "2005-06-01T19:56:00Z", true},
		{"2009-07-02", "2009-07-02T13:30:00Z", "2009-07-02T20:00:00Z", false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct session s;
		char text[INSTANT_TEXT_SIZE];
		check(cases[i].day, calendar_session(day_of(cases[i].day), &s));
		check_text(cases[i].day, instant_format(s.open, text), cases[i].open);
		check_text(cases[i].day, instant_format(s.close, text), cases[i].close);
		check(cases[i].day, s.early_close == cases[i].early);
	}
}

/* The number of sessions and early closes per year. */
static void test_counts(void **state)
{
	(void)state;
	static const struct {
		int year, sessions, early;
	} cases[] = {
		{1990, 253, 1},
		{1991, 253, 1},
		{1992, 254, 2},
		{1993, 253, 1},
		{1994, 252, 2},
		{1995, 252, 2},
		{1996, 254, 4},
		{1997, 253, 5},
		{1998, 252, 2},
		{1999, 252, 2},
		{2000, 252, 2},
		{2001, 248, 3},
		{2002, 252, 3},
		{2003, 252, 4},
		{2004, 252, 1},
		{2005, 252, 2},
		{2006, 251, 2},
		{2007, 251, 3},
		{2008, 253, 3},
		{2009, 252, 2},
		{2010, 252, 1},
		{2011, 252, 1},
		{2012, 250, 3},
		{2013, 252, 3},
		{2014, 252, 3},
		{2015, 252, 2},
		{2016, 252, 1},
		{2017, 251, 2},
		{2018, 251, 3},
		{2019, 252, 3},
		{2020, 253, 2},
		{2021, 252, 1},
		{2022, 251, 1},
		{2023, 250, 2},
		{2024, 252, 3},
		{2025, 250, 3},
		{2026, 251, 2},
		{2027, 251, 1},
		{2028, 251, 2},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		int early = 0;
		struct session s = {.day = date_from_ymd(cases[i].year - 1, 12, 31)};
		struct date end = date_from_ymd(cases[i].year, 12, 31);
		int sessions = calendar_sessions_between(s.day, end);
		if (sessions != cases[i].sessions)
			fail_msg("%d: %d sessions, not %d", cases[i].year, sessions,
				cases[i].sessions);
		while (calendar_next(s.day, &s) && s.day.days <= end.days)
			early += s.early_close;
		if (early != cases[i].early)
			fail_msg("%d: %d early closes, not %d", cases[i].year, early,
				cases[i].early);
	}
}

static void test_walking(void **state)
{
	(void)state;
	struct session s;
	check("next",
		calendar_next(day_of("2001-09-10"), &s) && s.day.days == day_of("2001-09-17").days);
	check("previous", calendar_previous(day_of("2001-09-17"), &s) &&
				  s.day.days == day_of("2001-09-10").days);
	check("back 1", calendar_sessions_back(day_of("2026-01-20"), 1, &s) &&
				s.day.days == day_of("2026-01-16").days);
	check("back 5", calendar_sessions_back(day_of("2026-01-20"), 5, &s) &&
				s.day.days == day_of("2026-01-12").days);
	check("back 0", !calendar_sessions_back(day_of("2026-01-20"), 0, &s));
	check("first year", !calendar_session(day_of("1989-12-29"), &s));
	check("last year", !calendar_session(day_of("2036-01-02"), &s));
	check("from before",
		calendar_next(day_of("1980-01-01"), &s) && s.day.days == day_of("1990-01-02").days);
	check("from after", calendar_previous(day_of("2040-01-01"), &s) &&
				    s.day.days == day_of("2035-12-31").days);
	check("past the end", !calendar_next(day_of("2035-12-31"), &s) &&
				      !calendar_next(day_of("2050-01-01"), &s));
	check("before the start", !calendar_previous(day_of("1990-01-02"), &s));
	check("unknown", !calendar_next(DATE_UNKNOWN, &s) && !calendar_session(DATE_UNKNOWN, &s));
	check("unknown time",
		!calendar_session_at(INSTANT_UNKNOWN, &s) && !calendar_is_open(INSTANT_UNKNOWN));
	check("between",
		calendar_sessions_between(day_of("2026-01-16"), day_of("2026-01-20")) == 1);
	check("between same",
		calendar_sessions_between(day_of("2026-01-16"), day_of("2026-01-16")) == 0);
	check("between backward",
		calendar_sessions_between(day_of("2026-01-20"), day_of("2026-01-16")) == 0);
	check("before open", !calendar_is_open(at("2026-01-26T14:29:59.999999Z")));
	check("open", calendar_is_open(at("2026-01-26T14:30:00Z")));
	check("last moment", calendar_is_open(at("2026-01-26T20:59:59.999999Z")));
	check("close", !calendar_is_open(at("2026-01-26T21:00:00Z")));
	check("after early close", !calendar_is_open(at("2015-12-24T18:00:00Z")));
}

static void test_durations(void **state)
{
	(void)state;
	check("a session", calendar_open_seconds(at("2026-01-26T05:00:00Z"),
				   at("2026-01-27T05:00:00Z")) == 23400);
	check("over a weekend", calendar_open_seconds(at("2026-01-23T20:59:00Z"),
					at("2026-01-26T14:31:00Z")) == 120);
	check("early close", calendar_open_seconds(at("2015-12-24T17:00:00Z"),
				     at("2015-12-28T14:30:00Z")) == 3600);
	check("within", calendar_open_seconds(
				at("2026-01-26T15:00:00Z"), at("2026-01-26T15:00:30Z")) == 30);
	check("backward",
		calendar_open_seconds(at("2026-01-26T16:00:00Z"), at("2026-01-26T15:00:00Z")) == 0);
	check("expiry",
		calendar_expiry_instant(day_of("2026-01-16")).us == at("2026-01-16T21:00:00Z").us);
	check("expiry, early close",
		calendar_expiry_instant(day_of("2025-11-28")).us == at("2025-11-28T18:00:00Z").us);
	check("expiry, Saturday",
		calendar_expiry_instant(day_of("2013-01-19")).us == at("2013-01-19T21:00:00Z").us);
	check("expiry, unknown", !instant_known(calendar_expiry_instant(DATE_UNKNOWN)));
	check_near("a day",
		calendar_years_to_expiry(at("2026-01-15T21:00:00Z"), day_of("2026-01-16")),
		1 / 365.0, 1e-18);
	check_near("past",
		calendar_years_to_expiry(at("2026-01-16T21:00:00Z"), day_of("2026-01-16")), 0, 0);
	check("unknown now",
		isnan(calendar_years_to_expiry(INSTANT_UNKNOWN, day_of("2026-01-16"))));
}

static void test_state(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now, *want;
	} cases[] = {
		{"before the open", "2026-01-26T14:29:59Z", "closed; opens Mon 09:30 New York"},
		{"the open", "2026-01-26T14:30:00Z", "open; closes Mon 16:00 New York"},
		{"before the close", "2026-01-26T20:59:59Z", "open; closes Mon 16:00 New York"},
		{"the close", "2026-01-26T21:00:00Z", "closed; opens Tue 09:30 New York"},
		{"Friday evening", "2026-01-23T21:00:00Z", "closed; opens Mon 09:30 New York"},
		{"an early close", "2026-11-27T17:00:00Z", "open; closes Fri 13:00 New York"},
		{"a week away", "2001-09-11T14:00:00Z", "closed; opens Mon 09:33 New York"},
		{"years before the calendar", "1980-01-01T00:00:00Z",
			"closed; opens 1990-01-02 09:30 New York"},
		{"after the calendar", "2036-01-05T15:00:00Z", "closed"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[CALENDAR_STATE_SIZE];
		check_text(cases[i].name, calendar_state(at(cases[i].now), text), cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_days),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_walking),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_state),
	};
	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
