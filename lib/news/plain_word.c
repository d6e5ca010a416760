#include "plain_word.h"

/* The lower case of a letter or digit; 0 for every other byte. One row has 16 bytes. */
#define NONE "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
static const char folded[256] = NONE NONE NONE "0123456789\0\0\0\0\0\0"
					       "\0abcdefghijklmno"
					       "pqrstuvwxyz\0\0\0\0\0"
					       "\0abcdefghijklmno"
					       "pqrstuvwxyz\0\0\0\0\0";

static unsigned char fold(const char *p)
{
	return (unsigned char)folded[(unsigned char)*p];
}

static bool is_letter(const char *p, const char *end)
{
	return p < end && ((unsigned char)*p >= 0x80 || fold(p) >= 'a');
}

/*
 * An apostrophe or a letter outside ASCII may continue a word, and so may "&" and "." before a
 * letter.
 */
static bool ends_word(const char *p, const char *end)
{
	if (p == end || *p == ' ')
		return true;
	if (*p == '&' || *p == '.')
		return !is_letter(p + 1, end);
	return *p != '\'' && (unsigned char)*p < 0x80;
}

void plain_words_read(struct plain_words *w, const char *text, size_t length)
{
	const char *p = text, *end = text + length;
	struct plain_word *word = w->word, *last = w->word + PLAIN_WORDS_MAX;
	w->text = text;
	w->end = end;
	while (word < last) {
		while (p < end && fold(p) == 0)
			p++;
		if (p == end)
			break;
		const char *start = p;
		uint64_t hash = PLAIN_HASH_BASIS, stem = 0;
		unsigned int seen = 0;
		for (unsigned char c; p < end && (c = fold(p)) != 0; p++) {
			hash = (hash ^ c) * PLAIN_HASH_PRIME;
			/* after adding 0x20 only capitals have bit 5, only small letters bit 7 */
			seen |= (unsigned char)*p + 0x20U;
			stem = p - start == PLAIN_STEM - 1 ? hash : stem;
		}
		if (p - start > UINT16_MAX)
			break;
		word->hash = hash;
		word->stem = stem;
		word->start = start;
		word->length = (uint16_t)(p - start);
		word->seen = seen & (PLAIN_CAPITAL | PLAIN_SMALL);
		word->whole = ends_word(p, end);
		word++;
	}
	*word = (struct plain_word){.start = end};
}

uint64_t plain_word_hash(const char *word, size_t length)
{
	uint64_t hash = PLAIN_HASH_BASIS;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)word[i];
		hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32U : c)) * PLAIN_HASH_PRIME;
	}
	return hash;
}
