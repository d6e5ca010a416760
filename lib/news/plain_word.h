/*
 * The plain words of a text: its runs of ASCII letters and digits, found and hashed once for all
 * who read it (lexicon_word.h, ticker_name.h). Where a word goes on beyond such a run ("don't",
 * "AT&T", "3.5", letters with accents) each reader follows it by itself.
 */
#ifndef OPT_PLAIN_WORD_H
#define OPT_PLAIN_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FNV-1a, by which words are known. */
#define PLAIN_HASH_BASIS UINT64_C(14695981039346656037)
#define PLAIN_HASH_PRIME UINT64_C(1099511628211)

enum {
	PLAIN_WORDS_MAX = 96,
	PLAIN_STEM = 4, /* bytes: "profitability" and "profitable" share theirs, "profit" too */
};

/* What is in a word, a set. */
enum { PLAIN_CAPITAL = 1 << 5, PLAIN_SMALL = 1 << 7 };

struct plain_word {
	uint64_t hash,
		stem; /* in lower case; stem: of the first PLAIN_STEM bytes, 0: it has less */
	const char *start;
	uint16_t length;
	uint8_t seen;
	bool whole; /* what follows is of no word, whoever reads it */
};

struct plain_words {
	const char *text, *end;			     /* borrowed */
	struct plain_word word[PLAIN_WORDS_MAX + 1]; /* behind the last one that starts at end */
};

/*
 * Of LENGTH bytes of TEXT. Only the first PLAIN_WORDS_MAX, and none from one on of 64 KiB: what
 * follows is for the readers themselves.
 */
void plain_words_read(struct plain_words *w, const char *text, size_t length);

/*
 * The hash of WORD, LENGTH bytes, in lower case, as in struct plain_word. Bytes other than A-Z are
 * hashed as they are.
 */
uint64_t plain_word_hash(const char *word, size_t length);

/* Does a plain word start at P, and is it whole? *NEXT, at first w->word, comes to it. */
static inline bool plain_word_at(const struct plain_word **next, const char *p)
{
	while ((*next)->start < p)
		++*next;
	return (*next)->start == p && (*next)->whole;
}

#endif
