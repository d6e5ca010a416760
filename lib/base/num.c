#include "num.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int num_parse_i64(const char *text, int64_t min, int64_t max, int64_t *out)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	if (digits[0] < '0' || digits[0] > '9')
		return -1;
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < min || value > max)
		return -1;
	*out = value;
	return 0;
}

/* Without printf, which was most of the cost of writing ten thousand rows, mostly numbers. */
char *num_put_digits(char *out, uint64_t n, int least)
{
	char digits[NUM_TEXT_SIZE];
	int count = 0;
	for (; n > 0 || count < least; n /= 10)
		digits[count++] = (char)('0' + n % 10);
	while (count > 0)
		*out++ = digits[--count];
	return out;
}

static uint64_t magnitude_of(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

const char *num_format_i64(int64_t value, char out[static NUM_TEXT_SIZE])
{
	char *p = out;
	if (value < 0)
		*p++ = '-';
	*num_put_digits(p, magnitude_of(value), 1) = '\0';
	return out;
}

int num_parse_double(const char *text, double min, double max, double *out)
{
	size_t length = strspn(text, "+-.0123456789eE");
	if (length == 0 || text[length] != '\0')
		return -1;
	char *end;
	errno = 0;
	double value = strtod(text, &end);
	if (*end != '\0' || !isfinite(value) || (errno == ERANGE && fabs(value) > 1.0) ||
		value < min || value > max)
		return -1;
	*out = value;
	return 0;
}

/* Fixed point with 4 decimals; INT64_MIN stands for unknown. */

static int64_t e4_from_double(double usd)
{
	double scaled = usd * USD_E4;
	if (!(fabs(scaled) < 9e18))
		return INT64_MIN;
	return llround(scaled);
}

static double e4_to_double(int64_t e4)
{
	return e4 == INT64_MIN ? (double)NAN : (double)e4 / USD_E4;
}

static int64_t e4_add(int64_t a, int64_t b)
{
	int64_t sum;
	if (a == INT64_MIN || b == INT64_MIN || __builtin_add_overflow(a, b, &sum))
		return INT64_MIN;
	return sum;
}

static int64_t e4_sub(int64_t a, int64_t b)
{
	int64_t difference;
	if (a == INT64_MIN || b == INT64_MIN || __builtin_sub_overflow(a, b, &difference))
		return INT64_MIN;
	return difference;
}

static int64_t e4_times(int64_t a, int64_t count)
{
	int64_t product;
	if (a == INT64_MIN || count == INT64_MIN || __builtin_mul_overflow(a, count, &product))
		return INT64_MIN;
	return product;
}

static int64_t e4_scale(int64_t a, double factor)
{
	double product = a == INT64_MIN ? (double)NAN : (double)a * factor;
	return fabs(product) < 9e18 ? llround(product) : INT64_MIN;
}

static int e4_parse(const char *text, int64_t *out)
{
	enum { WHOLE_DIGITS_MAX = 14 };
	const char *p = text;
	bool negative = *p == '-';
	if (negative)
		p++;
	int64_t value = 0;
	int whole = 0, decimals = 0;
	for (; *p >= '0' && *p <= '9'; p++, whole++) {
		if (whole >= WHOLE_DIGITS_MAX)
			return -1;
		value = value * 10 + (*p - '0');
	}
	if (whole == 0)
		return -1;
	bool round_up = false;
	if (*p == '.') {
		for (p++; *p >= '0' && *p <= '9'; p++, decimals++) {
			if (decimals < 4)
				value = value * 10 + (*p - '0');
			else if (decimals == 4)
				round_up = *p >= '5';
		}
		if (decimals == 0)
			return -1;
	}
	if (*p != '\0')
		return -1;
	for (; decimals < 4; decimals++)
		value *= 10;
	if (round_up)
		value++;
	*out = negative ? -value : value;
	return 0;
}

static const char *e4_format(int64_t e4, int decimals, char out[static NUM_TEXT_SIZE])
{
	static const int64_t unit[] = {10000, 1000, 100, 10, 1};
	int64_t step = unit[decimals];
	uint64_t rounded = (magnitude_of(e4) + (uint64_t)step / 2) / (uint64_t)step;
	uint64_t scale = (uint64_t)(USD_E4 / step);
	char *p = out;
	if (e4 < 0 && rounded != 0)
		*p++ = '-';
	p = num_put_digits(p, rounded / scale, 1);
	if (decimals > 0) {
		*p++ = '.';
		p = num_put_digits(p, rounded % scale, decimals);
	}
	*p = '\0';
	return out;
}

bool price_known(struct price p)
{
	return p.e4 != INT64_MIN;
}

bool price_positive(struct price p)
{
	return p.e4 > 0;
}

int price_compare(struct price a, struct price b)
{
	return (a.e4 > b.e4) - (a.e4 < b.e4);
}

int price_parse(const char *text, struct price *out)
{
	return e4_parse(text, &out->e4);
}

struct price price_from_double(double usd)
{
	return (struct price){e4_from_double(usd)};
}

double price_to_double(struct price p)
{
	return e4_to_double(p.e4);
}

struct price price_add(struct price a, struct price b)
{
	return (struct price){e4_add(a.e4, b.e4)};
}

struct price price_sub(struct price a, struct price b)
{
	return (struct price){e4_sub(a.e4, b.e4)};
}

struct price price_mid(struct price a, struct price b)
{
	struct price sum = price_add(a, b);
	return price_known(sum) ? (struct price){(sum.e4 - (sum.e4 < 0 && sum.e4 % 2 != 0)) / 2}
				: sum;
}

struct price price_scale(struct price p, double factor)
{
	return (struct price){e4_scale(p.e4, factor)};
}

struct price price_round_down(struct price p, int64_t tick_e4)
{
	if (!price_known(p))
		return p;
	int64_t rest = p.e4 % tick_e4;
	return (struct price){p.e4 - (rest < 0 ? rest + tick_e4 : rest)};
}

struct price price_round_up(struct price p, int64_t tick_e4)
{
	struct price down = price_round_down(p, tick_e4);
	return down.e4 == p.e4 ? p : price_add(down, (struct price){tick_e4});
}

const char *price_format(struct price p, int decimals, char out[static NUM_TEXT_SIZE])
{
	return e4_format(p.e4, decimals, out);
}

bool money_known(struct money m)
{
	return m.e4 != INT64_MIN;
}

int money_compare(struct money a, struct money b)
{
	return (a.e4 > b.e4) - (a.e4 < b.e4);
}

int money_parse(const char *text, struct money *out)
{
	return e4_parse(text, &out->e4);
}

struct money money_from_double(double usd)
{
	return (struct money){e4_from_double(usd)};
}

double money_to_double(struct money m)
{
	return e4_to_double(m.e4);
}

struct money money_add(struct money a, struct money b)
{
	return (struct money){e4_add(a.e4, b.e4)};
}

struct money money_sub(struct money a, struct money b)
{
	return (struct money){e4_sub(a.e4, b.e4)};
}

struct money money_scale(struct money m, double factor)
{
	return (struct money){e4_scale(m.e4, factor)};
}

struct money money_times(struct money m, int64_t count)
{
	return (struct money){e4_times(m.e4, count)};
}

struct money money_pct(struct money m, double pct)
{
	enum { PCT_E4 = 1000000 }; /* 100 %, in 1/10000 of a per cent */
	double pct_e4 = floor(pct * 10000 + 1e-6);
	if (m.e4 < 0 || !(pct_e4 >= 0 && pct_e4 < 1e12))
		return MONEY_UNKNOWN;
	int64_t share = (int64_t)pct_e4, whole;
	if (__builtin_mul_overflow(m.e4 / PCT_E4, share, &whole))
		return MONEY_UNKNOWN;
	return (struct money){e4_add(whole, m.e4 % PCT_E4 * share / PCT_E4)};
}

struct money money_to_cents(struct money m)
{
	enum { CENT_E4 = USD_E4 / 100 };
	int64_t rounded;
	if (!money_known(m) ||
		__builtin_add_overflow(m.e4, m.e4 < 0 ? -CENT_E4 / 2 : CENT_E4 / 2, &rounded))
		return MONEY_UNKNOWN;
	return (struct money){rounded / CENT_E4 * CENT_E4};
}

struct money money_of_shares(struct price p, int64_t shares)
{
	return (struct money){e4_times(p.e4, shares)};
}

const char *money_format(struct money m, int decimals, char out[static NUM_TEXT_SIZE])
{
	return e4_format(m.e4, decimals, out);
}
