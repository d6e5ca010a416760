#include "bar_page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum {
	DEPTH_MAX = 64,
	SYMBOL_SIZE = 32,
	NUMBER_MAX = 64, /* characters; a longer number is neither a price nor a count */
	WHOLE_DIGITS_MAX = 14,
	DAY_LENGTH = 10,  /* 2026-01-26 */
	TIME_LENGTH = 20, /* 2026-01-26T15:00:00Z */
	NOTE_SIZE = 128
};

struct page_reader {
	const char *p;	 /* the next character; the NUL at the end ends every loop */
	const char *why; /* the first fault; NULL: none */
	char day[DAY_LENGTH];
	struct instant midnight; /* of day, kept because thousands of bars share it */
	const char *odd;	 /* why the bar that is being read is odd; NULL: it is not */
};

static bool fault(struct page_reader *r, const char *why)
{
	if (r->why == NULL)
		r->why = why;
	return false;
}

/* The bar is left out; the reading goes on after the value. */
static bool spoil(struct page_reader *r, const char *why)
{
	if (r->odd == NULL)
		r->odd = why;
	return true;
}

static void skip_space(struct page_reader *r)
{
	while (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r')
		r->p++;
}

/* Whether C comes next; then moves past it and the white space around it. */
static bool is_next(struct page_reader *r, char c)
{
	skip_space(r);
	if (*r->p != c)
		return false;
	r->p++;
	skip_space(r);
	return true;
}

static bool expect(struct page_reader *r, char c)
{
	return is_next(r, c) || fault(r, "it is malformed");
}

/* The raw text between the quotes of a string, with its escapes. */
struct span {
	const char *text;
	size_t length;
	bool escaped;
};

static bool skip_escape(struct page_reader *r)
{
	static const char simple[] = "\"\\/bfnrt", hex[] = "0123456789abcdefABCDEF";
	r->p++;
	if (*r->p == 'u') {
		for (int i = 1; i <= 4; i++)
			if (r->p[i] == '\0' || strchr(hex, r->p[i]) == NULL)
				return fault(r, "a string has a bad escape");
		r->p += 5;
		return true;
	}
	if (*r->p == '\0' || strchr(simple, *r->p) == NULL)
		return fault(r, "a string has a bad escape");
	r->p++;
	return true;
}

static bool read_string(struct page_reader *r, struct span *out)
{
	if (*r->p != '"')
		return fault(r, "it is malformed");
	const char *begin = ++r->p;
	bool escaped = false, plain = true;
	while (*r->p != '"') {
		unsigned char c = (unsigned char)*r->p;
		if (c < ' ')
			return fault(r, "a string does not end");
		if (c == '\\') {
			escaped = true;
			if (!skip_escape(r))
				return false;
			continue;
		}
		plain = plain && c < 0x80;
		r->p++;
	}
	*out = (struct span){begin, (size_t)(r->p - begin), escaped};
	r->p++;
	return plain || text_is_utf8(begin, out->length) || fault(r, "a string is not UTF-8");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool skip_digits(struct page_reader *r)
{
	if (!is_digit(*r->p))
		return fault(r, "a number is malformed");
	while (is_digit(*r->p))
		r->p++;
	return true;
}

/* Reads and checks the text of a number; *PLAIN: it has no exponent. */
static bool read_number(struct page_reader *r, struct span *out, bool *plain)
{
	const char *begin = r->p;
	*plain = true;
	if (*r->p == '-')
		r->p++;
	if (*r->p == '0' && is_digit(r->p[1]))
		return fault(r, "a number is malformed");
	if (!skip_digits(r))
		return false;
	if (*r->p == '.') {
		r->p++;
		if (!skip_digits(r))
			return false;
	}
	if (*r->p == 'e' || *r->p == 'E') {
		*plain = false;
		r->p++;
		if (*r->p == '+' || *r->p == '-')
			r->p++;
		if (!skip_digits(r))
			return false;
	}
	*out = (struct span){begin, (size_t)(r->p - begin), false};
	return true;
}

static bool skip_word(struct page_reader *r, const char *word)
{
	size_t length = strlen(word);
	if (strncmp(r->p, word, length) != 0)
		return fault(r, "it is malformed");
	r->p += length;
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static bool skip_value(struct page_reader *r, int depth)
{
	struct span s;
	bool plain, object = *r->p == '{';
	if (depth > DEPTH_MAX)
		return fault(r, "it is nested too deeply");
	if (*r->p == '"')
		return read_string(r, &s);
	if (*r->p == 't')
		return skip_word(r, "true");
	if (*r->p == 'f')
		return skip_word(r, "false");
	if (*r->p == 'n')
		return skip_word(r, "null");
	if (!object && *r->p != '[')
		return read_number(r, &s, &plain);
	r->p++;
	if (is_next(r, object ? '}' : ']'))
		return true;
	do {
		if (object && (!read_string(r, &s) || !expect(r, ':')))
			return false;
		if (!skip_value(r, depth + 1))
			return false;
	} while (is_next(r, ','));
	return expect(r, object ? '}' : ']');
}

static bool is_null(struct page_reader *r)
{
	if (strncmp(r->p, "null", 4) != 0)
		return false;
	r->p += 4;
	return true;
}

static bool span_is(const struct span *s, const char *word)
{
	return !s->escaped && strlen(word) == s->length && memcmp(s->text, word, s->length) == 0;
}

static double to_double(const struct span *s)
{
	char text[NUMBER_MAX];
	memcpy(text, s->text, s->length);
	text[s->length] = '\0';
	return strtod(text, NULL);
}

/*
 * Whether a number comes next, which is then read. A value of another type, and a number that is
 * too long, is skipped; *READ is then false when the page cannot be read.
 */
static bool number_comes(struct page_reader *r, struct span *out, bool *plain, bool *read)
{
	if (*r->p != '-' && !is_digit(*r->p)) {
		*read = skip_value(r, 0) && spoil(r, "it is not a number");
		return false;
	}
	*read = read_number(r, out, plain);
	if (*read && out->length >= NUMBER_MAX) {
		(void)spoil(r, "the number is too long");
		return false;
	}
	return *read;
}

/* The value of plain digits in 1/10000; the fifth decimal rounds. False when it would overflow. */
static bool plain_e4(const struct span *s, int64_t *out)
{
	const char *p = s->text, *end = s->text + s->length;
	bool negative = *p == '-';
	int64_t value = 0;
	int decimals = 0;
	p += negative;
	const char *point = memchr(p, '.', (size_t)(end - p));
	if ((point == NULL ? end : point) - p > WHOLE_DIGITS_MAX)
		return false; /* checked before the loop, in which more digits would overflow */
	for (; p < end && *p != '.'; p++)
		value = value * 10 + (*p - '0');
	if (p < end)
		p++;
	for (; p < end && decimals < 4; p++, decimals++)
		value = value * 10 + (*p - '0');
	for (; decimals < 4; decimals++)
		value *= 10;
	if (p < end && *p >= '5')
		value++;
	*out = negative ? -value : value;
	return true;
}

static bool read_price(struct page_reader *r, struct price *out)
{
	struct span s;
	bool plain, read;
	if (!number_comes(r, &s, &plain, &read))
		return read;
	if (!plain)
		*out = price_from_double(to_double(&s));
	else if (!plain_e4(&s, &out->e4))
		*out = PRICE_UNKNOWN;
	return price_known(*out) || spoil(r, "the price is out of range");
}

static bool read_count(struct page_reader *r, int64_t *out)
{
	struct span s;
	bool plain, read;
	char text[NUMBER_MAX];
	if (!number_comes(r, &s, &plain, &read))
		return read;
	if (memchr(s.text, '.', s.length) == NULL && plain) {
		memcpy(text, s.text, s.length);
		text[s.length] = '\0';
		return num_parse_i64(text, INT64_MIN + 1, INT64_MAX, out) == 0 ||
		       spoil(r, "the count is out of range");
	}
	double value = to_double(&s);
	if (!(fabs(value) < 9e15))
		return spoil(r, "the count is out of range");
	*out = llround(value);
	return true;
}

static int two(const char *p)
{
	return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

/* Reads 2026-01-26T15:00:00Z when its day is the one before; false for any other text or day. */
static bool known_time(const struct page_reader *r, const struct span *s, struct instant *out)
{
	const char *t = s->text;
	if (s->length != TIME_LENGTH || !instant_known(r->midnight) ||
		memcmp(t, r->day, DAY_LENGTH) != 0 || t[10] != 'T' || t[13] != ':' ||
		t[16] != ':' || t[19] != 'Z')
		return false;
	int hour = two(t + 11), minute = two(t + 14), second = two(t + 17);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	*out = instant_add(r->midnight, (hour * 3600 + minute * 60 + second) * SECOND_US);
	return true;
}

static bool read_time(struct page_reader *r, struct instant *out)
{
	struct span s;
	char text[NUMBER_MAX];
	if (*r->p != '"')
		return skip_value(r, 0) && spoil(r, "it is not a time");
	if (!read_string(r, &s))
		return false;
	if (known_time(r, &s, out))
		return true;
	if (s.escaped || s.length < DAY_LENGTH || s.length >= sizeof text)
		return spoil(r, "it is not a time");
	memcpy(text, s.text, s.length);
	text[s.length] = '\0';
	if (instant_parse(text, out) != 0)
		return spoil(r, "it is not a time");
	if (s.length == TIME_LENGTH && text[TIME_LENGTH - 1] == 'Z') {
		memcpy(r->day, text, DAY_LENGTH);
		r->midnight = instant_floor(*out, DAY_US);
	}
	return true;
}

enum bar_field { T, O, H, L, C, V, N, VW, FIELD_COUNT };

static enum bar_field field_of(const struct span *name)
{
	static const char letters[] = "tohlcvn";
	if (name->length == 1 && name->text[0] != '\0') {
		const char *at = strchr(letters, name->text[0]);
		return at == NULL ? FIELD_COUNT : (enum bar_field)(at - letters);
	}
	return span_is(name, "vw") ? VW : FIELD_COUNT;
}

static bool read_field(struct page_reader *r, enum bar_field field, struct bar *b)
{
	struct price *const prices[FIELD_COUNT] = {
		[O] = &b->open, [H] = &b->high, [L] = &b->low, [C] = &b->close, [VW] = &b->vwap};
	if (field == T)
		return read_time(r, &b->ts);
	if (field == V || field == N)
		return read_count(r, field == V ? &b->volume : &b->trade_count);
	return read_price(r, prices[field]);
}

/* The bar for a message: the field whose value begins at AT, with the start of the value. */
static void note_odd(
	struct page_reader *r, const struct span *name, const char *at, char out[static NOTE_SIZE])
{
	enum { SHOWN = 40 };
	int length = r->p - at > SHOWN ? SHOWN : (int)(r->p - at);
	(void)snprintf(out, NOTE_SIZE, "\"%.*s\": %.*s: %s", (int)name->length, name->text, length,
		at, r->odd);
}

static bool read_bar_field(struct page_reader *r, struct bar *b, unsigned *seen, unsigned *known,
	char note[static NOTE_SIZE])
{
	struct span name;
	if (!read_string(r, &name) || !expect(r, ':'))
		return false;
	enum bar_field field = field_of(&name);
	bool noted = r->odd != NULL;
	if (field == FIELD_COUNT)
		return skip_value(r, 0);
	if ((*seen & 1U << field) != 0)
		(void)spoil(r, "the name occurs twice");
	*seen |= 1U << field;
	const char *at = r->p;
	if (!is_null(r)) {
		if (!read_field(r, field, b))
			return false;
		*known |= 1U << field;
	}
	if (!noted && r->odd != NULL)
		note_odd(r, &name, at, note);
	return true;
}

/*
 * Reads a bar. False when the page cannot be read. R->odd is then NULL for a bar that is complete;
 * for another one NOTE says which field is odd.
 */
static bool read_bar(struct page_reader *r, struct bar *out, char note[static NOTE_SIZE])
{
	static const unsigned required = 1U << T | 1U << O | 1U << H | 1U << L | 1U << C | 1U << V;
	struct bar b = {.ts = INSTANT_UNKNOWN, .trade_count = -1, .vwap = PRICE_UNKNOWN};
	unsigned seen = 0, known = 0;
	r->odd = NULL;
	if (*r->p != '{') {
		(void)snprintf(note, NOTE_SIZE, "a bar is not an object");
		return skip_value(r, 0) && spoil(r, "it is not an object");
	}
	(void)expect(r, '{');
	if (!is_next(r, '}')) {
		do
			if (!read_bar_field(r, &b, &seen, &known, note))
				return false;
		while (is_next(r, ','));
		if (!expect(r, '}'))
			return false;
	}
	*out = b;
	if (r->odd == NULL && (known & required) != required) {
		unsigned missing = (unsigned)__builtin_ctz(required & ~known);
		(void)snprintf(note, NOTE_SIZE, "\"%c\" is missing", "tohlcv"[missing]);
		return spoil(r, "a value is missing");
	}
	return true;
}

struct taking {
	bar_page_taker *take;
	void *context;
	struct odd_rows *odd;
	struct error *err;
	int result; /* of take */
};

static void add_odd(
	struct odd_rows *odd, const char *symbol, const struct bar *bar, const char *note)
{
	char at[INSTANT_TEXT_SIZE] = "a bar";
	if (instant_known(bar->ts))
		(void)instant_format(bar->ts, at);
	odd_rows_add(odd, "bars", symbol, "%s: %s", at, note);
}

static bool read_list(struct page_reader *r, const char *symbol, struct taking *t)
{
	if (is_null(r))
		return true;
	if (*r->p != '[') {
		odd_rows_add(t->odd, "bars", symbol, "the bars are not a list");
		return skip_value(r, 0);
	}
	(void)expect(r, '[');
	if (is_next(r, ']'))
		return true;
	do {
		struct bar bar = {.ts = INSTANT_UNKNOWN};
		char note[NOTE_SIZE] = "";
		if (!read_bar(r, &bar, note))
			return false;
		if (r->odd != NULL) {
			add_odd(t->odd, symbol, &bar, note);
			continue;
		}
		t->result = t->take(t->context, symbol, &bar, t->err);
		if (t->result != 0)
			return false;
	} while (is_next(r, ','));
	return expect(r, ']');
}

static bool read_bars(struct page_reader *r, struct taking *t)
{
	char symbol[SYMBOL_SIZE], last[SYMBOL_SIZE] = "";
	if (is_null(r))
		return true;
	if (*r->p != '{')
		return fault(r, "it has no bars");
	(void)expect(r, '{');
	if (is_next(r, '}'))
		return true;
	do {
		struct span name;
		if (!read_string(r, &name) || !expect(r, ':'))
			return false;
		if (name.escaped || name.length >= sizeof symbol) {
			odd_rows_add(t->odd, "bars", "unnamed", "not a symbol: %.*s",
				name.length > 60 ? 60 : (int)name.length, name.text);
			if (!skip_value(r, 0))
				return false;
			continue;
		}
		memcpy(symbol, name.text, name.length);
		symbol[name.length] = '\0';
		if (text_equal(symbol, last))
			return fault(r, "a symbol occurs twice");
		memcpy(last, symbol, sizeof last);
		if (!read_list(r, symbol, t))
			return false;
	} while (is_next(r, ','));
	return expect(r, '}');
}

static bool read_token(struct page_reader *r, char token[static BAR_PAGE_TOKEN_SIZE])
{
	struct span s;
	if (is_null(r))
		return true;
	if (!read_string(r, &s))
		return false;
	if (s.escaped || s.length == 0 || s.length >= BAR_PAGE_TOKEN_SIZE)
		return fault(r, "bad next_page_token");
	memcpy(token, s.text, s.length);
	token[s.length] = '\0';
	return true;
}

static bool read_page(
	struct page_reader *r, struct taking *t, char token[static BAR_PAGE_TOKEN_SIZE])
{
	bool bars = false, next = false;
	skip_space(r);
	if (!expect(r, '{') || is_next(r, '}'))
		return fault(r, "it has no bars");
	do {
		struct span name;
		if (!read_string(r, &name) || !expect(r, ':'))
			return false;
		bool is_bars = span_is(&name, "bars"), is_token = span_is(&name, "next_page_token");
		if ((is_bars && bars) || (is_token && next))
			return fault(r, "a name occurs twice");
		bars = bars || is_bars;
		next = next || is_token;
		bool read = is_bars    ? read_bars(r, t)
			    : is_token ? read_token(r, token)
				       : skip_value(r, 0);
		if (!read)
			return false;
	} while (is_next(r, ','));
	return expect(r, '}') && (bars || fault(r, "it has no bars"));
}

int bar_page_read(const char *text, size_t length, bar_page_taker *take, void *context,
	char token[static BAR_PAGE_TOKEN_SIZE], struct odd_rows *odd, struct error *err)
{
	struct page_reader r = {.p = text, .midnight = INSTANT_UNKNOWN};
	struct taking t = {take, context, odd, err, 0};
	char next[BAR_PAGE_TOKEN_SIZE] = "";
	bool read = read_page(&r, &t, next);
	if (t.result != 0)
		return t.result;
	if (read && (size_t)(r.p - text) != length)
		read = fault(&r, "something follows it");
	if (!read)
		return error_set(err, ERROR_DATA, "bars from the broker: %s, at byte %zu of %zu",
			r.why == NULL ? "it is malformed" : r.why, (size_t)(r.p - text), length);
	memcpy(token, next, sizeof next);
	return 0;
}
