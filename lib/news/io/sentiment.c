#include "sentiment.h"

#include <math.h>
#include <string.h>

#include "array.h"

static const struct sentiment_kind *const kinds[] = {
	&sentiment_lexicon, &sentiment_finbert, &sentiment_http};

enum { KINDS = array_size(kinds) };

const struct sentiment_kind *sentiment_kind_find(const char *name, size_t length)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strlen(kinds[i]->name) == length && memcmp(kinds[i]->name, name, length) == 0)
			return kinds[i];
	return NULL;
}

void sentiment_kind_names(struct buf *out)
{
	for (size_t i = 0; i < KINDS; i++) {
		buf_puts(out, i > 0 ? ", " : "");
		buf_puts(out, kinds[i]->name);
	}
}

int sentiment_set(
	struct sentiment *out, double negative, double neutral, double positive, struct error *err)
{
	double sum = negative + neutral + positive;
	if (!(negative >= 0 && neutral >= 0 && positive >= 0 && sum > 0 && isfinite(sum)))
		return error_set(err, ERROR_DATA,
			"not probabilities: %.3g negative, %.3g neutral, %.3g positive", negative,
			neutral, positive);
	out->p_negative = negative / sum;
	out->p_neutral = neutral / sum;
	out->p_positive = positive / sum;
	out->score = out->p_positive - out->p_negative;
	out->label = positive > negative && positive > neutral	 ? SENTIMENT_POSITIVE
		     : negative > positive && negative > neutral ? SENTIMENT_NEGATIVE
								 : SENTIMENT_NEUTRAL;
	return 0;
}
