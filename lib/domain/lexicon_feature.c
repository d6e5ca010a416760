#include "lexicon_feature.h"

#include <math.h>

/* One seed a family, so that a word and the class of that number are different features. */
enum family {
	WORD = 1,
	STEM,
	PAIR,
	TRIPLE,
	CLASS,
	CLASS_PAIR,
	CLASS_TRIPLE,
	SAID,
	SAID_OF,
	SAID_BY,
	SAID_WORD,
	SAID_BEFORE,
	PAIR_ACROSS,
};

/* What stands before the first word and behind the last. */
static const uint64_t edge = 0x9e3779b97f4a7c15;

/* Words that follow "not" in its clause are others than those that do not: so many of them. */
enum { NEGATED = 3 };
static const uint64_t negated = 0x517cc1b727220a95;

static uint64_t join(uint64_t a, uint64_t b)
{
	return (a ^ a >> 31 ^ b) * UINT64_C(0x9fb21c651e98df25);
}

static void put(struct lexicon_features *f, enum family family, uint64_t hash)
{
	hash = (hash ^ hash >> 32 ^ (uint64_t)family << 56) * UINT64_C(0xd6e8feb86659fd93);
	uint32_t key = (uint32_t)(hash >> (64 - LEXICON_KEY_BITS));
	f->key[f->count++] = key | ((uint16_t)key == 0);
}

static void put_words(const struct lexicon_text *t, struct lexicon_features *f)
{
	uint64_t before = edge, skipped = edge, pair = edge;
	int not_until = -1, clause = -1;
	for (int i = 0; i <= t->count; i++) {
		const struct lexicon_unit *u = &t->unit[i];
		uint64_t hash = i < t->count ? u->hash : edge;
		if (i < t->count && i <= not_until && u->clause == clause)
			hash ^= negated;
		if (i < t->count)
			put(f, WORD, hash);
		if (i < t->count && u->stem != 0)
			put(f, STEM,
				i <= not_until && u->clause == clause ? u->stem ^ negated
								      : u->stem);
		uint64_t joined = join(before, hash);
		put(f, PAIR, joined);
		if (i > 0)
			put(f, TRIPLE, join(pair, hash));
		if (i > 1)
			put(f, PAIR_ACROSS, join(skipped, hash));
		if (i < t->count && u->kind == LEX_NOT) {
			not_until = i + NEGATED;
			clause = u->clause;
		}
		skipped = before;
		pair = joined;
		before = hash;
	}
}

static bool is_said(enum lexicon_class kind)
{
	return kind != LEX_NONE && kind != LEX_PLAIN && kind != LEX_LINK && kind != LEX_NUMBER;
}

static void put_classes(const struct lexicon_text *t, struct lexicon_features *f)
{
	uint64_t before = LEX_CLASSES, pair = 0;
	for (int i = 0; i < t->count; i++) {
		const struct lexicon_unit *u = &t->unit[i];
		if (!is_said(u->kind))
			continue;
		uint64_t kind = (uint64_t)u->kind;
		put(f, CLASS, kind);
		put(f, CLASS_PAIR, before << 8 | kind);
		put(f, CLASS_TRIPLE, pair << 8 | kind);
		pair = before << 8 | kind;
		before = kind;
	}
}

static void put_said(const struct lexicon_text *t, struct lexicon_features *f)
{
	for (int i = 0; i < t->count; i++) {
		const struct lexicon_unit *u = &t->unit[i];
		if (u->value >= 0 && u->value <= 0)
			continue;
		uint64_t sign = u->value > 0 ? 1 : 2;
		uint64_t next = i + 1 < t->count ? (uint64_t)t->unit[i + 1].kind : LEX_CLASSES;
		put(f, SAID_WORD, join(u->hash, sign));
		put(f, SAID_BEFORE, join(u->hash, next));
		put(f, SAID, (uint64_t)u->kind << 8 | sign);
		if (u->subject < 0)
			continue;
		const struct lexicon_unit *of = &t->unit[u->subject];
		put(f, SAID_OF, of->hash + sign);
		put(f, SAID_BY, join(u->hash, of->hash));
	}
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

static void put_rules(const struct lexicon_text *t, const struct lexicon_evidence *e, float *rule)
{
	double net = e->positive - e->negative;
	double first = 0, last = 0;
	int hedges = 0;
	for (int i = 0; i < t->count; i++) {
		double value = t->unit[i].value;
		bool says = value < 0 || value > 0;
		first = says && first >= 0 && first <= 0 ? value : first;
		last = says ? value : last;
		hedges += t->unit[i].kind == LEX_VERY && t->unit[i].weight == 7;
	}
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
	out->count = 0;
	out->style = style_of(t);
	put_rules(t, e, out->rule);
	put_words(t, out);
	put_classes(t, out);
	put_said(t, out);
}
