/* When a feed is asked again, from how it answered. */
#ifndef OPT_FEED_SCHEDULE_H
#define OPT_FEED_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "instant.h"

enum {
	FEED_INTERVAL_S = 300,	     /* between two requests, where nobody says otherwise */
	FEED_INTERVAL_MIN_S = 60,    /* cron's minute */
	FEED_INTERVAL_MAX_S = 86400, /* also the longest a feed or a failure keeps us away */
};

enum feed_outcome {
	FEED_FETCHED,	   /* a document that was parsed */
	FEED_NOT_MODIFIED, /* 304 */
	FEED_GONE,	   /* 410: never again */
	FEED_BUSY,	   /* 429, 503: later, as it says */
	FEED_FAILED,	   /* anything else */
};

struct feed_asked {
	enum feed_outcome outcome;
	struct instant now;
	int64_t interval_s; /* of the operator */
	int64_t ttl_s;	    /* the document asks to be left alone this long; 0: it does not say */
	int64_t last_gap_s; /* what was decided after the last answer; 0: unknown */
	int64_t failures;   /* in a row, before this answer */
	int64_t retry_after_s; /* of a busy or failing server; 0: it does not say */
};

struct feed_plan {
	struct instant next_due;
	int64_t failures;
	bool enabled;
};

enum feed_outcome feed_outcome_of(long http_status);

/*
 * After an answer: the longer of interval and ttl (a 304 has no ttl: as long as after the answer
 * before, unless that failed), counted from the start of the minute, so that a job of each minute
 * finds it due. After a failure: the interval doubled for each one in a row, at least what the
 * server asks for. Never more than a day.
 */
struct feed_plan feed_schedule(const struct feed_asked *a);

#endif
