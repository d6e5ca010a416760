#include "lexicon_model.h"

#include <math.h>

static uint16_t tag_of(uint32_t key)
{
	uint16_t tag = (uint16_t)key;
	return tag != 0 ? tag : 1;
}

/* The bucket of TAG from I on, or the free one that ends the search. */
static uint32_t seek(const struct lexicon_weights *w, uint32_t i, uint16_t tag)
{
	while (w->bucket[i].tag != tag && w->bucket[i].tag != 0)
		i = (i + 1) % LEXICON_BUCKETS;
	return i;
}

struct lexicon_bucket *lexicon_weights_add(struct lexicon_weights *w, uint32_t key)
{
	uint16_t tag = tag_of(key);
	struct lexicon_bucket *b = &w->bucket[seek(w, key >> LEXICON_BUCKET_BITS, tag)];
	if (b->tag == 0) {
		if (w->keys == LEXICON_KEYS_MAX)
			return NULL;
		w->keys++;
		b->tag = tag;
	}
	return b;
}

const struct lexicon_bucket *lexicon_weights_find(const struct lexicon_weights *w, uint32_t key)
{
	const struct lexicon_bucket *b = &w->bucket[seek(w, key >> LEXICON_BUCKET_BITS, tag_of(key))];
	return b->tag != 0 ? b : NULL;
}

double lexicon_feature_scale(const struct lexicon_features *f)
{
	return f->count > 0 ? 1 / sqrt(f->count) : 0;
}

void lexicon_logits(const struct lexicon_weights *w, const struct lexicon_features *f,
	double out[static POLES])
{
	int hashed[POLES] = {0, 0};
	for (int i = 0; i < f->count; i++) {
		uint32_t at = seek(w, f->key[i] >> LEXICON_BUCKET_BITS, tag_of(f->key[i]));
		for (int pole = 0; pole < POLES; pole++)
			hashed[pole] += w->bucket[at].weight[pole];
	}
	double scale = lexicon_feature_scale(f) * (double)w->step;
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0;
		for (int i = 0; i < RULE_FEATURES; i++)
			sum += (double)(f->rule[i] *
					(w->rule[0][i][pole] + w->rule[1 + f->style][i][pole]));
		out[pole] = (double)w->sharp * (sum + scale * hashed[pole]);
	}
}
