/* Words of names and texts as the ticker matcher compares them. */
#ifndef OPT_TICKER_NAME_H
#define OPT_TICKER_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plain_word.h"
#include "ticker_word.h"

enum { TICKER_TOKENS_MAX = 96, TICKER_NAME_TOKENS_MAX = 12 };

struct ticker_token {
	uint64_t hash;	  /* of the word in lower case, without "'s" */
	uint64_t with_s;  /* with its s, when it is a possessive ("McDonald's"); else as hash */
	const char *text; /* of LENGTH bytes, as written, without "'s" */
	uint32_t offset;
	uint16_t length, whole; /* whole: with "'s"; of joined initials all of them */
	bool capital; /* has a capital, a digit in front or a letter outside ASCII there */
	bool upper;   /* no small letter */
	bool plain;   /* letters and digits of ASCII only, all that there is of it */
	bool cashtag; /* right behind a dollar sign */
	bool broken;  /* a comma, colon or bracket stands between this and the word before */
};

/* At most MAX words of TEXT. "AT&T", "U.S." and "C3.ai" are one, one and two words. */
size_t ticker_tokens(const struct plain_words *text, struct ticker_token *out, size_t max);

/* Is the word one of LIST's, which are lower case and parted by blanks? */
bool ticker_token_among(const struct ticker_token *t, const char *list);

uint64_t ticker_hash_join(uint64_t phrase, uint64_t word);

/*
 * The words of a registered name that people say: without "Inc", "Corp /DE/", "The", "Class A";
 * initials as one word ("J M Smucker": 2).
 */
size_t ticker_name_tokens(const struct ticker_words *w, const char *name,
	struct ticker_token out[static TICKER_NAME_TOKENS_MAX]);

/*
 * The same as text, in lower case, parted by blanks ("jm smucker"). False: it does not fit or
 * nothing is left.
 */
bool ticker_name_spoken(const struct ticker_words *w, const char *name, char *out, size_t size);

/*
 * How many words remain when the last describes a trade ("Meta Platforms": 1); COUNT when it does
 * not.
 */
size_t ticker_name_shorter(
	const struct ticker_words *w, const struct ticker_token *tokens, size_t count);

#endif
