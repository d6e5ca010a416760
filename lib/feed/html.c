#include "html.h"

#include <stdlib.h>
#include <string.h>

#include "html_run.h"
#include "text.h"

enum { REPLACEMENT = 0xfffd, ENTITY_NAME_MAX = 8, TAG_NAME_MAX = 15, CODE_MAX = 0x10ffff };
enum { CUT_TAG_MAX = 256 }; /* bytes of a tag that is cut off, searched for an attribute */
/* A tag with a quote that never closes is read to the end of the text: only so many of them are. */
enum { UNCLOSED_MAX = 16 };

/* The output: a bounded buffer, and SPACE, a blank to write before the next character. */
struct sink {
	char *out;
	size_t size, length;
	bool space, cut;
	/* a search up to the end found none; another search would make the time quadratic */
	bool no_more_tags, no_more_hidden;
	int unclosed; /* tags with a quote that never closes, up to UNCLOSED_MAX */
};

struct entity {
	const char *name;
	int32_t code;
};

static const struct entity entities[] = {
#define ENTITY(name, code) {#name, code},
#include "array.h"
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
	const struct entity *row =
		bsearch(key, entities, array_size(entities), sizeof entities[0], entity_compare);
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

/* Invisible characters, which hide names from a matcher or reorder a line on a terminal. */
static bool is_invisible(int32_t code)
{
	return code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
	       code == 0xfeff || code == 0xfffe || code == 0xffff;
}

static void put(struct sink *s, int32_t code)
{
	if (code >= 0x80 && code <= 0x9f) /* meant as characters of windows-1252, not controls */
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

/*
 * &#8217; and &#x2019;, with or without the semicolon. Returns the end, or NULL when P is not such
 * a reference.
 */
static const char *numeric_reference(const char *p, const char *end, int32_t *out)
{
	bool hex = p < end && lower(*p) == 'x';
	p += hex;
	int64_t code = 0;
	const char *first = p;
	for (; p < end; p++) {
		int digit = is_digit(*p)				  ? *p - '0'
			    : hex && lower(*p) >= 'a' && lower(*p) <= 'f' ? lower(*p) - 'a' + 10
									  : -1;
		if (digit < 0)
			break;
		if (code <= CODE_MAX) /* beyond it, further digits change nothing */
			code = code * (hex ? 16 : 10) + digit;
	}
	if (p == first)
		return NULL;
	if (code >= 0x80 && code <= 0x9f)
		code = html_windows_1252((unsigned)code);
	bool valid = code > 0 && code <= CODE_MAX && (code < 0xd800 || code > 0xdfff);
	*out = valid ? (int32_t)code : REPLACEMENT;
	return p < end && *p == ';' ? p + 1 : p;
}

/*
 * As in browsers, the name of a Latin-1 character needs no semicolon before a blank, markup or the
 * end.
 */
static bool stands_alone(int32_t code, const char *p, const char *end)
{
	bool latin = (code >= 0xa0 && code <= 0xff) || code == '&' || code == '<' || code == '>';
	return latin && (p == end || *p == '<' || (unsigned char)*p <= ' ');
}

/*
 * P is behind '&'. Returns the end of the reference, or NULL. A name needs its semicolon, unless it
 * stands alone: "?a=1&copy=2" is a link, not a copyright sign.
 */
static const char *reference(const char *p, const char *end, int32_t *out)
{
	if (p < end && *p == '#')
		return numeric_reference(p + 1, end, out);
	const char *name = p;
	while (p < end && p - name <= ENTITY_NAME_MAX && (is_alpha(*p) || is_digit(*p)))
		p++;
	int32_t code = html_entity(name, (size_t)(p - name));
	bool semicolon = p < end && *p == ';';
	if (code < 0 || (!semicolon && !stands_alone(code, p, end)))
		return NULL;
	*out = code;
	return p + semicolon;
}

/* Names by their first letter, to find them fast: there is a tag every few words. */
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

/* Elements within a line of text; every other element separates words. */
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

/* Elements whose content a browser does not show as text. */
static bool is_hidden(const char *name)
{
	static letter_names table = {
		LETTER('a') = {"applet"},
		LETTER('h') = {"head"},
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
	for (; (size_t)(end - p) >= n; p++) {
		p = memchr(p, what[0], (size_t)(end - p));
		if (p == NULL || (size_t)(end - p) < n)
			break;
		if (memcmp(p, what, n) == 0)
			return p + n;
	}
	return end;
}

/*
 * The end of a tag: behind the first '>' outside quotes; without one, behind the first '>'; else
 * the end of the text.
 */
static const char *tag_end(struct sink *s, const char *p, const char *end)
{
	char quote = '\0';
	const char *plain = NULL;
	for (; p < end && (plain == NULL || s->unclosed < UNCLOSED_MAX); p++) {
		if (*p == '>' && plain == NULL)
			plain = p + 1;
		if (quote != '\0')
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p + 1;
	}
	s->unclosed += plain != NULL && p == end;
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
 * Skips the content of a hidden element, up to the first matching end tag (nested elements are not
 * counted, as in HTML's raw text). Without an end tag, skips the rest of the text for a script or a
 * style sheet, and nothing for other elements.
 */
static const char *skip_hidden(struct sink *s, const char *p, const char *end, const char *name)
{
	char closing[TAG_NAME_MAX + 1];
	const char *start = p;
	bool raw = text_equal(name, "script") || text_equal(name, "style");
	if (s->no_more_hidden && !raw)
		return start;
	while (p < end) {
		p = find(p, end, "</");
		tag_name(p, end, closing);
		if (text_equal(closing, name))
			return tag_end(s, p, end);
	}
	s->no_more_hidden = true;
	return raw ? end : start;
}

/* P is at the '<' of a tag, comment or declaration. Returns its end. */
static const char *tag(struct sink *s, const char *p, const char *end)
{
	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0)
		return find(p + 4, end, "-->");
	if (end - p >= 9 && memcmp(p, "<![CDATA[", 9) == 0)
		return p + 9; /* some feeds escape CDATA twice: its content is text */
	bool closing = p[1] == '/';
	char name[TAG_NAME_MAX + 1];
	tag_name(p + 1 + closing, end, name);
	const char *after = tag_end(s, p + 1, end);
	if (!is_inline(name))
		put(s, ' ');
	if (!closing && is_hidden(name) && after[-1] == '>' && after[-2] != '/')
		return skip_hidden(s, after, end, name);
	return after;
}

/* Appends a run that html_plain_run found, or as much of it as fits. */
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

/*
 * P is at '<' and a letter, and no '>' follows. True for a tag that was cut off with the text: all
 * the rest is a name, or there are attributes. "x<y and z" is not a tag.
 */
static bool is_cut_tag(const char *p, const char *end)
{
	const char *name = p + 1;
	while (name < end && (is_alpha(*name) || is_digit(*name)))
		name++;
	if (end - name > CUT_TAG_MAX)
		end = name + CUT_TAG_MAX;
	return name == end || find(name, end, "=\"") < end || find(name, end, "='") < end;
}

static bool begins_tag(struct sink *s, const char *p, const char *end)
{
	if (end - p < 2 || *p != '<')
		return false;
	if (is_alpha(p[1])) {
		if (!s->no_more_tags)
			s->no_more_tags = memchr(p, '>', (size_t)(end - p)) == NULL;
		return !s->no_more_tags || is_cut_tag(p, end);
	}
	return p[1] == '!' || p[1] == '?' || (p[1] == '/' && end - p >= 3 && is_alpha(p[2]));
}

size_t html_to_text(const char *html, size_t length, char *out, size_t size, bool *cut)
{
	struct sink s = {.out = out, .size = size};
	const char *p = html, *end = html + length;
	bool valid = text_is_utf8(html, length);
	while (p < end && !s.cut) {
		const char *run = *p == ' ' || !valid ? p : html_plain_run(p, end);
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
		} else if (begins_tag(&s, p, end)) {
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
