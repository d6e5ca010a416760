/* The rate limit: what the broker said of it, and waiting for it. */
#include <string.h>

#include "alpaca_request.h"
#include "clock.h"
#include "run.h"
#include "throttle.h"

enum {
	TOO_MANY_REQUESTS = 429,
	REFUSED_MAX = 5,   /* times for one request: then it is no matter of waiting */
	NAP_US = SECOND_US /* between looks at whether to stop */
};

void alpaca_honor_rate_limit(struct alpaca *a, struct run *run)
{
	alpaca_pace(a)->run = run->pinned ? NULL : run;
}

static bool is_refusal(const struct http_response *r)
{
	return r->outcome == HTTP_ANSWERED && r->status == TOO_MANY_REQUESTS;
}

void alpaca_pace_saw(
	struct alpaca *a, enum alpaca_host host, int64_t under_way, const struct http_response *r)
{
	struct alpaca_pace *p = alpaca_pace(a);
	if (p->run == NULL)
		return;
	struct throttle_answer said = {
		.refused = is_refusal(r),
		.limit = r->rate_limit,
		.remaining = r->rate_remaining,
		.reset_s = r->rate_reset_s,
		.retry_after_s = r->retry_after_s,
		.date_s = r->date_s,
	};
	int64_t resume_us = throttle_resume_us(&said, under_way, clock_monotonic_us());
	/* answers overtake each other: an earlier one does not take back what a later one said */
	if (resume_us > p->resume_us[host])
		p->resume_us[host] = resume_us;
}

bool alpaca_pace_retries(struct alpaca *a, const struct http_response *r, int refused)
{
	return alpaca_pace(a)->run != NULL && is_refusal(r) && refused <= REFUSED_MAX;
}

bool alpaca_pace_may(struct alpaca *a, enum alpaca_host host)
{
	return clock_monotonic_us() >= alpaca_pace(a)->resume_us[host];
}

int alpaca_pace_check(struct alpaca *a, enum alpaca_host host, const char *path, struct error *err)
{
	struct alpaca_pace *p = alpaca_pace(a);
	int64_t left_us = p->resume_us[host] - clock_monotonic_us();
	if (left_us <= 0)
		return 0;
	if (p->resume_us[host] >= alpaca_deadline_us(a))
		return error_set(err, ERROR_AGAIN,
			"broker %.*s: the rate limit holds for %lld s more, past the deadline; the "
			"next run goes on",
			(int)strcspn(path, "?"), path, (long long)(left_us / SECOND_US + 1));
	return run_should_stop(p->run) ? run_stop(p->run, err) : 0;
}

int alpaca_pace_wait(struct alpaca *a, enum alpaca_host host, const char *path, struct error *err)
{
	while (!alpaca_pace_may(a, host)) {
		if (alpaca_pace_check(a, host, path, err) != 0)
			return -1;
		int64_t nap_us = clock_monotonic_us() + NAP_US,
			resume_us = alpaca_pace(a)->resume_us[host];
		clock_sleep_until(nap_us < resume_us ? nap_us : resume_us);
	}
	return 0;
}
