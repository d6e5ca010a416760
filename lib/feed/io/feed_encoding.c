#include "feed_encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "array.h"
#include "feed_charset.h"
#include "html.h"
#include "text.h"

/* A declaration is searched in this many bytes: real ones do not come later. */
enum { DECLARATION_MAX = 512, REPLACEMENT = 0xfffd };

enum encoding { UTF_8, WINDOWS_1252, UTF_16LE, UTF_16BE, UTF_32LE, UTF_32BE, FOREIGN };

struct choice {
	enum encoding encoding;
	size_t mark; /* bytes of the byte order mark */
	char name[FEED_CHARSET_MAX + 1];
};

static bool starts(const struct feed_input *in, const char *bytes, size_t n)
{
	return in->length >= n && memcmp(in->data, bytes, n) == 0;
}

/*
 * Without a mark: finds units of two or four bytes by the first character, which is markup or white
 * space (XML 1.0, appendix F).
 */
static bool by_units(const struct feed_input *in, struct choice *out)
{
	static const struct {
		size_t size, at; /* bytes of a unit; the one of them that is not 0 */
		enum encoding encoding;
	} units[] = {{4, 0, UTF_32LE}, {4, 3, UTF_32BE}, {2, 0, UTF_16LE}, {2, 1, UTF_16BE}};
	for (size_t i = 0; i < array_size(units); i++) {
		char want[4] = "";
		if (in->length < units[i].size)
			continue;
		char first = in->data[units[i].at];
		want[units[i].at] = first;
		if (first != '\0' && strchr("<{ \t\r\n", first) != NULL &&
			starts(in, want, units[i].size)) {
			*out = (struct choice){.encoding = units[i].encoding};
			return true;
		}
	}
	return false;
}

static bool by_mark(const struct feed_input *in, struct choice *out)
{
	static const struct {
		const char *bytes;
		size_t length;
		enum encoding encoding;
	} marks[] = {
		{"\xef\xbb\xbf", 3, UTF_8},
		{"\xff\xfe\0\0", 4, UTF_32LE},
		{"\0\0\xfe\xff", 4, UTF_32BE},
		{"\xff\xfe", 2, UTF_16LE},
		{"\xfe\xff", 2, UTF_16BE},
	};
	for (size_t i = 0; i < array_size(marks); i++)
		if (starts(in, marks[i].bytes, marks[i].length)) {
			*out = (struct choice){
				.encoding = marks[i].encoding, .mark = marks[i].length};
			return true;
		}
	return by_units(in, out);
}

static bool by_name(const char *name, size_t length, struct choice *out)
{
	static const enum encoding known[] = {[CHARSET_UTF_8] = UTF_8,
		[CHARSET_WINDOWS_1252] = WINDOWS_1252,
		[CHARSET_FOREIGN] = FOREIGN};
	struct choice c = {.mark = 0};
	enum feed_charset charset;
	if (!feed_charset_by_name(name, length, &charset, c.name))
		return false;
	c.encoding = known[charset];
	*out = c;
	return true;
}

/* The end of the first WHAT; NULL: there is none. */
static const char *find(const char *p, const char *end, const char *what)
{
	const char *found = memmem(p, (size_t)(end - p), what, strlen(what));
	return found == NULL ? NULL : found + strlen(what);
}

/* <?xml ... encoding="NAME" ...?> somewhere from P to END. */
static bool by_declaration(const char *p, const char *end, struct choice *out)
{
	const char *stop;
	if ((p = find(p, end, "<?xml")) == NULL || (stop = find(p, end, "?>")) == NULL ||
		(p = find(p, stop, "encoding")) == NULL)
		return false;
	while (p < stop && strchr(" =\t\r\n", *p) != NULL)
		p++;
	if (p == stop || (*p != '"' && *p != '\''))
		return false;
	const char *close = memchr(p + 1, *p, (size_t)(stop - p - 1));
	if (close == NULL)
		return false;
	for (p++; p < close && *p == ' ';)
		p++;
	while (close > p && close[-1] == ' ')
		close--;
	return by_name(p, (size_t)(close - p), out);
}

/* The characters of a declaration, in the codes that all variants of EBCDIC share. */
static char from_ebcdic(unsigned char byte)
{
	static const struct {
		unsigned char from, to;
		char first;
	} runs[] = {{0x81, 0x89, 'a'}, {0x91, 0x99, 'j'}, {0xa2, 0xa9, 's'}, {0xc1, 0xc9, 'A'},
		{0xd1, 0xd9, 'J'}, {0xe2, 0xe9, 'S'}, {0xf0, 0xf9, '0'}, {0x4b, 0x4b, '.'},
		{0x60, 0x60, '-'}, {0x6d, 0x6d, '_'}, {0x6e, 0x6f, '>'}, {0x4c, 0x4c, '<'},
		{0x7d, 0x7d, '\''}, {0x7e, 0x7e, '='}, {0x7f, 0x7f, '"'}};
	for (size_t i = 0; i < array_size(runs); i++)
		if (byte >= runs[i].from && byte <= runs[i].to)
			return (char)(runs[i].first + (byte - runs[i].from));
	return ' ';
}

/* "<?xm" in EBCDIC. The declaration names the variant (XML 1.0, appendix F). */
static bool by_ebcdic(const struct feed_input *in, struct choice *out)
{
	char ascii[DECLARATION_MAX];
	size_t length = in->length < DECLARATION_MAX ? in->length : DECLARATION_MAX;
	if (!starts(in, "\x4c\x6f\xa7\x94", 4))
		return false;
	for (size_t i = 0; i < length; i++)
		ascii[i] = from_ebcdic((unsigned char)in->data[i]);
	if (!by_declaration(ascii, ascii + length, out) || out->encoding != FOREIGN)
		*out = (struct choice){.encoding = FOREIGN, .name = "cp037"};
	return true;
}

static struct choice choose(const struct feed_input *in)
{
	struct choice c = {.encoding = UTF_8};
	const char *charset = in->charset == NULL ? "" : in->charset;
	size_t quote = charset[0] == '"' || charset[0] == '\'';
	size_t length = strcspn(charset + quote, "\"' ;");
	size_t head = in->length < DECLARATION_MAX ? in->length : DECLARATION_MAX;
	if (!by_mark(in, &c) && !by_ebcdic(in, &c) && !by_name(charset + quote, length, &c) &&
		in->length > 0)
		by_declaration(in->data, in->data + head, &c);
	return c;
}

bool feed_encoding_foreign(const struct feed_input *input, char out[static FEED_CHARSET_MAX + 1])
{
	struct choice c = choose(input);
	return c.encoding == FOREIGN && text_copy(out, FEED_CHARSET_MAX + 1, c.name);
}

static void put(struct buf *out, int32_t code)
{
	char bytes[4];
	buf_append(out, bytes, text_encode(code, bytes));
}

/* Copies UTF-8, and decodes the bytes that are not, or all of them, as windows-1252. */
static void from_bytes(
	const char *p, const char *end, bool utf8, struct buf *out, unsigned *problems)
{
	while (p < end) {
		const char *start = p;
		int32_t code =
			utf8 ? text_decode(&p, (size_t)(end - p)) : (int32_t)(unsigned char)*p++;
		if (code < 0)
			*problems |= FEED_BAD_ENCODING;
		if (utf8 && code >= 0)
			buf_append(out, start, (size_t)(p - start));
		else
			put(out, html_windows_1252((unsigned char)*start));
	}
}

static uint32_t unit(const unsigned char *p, int size, bool big)
{
	uint32_t value = 0;
	for (int i = 0; i < size; i++)
		value |= (uint32_t)p[i] << 8 * (big ? size - 1 - i : i);
	return value;
}

static void from_units(
	const char *text, const char *end, int size, bool big, struct buf *out, unsigned *problems)
{
	const unsigned char *p = (const unsigned char *)text, *stop = (const unsigned char *)end;
	for (; stop - p >= size; p += size) {
		uint32_t code = unit(p, size, big);
		if (size == 2 && code >= 0xd800 && code < 0xdc00 && stop - p >= 4) {
			uint32_t low = unit(p + 2, 2, big);
			if (low >= 0xdc00 && low < 0xe000) {
				code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
				p += 2;
			}
		}
		bool bad = code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
		if (bad)
			*problems |= FEED_BAD_ENCODING;
		put(out, bad ? REPLACEMENT : (int32_t)code);
	}
	if (p < stop)
		*problems |= FEED_BAD_ENCODING;
}

/* False: iconv does not know NAME. A byte that NAME cannot have becomes U+FFFD. */
static bool from_foreign(
	const char *name, const struct feed_input *in, struct buf *out, unsigned *problems)
{
	iconv_t cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return false;
	union {
		const char *read_only;
		char *iconv; /* which does not write to it */
	} from = {.read_only = in->data};
	size_t left = in->length;
	char chunk[4096];
	while (left > 0 && !out->failed) {
		char *to = chunk;
		size_t room = sizeof chunk;
		size_t result = iconv(cd, &from.iconv, &left, &to, &room);
		buf_append(out, chunk, (size_t)(to - chunk));
		if (result == (size_t)-1 && errno != E2BIG) {
			*problems |= FEED_BAD_ENCODING;
			put(out, REPLACEMENT);
			from.iconv++;
			left--;
		}
	}
	iconv_close(cd);
	return true;
}

bool feed_encoding_prepare(const char *name)
{
	iconv_t cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return false;
	/* left open on purpose, once per encoding and process: so the tables stay loaded */
	return true;
}

/*
 * True when the text is UTF-8, as declared or although a single-byte encoding is declared: the
 * bytes beyond ASCII of a text in such an encoding are hardly ever all valid UTF-8.
 */
static bool is_utf8(const struct choice *c, const char *start, const char *end, unsigned *problems)
{
	static const char *const single[] = {"cp125", "windows-125", "iso-8859-", "koi8-"};
	bool may_be = c->encoding == UTF_8 || c->encoding == WINDOWS_1252;
	for (size_t i = 0; i < array_size(single) && !may_be; i++)
		may_be = c->encoding == FOREIGN && text_starts(c->name, single[i]);
	if (!may_be || !text_is_utf8(start, (size_t)(end - start)))
		return false;
	for (const char *p = start; p < end && c->encoding != UTF_8; p++)
		if ((unsigned char)*p >= 0x80) {
			*problems |= FEED_BAD_ENCODING;
			break;
		}
	return true;
}

int feed_encoding_decode(const struct feed_input *input, struct buf *own, const char **text,
	size_t *length, unsigned *problems, struct error *err)
{
	struct choice c = choose(input);
	const char *start = input->data + c.mark, *end = input->data + input->length;
	if (is_utf8(&c, start, end, problems)) {
		*text = start;
		*length = (size_t)(end - start);
		return 0;
	}
	buf_clear(own);
	if (c.encoding == UTF_8 || c.encoding == WINDOWS_1252)
		from_bytes(start, end, c.encoding == UTF_8, own, problems);
	else if (c.encoding != FOREIGN)
		from_units(start, end, c.encoding >= UTF_32LE ? 4 : 2,
			c.encoding == UTF_16BE || c.encoding == UTF_32BE, own, problems);
	else if (!from_foreign(c.name, input, own, problems)) {
		*problems |= FEED_BAD_ENCODING;
		from_bytes(start, end, true, own, problems);
	}
	if (!buf_ok(own))
		return error_set(err, ERROR_DATA,
			"could not decode the feed: more than %zu bytes of text", own->max);
	*text = buf_text(own);
	*length = own->length;
	return 0;
}
