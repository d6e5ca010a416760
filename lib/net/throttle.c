#include "throttle.h"

#include "instant.h"

enum {
	RESERVE_LEAST = 2,  /* requests, when the limit is unknown or small */
	WINDOW_S = 60,	    /* when the server does not report the next window */
	ROLL_S = 1,	    /* the server reports its clock in whole seconds */
	WAIT_MAX_S = 86400, /* a longer wait is not a rate limit, and no program runs so long */
};

static int64_t bounded(int64_t wait_s)
{
	return wait_s < ROLL_S ? ROLL_S : wait_s > WAIT_MAX_S ? WAIT_MAX_S : wait_s;
}

/* The numbers are not negative, so their difference cannot overflow, whatever the server sends. */
static int64_t until_reset_s(const struct throttle_answer *a)
{
	if (a->reset_s < 0 || a->date_s < 0)
		return WINDOW_S;
	return bounded(a->reset_s - a->date_s) + ROLL_S;
}

static bool is_used_up(const struct throttle_answer *a, double reserve_pct, int64_t under_way)
{
	int64_t reserve = (int64_t)((double)a->limit * reserve_pct / 100);
	reserve = reserve < RESERVE_LEAST ? RESERVE_LEAST : reserve;
	return a->remaining >= 0 && a->remaining - reserve <= under_way;
}

int64_t throttle_resume_us(
	const struct throttle_answer *a, double reserve_pct, int64_t under_way, int64_t now_us)
{
	if (a->refused && a->retry_after_s >= 0)
		return now_us + bounded(a->retry_after_s) * SECOND_US;
	if (a->refused || is_used_up(a, reserve_pct, under_way))
		return now_us + until_reset_s(a) * SECOND_US;
	return now_us;
}
