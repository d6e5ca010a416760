/* The sentiment of an article and the securities it speaks of, as rows of opt-classify. */
#ifndef OPT_CLASSIFIER_H
#define OPT_CLASSIFIER_H

#include "error.h"
#include "jsonl.h"
#include "lexicon.h"
#include "ticker.h"

/* Who judged, as stored in inbound_events_classified. */
#define LEXICON_ENGINE "lexicon"
#define LEXICON_MODEL "lexicon-3"

struct classifier {
	struct lexicon lexicon;
	struct ticker_matcher matcher; /* of no securities when there is no universe */
};

/* A security and the words it was found by. */
struct mention {
	const char *ticker, *text;
	size_t length; /* of TEXT, bytes */
};

/* Title and summary may each have their fill. */
enum { MENTIONS_MAX = 2 * TICKER_MATCHES_MAX };

struct classification {
	struct sentiment sentiment;
	const char *engine, *model;	       /* who judged it, borrowed; NULL: nobody did */
	struct mention mentions[MENTIONS_MAX]; /* each security once, in order of appearance */
	size_t mention_count;
};

/*
 * On the heap: it is 540 KiB. Borrows ENTRIES (COUNT may be 0); WEIGHTS as lexicon_init has them
 * (NULL: its own). Errors as ticker_matcher_build and lexicon_init.
 */
int classifier_new(struct classifier **out, const struct ticker_entry *entries, size_t count,
	const char *weights, struct error *err);
void classifier_free(struct classifier *c); /* NULL is allowed */

/* TITLE and SUMMARY (may be NULL) are borrowed by the mentions. */
void classifier_classify(const struct classifier *c, const char *title, const char *summary,
	struct classification *out);

/*
 * The columns of inbound_events_classified as members of the open object: {tickers,
 * sentiment_label, sentiment_score, p_positive, p_neutral, p_negative, engine, model, event_type,
 * urgency}. Probabilities have four decimals and sum to 1 as printed.
 */
void classification_write(const struct classification *c, struct jsonl *w);

/* {ticker: the words it was found by}, under ticker_evidence. */
void classification_write_evidence(const struct classification *c, struct jsonl *w);

#endif
