#include "text.h"

#include <string.h>

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

/* Behind the ASCII at TEXT, eight bytes at a time: most text is. */
static const char *skip_ascii(const char *text, const char *end)
{
	while (end - text >= 8 && (text_eight(text) & TEXT_EIGHT(0x80)) == 0)
		text += 8;
	while (text < end && (unsigned char)*text < 0x80)
		text++;
	return text;
}

bool text_is_utf8(const char *text, size_t length)
{
	const char *end = text + length;
	while ((text = skip_ascii(text, end)) < end) {
		size_t letter = text_letter(text, (size_t)(end - text));
		text += letter;
		if (letter == 0 && text_decode(&text, (size_t)(end - text)) < 0)
			return false;
	}
	return true;
}

static bool needs_escape(int32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x2028 || code == 0x2029 ||
	       code == 0x061c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
	       code == 0xfeff;
}

/* All of them stand for themselves in JSON. */
static bool eight_stand(uint64_t eight)
{
	return (text_eight_special(eight) | text_eight_has(eight, '"') |
		       text_eight_has(eight, '\\')) == 0;
}

void text_escape(struct buf *out, const char *text, size_t length)
{
	const char *end = text + length;
	const char *plain = text; /* what needs no escape is appended in one piece */
	const char *look = text;  /* where eight at a time are tried again */
	while (text < end) {
		if (text >= look && end - text >= 8) {
			look = text + 8;
			if (eight_stand(text_eight(text))) {
				text += 8;
				continue;
			}
		}
		const char *start = text;
		unsigned char byte = (unsigned char)*text;
		if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\') {
			text++;
			continue;
		}
		size_t letter = byte < 0x80 ? 0 : text_letter(text, (size_t)(end - text));
		if (letter > 0) {
			text += letter;
			continue;
		}
		int32_t code = text_decode(&text, (size_t)(end - text));
		if (code >= 0 && code != '"' && code != '\\' && !needs_escape(code))
			continue;
		buf_append(out, plain, (size_t)(start - plain));
		plain = text;
		if (code == '"' || code == '\\')
			buf_printf(out, "\\%c", (char)code);
		else if (code == '\n')
			buf_puts(out, "\\n");
		else if (code == '\t')
			buf_puts(out, "\\t");
		else
			buf_printf(out, "\\u%04x", (unsigned)(code < 0 ? byte : code));
	}
	buf_append(out, plain, (size_t)(end - plain));
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
		int32_t code = text_decode(&p, (size_t)(end - p));
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
