#include "feed_encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "html.h"
#include "text.h"

/* A declaration is looked for in this many bytes; longer prologs have none in practice. */
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

static bool by_mark(const struct feed_input *in, struct choice *out)
{
	static const struct {
		const char *bytes;
		size_t length, mark;
		enum encoding encoding;
	} marks[] = {
		{"\xef\xbb\xbf", 3, 3, UTF_8},
		{"\xff\xfe\0\0", 4, 4, UTF_32LE},
		{"\0\0\xfe\xff", 4, 4, UTF_32BE},
		{"\xff\xfe", 2, 2, UTF_16LE},
		{"\xfe\xff", 2, 2, UTF_16BE},
		/* no mark, but '<' in units of two or four: XML 1.0, appendix F */
		{"<\0\0\0", 4, 0, UTF_32LE},
		{"\0\0\0<", 4, 0, UTF_32BE},
		{"<\0", 2, 0, UTF_16LE},
		{"\0<", 2, 0, UTF_16BE},
	};
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (starts(in, marks[i].bytes, marks[i].length)) {
			*out = (struct choice){
				.encoding = marks[i].encoding, .mark = marks[i].mark};
			return true;
		}
	return false;
}

/*
 * Names that stand for more than they say (WHATWG encoding standard: who writes gb2312 uses GBK),
 * or that iconv has another word for.
 */
static const char *const larger[][2] = {{"gb2312", "gb18030"}, {"gbk", "gb18030"},
	{"x-gbk", "gb18030"}, {"shift_jis", "cp932"}, {"shift-jis", "cp932"}, {"sjis", "cp932"},
	{"x-sjis", "cp932"}, {"windows-31j", "cp932"}, {"x-euc-jp", "euc-jp"}, {"euc-kr", "cp949"},
	{"ks_c_5601-1987", "cp949"}, {"ksc5601", "cp949"}, {"windows-949", "cp949"},
	{"big5", "big5-hkscs"}, {"x-x-big5", "big5-hkscs"}, {"iso-8859-9", "cp1254"},
	{"iso-8859-11", "cp874"}, {"tis-620", "cp874"}, {"windows-874", "cp874"},
	{"x-mac-roman", "macintosh"}, {"x-mac-cyrillic", "mac-cyrillic"},
	{"iso-8859-8-i", "iso-8859-8"}, {"cp-1251", "cp1251"}, {"win-1251", "cp1251"}};

/* Names as they are written, to what we read ourselves; a name of odd characters is none. */
static bool by_name(const char *name, size_t length, struct choice *out)
{
	static const struct {
		const char *name;
		enum encoding encoding;
	} names[] = {
		{"utf-8", UTF_8},
		{"utf8", UTF_8},
		{"us-ascii", UTF_8}, /* more than ASCII is as often UTF-8, which shows */
		{"ascii", UTF_8},
		{"iso-8859-1", WINDOWS_1252},
		{"iso8859-1", WINDOWS_1252},
		{"iso_8859-1", WINDOWS_1252},
		{"latin1", WINDOWS_1252},
		{"latin-1", WINDOWS_1252},
		{"windows-1252", WINDOWS_1252},
		{"cp1252", WINDOWS_1252},
		/* text that could be read up to its declaration has no units of two or four */
		{"utf-16", UTF_8},
		{"utf-16le", UTF_8},
		{"utf-16be", UTF_8},
		{"utf-32", UTF_8},
	};
	struct choice c = {.encoding = FOREIGN};
	if (length == 0 || length > FEED_CHARSET_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		char b = name[i];
		if (b >= 'A' && b <= 'Z')
			b = (char)(b + 32);
		if (!((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') ||
			    strchr("-_.:+", b) != NULL))
			return false;
		c.name[i] = b;
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (text_equal(c.name, names[i].name))
			c.encoding = names[i].encoding;
	for (size_t i = 0; i < sizeof larger / sizeof larger[0]; i++)
		if (text_equal(c.name, larger[i][0]))
			text_copy(c.name, sizeof c.name, larger[i][1]);
	*out = c;
	return true;
}

static const char *find(const char *p, const char *end, const char *what)
{
	size_t n = strlen(what);
	for (; (size_t)(end - p) >= n; p++)
		if (memcmp(p, what, n) == 0)
			return p + n;
	return NULL;
}

static bool by_declaration(const struct feed_input *in, struct choice *out)
{
	const char *end = in->data + (in->length < DECLARATION_MAX ? in->length : DECLARATION_MAX);
	const char *p = find(in->data, end, "<?xml"), *stop;
	if (p == NULL || (stop = find(p, end, "?>")) == NULL ||
		(p = find(p, stop, "encoding")) == NULL)
		return false;
	while (p < stop && (*p == ' ' || *p == '=' || *p == '\t'))
		p++;
	if (p == stop || (*p != '"' && *p != '\''))
		return false;
	const char *close = memchr(p + 1, *p, (size_t)(stop - p - 1));
	return close != NULL && by_name(p + 1, (size_t)(close - p - 1), out);
}

static struct choice choose(const struct feed_input *in)
{
	struct choice c = {.encoding = UTF_8};
	const char *charset = in->charset == NULL ? "" : in->charset;
	size_t quote = charset[0] == '"' || charset[0] == '\'';
	size_t length = strcspn(charset + quote, "\"' ;");
	if (!by_mark(in, &c) && !by_name(charset + quote, length, &c))
		by_declaration(in, &c);
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

/* Whole as it is, or byte by byte: what is no UTF-8 is windows-1252. */
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

/* False: iconv does not know NAME. */
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
	/* left open: the tables stay loaded, which is the purpose; one per encoding and process */
	return true;
}

int feed_encoding_decode(const struct feed_input *input, struct buf *own, const char **text,
	size_t *length, unsigned *problems, struct error *err)
{
	struct choice c = choose(input);
	const char *start = input->data + c.mark, *end = input->data + input->length;
	if (c.encoding == UTF_8 && text_is_utf8(start, (size_t)(end - start))) {
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
