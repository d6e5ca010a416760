#include "feed_schedule.h"

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

enum feed_outcome feed_outcome_of(long http_status)
{
	switch (http_status) {
	case 200:
	case 203: /* the same, through a proxy that changed it */
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

struct feed_plan feed_schedule(const struct feed_asked *a)
{
	int64_t interval = larger(a->interval_s, FEED_INTERVAL_MIN_S), gap;
	bool good = a->outcome == FEED_FETCHED || a->outcome == FEED_NOT_MODIFIED;
	int64_t failures = good ? 0 : a->failures + 1;
	if (a->outcome == FEED_FETCHED)
		gap = larger(interval, a->ttl_s);
	else if (a->outcome == FEED_NOT_MODIFIED)
		gap = a->failures == 0 ? larger(interval, a->last_gap_s) : interval;
	else
		gap = larger(backed_off(interval, failures), a->retry_after_s);
	if (gap > FEED_INTERVAL_MAX_S)
		gap = FEED_INTERVAL_MAX_S;
	struct instant from = instant_floor(a->now, MINUTE_US);
	return (struct feed_plan){
		instant_add(from, gap * SECOND_US), failures, a->outcome != FEED_GONE};
}
