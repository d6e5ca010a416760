/*
 * A headline as the lexicon's linear model sees it: numbers that the rules found, and hashed words,
 * stems, pairs and triples of words, classes of words, and what was said of what.
 */
#ifndef OPT_LEXICON_FEATURE_H
#define OPT_LEXICON_FEATURE_H

#include "lexicon_rule.h"

enum {
	LEXICON_KEY_BITS = 30,
	/*
	 * a unit adds 13 at most: itself, stem, pairs, triple; three of its class; five of what
	 * it says
	 */
	LEXICON_HASHED_MAX = 13 * LEXICON_UNITS_MAX + 3,
};

/* How a text is written, which changes how likely it is to say nothing either way. */
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
	RULE_FIRST, /* sign of the first thing said */
	RULE_LAST,
	RULE_QUESTION,
	RULE_HEDGED,
	RULE_LENGTH,
	RULE_MOVED,  /* what two numbers tell by themselves */
	RULE_FIGURE, /* a number, and nothing said of it */
	RULE_FEATURES,
};

struct lexicon_features {
	float rule[RULE_FEATURES];
	enum lexicon_style style;
	int count;
	/* of a hashed feature each, below 1 << LEXICON_KEY_BITS, lower half not 0; may repeat */
	uint32_t key[LEXICON_HASHED_MAX];
};

/* TEXT was weighed, with EVIDENCE. */
void lexicon_features(const struct lexicon_text *text, const struct lexicon_evidence *evidence,
	struct lexicon_features *out);

#endif
