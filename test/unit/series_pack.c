#include "check.h"

#include "series_pack.h"
#include "rng.h"

enum { SERIES = 7, MINUTES = 5000 };

static struct bar bar_of(uint32_t series, int minute)
{
	int64_t e4 = (int64_t)series * 100000 + minute;
	return (struct bar){
		.ts = {minute * MINUTE_US},
		.high = {e4 + 5},
		.low = {e4 - 5},
		.close = {e4},
		.vwap = PRICE_UNKNOWN,
		.volume = minute,
		.feed = (enum stock_feed)series,
	};
}

/*
 * Bars added in any order are returned in the order of time, also more than fit in a chunk; of two
 * bars of one minute one is returned.
 */
static void test_order(void **state)
{
	(void)state;
	static struct bar out[2 * MINUTES];
	struct series_pack pack = {0};
	struct rng rng;
	rng_init(&rng, 5);
	for (int minute = 0; minute < MINUTES; minute++)
		for (uint32_t series = 0; series < SERIES; series++) {
			/* the last series has no bar */
			int at = minute ^ (int)(rng_next(&rng) & 3);
			struct bar bar = bar_of(series, at);
			if (series + 1 < SERIES)
				check("add", series_pack_add(&pack, series, &bar, at >= 4990) == 0);
		}
	for (uint32_t series = 0; series < SERIES; series++) {
		size_t n = series_pack_bars(&pack, series, out);
		check("count", n <= series_pack_count(&pack, series));
		check("none", (n == 0) == (series + 1 == SERIES));
		for (size_t i = 0; i < n; i++) {
			int minute = (int)(out[i].ts.us / MINUTE_US);
			struct bar want = bar_of(series, minute);
			check("order", i == 0 || out[i].ts.us > out[i - 1].ts.us);
			check("values", out[i].close.e4 == want.close.e4 &&
						out[i].volume == want.volume &&
						out[i].feed == want.feed);
			check("details", minute >= 4990 ? out[i].high.e4 == want.high.e4 &&
								  out[i].low.e4 == want.low.e4
							: !price_known(out[i].high));
		}
		check("newest", n == 0 ? !instant_known(series_pack_newest(&pack, series))
				       : series_pack_newest(&pack, series).us == out[n - 1].ts.us);
	}
	series_pack_free(&pack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
