/* Features that look back over a night or a split. */
#include "array.h"
#include "check.h"

#include "feature.h"

enum { NIGHT = 390, BARS = 2 * 390 }; /* the night before bar 390 */

static struct params params;
static struct session sessions[2];
static struct bar market[BARS];

/* Friday 2026-01-23 and the Monday after: one bar per minute whose close goes up and down. */
static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	if (!calendar_session(date_from_ymd(2026, 1, 23), &sessions[0]) ||
		!calendar_session(date_from_ymd(2026, 1, 26), &sessions[1]))
		return -1;
	for (int i = 0; i < BARS; i++) {
		const struct session *s = &sessions[i / NIGHT];
		struct price close = {1000000 + (i * 7919) % 2000 + 100 * (i / NIGHT)};
		market[i] = (struct bar){
			.ts = instant_add(s->open, (i % NIGHT) * MINUTE_US),
			.open = close,
			.high = {close.e4 + 200},
			.low = {close.e4 - 200},
			.close = close,
			.volume = 1000 + i,
			.trade_count = -1,
			.vwap = PRICE_UNKNOWN,
		};
	}
	return 0;
}

/* The return across a night does not count; a split in the first night cuts one bar off. */
static void test_night(void **state)
{
	(void)state;
	size_t n = NIGHT + 10, count = 0;
	struct feature_input in = {.bars = market,
		.bar_count = n,
		.sessions = sessions,
		.session_count = 2,
		.daily_atr = (double)NAN};
	struct feature_row row;
	double sum = 0, squares = 0;
	check("row", feature_compute(&params, &in, &row));
	for (size_t i = n - 29; i < n; i++) {
		double now = price_to_double(market[i].close);
		double r = now / price_to_double(market[i - 1].close) - 1;
		if (i == NIGHT)
			continue;
		sum += r;
		squares += r * r;
		count++;
	}
	double variance = (squares - sum * sum / (double)count) / (double)(count - 1);
	check_near("recent_vol", row.recent_vol, sqrt(variance), 1e-9);
	double twenty = 0;
	for (size_t i = n - 20; i < n; i++)
		twenty += price_to_double(market[i].close) / 20;
	check("no gap", row.gap_reset == FACT_NO);
	check_near("sma20 goes over the night", row.sma20, twenty, 1e-9);

	/* the sums of another session are not those of this one */
	struct feature_row other;
	struct feature_vwap old = {.session = sessions[0].day,
		.until = sessions[0].close,
		.money = 1e9,
		.volume = 1,
		.feed = row.vwap.feed};
	in.vwap = &old;
	check("row", feature_compute(&params, &in, &other));
	check_near("session_vwap", other.session_vwap, row.session_vwap, 0);

	static struct bar bars[61];
	memcpy(bars, market + NIGHT - 1, sizeof bars);
	struct feature_input two = {
		.bars = bars, .bar_count = 61, .sessions = sessions, .session_count = 2};
	check("row", feature_compute(&params, &two, &row));
	assert_int_equal(row.bars, 61);
	check("the close of the first bar is the prior one", row.gap_reset == FACT_NO);
	struct feature_atr seed = {.session = sessions[1].day, .until = sessions[1].open};
	atr_init(&seed.atr, (int)params.atr_period);
	two.atr = &seed;
	check("row", feature_compute(&params, &two, &row));
	check("no bucket of the session yet", row.gap_reset == FACT_NO);
	two.atr = NULL;
	for (size_t i = 1; i < 61; i++) {
		bars[i].open.e4 /= 2;
		bars[i].high.e4 /= 2;
		bars[i].low.e4 /= 2;
		bars[i].close.e4 /= 2;
	}
	check("row", feature_compute(&params, &two, &row));
	assert_int_equal(row.bars, 60);
	struct feature_row alone;
	struct feature_input one = {
		.bars = bars + 1, .bar_count = 60, .sessions = sessions + 1, .session_count = 1};
	check("row", feature_compute(&params, &one, &alone));
	check_near("volume_avg_20", row.volume_avg_20, alone.volume_avg_20, 0);
	check_near("baseline_vol", row.baseline_vol, alone.baseline_vol, 0);
	/* bars before the first session are ignored */
	one.bars = market;
	one.bar_count = NIGHT + 30;
	check("row", feature_compute(&params, &one, &alone));
	assert_int_equal(alone.bars, 30);
}

/* The days before a split are not used. */
static void test_daily_split(void **state)
{
	(void)state;
	struct bar days[30];
	struct feature_daily row;
	for (int i = 0; i < 30; i++) {
		days[i] = market[0];
		days[i].close.e4 = days[i].high.e4 = days[i].low.e4 = i < 10 ? 2000000 : 1000000;
	}
	check("row", feature_daily_compute(&params, days, 30, &row));
	assert_int_equal(row.days_used, 20);
	check_near("close", row.close, 100, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_night),
		cmocka_unit_test(test_daily_split),
	};
	return cmocka_run_group_tests_name("feature_night", tests, set_up, NULL);
}
