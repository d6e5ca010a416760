/*
 * The engine lexicon: each text comes to the chain with the sentiment that classifier.h found, so
 * this engine has nothing to compute and never fails.
 */
#include <stdlib.h>

#include "classifier.h"
#include "sentiment.h"
#include "text.h"

static int lexicon_open(
	struct sentiment_engine **out, const struct sentiment_settings *options, struct error *err)
{
	(void)options;
	struct sentiment_engine *e = calloc(1, sizeof *e);
	if (e == NULL)
		return error_memory(err);
	e->kind = &sentiment_lexicon;
	(void)text_copy(e->model, sizeof e->model, LEXICON_MODEL);
	*out = e;
	return 0;
}

static void lexicon_close(struct sentiment_engine *engine)
{
	free(engine);
}

const struct sentiment_kind sentiment_lexicon = {
	.name = LEXICON_ENGINE,
	.batch = 10000,
	.open = lexicon_open,
	.close = lexicon_close,
};
