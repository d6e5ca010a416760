/*
 * Reads a headline into the words, phrases and numbers that the lexicon knows. Call
 * lexicon_learn_words once on zeroed memory, then lexicon_read for each text.
 */
#ifndef OPT_LEXICON_WORD_H
#define OPT_LEXICON_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plain_word.h"

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

enum lexicon_class {
	LEX_NONE,
	LEX_PLAIN,
	LEX_UP,
	LEX_DOWN,
	LEX_RAISE,
	LEX_LOWER,
	LEX_MORE,
	LEX_LESS,
	LEX_GOOD,
	LEX_BAD,
	LEX_BEAT,
	LEX_MISS,
	LEX_EXPECT,
	LEX_UPGRADE,
	LEX_DOWNGRADE,
	LEX_BUY,
	LEX_HOLD,
	LEX_SELL,
	LEX_RATES,
	LEX_POSITIVE,
	LEX_NEGATIVE,
	LEX_NOT,
	LEX_VERY,
	LEX_DESPITE,
	LEX_BUT,
	LEX_BREAK,
	LEX_FROM,
	LEX_TO,
	LEX_VERSUS,
	LEX_NEUTRAL,
	LEX_NUMBER,
	LEX_LINK,
	LEX_CLASSES,
};

/* Slots of the hash table of words and phrases, about 256 KiB. */
enum { LEXICON_SLOTS = 16384 };

struct lexicon_slot {
	uint32_t tag; /* high half of the word's hash; 0: free */
	uint8_t kind; /* enum lexicon_class */
	int8_t weight;
	uint8_t event, event_weight;
	int8_t urgency;
	uint8_t phrase_max; /* words of the longest phrase that starts with this one; 0: none */
	uint32_t next;	    /* one bit for each possible second word of such a phrase */
};

struct lexicon_words {
	struct lexicon_slot slot[LEXICON_SLOTS];
	uint64_t of, in; /* the hashes of those words */
	uint32_t count;
};

/* Fills WORDS, which is zeroed, from the tables lexicon_*.def. */
void lexicon_learn_words(struct lexicon_words *words);

enum { LEXICON_UNITS_MAX = 64 };

/* A word, phrase or number. */
struct lexicon_unit {
	enum lexicon_class kind;
	int weight; /* tenths */
	int clause; /* parts of the headline between commas and the like, counted from 0 */
	double number;
	uint64_t hash; /* of the word or phrase; one for all numbers, one for all tags */
	uint64_t stem; /* of the first letters of a longer word; 0: a short word or a phrase */
	uint8_t shape; /* enum lexicon_shape, a set */
	bool percent;
	bool of;      /* "of" or "in" follows: "a fall in profit" */
	bool used;    /* another unit has taken its meaning */
	int subject;  /* the unit that this one is about, set by lexicon_weigh; -1: none */
	double value; /* what it says, in tenths, set by lexicon_weigh; 0: nothing */
};

/* How the letters of a unit look. */
enum lexicon_shape {
	SHAPE_TAG = 1 << 0,	/* "$AAPL", "@someone", an address: stands for a name */
	SHAPE_LOWER = 1 << 1,	/* starts with a small letter */
	SHAPE_BRACKET = 1 << 2, /* the first unit after an opening bracket */
	SHAPE_PLUS = 1 << 3,	/* a number with this sign */
	SHAPE_MINUS = 1 << 4,
};

struct lexicon_text {
	struct lexicon_unit unit[LEXICON_UNITS_MAX];
	int count;
	int event[EVENT_TYPES]; /* evidence */
	int urgency;		/* net evidence */
	bool question;
	bool stop;	 /* ends with a full stop */
	int tags, lower; /* units of each shape */
	int links;	 /* units that headlines leave out */
	int numbers;	 /* units that are a number */
	/* set by lexicon_weigh: two numbers say better (1), worse (-1), neither (0) */
	int moved;
};

/* Reads the text of WORDS, which has a NUL after its end. */
void lexicon_read(
	const struct lexicon_words *l, const struct plain_words *words, struct lexicon_text *out);

#endif
