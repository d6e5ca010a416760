/*
 * What the articles about one ticker say together (specification, section 6): the mean of their
 * scores, weighted with 2^(-age/half-life) * (1 - p_neutral). A story told several times counts
 * once, at the time it was first told.
 */
#ifndef OPT_NEWS_SCORE_H
#define OPT_NEWS_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instant.h"
#include "params.h"

struct news_item {
	struct instant published_at; /* market time of the news; age and window are judged by it */
	double score;		     /* p_positive - p_negative, -1..1 */
	double p_neutral;	     /* 0..1 */
	/* the caller's hash of the story (its normalised title); 0: a story of its own */
	uint64_t story;
};

struct news_score {
	double s;	       /* -1..1; NAN without articles */
	int n;		       /* stories that count */
	double age_s;	       /* of the newest of them; NAN without */
	struct instant newest; /* its published_at; INSTANT_UNKNOWN without */
	struct instant oldest; /* of the oldest that counts: for the lineage of a decision */
};

/* The weight of an article that counts; 0 outside (now - news_window_min, now]. */
double news_weight(const struct params *p, const struct news_item *item, struct instant now);

/*
 * ITEMS: what was known at NOW, in any order; items older than the window only serve to recognise a
 * story that is told again, so pass those of news_duplicate_window_h. Items published after NOW
 * wait; items with an unknown score or time do not count. COUNTED (of COUNT) says which items made
 * the score; may be NULL.
 */
void news_score(const struct params *p, const struct news_item *items, size_t count,
	struct instant now, bool *counted, struct news_score *out);

#endif
