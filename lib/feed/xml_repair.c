#include "xml_repair.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "array.h"
#include "html.h"
#include "text.h"

/*
 * Markup deeper than DEPTH_MAX ends the repair: the parser accepts a depth of 64 only. Attributes
 * beyond ATTRIBUTES_MAX are dropped. REFERENCE_MAX: bytes searched for the ';' of a reference.
 */
enum { DEPTH_MAX = 128, ATTRIBUTES_MAX = 32, REFERENCE_MAX = 12 };

struct slice {
	const char *text;
	size_t length;
};

struct repair {
	const char *p, *end;
	struct buf *out;
	struct slice open[DEPTH_MAX]; /* the elements that are open, outermost first */
	size_t depth;
	bool stop, refused;
};

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool at(const struct repair *r, const char *what)
{
	size_t n = strlen(what);
	if ((size_t)(r->end - r->p) < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(r->p[i]) != lower(what[i]))
			return false;
	return true;
}

static const char *find(const char *p, const char *end, const char *what)
{
	size_t n = strlen(what);
	for (; (size_t)(end - p) >= n && (p = memchr(p, what[0], (size_t)(end - p))) != NULL; p++)
		if ((size_t)(end - p) >= n && memcmp(p, what, n) == 0)
			return p;
	return NULL;
}

static bool same(struct slice a, struct slice b, bool exact)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (exact ? a.text[i] != b.text[i] : lower(a.text[i]) != lower(b.text[i]))
			return false;
	return true;
}

/* The characters that XML 1.0 allows. C1 controls are among them: html.c maps them. */
static bool is_char(int32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' ||
	       (code >= 0x20 && code != 0xfffe && code != 0xffff);
}

/* Copies one character of text, or drops it when XML forbids it. */
static void character(struct repair *r)
{
	const char *start = r->p;
	int32_t code = text_decode(&r->p, (size_t)(r->end - r->p));
	if (is_char(code))
		buf_append(r->out, start, (size_t)(r->p - start));
}

/*
 * Copies the numeric reference at r->p ("&#8217;"), or drops it when XML forbids its character.
 * False: it is not a numeric reference.
 */
static bool numeric(struct repair *r, const char *semicolon)
{
	const char *p = r->p + 2;
	bool hex = p < semicolon && lower(*p) == 'x';
	int32_t code = 0;
	p += hex;
	if (p == semicolon)
		return false;
	for (; p < semicolon; p++) {
		int digit = *p >= '0' && *p <= '9'			  ? *p - '0'
			    : hex && lower(*p) >= 'a' && lower(*p) <= 'f' ? lower(*p) - 'a' + 10
									  : -1;
		if (digit < 0 || code > 0x110000)
			return false;
		code = code * (hex ? 16 : 10) + digit;
	}
	bool surrogate = code >= 0xd800 && code <= 0xdfff;
	if (is_char(code) && code <= 0x10ffff && !surrogate)
		buf_printf(r->out, "&#%d;", code);
	r->p = semicolon + 1;
	return true;
}

/* '&' at r->p: a numeric reference, an entity of XML or HTML, or a sign to escape. */
static void ampersand(struct repair *r)
{
	size_t room = (size_t)(r->end - r->p);
	const char *semicolon = memchr(r->p, ';', room < REFERENCE_MAX ? room : REFERENCE_MAX);
	if (semicolon != NULL && r->p[1] == '#' && numeric(r, semicolon))
		return;
	size_t length = semicolon != NULL ? (size_t)(semicolon - r->p - 1) : 0;
	int32_t code = length > 0 ? html_entity(r->p + 1, length) : -1;
	if (code < 0) {
		buf_puts(r->out, "&amp;");
		r->p++;
		return;
	}
	buf_printf(r->out, "&#%d;", code);
	r->p = semicolon + 1;
}

static void close_to(struct repair *r, size_t depth)
{
	while (r->depth > depth) {
		r->depth--;
		buf_puts(r->out, "</");
		buf_append(r->out, r->open[r->depth].text, r->open[r->depth].length);
		buf_putc(r->out, '>');
	}
}

static struct slice name(struct repair *r)
{
	struct slice s = {.text = r->p};
	while (r->p < r->end && is_name(*r->p))
		r->p++;
	s.length = (size_t)(r->p - s.text);
	while (s.length > 0 && s.text[s.length - 1] == ':') /* "a:" is not a qualified name */
		s.length--;
	return s;
}

/* The depth of the innermost open element of this name, exact case first; 0: none is open. */
static size_t find_open(const struct repair *r, struct slice element)
{
	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = r->depth; i > 0; i--)
			if (same(r->open[i - 1], element, exact != 0))
				return i;
	return 0;
}

static void end_tag(struct repair *r)
{
	r->p += 2;
	size_t found = find_open(r, name(r));
	const char *close = memchr(r->p, '>', (size_t)(r->end - r->p));
	if (close == NULL) {
		r->stop = true;
		return;
	}
	r->p = close + 1;
	if (found > 0)
		close_to(r, found - 1);
}

static void attribute_value(struct repair *r, struct slice value)
{
	struct repair inner = {.p = value.text, .end = value.text + value.length, .out = r->out};
	while (inner.p < inner.end) {
		if (*inner.p == '&')
			ampersand(&inner);
		else if (*inner.p == '<' || *inner.p == '"')
			buf_puts(r->out, *inner.p++ == '<' ? "&lt;" : "&quot;");
		else
			character(&inner);
	}
}

/* The value at r->p: in quotes, or up to a blank or '>' when a quote is missing. */
static struct slice value(struct repair *r)
{
	char quote = *r->p;
	if (quote == '"' || quote == '\'') {
		const char *start = r->p + 1;
		const char *stop = memchr(start, quote, (size_t)(r->end - start));
		if (stop != NULL && memchr(start, '<', (size_t)(stop - start)) == NULL) {
			r->p = stop + 1;
			return (struct slice){start, (size_t)(stop - start)};
		}
		r->p++;
	}
	struct slice s = {.text = r->p};
	while (r->p < r->end && !is_space(*r->p) && *r->p != '>')
		r->p++;
	s.length = (size_t)(r->p - s.text);
	return s;
}

static void skip_space(struct repair *r)
{
	while (r->p < r->end && is_space(*r->p))
		r->p++;
}

/* Writes the attributes up to '>' or "/>". False: the text ends before that. */
static bool attributes(struct repair *r)
{
	struct slice seen[ATTRIBUTES_MAX];
	size_t count = 0;
	while (r->p < r->end && *r->p != '>' &&
		!(*r->p == '/' && r->end - r->p > 1 && r->p[1] == '>')) {
		if (!is_name_start(*r->p)) {
			r->p++;
			continue;
		}
		struct slice attribute = name(r), text;
		skip_space(r);
		if (r->p == r->end || *r->p != '=')
			continue;
		r->p++;
		skip_space(r);
		if (r->p == r->end)
			break;
		text = value(r);
		bool known = count == ATTRIBUTES_MAX;
		for (size_t i = 0; i < count && !known; i++)
			known = same(seen[i], attribute, true);
		if (known)
			continue;
		seen[count++] = attribute;
		buf_putc(r->out, ' ');
		buf_append(r->out, attribute.text, attribute.length);
		buf_puts(r->out, "=\"");
		attribute_value(r, text);
		buf_putc(r->out, '"');
	}
	return r->p < r->end;
}

/* Items do not nest: the start tag of an item closes the one that is still open. */
static void start_tag(struct repair *r)
{
	static const struct slice items[] = {{"item", 4}, {"entry", 5}};
	r->p++;
	struct slice element = name(r);
	for (size_t i = 0; i < array_size(items); i++)
		if (same(element, items[i], false)) {
			size_t found = find_open(r, element);
			if (found > 0)
				close_to(r, found - 1);
		}
	size_t before = r->out->length;
	buf_putc(r->out, '<');
	buf_append(r->out, element.text, element.length);
	if (!attributes(r) || r->depth == DEPTH_MAX) {
		if (!r->out->failed) { /* drop the tag */
			r->out->length = before;
			r->out->data[before] = '\0';
		}
		r->stop = true;
		return;
	}
	bool empty = *r->p == '/';
	buf_puts(r->out, empty ? "/>" : ">");
	r->p += empty ? 2 : 1;
	if (!empty)
		r->open[r->depth++] = element;
}

/* Moves behind the next WHAT. Without one, moves to the end of the text and stops the repair. */
static void skip_past(struct repair *r, const char *what)
{
	const char *found = find(r->p, r->end, what);
	r->stop = found == NULL;
	r->p = found == NULL ? r->end : found + strlen(what);
}

/*
 * True when a '>' would complete "]]>". This checks the output: dropped characters may have stood
 * between the brackets.
 */
static bool ends_cdata(const struct buf *out)
{
	return out->length >= 2 && memcmp(out->data + out->length - 2, "]]", 2) == 0;
}

static void cdata(struct repair *r)
{
	const char *stop = find(r->p, r->end, "]]>");
	if (stop == NULL) {
		r->stop = true;
		return;
	}
	buf_puts(r->out, "<![CDATA[");
	for (r->p += strlen("<![CDATA["); r->p < stop;) {
		if (*r->p == '>' && ends_cdata(r->out))
			buf_puts(r->out, "]]><![CDATA[");
		character(r);
	}
	buf_puts(r->out, "]]>");
	r->p = stop + strlen("]]>");
}

/* Skips a DOCTYPE with its internal subset. Refuses the feed when it declares an entity. */
static void doctype(struct repair *r)
{
	bool subset = false;
	for (; r->p < r->end && !r->refused; r->p++) {
		r->refused = at(r, "<!entity");
		subset = *r->p == '[' ? true : *r->p == ']' ? false : subset;
		if (*r->p == '>' && !subset) {
			r->p++;
			return;
		}
	}
	r->stop = true;
}

static void markup(struct repair *r)
{
	if (at(r, "<!--"))
		skip_past(r, "-->");
	else if (at(r, "<![CDATA["))
		cdata(r);
	else if (at(r, "<!doctype") || at(r, "<!entity"))
		doctype(r);
	else if (at(r, "<!") || at(r, "<?"))
		skip_past(r, ">");
	else if (r->end - r->p > 2 && r->p[1] == '/' && is_name_start(r->p[2]))
		end_tag(r);
	else if (r->end - r->p > 1 && is_name_start(r->p[1]))
		start_tag(r);
	else {
		if (r->depth > 0)
			buf_puts(r->out, "&lt;");
		r->p++;
	}
}

int xml_repair(const char *text, size_t length, struct buf *out)
{
	struct repair r = {.p = text, .end = text + length, .out = out};
	const char *first = memchr(text, '<', length);
	r.p = first != NULL ? first : r.end;
	while (r.p < r.end && !r.stop && !r.refused && !out->failed) {
		if (*r.p == '<')
			markup(&r);
		else if (r.depth == 0) /* text outside the root is dropped */
			r.p++;
		else if (*r.p == '&')
			ampersand(&r);
		else if (*r.p == '>' && ends_cdata(out)) {
			buf_puts(out, "&gt;");
			r.p++;
		} else
			character(&r);
	}
	return r.refused || out->failed ? -1 : 0;
}
