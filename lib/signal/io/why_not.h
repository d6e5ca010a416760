/*
 * Why a ticker is not recommended: each condition of the watchlist, the signal and the
 * recommendation, as known at run->now.
 */
#ifndef OPT_WHY_NOT_H
#define OPT_WHY_NOT_H

#include "recommend.h"
#include "run.h"

enum { WHY_NOT_MAX = SIGNAL_CONDITION_COUNT + RECOMMEND_CONDITION_COUNT + 2 };

struct why_not {
	struct condition conditions[WHY_NOT_MAX];
	const char *parts[WHY_NOT_MAX]; /* "watchlist", "signal", "recommendation" */
	size_t count;
	struct instant bar_ts;	   /* of the features; unknown: none recently */
	int64_t recommendation_id; /* the one on that bar; INT64_MIN: none */
	char status[16];
};

int why_not_load(struct run *run, const char *ticker, struct why_not *out, struct error *err);

#endif
