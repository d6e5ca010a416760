/*
 * Weights of the lexicon's linear model from labelled rows: penalised maximum likelihood,
 * deterministic.
 */
#ifndef OPT_FIT_H
#define OPT_FIT_H

#include "labelled.h"
#include "lexicon_model.h"

struct sample {
	enum sentiment_label label;
	double weight;	/* of its likelihood; 1: a row */
	size_t cluster; /* rows of one cluster are held out together */
	struct lexicon_features features;
};

/* Hashed features, in order. */
struct keys {
	uint32_t *key; /* owned */
	size_t count;
};

/*
 * Returns what W may have weights for. Fits W to those of SAMPLES (of COUNT) for which USE is
 * true (NULL: all); W->sharp is 1 after.
 */
struct keys fit_weights(
	const struct sample *samples, size_t count, const bool *use, struct lexicon_weights *w);

/* The factor of the logits LOGIT[count] that makes LABEL likeliest. */
double fit_sharpness(const double (*logit)[POLES], const enum sentiment_label *label, size_t count);

#endif
