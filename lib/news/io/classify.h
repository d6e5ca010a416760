/*
 * Classifies texts for opt-classify: kind and urgency by the lexicon, sentiment by the first engine
 * that responds, companies by name, and by a language model where the text names none. Check the
 * settings, make one classifier, classify texts, free it:
 *
 * 	text_classifier_check(run, &settings, &err);
 * 	text_classifier_new(&tc, run, &settings, entries, count, &err);
 * 	text_classifier_classify(tc, texts, n, found, &why, &err);
 * 	text_classifier_free(tc);
 */
#ifndef OPT_CLASSIFY_H
#define OPT_CLASSIFY_H

#include "classifier.h"
#include "run.h"
#include "sentiment_chain.h"

struct text_classifier;

struct classify_settings {
	const char *engines; /* "http,lexicon" */
	const char *model;   /* --model, for the engine finbert; NULL: not given */
	int threads;	     /* --threads; 0: not given */
	const char *infer;   /* "bedrock:MODEL"; NULL: no ticker is inferred */
	const char *weights; /* a file of weights for the lexicon; NULL: those compiled in */
};

/*
 * Borrows RUN and ENTRIES (COUNT may be 0). ERROR_USAGE and ERROR_CONFIG for options and
 * configuration that are not valid, ERROR_PERMISSION when keys are missing; also the errors of
 * classifier_new.
 */
int text_classifier_new(struct text_classifier **out, struct run *run,
	const struct classify_settings *options, const struct ticker_entry *entries, size_t count,
	struct error *err);
void text_classifier_free(struct text_classifier *tc); /* NULL is allowed */

/* Checks the options alone: opens no engine and reads no file. */
int text_classifier_check(
	const struct run *run, const struct classify_settings *options, struct error *err);

/*
 * Whether no model and no network is used. A text then takes a microsecond, and it is best to
 * classify texts one by one.
 */
bool text_classifier_is_embedded(const struct text_classifier *tc);

/*
 * Classifies COUNT texts; the mentions in OUT borrow them. Where no engine classified text i,
 * OUT[i].engine is NULL and *WHY is set as sentiment_chain_classify sets it; that function also
 * says when the result is -1. A ticker that cannot be inferred makes the run partial.
 */
int text_classifier_classify(struct text_classifier *tc, const struct sentiment_text *texts,
	size_t count, struct classification *out, struct error *why, struct error *err);

#endif
