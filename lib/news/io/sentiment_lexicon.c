/* The embedded lexicon as an engine: always there, never fails. */
#include <stdlib.h>

#include "classifier.h"
#include "sentiment.h"
#include "text.h"

struct lexicon_engine {
	struct sentiment_engine engine;
	const struct lexicon *lexicon;
};

static int lexicon_open(
	struct sentiment_engine **out, const struct sentiment_settings *options, struct error *err)
{
	struct lexicon_engine *e = calloc(1, sizeof *e);
	if (e == NULL)
		return error_memory(err);
	e->engine.kind = &sentiment_lexicon;
	(void)text_copy(e->engine.model, sizeof e->engine.model, LEXICON_MODEL);
	e->lexicon = options->lexicon;
	*out = &e->engine;
	return 0;
}

static int lexicon_answer(struct sentiment_engine *engine, const struct sentiment_text *texts,
	size_t count, struct sentiment *out, struct error *err)
{
	(void)err;
	const struct lexicon_engine *e = (const struct lexicon_engine *)engine;
	for (size_t i = 0; i < count; i++) {
		struct sentiment s = lexicon_classify(e->lexicon, texts[i].title, texts[i].summary);
		s.event = out[i].event;
		s.urgency = out[i].urgency;
		out[i] = s;
	}
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
	.classify = lexicon_answer,
	.close = lexicon_close,
};
