/*
 * Finds the sentiment of an article and the securities that it names, and writes both as the rows
 * of opt-classify. Make one classifier for all texts; classify each text; free the classifier at
 * the end:
 *
 * 	classifier_new(&c, entries, count, NULL, &err);
 * 	classifier_classify(c, title, summary, &found);
 * 	classification_write(&found, &w);
 * 	classifier_free(c);
 */
#ifndef OPT_CLASSIFIER_H
#define OPT_CLASSIFIER_H

#include "error.h"
#include "jsonl.h"
#include "lexicon.h"
#include "ticker.h"

/* The engine and the model, as inbound_events_classified stores them. */
#define LEXICON_ENGINE "lexicon"
#define LEXICON_MODEL "lexicon-3"

struct classifier {
	struct lexicon lexicon;
	struct ticker_matcher matcher; /* without securities when there is no universe */
};

/* A security, and the words of the text that name it. */
struct mention {
	const char *ticker, *text;
	size_t length; /* bytes of TEXT */
};

/* Title and summary each have up to TICKER_MATCHES_MAX. */
enum { MENTIONS_MAX = 2 * TICKER_MATCHES_MAX };

struct classification {
	struct sentiment sentiment;
	const char *engine, *model;	       /* borrowed; NULL: no engine classified the text */
	struct mention mentions[MENTIONS_MAX]; /* each security once, in the order of the text */
	size_t mention_count;
};

/*
 * Allocates *OUT: it has 540 KiB. Borrows ENTRIES (COUNT may be 0) until classifier_free. WEIGHTS
 * are those of lexicon_init. The errors are those of ticker_matcher_build and of lexicon_init.
 */
int classifier_new(struct classifier **out, const struct ticker_entry *entries, size_t count,
	const char *weights, struct error *err);
void classifier_free(struct classifier *c); /* NULL is allowed */

/* OUT borrows TITLE and SUMMARY (NULL: there is no summary). */
void classifier_classify(const struct classifier *c, const char *title, const char *summary,
	struct classification *out);

/*
 * Writes the columns of inbound_events_classified into the open object, in this order: {tickers,
 * sentiment_label, sentiment_score, p_positive, p_neutral, p_negative, engine, model, event_type,
 * urgency}. Probabilities have four decimals and sum to 1 as printed.
 */
void classification_write(const struct classification *c, struct jsonl *w);

/* Writes ticker_evidence: {ticker: the words of the text that name it}. */
void classification_write_evidence(const struct classification *c, struct jsonl *w);

#endif
