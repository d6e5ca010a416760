/* What the words of a headline say of each other: the rules of the lexicon engine. */
#ifndef OPT_LEXICON_RULE_H
#define OPT_LEXICON_RULE_H

#include "lexicon_word.h"

/* In tenths of a plain word ("rises" is 14); each 0 or more. */
struct lexicon_evidence {
	double positive, negative, neutral;
};

/* Weighs TEXT as a whole; each unit's value and subject are kept in it. */
struct lexicon_evidence lexicon_weigh(struct lexicon_text *text);

#endif
