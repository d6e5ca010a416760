#include "lexicon_feature.h"

#include <math.h>

/*
 * One seed per family, so that a word and a class with the same number become different features.
 */
enum feature_family {
	WORD = 1,
	STEM,
	PAIR,
	TRIPLE,
	CLASS,
	CLASS_PAIR,
	CLASS_TRIPLE,
	VALUED,
	VALUED_OF,
	VALUED_BY,
	VALUED_WORD,
	VALUED_BEFORE,
	PAIR_ACROSS,
};

/* Stands for the places before the first word and after the last. */
static const uint64_t edge = 0x9e3779b97f4a7c15;

/* In a clause, this many words after "not" get hashes different from those without "not". */
enum { NEGATED = 3 };
static const uint64_t negated = 0x517cc1b727220a95;

static uint64_t join(uint64_t a, uint64_t b)
{
	return (a ^ a >> 31 ^ b) * UINT64_C(0x9fb21c651e98df25);
}

static uint32_t key_of(enum feature_family family, uint64_t hash)
{
	hash = (hash ^ hash >> 32 ^ (uint64_t)family << 56) * UINT64_C(0xd6e8feb86659fd93);
	uint32_t key = (uint32_t)(hash >> (64 - LEXICON_KEY_BITS));
	return key | ((uint16_t)key == 0);
}

/* Each function that puts keys returns the place after its last key. */
static uint32_t *put_words(const struct lexicon_text *t, uint32_t *key)
{
	uint64_t before = edge, skipped = edge, pair = edge;
	int not_until = -1, clause = -1;
	for (int i = 0; i < t->count; i++) {
		const struct lexicon_unit *u = &t->unit[i];
		uint64_t not = i <= not_until && u->clause == clause ? negated : 0;
		uint64_t hash = u->hash ^ not, joined = join(before, hash);
		*key++ = key_of(WORD, hash);
		*key = key_of(STEM, u->stem ^ not );
		key += u->stem != 0;
		*key++ = key_of(PAIR, joined);
		*key = key_of(TRIPLE, join(pair, hash));
		key += i > 0;
		*key = key_of(PAIR_ACROSS, join(skipped, hash));
		key += i > 1;
		if (u->kind == LEX_NOT) {
			not_until = i + NEGATED;
			clause = u->clause;
		}
		skipped = before;
		pair = joined;
		before = hash;
	}
	*key++ = key_of(PAIR, join(before, edge));
	if (t->count > 0)
		*key++ = key_of(TRIPLE, join(pair, edge));
	if (t->count > 1)
		*key++ = key_of(PAIR_ACROSS, join(skipped, edge));
	return key;
}

/*
 * Whether a class says something is unpredictable, so all keys are written without a branch, and
 * those of classes that say nothing are overwritten by the next ones.
 */
static uint32_t *put_classes(const struct lexicon_text *t, uint32_t *key)
{
	const uint32_t silent =
		1U << LEX_NONE | 1U << LEX_PLAIN | 1U << LEX_LINK | 1U << LEX_NUMBER;
	uint64_t before = LEX_CLASSES, pair = 0;
	for (int i = 0; i < t->count; i++) {
		uint64_t kind = (uint64_t)t->unit[i].kind;
		bool speaks = (silent >> kind & 1) == 0;
		key[0] = key_of(CLASS, kind);
		key[1] = key_of(CLASS_PAIR, before << 8 | kind);
		key[2] = key_of(CLASS_TRIPLE, pair << 8 | kind);
		key += speaks ? 3 : 0;
		pair = speaks ? before << 8 | kind : pair;
		before = speaks ? kind : before;
	}
	return key;
}

/* The units that have a value. */
struct valued {
	int unit[LEXICON_UNITS_MAX + 1], count;
};

static void find_valued(const struct lexicon_text *t, struct valued *out)
{
	out->count = 0;
	for (int i = 0; i < t->count; i++) {
		out->unit[out->count] = i;
		out->count += (t->unit[i].value < 0) | (t->unit[i].value > 0);
	}
}

static uint32_t *put_valued(
	const struct lexicon_text *t, const struct valued *valued, uint32_t *key)
{
	for (int n = 0; n < valued->count; n++) {
		int i = valued->unit[n];
		const struct lexicon_unit *u = &t->unit[i];
		uint64_t sign = u->value > 0 ? 1 : 2;
		uint64_t next = i + 1 < t->count ? (uint64_t)t->unit[i + 1].kind : LEX_CLASSES;
		*key++ = key_of(VALUED_WORD, join(u->hash, sign));
		*key++ = key_of(VALUED_BEFORE, join(u->hash, next));
		*key++ = key_of(VALUED, (uint64_t)u->kind << 8 | sign);
		if (u->subject < 0)
			continue;
		const struct lexicon_unit *of = &t->unit[u->subject];
		*key++ = key_of(VALUED_OF, of->hash + sign);
		*key++ = key_of(VALUED_BY, join(u->hash, of->hash));
	}
	return key;
}

static enum lexicon_style style_of(const struct lexicon_text *t)
{
	if (t->tags > 0)
		return STYLE_POST;
	if ((t->stop && t->count >= 5) || (t->links >= 2 && t->count >= 10))
		return STYLE_SENTENCE;
	return STYLE_HEADLINE;
}

static float squeezed(double tenths)
{
	return (float)(tenths / (10 + tenths));
}

static void put_rules(const struct lexicon_text *t, const struct lexicon_evidence *e,
	const struct valued *valued, float *rule)
{
	double net = e->positive - e->negative;
	double first = valued->count > 0 ? t->unit[valued->unit[0]].value : 0;
	double last = valued->count > 0 ? t->unit[valued->unit[valued->count - 1]].value : 0;
	int hedges = 0;
	for (int i = 0; i < t->count; i++)
		hedges += (t->unit[i].kind == LEX_VERY) & (t->unit[i].weight == 7);
	rule[RULE_ONE] = 1;
	rule[RULE_POSITIVE] = squeezed(e->positive);
	rule[RULE_NEGATIVE] = squeezed(e->negative);
	rule[RULE_NET_POSITIVE] = net > 0 ? squeezed(net) : 0;
	rule[RULE_NET_NEGATIVE] = net < 0 ? squeezed(-net) : 0;
	rule[RULE_BOTH] = e->positive > 0 && e->negative > 0;
	rule[RULE_NONE] = !(e->positive > 0) && !(e->negative > 0);
	rule[RULE_NEUTRAL] = squeezed(e->neutral);
	rule[RULE_FIRST] = (float)((first > 0) - (first < 0));
	rule[RULE_LAST] = (float)((last > 0) - (last < 0));
	rule[RULE_QUESTION] = t->question;
	rule[RULE_HEDGED] = hedges > 0;
	rule[RULE_LENGTH] = (float)t->count / LEXICON_UNITS_MAX;
	rule[RULE_MOVED] = (float)t->moved;
	rule[RULE_FIGURE] = t->numbers > 0 && rule[RULE_NONE] > 0;
}

void lexicon_features(const struct lexicon_text *t, const struct lexicon_evidence *e,
	struct lexicon_features *out)
{
	struct valued valued;
	uint32_t *key = out->key;
	find_valued(t, &valued);
	out->style = style_of(t);
	put_rules(t, e, &valued, out->rule);
	key = put_words(t, key);
	key = put_classes(t, key);
	key = put_valued(t, &valued, key);
	out->count = (int)(key - out->key);
}
