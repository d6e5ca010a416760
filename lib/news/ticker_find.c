#include "ticker_search.h"

#include <string.h>

enum {
	LONG_WORD = 4,	    /* in title case, words of more than this many letters have a capital */
	SENTENCE_SHARE = 3, /* when one long word in this many is small, capitals mark names */
};

/* Whether " - ", " | " or a dash starts at P: the signs before the name of the source. */
static bool is_source_sign(const char *p)
{
	bool ascii = p[0] == ' ' && (p[1] == '-' || p[1] == '|') && p[2] == ' ';
	return ascii || (p[0] == ' ' && p[1] == '\xe2' && p[2] == '\x80' &&
				(p[3] == '\x93' || p[3] == '\x94') && p[4] == ' ');
}

/*
 * Returns the first token after the last such sign, where the source may be named; the count of
 * tokens when there is no sign.
 */
static size_t source_start(const struct ticker_search *s)
{
	for (size_t i = s->count; i-- > 1;)
		if (is_source_sign(s->token[i - 1].text + s->token[i - 1].whole))
			return i;
	return s->count;
}

/* "7" and "50th" are numbers, "3M" is not. */
static bool is_number(const struct ticker_token *t)
{
	size_t digits = 0;
	while (digits < t->length && t->text[digits] >= '0' && t->text[digits] <= '9')
		digits++;
	return digits > 0 && (digits == t->length || !t->upper);
}

/* Sets the flags about the capitals of the text. */
static void read_capitals(struct ticker_search *s)
{
	size_t small = 0, capital = 0;
	bool any_small = false, any_capital = false;
	for (size_t i = 0; i < s->count; i++) {
		const struct ticker_token *t = &s->token[i];
		any_small |= !t->upper & (t->length > 1);
		any_capital = any_capital || (t->capital && !is_number(t));
		bool counts = i > 0 && t->length > LONG_WORD;
		capital += counts & t->capital;
		small += counts & !t->capital;
	}
	s->shouted = !any_small && s->count > 2;
	s->lower = !any_capital && s->count > 1;
	s->sentence = small > 0 && small * SENTENCE_SHARE >= small + capital;
}

static void classify_words(struct ticker_search *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct ticker_word *word = ticker_words_find(s->m->words, s->token[i].hash);
		s->classes[i] = word->classes;
		s->known[i] = word->known;
	}
	s->classes[s->count] = 0;
	s->source_from = source_start(s);
}

static bool same_company(const struct ticker_search *s, int32_t a, int32_t b)
{
	const char *x = s->m->entries[a].name, *y = s->m->entries[b].name;
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/*
 * Adds a finding. Each company is kept once. A symbol replaces a name of the same company, as it
 * says which security is meant.
 */
static void add_finding(struct ticker_search *s, struct finding f)
{
	for (size_t i = 0; i < s->found_count; i++) {
		struct finding *old = &s->found[i];
		if (old->match.entry == f.match.entry) {
			old->tagged = old->tagged || f.tagged;
			return;
		}
		if (old->tagged == f.tagged || !same_company(s, old->match.entry, f.match.entry))
			continue;
		if (f.tagged)
			*old = f;
		return;
	}
	if (s->found_count < TICKER_MATCHES_MAX)
		s->found[s->found_count++] = f;
}

/* Finds the company at token I; false: there is none. */
static bool find_at(const struct ticker_search *s, size_t i, struct finding *out)
{
	const struct ticker_token *t = &s->token[i];
	size_t bytes = 0, words = 1;
	int32_t entry = search_symbol(s, i, &bytes);
	if (entry >= 0) {
		size_t after = i + 1;
		while (after < s->count && s->token[after].offset < t->offset + bytes)
			after++;
		*out = (struct finding){{entry, t->offset, (uint32_t)bytes}, .first = i,
			.after = after, .tagged = true};
		return true;
	}
	const struct ticker_slot *slot = search_name(s, i, &words);
	if (slot == NULL || search_is_foreign(s, i))
		return false;
	const struct ticker_token *last = t + words - 1;
	*out = (struct finding){{slot->entry, t->offset, last->offset + last->whole - t->offset},
		.first = i, .after = i + words};
	return true;
}

/*
 * Whether token I may be a name or a symbol. Whether a word has a capital is unpredictable, so
 * nothing branches on it.
 */
static bool may_be_found(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	bool starts = ticker_may_start(s->m, t->hash) | !t->plain;
	return (starts & (t->capital | s->lower)) | t->cashtag;
}

/*
 * Returns the first token from I on that starts a name or is a symbol; the count of tokens when
 * there is none.
 */
static size_t next_candidate(const struct ticker_search *s, size_t i)
{
	while (i < s->count &&
		!(may_be_found(s, i) && (search_may_be_name(s, i) || search_may_be_symbol(s, i))))
		i++;
	return i;
}

size_t ticker_find_in(const struct ticker_matcher *m, const struct plain_words *text,
	struct ticker_match out[static TICKER_MATCHES_MAX])
{
	struct ticker_search s;
	s.m = m;
	s.text = text->text;
	s.found_count = 0;
	s.count = ticker_tokens(text, s.token, TICKER_TOKENS_MAX);
	read_capitals(&s);
	size_t i = next_candidate(&s, 0);
	if (i == s.count) /* true for most texts */
		return 0;
	classify_words(&s);
	while (i < s.count) {
		struct finding f;
		bool found = find_at(&s, i, &f);
		if (found && (i != s.source_from || i == 0 || f.after != s.count || f.tagged))
			add_finding(&s, f);
		i = next_candidate(&s, found ? f.after : i + 1);
	}
	return search_keep_subjects(&s, out);
}

size_t ticker_find(const struct ticker_matcher *m, const char *text,
	struct ticker_match out[static TICKER_MATCHES_MAX])
{
	struct plain_words words;
	plain_words_read(&words, text, strlen(text));
	return ticker_find_in(m, &words, out);
}
