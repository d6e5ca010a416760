/*
 * All that opt-classify says of a text: kind and urgency by the lexicon, sentiment by the first
 * engine that answers, the companies by name, and by a language model where none is named.
 */
#ifndef OPT_CLASSIFY_H
#define OPT_CLASSIFY_H

#include "classifier.h"
#include "run.h"
#include "sentiment_chain.h"

struct text_classifier;

struct classify_settings {
	const char *engines; /* "http,lexicon" */
	const char *model;   /* --model, of the engine finbert; NULL: not given */
	int threads;	     /* --threads; 0: not given */
	const char *infer;   /* "bedrock:MODEL"; NULL: no ticker is inferred */
	const char *weights; /* a file of weights of the lexicon; NULL: its own */
};

/*
 * RUN and ENTRIES (COUNT may be 0) are borrowed. ERROR_USAGE and ERROR_CONFIG for what the options
 * or the configuration say wrong, ERROR_PERMISSION when keys are missing; as classifier_new.
 */
int text_classifier_new(struct text_classifier **out, struct run *run,
	const struct classify_settings *options, const struct ticker_entry *entries, size_t count,
	struct error *err);
void text_classifier_free(struct text_classifier *j); /* NULL is allowed */

/* The options alone, before there is anything to judge. */
int text_classifier_check(
	const struct run *run, const struct classify_settings *options, struct error *err);

/* No model and no network: a text takes a microsecond, and they are best judged one by one. */
bool text_classifier_is_embedded(const struct text_classifier *j);

/*
 * Fills OUT for COUNT texts, which its mentions borrow. OUT[i].engine is NULL where no engine
 * answered; *WHY is then set, as sentiment_chain_classify has it, which says when it is -1 too.
 * That a ticker cannot be inferred makes the run a partial one.
 */
int text_classifier_classify(struct text_classifier *j, const struct sentiment_text *texts,
	size_t count, struct classification *out, struct error *why, struct error *err);

#endif
