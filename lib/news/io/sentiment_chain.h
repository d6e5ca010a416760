/*
 * Engines of sentiment in the order they are tried: what one cannot judge, the next does. Each is
 * opened when it is first needed.
 */
#ifndef OPT_SENTIMENT_CHAIN_H
#define OPT_SENTIMENT_CHAIN_H

#include <stdbool.h>

#include "sentiment.h"

struct sentiment_chain;

/*
 * NAMES: "http,finbert,lexicon". OPTIONS are copied, what they point at is borrowed. ERROR_USAGE
 * names what is no engine, or comes twice. Nothing is opened.
 */
int sentiment_chain_new(struct sentiment_chain **out, const char *names,
	const struct sentiment_settings *options, struct error *err);
void sentiment_chain_free(struct sentiment_chain *c); /* NULL is allowed */

/* The lexicon comes first, so that nothing else is ever asked. */
bool sentiment_chain_is_embedded(const struct sentiment_chain *c);

/*
 * Judges COUNT texts. FOUND[i] comes with what the lexicon says of text i, which is the answer
 * where the lexicon's turn comes; otherwise its probabilities, score and label are replaced.
 * BY[i]: who answered; NULL: nobody, and *WHY says what the last one asked said (ERROR_AGAIN: there
 * was no time, or the service is rate limited). -1 only for what the operator has to mend
 * (ERROR_CONFIG, ERROR_USAGE) and for memory.
 *
 * An engine that does not answer at all is left out for the rest of the run. Of texts it refuses
 * together, halves are tried, so that one it cannot judge takes no other along.
 */
int sentiment_chain_classify(struct sentiment_chain *c, const struct sentiment_text *texts,
	size_t count, struct sentiment *found, const struct sentiment_engine **by,
	struct error *why, struct error *err);

#endif
