#include "ticker_name.h"

#include <string.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static uint64_t hash_byte(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * PLAIN_HASH_PRIME;
}

uint64_t ticker_hash_join(uint64_t phrase, uint64_t word)
{
	return (phrase ^ phrase >> 29 ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
}

/* General punctuation (U+2000..U+206F) has 3 bytes in UTF-8 and is not a letter. */
static bool is_sign(const char *p, const char *end)
{
	return end - p >= 3 && p[0] == '\xe2' && (p[1] == '\x80' || p[1] == '\x81');
}

static size_t apostrophe(const char *p, const char *end)
{
	if (p < end && *p == '\'')
		return 1;
	return is_sign(p, end) && p[1] == '\x80' && (p[2] == '\x98' || p[2] == '\x99') ? 3 : 0;
}

/* Whether the dot at P joins single letters: "U.S.", "J.P.", "e.l.f.". */
static bool joins_initials(const char *p, const char *start, const char *end)
{
	return end - p > 1 && *p == '.' && p > start && is_letter(p[1]) && is_letter(p[-1]) &&
	       (p - start == 1 || p[-2] == '.') && (end - p == 2 || !is_letter(p[2]));
}

/*
 * Reads the word at P, which starts with a letter or digit and is not a plain word. Returns the
 * place after it.
 */
static const char *read_long(const char *p, const char *end, struct ticker_token *t)
{
	const char *start = p;
	bool dotted = false, possessive = false;
	uint64_t hash = PLAIN_HASH_BASIS;
	t->capital = !(*p >= 'a' && *p <= 'z'); /* a later letter may be one, too: "eBay" */
	t->upper = true;
	while (p < end) {
		size_t mark = apostrophe(p, end);
		if (is_digit(*p) || (is_letter(*p) && !is_sign(p, end))) {
			t->capital = t->capital || (*p >= 'A' && *p <= 'Z');
			t->upper = t->upper && !(*p >= 'a' && *p <= 'z');
			hash = hash_byte(hash, lower(*p++));
		} else if (mark > 0 && p + mark < end && is_letter(p[mark])) {
			possessive = lower(p[mark]) == 's' &&
				     (p + mark + 1 == end || !is_letter(p[mark + 1]));
			if (possessive)
				break;
			p += mark; /* "O'Reilly" */
		} else if (end - p > 1 && *p == '&' && p > start && is_letter(p[1])) {
			hash = hash_byte(hash, *p++);
		} else if (joins_initials(p, start, end)) {
			dotted = true;
			p++;
		} else {
			break;
		}
	}
	t->hash = hash;
	t->with_s = possessive ? hash_byte(hash, 's') : hash;
	t->length = (uint16_t)(p - start);
	t->capital = t->capital || dotted;
	p += possessive ? apostrophe(p, end) + 1 : 0;
	t->whole = (uint16_t)(p - start);
	return p;
}

/* Whether the sign at P separates names, so that no name contains it. */
static bool parts(const char *p)
{
	return *p == ',' || *p == ';' || *p == ':' || *p == '(' || *p == ')' || *p == '[' ||
	       *p == ']' || *p == '|' || *p == '"' || *p == '!' || *p == '?' || *p == '\0';
}

size_t ticker_tokens(const struct plain_words *words, struct ticker_token *out, size_t max)
{
	const struct plain_word *next = words->word;
	const char *p = words->text, *end = words->end;
	size_t count = 0;
	bool broken = true;
	while (p < end && count < max) {
		if (*p == ' ') {
			p++;
			continue;
		}
		bool plain = plain_word_at(&next, p), sign = !plain && is_sign(p, end);
		if (!plain && (sign || (!is_digit(*p) && !is_letter(*p)))) {
			broken = broken || sign || parts(p);
			p += sign ? 3 : 1;
			continue;
		}
		struct ticker_token *t = &out[count];
		*t = (struct ticker_token){
			.hash = next->hash,
			.with_s = next->hash,
			.text = p,
			.offset = (uint32_t)(p - words->text),
			.length = next->length,
			.whole = next->length,
			.capital = !(*p >= 'a' && *p <= 'z') || (next->seen & PLAIN_CAPITAL),
			.upper = (next->seen & PLAIN_SMALL) == 0,
			.plain = plain,
			.cashtag = p > words->text && p[-1] == '$',
			.broken = broken,
		};
		const char *after = plain ? p + next->length : read_long(p, end, t);
		if (after - p > UINT16_MAX)
			break;
		p = after;
		broken = false;
		count++;
	}
	return count;
}

bool ticker_token_among(const struct ticker_token *t, const char *list)
{
	for (const char *p = list; *p != '\0';) {
		size_t n = strcspn(p, " "), i = 0;
		while (i < n && i < t->length && lower(t->text[i]) == lower(p[i]))
			i++;
		if (i == n && n == t->length)
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

/*
 * Whether T is a single letter of a legal form written apart ("A S", "N V", "L P"), or of a share
 * class.
 */
static bool is_loose_letter(const struct ticker_token *t)
{
	return t->length == 1 && strchr("asnvlpASNVLP", t->text[0]) != NULL;
}

/* Joins initials into one word: texts write "J.M. Smucker" or "JM Smucker" for "J M Smucker". */
static size_t join_initials(struct ticker_token *t, size_t count)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		bool follows = n > 0 && t[i].length == 1 && is_letter(t[i].text[0]) &&
			       t[i - 1].length == 1 && is_letter(t[i - 1].text[0]);
		if (!follows) {
			t[n++] = t[i];
			continue;
		}
		t[n - 1].hash = hash_byte(t[n - 1].hash, lower(t[i].text[0]));
		t[n - 1].with_s = t[n - 1].hash;
		t[n - 1].whole = (uint16_t)(t[i].text + 1 - t[n - 1].text);
	}
	return n;
}

static bool has_class(
	const struct ticker_words *w, const struct ticker_token *t, enum ticker_word_class class)
{
	return (ticker_words_find(w, t->hash)->classes & class) != 0;
}

static bool is_word(const struct ticker_token *t, const char lower_case[static 3])
{
	return t->length == 3 && lower(t->text[0]) == lower_case[0] &&
	       lower(t->text[1]) == lower_case[1] && lower(t->text[2]) == lower_case[2];
}

size_t ticker_name_tokens(const struct ticker_words *w, const char *name,
	struct ticker_token out[static TICKER_NAME_TOKENS_MAX])
{
	struct plain_words words;
	plain_words_read(&words, name, strcspn(name, "/\\("));
	size_t count = ticker_tokens(&words, out, TICKER_NAME_TOKENS_MAX);
	while (count > 1 &&
		(has_class(w, &out[count - 1], WORD_LEGAL) || is_word(&out[count - 1], "and") ||
			(count > 2 && is_loose_letter(&out[count - 1]))))
		count--;
	if (count > 1 && is_word(&out[count - 1], "com") && out[count - 2].length > 2)
		count--;
	if (count > 1 && is_word(&out[0], "the"))
		memmove(out, out + 1, --count * sizeof *out);
	return join_initials(out, count);
}

bool ticker_name_spoken(const struct ticker_words *w, const char *name, char *out, size_t size)
{
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	size_t count = ticker_name_tokens(w, name, t), n = 0;
	for (size_t i = 0; i < count; i++) {
		if (n + t[i].whole + 2 > size)
			return false;
		if (i > 0)
			out[n++] = ' ';
		for (size_t k = 0; k < t[i].whole; k++)
			if (t[i].text[k] != ' ' && t[i].text[k] != '.')
				out[n++] = lower(t[i].text[k]);
	}
	out[n] = '\0';
	return n > 0;
}

size_t ticker_name_shorter(
	const struct ticker_words *w, const struct ticker_token *tokens, size_t count)
{
	return count > 1 && has_class(w, &tokens[count - 1], WORD_TRADE) ? count - 1 : count;
}
