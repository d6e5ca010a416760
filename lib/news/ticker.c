#include "ticker.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "ticker_name.h"

enum {
	/* a word that starts this many registered names is not a short name of any */
	NAMES_COMMON = 3,
	SHORT_NAME = 3,	   /* a word of up to this many letters does not stand for a longer name */
	RANK_KNOWN = 2500, /* readers know the short names of this many securities */
	RANK_LARGE = 1500, /* names of these may be shortened to their first two words */
	SYMBOL_LETTERS = 5,
	SLOTS_MIN = 4096,
	SLOTS_PER_ENTRY = 6,
};

/* The hashes of symbols differ from those of words. */
#define SYMBOL_BASIS UINT64_C(0x9e3779b97f4a7c15)

static const struct {
	const char *ticker, *names;
} aliases[] = {
#define ALIAS(ticker, names) {ticker, names},
#include "ticker_alias.def"
#include "ticker_alias_mid.def"
#undef ALIAS
};

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

static struct ticker_slot *slot_at(const struct ticker_matcher *m, uint64_t hash)
{
	uint32_t tag = tag_of(hash);
	size_t i = hash & (m->slot_count - 1);
	while (m->slots[i].tag != 0 && m->slots[i].tag != tag)
		i = (i + 1) & (m->slot_count - 1);
	return &m->slots[i];
}

const struct ticker_slot *ticker_slot_find(const struct ticker_matcher *m, uint64_t hash)
{
	const struct ticker_slot *slot = slot_at(m, hash);
	return slot->tag != 0 ? slot : NULL;
}

/* Returns the slot of HASH, a new one if need be; NULL: the table is full. */
static struct ticker_slot *insert(struct ticker_matcher *m, uint64_t hash)
{
	struct ticker_slot *slot = slot_at(m, hash);
	if (slot->tag != 0)
		return slot;
	if (m->used >= m->slot_count / 4 * 3)
		return NULL;
	m->used++;
	*slot = (struct ticker_slot){.tag = tag_of(hash), .entry = -1};
	return slot;
}

static uint64_t symbol_hash(const char *symbol, size_t length)
{
	uint64_t hash = SYMBOL_BASIS;
	for (size_t i = 0; i < length; i++) {
		char c = symbol[i] >= 'a' && symbol[i] <= 'z' ? (char)(symbol[i] - 32) : symbol[i];
		hash = (hash ^ (unsigned char)(c == '-' ? '.' : c)) * UINT64_C(1099511628211);
	}
	return hash;
}

const struct ticker_slot *ticker_symbol_find(
	const struct ticker_matcher *m, const char *symbol, size_t length)
{
	return ticker_slot_find(m, symbol_hash(symbol, length));
}

static void add_start(struct ticker_matcher *m, uint64_t hash)
{
	size_t bit = (hash ^ hash >> 32) % TICKER_START_BITS;
	m->start[bit / 8] |= (uint8_t)(1U << bit % 8);
}

static uint64_t phrase_hash(const struct ticker_token *t, size_t count)
{
	uint64_t hash = t[0].hash;
	for (size_t i = 1; i < count; i++)
		hash = ticker_hash_join(hash, t[i].hash);
	return hash;
}

static bool add_phrase(struct ticker_matcher *m, const struct ticker_token *t, size_t count,
	int32_t entry, uint8_t flags)
{
	if (count == 0)
		return true;
	struct ticker_slot *head = insert(m, t[0].hash);
	if (head == NULL)
		return false;
	head->longest = (uint8_t)(head->longest > count ? head->longest : count);
	add_start(m, t[0].hash);
	struct ticker_slot *slot = count == 1 ? head : insert(m, phrase_hash(t, count));
	if (slot == NULL)
		return false;
	if (slot->entry < 0) {
		slot->entry = entry;
		slot->flags |= flags;
	}
	return true;
}

static bool add_names(struct ticker_matcher *m, const char *names, int32_t entry)
{
	struct plain_words words;
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	for (const char *p = names; *p != '\0';) {
		size_t n = strcspn(p, "|");
		plain_words_read(&words, p, n);
		size_t count = ticker_tokens(&words, t, TICKER_NAME_TOKENS_MAX);
		/* An alias matches as it is written: "lowes" does not match "lowe's". */
		for (size_t i = 0; i < count; i++)
			t[i].hash = t[i].with_s;
		if (!add_phrase(m, t, count, entry, TICKER_ALIAS))
			return false;
		p += n + (p[n] == '|');
	}
	return true;
}

static bool add_symbols(struct ticker_matcher *m)
{
	for (size_t i = 0; i < m->entry_count; i++) {
		const char *ticker = m->entries[i].ticker;
		struct ticker_slot *slot = insert(m, symbol_hash(ticker, strlen(ticker)));
		if (slot == NULL)
			return false;
		slot->flags |= TICKER_SYMBOL;
		add_start(m, plain_word_hash(ticker, strcspn(ticker, ".-")));
		if (slot->entry < 0)
			slot->entry = (int32_t)i;
	}
	return true;
}

static bool add_aliases(struct ticker_matcher *m)
{
	for (size_t i = 0; i < array_size(aliases); i++) {
		const struct ticker_slot *slot =
			ticker_symbol_find(m, aliases[i].ticker, strlen(aliases[i].ticker));
		if (slot != NULL && !add_names(m, aliases[i].names, slot->entry))
			return false;
	}
	for (size_t i = 0; i < m->entry_count; i++)
		if (m->entries[i].aliases != NULL &&
			!add_names(m, m->entries[i].aliases, (int32_t)i))
			return false;
	return true;
}

/* Adds "D.R. Horton" for the registered name "HORTON D R". */
static bool add_turned(
	struct ticker_matcher *m, const struct ticker_token *t, size_t count, int32_t entry)
{
	bool initials = count == 2 && t[0].length > 1 && t[1].length == 1;
	const struct ticker_token turned[] = {t[count > 1], t[0]};
	return !initials || add_phrase(m, turned, 2, entry, 0);
}

/* Whether all words are of CLASSES or joining words. */
static bool all_of(const struct ticker_matcher *m, const struct ticker_token *t, size_t count,
	uint32_t classes)
{
	for (size_t i = 0; i < count; i++)
		if (!(ticker_words_find(m->words, t[i].hash)->classes & (classes | WORD_JOINING)))
			return false;
	return true;
}

static bool add_full_name(struct ticker_matcher *m, size_t i, bool *longer)
{
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	const char *name = m->entries[i].name;
	size_t count = name == NULL ? 0 : ticker_name_tokens(m->words, name, t);
	if (count == 0)
		return true;
	*longer = count > 1;
	size_t before = m->used;
	bool common = count > 1 && all_of(m, t, count, WORD_NEVER); /* "New Gold" */
	if (!add_phrase(m, t, count, (int32_t)i, common ? TICKER_GUARDED : 0) ||
		!add_turned(m, t, count, (int32_t)i))
		return false;
	struct ticker_slot *head = slot_at(m, t[0].hash);
	if (m->used > before && head->names < UINT16_MAX)
		head->names++;
	return true;
}

/*
 * Adds the registered names, which come before all short ones, those of common stocks first, and
 * counts how many start with each word. Sets LONGER for entries with several words.
 */
static bool add_full_names(struct ticker_matcher *m, bool *longer)
{
	for (int common = 1; common >= 0; common--)
		for (size_t i = 0; i < m->entry_count; i++)
			if (ticker_is_common(m->entries[i].ticker) == common &&
				!add_full_name(m, i, &longer[i]))
				return false;
	return true;
}

/* Adds the first COUNT words of a registered name where they cannot mean another company. */
static bool add_shortened(
	struct ticker_matcher *m, const struct ticker_token *t, size_t count, int32_t entry)
{
	const struct ticker_slot *head = ticker_slot_find(m, t[0].hash);
	bool common = head != NULL && head->names >= NAMES_COMMON;
	if (count == 1 && (common || t[0].length <= SHORT_NAME))
		return true;
	if (count > 1 && all_of(m, t, count, WORD_PROPER)) /* "Hong Kong" */
		return true;
	bool guarded = entry >= RANK_KNOWN || (count > 1 && all_of(m, t, count, WORD_NAME));
	const uint8_t shortened = count == 1 ? TICKER_SHORTENED : 0;
	return add_phrase(m, t, count, entry, shortened | (guarded ? TICKER_GUARDED : 0));
}

/* Adds the short names: "Meta" of "Meta Platforms", "Stanley Black" of "Stanley Black & Decker". */
static bool add_short_names(struct ticker_matcher *m, const bool *longer)
{
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	for (size_t i = 0; i < m->entry_count; i++) {
		if (!longer[i])
			continue;
		size_t count = ticker_name_tokens(m->words, m->entries[i].name, t), shorter;
		const int32_t entry = (int32_t)i;
		bool two = count > 2 && i < RANK_LARGE &&
			   !(ticker_words_find(m->words, t[1].hash)->classes & WORD_JOINING);
		while ((shorter = ticker_name_shorter(m->words, t, count)) < count) {
			count = shorter;
			if (!add_shortened(m, t, count, entry))
				return false;
		}
		two = two && count > 2 && !all_of(m, t, 2, WORD_NAME); /* "New York" Times */
		if (two && !add_shortened(m, t, 2, entry))
			return false;
	}
	return true;
}

static void add_speakers(
	struct ticker_matcher *m, const char *tickers, enum ticker_speaker_kind kind)
{
	for (const char *p = tickers; *p != '\0';) {
		size_t n = strcspn(p, " ");
		const struct ticker_slot *slot = ticker_symbol_find(m, p, n);
		if (slot != NULL && m->speaker_count < TICKER_SPEAKERS_MAX)
			m->speaker[m->speaker_count++] = (struct ticker_speaker){slot->entry, kind};
		p += n + (p[n] == ' ');
	}
}

int ticker_matcher_build(struct ticker_matcher *m, const struct ticker_entry *entries, size_t count,
	struct error *err)
{
	size_t slots = SLOTS_MIN;
	while (slots < count * SLOTS_PER_ENTRY)
		slots *= 2;
	if (slots > TICKER_SLOTS_MAX)
		return error_set(err, ERROR_DATA,
			"the ticker universe has %zu securities, more than %d", count,
			TICKER_SLOTS_MAX / SLOTS_PER_ENTRY);
	struct ticker_matcher built = {
		.entries = entries, .entry_count = count, .slot_count = slots};
	built.slots = calloc(slots, sizeof *built.slots);
	built.words = malloc(sizeof *built.words);
	bool *longer = calloc(count + 1, sizeof *longer);
	if (built.slots == NULL || built.words == NULL || longer == NULL) {
		ticker_matcher_free(&built);
		free(longer);
		return error_memory(err);
	}
	ticker_words_init(built.words);
	bool fits = add_symbols(&built) && add_aliases(&built) && add_full_names(&built, longer) &&
		    add_short_names(&built, longer);
	free(longer);
	if (!fits) {
		ticker_matcher_free(&built);
		return error_set(err, ERROR_DATA, "the ticker universe has too many names");
	}
	add_speakers(&built, ticker_brokers, TICKER_BROKER);
	add_speakers(&built, ticker_publishers, TICKER_PUBLISHER);
	add_speakers(&built, ticker_researchers, TICKER_RESEARCHER);
	*m = built;
	return 0;
}

void ticker_matcher_free(struct ticker_matcher *m)
{
	free(m->slots);
	free(m->words);
	*m = (struct ticker_matcher){.entries = NULL};
}

bool ticker_is_common(const char *ticker)
{
	size_t n = strcspn(ticker, ".-");
	if (ticker[n] != '\0') /* a class of shares is one letter other than P, R, U and W */
		return ticker[n + 1] != '\0' && ticker[n + 2] == '\0' &&
		       strchr("PRUW", ticker[n + 1]) == NULL;
	return n != SYMBOL_LETTERS || strchr("GHIMNOPRUWZ", ticker[n - 1]) == NULL;
}

bool ticker_is_symbol(const char *text)
{
	size_t n = 0, class = 0;
	while (text[n] >= 'A' && text[n] <= 'Z')
		n++;
	if (n < 1 || n > SYMBOL_LETTERS)
		return false;
	if (text[n] == '\0')
		return true;
	while (text[n] == '.' && text[n + 1 + class] >= 'A' && text[n + 1 + class] <= 'Z')
		class ++;
	return class >= 1 && class <= 2 && text[n + 1 + class] == '\0';
}
