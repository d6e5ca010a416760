/* Parses the weights of the lexicon engine, which opt-classify --weights reads. */
#include "fuzz.h"

#include <math.h>

#include "lexicon_model.h"

/* Weights that were parsed are usable: each is a finite number. */
static void check(const struct lexicon_weights *w)
{
	size_t keys = 0;
	for (size_t i = 0; i < LEXICON_BUCKETS; i++)
		for (int k = 0; k < BUCKET_KEYS; k++)
			keys += w->bucket[i].place[k] >> 16 != 0;
	HOLDS(keys == w->keys);
	HOLDS(isfinite(w->step) && isfinite(w->sharp));
	for (int style = 0; style <= STYLES; style++)
		for (int i = 0; i < RULE_FEATURES; i++)
			HOLDS(isfinite(w->rule[style][i][POLE_NEGATIVE]) &&
				isfinite(w->rule[style][i][POLE_POSITIVE]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lexicon_weights w;
	struct error err = {.kind = ERROR_NONE};
	char *text = fuzz_text(data, size);
	if (lexicon_weights_parse(&w, text, &err) == 0)
		check(&w);
	else
		HOLDS(err.kind == ERROR_DATA && err.text[0] != '\0');
	free(text);
	return 0;
}
