/* Decides when a feed is fetched again, from the response to the last request. */
#ifndef OPT_FEED_SCHEDULE_H
#define OPT_FEED_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "instant.h"

enum {
	FEED_INTERVAL_S = 300,	     /* between two requests, when the operator gives none */
	FEED_INTERVAL_MIN_S = 60,    /* cron runs once per minute */
	FEED_INTERVAL_MAX_S = 86400, /* also the longest wait for a ttl or after failures */
};

enum feed_outcome {
	FEED_FETCHED,	   /* a document that was parsed */
	FEED_NOT_MODIFIED, /* 304 */
	FEED_GONE,	   /* 410: the feed is disabled */
	FEED_BUSY,	   /* 429, 503: fetched later, after the Retry-After of the server */
	FEED_FAILED,	   /* anything else */
};

/* A request for a feed, and its outcome. */
struct feed_request {
	enum feed_outcome outcome;
	struct instant now;
	int64_t interval_s;    /* between two requests, from the operator */
	int64_t ttl_s;	       /* the interval that the document requests; 0: none */
	int64_t last_gap_s;    /* the interval decided after the request before; 0: unknown */
	int64_t failures;      /* in a row, before this request */
	int64_t retry_after_s; /* from a busy or failing server; 0: none */
};

struct feed_plan {
	struct instant next_due;
	int64_t failures;
	bool enabled;
};

/* The outcome of a response with this status, before its document is parsed. */
enum feed_outcome feed_outcome_of(long http_status);

/*
 * The next request is due, counted from the start of the current minute so that a job that runs
 * every minute finds the feed due:
 *   - after a document: after the longer of interval and ttl;
 *   - after a 304, which has no ttl: after the longer of interval and last gap, or after the
 *     interval when the request before failed;
 *   - after a failure: after the interval, doubled for each failure in a row, or after the
 *     Retry-After of the server when that is longer.
 * Never later than a day.
 */
struct feed_plan feed_schedule(const struct feed_request *request);

#endif
