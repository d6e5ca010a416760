/* A text being searched for companies: what ticker_find and the files that judge for it share. */
#ifndef OPT_TICKER_SEARCH_H
#define OPT_TICKER_SEARCH_H

#include "ticker.h"
#include "ticker_name.h"

/* How large a company must be, by its place in the universe, for less evidence to do. */
enum {
	RANK_LARGE = 2500, /* its name, if a word, is known by a verb ("Progressive posts") */
	RANK_GIANT = 800,  /* ... by its capital alone, where only names have one */
	RANK_LOWER = 1000, /* its name is understood where nobody writes capitals */
};

/* A match and how it came about. */
struct finding {
	struct ticker_match match;
	size_t first, after; /* tokens */
	bool tagged;	     /* by its symbol */
};

/* The text being searched. */
struct ticker_search {
	const struct ticker_matcher *m;
	const char *text;
	struct ticker_token token[TICKER_TOKENS_MAX + 1];
	uint32_t classes[TICKER_TOKENS_MAX + 1]; /* 0 behind the last */
	int32_t known[TICKER_TOKENS_MAX];
	size_t count;
	size_t source_from; /* the token where the source is named; count: there is none */
	bool shouted;	    /* nothing but capitals: they say nothing */
	bool lower;	    /* no capital at all */
	bool sentence;	    /* only names have capitals */
	struct finding found[TICKER_MATCHES_MAX];
	size_t found_count;
};

/* The word behind token I; NULL: a sign stands between, or it is the last. */
const struct ticker_token *search_after(const struct ticker_search *s, size_t i);
uint32_t search_classes_after(const struct ticker_search *s, size_t i); /* its classes, or 0 */
bool search_is_possessive(const struct ticker_token *t);
bool search_is_to(const struct ticker_token *t);

/* Can token I begin a name, be a symbol? If not, its neighbours need no look. */
bool search_may_be_name(const struct ticker_search *s, size_t i);
bool search_may_be_symbol(const struct ticker_search *s, size_t i);

/*
 * The longest name at token I, of which the words around say that it is one; *LENGTH words of it.
 * NULL: none.
 */
const struct ticker_slot *search_name(const struct ticker_search *s, size_t i, size_t *length);

/*
 * The security whose symbol token I is, by evidence: "$AAPL", "NASDAQ: AAPL", "(AAPL)", "AAPL
 * shares". *LENGTH bytes of it. -1: none.
 */
int32_t search_symbol(const struct ticker_search *s, size_t i, size_t *length);
bool search_is_foreign(const struct ticker_search *s, size_t i); /* "SAP.DE" */

/* What was found without those who only speak of it. Returns how many. */
size_t search_keep_subjects(
	const struct ticker_search *s, struct ticker_match out[static TICKER_MATCHES_MAX]);

#endif
