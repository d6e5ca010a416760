/*
 * Which companies a text speaks of: cashtags ($AAPL), exchange tags (NASDAQ: AAPL), symbols in
 * brackets, registered names without their legal forms, shorter names and aliases. One pass; at
 * every word the longest name that starts there. Names that are words (Apple, Target, Gap) need a
 * capital and a fitting neighbour; bare symbols need evidence. Who rates others or reports of them
 * is left out, and so are names at foreign exchanges.
 */
#ifndef OPT_TICKER_H
#define OPT_TICKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "plain_word.h"
#include "ticker_word.h"

/* A listed security. Texts are borrowed for as long as the matcher lives. */
struct ticker_entry {
	const char *ticker;  /* class shares as BRK.B */
	const char *name;    /* as registered; NULL: known by its ticker only */
	const char *aliases; /* parted by '|'; NULL: none */
};

enum { TICKER_MATCHES_MAX = 16 };

enum {
	TICKER_SLOTS_MAX = 1 << 20,  /* more than names need: 25,000 securities with aliases */
	TICKER_SPEAKERS_MAX = 128,   /* brokers and publishers */
	TICKER_START_BITS = 1 << 17, /* of 18,000 words: the filter stays in a core's cache */
};

enum ticker_slot_flag {
	TICKER_ALIAS = 1,     /* given by hand */
	TICKER_SYMBOL = 2,    /* not a name */
	TICKER_GUARDED = 4,   /* a shortened name that needs evidence as ordinary words do */
	TICKER_SHORTENED = 8, /* one word of a longer name */
};

struct ticker_slot {
	uint32_t tag;	 /* half of the hash; 0: free */
	int32_t entry;	 /* index of the security; -1: only the start of longer names */
	uint16_t names;	 /* registered names that start with this word */
	uint8_t longest; /* words of the longest name that starts with this one */
	uint8_t flags;	 /* enum ticker_slot_flag */
};

enum ticker_speaker_kind {
	TICKER_BROKER, /* a rating agency too */
	TICKER_PUBLISHER,
	TICKER_RESEARCHER, /* whose counts of others are news */
};

/* Who says things about others. */
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
	uint8_t start[TICKER_START_BITS / 8]; /* of words that start a name or are a symbol */
	struct ticker_speaker speaker[TICKER_SPEAKERS_MAX];
	size_t speaker_count;
};

/*
 * Entries in order of rank: where several have one name, the first common stock has it. 0, or -1
 * when memory is short (ERROR_AGAIN) or there are too many (ERROR_DATA).
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
 * The securities TEXT speaks of, each once, in order of appearance; sources and raters left out.
 * Returns how many.
 */
size_t ticker_find(const struct ticker_matcher *m, const char *text,
	struct ticker_match out[static TICKER_MATCHES_MAX]);

/* The same of a text whose words have been read, with a NUL behind its end. */
size_t ticker_find_in(const struct ticker_matcher *m, const struct plain_words *text,
	struct ticker_match out[static TICKER_MATCHES_MAX]);

/* False when no name starts with the word of HASH and no symbol is it, as of most. */
static inline bool ticker_may_start(const struct ticker_matcher *m, uint64_t hash)
{
	size_t bit = (hash ^ hash >> 32) % TICKER_START_BITS;
	return (m->start[bit / 8] >> bit % 8 & 1) != 0;
}

/* The slot of a phrase's hash, of a symbol's; NULL: none. For the search and the building. */
const struct ticker_slot *ticker_slot_find(const struct ticker_matcher *m, uint64_t hash);
const struct ticker_slot *ticker_symbol_find(
	const struct ticker_matcher *m, const char *symbol, size_t length);

/*
 * By its symbol: no preferred share, warrant, unit or right (BAC.PL, FITBI, ABCDW). The first
 * common stock is a company's primary security.
 */
bool ticker_is_common(const char *ticker);

/* A symbol as brokers write them: 1 to 5 capitals, then '.' and one or two for the class. */
bool ticker_is_symbol(const char *text);

#endif
