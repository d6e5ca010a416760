/*
 * What becomes of a signal (specification, sections 6 and 13): one live recommendation a ticker, a
 * cooldown a ticker and direction, and what is under the confidence gate is kept for learning only.
 */
#ifndef OPT_RECOMMEND_H
#define OPT_RECOMMEND_H

#include <stdbool.h>

#include "signal.h"

enum recommend_outcome {
	/* nothing new to judge: no bar or feature row, or the bar was judged before */
	RECOMMEND_NOT_FRESH,
	RECOMMEND_NO_SIGNAL, /* a condition failed */
	RECOMMEND_LIVE,	     /* a recommendation in the ticker is live */
	RECOMMEND_COOLDOWN,  /* one in the same direction is not long enough ago */
	RECOMMEND_SKIPPED,   /* stored, not to be traded: under the confidence gate */
	RECOMMEND_PENDING,   /* stored, to be traded */
};

const char *recommend_outcome_name(enum recommend_outcome outcome); /* "not_fresh" ... */

/*
 * The ticker's recommendations that count: PENDING that has not expired, PROCESSING and EXECUTED.
 */
struct recommend_history {
	bool live; /* one of the first two */
	struct instant last_bullish,
		last_bearish; /* when the newest was made; INSTANT_UNKNOWN: none */
};

/*
 * The confidence an entry needs before anything is known of the account; a tier may ask for more.
 */
double recommend_confidence(
	const struct params *p, enum instrument instrument, enum strategy strategy);

/* D is from signal_decide; JUDGED says that its feature row was judged by an earlier run. */
enum recommend_outcome recommend_decide(const struct params *p, const struct signal_decision *d,
	bool judged, const struct recommend_history *history);

/* True for the outcomes that make a row. */
bool recommend_is_stored(enum recommend_outcome outcome);

#endif
