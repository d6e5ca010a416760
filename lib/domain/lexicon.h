/*
 * The lexicon engine: the sentiment of a financial headline from words, their scope and what is
 * said of what ("profit fell", "losses narrowed", "cut to sell", "beats estimates"), its kind and
 * its urgency. No model, no memory, one pass. The words are in lexicon_words.def and
 * lexicon_events.def, which say where they come from.
 */
#ifndef OPT_LEXICON_H
#define OPT_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sentiment_label { SENTIMENT_NEGATIVE, SENTIMENT_NEUTRAL, SENTIMENT_POSITIVE };

enum event_type {
	EVENT_OTHER,
	EVENT_EARNINGS,
	EVENT_GUIDANCE,
	EVENT_ANALYST,
	EVENT_MERGER,
	EVENT_LEGAL,
	EVENT_REGULATORY,
	EVENT_PRODUCT,
	EVENT_MACRO,
	EVENT_MANAGEMENT,
	EVENT_TYPES,
};

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

enum { LEXICON_SLOTS = 8192 };

struct lexicon_slot {
	uint32_t tag; /* high half of the word's hash; 0: free */
	uint8_t kind; /* enum lexicon_class */
	int8_t weight;
	uint8_t event, event_weight;
	int8_t urgency;
	uint8_t phrase_max; /* words of the longest phrase that starts with this one; 0: none */
};

/* About 100 KiB, of the caller; filled once, then only read (any number of threads). */
struct lexicon {
	struct lexicon_slot slot[LEXICON_SLOTS];
	uint32_t words;
};

void lexicon_init(struct lexicon *l);

/*
 * TITLE counts in full, SUMMARY (may be NULL) half. Text is UTF-8; what lies beyond 64 words of
 * each is not read.
 */
struct sentiment lexicon_classify(const struct lexicon *l, const char *title, const char *summary);

#endif
