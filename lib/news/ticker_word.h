/* What the ticker matcher knows of single words: which can be a name, which speak for one. */
#ifndef OPT_TICKER_WORD_H
#define OPT_TICKER_WORD_H

#include <stddef.h>
#include <stdint.h>

/* Bits: a word can be of several classes. */
enum ticker_word_class {
	WORD_NEVER = 1 << 0,	  /* a name only with a legal form behind */
	WORD_PLAIN = 1 << 1,	  /* an ordinary word: a name only with evidence */
	WORD_PROPER = 1 << 2,	  /* people and places: a name only with evidence */
	WORD_LEGAL = 1 << 3,	  /* a name's end that nobody says: "Inc" */
	WORD_TRADE = 1 << 4,	  /* a name's end that may be left out: "Technologies" */
	WORD_FORM = 1 << 5,	  /* a legal form, as it is written in news */
	WORD_COMPANY = 1 << 6,	  /* makes a company of the word before: "Box shares" */
	WORD_SECURITY = 1 << 7,	  /* makes a symbol of the word before: "AAPL calls" */
	WORD_NOUN = 1 << 8,	  /* what companies have: "profit" */
	WORD_VERB = 1 << 9,	  /* what one company does: "raises" */
	WORD_TO_VERB = 1 << 10,	  /* what companies are to do: "buy" */
	WORD_GIVEN = 1 << 11,	  /* given names and titles of people */
	WORD_INSTITUTE = 1 << 12, /* behind any name something else: "University" */
	WORD_AFTER = 1 << 13,	  /* behind a word something else: "Street" */
	WORD_JOINING = 1 << 14,	  /* goes inside a name with a small letter: "of" */
	WORD_EXCHANGE = 1 << 15,
	WORD_MARKET = 1 << 16,	/* behind an exchange its part: "American" */
	WORD_ACRONYM = 1 << 17, /* in capitals something else than the symbol */
	WORD_RATING = 1 << 18,	/* news of analysts */
	WORD_SPEAKS = 1 << 19,	/* behind a broker: it speaks of others */
	WORD_OWN = 1 << 20,	/* behind that: of itself after all */
	WORD_MACRO = 1 << 21,	/* what brokers speak of beside companies */
	WORD_QUOTES = 1 << 22,	/* before a publisher: it is the source */
	WORD_REPORTS = 1 << 23, /* behind a publisher: it is the source */
	WORD_SUFFIX = 1 << 24,	/* behind "SAP.": a foreign exchange */
	WORD_MONEY = 1 << 25,	/* behind a dollar sign no symbol: "$AB million" */
	WORD_OPINES = 1 << 26,	/* of the broker's words those that are never news of it */
	WORD_VERDICT = 1 << 27, /* what a rating comes to: "sell" */
	WORD_OFFICE = 1 << 28,	/* whose people are named behind it: "Fed's Williams" */
	WORD_SURVEY = 1 << 29,	/* behind a company: what it found out about others */
	WORD_QUOTED = 1 << 30,	/* behind a symbol: how it trades */
	WORD_NAME = WORD_NEVER | WORD_PLAIN | WORD_PROPER,
};

enum { TICKER_WORD_SLOTS = 8192 };

struct ticker_word {
	uint32_t tag; /* high half of the hash; 0: free */
	uint32_t classes;
	int32_t known; /* row of the names with neighbours of their own; -1: none */
};

struct ticker_words {
	struct ticker_word slot[TICKER_WORD_SLOTS];
};

/*
 * A name that is a word; what before it and after it (lower case, parted by blanks) denies it, or
 * what has to stand behind it (NULL: nothing).
 */
struct ticker_known {
	const char *name, *before, *after, *only;
};

void ticker_words_init(struct ticker_words *w);

static inline uint32_t ticker_word_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

/*
 * HASH as in struct ticker_token. A word of no class has 0 and -1, as a free slot: whether it is
 * there cannot be foreseen, so nothing branches on it.
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

const struct ticker_known *ticker_known(int32_t row);

/* Symbols, parted by blanks. */
extern const char ticker_brokers[], ticker_publishers[], ticker_researchers[];

#endif
