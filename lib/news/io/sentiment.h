/*
 * The engines of sentiment: the lexicon, which is compiled in, a BERT in this process, a service on
 * the network. Each engine is a struct sentiment_kind, one row of the table in sentiment.c.
 * sentiment_chain.c finds a kind by name, opens an engine, classifies texts with it and closes it.
 */
#ifndef OPT_SENTIMENT_H
#define OPT_SENTIMENT_H

#include <stddef.h>

#include "buf.h"
#include "error.h"
#include "lexicon.h"
#include "run.h"

struct sentiment_text {
	const char *title;
	const char *summary; /* NULL: none */
};

/* The settings of all engines; each engine reads those that it needs. */
struct sentiment_settings {
	const struct run *run; /* for its deadline and its configuration */
	const char *model;     /* --model DIR; NULL: not given */
	int threads;	       /* --threads N; 0: not given */
};

enum { SENTIMENT_MODEL_SIZE = 128 };

struct sentiment_engine;

struct sentiment_kind {
	const char *name; /* the name for --engine and in the column engine: "lexicon" */
	/*
	 * The most texts for one call of classify: few enough to take a few seconds, so that the
	 * deadline is kept and a failure loses little.
	 */
	size_t batch;
	/* Opens an engine; the caller closes *OUT. ERROR_CONFIG, ERROR_DATA, ERROR_UNAVAILABLE. */
	int (*open)(struct sentiment_engine **out, const struct sentiment_settings *options,
		struct error *err);
	/*
	 * Sets the probabilities, score and label of COUNT texts (any number > 0); event and
	 * urgency of OUT stay. On failure OUT is unchanged. NULL: the lexicon, whose sentiment each
	 * text already has in OUT.
	 */
	int (*classify)(struct sentiment_engine *engine, const struct sentiment_text *texts,
		size_t count, struct sentiment *out, struct error *err);
	void (*close)(struct sentiment_engine *engine);
};

/* The first member of each engine's own struct. */
struct sentiment_engine {
	const struct sentiment_kind *kind;
	char model[SENTIMENT_MODEL_SIZE]; /* the value of the column model */
};

extern const struct sentiment_kind sentiment_lexicon, sentiment_finbert, sentiment_http;

/* Returns the kind with this name; NULL: there is none. */
const struct sentiment_kind *sentiment_kind_find(const char *name, size_t length);
/* Appends the names of all engines, for messages: "lexicon, finbert, http". */
void sentiment_kind_names(struct buf *out);

/*
 * Sets the probabilities (each at least 0, with a positive sum; they are scaled to the sum 1),
 * score and label of OUT. ERROR_DATA when they are not probabilities.
 */
int sentiment_set(
	struct sentiment *out, double negative, double neutral, double positive, struct error *err);

#endif
