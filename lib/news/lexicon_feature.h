/*
 * Turns a headline into the features of the lexicon's linear model: numbers that the rules found,
 * and hashes of words, stems, pairs and triples of words, classes of words, and of the units that
 * have a value and their subjects. lexicon.c and train/train.c call lexicon_read, lexicon_weigh,
 * then lexicon_features.
 */
#ifndef OPT_LEXICON_FEATURE_H
#define OPT_LEXICON_FEATURE_H

#include "lexicon_rule.h"

enum {
	LEXICON_KEY_BITS = 30,
	/*
	 * One unit adds at most 13 keys: 5 for itself (word, stem, pair, triple, pair across), 3
	 * for its class, 5 for its value and subject.
	 */
	LEXICON_HASHED_MAX = 13 * LEXICON_UNITS_MAX + 3,
};

/* How a text is written. The style changes how likely the text is to be neutral. */
enum lexicon_style { STYLE_HEADLINE, STYLE_SENTENCE, STYLE_POST, STYLES };

enum lexicon_rule_feature {
	RULE_ONE, /* 1 */
	RULE_POSITIVE,
	RULE_NEGATIVE,
	RULE_NET_POSITIVE,
	RULE_NET_NEGATIVE,
	RULE_BOTH,
	RULE_NONE,
	RULE_NEUTRAL,
	RULE_FIRST, /* sign of the first unit with a value */
	RULE_LAST,
	RULE_QUESTION,
	RULE_HEDGED,
	RULE_LENGTH,
	RULE_MOVED,  /* whether two numbers alone say better (1) or worse (-1) */
	RULE_FIGURE, /* there is a number, and no unit has a value */
	RULE_FEATURES,
};

struct lexicon_features {
	float rule[RULE_FEATURES];
	enum lexicon_style style;
	int count;
	/*
	 * One key per hashed feature, below 1 << LEXICON_KEY_BITS; its lower 16 bits are not 0. A
	 * key may repeat.
	 */
	uint32_t key[LEXICON_HASHED_MAX];
};

/*
 * Computes the features of TEXT, which lexicon_weigh has weighed, with the EVIDENCE that it
 * returned.
 */
void lexicon_features(const struct lexicon_text *text, const struct lexicon_evidence *evidence,
	struct lexicon_features *out);

#endif
