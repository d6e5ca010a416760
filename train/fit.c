#include "fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lbfgs.h"

enum {
	RULES = (STYLES + 1) * RULE_FEATURES * POLES,
	ROUNDS = 400,
	STEPS = 127, /* of a bucket's weight, in each direction */
};

/*
 * The penalties on the square of a weight, chosen by five-fold accuracy on SEntFiN and on our own
 * sentences.
 */
static const double rule_penalty = 0.03, style_penalty = 0.4, bucket_penalty = 0.05;
static const size_t least_clusters = 3;

/* The hashed features of all samples, one after the other, each as the place of its weights. */
struct problem {
	const struct sample *samples;
	size_t count;
	const bool *use;
	uint32_t *place; /* features without a weight are left out */
	size_t *first;	 /* [count + 1]: where those of each sample start */
};

static size_t rule_at(int style, int feature, int pole)
{
	return ((size_t)style * RULE_FEATURES + (size_t)feature) * POLES + (size_t)pole;
}

static void logits(const double *x, const struct problem *q, size_t r, double out[POLES])
{
	const struct lexicon_features *f = &q->samples[r].features;
	double scale = lexicon_feature_scale(f);
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0, rules = 0;
		for (size_t i = q->first[r]; i < q->first[r + 1]; i++)
			sum += x[q->place[i] + (size_t)pole];
		for (int i = 0; i < RULE_FEATURES; i++)
			rules += (double)f->rule[i] *
				 (x[rule_at(0, i, pole)] + x[rule_at(1 + (int)f->style, i, pole)]);
		out[pole] = rules + scale * sum;
	}
}

/*
 * Stores the probabilities of the poles, and returns the logarithm of the sum of e to the logits.
 */
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
		double penalty = i >= RULES		     ? bucket_penalty
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
		logits(x, q, r, logit);
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
			for (size_t i = q->first[r]; i < q->first[r + 1]; i++)
				gradient[q->place[i] + (size_t)pole] += slope * scale;
		}
	}
	return value;
}

struct sighting {
	uint32_t key;
	size_t cluster;
};

static int by_key(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

static void *some(size_t count, size_t size)
{
	void *memory = calloc(count > 0 ? count : 1, size);
	if (memory == NULL)
		abort();
	return memory;
}

/*
 * Chooses the keys that at least LEAST_CLUSTERS stories have; rarer ones describe only those
 * stories.
 */
static struct keys choose_keys(const struct sample *samples, size_t count, const bool *use)
{
	size_t total = 0, n = 0;
	for (size_t r = 0; r < count; r++)
		total += (size_t)samples[r].features.count;
	struct sighting *seen = some(total, sizeof *seen);
	for (size_t r = 0; r < count; r++)
		for (int i = 0; (use == NULL || use[r]) && i < samples[r].features.count; i++)
			seen[n++] =
				(struct sighting){samples[r].features.key[i], samples[r].cluster};
	qsort(seen, n, sizeof *seen, by_key);
	struct keys out = {some(n, sizeof *out.key), 0};
	for (size_t i = 0, end; i < n; i = end) {
		size_t clusters = 1;
		for (end = i + 1; end < n && seen[end].key == seen[i].key; end++)
			clusters += seen[end].cluster != seen[end - 1].cluster;
		if (clusters >= least_clusters)
			out.key[out.count++] = seen[i].key;
	}
	free(seen);
	return out;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void place_features(struct problem *q, const struct keys *keys)
{
	size_t total = 0, n = 0;
	for (size_t r = 0; r < q->count; r++)
		total += (size_t)q->samples[r].features.count;
	q->place = some(total, sizeof *q->place);
	q->first = some(q->count + 1, sizeof *q->first);
	for (size_t r = 0; r < q->count; r++) {
		for (int i = 0; i < q->samples[r].features.count; i++) {
			const uint32_t *key = bsearch(&q->samples[r].features.key[i], keys->key,
				keys->count, sizeof *key, by_number);
			if (key != NULL)
				q->place[n++] = (uint32_t)(RULES + (key - keys->key) * POLES);
		}
		q->first[r + 1] = n;
	}
}

static void quantise(const double *x, const struct keys *keys, struct lexicon_weights *w)
{
	double most = 1e-9;
	for (size_t i = RULES; i < RULES + keys->count * POLES; i++)
		most = fmax(most, fabs(x[i]));
	memset(w, 0, sizeof *w);
	w->step = (float)(most / STEPS);
	w->sharp = 1;
	for (int style = 0; style <= STYLES; style++)
		for (int i = 0; i < RULE_FEATURES; i++)
			for (int pole = 0; pole < POLES; pole++)
				w->rule[style][i][pole] = (float)x[rule_at(style, i, pole)];
	/* from the heaviest down, as a full bucket takes no more weights */
	for (int heaviest = STEPS; heaviest > 0; heaviest--)
		for (size_t i = 0; i < keys->count; i++) {
			int8_t weight[POLES];
			for (size_t pole = 0; pole < POLES; pole++)
				weight[pole] = (int8_t)lround(
					x[RULES + i * POLES + pole] / (double)w->step);
			int size =
				abs(weight[0]) > abs(weight[1]) ? abs(weight[0]) : abs(weight[1]);
			if (size == heaviest)
				(void)lexicon_weights_set(w, keys->key[i], weight);
		}
}

struct keys fit_weights(
	const struct sample *samples, size_t count, const bool *use, struct lexicon_weights *w)
{
	struct keys keys = choose_keys(samples, count, use);
	struct problem q = {samples, count, use, NULL, NULL};
	place_features(&q, &keys);
	size_t n = RULES + keys.count * POLES;
	double *x = some(n, sizeof *x);
	lbfgs_minimise(x, n, loss, &q, ROUNDS);
	quantise(x, &keys, w);
	free(q.place);
	free(q.first);
	free(x);
	return keys;
}

double fit_sharpness(const double (*logit)[POLES], const enum sentiment_label *label, size_t count)
{
	double best = 1, least = HUGE_VAL;
	for (int step = 20; step <= 200; step++) { /* from .2 to 2 in hundredths */
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
