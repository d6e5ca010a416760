#include "check.h"

#include "indicator.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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
	double odd[] = {9, 1, 5}, even[] = {9, 1, 5, 2}, same[] = {4, 4};
	check_near("median", indicator_median(odd, 3), 5, 0);
	check_near("median of an even count", indicator_median(even, 4), 3.5, 0);
	check_near("median of equals", indicator_median(same, 2), 4, 0);
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

/* Wilder's own smoothing by hand, period 3. */
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
	for (size_t i = 0; i < COUNT(want); i++)
		check_near("rsi", indicator_rsi(closes, 15 + i, 14), want[i], 0.006);
	const double flat[] = {5, 5, 5, 5}, up[] = {1, 2, 3, 4}, down[] = {4, 3, 2, 1};
	check_near("flat", indicator_rsi(flat, 4, 3), 50, 0);
	check_near("up", indicator_rsi(up, 4, 3), 100, 0);
	check_near("down", indicator_rsi(down, 4, 3), 0, 0);
}

/* A state stored and taken up anywhere gives the same bits. */
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
		cmocka_unit_test(test_streaming_is_batch),
	};
	return cmocka_run_group_tests_name("indicator", tests, NULL, NULL);
}
