/*
 * Splits names and texts into words that the ticker matcher compares. Call ticker_tokens for a
 * text, ticker_name_tokens for a registered name.
 */
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
	uint64_t with_s;  /* with the s of a possessive ("McDonald's"), otherwise as hash */
	const char *text; /* LENGTH bytes, as written, without "'s" */
	uint32_t offset;
	uint16_t length, whole; /* whole: with "'s"; all of joined initials */
	bool capital; /* has a capital, or starts with a digit or a letter outside ASCII */
	bool upper;   /* has no small letter */
	bool plain;   /* consists of ASCII letters and digits only, and nothing continues it */
	bool cashtag; /* right after a dollar sign */
	bool broken;  /* a comma, colon or bracket stands before this word */
};

/*
 * Stores at most MAX words of TEXT and returns how many. "AT&T" and "U.S." are one word each,
 * "C3.ai" is two.
 */
size_t ticker_tokens(const struct plain_words *text, struct ticker_token *out, size_t max);

/* Whether the word is one of LIST, which has lower case words separated by spaces. */
bool ticker_token_among(const struct ticker_token *t, const char *list);

/* The hash of a phrase, from the hash of its start and that of its next word. */
uint64_t ticker_hash_join(uint64_t phrase, uint64_t word);

/*
 * Stores the words of a registered name that people say: without "Inc", "Corp /DE/", "The", "Class
 * A". Initials are one word, so "J M Smucker" has 2. Returns how many.
 */
size_t ticker_name_tokens(const struct ticker_words *w, const char *name,
	struct ticker_token out[static TICKER_NAME_TOKENS_MAX]);

/*
 * Writes the same words as text, in lower case with spaces between them ("jm smucker"). Returns
 * false when they do not fit in SIZE bytes or no word is left.
 */
bool ticker_name_spoken(const struct ticker_words *w, const char *name, char *out, size_t size);

/*
 * Returns how many words remain when the last one only names a trade ("Meta Platforms": 1),
 * otherwise COUNT.
 */
size_t ticker_name_shorter(
	const struct ticker_words *w, const struct ticker_token *tokens, size_t count);

#endif
