/*
 * The state of a search for companies in one text, and the functions that ticker_find.c,
 * ticker_evidence.c, ticker_symbol.c and ticker_source.c share. ticker_find.c fills a struct
 * ticker_search, tries search_symbol and then search_name at each token, and at the end calls
 * search_keep_subjects.
 */
#ifndef OPT_TICKER_SEARCH_H
#define OPT_TICKER_SEARCH_H

#include "ticker.h"
#include "ticker_name.h"

/*
 * Limits of the index in the universe, which is the rank by size: a larger company needs less
 * evidence.
 */
enum {
	/* below this a verb is enough for a name that is a word ("Progressive posts") */
	RANK_LARGE = 2500,
	RANK_GIANT = 800,  /* below this a capital is enough, where only names have capitals */
	RANK_LOWER = 1000, /* below this the name counts in texts without any capital */
};

/* A match and the evidence for it. */
struct finding {
	struct ticker_match match;
	size_t first, after; /* tokens */
	bool tagged;	     /* found by its symbol */
};

/* The text being searched. */
struct ticker_search {
	const struct ticker_matcher *m;
	const char *text;
	struct ticker_token token[TICKER_TOKENS_MAX + 1];
	uint32_t classes[TICKER_TOKENS_MAX + 1]; /* 0 after the last token */
	int32_t known[TICKER_TOKENS_MAX];
	size_t count;
	size_t source_from; /* the token where the source is named; count: none */
	bool shouted;	    /* all letters are capitals, so capitals say nothing */
	bool lower;	    /* there is no capital */
	bool sentence;	    /* only names have capitals, as in a sentence */
	struct finding found[TICKER_MATCHES_MAX];
	size_t found_count;
};

/* The word after token I; NULL: a sign stands between, or I is the last. */
const struct ticker_token *search_after(const struct ticker_search *s, size_t i);
/* the classes of that word, or 0 */
uint32_t search_classes_after(const struct ticker_search *s, size_t i);
/* Whether the word ends with "'s"; whether it is "to". */
bool search_is_possessive(const struct ticker_token *t);
bool search_is_to(const struct ticker_token *t);

/* Whether token I may start a name, or be a symbol. If not, its neighbours need no check. */
bool search_may_be_name(const struct ticker_search *s, size_t i);
bool search_may_be_symbol(const struct ticker_search *s, size_t i);

/*
 * Returns the longest name at token I that the words around it confirm, and sets *LENGTH to its
 * number of words; NULL: there is none.
 */
const struct ticker_slot *search_name(const struct ticker_search *s, size_t i, size_t *length);

/*
 * Returns the security whose symbol token I is, when there is evidence: "$AAPL", "NASDAQ: AAPL",
 * "(AAPL)", "AAPL shares". Sets *LENGTH to the bytes of the symbol. -1: there is none.
 */
int32_t search_symbol(const struct ticker_search *s, size_t i, size_t *length);
/* whether token I is a symbol at a foreign exchange: "SAP.DE" */
bool search_is_foreign(const struct ticker_search *s, size_t i);

/* Stores the findings without the companies that only make statements, and returns how many. */
size_t search_keep_subjects(
	const struct ticker_search *s, struct ticker_match out[static TICKER_MATCHES_MAX]);

#endif
