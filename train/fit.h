/*
 * Fits the weights of the lexicon's linear model to labelled rows: penalised maximum likelihood,
 * deterministic. train.c calls fit_weights for each fold and for all rows, and fit_sharpness
 * between.
 */
#ifndef OPT_FIT_H
#define OPT_FIT_H

#include "labelled.h"
#include "lexicon_model.h"

struct sample {
	enum sentiment_label label;
	double weight;	/* of its likelihood; an ordinary row has 1 */
	size_t cluster; /* rows of one cluster are held out together */
	struct lexicon_features features;
};

/* Hashed features in ascending order. */
struct keys {
	uint32_t *key; /* owned */
	size_t count;
};

/*
 * Fits W to those of COUNT SAMPLES for which USE is true (NULL: all), and sets W->sharp to 1.
 * Returns the keys that W may have weights for; the caller frees them.
 */
struct keys fit_weights(
	const struct sample *samples, size_t count, const bool *use, struct lexicon_weights *w);

/* Returns the factor of LOGIT[count] that makes the labels LABEL[count] likeliest. */
double fit_sharpness(const double (*logit)[POLES], const enum sentiment_label *label, size_t count);

#endif
