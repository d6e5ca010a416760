/*
 * Recommendations: opt-dispatch claims them, parses their words and stores how each ended.
 *
 *	dispatch_claim(&desk, &list, &count, err);
 *	recommendation_parse(&list[i], err);    for each
 *	dispatch_done(&desk, &list[i], RECOMMENDATION_SKIPPED, why, &made, err);    without an order
 *	recommendations_free(list, count);
 */
#ifndef OPT_STORE_RECOMMENDATION_H
#define OPT_STORE_RECOMMENDATION_H

#include "desk.h"
#include "instrument.h"

/* The words of dispatch_recommendations.status; the last one is only printed, by a dry run. */
enum recommendation_status {
	RECOMMENDATION_PENDING,
	RECOMMENDATION_PROCESSING, /* claimed; with an order: the order is in doubt */
	RECOMMENDATION_EXECUTED,   /* the broker accepted an order */
	RECOMMENDATION_UNFILLED,   /* every order ended without a fill */
	RECOMMENDATION_SKIPPED,
	RECOMMENDATION_FAILED,
	RECOMMENDATION_EXPIRED,
	RECOMMENDATION_WOULD_SEND,
};
const char *recommendation_status_name(enum recommendation_status status); /* "PENDING" ... */

struct recommendation {
	int64_t id, params_version;
	struct instant ts, bar_ts, created_at;
	char ticker[TICKER_SIZE];
	char action_text[8], instrument_text[8], strategy_text[24];
	enum trade_action action; /* parsed from the texts above */
	enum instrument instrument;
	enum strategy strategy;
	double confidence;
	char *features_snapshot, *sentiment_snapshot; /* JSON; owned */
};

/*
 * Expires old recommendations, releases the claims of dead runs and claims the newest ones. A dry
 * run only reads them. The caller frees *OUT with recommendations_free.
 */
int dispatch_claim(
	struct desk *desk, struct recommendation **out, size_t *count, struct error *err);
void recommendations_free(struct recommendation *r, size_t count);
/* Parses the texts of a recommendation; ERROR_DATA when one is not known. */
int recommendation_parse(struct recommendation *r, struct error *err);

/* The parts of a decision as JSON; a part is empty when the decision ended before it. */
struct decision_record {
	struct buf gates, sizing, quality, explain;
};
enum { DECISION_JSON_MAX = 8 << 20 };
#define DECISION_RECORD_INIT \
	((struct decision_record){BUF_INIT(DECISION_JSON_MAX), BUF_INIT(DECISION_JSON_MAX), \
		BUF_INIT(DECISION_JSON_MAX), BUF_INIT(DECISION_JSON_MAX)})
void decision_record_free(struct decision_record *record);
/* Adds gates, sizing, quality and explain to the arguments of a statement; null when empty. */
void arg_decision(struct db_args *a, const struct decision_record *record);

/* Ends a recommendation that has no order: SKIPPED or FAILED. RECORD may be NULL. */
int dispatch_done(struct desk *desk, const struct recommendation *r,
	enum recommendation_status status, const char *why, const struct decision_record *record,
	struct error *err);
/* Requests that opt-posmon closes the positions in TICKER whose direction is opposite. */
int dispatch_ask_to_close(
	struct desk *desk, const char *ticker, int direction, const char *why, struct error *err);

/* Ends the recommendations of the account whose orders all ended without a fill: UNFILLED. */
int dispatch_unfilled(struct desk *desk, struct error *err);

#endif
