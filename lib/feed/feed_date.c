#include "feed_date.h"

#include <string.h>

#include "feed_date_field.h"
#include "feed_date_word.h"
#include "text.h"

enum { EPOCH_S_DIGITS = 10, EPOCH_MS_DIGITS = 13, EPOCH_YEAR_MAX = 2199 }; /* years 2001 to 2199 */

/* Takes a number as the day, the year or the hour. False when none of them is missing. */
static bool day_or_year(struct date_fields *f, const char **p)
{
	int n = date_digits(*p), value = date_number(p, 1, 4);
	if (value < 0)
		return false;
	f->numbers = true;
	if (n <= 2 && f->day < 0) {
		f->day = value;
		return true;
	}
	if (f->year >= 0 && f->month > 0 && !f->time && n <= 2) {
		f->hour = value; /* also "10.30.00", as Finnish writes it */
		for (int i = 0; i < 2 && **p == '.' && date_digits(*p + 1) == 2; i++) {
			++*p;
			*(i == 0 ? &f->minute : &f->second) = date_fixed(p, 2);
		}
		return f->time = true;
	}
	if (f->year >= 0 || n == 1)
		return false;
	f->year = date_year_of(value, n);
	return true;
}

/* Takes a word. Of two months, the one that follows a number counts: "mar." is also Tuesday. */
static void date_word(struct date_fields *f, const char *name)
{
	int month = feed_word_month(name);
	if (month > 0 && !f->time && (f->month == 0 || f->early)) {
		f->early = !f->numbers;
		f->month = month;
	}
	if (f->time)
		date_time_word(f, name);
	else if (feed_word_noon(name) == NOON_AFTER)
		f->pm = true;
	else if (feed_word_noon(name) == NOON_BEFORE)
		f->am = true;
}

/*
 * Takes words and numbers in the order in which they come: weekday, day, month, year, time, zone;
 * or asctime; or "Jul 6, 2014 3 PM"; or a weekday and then a date of ISO 8601.
 */
static int parse_rfc822(const char *p, struct instant *out, bool *timed)
{
	struct date_fields f = {.year = -1, .day = -1};
	char name[FEED_WORD_SIZE];
	while (*p != '\0' && !(f.time && f.year >= 0)) {
		if (is_digit(*p)) {
			if (date_digits(p) == 4 && f.day < 0 && f.month == 0 &&
				(p[4] == '-' || p[4] == '/') && is_digit(p[5]))
				return date_parse_iso(p, out, timed);
			if (!f.time && date_clock_time(&f, &p))
				continue;
			if (!day_or_year(&f, &p))
				return -1;
		} else if (date_dotted_noon(&f, &p)) {
			continue;
		} else if (feed_word_begins(p)) {
			feed_word_take(&p, name);
			date_word(&f, name);
		} else if (f.time && (*p == '+' || *p == '-') && is_digit(p[1])) {
			if (!date_time_offset(&f, &p))
				return -1;
		} else if (is_space(*p) || strchr(",.-/()'", *p) != NULL) {
			p++;
		} else {
			return -1;
		}
	}
	return date_zone(&f, p) == 0 ? date_finish(&f, out, timed) : -1;
}

/*
 * month/day/year or day/month/year, also with '-': only when one of the two numbers is over 12, or
 * both are equal. With dots the day comes first.
 */
static int parse_day_first(const char *p, struct instant *out, bool *timed)
{
	struct date_fields f = {.year = -1};
	int first = date_number(&p, 1, 2);
	char sign = *p++;
	int second = date_number(&p, 1, 2);
	if (first < 0 || second < 0 || *p++ != sign)
		return -1;
	f.year = date_number(&p, 4, 4);
	if (sign != '.' && first <= 12 && second <= 12 && first != second)
		return -1;
	bool day_first = sign == '.' || first > 12;
	f.month = day_first ? second : first;
	f.day = day_first ? first : second;
	while (is_space(*p) || *p == ',')
		p++;
	if (is_digit(*p) && !date_clock_time(&f, &p))
		return -1;
	return date_zone(&f, p) == 0 ? date_finish(&f, out, timed) : -1;
}

/* Seconds or milliseconds since 1970; P must have nothing else. */
static int parse_epoch(const char *p, int n, struct instant *out, bool *timed)
{
	int64_t value = 0;
	for (int i = 0; i < n; i++)
		value = value * 10 + (p[i] - '0');
	struct instant t = {n == EPOCH_S_DIGITS ? value * SECOND_US : value * 1000};
	int year, month, day;
	date_to_ymd(instant_utc_date(t), &year, &month, &day);
	if (p[n] != '\0' || year > EPOCH_YEAR_MAX)
		return -1;
	*out = t;
	*timed = true;
	return 0;
}

int feed_date_parse_timed(const char *text, struct instant *out, bool *timed)
{
	char buffer[FEED_DATE_MAX + 1];
	if (!text_copy(buffer, sizeof buffer, text) || text_fold_space(buffer) == 0)
		return -1;
	const char *p = buffer;
	int n = date_digits(p);
	if (n == EPOCH_S_DIGITS || n == EPOCH_MS_DIGITS)
		return parse_epoch(p, n, out, timed);
	if (*p == '-' && date_digits(p + 1) >= 2)
		return date_parse_short(p + 1, out, timed);
	bool short_year = n == 2 && p[2] == '-' && date_digits(p + 3) == 2 && p[5] == '-' &&
			  date_digits(p + 6) == 2;
	if (n >= 4 || short_year)
		return date_parse_iso(p, out, timed);
	if (n > 0 && (p[n] == '/' || ((p[n] == '.' || p[n] == '-') && is_digit(p[n + 1]))))
		return parse_day_first(p, out, timed);
	return parse_rfc822(p, out, timed);
}

int feed_date_parse(const char *text, struct instant *out)
{
	bool timed;
	return feed_date_parse_timed(text, out, &timed);
}
