/*
 * The lexicon engine: the sentiment of a financial headline from words, their scope and what is
 * said of what ("profit fell", "losses narrowed", "cut to sell", "beats estimates"), its kind
 * and its urgency. Rules find what is said, a linear model (lexicon_model.h) weighs it and the
 * words. No memory, no allocation. The words are in lexicon_words.def and lexicon_events.def,
 * the weights in lexicon.weights, which say where they come from.
 */
#ifndef OPT_LEXICON_H
#define OPT_LEXICON_H

#include "lexicon_model.h"

enum sentiment_label { SENTIMENT_NEGATIVE, SENTIMENT_NEUTRAL, SENTIMENT_POSITIVE };

enum urgency { URGENCY_LOW, URGENCY_NORMAL, URGENCY_HIGH };

struct sentiment {
	double p_negative, p_neutral, p_positive; /* each in [0, 1], their sum is 1 */
	double score;				  /* p_positive - p_negative, in [-1, 1] */
	enum sentiment_label label;		  /* of the greatest; of equals neutral */
	enum event_type event;
	enum urgency urgency;
};

/* "positive", "earnings", "high": the words stored and printed. */
const char *sentiment_label_name(enum sentiment_label label);
const char *event_type_name(enum event_type type);
const char *urgency_name(enum urgency urgency);

/*
 * About 520 KiB, of the caller; filled once, then only read (any number of threads).
 */
struct lexicon {
	struct lexicon_words words;
	struct lexicon_weights weights;
};

/* WEIGHTS: as lexicon_weights_parse reads them; NULL: those the engine comes with. */
int lexicon_init(struct lexicon *l, const char *weights, struct error *err);

/*
 * TITLE counts for two thirds, SUMMARY (may be NULL) for one. Text is UTF-8; what lies beyond 64
 * words of each is not read.
 */
struct sentiment lexicon_classify(const struct lexicon *l, const struct plain_words *title,
	const struct plain_words *summary);

#endif
