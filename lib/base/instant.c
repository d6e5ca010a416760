#include "instant.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool instant_known(struct instant t)
{
	return t.us != INT64_MIN;
}

struct instant instant_from_date(struct date d, int64_t us_of_day)
{
	return date_known(d) ? (struct instant){(int64_t)d.days * DAY_US + us_of_day}
			     : INSTANT_UNKNOWN;
}

static int64_t floor_to(int64_t value, int64_t unit)
{
	int64_t rest = value % unit;
	return value - (rest < 0 ? rest + unit : rest);
}

struct date instant_utc_date(struct instant t)
{
	return instant_known(t) ? (struct date){(int32_t)(floor_to(t.us, DAY_US) / DAY_US)}
				: DATE_UNKNOWN;
}

struct instant instant_add(struct instant t, int64_t us)
{
	return instant_known(t) ? (struct instant){t.us + us} : t;
}

int64_t instant_diff_us(struct instant later, struct instant earlier)
{
	return later.us - earlier.us;
}

double instant_age_s(struct instant now, struct instant then)
{
	if (!instant_known(now) || !instant_known(then))
		return (double)NAN;
	return (double)(now.us - then.us) / 1e6;
}

int instant_compare(struct instant a, struct instant b)
{
	return (a.us > b.us) - (a.us < b.us);
}

struct instant instant_floor(struct instant t, int64_t us)
{
	return instant_known(t) ? (struct instant){floor_to(t.us, us)} : t;
}

static int two(const char *p, int max)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	int value = (p[0] - '0') * 10 + (p[1] - '0');
	return value > max ? -1 : value;
}

/* The offset in seconds east of UTC, or INT32_MIN. */
static int32_t parse_offset(const char *p)
{
	if ((p[0] == 'Z' || p[0] == 'z') && p[1] == '\0')
		return 0;
	if (p[0] != '+' && p[0] != '-')
		return INT32_MIN;
	int sign = p[0] == '-' ? -1 : 1;
	int hours = two(p + 1, 23);
	if (hours < 0)
		return INT32_MIN;
	p += 3;
	int minutes = 0;
	if (*p != '\0') {
		if (*p == ':')
			p++;
		minutes = two(p, 59);
		if (minutes < 0 || p[2] != '\0')
			return INT32_MIN;
	}
	return sign * (hours * 3600 + minutes * 60);
}

int instant_parse(const char *text, struct instant *out)
{
	char day[11];
	if (strnlen(text, 20) < 20)
		return -1;
	memcpy(day, text, 10);
	day[10] = '\0';
	struct date d;
	if (date_parse(day, &d) != 0 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
		return -1;
	int hour = two(text + 11, 23), minute = two(text + 14, 59), second = two(text + 17, 60);
	if (hour < 0 || minute < 0 || second < 0 || text[13] != ':' || text[16] != ':')
		return -1;
	const char *p = text + 19;
	int64_t fraction = 0;
	if (*p == '.') {
		int64_t unit = SECOND_US;
		int count = 0;
		for (p++; *p >= '0' && *p <= '9'; p++, count++) {
			unit /= 10;
			fraction += (*p - '0') * unit;
		}
		if (count < 1 || count > 9)
			return -1;
	}
	int32_t offset = parse_offset(p);
	if (offset == INT32_MIN)
		return -1;
	int64_t seconds = hour * 3600 + minute * 60 + second - offset;
	*out = instant_from_date(d, seconds * SECOND_US + fraction);
	return 0;
}

const char *instant_format(struct instant t, char out[static INSTANT_TEXT_SIZE])
{
	if (!instant_known(t)) {
		(void)snprintf(out, INSTANT_TEXT_SIZE, "unknown");
		return out;
	}
	struct date d = instant_utc_date(t);
	int64_t us = t.us - (int64_t)d.days * DAY_US;
	int seconds = (int)(us / SECOND_US);
	int fraction = (int)(us % SECOND_US);
	const int pairs[] = {seconds / 3600, seconds / 60 % 60, seconds % 60};
	char *p = out + strlen(date_format(d, out));
	for (int i = 0; i < 3; i++) {
		*p++ = i == 0 ? 'T' : ':';
		*p++ = (char)('0' + pairs[i] / 10);
		*p++ = (char)('0' + pairs[i] % 10);
	}
	int n = (int)(p - out);
	if (fraction != 0) {
		n += snprintf(out + n, INSTANT_TEXT_SIZE - (size_t)n, ".%06d", fraction);
		while (out[n - 1] == '0')
			n--;
	}
	out[n++] = 'Z';
	out[n] = '\0';
	return out;
}
