/* When a feed is fetched again. */
#include "array.h"
#include "check.h"
#include "feed_schedule.h"

static const struct {
	const char *name;
	enum feed_outcome outcome;
	int64_t interval, ttl, gap, failures, retry_after;
	int64_t due, failures_after; /* due: seconds after the start of the minute of now */
} cases[] = {
	{"fetched", FEED_FETCHED, 300, 0, 0, 0, 0, 300, 0},
	{"fetched after failures", FEED_FETCHED, 300, 0, 4800, 4, 0, 300, 0},
	{"a longer ttl", FEED_FETCHED, 300, 3600, 0, 0, 0, 3600, 0},
	{"a shorter ttl", FEED_FETCHED, 300, 60, 0, 0, 0, 300, 0},
	{"a ttl of a week", FEED_FETCHED, 300, 604800, 0, 0, 0, 86400, 0},
	{"an interval under a minute", FEED_FETCHED, 1, 0, 0, 0, 0, 60, 0},
	{"retry-after of a good response", FEED_FETCHED, 300, 0, 0, 0, 9000, 300, 0},
	{"not modified", FEED_NOT_MODIFIED, 300, 0, 300, 0, 0, 300, 0},
	{"not modified, ttl known before", FEED_NOT_MODIFIED, 300, 0, 3600, 0, 0, 3600, 0},
	{"not modified after failures", FEED_NOT_MODIFIED, 300, 0, 4800, 4, 0, 300, 0},
	{"not modified, gap unknown", FEED_NOT_MODIFIED, 300, 0, 0, 0, 0, 300, 0},
	{"first failure", FEED_FAILED, 300, 0, 300, 0, 0, 600, 1},
	{"second failure", FEED_FAILED, 300, 0, 600, 1, 0, 1200, 2},
	{"hundredth failure", FEED_FAILED, 300, 0, 600, 99, 0, 86400, 100},
	{"busy, no retry-after", FEED_BUSY, 300, 0, 300, 0, 0, 600, 1},
	{"busy, retry-after above the back-off", FEED_BUSY, 300, 0, 300, 0, 7200, 7200, 1},
	{"busy, retry-after below the back-off", FEED_BUSY, 300, 0, 300, 0, 5, 600, 1},
	{"busy for a year", FEED_BUSY, 300, 0, 300, 0, 31536000, 86400, 1},
	{"gone", FEED_GONE, 300, 0, 300, 0, 0, 600, 1},
};

static void test_schedule(void **state)
{
	(void)state;
	struct instant minute = {INT64_C(1769437800000000)};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct feed_request request = {.outcome = cases[i].outcome,
			.now = instant_add(minute, 59 * SECOND_US),
			.interval_s = cases[i].interval,
			.ttl_s = cases[i].ttl,
			.last_gap_s = cases[i].gap,
			.failures = cases[i].failures,
			.retry_after_s = cases[i].retry_after};
		struct feed_plan plan = feed_schedule(&request);
		if (instant_diff_us(plan.next_due, minute) != cases[i].due * SECOND_US ||
			plan.failures != cases[i].failures_after ||
			plan.enabled != (cases[i].outcome != FEED_GONE))
			fail_msg("%s: due after %lld s", cases[i].name,
				(long long)(instant_diff_us(plan.next_due, minute) / SECOND_US));
	}
}

static void test_outcome(void **state)
{
	(void)state;
	static const struct {
		long status;
		enum feed_outcome outcome;
	} table[] = {{200, FEED_FETCHED}, {203, FEED_FETCHED}, {204, FEED_FAILED},
		{206, FEED_FAILED}, {304, FEED_NOT_MODIFIED}, {404, FEED_FAILED}, {410, FEED_GONE},
		{429, FEED_BUSY}, {500, FEED_FAILED}, {503, FEED_BUSY}, {0, FEED_FAILED}};
	for (size_t i = 0; i < array_size(table); i++)
		assert_int_equal(feed_outcome_of(table[i].status), table[i].outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
