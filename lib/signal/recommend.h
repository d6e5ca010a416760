/*
 * Decides the outcome of a signal (specification, sections 6 and 13). A ticker has one live
 * recommendation; a ticker and direction have a cooldown; a signal under the confidence gate is
 * stored only for learning. Call recommend_decide with the result of signal_decide.
 */
#ifndef OPT_RECOMMEND_H
#define OPT_RECOMMEND_H

#include <stdbool.h>

#include "signal.h"

enum recommend_outcome {
	/* no fresh bar or feature row, or an earlier run evaluated the bar */
	RECOMMEND_NOT_FRESH,
	RECOMMEND_NO_SIGNAL, /* a condition failed */
	RECOMMEND_LIVE,	     /* the ticker has a live recommendation */
	RECOMMEND_COOLDOWN,  /* one in the same direction is less than signal_cooldown_min old */
	RECOMMEND_SKIPPED,   /* stored, but under the confidence gate: not traded */
	RECOMMEND_PENDING,   /* stored, to be traded */
};

const char *recommend_outcome_name(enum recommend_outcome outcome); /* "not_fresh" ... */

/*
 * The recommendations of the ticker that count: PENDING and not expired, PROCESSING, EXECUTED and
 * UNFILLED.
 */
struct recommend_history {
	bool live; /* one is PENDING or PROCESSING */
	/* when the newest of each direction was created; INSTANT_UNKNOWN: none */
	struct instant last_bullish, last_bearish;
};

/*
 * The least confidence of an entry, before the account is known. The value of the strategy, or that
 * for stocks, replaces gate_confidence_min when it is above 0. The account's tier can raise it
 * later.
 */
double recommend_confidence(
	const struct params *p, enum instrument instrument, enum strategy strategy);

/* D is from signal_decide. EVALUATED: an earlier run evaluated its feature row. */
enum recommend_outcome recommend_decide(const struct params *p, const struct signal_decision *d,
	bool evaluated, const struct recommend_history *history);

/* The conditions of a recommendation, after those of its signal, in the order of the outcomes. */
enum recommend_condition {
	RECOMMEND_NEW_BAR,	/* no earlier run evaluated the feature row */
	RECOMMEND_ONE_LIVE,	/* no live recommendation in the ticker */
	RECOMMEND_COOLED_DOWN,	/* minutes since the last one in the direction */
	RECOMMEND_CONFIDENCE,	/* of the trade that the signal would be */
	RECOMMEND_CONDITION_COUNT,
};
/* Every condition by itself; the first that fails is the one that recommend_decide goes by. */
void recommend_conditions(const struct params *p, const struct signal_decision *d, bool evaluated,
	const struct recommend_history *history,
	struct condition out[static RECOMMEND_CONDITION_COUNT]);

/* True for the outcomes whose signal becomes a row of dispatch_recommendations. */
bool recommend_is_stored(enum recommend_outcome outcome);

#endif
