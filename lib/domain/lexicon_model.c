#include "lexicon_model.h"

#include <math.h>

double lexicon_feature_scale(const struct lexicon_features *f)
{
	return f->count > 0 ? 1 / sqrt(f->count) : 0;
}

void lexicon_logits(const struct lexicon_weights *w, const struct lexicon_features *f,
	double out[static POLES])
{
	int hashed[POLES] = {0, 0};
	for (int i = 0; i < f->count; i++)
		for (int pole = 0; pole < POLES; pole++)
			hashed[pole] += w->bucket[f->bucket[i]][pole];
	double scale = lexicon_feature_scale(f) * (double)w->step;
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0;
		for (int i = 0; i < RULE_FEATURES; i++)
			sum += (double)(f->rule[i] *
					(w->rule[0][i][pole] + w->rule[1 + f->style][i][pole]));
		out[pole] = (double)w->sharp * (sum + scale * hashed[pole]);
	}
}
