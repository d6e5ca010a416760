/*
 * Finds and hashes the plain words of a text, which are its runs of ASCII letters and digits, once
 * for all readers (lexicon_word.h, ticker_name.h). Where a word continues beyond such a run
 * ("don't", "AT&T", "3.5", letters with accents), each reader reads the rest in its own way. Call
 * plain_words_read for each text; a reader then goes through the text and calls plain_word_at at
 * each place where a word may start.
 */
#ifndef OPT_PLAIN_WORD_H
#define OPT_PLAIN_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FNV-1a: the hash of words. */
#define PLAIN_HASH_BASIS UINT64_C(14695981039346656037)
#define PLAIN_HASH_PRIME UINT64_C(1099511628211)

enum {
	PLAIN_WORDS_MAX = 96,
	PLAIN_STEM = 4, /* bytes: "profitability", "profitable" and "profit" have the same stem */
};

/* The kinds of letters of a word, a set. */
enum { PLAIN_CAPITAL = 1 << 5, PLAIN_SMALL = 1 << 7 };

struct plain_word {
	uint64_t hash,
		/*
		 * of the word in lower case; stem: of its first PLAIN_STEM bytes, 0 when it has
		 * fewer
		 */
		stem;
	const char *start;
	uint16_t length;
	uint8_t seen;
	bool whole; /* the next byte does not continue the word for any reader */
};

struct plain_words {
	const char *text, *end; /* borrowed */
	/* after the last comes one that starts at end */
	struct plain_word word[PLAIN_WORDS_MAX + 1];
};

/*
 * Reads LENGTH bytes of TEXT. It stops after PLAIN_WORDS_MAX words, and at a word of 64 KiB or
 * more; readers read the rest themselves.
 */
void plain_words_read(struct plain_words *w, const char *text, size_t length);

/*
 * The hash of WORD, LENGTH bytes, in lower case, as in struct plain_word. Bytes other than A-Z are
 * hashed as they are.
 */
uint64_t plain_word_hash(const char *word, size_t length);

/*
 * Whether a whole plain word starts at P. *NEXT is w->word at first; each call moves it to the
 * first word at or after P.
 */
static inline bool plain_word_at(const struct plain_word **next, const char *p)
{
	while ((*next)->start < p)
		++*next;
	return (*next)->start == p && (*next)->whole;
}

#endif
