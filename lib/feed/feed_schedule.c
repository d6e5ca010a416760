#include "feed_schedule.h"

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

enum feed_outcome feed_outcome_of(long http_status)
{
	switch (http_status) {
	case 200:
	case 203: /* a 200 that a proxy changed */
		return FEED_FETCHED;
	case 304:
		return FEED_NOT_MODIFIED;
	case 410:
		return FEED_GONE;
	case 429:
	case 503:
		return FEED_BUSY;
	default:
		return FEED_FAILED;
	}
}

static int64_t backed_off(int64_t interval_s, int64_t failures)
{
	int64_t gap = interval_s;
	for (int64_t i = 0; i < failures && gap < FEED_INTERVAL_MAX_S; i++)
		gap *= 2;
	return gap;
}

struct feed_plan feed_schedule(const struct feed_request *r)
{
	int64_t interval = larger(r->interval_s, FEED_INTERVAL_MIN_S), gap;
	bool good = r->outcome == FEED_FETCHED || r->outcome == FEED_NOT_MODIFIED;
	int64_t failures = good ? 0 : r->failures + 1;
	if (r->outcome == FEED_FETCHED)
		gap = larger(interval, r->ttl_s);
	else if (r->outcome == FEED_NOT_MODIFIED)
		gap = r->failures == 0 ? larger(interval, r->last_gap_s) : interval;
	else
		gap = larger(backed_off(interval, failures), r->retry_after_s);
	if (gap > FEED_INTERVAL_MAX_S)
		gap = FEED_INTERVAL_MAX_S;
	struct instant from = instant_floor(r->now, MINUTE_US);
	return (struct feed_plan){
		instant_add(from, gap * SECOND_US), failures, r->outcome != FEED_GONE};
}
