/*
 * How long a server that counts requests by the minute wants to be left alone, from the headers of
 * its answers. Pure: the caller's clock.
 */
#ifndef OPT_THROTTLE_H
#define OPT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

/* What an answer says; -1 where it does not. */
struct throttle_answer {
	bool refused;	       /* 429 */
	int64_t limit;	       /* X-RateLimit-Limit: requests a window */
	int64_t remaining;     /* X-RateLimit-Remaining */
	int64_t reset_s;       /* X-RateLimit-Reset: Unix seconds of the next window */
	int64_t retry_after_s; /* Retry-After: seconds from now */
	int64_t date_s;	       /* Date: the server's own clock, which the reset is told by */
};

/*
 * When the next request may start, NOW_US or later, while UNDER_WAY others have no answer yet. A
 * tenth of the window's requests, two at least, is left to other programs.
 */
int64_t throttle_resume_us(const struct throttle_answer *a, int64_t under_way, int64_t now_us);

#endif
