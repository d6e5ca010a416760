/* Words and phrases of a headline as the lexicon knows them: the half of lexicon.c that reads. */
#ifndef OPT_LEXICON_WORD_H
#define OPT_LEXICON_WORD_H

#include "lexicon.h"

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
	LEX_CLASSES,
};

enum { LEXICON_UNITS_MAX = 64 };

/* A word, phrase or number. */
struct lexicon_unit {
	enum lexicon_class kind;
	int weight; /* tenths */
	int clause; /* parts of the headline between commas and the like, counted from 0 */
	double number;
	bool percent;
	bool of;   /* "of" or "in" follows: "a fall in profit" */
	bool used; /* its meaning went into another's */
};

struct lexicon_text {
	struct lexicon_unit unit[LEXICON_UNITS_MAX];
	int count;
	int event[EVENT_TYPES]; /* evidence */
	int urgency;		/* net evidence */
	bool question;
};

void lexicon_read(const struct lexicon *l, const char *text, struct lexicon_text *out);

#endif
