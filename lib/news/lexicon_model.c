#include "lexicon_model.h"

#include <math.h>
#include <string.h>

static uint32_t bucket_of(uint32_t key)
{
	return key >> (LEXICON_KEY_BITS - LEXICON_BUCKET_BITS);
}

/* The places of a bucket at once, as both compilers have it for every processor. */
typedef uint32_t places __attribute__((vector_size(sizeof(struct lexicon_bucket))));
typedef int32_t sums __attribute__((vector_size(sizeof(struct lexicon_bucket))));

static void add_weights(
	const struct lexicon_weights *w, const uint32_t *key, int count, int out[static POLES])
{
	sums negative = {0}, positive = {0};
	for (int i = 0; i < count; i++) {
		places place;
		memcpy(&place, &w->bucket[bucket_of(key[i])], sizeof place);
		place &= (places)((place ^ key[i] << 16) >> 16 == 0);
		negative += (sums)(place << 24) >> 24;
		positive += (sums)(place << 16) >> 24;
	}
	out[POLE_NEGATIVE] = out[POLE_POSITIVE] = 0;
	for (int i = 0; i < BUCKET_KEYS; i++) {
		out[POLE_NEGATIVE] += negative[i];
		out[POLE_POSITIVE] += positive[i];
	}
}

void lexicon_weights_get(const struct lexicon_weights *w, uint32_t key, int out[static POLES])
{
	add_weights(w, &key, 1, out);
}

bool lexicon_weights_set(struct lexicon_weights *w, uint32_t key, const int8_t weight[static POLES])
{
	uint16_t tag = (uint16_t)key;
	if (key >> LEXICON_KEY_BITS != 0 || tag == 0)
		return false;
	uint32_t *place = w->bucket[bucket_of(key)].place;
	int i = 0;
	while (i < BUCKET_KEYS && place[i] >> 16 != 0 && place[i] >> 16 != tag)
		i++;
	if (i == BUCKET_KEYS || place[i] >> 16 == tag)
		return false;
	place[i] = (uint32_t)tag << 16 | (uint32_t)(uint8_t)weight[POLE_POSITIVE] << 8 |
		   (uint8_t)weight[POLE_NEGATIVE];
	w->keys++;
	return true;
}

double lexicon_feature_scale(const struct lexicon_features *f)
{
	return f->count > 0 ? 1 / sqrt(f->count) : 0;
}

void lexicon_logits(
	const struct lexicon_weights *w, const struct lexicon_features *f, double out[static POLES])
{
	int hashed[POLES];
	add_weights(w, f->key, f->count, hashed);
	double scale = lexicon_feature_scale(f) * (double)w->step;
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0;
		for (int i = 0; i < RULE_FEATURES; i++)
			sum += (double)(f->rule[i] *
					(w->rule[0][i][pole] + w->rule[1 + f->style][i][pole]));
		out[pole] = (double)w->sharp * (sum + scale * hashed[pole]);
	}
}
