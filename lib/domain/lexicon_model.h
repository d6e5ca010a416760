/*
 * The linear part of the lexicon engine: a multinomial logistic over lexicon_feature.h. Trained by
 * train/train.c; the weights it comes with, and where they are from, are in lexicon.weights.
 */
#ifndef OPT_LEXICON_MODEL_H
#define OPT_LEXICON_MODEL_H

#include "error.h"
#include "lexicon_feature.h"

/* Against neutral, whose logit is 0. */
enum { POLE_NEGATIVE, POLE_POSITIVE, POLES };

enum {
	LEXICON_BUCKET_BITS = 16,
	LEXICON_BUCKETS = 1 << LEXICON_BUCKET_BITS, /* 256 KiB: they stay in a core's cache */
	LEXICON_KEYS_MAX = LEXICON_BUCKETS / 2,	    /* so that looking for what is not there ends soon */
};

/* A hashed feature that has a weight; found from the upper half of its key on. */
struct lexicon_bucket {
	uint16_t tag; /* lower half of the key, 1 for 0; 0: free */
	int8_t weight[POLES];
};

struct lexicon_weights {
	float step;  /* what one unit of a bucket's weight is */
	float sharp; /* what logits are multiplied with: calibration */
	/* of every style, then of each */
	float rule[STYLES + 1][RULE_FEATURES][POLES];
	uint32_t keys;
	struct lexicon_bucket bucket[LEXICON_BUCKETS];
};

/* The bucket of KEY, made when there is none; NULL when there are LEXICON_KEYS_MAX. */
struct lexicon_bucket *lexicon_weights_add(struct lexicon_weights *w, uint32_t key);

/* The bucket of KEY; NULL: it has none. */
const struct lexicon_bucket *lexicon_weights_find(const struct lexicon_weights *w, uint32_t key);

/*
 * TEXT into W: lines of words and whole numbers, in millionths where they stand for fractions,
 * those after '#' left out:
 *   lexicon-weights 1 KEYS
 *   step N
 *   sharp N
 *   rule STYLE FEATURE NEGATIVE POSITIVE	any number of them, 0 to STYLES the styles
 *   + N NEGATIVE POSITIVE			KEYS of them, in order; N: the key less the one before
 * -1 with ERROR_DATA when TEXT is no such thing, or not the whole of it.
 */
int lexicon_weights_parse(struct lexicon_weights *w, const char *text, struct error *err);

/* The weights the engine comes with, made of lexicon.weights by the makefile. */
extern const char lexicon_weights_shipped[];

/* Logits against neutral, calibrated. */
void lexicon_logits(const struct lexicon_weights *w, const struct lexicon_features *f,
	double out[static POLES]);

/* What the hashed features of a text are multiplied with: 1 / sqrt of their number. */
double lexicon_feature_scale(const struct lexicon_features *f);

#endif
