#include "feed_date_field.h"

#include <string.h>

#include "feed_date_word.h"
#include "zone.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2199, CENTURY_PIVOT = 50 };
enum { SECONDS_PER_HOUR = 3600, KOREA_S = 9 * SECONDS_PER_HOUR, NEW_YORK_WINTER_S = -18000 };

int date_number(const char **p, int least, int most)
{
	int n = 0, value = 0;
	while (n < most && is_digit((*p)[n]))
		value = value * 10 + ((*p)[n++] - '0');
	if (n < least || is_digit((*p)[n]))
		return -1;
	*p += n;
	return value;
}

int date_fixed(const char **p, int n)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		if (!is_digit((*p)[i]))
			return -1;
		value = value * 10 + ((*p)[i] - '0');
	}
	*p += n;
	return value;
}

int date_digits(const char *p)
{
	int n = 0;
	while (is_digit(p[n]))
		n++;
	return n;
}

void date_skip_space(const char **p)
{
	while (is_space(**p))
		++*p;
}

int64_t date_fraction(const char **p)
{
	int64_t us = 0, unit = SECOND_US / 10;
	for (++*p; is_digit(**p); ++*p, unit /= 10)
		us += (**p - '0') * unit;
	return us;
}

/* "+01:00", "-0500", "+1", "+130" at *P. */
static bool offset(const char **p, int *out)
{
	int sign = **p == '-' ? -1 : 1;
	const char *at = *p + 1;
	date_skip_space(&at);
	int n = date_digits(at), hours, minutes = 0;
	hours = n == 4 || n == 6 ? date_fixed(&at, 2)
		: n == 3	 ? date_fixed(&at, 1)
				 : date_number(&at, 1, 2);
	if (hours < 0)
		return false;
	if (*at == ':' && is_digit(at[1]))
		at++;
	if (is_digit(*at))
		minutes = date_fixed(&at, 2);
	while (is_digit(*at) || *at == ':') /* skip the seconds of an offset: no zone has them */
		at++;
	if (minutes < 0)
		return false;
	bool possible = minutes <= 59 && hours <= 15; /* else an unknown zone, like XYZ: UTC */
	*out = possible ? sign * (hours * SECONDS_PER_HOUR + minutes * 60) : 0;
	*p = at;
	return true;
}

bool date_clock_time(struct date_fields *f, const char **p)
{
	const char *at = *p;
	int hour = date_number(&at, 1, 2), minute, second = 0;
	if (hour < 0 || *at++ != ':' || (minute = date_number(&at, 1, 2)) < 0)
		return false;
	if (*at == ':') {
		at++;
		second = date_number(&at, 1, 2);
		if (second < 0)
			return false;
		if ((*at == '.' || *at == ',') && is_digit(at[1]))
			f->fraction_us = date_fraction(&at);
	}
	f->hour = hour;
	f->minute = minute;
	f->second = second;
	f->time = true;
	*p = at;
	return true;
}

int date_year_of(int value, int count)
{
	if (count == 2)
		return value < CENTURY_PIVOT ? 2000 + value : 1900 + value;
	if (count == 3) /* years since 1900, from a struct tm */
		return 1900 + value;
	return value;
}

int date_finish(const struct date_fields *f, struct instant *out, bool *timed)
{
	int hour = f->hour, second = f->second == 60 ? 59 : f->second, y, m, d;
	if ((f->am || f->pm) && (hour < 1 || hour > 12) && !(f->pm && hour > 12))
		return -1;
	if (f->pm && hour < 12)
		hour += 12;
	if (f->am && hour == 12)
		hour = 0;
	if (f->year < YEAR_MIN || f->year > YEAR_MAX || f->month < 1 || f->month > 12 ||
		f->day < 1 || f->day > 31)
		return -1;
	bool midnight = hour == 24 && f->minute == 0 && second == 0;
	if ((hour > 23 && !midnight) || f->minute > 59 || f->second > 60)
		return -1;
	struct date date = date_from_ymd(f->year, f->month, f->day);
	date_to_ymd(date, &y, &m, &d);
	if (m != f->month || d != f->day)
		return -1;
	int64_t seconds = hour * SECONDS_PER_HOUR + f->minute * 60 + second - f->zone_s;
	if (f->new_york) /* the zones west of it change at two o'clock local time, too */
		seconds -= zone_new_york_offset_s(zone_from_new_york(
				   date, hour < 24 ? hour * SECONDS_PER_HOUR : 0)) -
			   NEW_YORK_WINTER_S;
	struct instant t =
		instant_add(instant_from_date(date, 0), seconds * SECOND_US + f->fraction_us);
	date_to_ymd(instant_utc_date(t), &y, &m, &d); /* the year may be another one in UTC */
	if (y < YEAR_MIN || y > YEAR_MAX)
		return -1;
	*out = t;
	*timed = f->time;
	return 0;
}

void date_time_word(struct date_fields *f, const char *name)
{
	struct feed_zone zone;
	enum feed_noon noon = feed_word_noon(name);
	f->pm = f->pm || noon == NOON_AFTER;
	f->am = f->am || noon == NOON_BEFORE;
	if (!f->zone && feed_word_korean(name)) {
		f->zone_s = KOREA_S;
	} else if (!f->zone && feed_word_zone(name, &zone)) {
		f->zone_s = zone.offset_s;
		f->new_york = zone.new_york;
		f->zone = true;
	}
}

bool date_time_offset(struct date_fields *f, const char **p)
{
	f->zone = true;
	f->new_york = false;
	return offset(p, &f->zone_s);
}

bool date_dotted_noon(struct date_fields *f, const char **p)
{
	const char *at = *p;
	char first = (char)(*at | 0x20);
	if ((first != 'a' && first != 'p') || at[1] != '.')
		return false;
	at += 2;
	date_skip_space(&at);
	if ((*at | 0x20) != 'm' || feed_word_begins(at + 1))
		return false;
	f->am = f->am || first == 'a';
	f->pm = f->pm || first == 'p';
	*p = at + 1;
	return true;
}

/* A letter of RFC 822, 5.1: A is one hour west of UTC, N one hour east; there is no J. */
static bool letter_zone(struct date_fields *f, const char *p)
{
	if (f->zone || *p < 'A' || *p > 'Y' || *p == 'J' || p[1] != '\0')
		return false;
	int n = *p - 'A' + 1;
	f->zone_s = SECONDS_PER_HOUR * (*p <= 'I' ? -n : *p <= 'M' ? 1 - n : n - 13);
	return f->zone = true;
}

int date_zone(struct date_fields *f, const char *p)
{
	char name[FEED_WORD_SIZE];
	while (*p != '\0') {
		if ((*p == '+' || *p == '-') && is_digit(p[1])) {
			if (!date_time_offset(f, &p))
				return -1;
		} else if (date_dotted_noon(f, &p)) {
			continue;
		} else if (letter_zone(f, p)) {
			p++;
		} else if (is_digit(*p) && date_digits(p) <= 4) {
			p += date_digits(p); /* "EST5EDT"; an offset without a sign is ignored */
		} else if (feed_word_begins(p)) {
			feed_word_take(&p, name);
			date_time_word(f, name);
		} else if (is_space(*p) || strchr(".,()[]/_:", *p) != NULL) {
			p++;
		} else {
			return -1;
		}
	}
	return 0;
}
