#include "jsonl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jsonl_schema.h"
#include "text.h"

/* The schema of a number that may be unknown. */
static const char number_type[] = "\"type\":[\"number\",\"null\"]";

void jsonl_init(struct jsonl *w, struct buf *out)
{
	*w = (struct jsonl){.out = out, .first = {true}};
}

static void begin(struct jsonl *w, const char *key)
{
	if (!w->first[w->depth])
		buf_putc(w->out, ',');
	w->first[w->depth] = false;
	if (key != NULL) {
		buf_putc(w->out, '"');
		text_escape(w->out, key, strlen(key));
		buf_append(w->out, "\":", 2);
	}
}

void jsonl_open(struct jsonl *w, const char *key, char bracket)
{
	if (w->schema != NULL) {
		jsonl_schema_open(w, key, bracket == '{' ? JSONL_OBJECT : JSONL_ARRAY, false);
		return;
	}
	begin(w, key);
	if (w->depth == JSONL_DEPTH_MAX) {
		w->out->failed = true;
		return;
	}
	buf_putc(w->out, bracket);
	w->closing[w->depth] = bracket == '{' ? '}' : ']';
	w->first[++w->depth] = true;
}

bool jsonl_open_known(struct jsonl *w, const char *key, char bracket, bool is_known)
{
	if (w->schema != NULL)
		jsonl_schema_open(w, key, bracket == '{' ? JSONL_OBJECT : JSONL_ARRAY, true);
	else if (is_known)
		jsonl_open(w, key, bracket);
	else
		jsonl_null(w, key);
	return w->schema != NULL || is_known;
}

void jsonl_open_map(struct jsonl *w, const char *key)
{
	if (w->schema != NULL)
		jsonl_schema_open(w, key, JSONL_MAP, false);
	else
		jsonl_open(w, key, '{');
}

void jsonl_close(struct jsonl *w)
{
	if (w->schema != NULL)
		jsonl_schema_close(w);
	else if (w->depth > 0)
		buf_putc(w->out, w->closing[--w->depth]);
}

bool jsonl_sometimes(struct jsonl *w, bool is_written)
{
	if (w->schema != NULL)
		w->schema->sometimes = true;
	return w->schema != NULL || is_written;
}

void jsonl_free(struct jsonl *w)
{
	if (w->schema != NULL)
		w->schema->is_free[w->depth] = true;
}

void jsonl_line(struct jsonl *w)
{
	while (w->depth > 0)
		jsonl_close(w);
	if (w->schema == NULL)
		buf_putc(w->out, '\n');
	w->first[0] = true;
}

/* Writes VALUE, or the schema of a member of TYPE. */
static void member(struct jsonl *w, const char *key, const char *value, const char *type)
{
	if (w->schema != NULL) {
		jsonl_schema_member(w, key, type);
		return;
	}
	begin(w, key);
	buf_puts(w->out, value == NULL || *value == '\0' ? "null" : value);
}

void jsonl_raw(struct jsonl *w, const char *key, const char *value)
{
	member(w, key, value, "");
}

void jsonl_number(struct jsonl *w, const char *key, const char *value)
{
	member(w, key, value, number_type);
}

void jsonl_object(struct jsonl *w, const char *key, const char *value)
{
	member(w, key, value, "\"type\":[\"object\",\"null\"]");
}

void jsonl_raw_n(struct jsonl *w, const char *key, const char *value, size_t length)
{
	if (w->schema != NULL) {
		jsonl_schema_member(w, key, "");
		return;
	}
	begin(w, key);
	buf_append(w->out, value, length);
}

void jsonl_null(struct jsonl *w, const char *key)
{
	member(w, key, NULL, "\"type\":\"null\"");
}

void jsonl_bool(struct jsonl *w, const char *key, bool value)
{
	member(w, key, value ? "true" : "false", "\"type\":\"boolean\"");
}

void jsonl_bool_known(struct jsonl *w, const char *key, bool is_known, bool value)
{
	member(w, key,
		!is_known ? NULL
		: value	  ? "true"
			  : "false",
		"\"type\":[\"boolean\",\"null\"]");
}

void jsonl_i64(struct jsonl *w, const char *key, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	member(w, key, num_format_i64(value, text), "\"type\":\"integer\"");
}

void jsonl_i64_known(struct jsonl *w, const char *key, bool is_known, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	member(w, key, is_known ? num_format_i64(value, text) : NULL,
		"\"type\":[\"integer\",\"null\"]");
}

void jsonl_text_n(struct jsonl *w, const char *key, const char *value, size_t length)
{
	if (w->schema != NULL) {
		jsonl_schema_member(w, key, "\"type\":\"string\"");
		return;
	}
	begin(w, key);
	buf_putc(w->out, '"');
	text_escape(w->out, value, length);
	buf_putc(w->out, '"');
}

void jsonl_text(struct jsonl *w, const char *key, const char *value)
{
	if (value == NULL)
		member(w, key, NULL, "\"type\":[\"string\",\"null\"]");
	else
		jsonl_text_n(w, key, value, strlen(value));
}

void jsonl_text_known(struct jsonl *w, const char *key, bool is_known, const char *value)
{
	jsonl_text(w, key, is_known && w->schema == NULL ? value : NULL);
}

void jsonl_word(
	struct jsonl *w, const char *key, const char *value, const char *const *words, size_t count)
{
	if (w->schema != NULL)
		jsonl_schema_words(w, key, words, count);
	else
		jsonl_text(w, key, value);
}

static void shortest(double value, char *text, size_t size)
{
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, size, "%.*g", digits, value);
		double back = strtod(text, NULL);
		if (memcmp(&back, &value, sizeof back) == 0)
			return;
	}
}

/*
 * Writes VALUE with DECIMALS places, rounded as printf rounds, but faster. Returns false, and
 * writes nothing, when the number is large or when the cut-off digits are so near to a half that
 * only the exact value decides: the caller then uses printf.
 */
static bool write_fixed(double value, int decimals, char *text)
{
	static const double scale[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
	enum { DECIMALS_MAX = 6, DIGITS_MAX = 24 };
	if (decimals > DECIMALS_MAX)
		return false;
	double scaled = fabs(value) * scale[decimals], whole = floor(scaled);
	if (!(scaled < 1e9) || fabs(scaled - whole - 0.5) < 1e-6)
		return false;
	char digits[DIGITS_MAX];
	int n = 0;
	uint32_t number = (uint32_t)whole + (scaled - whole > 0.5);
	for (; number > 0 || n <= decimals; number /= 10) {
		bool point = decimals > 0 && n >= decimals;
		if (n == decimals && decimals > 0)
			digits[DIGITS_MAX - 1 - n] = '.';
		digits[DIGITS_MAX - 1 - n - point] = (char)('0' + number % 10);
		n++;
	}
	n += decimals > 0;
	if (value < 0)
		*text++ = '-';
	memcpy(text, digits + DIGITS_MAX - n, (size_t)n);
	text[n] = '\0';
	return true;
}

void jsonl_double(struct jsonl *w, const char *key, double value, int decimals)
{
	char text[400];
	if (!isfinite(value)) {
		member(w, key, NULL, number_type);
		return;
	}
	if (decimals < 0)
		shortest(value, text, sizeof text);
	else if (!write_fixed(value, decimals, text))
		(void)snprintf(text, sizeof text, "%.*f", decimals, value);
	if (text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1))
		member(w, key, text + 1, number_type); /* a negative zero is written as zero */
	else
		member(w, key, text, number_type);
}

void jsonl_text_or_double(struct jsonl *w, const char *key, const char *text, double value)
{
	if (w->schema != NULL)
		jsonl_schema_member(w, key, "\"type\":[\"string\",\"number\",\"null\"]");
	else if (text != NULL)
		jsonl_text(w, key, text);
	else
		jsonl_double(w, key, value, -1);
}

void jsonl_price(struct jsonl *w, const char *key, struct price value, int decimals)
{
	char text[NUM_TEXT_SIZE];
	member(w, key, price_known(value) ? price_format(value, decimals, text) : NULL,
		number_type);
}

void jsonl_money(struct jsonl *w, const char *key, struct money value)
{
	char text[NUM_TEXT_SIZE];
	member(w, key, money_known(value) ? money_format(value, 2, text) : NULL, number_type);
}

void jsonl_instant(struct jsonl *w, const char *key, struct instant value)
{
	char text[INSTANT_TEXT_SIZE];
	if (w->schema != NULL)
		jsonl_schema_member(
			w, key, "\"type\":[\"string\",\"null\"],\"format\":\"date-time\"");
	else
		jsonl_text(w, key, instant_known(value) ? instant_format(value, text) : NULL);
}

void jsonl_date(struct jsonl *w, const char *key, struct date value)
{
	char text[DATE_TEXT_SIZE];
	if (w->schema != NULL)
		jsonl_schema_member(w, key, "\"type\":[\"string\",\"null\"],\"format\":\"date\"");
	else
		jsonl_text(w, key, date_known(value) ? date_format(value, text) : NULL);
}
