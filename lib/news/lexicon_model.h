/*
 * The linear model of the lexicon engine: multinomial logistic regression on the features of
 * lexicon_feature.h. train/train.c trains it; the weights that are compiled in are in
 * lexicon.weights, their origin in lexicon.provenance. Parse a text of weights once, then compute
 * the logits of each text.
 */
#ifndef OPT_LEXICON_MODEL_H
#define OPT_LEXICON_MODEL_H

#include "error.h"
#include "lexicon_feature.h"

/* The classes against neutral, whose logit is 0. */
enum { POLE_NEGATIVE, POLE_POSITIVE, POLES };

enum {
	LEXICON_BUCKET_BITS = 14,
	LEXICON_BUCKETS = 1 << LEXICON_BUCKET_BITS, /* 256 KiB: they stay in a core's cache */
	BUCKET_KEYS = 4,
};

/*
 * The hashed features whose keys have the same upper bits, with their weights, in 16 bytes. Whether
 * a key is there is unpredictable, so a bucket is searched as a whole without a branch. A place has
 * the lower half of its key in its upper half (0: free), then the positive and the negative weight,
 * one signed byte each.
 */
struct lexicon_bucket {
	uint32_t place[BUCKET_KEYS];
};

struct lexicon_weights {
	float step;  /* the value of one unit of a bucket's weight */
	float sharp; /* the factor of the logits that calibrates the probabilities */
	/* row 0 for every style, then one row per style */
	float rule[STYLES + 1][RULE_FEATURES][POLES];
	uint32_t keys;
	struct lexicon_bucket bucket[LEXICON_BUCKETS];
};

/* Stores the weights of KEY in OUT, in steps; 0 for a key without weights. */
void lexicon_weights_get(const struct lexicon_weights *w, uint32_t key, int out[static POLES]);

/*
 * Sets the weights of KEY. Returns false when KEY is not valid, already has weights, or its bucket
 * is full; so set the heaviest keys first.
 */
bool lexicon_weights_set(
	struct lexicon_weights *w, uint32_t key, const int8_t weight[static POLES]);

/*
 * Parses TEXT into W: lines of words and whole numbers. Fractions are in millionths. Empty lines
 * and lines that start with '#' are ignored.
 *   lexicon-weights 1 KEYS
 *   step N
 *   sharp N
 *   rule STYLE FEATURE NEGATIVE POSITIVE	STYLE 0: every style; from 1 on: one style
 *   + N NEGATIVE POSITIVE			KEYS such lines; N: the key minus the key before
 * Returns -1 with ERROR_DATA when a line has another form, or when lines are missing.
 */
int lexicon_weights_parse(struct lexicon_weights *w, const char *text, struct error *err);

/* The weights that are compiled in; the Makefile makes them from lexicon.weights. */
extern const char lexicon_weights_shipped[];

/* Computes the calibrated logits against neutral. */
void lexicon_logits(const struct lexicon_weights *w, const struct lexicon_features *f,
	double out[static POLES]);

/* The factor of the hashed features of a text: 1 / sqrt of their number. */
double lexicon_feature_scale(const struct lexicon_features *f);

#endif
