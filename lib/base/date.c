#include "date.h"

#include <stdio.h>

#include "num.h"

bool date_known(struct date d)
{
	return d.days != INT32_MIN;
}

/* Hinnant's days_from_civil (2013): the year starts in March, so that a leap day comes last. */
struct date date_from_ymd(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return (struct date){era * 146097 + day_of_era - 719468};
}

void date_to_ymd(struct date d, int *year, int *month, int *day)
{
	int z = d.days + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = z - era * 146097;
	int year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int m = (5 * day_of_year + 2) / 153;
	*day = day_of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

enum weekday date_weekday(struct date d)
{
	int w = (d.days + 4) % 7; /* 1970-01-01 was a Thursday */
	return (enum weekday)(w < 0 ? w + 7 : w);
}

struct date date_add(struct date d, int days)
{
	return date_known(d) ? (struct date){d.days + days} : d;
}

int date_diff(struct date later, struct date earlier)
{
	return later.days - earlier.days;
}

int date_compare(struct date a, struct date b)
{
	return (a.days > b.days) - (a.days < b.days);
}

static int digits(const char *text, int n)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

int date_parse(const char *text, struct date *out)
{
	int year = digits(text, 4);
	if (year < 0 || text[4] != '-')
		return -1;
	int month = digits(text + 5, 2);
	if (month < 1 || month > 12 || text[7] != '-')
		return -1;
	int day = digits(text + 8, 2);
	if (day < 1 || text[10] != '\0')
		return -1;
	struct date d = date_from_ymd(year, month, day);
	int y, m, back;
	date_to_ymd(d, &y, &m, &back);
	if (m != month || back != day)
		return -1;
	*out = d;
	return 0;
}

const char *date_format(struct date d, char out[static DATE_TEXT_SIZE])
{
	if (!date_known(d)) {
		(void)snprintf(out, DATE_TEXT_SIZE, "unknown");
		return out;
	}
	int y, m, day;
	date_to_ymd(d, &y, &m, &day);
	if (y < 0 || y > 9999) {
		(void)snprintf(out, DATE_TEXT_SIZE, "%04d-%02d-%02d", y, m, day);
		return out;
	}
	char *p = num_put_digits(out, (uint64_t)y, 4);
	*p++ = '-';
	p = num_put_digits(p, (uint64_t)m, 2);
	*p++ = '-';
	*num_put_digits(p, (uint64_t)day, 2) = '\0';
	return out;
}
