#include "since.h"

#include <string.h>

#include "num.h"
#include "zone.h"

enum { DIGITS_MAX = 9 };

static int64_t unit_us(char unit)
{
	switch (unit) {
	case 's':
		return SECOND_US;
	case 'm':
		return MINUTE_US;
	case 'h':
		return HOUR_US;
	case 'd':
		return DAY_US;
	case 'w':
		return 7 * DAY_US;
	default:
		return 0;
	}
}

/* At most a century back, so that no time overflows. */
static int parse_ago(const char *text, int64_t *us)
{
	char digits[DIGITS_MAX + 1] = "";
	size_t length = strspn(text, "0123456789");
	int64_t count, unit = text[length] == '\0' ? 0 : unit_us(text[length]);
	if (length == 0 || length > DIGITS_MAX || unit == 0 || text[length + 1] != '\0')
		return -1;
	memcpy(digits, text, length);
	if (num_parse_i64(digits, 0, 36525 * DAY_US / unit, &count) != 0)
		return -1;
	*us = count * unit;
	return 0;
}

int since_parse(const char *text, struct instant now, struct instant *out)
{
	struct date day;
	int64_t us;
	if (instant_parse(text, out) == 0)
		return 0;
	if (date_parse(text, &day) == 0)
		*out = zone_from_new_york(day, 0);
	else if (parse_ago(text, &us) == 0)
		*out = instant_add(now, -us);
	else
		return -1;
	return 0;
}
