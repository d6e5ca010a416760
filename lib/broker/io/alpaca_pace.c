#include "alpaca_pace.h"

#include <string.h>

#include "clock.h"
#include "stop.h"
#include "throttle.h"

enum {
	TOO_MANY_REQUESTS = 429,
	REFUSED_MAX = 5,   /* retries of one request; more refusals are not about the rate */
	NAP_US = SECOND_US /* the longest sleep before the next check for a signal */
};

static bool is_refusal(const struct http_response *r)
{
	return r->outcome == HTTP_ANSWERED && r->status == TOO_MANY_REQUESTS;
}

void alpaca_pace_note(struct alpaca_pace *pace, enum alpaca_host host, int64_t under_way,
	const struct http_response *r)
{
	struct throttle_answer answer = {
		.refused = is_refusal(r),
		.limit = r->rate_limit,
		.remaining = r->rate_remaining,
		.reset_s = r->rate_reset_s,
		.retry_after_s = r->retry_after_s,
		.date_s = r->date_s,
	};
	int64_t resume_us =
		throttle_resume_us(&answer, pace->reserve_pct, under_way, clock_monotonic_us());
	/* responses may arrive out of order: an older one must not shorten the wait */
	if (resume_us > pace->resume_us[host])
		pace->resume_us[host] = resume_us;
}

bool alpaca_pace_retries(const struct alpaca_pace *pace, const struct http_response *r, int refused)
{
	return pace->share == ALPACA_WAIT && is_refusal(r) && refused <= REFUSED_MAX;
}

bool alpaca_pace_ready(const struct alpaca_pace *pace, enum alpaca_host host)
{
	return pace->share == ALPACA_ALL || clock_monotonic_us() >= pace->resume_us[host];
}

int alpaca_pace_check(
	const struct alpaca_pace *pace, enum alpaca_host host, const char *path, struct error *err)
{
	int64_t left_us = pace->resume_us[host] - clock_monotonic_us();
	if (alpaca_pace_ready(pace, host))
		return 0;
	if (pace->share == ALPACA_SPARE)
		return error_unfinished(err,
			"broker %.*s: the requests that are left are the exits', for %lld s more; "
			"the "
			"next run continues",
			(int)strcspn(path, "?"), path, (long long)(left_us / SECOND_US + 1));
	if (pace->resume_us[host] >= pace->deadline_us)
		return error_unfinished(err,
			"broker %.*s: the rate limit holds for %lld s more, past the deadline; the "
			"next run continues",
			(int)strcspn(path, "?"), path, (long long)(left_us / SECOND_US + 1));
	return stop_check(err);
}

int alpaca_pace_wait(
	const struct alpaca_pace *pace, enum alpaca_host host, const char *path, struct error *err)
{
	while (!alpaca_pace_ready(pace, host)) {
		if (alpaca_pace_check(pace, host, path, err) != 0)
			return -1;
		int64_t nap_us = clock_monotonic_us() + NAP_US, resume_us = pace->resume_us[host];
		clock_sleep_until(nap_us < resume_us ? nap_us : resume_us);
	}
	return 0;
}
