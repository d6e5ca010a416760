/*
 * The lexicon engine finds the sentiment of a financial headline, its kind and its urgency. Rules
 * find which words say something, whether they are negated or weakened, and which subject each of
 * them is about ("profit fell", "losses narrowed", "cut to sell", "beats estimates"). A linear
 * model (lexicon_model.h) weighs these findings together with the words themselves. The engine
 * keeps no state between texts and allocates nothing. The words and their origin are in
 * lexicon_words.def and lexicon_events.def, the weights in lexicon.weights, their origin in
 * lexicon.provenance.
 *
 * Fill a lexicon once, then classify texts whose words were read:
 *
 * 	lexicon_init(&lexicon, NULL, &err);
 * 	plain_words_read(&words, title, strlen(title));
 * 	s = lexicon_classify(&lexicon, &words, NULL);
 */
#ifndef OPT_LEXICON_H
#define OPT_LEXICON_H

#include "lexicon_model.h"

enum sentiment_label { SENTIMENT_NEGATIVE, SENTIMENT_NEUTRAL, SENTIMENT_POSITIVE };

enum urgency { URGENCY_LOW, URGENCY_NORMAL, URGENCY_HIGH };

struct sentiment {
	double p_negative, p_neutral, p_positive; /* each in [0, 1], their sum is 1 */
	double score;				  /* p_positive - p_negative, in [-1, 1] */
	/* of the greatest probability; of equal ones neutral */
	enum sentiment_label label;
	enum event_type event;
	enum urgency urgency;
};

/* "positive", "earnings", "high": the words that are stored and printed. */
const char *sentiment_label_name(enum sentiment_label label);
const char *event_type_name(enum event_type type);
const char *urgency_name(enum urgency urgency);

/*
 * About 520 KiB. The caller provides it and fills it once; after that any number of threads may
 * read it.
 */
struct lexicon {
	struct lexicon_words words;
	struct lexicon_weights weights;
};

/*
 * WEIGHTS is a text that lexicon_weights_parse reads, with its errors; NULL: the weights that are
 * compiled in.
 */
int lexicon_init(struct lexicon *l, const char *weights, struct error *err);

/*
 * TITLE counts for two thirds, SUMMARY for one third (NULL: there is no summary). Each text is
 * UTF-8 and has a NUL after its end; its words after the 64th are not read.
 */
struct sentiment lexicon_classify(const struct lexicon *l, const struct plain_words *title,
	const struct plain_words *summary);

#endif
