/*
 * The linear part of the lexicon engine: a multinomial logistic over lexicon_feature.h. Trained by
 * train/train.c; the weights it comes with, and where they are from, are in lexicon.weights.
 */
#ifndef OPT_LEXICON_MODEL_H
#define OPT_LEXICON_MODEL_H

#include "lexicon_feature.h"

/* Against neutral, whose logit is 0. */
enum { POLE_NEGATIVE, POLE_POSITIVE, POLES };

struct lexicon_weights {
	float step;  /* what one unit of a bucket's weight is */
	float sharp; /* what logits are multiplied with: calibration */
	/* of every style, then of each */
	float rule[STYLES + 1][RULE_FEATURES][POLES];
	int8_t bucket[LEXICON_BUCKETS][POLES];
};

/* Logits against neutral, calibrated. */
void lexicon_logits(const struct lexicon_weights *w, const struct lexicon_features *f,
	double out[static POLES]);

/* What the hashed features of a text are multiplied with: 1 / sqrt of their number. */
double lexicon_feature_scale(const struct lexicon_features *f);

#endif
