#include "headline.h"

#include <stdbool.h>
#include <string.h>

#include "array.h"
#include "text.h"

/* Publishers, normalised, whose name may end a title ("... - Reuters"). */
static const char *const sources[] = {"reuters", "bloomberg", "cnbc", "marketwatch", "barrons",
	"wsj", "the wall street journal", "wall street journal", "financial times", "ft",
	"yahoo finance", "yahoo", "business insider", "seeking alpha", "the motley fool",
	"motley fool", "benzinga", "forbes", "fortune", "cnn", "cnn business", "fox business",
	"the new york times", "new york times", "nyt", "the washington post", "washington post",
	"bbc news", "bbc", "the guardian", "guardian", "associated press", "ap", "ap news", "axios",
	"techcrunch", "the verge", "zacks", "thestreet", "the street", "investors business daily",
	"ibd", "investopedia", "nasdaq", "globenewswire", "pr newswire", "business wire",
	"dow jones", "quartz", "the economist", "economist", "politico", "usa today",
	"los angeles times", "npr", "afp", "tipranks", "kiplinger", "morningstar"};

/* The prefixes of wires, in lower case: with the sign that ends them, or before a number. */
static const char *const prefixes[] = {"brief-", "exclusive:", "exclusive-", "exclusive |",
	"breaking:", "breaking-", "breaking news:", "just in:", "corrected-", "refile-", "factbox-",
	"analysis-", "timeline-", "insight-", "focus-",
	"live:", "watch:", "alert:", "press release:", "news alert:", "update", "wrapup",
	"corrected", "refile"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/*
 * The letter that CODE counts as: Latin without accents, Greek and Cyrillic in lower case. 0: not a
 * letter or digit.
 */
static int32_t fold(int32_t code)
{
	static const char latin1[] =
		"aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";
	static const char latin_a[] =
		"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
		"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
	if (code < 0x80) {
		char c = lower((char)code);
		return is_digit(c) || (c >= 'a' && c <= 'z') ? c : 0;
	}
	if (code >= 0xc0 && code <= 0xff)
		return latin1[code - 0xc0] == ' ' ? 0 : latin1[code - 0xc0];
	if (code >= 0x100 && code <= 0x17f)
		return latin_a[code - 0x100];
	if (code >= 0x391 && code <= 0x3a9)
		return code + 32;
	if (code >= 0x410 && code <= 0x42f)
		return code + 32;
	if (code >= 0x400 && code <= 0x40f)
		return code + 80;
	return code > 0x17f && !(code >= 0x2000 && code <= 0x2bff) &&
			       !(code >= 0x3000 && code <= 0x303f)
		       ? code
		       : 0;
}

/* Signs that are dropped without splitting the word: apostrophes, the points of "U.S.". */
static bool joins(int32_t code)
{
	return code == '\'' || code == 0x2019 || code == 0x2018 || code == '.';
}

static size_t words(const char *p, const char *end, char *out, size_t size)
{
	size_t n = 0;
	bool space = false;
	while (p < end) {
		int32_t code = text_decode(&p, (size_t)(end - p));
		bool point = code == '.' && n > 0 && !space && is_digit(out[n - 1]) && p < end &&
			     is_digit(*p);
		int32_t folded = point ? '.' : code < 0 ? 0 : fold(code);
		if (folded == 0) {
			space = space || !joins(code);
			continue;
		}
		char bytes[4];
		size_t length = text_encode(folded, bytes);
		bool gap = space && n > 0;
		if (n + gap + length >= size)
			break;
		if (gap)
			out[n++] = ' ';
		space = false;
		memcpy(out + n, bytes, length);
		n += length;
	}
	out[n] = '\0';
	return n;
}

static bool starts_nocase(const char *p, const char *end, const char *prefix)
{
	for (; *prefix != '\0'; prefix++, p++)
		if (p == end || lower(*p) != *prefix)
			return false;
	return true;
}

/* Returns the end of blanks, digits and a dash, as in "UPDATE 2-" and "WRAPUP 1-"; NULL: none. */
static const char *after_number(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	const char *digits = p;
	while (p < end && is_digit(*p))
		p++;
	return p > digits && p < end && *p == '-' ? p + 1 : NULL;
}

static const char *skip_prefix(const char *p, const char *end)
{
	for (size_t i = 0; i < array_size(prefixes); i++) {
		const char *prefix = prefixes[i];
		if (!starts_nocase(p, end, prefix))
			continue;
		const char *after = p + strlen(prefix);
		bool whole = prefix[strlen(prefix) - 1] < 'a';
		if (!whole)
			after = after_number(after, end);
		if (after != NULL)
			return after;
	}
	return p;
}

/*
 * Finds the last " - ", " | ", " \u2013 ", " \u2014 " or " \u00b7 " of the title; *AFTER is behind
 * it. NULL: there is none.
 */
static const char *last_break(const char *p, const char *end, const char **after)
{
	static const char *const signs[] = {
		" - ", " | ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", " \xc2\xb7 "};
	for (const char *at = end; at-- > p;)
		for (size_t i = 0; i < array_size(signs); i++)
			if (starts_nocase(at, end, signs[i])) {
				*after = at + strlen(signs[i]);
				return at;
			}
	return NULL;
}

static bool is_source(const char *p, const char *end)
{
	char name[64];
	size_t length = words(p, end, name, sizeof name);
	for (size_t i = 0; i < array_size(sources); i++)
		if (text_equal(name, sources[i]))
			return true;
	/* "seekingalpha.com": one word that ends like a domain name */
	return length > 3 && memchr(name, ' ', length) == NULL && end - p > 4 &&
	       memcmp(end - 4, ".com", 4) == 0;
}

size_t headline_normalise(const char *title, char *out, size_t size)
{
	size_t length = strlen(title);
	const char *end = title + text_cut(title, length, HEADLINE_MAX);
	const char *start = skip_prefix(title, end), *after;
	while (start < end && *start == ' ')
		start++;
	while (end > start && end[-1] == ' ')
		end--;
	const char *cut = last_break(start, end, &after);
	if (cut != NULL && cut > start && is_source(after, end))
		end = cut;
	return words(start, end, out, size);
}
