#include "lexicon_model.h"

#include <math.h>

static uint32_t bucket_of(uint32_t key)
{
	return key >> (LEXICON_KEY_BITS - LEXICON_BUCKET_BITS);
}

static void add_weights(const struct lexicon_weights *w, uint32_t key, int sum[static POLES])
{
	const struct lexicon_bucket *b = &w->bucket[bucket_of(key)];
	uint16_t tag = (uint16_t)key;
	for (int i = 0; i < BUCKET_KEYS; i++) {
		int mask = -(b->tag[i] == tag);
		sum[POLE_NEGATIVE] += mask & b->weight[i][POLE_NEGATIVE];
		sum[POLE_POSITIVE] += mask & b->weight[i][POLE_POSITIVE];
	}
}

void lexicon_weights_get(const struct lexicon_weights *w, uint32_t key, int out[static POLES])
{
	out[POLE_NEGATIVE] = out[POLE_POSITIVE] = 0;
	add_weights(w, key, out);
}

bool lexicon_weights_set(struct lexicon_weights *w, uint32_t key, const int8_t weight[static POLES])
{
	struct lexicon_bucket *b = &w->bucket[bucket_of(key)];
	int i = 0;
	if (key >> LEXICON_KEY_BITS != 0 || (uint16_t)key == 0)
		return false;
	while (i < BUCKET_KEYS && b->tag[i] != 0 && b->tag[i] != (uint16_t)key)
		i++;
	if (i == BUCKET_KEYS || b->tag[i] != 0)
		return false;
	b->tag[i] = (uint16_t)key;
	for (int pole = 0; pole < POLES; pole++)
		b->weight[i][pole] = weight[pole];
	w->keys++;
	return true;
}

double lexicon_feature_scale(const struct lexicon_features *f)
{
	return f->count > 0 ? 1 / sqrt(f->count) : 0;
}

void lexicon_logits(const struct lexicon_weights *w, const struct lexicon_features *f,
	double out[static POLES])
{
	int hashed[POLES] = {0, 0};
	for (int i = 0; i < f->count; i++)
		add_weights(w, f->key[i], hashed);
	double scale = lexicon_feature_scale(f) * (double)w->step;
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0;
		for (int i = 0; i < RULE_FEATURES; i++)
			sum += (double)(f->rule[i] *
					(w->rule[0][i][pole] + w->rule[1 + f->style][i][pole]));
		out[pole] = (double)w->sharp * (sum + scale * hashed[pole]);
	}
}
