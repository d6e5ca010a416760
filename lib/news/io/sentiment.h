/*
 * Engines of sentiment: the embedded lexicon, a BERT in the process, a service on the network. Each
 * is a struct sentiment_kind, a row of sentiment.c's table.
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

/* What the command line and the configuration say; an engine reads what concerns it. */
struct sentiment_settings {
	const struct run *run; /* the deadline, the configuration */
	const char *model;     /* --model DIR; NULL: not given */
	int threads;	       /* --threads N; 0: not given */
};

enum { SENTIMENT_MODEL_SIZE = 128 };

struct sentiment_engine;

struct sentiment_kind {
	const char *name; /* "lexicon": --engine, and the column engine */
	/*
	 * Texts of one call of classify that take a few seconds at most, so that a deadline is kept
	 * and little is lost.
	 */
	size_t batch;
	/* *OUT owned, closed with close. ERROR_CONFIG, ERROR_DATA, ERROR_UNAVAILABLE. */
	int (*open)(struct sentiment_engine **out, const struct sentiment_settings *options,
		struct error *err);
	/*
	 * The probabilities, score and label of COUNT texts (any number > 0); event and urgency of
	 * OUT are left as they are. All or nothing: OUT is untouched on failure. NULL: the
	 * lexicon, whose sentiment each text already has in OUT.
	 */
	int (*classify)(struct sentiment_engine *engine, const struct sentiment_text *texts,
		size_t count, struct sentiment *out, struct error *err);
	void (*close)(struct sentiment_engine *engine);
};

/* The first member of each engine's own struct. */
struct sentiment_engine {
	const struct sentiment_kind *kind;
	char model[SENTIMENT_MODEL_SIZE]; /* the column model */
};

extern const struct sentiment_kind sentiment_lexicon, sentiment_finbert, sentiment_http;

/* The kind of that name; NULL: there is none. */
const struct sentiment_kind *sentiment_kind_find(const char *name, size_t length);
/* Appends the names of all engines, for messages: "lexicon, finbert, http". */
void sentiment_kind_names(struct buf *out);

/*
 * Sets the probabilities (each >= 0, of a positive sum, made to sum to 1), score and label of OUT.
 * ERROR_DATA when they are no probabilities.
 */
int sentiment_set(
	struct sentiment *out, double negative, double neutral, double positive, struct error *err);

#endif
