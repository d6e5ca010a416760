#include "feed_date.h"

#include <stdbool.h>
#include <string.h>

#include "feed_date_word.h"
#include "text.h"
#include "zone.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2199, CENTURY_PIVOT = 50 };
enum { SECONDS_PER_HOUR = 3600, KOREA_S = 9 * SECONDS_PER_HOUR, NEW_YORK_WINTER_S = -18000 };
enum { EPOCH_S_DIGITS = 10, EPOCH_MS_DIGITS = 13 }; /* 2001 to 2286 */

/* What was read so far; -1: not yet. */
struct fields {
	int year, month, day, hour, minute, second;
	int64_t fraction_us;
	bool time, pm, am, zone, new_york, numbers, early;
	int zone_s; /* east of UTC; with new_york: in winter */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Digits at *P, at least LEAST and at most MOST: the value, *P behind them; -1 otherwise. */
static int number(const char **p, int least, int most)
{
	int n = 0, value = 0;
	while (n < most && is_digit((*p)[n]))
		value = value * 10 + ((*p)[n++] - '0');
	if (n < least || is_digit((*p)[n]))
		return -1;
	*p += n;
	return value;
}

/* Exactly N digits, whatever follows. */
static int fixed(const char **p, int n)
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

static int digits(const char *p)
{
	int n = 0;
	while (is_digit(p[n]))
		n++;
	return n;
}

static void skip_space(const char **p)
{
	while (is_space(**p))
		++*p;
}

/* ".123456789": microseconds, cut. */
static int64_t fraction(const char **p)
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
	skip_space(&at);
	int n = digits(at), hours, minutes = 0;
	hours = n == 4 || n == 6 ? fixed(&at, 2) : n == 3 ? fixed(&at, 1) : number(&at, 1, 2);
	if (hours < 0)
		return false;
	if (*at == ':' && is_digit(at[1]))
		at++;
	if (is_digit(*at))
		minutes = fixed(&at, 2);
	while (is_digit(*at) || *at == ':') /* seconds of an offset, which nobody has */
		at++;
	if (minutes < 0 || minutes > 59 || hours > 15)
		return false;
	*out = sign * (hours * SECONDS_PER_HOUR + minutes * 60);
	*p = at;
	return true;
}

/* hh:mm[:ss[.fraction]] at *P. */
static bool clock_time(struct fields *f, const char **p)
{
	const char *at = *p;
	int hour = number(&at, 1, 2), minute, second = 0;
	if (hour < 0 || *at++ != ':' || (minute = number(&at, 1, 2)) < 0)
		return false;
	if (*at == ':') {
		at++;
		second = number(&at, 1, 2);
		if (second < 0)
			return false;
		if ((*at == '.' || *at == ',') && is_digit(at[1]))
			f->fraction_us = fraction(&at);
	}
	f->hour = hour;
	f->minute = minute;
	f->second = second;
	f->time = true;
	*p = at;
	return true;
}

static int year_of(int value, int count)
{
	if (count == 2)
		return value < CENTURY_PIVOT ? 2000 + value : 1900 + value;
	if (count == 3) /* a year since 1900, from a struct tm */
		return 1900 + value;
	return value;
}

static int finish(const struct fields *f, struct instant *out, bool *timed)
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
	if (f->new_york) /* the zones west of it change at their own two o'clock, as it does */
		seconds -= zone_new_york_offset_s(zone_from_new_york(
				   date, hour < 24 ? hour * SECONDS_PER_HOUR : 0)) -
			   NEW_YORK_WINTER_S;
	*out = instant_add(instant_from_date(date, 0), seconds * SECOND_US + f->fraction_us);
	*timed = f->time;
	return 0;
}

/* A word that says something of the time: noon, zone. */
static void time_word(struct fields *f, const char *name)
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

/* A numeric offset, also behind a name ("GMT+0200"). */
static bool time_offset(struct fields *f, const char **p)
{
	f->zone = true;
	f->new_york = false;
	return offset(p, &f->zone_s);
}

/*
 * The zone that ends every form: Z, an offset, a name, "GMT+1", a comment; then nothing but words.
 */
static int zone(struct fields *f, const char *p)
{
	char name[FEED_WORD_SIZE];
	while (*p != '\0') {
		if ((*p == '+' || *p == '-') && is_digit(p[1])) {
			if (!time_offset(f, &p))
				return -1;
		} else if (feed_word_begins(p)) {
			feed_word_take(&p, name);
			time_word(f, name);
		} else if (is_space(*p) || strchr(".,()[]/_:", *p) != NULL) {
			p++;
		} else {
			return -1;
		}
	}
	return 0;
}

/* hh[:mm[:ss]] or hhmm[ss] behind the T of ISO 8601. */
static bool iso_time(struct fields *f, const char **p)
{
	int n = digits(*p);
	if (n == 4 || n == 6) {
		f->hour = fixed(p, 2);
		f->minute = fixed(p, 2);
		f->second = n == 6 ? fixed(p, 2) : 0;
		if (n == 6 && (**p == '.' || **p == ',') && is_digit((*p)[1]))
			f->fraction_us = fraction(p);
		return f->time = true;
	}
	if (clock_time(f, p))
		return true;
	f->hour = number(p, 1, 2);
	f->minute = f->second = 0;
	return f->time = f->hour >= 0;
}

static void from_ordinal(struct fields *f, int ordinal)
{
	struct date d = date_add(date_from_ymd(f->year, 1, 1), ordinal - 1);
	int year;
	date_to_ymd(d, &year, &f->month, &f->day);
	if (ordinal < 1 || year != f->year)
		f->month = 0;
}

/* ISO 8601's weeks: the first is that of 4 January, Monday is 1. */
static bool iso_week(struct fields *f, const char **p)
{
	const char *at = *p + 1;
	int week = fixed(&at, 2), day = 1;
	if (*at == '-' && is_digit(at[1]))
		at++;
	if (is_digit(*at))
		day = fixed(&at, 1);
	if (week < 1 || week > 53 || day < 1 || day > 7 || is_digit(*at))
		return false;
	struct date fourth = date_from_ymd(f->year, 1, 4);
	int monday = ((int)date_weekday(fourth) + 6) % 7; /* days since it */
	struct date d = date_add(fourth, 7 * (week - 1) + day - 1 - monday);
	date_to_ymd(d, &f->year, &f->month, &f->day);
	*p = at;
	return true;
}

/* Digits without anything between: YYYYMMDD, YYMMDD, YYYYDDD, YYDDD, YYYY. */
static bool iso_digits(struct fields *f, const char **p, int n)
{
	int year_digits = n == 6 || n == 5 ? 2 : 4;
	if (n < 4 || n > 8)
		return false;
	f->year = year_of(fixed(p, year_digits), year_digits);
	f->month = f->day = 1;
	if (n == 5 || n == 7) {
		from_ordinal(f, fixed(p, 3));
	} else if (n > 4) {
		f->month = fixed(p, 2);
		f->day = fixed(p, 2);
	}
	return true;
}

/* The month behind a sign, by number or name, and the day behind another. */
static bool iso_month_and_day(struct fields *f, const char **p, char sign)
{
	char name[FEED_WORD_SIZE];
	if (is_digit(**p)) {
		f->month = number(p, 1, 2);
	} else {
		feed_word_take(p, name);
		f->month = feed_word_month(name);
	}
	if (**p == sign && is_digit((*p)[1])) {
		++*p;
		f->day = number(p, 1, 2);
	}
	return f->month > 0 && f->day > 0;
}

/*
 * YYYY[-MM[-DD]], YY-MM-DD, YYYY-DDD, YYYY-Www[-D], with '-', '/' or '.' between, months by name
 * too; or digits only; *P behind the date.
 */
static bool iso_date(struct fields *f, const char **p)
{
	int n = digits(*p);
	if (n == 2) {
		f->year = year_of(fixed(p, 2), 2);
		f->month = f->day = 1;
	} else if (!iso_digits(f, p, n)) {
		return false;
	}
	if (n != 4 && n != 2)
		return true;
	char sign = **p;
	if (sign == 'W' && is_digit((*p)[1]))
		return iso_week(f, p);
	bool more = is_digit((*p)[sign != '\0']) || (sign == '-' && feed_word_begins(*p + 1));
	if ((sign != '-' && sign != '/' && sign != '.') || !more)
		return n == 4;
	++*p;
	if (**p == 'W' && is_digit((*p)[1]))
		return iso_week(f, p);
	if (digits(*p) == 3) {
		from_ordinal(f, fixed(p, 3));
		return true;
	}
	return iso_month_and_day(f, p, sign);
}

/* Numerals, each with its unit behind it, as in Chinese, Japanese and Korean. */
static bool unit_date(struct fields *f, const char **p)
{
	char name[FEED_WORD_SIZE];
	f->month = f->day = 1;
	for (int i = 0; i < 3 && is_digit(**p); i++) {
		int value = number(p, 1, 4);
		skip_space(p);
		if (value < 0 || !feed_word_begins(*p))
			return false;
		feed_word_take(p, name);
		if (feed_word_unit(name) != "ymd"[i])
			return false;
		*(i == 0 ? &f->year : i == 1 ? &f->month : &f->day) = value;
		time_word(f, name);
		skip_space(p);
	}
	return f->year >= 0;
}

/* "PM" before the time, as Korean has it. */
static void noon_first(struct fields *f, const char **p)
{
	char name[FEED_WORD_SIZE];
	const char *at = *p;
	if (!feed_word_begins(at))
		return;
	feed_word_take(&at, name);
	if (feed_word_noon(name) == NOON_NONE)
		return;
	time_word(f, name);
	*p = at;
	skip_space(p);
}

static int parse_iso(const char *p, struct instant *out, bool *timed)
{
	struct fields f = {.year = -1};
	const char *start = p;
	if (!unit_date(&f, &p)) {
		p = start;
		f = (struct fields){.year = -1};
		if (!iso_date(&f, &p))
			return -1;
	}
	bool t = *p == 'T' || *p == 't' || *p == '_';
	p += t;
	skip_space(&p);
	noon_first(&f, &p);
	if (is_digit(*p) && !iso_time(&f, &p))
		return -1;
	return zone(&f, p) == 0 ? finish(&f, out, timed) : -1;
}

/* A number before the time: a day, else a year; false when neither is missing. */
static bool day_or_year(struct fields *f, const char **p)
{
	int n = digits(*p), value = number(p, 1, 4);
	if (value < 0)
		return false;
	f->numbers = true;
	if (n <= 2 && f->day < 0) {
		f->day = value;
		return true;
	}
	if (f->year >= 0 || n == 1)
		return false;
	f->year = year_of(value, n);
	return true;
}

/* A word. Of two months the one behind a number counts: "mar." is Tuesday too. */
static void date_word(struct fields *f, const char *name)
{
	int month = feed_word_month(name);
	if (month > 0 && !f->time && (f->month == 0 || f->early)) {
		f->early = !f->numbers;
		f->month = month;
	}
	if (f->time)
		time_word(f, name);
	else if (feed_word_noon(name) == NOON_AFTER)
		f->pm = true;
	else if (feed_word_noon(name) == NOON_BEFORE)
		f->am = true;
}

/*
 * Words and numbers in the order they come: weekday, day, month, year, time, zone; or asctime; or
 * "Jul 6, 2014 3 PM"; or a weekday and then a date as ISO 8601 has it.
 */
static int parse_rfc822(const char *p, struct instant *out, bool *timed)
{
	struct fields f = {.year = -1, .day = -1};
	char name[FEED_WORD_SIZE];
	while (*p != '\0' && !(f.time && f.year >= 0)) {
		if (is_digit(*p)) {
			if (digits(p) == 4 && f.day < 0 && f.month == 0 &&
				(p[4] == '-' || p[4] == '/') && is_digit(p[5]))
				return parse_iso(p, out, timed);
			if (!f.time && clock_time(&f, &p))
				continue;
			if (!day_or_year(&f, &p))
				return -1;
		} else if (feed_word_begins(p)) {
			feed_word_take(&p, name);
			date_word(&f, name);
		} else if (f.time && (*p == '+' || *p == '-') && is_digit(p[1])) {
			if (!time_offset(&f, &p))
				return -1;
		} else if (is_space(*p) || strchr(",.-/()'", *p) != NULL) {
			p++;
		} else {
			return -1;
		}
	}
	return zone(&f, p) == 0 ? finish(&f, out, timed) : -1;
}

/* month/day/year or day/month/year, when one of the two numbers is over 12; with dots day first. */
static int parse_day_first(const char *p, struct instant *out, bool *timed)
{
	struct fields f = {.year = -1};
	int first = number(&p, 1, 2);
	char sign = *p++;
	int second = number(&p, 1, 2);
	if (first < 0 || second < 0 || *p++ != sign)
		return -1;
	f.year = number(&p, 4, 4);
	if (sign == '/' && first <= 12 && second <= 12 && first != second)
		return -1;
	bool day_first = sign == '.' || first > 12;
	f.month = day_first ? second : first;
	f.day = day_first ? first : second;
	while (is_space(*p) || *p == ',')
		p++;
	if (is_digit(*p) && !clock_time(&f, &p))
		return -1;
	return zone(&f, p) == 0 ? finish(&f, out, timed) : -1;
}

/* Seconds or milliseconds since 1970, nothing else. */
static int parse_epoch(const char *p, int n, struct instant *out, bool *timed)
{
	int64_t value = 0;
	for (int i = 0; i < n; i++)
		value = value * 10 + (p[i] - '0');
	struct instant t = {n == EPOCH_S_DIGITS ? value * SECOND_US : value * 1000};
	int year, month, day;
	date_to_ymd(instant_utc_date(t), &year, &month, &day);
	if (p[n] != '\0' || year > YEAR_MAX)
		return -1;
	*out = t;
	*timed = true;
	return 0;
}

/* "-YYMM", "-YY-MM": ISO 8601 of 1988. */
static int parse_short(const char *p, struct instant *out, bool *timed)
{
	struct fields f = {.day = 1};
	f.year = year_of(fixed(&p, 2), 2);
	p += *p == '-';
	f.month = number(&p, 2, 2);
	return *p == '\0' ? finish(&f, out, timed) : -1;
}

int feed_date_parse_timed(const char *text, struct instant *out, bool *timed)
{
	char buffer[FEED_DATE_MAX + 1];
	if (!text_copy(buffer, sizeof buffer, text) || text_fold_space(buffer) == 0)
		return -1;
	const char *p = buffer;
	int n = digits(p);
	if (n == EPOCH_S_DIGITS || n == EPOCH_MS_DIGITS)
		return parse_epoch(p, n, out, timed);
	if (*p == '-' && digits(p + 1) >= 2)
		return parse_short(p + 1, out, timed);
	bool short_year =
		n == 2 && p[2] == '-' && digits(p + 3) == 2 && p[5] == '-' && digits(p + 6) == 2;
	if (n >= 4 || short_year)
		return parse_iso(p, out, timed);
	if (n > 0 && (p[n] == '/' || (p[n] == '.' && is_digit(p[n + 1]))))
		return parse_day_first(p, out, timed);
	return parse_rfc822(p, out, timed);
}

int feed_date_parse(const char *text, struct instant *out)
{
	bool timed;
	return feed_date_parse_timed(text, out, &timed);
}
