#include "html.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { REPLACEMENT = 0xfffd, ENTITY_NAME_MAX = 8, TAG_NAME_MAX = 15, NUMERIC_DIGITS_MAX = 10 };

/* Where text goes: a bounded buffer that owes a space. */
struct sink {
	char *out;
	size_t size, length;
	bool space, cut;
};

struct entity {
	const char *name;
	int32_t code;
};

static const struct entity entities[] = {
#define ENTITY(name, code) {#name, code},
#include "html_entity.def"
#undef ENTITY
};

static int entity_compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct entity *)row)->name);
}

int32_t html_entity(const char *name, size_t length)
{
	char key[ENTITY_NAME_MAX + 1];
	if (length == 0 || length > ENTITY_NAME_MAX)
		return -1;
	memcpy(key, name, length);
	key[length] = '\0';
	const struct entity *row = bsearch(key, entities, sizeof entities / sizeof entities[0],
		sizeof entities[0], entity_compare);
	return row == NULL ? -1 : row->code;
}

int32_t html_windows_1252(unsigned byte)
{
	static const uint16_t code[32] = {
		0x20ac,
		0x81,
		0x201a,
		0x192,
		0x201e,
		0x2026,
		0x2020,
		0x2021,
		0x2c6,
		0x2030,
		0x160,
		0x2039,
		0x152,
		0x8d,
		0x17d,
		0x8f,
		0x90,
		0x2018,
		0x2019,
		0x201c,
		0x201d,
		0x2022,
		0x2013,
		0x2014,
		0x2dc,
		0x2122,
		0x161,
		0x203a,
		0x153,
		0x9d,
		0x17e,
		0x178,
	};
	return byte >= 0x80 && byte <= 0x9f ? code[byte - 0x80] : (int32_t)byte;
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_blank(int32_t code)
{
	return code <= 0x20 || (code >= 0x7f && code <= 0xa0) ||
	       (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 ||
	       code == 0x202f || code == 0x205f || code == 0x3000;
}

/* Characters nobody sees, which hide names from a matcher or reorder a line on a terminal. */
static bool is_invisible(int32_t code)
{
	return code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
	       code == 0xfeff || code == 0xfffe || code == 0xffff;
}

static void put(struct sink *s, int32_t code)
{
	if (code >= 0x80 && code <= 0x9f) /* no controls: what windows-1252 has there is meant */
		code = html_windows_1252((unsigned)code);
	if (is_blank(code)) {
		s->space = s->length > 0;
		return;
	}
	if (is_invisible(code) || s->cut)
		return;
	char bytes[4];
	size_t n = text_encode(code, bytes);
	if (s->length + s->space + n >= s->size) {
		s->cut = true;
		return;
	}
	if (s->space)
		s->out[s->length++] = ' ';
	s->space = false;
	memcpy(s->out + s->length, bytes, n);
	s->length += n;
}

/* &#8217; and &#x2019; with or without the semicolon. Returns the end, or NULL when it is none. */
static const char *numeric_reference(const char *p, const char *end, int32_t *out)
{
	bool hex = p < end && lower(*p) == 'x';
	p += hex;
	int64_t code = 0;
	const char *first = p;
	for (; p < end && p - first < NUMERIC_DIGITS_MAX; p++) {
		int digit = is_digit(*p)				  ? *p - '0'
			    : hex && lower(*p) >= 'a' && lower(*p) <= 'f' ? lower(*p) - 'a' + 10
									  : -1;
		if (digit < 0)
			break;
		code = code * (hex ? 16 : 10) + digit;
	}
	if (p == first)
		return NULL;
	if (code >= 0x80 && code <= 0x9f)
		code = html_windows_1252((unsigned)code);
	bool valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
	*out = valid ? (int32_t)code : REPLACEMENT;
	return p < end && *p == ';' ? p + 1 : p;
}

/* P is behind '&'. A name needs its semicolon: "?a=1&copy=2" is a link, not a sign. */
static const char *reference(const char *p, const char *end, int32_t *out)
{
	if (p < end && *p == '#')
		return numeric_reference(p + 1, end, out);
	const char *name = p;
	while (p < end && p - name <= ENTITY_NAME_MAX && (is_alpha(*p) || is_digit(*p)))
		p++;
	if (p == end || *p != ';')
		return NULL;
	int32_t code = html_entity(name, (size_t)(p - name));
	if (code < 0)
		return NULL;
	*out = code;
	return p + 1;
}

/* Names by their first letter: there is a tag every few words. */
enum { LETTER_NAMES_MAX = 8 };
typedef const char *const letter_names[26][LETTER_NAMES_MAX];

static bool in_table(const char *name, letter_names *table)
{
	if (!is_alpha(name[0]))
		return false;
	const char *const *row = (*table)[name[0] - 'a'];
	for (int i = 0; i < LETTER_NAMES_MAX && row[i] != NULL; i++)
		if (text_equal(name, row[i]))
			return true;
	return false;
}

#define LETTER(c) [c - 'a']

/* Elements that flow in a line; every other one separates words. */
static bool is_inline(const char *name)
{
	static letter_names table = {
		LETTER('a') = {"a", "abbr", "acronym"},
		LETTER('b') = {"b", "bdi", "bdo", "big"},
		LETTER('c') = {"cite", "code"},
		LETTER('d') = {"del", "dfn"},
		LETTER('e') = {"em"},
		LETTER('f') = {"font"},
		LETTER('i') = {"i", "ins"},
		LETTER('k') = {"kbd"},
		LETTER('m') = {"mark"},
		LETTER('q') = {"q"},
		LETTER('s') = {"s", "samp", "small", "span", "strike", "strong", "sub", "sup"},
		LETTER('t') = {"time", "tt"},
		LETTER('u') = {"u"},
		LETTER('v') = {"var"},
		LETTER('w') = {"wbr"},
	};
	return in_table(name, &table);
}

static bool is_hidden(const char *name)
{
	static letter_names table = {
		LETTER('i') = {"iframe"},
		LETTER('n') = {"noscript"},
		LETTER('o') = {"object"},
		LETTER('s') = {"script", "style"},
		LETTER('t') = {"template"},
	};
	return in_table(name, &table);
}

static const char *find(const char *p, const char *end, const char *what)
{
	size_t n = strlen(what);
	for (; (size_t)(end - p) >= n; p++)
		if (memcmp(p, what, n) == 0)
			return p + n;
	return end;
}

/*
 * The end of a tag: the first '>' outside quotes; without one, the first '>' at all; else the end
 * of the text.
 */
static const char *tag_end(const char *p, const char *end)
{
	char quote = '\0';
	const char *plain = NULL;
	for (; p < end; p++) {
		if (*p == '>' && plain == NULL)
			plain = p + 1;
		if (quote != '\0')
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p + 1;
	}
	return plain != NULL ? plain : end;
}

static size_t tag_name(const char *p, const char *end, char out[static TAG_NAME_MAX + 1])
{
	size_t n = 0;
	while (p < end && (is_alpha(*p) || is_digit(*p)) && n < TAG_NAME_MAX)
		out[n++] = lower(*p++);
	out[n] = '\0';
	return n;
}

/*
 * What a browser does not show: up to the matching end tag, nested ones not counted (as HTML's raw
 * text).
 */
static const char *skip_hidden(const char *p, const char *end, const char *name)
{
	char closing[TAG_NAME_MAX + 1];
	while (p < end) {
		p = find(p, end, "</");
		tag_name(p, end, closing);
		if (text_equal(closing, name))
			return tag_end(p, end);
	}
	return end;
}

/* P is at '<' of a tag, comment or declaration. Returns what follows it. */
static const char *tag(struct sink *s, const char *p, const char *end)
{
	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0)
		return find(p + 4, end, "-->");
	if (end - p >= 9 && memcmp(p, "<![CDATA[", 9) == 0)
		return p + 9; /* CDATA escaped twice, as some feeds have it: its content is text */
	bool closing = p[1] == '/';
	char name[TAG_NAME_MAX + 1];
	tag_name(p + 1 + closing, end, name);
	const char *after = tag_end(p + 1, end);
	if (!is_inline(name))
		put(s, ' ');
	if (!closing && is_hidden(name) && after[-1] == '>' && after[-2] != '/')
		return skip_hidden(after, end, name);
	return after;
}

/* None is a sign of HTML, and no two blanks are together. */
static bool eight_are_plain(uint64_t eight)
{
	uint64_t blank = text_eight_has(eight, ' ');
	return (text_eight_special(eight) | text_eight_has(eight, '<') |
		       text_eight_has(eight, '&') | text_eight_has(eight, ']') |
		       (blank & (blank << 8)) | (blank & (blank >> 8))) == 0;
}

/*
 * Behind the characters at P that are taken as they are, with single blanks between them: all of
 * ASCII but the signs of HTML, and the letters of scripts without invisible or blank characters.
 * P is at no blank; the run ends with none.
 */
static const char *plain_run(const char *p, const char *end)
{
	const char *behind = p; /* the last character that is no blank */
	const char *look = p;	/* where eight at a time are tried again */
	while (p < end) {
		unsigned char c = (unsigned char)*p;
		size_t letter = 1;
		if (p >= look && end - p >= 8) {
			look = p + 8;
			if ((c != ' ' || behind == p) && eight_are_plain(text_eight(p))) {
				p += 8;
				behind = p[-1] == ' ' ? p - 1 : p;
				continue;
			}
		}
		if (c == ' ' && behind == p) {
			p++;
			continue;
		}
		if (c >= 0x80)
			letter = text_letter(p, (size_t)(end - p));
		else if (c <= ' ' || c == 0x7f || c == '<' || c == '&' || c == ']')
			break;
		if (letter == 0)
			break;
		behind = p += letter;
	}
	return behind;
}

/* Appends a run of plain_run, or as much of it as fits. */
static void put_run(struct sink *s, const char *run, const char *end)
{
	size_t length = (size_t)(end - run);
	if (s->length + s->space + length >= s->size) {
		while (run < end && !s->cut)
			put(s, text_decode(&run, (size_t)(end - run)));
		return;
	}
	if (s->space)
		s->out[s->length++] = ' ';
	s->space = false;
	memcpy(s->out + s->length, run, length);
	s->length += length;
}

static bool begins_tag(const char *p, const char *end)
{
	return end - p >= 2 && *p == '<' &&
	       (is_alpha(p[1]) || p[1] == '!' || p[1] == '?' ||
		       (p[1] == '/' && end - p >= 3 && is_alpha(p[2])));
}

size_t html_to_text(const char *html, size_t length, char *out, size_t size, bool *cut)
{
	struct sink s = {.out = out, .size = size};
	const char *p = html, *end = html + length;
	while (p < end && !s.cut) {
		const char *run = *p == ' ' ? p : plain_run(p, end);
		if (run > p) {
			put_run(&s, p, run);
			p = run;
			continue;
		}
		int32_t code = -1;
		const char *after = *p == '&' ? reference(p + 1, end, &code) : NULL;
		if (after != NULL) {
			put(&s, code);
			p = after;
		} else if (begins_tag(p, end)) {
			p = tag(&s, p, end);
		} else if (end - p >= 3 && memcmp(p, "]]>", 3) == 0) {
			p += 3;
		} else {
			code = text_decode(&p, (size_t)(end - p));
			put(&s, code < 0 ? REPLACEMENT : code);
		}
	}
	out[s.length] = '\0';
	if (s.cut && cut != NULL)
		*cut = true;
	return s.length;
}
