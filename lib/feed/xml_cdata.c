#include "xml_cdata.h"

#include <stdint.h>
#include <string.h>

#include "array.h"

/* Bytes of a text from which a section pays: a shorter text parses faster without one. */
enum { TEXT_MIN = 16 };

static bool starts(const char *p, const char *end, const char *what)
{
	size_t n = strlen(what);
	return (size_t)(end - p) >= n && memcmp(p, what, n) == 0;
}

/* The end of the first WHAT; NULL: there is none. */
static const char *behind(const char *p, const char *end, const char *what)
{
	while ((p = memchr(p, what[0], (size_t)(end - p))) != NULL && !starts(p, end, what))
		p++;
	return p == NULL ? NULL : p + strlen(what);
}

static bool is_ascii(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t eight;
		memcpy(&eight, p, sizeof eight);
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			return false;
	}
	while (p < end && (unsigned char)*p < 0x80)
		p++;
	return p == end;
}

/* The end of the tag at P; NULL: it has none, or is ill-formed. */
static const char *behind_tag(const char *p, const char *end)
{
	for (p++; p < end && *p != '>'; p++) {
		if (*p == '<')
			return NULL;
		if (*p != '"' && *p != '\'')
			continue;
		p = memchr(p + 1, *p, (size_t)(end - p - 1));
		if (p == NULL)
			return NULL;
	}
	return p < end ? p + 1 : NULL;
}

/* The end of the tag, comment, section or instruction at P; NULL: left to the parser. */
static const char *behind_markup(const char *p, const char *end)
{
	if (starts(p, end, "<!--"))
		return behind(p + 4, end, "-->");
	if (starts(p, end, "<![CDATA["))
		return behind(p, end, "]]>");
	if (starts(p, end, "<?"))
		return behind(p, end, "?>");
	return starts(p, end, "<!") ? NULL : behind_tag(p, end);
}

/*
 * The character of the reference at *P, which moves behind it; '\0': it is not one of the five
 * entities of XML.
 */
static char reference(const char **p, const char *end)
{
	static const struct {
		const char *text;
		char is;
	} references[] = {
		{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
	for (size_t i = 0; i < array_size(references); i++)
		if (starts(*p, end, references[i].text)) {
			*p += strlen(references[i].text);
			return references[i].is;
		}
	return '\0';
}

/*
 * Appends the text from P as a section. False, with OUT unchanged: the text has other references or
 * "]]".
 */
static bool append_section(const char *p, const char *end, struct buf *out)
{
	size_t before = out->length;
	if (behind(p, end, "]]") != NULL)
		return false;
	buf_puts(out, "<![CDATA[");
	while (p < end) {
		const char *stop = memchr(p, '&', (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		buf_append(out, p, (size_t)(stop - p));
		p = stop;
		char c = p < end ? reference(&p, end) : ' ';
		if (c == '\0') {
			out->length = before;
			return false;
		}
		if (stop < end)
			buf_putc(out, c);
	}
	buf_puts(out, "]]>");
	return true;
}

bool xml_cdata(const char *text, size_t length, struct buf *out)
{
	const char *p = text, *end = text + length, *from = text; /* from: not appended yet */
	if (is_ascii(text, end))
		return false;
	while (p < end) {
		const char *stop = memchr(p, '<', (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		if (stop - p >= TEXT_MIN && !is_ascii(p, stop)) {
			buf_append(out, from, (size_t)(p - from));
			from = append_section(p, stop, out) ? stop : p;
		}
		if (stop == end)
			break;
		p = behind_markup(stop, end);
		if (p == NULL)
			return false;
	}
	buf_append(out, from, (size_t)(end - from));
	return buf_ok(out);
}
