#include "lexicon_model.h"

#include <math.h>

static uint32_t bucket_of(uint32_t key)
{
	return key >> (LEXICON_KEY_BITS - LEXICON_BUCKET_BITS);
}

/*
 * One bit in each 16 of TAGS that are TAG, and maybe in some above the lowest of those: what is 0
 * once TAG is taken out borrows when 1 is subtracted.
 */
static uint64_t same(uint64_t tags, uint16_t tag)
{
	const uint64_t ones = UINT64_C(0x0001000100010001);
	uint64_t rest = tags ^ tag * ones;
	return (rest - ones) & ~rest & ones << 15;
}

static void add_weights(const struct lexicon_weights *w, uint32_t key, int sum[static POLES])
{
	const struct lexicon_bucket *b = &w->bucket[bucket_of(key)];
	uint64_t found = same(b->tags, (uint16_t)key);
	int mask = -(found != 0), i = __builtin_ctzll(found | UINT64_C(1) << 63) / 16;
	sum[POLE_NEGATIVE] += mask & b->weight[i][POLE_NEGATIVE];
	sum[POLE_POSITIVE] += mask & b->weight[i][POLE_POSITIVE];
}

void lexicon_weights_get(const struct lexicon_weights *w, uint32_t key, int out[static POLES])
{
	out[POLE_NEGATIVE] = out[POLE_POSITIVE] = 0;
	add_weights(w, key, out);
}

bool lexicon_weights_set(struct lexicon_weights *w, uint32_t key, const int8_t weight[static POLES])
{
	uint16_t tag = (uint16_t)key;
	if (key >> LEXICON_KEY_BITS != 0 || tag == 0)
		return false;
	struct lexicon_bucket *b = &w->bucket[bucket_of(key)];
	if (same(b->tags, tag) != 0)
		return false;
	int i = 0;
	while (i < BUCKET_KEYS && (uint16_t)(b->tags >> 16 * i) != 0)
		i++;
	if (i == BUCKET_KEYS)
		return false;
	b->tags |= (uint64_t)tag << 16 * i;
	for (int pole = 0; pole < POLES; pole++)
		b->weight[i][pole] = weight[pole];
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
