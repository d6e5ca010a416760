/*
 * The classes of single words for the ticker matcher: which words can be a name, and which are
 * evidence for one. Call ticker_words_init once, then ticker_words_find for each word.
 */
#ifndef OPT_TICKER_WORD_H
#define OPT_TICKER_WORD_H

#include <stddef.h>
#include <stdint.h>

/* Bits: a word can have several classes. */
enum ticker_word_class {
	WORD_NEVER = 1 << 0,	  /* a name only when a legal form follows */
	WORD_PLAIN = 1 << 1,	  /* an ordinary word: a name only with evidence */
	WORD_PROPER = 1 << 2,	  /* people and places: a name only with evidence */
	WORD_LEGAL = 1 << 3,	  /* the end of a name that nobody says: "Inc" */
	WORD_TRADE = 1 << 4,	  /* the end of a name that may be left out: "Technologies" */
	WORD_FORM = 1 << 5,	  /* a legal form as news write it */
	WORD_COMPANY = 1 << 6,	  /* follows companies: "Box shares" */
	WORD_SECURITY = 1 << 7,	  /* follows symbols: "AAPL calls" */
	WORD_NOUN = 1 << 8,	  /* something that companies have: "profit" */
	WORD_VERB = 1 << 9,	  /* something that a company does: "raises" */
	WORD_TO_VERB = 1 << 10,	  /* something that companies are to do: "buy" */
	WORD_GIVEN = 1 << 11,	  /* given names and titles of people */
	WORD_INSTITUTE = 1 << 12, /* after a name it makes something else: "University" */
	WORD_AFTER = 1 << 13,	  /* after a word it makes something else: "Street" */
	WORD_JOINING = 1 << 14,	  /* stands inside a name with a small letter: "of" */
	WORD_EXCHANGE = 1 << 15,
	WORD_MARKET = 1 << 16,	/* part of an exchange, after it: "American" */
	WORD_ACRONYM = 1 << 17, /* in capitals it is not the symbol */
	WORD_RATING = 1 << 18,	/* news of analysts */
	WORD_SPEAKS = 1 << 19,	/* after a broker: it speaks about others */
	WORD_OWN = 1 << 20,	/* after that: it speaks about itself after all */
	WORD_MACRO = 1 << 21,	/* a subject of brokers other than companies */
	WORD_QUOTES = 1 << 22,	/* before a publisher, which is then the source */
	WORD_REPORTS = 1 << 23, /* after a publisher, which is then the source */
	WORD_SUFFIX = 1 << 24,	/* after "SAP.": a foreign exchange */
	WORD_MONEY = 1 << 25,	/* makes a sum after a dollar sign, not a symbol: "$AB million" */
	WORD_OPINES = 1 << 26,	/* a statement that is never news about the broker itself */
	WORD_VERDICT = 1 << 27, /* the result of a rating: "sell" */
	WORD_OFFICE = 1 << 28,	/* an office, after which its people are named: "Fed's Williams" */
	WORD_SURVEY = 1 << 29,	/* after a company: its study about others */
	WORD_QUOTED = 1 << 30,	/* after a symbol: how it trades */
	WORD_NAME = WORD_NEVER | WORD_PLAIN | WORD_PROPER,
};

enum { TICKER_WORD_SLOTS = 8192 };

struct ticker_word {
	uint32_t tag; /* upper half of the hash; 0: free */
	uint32_t classes;
	int32_t known; /* row of struct ticker_known; -1: the word has no such rule */
};

struct ticker_words {
	struct ticker_word slot[TICKER_WORD_SLOTS];
};

/*
 * The rule of a name that is an ordinary word: the words (lower case, separated by spaces) that
 * deny it before and after it, or the words one of which must follow (NULL: none must).
 */
struct ticker_known {
	const char *name, *before, *after, *only;
};

/* Fills W from ticker_words.def and ticker_guards.def. */
void ticker_words_init(struct ticker_words *w);

static inline uint32_t ticker_word_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

/*
 * Returns the slot of a word by its HASH, as in struct ticker_token. A word without a class gets a
 * free slot, with 0 and -1. Whether a word is in the table is unpredictable, so nothing branches on
 * it.
 */
static inline const struct ticker_word *ticker_words_find(
	const struct ticker_words *w, uint64_t hash)
{
	uint32_t tag = ticker_word_tag(hash);
	size_t i = hash % TICKER_WORD_SLOTS;
	while ((w->slot[i].tag != tag) & (w->slot[i].tag != 0))
		i = (i + 1) % TICKER_WORD_SLOTS;
	return &w->slot[i];
}

/* Returns the rule of ROW, which is at least 0. */
const struct ticker_known *ticker_known(int32_t row);

/* The symbols of each kind of speaker, separated by spaces. */
extern const char ticker_brokers[], ticker_publishers[], ticker_researchers[];

#endif
