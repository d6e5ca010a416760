/* Dates that begin with a year: ISO 8601 in all its forms, and similar ones. */
#include "feed_date_field.h"
#include "feed_date_word.h"

/* Reads hh[:mm[:ss]] or hhmm[ss], which follows the T of ISO 8601. */
static bool iso_time(struct date_fields *f, const char **p)
{
	int n = date_digits(*p);
	if (n == 4 || n == 6) {
		f->hour = date_fixed(p, 2);
		f->minute = date_fixed(p, 2);
		f->second = n == 6 ? date_fixed(p, 2) : 0;
		if (n == 6 && (**p == '.' || **p == ',') && is_digit((*p)[1]))
			f->fraction_us = date_fraction(p);
		return f->time = true;
	}
	if (date_clock_time(f, p))
		return true;
	f->hour = date_number(p, 1, 2);
	f->minute = f->second = 0;
	return f->time = f->hour >= 0;
}

static void from_ordinal(struct date_fields *f, int ordinal)
{
	struct date d = date_add(date_from_ymd(f->year, 1, 1), ordinal - 1);
	int year;
	date_to_ymd(d, &year, &f->month, &f->day);
	if (ordinal < 1 || year != f->year)
		f->month = 0;
}

/* Weeks of ISO 8601: the first is the one with 4 January, Monday is day 1. */
static bool iso_week(struct date_fields *f, const char **p)
{
	const char *at = *p + 1;
	int week = date_fixed(&at, 2), day = 1;
	if (*at == '-' && is_digit(at[1]))
		at++;
	if (is_digit(*at))
		day = date_fixed(&at, 1);
	if (week < 1 || week > 53 || day < 1 || day > 7 || is_digit(*at))
		return false;
	struct date fourth = date_from_ymd(f->year, 1, 4);
	int monday = ((int)date_weekday(fourth) + 6) % 7; /* days since Monday */
	struct date d = date_add(fourth, 7 * (week - 1) + day - 1 - monday);
	date_to_ymd(d, &f->year, &f->month, &f->day);
	*p = at;
	return true;
}

/* Digits without separators: YYYYMMDD, YYMMDD, YYYYDDD, YYDDD, YYYY. */
static bool iso_digits(struct date_fields *f, const char **p, int n)
{
	int year_digits = n == 6 || n == 5 ? 2 : 4;
	if (n < 4 || n > 8)
		return false;
	f->year = date_year_of(date_fixed(p, year_digits), year_digits);
	f->month = f->day = 1;
	if (n == 5 || n == 7) {
		from_ordinal(f, date_fixed(p, 3));
	} else if (n > 4) {
		f->month = date_fixed(p, 2);
		f->day = date_fixed(p, 2);
	}
	return true;
}

/* The month, as a number or a name, and, behind another SIGN, the day. */
static bool iso_month_and_day(struct date_fields *f, const char **p, char sign)
{
	char name[FEED_WORD_SIZE];
	if (is_digit(**p)) {
		f->month = date_number(p, 1, 2);
	} else {
		feed_word_take(p, name);
		f->month = feed_word_month(name);
	}
	if (**p == sign && is_digit((*p)[1])) {
		++*p;
		f->day = date_number(p, 1, 2);
	}
	return f->month > 0 && f->day > 0;
}

/*
 * YYYY[-MM[-DD]], YY-MM-DD, YYYY-DDD, YYYY-Www[-D], separated by '-', '/' or '.', with the month
 * also as a name; or digits only. Moves *P behind the date.
 */
static bool iso_date(struct date_fields *f, const char **p)
{
	int n = date_digits(*p);
	if (n == 2) {
		f->year = date_year_of(date_fixed(p, 2), 2);
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
	if (date_digits(*p) == 3) {
		from_ordinal(f, date_fixed(p, 3));
		return true;
	}
	return iso_month_and_day(f, p, sign);
}

/* Numbers, each followed by its unit, as in Chinese, Japanese and Korean. */
static bool unit_date(struct date_fields *f, const char **p)
{
	char name[FEED_WORD_SIZE];
	f->month = f->day = 1;
	for (int i = 0; i < 3 && is_digit(**p); i++) {
		int value = date_number(p, 1, 4);
		date_skip_space(p);
		if (value < 0 || !feed_word_begins(*p))
			return false;
		feed_word_take(p, name);
		if (feed_word_unit(name) != "ymd"[i])
			return false;
		*(i == 0 ? &f->year : i == 1 ? &f->month : &f->day) = value;
		date_time_word(f, name);
		date_skip_space(p);
	}
	return f->year >= 0;
}

/* AM or PM before the time, as Korean writes it. */
static void noon_first(struct date_fields *f, const char **p)
{
	char name[FEED_WORD_SIZE];
	const char *at = *p;
	if (!feed_word_begins(at))
		return;
	feed_word_take(&at, name);
	if (feed_word_noon(name) == NOON_NONE)
		return;
	date_time_word(f, name);
	*p = at;
	date_skip_space(p);
}

int date_parse_iso(const char *p, struct instant *out, bool *timed)
{
	struct date_fields f = {.year = -1};
	const char *start = p;
	if (!unit_date(&f, &p)) {
		p = start;
		f = (struct date_fields){.year = -1};
		if (!iso_date(&f, &p))
			return -1;
	}
	while (is_space(*p) || *p == ',')
		p++;
	p += *p == 'T' || *p == 't' || *p == '_';
	date_skip_space(&p);
	noon_first(&f, &p);
	if (is_digit(*p) && !iso_time(&f, &p))
		return -1;
	return date_zone(&f, p) == 0 ? date_finish(&f, out, timed) : -1;
}

/* The forms "-YYMM" and "-YY-MM" are from ISO 8601 of 1988. */
int date_parse_short(const char *p, struct instant *out, bool *timed)
{
	struct date_fields f = {.day = 1};
	f.year = date_year_of(date_fixed(&p, 2), 2);
	p += *p == '-';
	f.month = date_number(&p, 2, 2);
	return *p == '\0' ? date_finish(&f, out, timed) : -1;
}
