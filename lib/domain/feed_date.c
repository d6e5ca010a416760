#include "feed_date.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2199, WORD_MAX = 15, CENTURY_PIVOT = 50 };
enum { SECONDS_PER_HOUR = 3600 };

/* What was read so far; -1: not yet. */
struct fields {
	int year, month, day, hour, minute, second;
	int64_t fraction_us;
	bool time, pm, am, zone;
	int zone_s; /* east of UTC */
};

struct zone_name {
	const char *name;
	int minutes;
};

/*
 * Letters of more than one country ("IST", "BST") mean what feeds of financial news mean by them.
 */
static const struct zone_name zones[] = {{"gmt", 0}, {"ut", 0}, {"utc", 0}, {"z", 0}, {"est", -300},
	{"edt", -240}, {"et", -300}, {"cst", -360}, {"cdt", -300}, {"ct", -360}, {"mst", -420},
	{"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"pt", -480}, {"akst", -540}, {"akdt", -480},
	{"hst", -600}, {"ast", -240}, {"adt", -180}, {"nst", -210}, {"ndt", -150}, {"wet", 0},
	{"west", 60}, {"bst", 60}, {"cet", 60}, {"met", 60}, {"mez", 60}, {"cest", 120},
	{"mest", 120}, {"mesz", 120}, {"eet", 120}, {"eest", 180}, {"msk", 180}, {"ist", 330},
	{"sgt", 480}, {"hkt", 480}, {"jst", 540}, {"kst", 540}, {"aest", 600}, {"aedt", 660},
	{"acst", 570}, {"awst", 480}, {"nzst", 720}, {"nzdt", 780}, {"brt", -180}, {"art", -180},
	{"sast", 120}};

static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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

static size_t word(const char **p, char out[static WORD_MAX + 1])
{
	size_t n = 0, length = 0;
	while (is_alpha((*p)[n])) {
		if (length < WORD_MAX)
			out[length++] = (char)((*p)[n] | 0x20);
		n++;
	}
	out[length] = '\0';
	*p += n;
	return n;
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

static int finish(const struct fields *f, struct instant *out)
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
	*out = instant_add(instant_from_date(date, 0), seconds * SECOND_US + f->fraction_us);
	return 0;
}

static int month_of(const char *name, size_t length)
{
	if (length < 3)
		return 0;
	for (int i = 0; i < 12; i++)
		if (length <= strlen(months[i]) && memcmp(months[i], name, length) == 0)
			return i + 1;
	return text_equal(name, "sept") ? 9 : 0;
}

static void zone_by_name(struct fields *f, const char *name)
{
	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
		if (text_equal(zones[i].name, name)) {
			f->zone_s = zones[i].minutes * 60;
			f->zone = true;
		}
}

/*
 * The zone that ends every form: Z, an offset, a name, "GMT+1", a comment; then nothing but words.
 */
static int zone(struct fields *f, const char *p)
{
	char name[WORD_MAX + 1];
	while (*p != '\0') {
		if ((*p == '+' || *p == '-') && is_digit(p[1])) {
			if (!offset(&p, &f->zone_s))
				return -1;
			f->zone = true;
		} else if (is_alpha(*p)) {
			word(&p, name);
			f->pm = f->pm || text_equal(name, "pm");
			f->am = f->am || text_equal(name, "am");
			if (!f->zone)
				zone_by_name(f, name);
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

/* YYYY[-MM[-DD]], YYYYMMDD, YYYY-DDD, with '-', '/' or '.' between; *P behind the date. */
static bool iso_date(struct fields *f, const char **p)
{
	int n = digits(*p);
	if (n != 4 && n != 8 && n != 7 && n != 6)
		return false;
	f->year = fixed(p, 4);
	f->month = f->day = 1;
	if (n == 8 || n == 6) {
		f->month = fixed(p, 2);
		f->day = n == 8 ? fixed(p, 2) : 1;
		return true;
	}
	if (n == 7) {
		from_ordinal(f, fixed(p, 3));
		return true;
	}
	char sign = **p;
	if ((sign != '-' && sign != '/' && sign != '.') || !is_digit((*p)[1]))
		return true;
	++*p;
	if (digits(*p) == 3) {
		from_ordinal(f, fixed(p, 3));
		return true;
	}
	f->month = number(p, 1, 2);
	if (**p == sign && is_digit((*p)[1])) {
		++*p;
		f->day = number(p, 1, 2);
	}
	return f->month > 0 && f->day > 0;
}

static int parse_iso(const char *p, struct instant *out)
{
	struct fields f = {.year = -1};
	if (!iso_date(&f, &p))
		return -1;
	bool t = *p == 'T' || *p == 't' || *p == '_';
	p += t;
	skip_space(&p);
	if (is_digit(*p) && !iso_time(&f, &p))
		return -1;
	return zone(&f, p) == 0 ? finish(&f, out) : -1;
}

/* A number before the time: a day, else a year; false when neither is missing. */
static bool day_or_year(struct fields *f, const char **p)
{
	int n = digits(*p), value = number(p, 1, 4);
	if (value < 0)
		return false;
	if (n <= 2 && f->day < 0) {
		f->day = value;
		/* 1st, 2nd, 3rd, 4th */
		if (is_alpha((*p)[0]) && is_alpha((*p)[1]) && !is_alpha((*p)[2]) && (*p)[0] != 'T')
			*p += 2;
		return true;
	}
	if (f->year >= 0 || n == 1)
		return false;
	f->year = year_of(value, n);
	return true;
}

/*
 * Words and numbers in the order they come: weekday, day, month, year, time, zone; or asctime; or
 * "Jul 6, 2014 3 PM".
 */
static int parse_rfc822(const char *p, struct instant *out)
{
	struct fields f = {.year = -1, .day = -1};
	char name[WORD_MAX + 1];
	while (*p != '\0' && !(f.time && f.year >= 0)) {
		if (is_digit(*p)) {
			if (!f.time && clock_time(&f, &p))
				continue;
			if (!day_or_year(&f, &p))
				return -1;
		} else if (is_alpha(*p)) {
			size_t length = word(&p, name);
			int month = f.month > 0 ? 0 : month_of(name, length);
			if (month > 0)
				f.month = month;
			f.pm = f.pm || text_equal(name, "pm");
			f.am = f.am || text_equal(name, "am");
			if (f.time)
				zone_by_name(&f, name);
		} else if (f.time && (*p == '+' || *p == '-') && is_digit(p[1])) {
			if (!offset(&p, &f.zone_s))
				return -1;
			f.zone = true;
		} else if (is_space(*p) || strchr(",.-/()'", *p) != NULL) {
			p++;
		} else {
			return -1;
		}
	}
	return zone(&f, p) == 0 ? finish(&f, out) : -1;
}

/* month/day/year or day/month/year, when one of the two numbers is over 12. */
static int parse_slashes(const char *p, struct instant *out)
{
	struct fields f = {.year = -1};
	int first = number(&p, 1, 2);
	if (first < 0 || *p++ != '/')
		return -1;
	int second = number(&p, 1, 2);
	if (second < 0 || *p++ != '/')
		return -1;
	f.year = number(&p, 4, 4);
	if (first <= 12 && second <= 12 && first != second)
		return -1;
	f.month = first > 12 ? second : first;
	f.day = first > 12 ? first : second;
	while (is_space(*p) || *p == ',')
		p++;
	if (is_digit(*p) && !clock_time(&f, &p))
		return -1;
	return zone(&f, p) == 0 ? finish(&f, out) : -1;
}

int feed_date_parse(const char *text, struct instant *out)
{
	char buffer[FEED_DATE_MAX + 1];
	if (!text_copy(buffer, sizeof buffer, text) || text_fold_space(buffer) == 0)
		return -1;
	const char *p = buffer;
	int n = digits(p);
	if (n >= 4)
		return parse_iso(p, out);
	if (n > 0 && p[n] == '/')
		return parse_slashes(p, out);
	return parse_rfc822(p, out);
}
