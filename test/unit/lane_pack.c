#include "check.h"

#include "lane_pack.h"
#include "rng.h"

enum { LANES = 7, MINUTES = 5000 };

static struct bar bar_of(uint32_t lane, int minute)
{
	int64_t e4 = (int64_t)lane * 100000 + minute;
	return (struct bar){
		.ts = {minute * MINUTE_US},
		.high = {e4 + 5},
		.low = {e4 - 5},
		.close = {e4},
		.vwap = PRICE_UNKNOWN,
		.volume = minute,
		.feed = (int)lane,
	};
}

/* Any order in, the order of time out; more than a chunk holds; what comes twice is there once. */
static void test_order(void **state)
{
	(void)state;
	static struct bar out[2 * MINUTES];
	struct lane_pack pack = {0};
	struct rng rng;
	rng_init(&rng, 5);
	for (int minute = 0; minute < MINUTES; minute++)
		for (uint32_t lane = 0; lane < LANES; lane++) {
			/* the last lane has no bar */
			int at = minute ^ (int)(rng_next(&rng) & 3);
			struct bar bar = bar_of(lane, at);
			if (lane + 1 < LANES)
				check("add", lane_pack_add(&pack, lane, &bar, at >= 4990) == 0);
		}
	for (uint32_t lane = 0; lane < LANES; lane++) {
		size_t n = lane_pack_bars(&pack, lane, out);
		check("count", n <= lane_pack_count(&pack, lane));
		check("none", (n == 0) == (lane + 1 == LANES));
		for (size_t i = 0; i < n; i++) {
			int minute = (int)(out[i].ts.us / MINUTE_US);
			struct bar want = bar_of(lane, minute);
			check("order", i == 0 || out[i].ts.us > out[i - 1].ts.us);
			check("values", out[i].close.e4 == want.close.e4 &&
						out[i].volume == want.volume &&
						out[i].feed == want.feed);
			check("details", minute >= 4990 ? out[i].high.e4 == want.high.e4 &&
								  out[i].low.e4 == want.low.e4
							: !price_known(out[i].high));
		}
		check("newest", n == 0 ? !instant_known(lane_pack_newest(&pack, lane))
				       : lane_pack_newest(&pack, lane).us == out[n - 1].ts.us);
	}
	lane_pack_free(&pack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
