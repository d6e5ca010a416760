#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "text_walk.h"

int32_t text_decode(const char **text, size_t length)
{
	const unsigned char *p = (const unsigned char *)*text;
	(*text)++;
	if (p[0] < 0x80)
		return p[0];
	size_t more = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : 1;
	if (p[0] < 0xc2 || p[0] > 0xf4 || more >= length)
		return -1;
	int32_t code = p[0] & (0x3f >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (p[i] & 0x3f);
	}
	static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
	if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return -1;
	*text += more;
	return code;
}

size_t text_encode(int32_t code, char out[static 4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const int lead[] = {0, 0xc0, 0xe0, 0xf0};
	out[0] = (char)(lead[more] | code >> (6 * more));
	for (size_t i = 1; i <= more; i++)
		out[i] = (char)(0x80 | (code >> (6 * (more - i)) & 0x3f));
	return more + 1;
}

/*
 * The states within a character: the number of bytes that are still missing, or the first byte when
 * it restricts the second.
 */
enum {
	OK = WALK_START,
	ONE = WALK_STATE(2),
	TWO = WALK_STATE(3),
	E0 = WALK_STATE(4),
	ED = WALK_STATE(5),
	THREE = WALK_STATE(6),
	F0 = WALK_STATE(7),
	F4 = WALK_STATE(8),
};

/* RFC 3629 and table 3-7 of Unicode: most first bytes allow the same bytes after them. */
#define UTF8_ROW(b) \
	(WALK_IF((b) < 0x80, OK, OK) | WALK_IF(WALK_IN(b, 0xc2, 0xdf), OK, ONE) | \
		WALK_IF(WALK_IN(b, 0xe1, 0xef) && (b) != 0xed, OK, TWO) | \
		WALK_IF(WALK_IN(b, 0xf1, 0xf3), OK, THREE) | WALK_IF((b) == 0xe0, OK, E0) | \
		WALK_IF((b) == 0xed, OK, ED) | WALK_IF((b) == 0xf0, OK, F0) | \
		WALK_IF((b) == 0xf4, OK, F4) | WALK_IF(WALK_IN(b, 0x80, 0xbf), ONE, OK) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbf), TWO, ONE) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbf), THREE, TWO) | \
		WALK_IF(WALK_IN(b, 0xa0, 0xbf), E0, ONE) | \
		WALK_IF(WALK_IN(b, 0x80, 0x9f), ED, ONE) | \
		WALK_IF(WALK_IN(b, 0x90, 0xbf), F0, TWO) | \
		WALK_IF(WALK_IN(b, 0x80, 0x8f), F4, TWO))

static const uint64_t utf8[256] = WALK_TABLE(UTF8_ROW);

/* Sixteen bytes at once, in a vector register. */
enum { LANES = 16 };
typedef uint8_t lanes __attribute__((vector_size(LANES)));

static lanes lanes_at(const char *text)
{
	lanes l;
	memcpy(&l, text, sizeof l);
	return l;
}

static bool any(lanes l)
{
	uint64_t halves[2];
	memcpy(halves, &l, sizeof l);
	return (halves[0] | halves[1]) != 0;
}

/*
 * The same table for sixteen bytes at TEXT: for each byte, nonzero when it may not follow the three
 * bytes before it.
 */
static lanes utf8_errors(const char *text)
{
	lanes byte = lanes_at(text), before = lanes_at(text - 1);
	lanes wanted = (lanes)(before >= 0xc0) | (lanes)(lanes_at(text - 2) >= 0xe0) |
		       (lanes)(lanes_at(text - 3) >= 0xf0);
	lanes none = (lanes)((byte & 0xfe) == 0xc0) | (lanes)(byte >= 0xf5);
	lanes low = (lanes)((before == 0xe0) & (byte < 0xa0)) |
		    (lanes)((before == 0xf0) & (byte < 0x90));
	lanes high = (lanes)((before == 0xed) & (byte >= 0xa0)) |
		     (lanes)((before == 0xf4) & (byte >= 0x90));
	return (wanted ^ (lanes)((byte & 0xc0) == 0x80)) | none | low | high;
}

/* The start of a character that may extend over TEXT; FIRST is the start of the whole text. */
static const char *reaching_over(const char *text, const char *first)
{
	for (const char *p = text; p > first && text - p < 3 && (unsigned char)p[-1] >= 0x80;)
		if ((unsigned char)*--p >= 0xc0)
			return p;
	return text;
}

bool text_is_utf8(const char *text, size_t length)
{
	const char *p = text, *end = text + length;
	unsigned state = OK;
	if (length >= 4 * LANES) {
		lanes errors = {0};
		if (walk_block(utf8, OK, text) == WALK_STOP)
			return false;
		for (p += WALK_BLOCK; end - p >= 2 * LANES; p += 2 * LANES) {
			lanes both = lanes_at(p) | lanes_at(p + LANES);
			if ((unsigned char)p[-1] >= 0x80 || any(both & 0x80))
				errors |= utf8_errors(p) | utf8_errors(p + LANES);
		}
		if (any(errors))
			return false;
		p = reaching_over(p, text);
	}
	return walk(utf8, &state, p, end) == end && state == OK;
}

static bool needs_escape(int32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x2028 || code == 0x2029 ||
	       code == 0x061c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
	       code == 0xfeff;
}

/*
 * The same automaton for text that needs no escape. It stops at everything that JSON or
 * needs_escape escapes, at neighbours of these where that saves a state, and at code points over
 * U+FFFF; the caller then checks the character itself.
 */
enum { LATIN = WALK_STATE(6), E2 = WALK_STATE(7), E2_80 = WALK_STATE(8), EF = WALK_STATE(9) };

#define HARMLESS_ROW(b) \
	(WALK_IF(WALK_IN(b, 0x20, 0x7e) && (b) != '"' && (b) != '\\', OK, OK) | \
		WALK_IF(WALK_IN(b, 0xc3, 0xdf) && (b) != 0xd8, OK, ONE) | \
		WALK_IF((b) == 0xc2 || (b) == 0xd8, OK, LATIN) | \
		WALK_IF(WALK_IN(b, 0xe1, 0xee) && (b) != 0xe2 && (b) != 0xed, OK, TWO) | \
		WALK_IF((b) == 0xe0, OK, E0) | WALK_IF((b) == 0xe2, OK, E2) | \
		WALK_IF((b) == 0xed, OK, ED) | WALK_IF((b) == 0xef, OK, EF) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbf), ONE, OK) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbf), TWO, ONE) | \
		WALK_IF(WALK_IN(b, 0xa0, 0xbf), LATIN, OK) | \
		WALK_IF(WALK_IN(b, 0xa0, 0xbf), E0, ONE) | \
		WALK_IF(WALK_IN(b, 0x80, 0x9f), ED, ONE) | WALK_IF((b) == 0x80, E2, E2_80) | \
		WALK_IF(WALK_IN(b, 0x82, 0xbf), E2, ONE) | \
		WALK_IF(WALK_IN(b, 0x90, 0xa7), E2_80, OK) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbf) && (b) != 0xbb, EF, ONE))

static const uint64_t harmless[256] = WALK_TABLE(HARMLESS_ROW);

static void escape(struct buf *out, int32_t code, unsigned char byte)
{
	if (code == '"' || code == '\\')
		buf_printf(out, "\\%c", (char)code);
	else if (code == '\n')
		buf_puts(out, "\\n");
	else if (code == '\t')
		buf_puts(out, "\\t");
	else
		buf_printf(out, "\\u%04x", (unsigned)(code < 0 ? byte : code));
}

void text_escape(struct buf *out, const char *text, size_t length)
{
	const char *end = text + length;
	const char *plain = text; /* text without escapes since the last append */
	for (;;) {
		unsigned state = OK;
		text = walk(harmless, &state, text, end);
		text = walk_back(text, state == OK);
		if (text == end)
			break;
		const char *start = text;
		int32_t code = text_decode(&text, (size_t)(end - text));
		if (code >= 0 && code != '"' && code != '\\' && !needs_escape(code))
			continue;
		buf_append(out, plain, (size_t)(start - plain));
		plain = text;
		escape(out, code, (unsigned char)*start);
	}
	buf_append(out, plain, (size_t)(end - plain));
}

void text_show(struct buf *out, const char *text, size_t length)
{
	while (length > 0) {
		const char *quote = memchr(text, '"', length);
		size_t part = quote == NULL ? length : (size_t)(quote - text);
		text_escape(out, text, part);
		if (quote != NULL)
			buf_putc(out, '"');
		part += quote != NULL;
		text += part;
		length -= part;
	}
}

/* Code points from FIRST up to the next entry take COLUMNS on a terminal. */
struct width_range {
	int32_t first, columns;
};

static const struct width_range width_range[] = {
#define W(first, columns) {0x##first, columns},
#include "text_width.def"
#undef W
	{INT32_MAX, 0},
};

static int compare_range(const void *code_point, const void *entry)
{
	int32_t code = *(const int32_t *)code_point;
	const struct width_range *range = entry;
	return code < range[0].first ? -1 : code >= range[1].first;
}

static int width_of(int32_t code)
{
	if (code < 0x300)
		return 1;
	const struct width_range *range = bsearch(&code, width_range, array_size(width_range) - 1,
		sizeof width_range[0], compare_range);
	return range == NULL ? 1 : range->columns;
}

size_t text_cut_width(const char *text, size_t length, int max)
{
	const char *p = text, *end = text + length;
	int width = 0;
	while (p < end) {
		const char *start = p;
		width += width_of(text_decode(&p, (size_t)(end - p)));
		if (width > max)
			return (size_t)(start - text);
	}
	return length;
}

int text_width(const char *text, size_t length)
{
	int width = 0;
	for (const char *p = text, *end = text + length; p < end;)
		width += width_of(text_decode(&p, (size_t)(end - p)));
	return width;
}

size_t text_cut(const char *text, size_t length, size_t max)
{
	if (length <= max)
		return length;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

size_t text_fold_space(char *text)
{
	char *out = text;
	const char *p = text, *end = text + strlen(text);
	bool space = false;
	while (p < end) {
		const char *start = p;
		int32_t code = (unsigned char)*p < 0x80 ? *p++ : text_decode(&p, (size_t)(end - p));
		bool blank = (code >= 0 && code <= 0x20) || code == 0x7f || code == 0xa0 ||
			     code == 0x3000 || (code >= 0x80 && code < 0xa0) ||
			     (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029;
		if (blank) {
			space = out > text;
			continue;
		}
		if (space)
			*out++ = ' ';
		space = false;
		while (start < p)
			*out++ = *start++;
	}
	*out = '\0';
	return (size_t)(out - text);
}

bool text_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

int text_find(const char *const *names, size_t count, const char *text)
{
	if (text == NULL)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (names[i] != NULL && strcmp(names[i], text) == 0)
			return (int)i;
	return -1;
}

bool text_copy(char *out, size_t size, const char *text)
{
	size_t length = strlen(text);
	if (length >= size) {
		out[0] = '\0';
		return false;
	}
	memcpy(out, text, length + 1);
	return true;
}
