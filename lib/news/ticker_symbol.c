#include "array.h"
#include "ticker_search.h"

#include <string.h>

/* Finds symbols, and decides by the words around whether a word in capitals is one. */

enum {
	SYMBOL_LETTERS = 5,
	/* a symbol alone needs at least this many letters: shorter ones are common words */
	BARE_LETTERS = 3,
};

static bool is_symbol_letter(char c, bool small)
{
	return (c >= 'A' && c <= 'Z') || (small && c >= 'a' && c <= 'z');
}

/*
 * Returns the length of the symbol at P, its class included; 0: there is none. SMALL: small letters
 * count, as in cashtags.
 */
static size_t symbol_length(const char *p, bool small)
{
	size_t n = 0;
	while (is_symbol_letter(p[n], small))
		n++;
	if (n == 0 || n > SYMBOL_LETTERS)
		return 0;
	if (p[n] == '.' || p[n] == '-') {
		size_t class = 0;
		while (class < 3 && is_symbol_letter(p[n + 1 + class], small))
			class ++;
		char next = p[n + 1 + class];
		bool ends = !is_symbol_letter(next, true);
		if (class >= 1 && class <= 2 && ends)
			return n + 1 + class;
	}
	return (p[n] >= 'a' && p[n] <= 'z') || (p[n] >= '0' && p[n] <= '9') ? 0 : n;
}

/*
 * Whether the suffix is one of the American exchanges: one agency writes "AAPL.O". Other suffixes
 * are foreign exchanges.
 */
static bool is_home_suffix(const char *p, size_t n)
{
	return n == 1 ? strchr("ONKPA", *p) != NULL : n == 2 && memcmp(p, "OQ", 2) == 0;
}

/*
 * Returns the security of the symbol at P and sets *LENGTH to its bytes, with what may be a class;
 * -1: it is not in the universe.
 */
static int32_t symbol_at(const struct ticker_search *s, const char *p, bool small, size_t *length)
{
	size_t n = symbol_length(p, small), root = 0;
	const struct ticker_slot *slot = n > 0 ? ticker_symbol_find(s->m, p, n) : NULL;
	while (root < n && p[root] != '.' && p[root] != '-')
		root++;
	if (slot == NULL && n > root && is_home_suffix(p + root + 1, n - root - 1))
		slot = ticker_symbol_find(s->m, p, root);
	if (slot == NULL || slot->entry < 0)
		return -1;
	*length = n;
	return slot->entry;
}

/* Whether an exchange stands before: "NASDAQ: AAPL", "NYSE American: XYZ". */
static bool at_exchange(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	if (i == 0)
		return false;
	const char *between = t[-1].text + t[-1].length;
	bool colon = between + strspn(between, ": ") == t->text &&
		     memchr(between, ':', (size_t)(t->text - between)) != NULL;
	return colon &&
	       ((s->classes[i - 1] & WORD_EXCHANGE) || (i > 1 && s->classes[i - 1] & WORD_MARKET &&
							       s->classes[i - 2] & WORD_EXCHANGE));
}

/* Whether the symbol is in brackets: "(AAPL)", "(GOOGL, GOOG)". */
static bool is_bracketed(const struct ticker_search *s, const struct ticker_token *t, size_t length)
{
	const char *left = t->text, *right = t->text + length;
	while (left > s->text && left[-1] == ' ')
		left--;
	right += strspn(right, " ");
	char before = left > s->text ? left[-1] : ' ';
	return (before == '(' && (*right == ')' || *right == ',' || *right == ';')) ||
	       (*right == ')' && (before == ',' || before == ';'));
}

/*
 * Returns the token after LENGTH bytes of token I; the count of tokens when a comma or the end
 * comes first.
 */
static size_t token_behind(const struct ticker_search *s, size_t i, size_t length)
{
	const char *end = s->token[i].text + length;
	while (i < s->count && s->token[i].text < end)
		i++;
	return i < s->count && !s->token[i].broken ? i : s->count;
}

/* Whether the symbol of another large company is next to it: "AAPL, MSFT and GOOG". */
static bool is_among_symbols(const struct ticker_search *s, size_t i, size_t length)
{
	static const char joints[] = "and or vs";
	const char *end = s->token[i].text + length;
	size_t next = i + 1, n;
	while (next < s->count && s->token[next].text < end)
		next++;
	if (next < s->count && ticker_token_among(&s->token[next], joints))
		next++;
	size_t before = i > 0 && ticker_token_among(&s->token[i - 1], joints) ? i - 1 : i;
	const size_t neighbour[] = {next < s->count ? next : i, before > 0 ? before - 1 : i};
	for (size_t k = 0; k < array_size(neighbour); k++) {
		const struct ticker_token *t = &s->token[neighbour[k]];
		if (neighbour[k] == i || !t->upper ||
			(length < BARE_LETTERS && t->length < BARE_LETTERS) ||
			s->classes[neighbour[k]] & (WORD_ACRONYM | WORD_NAME))
			continue;
		int32_t entry = symbol_at(s, t->text, false, &n);
		if (entry >= 0 && entry < (t->length < BARE_LETTERS ? RANK_GIANT : RANK_LARGE))
			return true;
	}
	return false;
}

/* Whether the symbol starts the text: "MSFT, not a bad buy", "GME to the moon". */
static bool opens_text(const struct ticker_search *s, size_t i, size_t length)
{
	size_t next = token_behind(s, i, length);
	return i == 0 && (next == s->count || search_is_to(&s->token[next]));
}

/*
 * Whether the word is also a name: "HSBC" is found as a name, with the evidence that a name needs.
 */
static bool is_name(const struct ticker_search *s, size_t i)
{
	const struct ticker_slot *slot = ticker_slot_find(s->m, s->token[i].hash);
	return slot != NULL && slot->entry >= 0;
}

/* Whether the words after a symbol without other marks show that it is one. */
static bool stands_for_company(
	const struct ticker_search *s, size_t i, size_t length, int32_t entry)
{
	uint32_t after = s->classes[token_behind(s, i, length)];
	bool with_class = length > s->token[i].length;
	if ((after & WORD_SECURITY && s->token[i].length > 1) || with_class)
		return true;
	bool initials = memchr(s->token[i].text, '.', s->token[i].length) != NULL; /* "L.P." */
	if (initials || s->classes[i] & (WORD_NAME | WORD_OFFICE))
		return false;
	bool large = entry < RANK_LARGE;
	if ((large || length >= BARE_LETTERS) && is_among_symbols(s, i, length))
		return true;
	if (!large || length < BARE_LETTERS || is_name(s, i))
		return false;
	if (length > BARE_LETTERS && entry < RANK_GIANT)
		return true;
	return (after & (WORD_VERB | WORD_NOUN | WORD_QUOTED)) || opens_text(s, i, length);
}

/* "CAKE stock": a word, not an acronym; nobody writes the word in capitals there. */
static bool is_stock(const struct ticker_search *s, size_t i)
{
	return s->token[i].length >= BARE_LETTERS && s->classes[i] & WORD_NAME &&
	       search_classes_after(s, i) & WORD_SECURITY;
}

bool search_may_be_symbol(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	size_t n;
	return t->cashtag || (t->upper && symbol_at(s, t->text, false, &n) >= 0);
}

int32_t search_symbol(const struct ticker_search *s, size_t i, size_t *length)
{
	/* some are also symbols of securities */
	static const char coins[] = "ada bnb btc doge eth ltc shib sol xrp";
	const struct ticker_token *t = &s->token[i];
	size_t n = 0;
	if (t->cashtag) {
		int32_t entry = symbol_at(s, t->text, true, &n);
		if (entry < 0 || s->classes[token_behind(s, i, n)] & WORD_MONEY ||
			ticker_token_among(t, coins))
			return -1;
		*length = n;
		return entry;
	}
	if (!t->upper)
		return -1;
	if (t->broken && at_exchange(s, i))
		return symbol_at(s, t->text, false, length);
	if (s->shouted || (s->classes[i] & WORD_ACRONYM && !is_stock(s, i)))
		return -1;
	int32_t entry = symbol_at(s, t->text, false, &n);
	bool bracketed = t->length > 1 && entry >= 0 && is_bracketed(s, t, n);
	if (entry < 0 || !(bracketed || stands_for_company(s, i, n, entry)))
		return -1;
	*length = n;
	return entry;
}

bool search_is_foreign(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	size_t n = t->upper ? symbol_length(t->text, false) : 0;
	return n > t->length && t->text[t->length] == '.' && i + 1 < s->count &&
	       s->classes[i + 1] & WORD_SUFFIX && !is_home_suffix(t[1].text, t[1].length) &&
	       t[1].upper;
}
