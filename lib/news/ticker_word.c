#include "ticker_word.h"

#include <string.h>

#include "array.h"
#include "plain_word.h"

#define NOTHING(...)

static const struct ticker_known known[] = {
#define WORDS NOTHING
#define KNOWN(name, before, after) {name, before, after, NULL},
#define KNOWN_BY(name, after) {name, "", "", after},
#define BROKER NOTHING
#define PUBLISHER NOTHING
#define RESEARCHER NOTHING
#include "ticker_words.def"
#undef WORDS
#undef KNOWN
#undef KNOWN_BY
};

static const struct {
	uint32_t class;
	const char *words;
} rows[] = {
#define WORDS(class, words) {WORD_##class, words},
#define KNOWN NOTHING
#define KNOWN_BY NOTHING
#include "ticker_guards.def"
#include "ticker_words.def"
#undef WORDS
#undef BROKER
};

const char ticker_brokers[] =
#define WORDS NOTHING
#define BROKER(tickers) tickers " "
#include "ticker_words.def"
	;
#undef BROKER
#undef PUBLISHER

const char ticker_publishers[] =
#define BROKER NOTHING
#define PUBLISHER(tickers) tickers " "
#include "ticker_words.def"
	;
#undef PUBLISHER
#undef RESEARCHER

const char ticker_researchers[] =
#define PUBLISHER NOTHING
#define RESEARCHER(tickers) tickers " "
#include "ticker_words.def"
	;

static struct ticker_word *slot_of(struct ticker_words *w, uint64_t hash)
{
	struct ticker_word *slot = &w->slot[ticker_words_find(w, hash) - w->slot];
	slot->tag = ticker_word_tag(hash);
	return slot;
}

void ticker_words_init(struct ticker_words *w)
{
	for (size_t i = 0; i < TICKER_WORD_SLOTS; i++)
		w->slot[i] = (struct ticker_word){.known = -1};
	for (size_t i = 0; i < array_size(rows); i++)
		for (const char *p = rows[i].words; *p != '\0';) {
			size_t n = strcspn(p, " ");
			slot_of(w, plain_word_hash(p, n))->classes |= rows[i].class;
			p += n + (p[n] == ' ');
		}
	for (size_t i = 0; i < array_size(known); i++)
		slot_of(w, plain_word_hash(known[i].name, strlen(known[i].name)))->known =
			(int32_t)i;
}

const struct ticker_known *ticker_known(int32_t row)
{
	return &known[row];
}
