/*
 * When the next request may be sent to a server with a rate limit, computed from the headers of its
 * responses. The time comes from the caller.
 */
#ifndef OPT_THROTTLE_H
#define OPT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

/* The headers of a response; -1 for a header that is missing. */
struct throttle_answer {
	bool refused;	       /* 429 */
	int64_t limit;	       /* X-RateLimit-Limit: requests per window */
	int64_t remaining;     /* X-RateLimit-Remaining */
	int64_t reset_s;       /* X-RateLimit-Reset: Unix seconds of the next window */
	int64_t retry_after_s; /* Retry-After: seconds from now */
	int64_t date_s;	       /* Date: the clock of the server, to which reset_s refers */
};

/*
 * Returns when the next request may start, NOW_US or later, while UNDER_WAY requests have no
 * response yet. RESERVE_PCT of the requests of a window, and at least two, are left to other
 * programs. Without a known reset the wait is 60 s; no wait is longer than about one day.
 */
int64_t throttle_resume_us(
	const struct throttle_answer *a, double reserve_pct, int64_t under_way, int64_t now_us);

#endif
