#include "zone.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

enum { EST_S = -5 * 3600, EDT_S = -4 * 3600, CHANGE_S = 2 * 3600 };

/* The Nth Sunday of the month for N = 1..4, the last for N = 5. */
static struct date nth_sunday(int year, int month, int n)
{
	if (n == 5) {
		struct date next = month == 12 ? date_from_ymd(year + 1, 1, 1)
					       : date_from_ymd(year, month + 1, 1);
		struct date last = date_add(next, -1);
		return date_add(last, -(int)date_weekday(last));
	}
	struct date first = date_from_ymd(year, month, 1);
	return date_add(first, (7 - (int)date_weekday(first)) % 7 + 7 * (n - 1));
}

static void daylight_time(int year, struct instant *begin, struct instant *end)
{
	struct date from, to;
	if (year >= 2007)
		from = nth_sunday(year, 3, 2);
	else if (year >= 1987)
		from = nth_sunday(year, 4, 1);
	else if (year == 1974)
		from = date_from_ymd(1974, 1, 6);
	else if (year == 1975)
		from = date_from_ymd(1975, 2, 23);
	else
		from = nth_sunday(year, 4, 5);
	to = year >= 2007 ? nth_sunday(year, 11, 1) : nth_sunday(year, 10, 5);
	*begin = instant_from_date(from, (CHANGE_S - EST_S) * SECOND_US);
	*end = instant_from_date(to, (CHANGE_S - EDT_S) * SECOND_US);
}

int zone_new_york_offset_s(struct instant t)
{
	if (!instant_known(t))
		return EST_S;
	int year, month, day;
	date_to_ymd(instant_utc_date(t), &year, &month, &day);
	struct instant begin, end;
	daylight_time(year, &begin, &end);
	return t.us >= begin.us && t.us < end.us ? EDT_S : EST_S;
}

struct date zone_new_york_date(struct instant t, int *second)
{
	if (!instant_known(t)) {
		if (second != NULL)
			*second = -1; /* earlier than any second of a day */
		return DATE_UNKNOWN;
	}
	struct instant local = instant_add(t, zone_new_york_offset_s(t) * SECOND_US);
	struct date d = instant_utc_date(local);
	if (second != NULL)
		*second = (int)((local.us - (int64_t)d.days * DAY_US) / SECOND_US);
	return d;
}

struct instant zone_from_new_york(struct date d, int second)
{
	struct instant as_edt = instant_from_date(d, (second - EDT_S) * SECOND_US);
	if (zone_new_york_offset_s(as_edt) == EDT_S)
		return as_edt;
	return instant_from_date(d, (second - EST_S) * SECOND_US);
}

const char *zone_weekday(struct date day)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	return days[date_weekday(day)];
}

const char *zone_clock(struct instant t, bool with_date, char out[static ZONE_CLOCK_SIZE])
{
	int second = 0;
	char text[DATE_TEXT_SIZE];
	struct date day = zone_new_york_date(t, &second);
	if (!instant_known(t))
		(void)snprintf(out, ZONE_CLOCK_SIZE, "-");
	else
		(void)snprintf(out, ZONE_CLOCK_SIZE, "%s %02d:%02d",
			with_date ? date_format(day, text) : zone_weekday(day), second / 3600,
			second / 60 % 60);
	return out;
}

bool zone_needs_date(struct instant now, struct instant t)
{
	return !(fabs(instant_age_s(now, t)) < 6 * 86400.0);
}
