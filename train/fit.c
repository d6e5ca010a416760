#include "fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lbfgs.h"

enum {
	RULES = (STYLES + 1) * RULE_FEATURES * POLES,
	WEIGHTS = RULES + LEXICON_BUCKETS * POLES,
	ROUNDS = 300,
	STEPS = 127, /* of a bucket's weight, either way */
};

/* Penalties on the square of a weight; chosen by five-fold accuracy on SEntFiN and on the own sentences. */
static double rule_penalty = 0.5, style_penalty = 2, bucket_penalty = 0.12;
static double least_rows = 2;

struct problem {
	const struct sample *samples;
	size_t count;
	const bool *use;
	const uint16_t *seen; /* rows each bucket is in, up to 2 */
};

static size_t rule_at(int style, int feature, int pole)
{
	return ((size_t)style * RULE_FEATURES + (size_t)feature) * POLES + (size_t)pole;
}

static void logits(const double *x, const struct lexicon_features *f, double out[POLES])
{
	double scale = lexicon_feature_scale(f);
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0, rules = 0;
		for (int i = 0; i < f->count; i++)
			sum += x[RULES + (size_t)f->bucket[i] * POLES + (size_t)pole];
		for (int i = 0; i < RULE_FEATURES; i++)
			rules += (double)f->rule[i] *
				 (x[rule_at(0, i, pole)] + x[rule_at(1 + (int)f->style, i, pole)]);
		out[pole] = rules + scale * sum;
	}
}

/* The log of the sum of e to the logits, and the chances of the poles. */
static double chances(const double logit[POLES], double p[POLES])
{
	double most = fmax(0, fmax(logit[0], logit[1]));
	double sum = exp(-most);
	for (int pole = 0; pole < POLES; pole++)
		sum += p[pole] = exp(logit[pole] - most);
	for (int pole = 0; pole < POLES; pole++)
		p[pole] /= sum;
	return most + log(sum);
}

static const int label_of[POLES] = {SENTIMENT_NEGATIVE, SENTIMENT_POSITIVE};

static double loss(const double *x, double *gradient, size_t n, void *context)
{
	const struct problem *q = context;
	double value = 0;
	for (size_t i = 0; i < n; i++) {
		double penalty = i >= RULES ? bucket_penalty
				 : i < RULE_FEATURES * POLES ? rule_penalty
							    : style_penalty;
		value += penalty * x[i] * x[i] / 2;
		gradient[i] = penalty * x[i];
	}
	for (size_t r = 0; r < q->count; r++) {
		if (q->use != NULL && !q->use[r])
			continue;
		const struct sample *s = &q->samples[r];
		double logit[POLES], p[POLES];
		logits(x, &s->features, logit);
		double scale = lexicon_feature_scale(&s->features);
		value += s->weight * chances(logit, p);
		for (int pole = 0; pole < POLES; pole++) {
			bool is = (int)s->label == label_of[pole];
			value -= is ? s->weight * logit[pole] : 0;
			double slope = s->weight * (p[pole] - is);
			for (int i = 0; i < RULE_FEATURES; i++) {
				double g = slope * (double)s->features.rule[i];
				gradient[rule_at(0, i, pole)] += g;
				gradient[rule_at(1 + (int)s->features.style, i, pole)] += g;
			}
			for (int i = 0; i < s->features.count; i++)
				gradient[RULES + (size_t)s->features.bucket[i] * POLES +
					 (size_t)pole] += slope * scale;
		}
	}
	/* what only one row has tells of that row */
	for (size_t i = 0; i < LEXICON_BUCKETS; i++)
		if (q->seen[i] < least_rows)
			gradient[RULES + i * POLES] = gradient[RULES + i * POLES + 1] = 0;
	return value;
}

static uint16_t *count_rows(const struct sample *samples, size_t count, const bool *use)
{
	uint16_t *seen = calloc(LEXICON_BUCKETS, sizeof *seen);
	size_t *last = calloc(LEXICON_BUCKETS, sizeof *last);
	if (seen == NULL || last == NULL)
		abort();
	for (size_t r = 0; r < count; r++)
		for (int i = 0; (use == NULL || use[r]) && i < samples[r].features.count; i++) {
			uint16_t b = samples[r].features.bucket[i];
			if (last[b] != samples[r].cluster + 1 && seen[b] < UINT16_MAX)
				seen[b]++;
			last[b] = samples[r].cluster + 1;
		}
	free(last);
	return seen;
}

static void quantise(const double *x, struct lexicon_weights *w)
{
	double most = 1e-9;
	for (size_t i = RULES; i < WEIGHTS; i++)
		most = fmax(most, fabs(x[i]));
	w->step = (float)(most / STEPS);
	w->sharp = 1;
	for (int style = 0; style <= STYLES; style++)
		for (int i = 0; i < RULE_FEATURES; i++)
			for (int pole = 0; pole < POLES; pole++)
				w->rule[style][i][pole] = (float)x[rule_at(style, i, pole)];
	for (size_t i = 0; i < LEXICON_BUCKETS; i++)
		for (size_t pole = 0; pole < POLES; pole++)
			w->bucket[i][pole] = (int8_t)lround(
				x[RULES + i * POLES + pole] / (double)w->step);
}

void fit_weights(const struct sample *samples, size_t count, const bool *use,
	struct lexicon_weights *w)
{
	double *x = calloc(WEIGHTS, sizeof *x);
	if (x == NULL)
		abort();
	if (getenv("BP")) bucket_penalty = strtod(getenv("BP"), 0);
	if (getenv("RP")) rule_penalty = strtod(getenv("RP"), 0);
	if (getenv("SP")) style_penalty = strtod(getenv("SP"), 0);
	if (getenv("LR")) least_rows = strtod(getenv("LR"), 0);
	uint16_t *seen = count_rows(samples, count, use);
	struct problem q = {samples, count, use, seen};
	lbfgs_minimise(x, WEIGHTS, loss, &q, ROUNDS);
	quantise(x, w);
	free(seen);
	free(x);
}

double fit_sharpness(const double (*logit)[POLES], const enum sentiment_label *label, size_t count)
{
	double best = 1, least = HUGE_VAL;
	for (int step = 20; step <= 200; step++) { /* .2 to 2 by hundredths */
		double sharp = step / 100.0, value = 0;
		for (size_t i = 0; i < count; i++) {
			double l[POLES] = {sharp * logit[i][0], sharp * logit[i][1]}, p[POLES];
			value += chances(l, p);
			for (int pole = 0; pole < POLES; pole++)
				value -= (int)label[i] == label_of[pole] ? l[pole] : 0;
		}
		if (value < least) {
			least = value;
			best = sharp;
		}
	}
	return best;
}
