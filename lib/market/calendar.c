/*
 * Sources: the exchange's holiday rule (NYSE rule 51, today 7.2: a holiday on a Saturday is kept on
 * Friday unless a month or year ends there, one on a Sunday on Monday), its yearly holiday notices,
 * and its list of special closings ("NYSE holidays and special closings", 1885-2011). Where that
 * list stops or is silent: the exchange's release of 1999-06-04 (for the 31st of December of that
 * year) and its notices after 2011. Halts inside a session (power failures, the circuit breakers of
 * March 2020) and the quarter of an hour added on 2009-07-02 do not change a session's hours.
 */
#include "calendar.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include "array.h"
#include "zone.h"

enum {
	ONE_PM = 13 * 3600,
	TWO_PM = 14 * 3600,
	SECONDS_A_DAY = 86400,
	DAYS_A_YEAR = 365,
	/* CALENDAR_FIRST_YEAR-01-01 and CALENDAR_LAST_YEAR-12-31 as struct date has them */
	FIRST_DAY = 7305,
	LAST_DAY = 24105,
	FOREVER = 9999, /* the last year of a rule that is still in force */
	EVERY_DAY = 0x7f,
	MONDAY_TO_THURSDAY = 1 << MONDAY | 1 << TUESDAY | 1 << WEDNESDAY | 1 << THURSDAY,
};

enum holiday_kind {
	NEAREST_WEEKDAY, /* day N of the month; Friday for Saturday, Monday for Sunday */
	NOT_ON_FRIDAY,	 /* day N; Monday for Sunday; no holiday when it is a Saturday */
	NTH_WEEKDAY,	 /* the Nth such weekday of the month; 5 is the last */
	GOOD_FRIDAY,	 /* in March or April */
};

/* Every holiday of 1990-2035 with the first year the exchange kept it (0: before 1990). */
static const struct holiday {
	int first_year;
	enum holiday_kind kind;
	int month, n;
	enum weekday weekday;
} holidays[] = {
	{0, NOT_ON_FRIDAY, 1, 1, SUNDAY},	/* New Year's Day */
	{1998, NTH_WEEKDAY, 1, 3, MONDAY},	/* Martin Luther King, Jr. */
	{0, NTH_WEEKDAY, 2, 3, MONDAY},		/* Washington's Birthday */
	{0, GOOD_FRIDAY, 3, 0, FRIDAY},		/* Good Friday */
	{0, NTH_WEEKDAY, 5, 5, MONDAY},		/* Memorial Day */
	{2022, NEAREST_WEEKDAY, 6, 19, SUNDAY}, /* Juneteenth */
	{0, NEAREST_WEEKDAY, 7, 4, SUNDAY},	/* Independence Day */
	{0, NTH_WEEKDAY, 9, 1, MONDAY},		/* Labor Day */
	{0, NTH_WEEKDAY, 11, 4, THURSDAY},	/* Thanksgiving */
	{0, NEAREST_WEEKDAY, 12, 25, SUNDAY},	/* Christmas */
};

/* Yearly early closes: the day of the month, or, with day 0, the day after Thanksgiving. */
static const struct early_close {
	int first_year, last_year;
	int month, day;
	unsigned weekdays; /* a bit per weekday the rule applies to */
	int close_s;
} early_closes[] = {
	/*
	 * From 1995 the day before Independence Day, on a Wednesday only since 2013; until 2012 the
	 * Friday after a Thursday's Independence Day instead.
	 */
	{1995, FOREVER, 7, 3, 1 << MONDAY | 1 << TUESDAY | 1 << THURSDAY, ONE_PM},
	{2013, FOREVER, 7, 3, 1 << WEDNESDAY, ONE_PM},
	{1995, 2012, 7, 5, 1 << FRIDAY, ONE_PM},
	{1992, 1992, 11, 0, EVERY_DAY, TWO_PM},
	{1993, FOREVER, 11, 0, EVERY_DAY, ONE_PM},
	/* Christmas Eve; on a Friday it is the holiday for Christmas on a Saturday. */
	{1990, 1992, 12, 24, MONDAY_TO_THURSDAY, TWO_PM},
	{1993, FOREVER, 12, 24, MONDAY_TO_THURSDAY, ONE_PM},
};

/* Days that follow no rule: closed all day when open_s is 0. */
static const struct one_off {
	short year;
	signed char month, day;
	int open_s, close_s;
} one_offs[] = {
#define CLOSED 0, 0
#define OPENED(hour, minute) (hour) * 3600 + (minute)*60, CALENDAR_REGULAR_CLOSE_S
#define CLOSES(hour, minute) CALENDAR_REGULAR_OPEN_S, (hour)*3600 + (minute)*60
	{1990, 12, 27, OPENED(11, 0)},	 /* transformer explosion at the computer centre */
	{1991, 1, 17, OPENED(9, 31)},	 /* silence: troops in the Persian Gulf */
	{1991, 2, 25, OPENED(9, 31)},	 /* the same */
	{1994, 2, 11, CLOSES(14, 30)},	 /* snow */
	{1994, 4, 27, CLOSED},		 /* funeral of Richard Nixon */
	{1995, 12, 18, OPENED(10, 30)},	 /* computer trouble */
	{1996, 1, 8, 11 * 3600, TWO_PM}, /* blizzard */
	{1997, 10, 27,
		CLOSES(15, 30)}, /* circuit breaker, its second level: no more trading that day */
	{1997, 12, 26, CLOSES(13, 0)}, /* Friday after Christmas */
	{1999, 12, 31, CLOSES(13, 0)}, /* time to prepare for the year 2000 */
	{2001, 9, 11, CLOSED},	       /* attack on the World Trade Center */
	{2001, 9, 12, CLOSED}, {2001, 9, 13, CLOSED}, {2001, 9, 14, CLOSED},
	{2001, 9, 17, OPENED(9, 33)},		       /* silence: the lives lost */
	{2001, 10, 8, OPENED(9, 31)},		       /* silence: Operation Enduring Freedom */
	{2002, 9, 11, OPENED(12, 0)},		       /* anniversary of the attack */
	{2003, 3, 20, OPENED(9, 32)},		       /* silence: Operation Iraqi Freedom */
	{2003, 12, 26, CLOSES(13, 0)},		       /* Friday after Christmas */
	{2004, 6, 7, OPENED(9, 32)},		       /* silence: Ronald Reagan */
	{2004, 6, 11, CLOSED},			       /* mourning: Ronald Reagan */
	{2005, 6, 1, CLOSES(15, 56)},		       /* systems communication problem */
	{2006, 12, 27, OPENED(9, 32)},		       /* silence: Gerald Ford */
	{2007, 1, 2, CLOSED},			       /* mourning: Gerald Ford */
	{2012, 10, 29, CLOSED},			       /* hurricane Sandy */
	{2012, 10, 30, CLOSED}, {2018, 12, 5, CLOSED}, /* mourning: George H. W. Bush */
	{2025, 1, 9, CLOSED},			       /* mourning: Jimmy Carter */
#undef CLOSED
#undef OPENED
#undef CLOSES
};

struct day {
	struct date date;
	int year, month, day;
	enum weekday weekday;
};

/*
 * Western Easter Sunday (the anonymous Gregorian algorithm; Meeus, Astronomical Algorithms, ch. 8).
 */
static struct date easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;
	return date_from_ymd(year, n / 31, n % 31 + 1);
}

/* Day is the Nth WEEKDAY of its month; with N = 5 the last one. */
static bool is_nth_weekday(const struct day *d, enum weekday weekday, int n)
{
	if (d->weekday != weekday)
		return false;
	if (n < 5)
		return (d->day - 1) / 7 + 1 == n;
	int year, month, day;
	date_to_ymd(date_add(d->date, 7), &year, &month, &day);
	return month != d->month;
}

static bool falls_on(const struct holiday *holiday, const struct day *d)
{
	if (d->year < holiday->first_year)
		return false;
	if (holiday->kind == GOOD_FRIDAY)
		return d->weekday == FRIDAY && (d->month == 3 || d->month == 4) &&
		       date_diff(easter(d->year), d->date) == 2;
	if (d->month != holiday->month)
		return false;
	if (holiday->kind == NTH_WEEKDAY)
		return is_nth_weekday(d, holiday->weekday, holiday->n);
	return d->day == holiday->n || (d->day == holiday->n + 1 && d->weekday == MONDAY) ||
	       (holiday->kind == NEAREST_WEEKDAY && d->day == holiday->n - 1 &&
		       d->weekday == FRIDAY);
}

static bool is_holiday(const struct day *d)
{
	for (size_t i = 0; i < array_size(holidays); i++)
		if (falls_on(&holidays[i], d))
			return true;
	return false;
}

static int close_by_rule(const struct day *d)
{
	for (size_t i = 0; i < array_size(early_closes); i++) {
		const struct early_close *rule = &early_closes[i];
		if (d->month != rule->month || d->year < rule->first_year ||
			d->year > rule->last_year || (rule->weekdays >> d->weekday & 1) == 0)
			continue;
		/* The day after the fourth Thursday is the Friday of the 23rd to the 29th. */
		bool match = rule->day != 0 ? d->day == rule->day
					    : d->weekday == FRIDAY && d->day >= 23 && d->day <= 29;
		if (match)
			return rule->close_s;
	}
	return CALENDAR_REGULAR_CLOSE_S;
}

static const struct one_off *one_off_of(const struct day *d)
{
	for (size_t i = 0; i < array_size(one_offs); i++)
		if (one_offs[i].year == d->year && one_offs[i].month == d->month &&
			one_offs[i].day == d->day)
			return &one_offs[i];
	return NULL;
}

static bool in_range(struct date day)
{
	return date_known(day) && day.days >= FIRST_DAY && day.days <= LAST_DAY;
}

/* Whether DATE has a session, and its hours in seconds since midnight New York. */
static bool hours_of(struct date date, int *open_s, int *close_s)
{
	if (!in_range(date))
		return false;
	struct day d = {.date = date, .weekday = date_weekday(date)};
	if (d.weekday == SATURDAY || d.weekday == SUNDAY)
		return false;
	date_to_ymd(date, &d.year, &d.month, &d.day);
	if (is_holiday(&d))
		return false;
	const struct one_off *special = one_off_of(&d);
	if (special != NULL && special->open_s == 0)
		return false;
	*open_s = special != NULL ? special->open_s : CALENDAR_REGULAR_OPEN_S;
	*close_s = special != NULL ? special->close_s : close_by_rule(&d);
	return true;
}

bool calendar_session(struct date day, struct session *out)
{
	int open_s, close_s;
	if (!hours_of(day, &open_s, &close_s))
		return false;
	*out = (struct session){
		.day = day,
		.open = zone_from_new_york(day, open_s),
		.close = zone_from_new_york(day, close_s),
		.early_close = close_s < CALENDAR_REGULAR_CLOSE_S,
	};
	return true;
}

bool calendar_session_at(struct instant t, struct session *out)
{
	return instant_known(t) && calendar_session(zone_new_york_date(t, NULL), out);
}

bool calendar_is_open(struct instant t)
{
	struct session s;
	return calendar_session_at(t, &s) && t.us >= s.open.us && t.us < s.close.us;
}

static bool step(struct date day, int direction, struct session *out)
{
	if (!date_known(day))
		return false;
	/* a day outside of the years moves to their edge */
	if (direction > 0 && day.days < FIRST_DAY)
		day.days = FIRST_DAY - 1;
	if (direction < 0 && day.days > LAST_DAY)
		day.days = LAST_DAY + 1;
	do
		day = date_add(day, direction);
	while (in_range(day) && !calendar_session(day, out));
	return in_range(day);
}

bool calendar_next(struct date day, struct session *out)
{
	return step(day, 1, out);
}

struct instant calendar_next_open(struct instant now)
{
	struct session s;
	if (calendar_session_at(now, &s) && instant_compare(now, s.open) <= 0)
		return s.open;
	return calendar_next(zone_new_york_date(now, NULL), &s) ? s.open : INSTANT_UNKNOWN;
}

const char *calendar_state(struct instant now, char out[static CALENDAR_STATE_SIZE])
{
	char clock[ZONE_CLOCK_SIZE];
	struct session s;
	struct instant opens = calendar_next_open(now);
	if (calendar_is_open(now) && calendar_session_at(now, &s))
		(void)snprintf(out, CALENDAR_STATE_SIZE, "open; closes %s New York",
			zone_clock(s.close, false, clock));
	else if (instant_known(opens))
		(void)snprintf(out, CALENDAR_STATE_SIZE, "closed; opens %s New York",
			zone_clock(opens, zone_needs_date(now, opens), clock));
	else
		(void)snprintf(out, CALENDAR_STATE_SIZE, "closed");
	return out;
}

bool calendar_previous(struct date day, struct session *out)
{
	return step(day, -1, out);
}

bool calendar_sessions_back(struct date day, int n, struct session *out)
{
	struct session s = {.day = day};
	if (n < 1)
		return false;
	for (int i = 0; i < n; i++)
		if (!calendar_previous(s.day, &s))
			return false;
	*out = s;
	return true;
}

int calendar_sessions_between(struct date from, struct date to)
{
	int count = 0, open_s, close_s;
	if (!date_known(from) || !date_known(to))
		return 0;
	struct date day = {.days = from.days < FIRST_DAY ? FIRST_DAY : from.days + 1};
	for (; day.days <= to.days && day.days <= LAST_DAY; day.days++)
		count += hours_of(day, &open_s, &close_s);
	return count;
}

int64_t calendar_open_seconds(struct instant from, struct instant to)
{
	int64_t total_us = 0;
	if (!instant_known(from) || !instant_known(to))
		return 0;
	struct session s;
	struct date day = date_add(zone_new_york_date(from, NULL), -1);
	while (calendar_next(day, &s) && s.open.us < to.us) {
		int64_t begin = s.open.us > from.us ? s.open.us : from.us;
		int64_t end = s.close.us < to.us ? s.close.us : to.us;
		if (end > begin)
			total_us += end - begin;
		day = s.day;
	}
	return total_us / SECOND_US;
}

bool calendar_has_day(struct date day)
{
	return date_known(day) && day.days >= FIRST_DAY && day.days <= LAST_DAY;
}

int calendar_parse_day(const char *text, struct date *out, struct error *err)
{
	struct date day;
	if (date_parse(text, &day) != 0)
		return error_set(
			err, ERROR_DATA, "not a day: \"%.20s\": write it as 2026-01-28", text);
	if (!calendar_has_day(day))
		return error_set(err, ERROR_DATA, "the year of \"%.20s\" is not from %d to %d",
			text, CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
	*out = day;
	return 0;
}

struct instant calendar_expiry_instant(struct date expiry)
{
	struct session s;
	if (!date_known(expiry))
		return INSTANT_UNKNOWN;
	return calendar_session(expiry, &s) ? s.close
					    : zone_from_new_york(expiry, CALENDAR_REGULAR_CLOSE_S);
}

double calendar_years_to_expiry(struct instant now, struct date expiry)
{
	struct instant end = calendar_expiry_instant(expiry);
	if (!instant_known(now) || !instant_known(end))
		return (double)NAN;
	double seconds = (double)instant_diff_us(end, now) / (double)SECOND_US;
	return seconds > 0 ? seconds / ((double)DAYS_A_YEAR * SECONDS_A_DAY) : 0;
}
