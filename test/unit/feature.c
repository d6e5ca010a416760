#include "array.h"
#include "feature_market.h"

static double close_at(size_t i)
{
	return price_to_double(market.bars[i].close);
}

/* Computes every feature again, directly from its definition. */
static void test_definitions(void **state)
{
	(void)state;
	const size_t n =
		5 * 390 + 60; /* 60 minutes into the sixth session: the window crosses the night */
	struct feature_input in = input_of(n);
	int64_t tod[20];
	for (int i = 0; i < 20; i++)
		tod[i] = 100 * (i + 1); /* median 1050 */
	in.tod_volumes = tod;
	in.tod_count = 20;
	struct feature_row row;
	check("row", feature_compute(&params, &in, &row));
	double last20 = 0, last50 = 0, returns[120], volume = 0, money = 0, shares = 0;
	for (size_t i = n - 50; i < n; i++) {
		last50 += close_at(i);
		last20 += i >= n - 20 ? close_at(i) : 0;
	}
	size_t count = 0;
	for (size_t i = n - 119; i < n; i++)
		if (i != 5 * 390) /* the night */
			returns[count++] = close_at(i) / close_at(i - 1) - 1;
	for (size_t i = n - 21; i < n - 1; i++)
		volume += (double)market.bars[i].volume / 20;
	for (size_t i = 5 * 390; i < n; i++) {
		double typical = (price_to_double(market.bars[i].high) +
					 price_to_double(market.bars[i].low) + close_at(i)) /
				 3;
		money += typical * (double)market.bars[i].volume;
		shares += (double)market.bars[i].volume;
	}
	double close = close_at(n - 1), newest = (double)market.bars[n - 1].volume;
	check("count", count == 118);
	check("bar_ts", row.bar_ts.us == market.bars[n - 1].ts.us);
	check("bars", row.bars == 120);
	check("session_minute", row.session_minute == 59);
	check_near("close", row.close, close, 0);
	check_near("sma20", row.sma20, last20 / 20, 1e-12);
	check_near("sma50", row.sma50, last50 / 50, 1e-12);
	check_near("distance_sma20", row.distance_sma20, close / (last20 / 20) - 1, 1e-12);
	check_near("distance_sma50", row.distance_sma50, close / (last50 / 50) - 1, 1e-12);
	check_near("recent_vol", row.recent_vol, indicator_stddev(returns + 118 - 29, 29), 1e-15);
	check_near("baseline_vol", row.baseline_vol, indicator_stddev(returns, 118), 1e-15);
	check_near("vol_ratio", row.vol_ratio, row.recent_vol / row.baseline_vol, 1e-12);
	check_near("volume_avg_20", row.volume_avg_20, volume, 1e-9);
	check_near("volume_ratio", row.volume_ratio, newest / volume, 1e-12);
	check("volume_surge", row.volume_surge == FACT_NO);
	check_near("volume_ratio_tod", row.volume_ratio_tod, newest / 1050, 1e-12);
	check_near("ret_5m", row.ret_5m, close / close_at(n - 6) - 1, 1e-12);
	check_near("ret_15m", row.ret_15m, close / close_at(n - 16) - 1, 1e-12);
	check_near("session_vwap", row.session_vwap, money / shares, 1e-9);
	check_near("distance_vwap", row.distance_vwap, close * shares / money - 1, 1e-12);
}

/*
 * Wilder's average over the five-minute buckets of the six sessions; the range of the night before
 * a session is left out.
 */
static void test_atr_definition(void **state)
{
	(void)state;
	const size_t n = 5 * 390 + 63; /* the bucket of the last three minutes is not complete */
	struct feature_input in = input_of(n);
	struct feature_row row;
	double value = 0, previous = 0;
	int seen = 0;
	for (size_t i = 0; i + 5 <= n; i += 5) {
		double high = 0, low = 1e9;
		for (size_t k = i; k < i + 5; k++) {
			high = fmax(high, price_to_double(market.bars[k].high));
			low = fmin(low, price_to_double(market.bars[k].low));
		}
		double range = high - low;
		if (i % 390 != 0)
			range = fmax(range, fmax(fabs(high - previous), fabs(low - previous)));
		value = seen < 14 ? value + range / 14 : (value * 13 + range) / 14;
		seen++;
		previous = close_at(i + 4);
	}
	check("row", feature_compute(&params, &in, &row));
	check_near("atr14", row.atr14, value, 1e-12);
	check("until", row.atr.until.us == market.bars[n - 3].ts.us);
}

/*
 * With the stored state and only a few bars, every minute gives the same bits as the computation
 * from all bars.
 */
static void test_streaming_is_batch(void **state)
{
	(void)state;
	struct feature_atr stored = {.session = DATE_UNKNOWN};
	for (size_t n = 5 * 390 + 1; n <= 6 * 390; n++) {
		struct feature_input whole = input_of(n), part = whole;
		size_t skip = n - 5 * 390 < 120 ? n - 120
						: 5 * 390; /* the session so far, 120 at least */
		part.bars += n == 5 * 390 + 1 ? 0 : skip;
		part.bar_count -= n == 5 * 390 + 1 ? 0 : skip;
		part.atr = &stored;
		struct feature_row a, b;
		check("whole", feature_compute(&params, &whole, &a));
		check("part", feature_compute(&params, &part, &b));
		check("until", a.atr.until.us == b.atr.until.us);
		check_near("atr14", b.atr14, a.atr14, 0);
		check_near("sma50", b.sma50, a.sma50, 0);
		check_near("vol_ratio", b.vol_ratio, a.vol_ratio, 0);
		check_near("session_vwap", b.session_vwap, a.session_vwap, 0);
		stored = b.atr;
	}
}

static void test_unknown(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		size_t bars; /* the first bars of a session, with none before them */
		bool row, sma50, recent, average, ret5, ret15, atr;
	} cases[] = {
		{"19 bars", 19, false, false, false, false, false, false, false},
		{"20 bars", 20, true, false, false, false, true, true, false},
		{"21 bars", 21, true, false, false, true, true, true, false},
		{"29 bars", 29, true, false, false, true, true, true, false},
		{"30 bars", 30, true, false, true, true, true, true, false},
		{"49 bars", 49, true, false, true, true, true, true, false},
		{"50 bars", 50, true, true, true, true, true, true, false},
		{"69 bars", 69, true, true, true, true, true, true, false},
		{"70 bars", 70, true, true, true, true, true, true, true},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		const char *name = cases[i].name;
		struct feature_input in = {
			.bars = market.bars + 5 * 390, .bar_count = cases[i].bars};
		in.sessions = market.sessions + 5;
		in.session_count = 1;
		struct feature_row row = {.bars = 42};
		check(name, feature_compute(&params, &in, &row) == cases[i].row);
		if (!cases[i].row) {
			check(name, row.bars == 42);
			continue;
		}
		check(name, !isnan(row.sma20) && !isnan(row.session_vwap));
		check(name, isnan(row.sma50) == !cases[i].sma50);
		check(name, (row.trend_state == TREND_UNKNOWN) == !cases[i].sma50);
		check(name, isnan(row.recent_vol) == !cases[i].recent &&
				    isnan(row.vol_ratio) == !cases[i].recent);
		check(name, isnan(row.volume_avg_20) == !cases[i].average);
		check(name, (row.volume_surge == FACT_UNKNOWN) == !cases[i].average);
		check(name, isnan(row.ret_5m) == !cases[i].ret5 &&
				    isnan(row.ret_15m) == !cases[i].ret15);
		check(name, isnan(row.atr14) == !cases[i].atr);
		check(name, isnan(row.volume_ratio_tod));
	}
	struct feature_row row = {.bars = 42};
	struct feature_input none = input_of(0), yesterday = input_of(5 * 390),
			     between = input_of(5 * 390 + 30);
	check("no bars", !feature_compute(&params, &none, &row));
	check("the newest bar is yesterday's", !feature_compute(&params, &yesterday, &row));
	struct session holes[] = {market.sessions[3], market.sessions[5]};
	between.sessions = holes;
	between.session_count = 2;
	check("a session is missing",
		!feature_compute(&params, &between, &row) && row.bars == 42);
}

/* Volumes of two feeds are not combined; without any volume there is no ratio. */
static void test_volume(void **state)
{
	(void)state;
	static struct bar bars[60];
	memcpy(bars, market.bars + 5 * 390, sizeof bars);
	struct feature_input in = {
		.bars = bars, .bar_count = 60, .sessions = market.sessions + 5, .session_count = 1};
	struct feature_row row;
	bars[45].feed = FEED_SIP;
	check("row", feature_compute(&params, &in, &row));
	check("another feed in the average", isnan(row.volume_avg_20) && isnan(row.volume_ratio));
	check("another feed in the vwap", isnan(row.session_vwap) && isnan(row.distance_vwap));
	check("prices stay", !isnan(row.sma50) && !isnan(row.recent_vol));
	bars[45].feed = FEED_IEX;
	for (size_t i = 39; i < 59; i++)
		bars[i].volume = 0;
	check("row", feature_compute(&params, &in, &row));
	check_near("average", row.volume_avg_20, 0, 0);
	check("no ratio", isnan(row.volume_ratio) && row.volume_surge == FACT_UNKNOWN);
	for (size_t i = 39; i < 59; i++)
		bars[i].volume = 100;
	static const struct {
		int64_t volume;
		enum fact surge;
	} cases[] = {{200, FACT_NO}, {201, FACT_YES}, {0, FACT_NO}};
	for (size_t i = 0; i < array_size(cases); i++) {
		bars[59].volume = cases[i].volume;
		check("row", feature_compute(&params, &in, &row));
		check_near("ratio", row.volume_ratio, (double)cases[i].volume / 100, 0);
		check("surge", row.volume_surge == cases[i].surge);
	}
	/* The vwap of the feed is used when it is known. */
	for (size_t i = 0; i < 60; i++)
		bars[i].vwap = price_from_double(50);
	check("row", feature_compute(&params, &in, &row));
	check_near("vwap", row.session_vwap, 50, 1e-12);
}

/* With minutes without trades the window counts existing bars, and returns use the clock. */
static void test_holes(void **state)
{
	(void)state;
	static struct bar bars[60];
	size_t n = 0;
	for (size_t i = 0; i < 100; i++)
		if (i < 30 || i % 7 == 0)
			bars[n++] = market.bars[5 * 390 + i];
	struct feature_input in = {
		.bars = bars, .bar_count = n, .sessions = market.sessions + 5, .session_count = 1};
	struct feature_row row;
	check("row", feature_compute(&params, &in, &row));
	check("minute", row.session_minute == 98);
	check_near("ret_5m from minute 91", row.ret_5m,
		close_at(5 * 390 + 98) / close_at(5 * 390 + 91) - 1, 1e-12);
	check_near("ret_15m from minute 77", row.ret_15m,
		close_at(5 * 390 + 98) / close_at(5 * 390 + 77) - 1, 1e-12);
}

static void test_trend(void **state)
{
	(void)state;
	const double nan_ = (double)NAN;
	check("up", feature_trend(100.03, 100, 0.0002) == TREND_UP);
	check("inside", feature_trend(100.019, 100, 0.0002) == TREND_FLAT);
	check("inside, below", feature_trend(99.981, 100, 0.0002) == TREND_FLAT);
	check("down", feature_trend(99.97, 100, 0.0002) == TREND_DOWN);
	check("at the deadband", feature_trend(1.5, 1, 0.5) == TREND_FLAT);
	check("at the deadband, below", feature_trend(0.5, 1, 0.5) == TREND_FLAT);
	check("unknown", feature_trend(nan_, 100, 0.01) == TREND_UNKNOWN);
	check("unknown", feature_trend(100, nan_, 0.01) == TREND_UNKNOWN);
}

static void test_daily(void **state)
{
	(void)state;
	static struct bar days[300];
	struct session s = {.day = date_from_ymd(2024, 11, 1)};
	double close[300], high[300], low[300];
	unsigned seed = 5;
	double at = 100;
	for (size_t i = 0; i < 300; i++) {
		check("calendar", calendar_next(s.day, &s));
		at *= 1.001 + 0.02 * noise(&seed);
		days[i] = (struct bar){.ts = instant_from_date(s.day, 5 * HOUR_US)};
		days[i].close = days[i].open = price_from_double(at);
		days[i].high = price_from_double(at * 1.01);
		days[i].low = price_from_double(at * 0.99);
		close[i] = price_to_double(days[i].close);
		high[i] = price_to_double(days[i].high);
		low[i] = price_to_double(days[i].low);
	}
	struct feature_daily row = {.days_used = 42};
	check("no days", !feature_daily_compute(&params, days, 0, &row) && row.days_used == 42);
	check("all", feature_daily_compute(&params, days, 300, &row));
	check("day", row.day.days == s.day.days);
	check("days_used", row.days_used == 250);
	check_near("sma50", row.sma50, indicator_sma(close, 300, 50), 0);
	check_near("sma200", row.sma200, indicator_sma(close, 300, 200), 0);
	check_near("atr14", row.atr14, indicator_atr(high + 50, low + 50, close + 50, 250, 14), 0);
	check_near("rsi14", row.rsi14, indicator_rsi(close + 50, 250, 14), 0);
	double returns[20];
	for (size_t i = 0; i < 20; i++)
		returns[i] = log(close[280 + i] / close[279 + i]);
	check_near(
		"realised_vol", row.realised_vol, indicator_stddev(returns, 20) * sqrt(252), 1e-15);
	check("trend", row.daily_trend == TREND_UP);
	check("200 days", feature_daily_compute(&params, days, 200, &row) &&
				  row.daily_trend != TREND_UNKNOWN);
	check("199 days", feature_daily_compute(&params, days, 199, &row) &&
				  row.daily_trend == TREND_UNKNOWN);
	check("20 days", feature_daily_compute(&params, days, 20, &row) && isnan(row.realised_vol));
	check("21 days",
		feature_daily_compute(&params, days, 21, &row) && !isnan(row.realised_vol));
	check("14 days", feature_daily_compute(&params, days, 14, &row) && isnan(row.rsi14) &&
				 !isnan(row.atr14));
	check("13 days", feature_daily_compute(&params, days, 13, &row) && isnan(row.atr14));
}

/* Bars before a night in which one share became two are not used. */
static void test_split(void **state)
{
	(void)state;
	static struct bar bars[BARS_MAX];
	const size_t night = 5 * 390, n = night + 30;
	memcpy(bars, market.bars, sizeof bars);
	for (size_t i = 0; i < night; i++) {
		bars[i].high.e4 *= 2;
		bars[i].low.e4 *= 2;
		bars[i].close.e4 *= 2;
	}
	struct feature_input in = input_of(n), after = input_of(n);
	struct feature_row row, alone;
	in.bars = bars;
	after.bars = market.bars + night;
	after.bar_count = 30;
	check("row", feature_compute(&params, &in, &row));
	check("alone", feature_compute(&params, &after, &alone));
	check("bars", row.bars == 30 && alone.bars == 30);
	check_near("sma20", row.sma20, alone.sma20, 0);
	check_near("recent_vol", row.recent_vol, alone.recent_vol, 0);
	check("sma50", isnan(row.sma50));
	check("atr14", isnan(row.atr14) && isnan(alone.atr14));
	in.bar_count = night + 10;
	check("too few", !feature_compute(&params, &in, &row));

	static const struct {
		const char *name;
		double before, after;
		bool split;
	} nights[] = {{"a usual night", 100, 99, false}, {"a bad one", 100, 80, false},
		{"2:1", 100, 50.5, true}, {"4:1", 200, 50, true}, {"3:2", 90, 60.4, true},
		{"1:10", 1, 10.1, true}, {"1:20", .5, 9.9, true}, {"no price", 0, 1, false}};
	for (size_t i = 0; i < array_size(nights); i++) {
		int issued, held;
		check(nights[i].name, bar_split(price_from_double(nights[i].before),
					      price_from_double(nights[i].after), &issued,
					      &held) == nights[i].split);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_atr_definition),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_streaming_is_batch),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_volume),
		cmocka_unit_test(test_holes),
		cmocka_unit_test(test_trend),
		cmocka_unit_test(test_daily),
	};
	return cmocka_run_group_tests_name("feature", tests, set_up, NULL);
}
