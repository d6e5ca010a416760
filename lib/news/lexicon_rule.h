/*
 * The rules of the lexicon engine: they find which word of a headline is about which other word,
 * and what both say together. lexicon.c calls lexicon_weigh once for each text that lexicon_read
 * has read.
 */
#ifndef OPT_LEXICON_RULE_H
#define OPT_LEXICON_RULE_H

#include "lexicon_word.h"

/* In tenths of an ordinary word ("rises" has 14); each is 0 or more. */
struct lexicon_evidence {
	double positive, negative, neutral;
};

/* Weighs all units of TEXT, and sets the value and the subject of each. */
struct lexicon_evidence lexicon_weigh(struct lexicon_text *text);

#endif
