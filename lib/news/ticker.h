/*
 * Finds the companies that a text is about: by cashtags ($AAPL), exchange tags (NASDAQ: AAPL),
 * symbols in brackets, registered names without their legal forms, shorter names and aliases. It
 * passes over the text once and takes the longest name that starts at each word. A name that is an
 * ordinary word (Apple, Target, Gap) needs a capital and a fitting neighbour; a bare symbol needs
 * other evidence. Companies that rate others or report about them are left out, and so are symbols
 * at foreign exchanges.
 *
 * Build a matcher once, then search each text:
 *
 * 	ticker_matcher_build(&m, entries, count, &err);
 * 	n = ticker_find(&m, text, matches);
 * 	ticker_matcher_free(&m);
 */
#ifndef OPT_TICKER_H
#define OPT_TICKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "plain_word.h"
#include "ticker_word.h"

/* A listed security. Its texts are borrowed as long as the matcher exists. */
struct ticker_entry {
	const char *ticker;  /* class shares are written BRK.B */
	const char *name;    /* as registered; NULL: only the ticker is known */
	const char *aliases; /* separated by '|'; NULL: none */
};

enum { TICKER_MATCHES_MAX = 16 };

enum {
	/* more than the names of 25,000 securities with aliases need */
	TICKER_SLOTS_MAX = 1 << 20,
	TICKER_SPEAKERS_MAX = 128,   /* brokers and publishers */
	TICKER_START_BITS = 1 << 17, /* for 18,000 words; the filter stays in a core's cache */
};

enum ticker_slot_flag {
	TICKER_ALIAS = 1,     /* from a list of aliases */
	TICKER_SYMBOL = 2,    /* not a name */
	TICKER_GUARDED = 4,   /* a short name that needs evidence as ordinary words do */
	TICKER_SHORTENED = 8, /* one word of a longer name */
};

struct ticker_slot {
	uint32_t tag;	 /* upper half of the hash; 0: free */
	int32_t entry;	 /* index of the security; -1: only longer names start here */
	uint16_t names;	 /* registered names that start with this word */
	uint8_t longest; /* words of the longest name that starts with this word */
	uint8_t flags;	 /* enum ticker_slot_flag */
};

enum ticker_speaker_kind {
	TICKER_BROKER, /* a broker or a rating agency */
	TICKER_PUBLISHER,
	TICKER_RESEARCHER, /* its statistics about others are news */
};

/* A company that makes statements about others. */
struct ticker_speaker {
	int32_t entry;
	enum ticker_speaker_kind kind;
};

struct ticker_matcher {
	const struct ticker_entry *entries; /* borrowed */
	size_t entry_count;
	struct ticker_slot *slots; /* owned */
	size_t slot_count;	   /* a power of two */
	size_t used;
	struct ticker_words *words;	      /* owned */
	uint8_t start[TICKER_START_BITS / 8]; /* filter: words that start a name or are a symbol */
	struct ticker_speaker speaker[TICKER_SPEAKERS_MAX];
	size_t speaker_count;
};

/*
 * Builds a matcher for COUNT ENTRIES, which it borrows, in order of rank: when several entries have
 * the same name, the name means the first common stock of them. Returns 0, or -1 with ERROR_AGAIN
 * for no memory and ERROR_DATA for too many entries or names.
 */
int ticker_matcher_build(struct ticker_matcher *m, const struct ticker_entry *entries, size_t count,
	struct error *err);
void ticker_matcher_free(struct ticker_matcher *m);

struct ticker_match {
	int32_t entry;	 /* index of the security */
	uint32_t offset; /* in the text, bytes */
	uint32_t length;
};

/*
 * Finds the securities that TEXT is about, each once, in the order of the text, without sources and
 * raters. Returns how many.
 */
size_t ticker_find(const struct ticker_matcher *m, const char *text,
	struct ticker_match out[static TICKER_MATCHES_MAX]);

/* Does the same with a text whose words were already read. A NUL follows the end of the text. */
size_t ticker_find_in(const struct ticker_matcher *m, const struct plain_words *text,
	struct ticker_match out[static TICKER_MATCHES_MAX]);

/*
 * Returns false only when HASH is neither the first word of a name nor a symbol; most words are
 * neither.
 */
static inline bool ticker_may_start(const struct ticker_matcher *m, uint64_t hash)
{
	size_t bit = (hash ^ hash >> 32) % TICKER_START_BITS;
	return (m->start[bit / 8] >> bit % 8 & 1) != 0;
}

/*
 * Returns the slot of a phrase's hash or of a symbol; NULL: there is none. For the search and the
 * building of the matcher.
 */
const struct ticker_slot *ticker_slot_find(const struct ticker_matcher *m, uint64_t hash);
const struct ticker_slot *ticker_symbol_find(
	const struct ticker_matcher *m, const char *symbol, size_t length);

/*
 * Whether the symbol is that of a common stock: not a preferred share, warrant, unit or right
 * (BAC.PL, FITBI, ABCDW). The first common stock is a company's primary security.
 */
bool ticker_is_common(const char *ticker);

/*
 * Whether TEXT is a symbol as brokers write it: 1 to 5 capitals, then perhaps '.' and one or two
 * capitals for the class.
 */
bool ticker_is_symbol(const char *text);

#endif
