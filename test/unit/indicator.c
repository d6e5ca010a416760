#include "array.h"
#include "check.h"

#include "indicator.h"

static void test_windows(void **state)
{
	(void)state;
	const double values[] = {100, 1, 2, 3, 4};
	check_near("sma", indicator_sma(values, 5, 4), 2.5, 0);
	check_near("sma of one", indicator_sma(values, 5, 1), 4, 0);
	check("sma, too few", isnan(indicator_sma(values, 3, 4)));
	check("sma of none", isnan(indicator_sma(values, 5, 0)));
	/* of 2 4 4 4 5 5 7 9 the sample deviation is sqrt(32/7) */
	const double spread[] = {2, 4, 4, 4, 5, 5, 7, 9};
	check_near("stddev", indicator_stddev(spread, 8), sqrt(32.0 / 7), 1e-15);
	check_near("stddev of equals", indicator_stddev((const double[]){3, 3, 3}, 3), 0, 0);
	check("stddev of one", isnan(indicator_stddev(spread, 1)));
	check_near("stddev of two", indicator_stddev((const double[]){1, 3}, 2), sqrt(2), 1e-15);
	check_near("stddev far from 0",
		indicator_stddev((const double[]){1e9, 1e9 + 1, 1e9 + 3}, 3), sqrt(7.0 / 3), 1e-6);
	double odd[] = {9, 1, 5}, even[] = {9, 1, 5, 2}, same[] = {4, 4};
	check_near("median", indicator_median(odd, 3), 5, 0);
	check_near("median of an even count", indicator_median(even, 4), 3.5, 0);
	check_near("median of equals", indicator_median(same, 2), 4, 0);
	check_near("median of one", indicator_median(odd, 1), 1, 0);
	check("median of none", isnan(indicator_median(odd, 0)));
}

static void test_returns(void **state)
{
	(void)state;
	const double closes[] = {100, 101, 50, 55};
	const bool gap[] = {true, false, true, false};
	double out[4] = {0};
	check("all", indicator_returns(closes, NULL, 4, out) == 3);
	check_near("first", out[0], 0.01, 1e-15);
	check_near("second", out[1], 50 / 101.0 - 1, 1e-15);
	check("without the night", indicator_returns(closes, gap, 4, out) == 2);
	check_near("after the night", out[1], 0.1, 1e-15);
	check("one close", indicator_returns(closes, NULL, 1, out) == 0);
}

/* Wilder's smoothing computed by hand, period 3. */
static void test_atr(void **state)
{
	(void)state;
	const double high[] = {10, 12, 11, 13, 20}, low[] = {9, 10, 10, 11, 18},
		     close[] = {9.5, 11, 10.5, 12, 19};
	check("too few", isnan(indicator_atr(high, low, close, 2, 3)));
	/*
	 * true ranges 1, max(2, 12-9.5) = 2.5, max(1, 11-10, 11-11) = 1, then 13-10.5 = 2.5 and
	 * 20-12 = 8
	 */
	check_near("seed", indicator_atr(high, low, close, 3, 3), 1.5, 1e-15);
	check_near("next", indicator_atr(high, low, close, 4, 3), 1.5 + (2.5 - 1.5) / 3, 1e-15);
	struct atr a;
	atr_init(&a, 3);
	for (size_t i = 0; i < 4; i++)
		atr_add(&a, high[i], low[i], close[i]);
	double before = atr_value(&a);
	atr_gap(&a);
	atr_add(&a, high[4], low[4], close[4]);
	check_near("over a gap: high - low", atr_value(&a), before + (2 - before) / 3, 1e-15);
}

/* The published 14-day example of StockCharts' ChartSchool (QQQQ closes), to its two decimals. */
static void test_rsi(void **state)
{
	(void)state;
	const double closes[] = {44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955,
		45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.6140, 46.2820, 46.2820, 46.0028,
		46.0328, 46.4116, 46.2222, 45.6439};
	static const double want[] = {70.53, 66.32, 66.55, 69.41, 66.36, 57.97};
	check("too few", isnan(indicator_rsi(closes, 14, 14)));
	for (size_t i = 0; i < array_size(want); i++)
		check_near("rsi", indicator_rsi(closes, 15 + i, 14), want[i], 0.006);
	const double flat[] = {5, 5, 5, 5}, up[] = {1, 2, 3, 4}, down[] = {4, 3, 2, 1};
	check_near("flat", indicator_rsi(flat, 4, 3), 50, 0);
	check_near("up", indicator_rsi(up, 4, 3), 100, 0);
	check_near("down", indicator_rsi(down, 4, 3), 0, 0);
}

/*
 * The first 17 of the 252 daily closes published with TA-Lib's regression test of RSI, period 14.
 * The published values have two decimals and are truncated, not rounded.
 */
static void test_ta_lib(void **state)
{
	(void)state;
	static const double closes[] = {91.5, 94.815, 94.375, 95.095, 93.78, 94.625, 92.53, 92.75,
		90.315, 92.47, 96.125, 97.25, 98.5, 89.875, 91, 92.815, 89.155};
	static const double want[] = {49.14, 52.32, 46.07};
	for (size_t i = 0; i < array_size(want); i++)
		check_near("rsi", indicator_rsi(closes, 15 + i, 14), want[i] + 0.005, 0.005);
}

/*
 * Achelis, Technical Analysis from A to Z, page 70: the average true range of four days, with the
 * four digits of its prices.
 */
static void test_achelis(void **state)
{
	(void)state;
	static const double high[] = {12.3125, 12.25, 12.3125, 12.2812, 12.375, 12.375, 12.3125,
		12.375, 12.5, 12.5938, 12.3438, 12.4062, 12.375, 12.4062, 12.375, 12.2812, 12.25,
		12.0625, 12.3125, 12.3125};
	static const double low[] = {12.1875, 12.1562, 12.1875, 12.125, 12.125, 12.2812, 12.1875,
		12.1875, 12.2812, 12.3125, 12.2812, 12.2812, 12.2812, 12.2812, 11.9688, 12.0938, 12,
		11.6562, 12.1562, 12.125};
	static const double close[] = {12.25, 12.1875, 12.25, 12.1875, 12.375, 12.3125, 12.2188,
		12.3438, 12.5, 12.375, 12.3438, 12.3438, 12.2812, 12.375, 12.0938, 12.1562, 12.0625,
		11.9688, 12.1875, 12.1562};
	static const double want[] = {0.125, 0.1563, 0.1406, 0.1367, 0.1494, 0.1668, 0.1954, 0.17,
		0.1587, 0.1425, 0.1381, 0.2052, 0.2007, 0.213, 0.2614, 0.2819, 0.2583};
	for (size_t i = 0; i < array_size(want); i++)
		check_near("atr", indicator_atr(high, low, close, 4 + i, 4), want[i], 1.01e-4);
}

/*
 * The series published with Tulip Indicators, period 5. The averages of prices in cents have three
 * decimals, so they are exact; the other values are rounded to three decimals.
 */
static void test_tulip(void **state)
{
	(void)state;
	static const double high[] = {82.15, 81.89, 83.03, 83.30, 83.85, 83.90, 83.33, 84.30, 84.84,
		85.00, 85.90, 86.58, 86.98, 88.00, 87.87};
	static const double low[] = {81.29, 80.64, 81.31, 82.65, 83.07, 83.11, 82.49, 82.30, 84.15,
		84.11, 84.03, 85.39, 85.76, 87.17, 87.01};
	static const double close[] = {81.59, 81.06, 82.87, 83.00, 83.61, 83.15, 82.84, 83.99,
		84.55, 84.36, 85.53, 86.54, 86.89, 87.77, 87.29};
	static const double sma[] = {82.426, 82.738, 83.094, 83.318, 83.628, 83.778, 84.254, 84.994,
		85.574, 86.218, 86.804};
	static const double atr[] = {
		1.116, 1.051, 1.009, 1.207, 1.136, 1.086, 1.243, 1.233, 1.230, 1.206, 1.137};
	static const double rsi[] = {
		72.034, 64.927, 75.936, 79.796, 74.713, 83.033, 87.478, 88.755, 91.483, 78.498};
	static const double wilder[] = {82.426, 82.571, 82.625, 82.898, 83.228, 83.455, 83.870,
		84.404, 84.901, 85.475, 85.838};
	struct wilder w;
	wilder_init(&w, 5);
	for (size_t i = 0; i < array_size(close); i++) {
		wilder_add(&w, close[i]);
		if (i < 4)
			continue;
		check_near("sma", indicator_sma(close, i + 1, 5), sma[i - 4], 1e-10);
		check_near("atr", indicator_atr(high, low, close, i + 1, 5), atr[i - 4], 5.01e-4);
		check_near("wilder", wilder_value(&w), wilder[i - 4], 5.01e-4);
		if (i > 4)
			check_near("rsi", indicator_rsi(close, i + 1, 5), rsi[i - 5], 5.01e-4);
	}
	/* its population variances of three values, computed by hand to nine decimals */
	static const double prices[] = {100, 101, 102, 107, 115, 123, 100, 92, 99, 58, 150};
	static const double variance[] = {0.666666667, 6.888888889, 28.66666667, 42.66666667,
		90.88888889, 172.6666667, 12.66666667, 320.6666667, 1416.222222};
	for (size_t i = 0; i < array_size(variance); i++) {
		double d = indicator_stddev(prices + i, 3);
		check_near("stddev", d * d * 2 / 3 / variance[i], 1, 1e-9);
	}
	/* the sample deviations of the exact values, to 1e-10 */
	check_near("stddev", indicator_stddev(prices, 3), 1, 1e-10);
	check_near("stddev", indicator_stddev(prices + 8, 3), sqrt(1416 * 1.5 + 1 / 3.0), 1e-10);
}

/* StockCharts' ChartSchool: the worked table of the 14-day average true range, two decimals. */
static void test_chart_school(void **state)
{
	(void)state;
	static const double bars[][3] = {{48.70, 47.79, 48.16}, {48.72, 48.14, 48.61},
		{48.90, 48.39, 48.75}, {48.87, 48.37, 48.63}, {48.82, 48.24, 48.74},
		{49.05, 48.64, 49.03}, {49.20, 48.94, 49.07}, {49.35, 48.86, 49.32},
		{49.92, 49.50, 49.91}, {50.19, 49.87, 50.13}, {50.12, 49.20, 49.53},
		{49.66, 48.90, 49.50}, {49.88, 49.43, 49.75}, {50.19, 49.73, 50.03},
		{50.36, 49.26, 50.31}, {50.57, 50.09, 50.52}, {50.65, 50.30, 50.41},
		{50.43, 49.21, 49.34}, {49.63, 48.98, 49.37}, {50.33, 49.61, 50.23},
		{50.29, 49.20, 49.24}, {50.17, 49.43, 49.93}, {49.32, 48.08, 48.43},
		{48.50, 47.64, 48.18}, {48.32, 41.55, 46.57}, {46.80, 44.28, 45.41},
		{47.80, 47.31, 47.77}, {48.39, 47.20, 47.72}, {48.66, 47.90, 48.62},
		{48.79, 47.73, 47.85}};
	static const double want[] = {0.56, 0.59, 0.59, 0.57, 0.62, 0.62, 0.64, 0.67, 0.69, 0.78,
		0.78, 1.21, 1.30, 1.38, 1.37, 1.34, 1.32};
	struct atr a;
	atr_init(&a, 14);
	for (size_t i = 0; i < array_size(bars); i++) {
		atr_add(&a, bars[i][0], bars[i][1], bars[i][2]);
		/* the published prices are rounded too */
		if (i >= 13)
			check_near("atr", atr_value(&a), want[i - 13], 0.0075);
	}
}

/* A state that is stored and resumed at any point gives the same bits. */
static void test_streaming_is_batch(void **state)
{
	(void)state;
	double high[300], low[300], close[300];
	double price = 100;
	unsigned seed = 7;
	for (size_t i = 0; i < 300; i++) {
		seed = seed * 1664525u + 1013904223u;
		price *= 1 + ((double)(seed >> 8) / (1 << 24) - 0.5) * 0.02;
		high[i] = price * 1.004;
		low[i] = price * 0.995;
		close[i] = price;
	}
	struct atr a;
	struct rsi r;
	atr_init(&a, 14);
	rsi_init(&r, 14);
	for (size_t i = 0; i < 300; i++) {
		struct atr stored = a;
		struct rsi kept = r;
		atr_add(&stored, high[i], low[i], close[i]);
		rsi_add(&kept, close[i]);
		a = stored;
		r = kept;
		check_near("atr", atr_value(&a), indicator_atr(high, low, close, i + 1, 14), 0);
		check_near("rsi", rsi_value(&r), indicator_rsi(close, i + 1, 14), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_returns),
		cmocka_unit_test(test_atr),
		cmocka_unit_test(test_rsi),
		cmocka_unit_test(test_ta_lib),
		cmocka_unit_test(test_achelis),
		cmocka_unit_test(test_tulip),
		cmocka_unit_test(test_chart_school),
		cmocka_unit_test(test_streaming_is_batch),
	};
	return cmocka_run_group_tests_name("indicator", tests, NULL, NULL);
}
