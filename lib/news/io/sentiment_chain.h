/*
 * Tries engines of sentiment in a given order: a text that one engine cannot classify goes to the
 * next. Each engine is opened when it is first needed. Make a chain once, classify texts, free it:
 *
 * 	sentiment_chain_new(&c, "http,lexicon", &settings, &err);
 * 	sentiment_chain_classify(c, texts, count, found, by, &why, &err);
 * 	sentiment_chain_free(c);
 */
#ifndef OPT_SENTIMENT_CHAIN_H
#define OPT_SENTIMENT_CHAIN_H

#include <stdbool.h>

#include "sentiment.h"

struct sentiment_chain;

/*
 * NAMES: "http,finbert,lexicon". Copies OPTIONS and borrows the objects that they point to. Opens
 * no engine. ERROR_USAGE for a name that is not an engine, or that comes twice.
 */
int sentiment_chain_new(struct sentiment_chain **out, const char *names,
	const struct sentiment_settings *options, struct error *err);
void sentiment_chain_free(struct sentiment_chain *c); /* NULL is allowed */

/* Whether the lexicon comes first, so that no other engine is ever tried. */
bool sentiment_chain_is_embedded(const struct sentiment_chain *c);

/*
 * Classifies COUNT texts. The caller fills FOUND[i] with the lexicon's result for text i. When the
 * lexicon's turn comes, that result stays; another engine replaces probabilities, score and label.
 * BY[i] is set to the engine that classified text i, or NULL. When a text has none, *WHY is the
 * error of the last engine that was tried (ERROR_AGAIN: the time was over, or the service limits
 * the rate). Returns -1 only for errors that the operator must correct (ERROR_CONFIG, ERROR_USAGE)
 * and for no memory.
 *
 * An engine that does not respond is left out for the rest of the run. When an engine refuses
 * several texts together, each half is tried, so that one bad text does not take others with it.
 */
int sentiment_chain_classify(struct sentiment_chain *c, const struct sentiment_text *texts,
	size_t count, struct sentiment *found, const struct sentiment_engine **by,
	struct error *why, struct error *err);

#endif
