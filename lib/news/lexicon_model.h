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
	LEXICON_BUCKET_BITS = 14,
	LEXICON_BUCKETS = 1 << LEXICON_BUCKET_BITS, /* 256 KiB: they stay in a core's cache */
	BUCKET_KEYS = 4,
};

/*
 * Hashed features whose keys begin alike, with their weights, in 16 bytes: looked through as a
 * whole, without a branch, since whether a feature is there cannot be foreseen. A place has the
 * lower half of its key in front (0: free), then the positive and the negative weight, a signed
 * byte each.
 */
struct lexicon_bucket {
	uint32_t place[BUCKET_KEYS];
};

struct lexicon_weights {
	float step;  /* what one unit of a bucket's weight is */
	float sharp; /* what logits are multiplied with: calibration */
	/* of every style, then of each */
	float rule[STYLES + 1][RULE_FEATURES][POLES];
	uint32_t keys;
	struct lexicon_bucket bucket[LEXICON_BUCKETS];
};

/* The weights of KEY, in steps; 0 where it has none. */
void lexicon_weights_get(const struct lexicon_weights *w, uint32_t key, int out[static POLES]);

/*
 * False when KEY is none or has weights, or its bucket is full: those that matter most are to
 * be set first.
 */
bool lexicon_weights_set(
	struct lexicon_weights *w, uint32_t key, const int8_t weight[static POLES]);

/*
 * TEXT into W: lines of words and whole numbers, in millionths where they stand for fractions,
 * those after '#' left out:
 *   lexicon-weights 1 KEYS
 *   step N
 *   sharp N
 *   rule STYLE FEATURE NEGATIVE POSITIVE	STYLE 0 of any, 1 on of each
 *   + N NEGATIVE POSITIVE			KEYS of them; N: key less the one before
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
