/*
 * The news score of one ticker (specification, section 6): the mean of its articles' scores,
 * weighted with 2^(-age/half-life) * (1 - p_neutral). A story in several articles counts once, at
 * the time of the first.
 */
#ifndef OPT_NEWS_SCORE_H
#define OPT_NEWS_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instant.h"
#include "params.h"

struct news_item {
	struct instant published_at; /* age and window are computed from this */
	double score;		     /* p_positive - p_negative, -1..1 */
	double p_neutral;	     /* 0..1 */
	/* the caller's hash of the story (its normalised title); 0: no other article has it */
	uint64_t story;
};

struct news_score {
	double s;	       /* -1..1; NAN without articles */
	int n;		       /* stories that count */
	double age_s;	       /* of the newest of them; NAN without articles */
	struct instant newest; /* its published_at; INSTANT_UNKNOWN without articles */
	struct instant oldest; /* of the oldest of them, for the lineage of a decision */
};

/* The weight of an article that counts; 0 outside (now - news_window_min, now]. */
double news_weight(const struct params *p, const struct news_item *item, struct instant now);

/*
 * Scores the articles known at NOW, in any order. Pass all ITEMS of news_duplicate_window_h: those
 * older than news_window_min do not count, but show that a newer article repeats their story. Items
 * published after NOW, and items with an unknown score or time, do not count. COUNTED, which may be
 * NULL, has COUNT elements and is set to true for the items in the score.
 */
void news_score(const struct params *p, const struct news_item *items, size_t count,
	struct instant now, bool *counted, struct news_score *out);

#endif
