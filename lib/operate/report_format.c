#include "report_format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "zone.h"

#define MINUS "\xe2\x88\x92"
#define NARROW_SPACE "\xc2\xa0" /* does not break */

const char *const format_months[12] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
const char *const format_weekdays[7] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/* Writes PREFIX, the digits with thousands apart, and SUFFIX. */
static const char *put(double value, int decimals, bool with_sign, const char *prefix,
	const char *suffix, char out[static FORMAT_SIZE])
{
	char digits[FORMAT_SIZE], grouped[FORMAT_SIZE];
	const double most = 1e15;
	if (isnan(value) || (isfinite(value) && fabs(value) >= most)) {
		(void)snprintf(out, FORMAT_SIZE, "%s", FORMAT_UNKNOWN);
		return out;
	}
	if (isinf(value)) {
		(void)snprintf(out, FORMAT_SIZE, "%s\xe2\x88\x9e", value < 0 ? MINUS : "");
		return out;
	}
	int length = snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
	int whole = decimals > 0 ? length - decimals - 1 : length, n = 0;
	for (int i = 0; i < length && n + 2 < FORMAT_SIZE; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			grouped[n++] = ',';
		grouped[n++] = digits[i];
	}
	grouped[n] = '\0';
	bool is_zero = strspn(digits, "0.") == (size_t)length;
	const char *sign = is_zero ? "" : value < 0 ? MINUS : with_sign ? "+" : "";
	(void)snprintf(out, FORMAT_SIZE, "%s%s%.30s%s", sign, prefix, grouped, suffix);
	return out;
}

const char *format_dollars(
	double dollars, int decimals, bool with_sign, char out[static FORMAT_SIZE])
{
	return put(dollars, decimals, with_sign, "$", "", out);
}

const char *format_percent(
	double percent, int decimals, bool with_sign, char out[static FORMAT_SIZE])
{
	return put(percent, decimals, with_sign, "", NARROW_SPACE "%", out);
}

const char *format_number(double value, int decimals, bool with_sign, char out[static FORMAT_SIZE])
{
	return put(value, decimals, with_sign, "", "", out);
}

const char *format_count(int64_t count, char out[static FORMAT_SIZE])
{
	return put(count == INT64_MIN ? (double)NAN : (double)count, 0, false, "", "", out);
}

const char *format_class(double value)
{
	return value > 0 ? "gain" : value < 0 ? "loss" : "";
}

const char *format_day(struct date day, char out[static FORMAT_SIZE])
{
	int year, month, of_month;
	if (!date_known(day)) {
		(void)snprintf(out, FORMAT_SIZE, "%s", FORMAT_UNKNOWN);
		return out;
	}
	date_to_ymd(day, &year, &month, &of_month);
	(void)snprintf(out, FORMAT_SIZE, "%d %s %d", of_month, format_months[month - 1], year);
	return out;
}

const char *format_short_day(struct date day, char out[static FORMAT_SIZE])
{
	char *space = strrchr(format_day(day, out), ' ');
	if (space != NULL)
		*space = '\0';
	return out;
}

const char *format_clock(struct instant t, char out[static FORMAT_SIZE])
{
	int second;
	if (date_known(zone_new_york_date(t, &second)))
		(void)snprintf(out, FORMAT_SIZE, "%02d:%02d", second / 3600, second / 60 % 60);
	else
		(void)snprintf(out, FORMAT_SIZE, "%s", FORMAT_UNKNOWN);
	return out;
}

const char *format_time(struct instant t, char out[static FORMAT_SIZE])
{
	char day[FORMAT_SIZE], clock[FORMAT_SIZE];
	if (!instant_known(t))
		return format_day(DATE_UNKNOWN, out);
	(void)snprintf(out, FORMAT_SIZE, "%.20s %.10s",
		format_day(zone_new_york_date(t, NULL), day), format_clock(t, clock));
	return out;
}

const char *format_minutes(int64_t minutes, char out[static FORMAT_SIZE])
{
	if (minutes < 0)
		(void)snprintf(out, FORMAT_SIZE, "%s", FORMAT_UNKNOWN);
	else if (minutes < 60)
		(void)snprintf(out, FORMAT_SIZE, "%lld" NARROW_SPACE "min", (long long)minutes);
	else
		(void)snprintf(out, FORMAT_SIZE,
			"%lld" NARROW_SPACE "h" NARROW_SPACE "%lld" NARROW_SPACE "min",
			(long long)minutes / 60, (long long)minutes % 60);
	return out;
}
