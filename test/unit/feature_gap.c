/* Sessions that open far from the prior close. */
#include "array.h"
#include "feature_market.h"

/* What is far; a session that opens exactly so far is not. */
static void test_gap(void **state)
{
	(void)state;
	static const double unknown = (double)NAN;
	static const struct {
		const char *name;
		double prior, open, atr, reset;
		enum fact gap;
	} cases[] = {
		{"3 %", 100, 103, unknown, 1, FACT_NO},
		{"above 3 %", 100, 103.0001, unknown, 1, FACT_YES},
		{"down 3 %", 100, 97, unknown, 1, FACT_NO},
		{"down further", 100, 96.9999, unknown, 1, FACT_YES},
		{"2 ATR", 100, 102, 1, 1, FACT_NO},
		{"above 2 ATR", 100, 102.0001, 1, 1, FACT_YES},
		{"down 2 ATR", 100, 98, 1, 1, FACT_NO},
		{"down further than 2 ATR", 100, 97.9999, 1, 1, FACT_YES},
		{"3.1 % of a wild ticker", 100, 103.1, 5, 1, FACT_YES},
		{"an ATR of 0 says nothing", 100, 101, 0, 1, FACT_NO},
		{"without ATR the percentage counts", 100, 102.5, unknown, 1, FACT_NO},
		{"a split", 100, 50, 1, 1, FACT_UNKNOWN},
		{"no prior close", unknown, 100, 1, 1, FACT_UNKNOWN},
		{"no open", 100, unknown, 1, 1, FACT_UNKNOWN},
		{"switched off", 100, 110, 1, 0, FACT_NO},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p = params;
		p.gap_reset = cases[i].reset;
		check(cases[i].name, feature_gap(&p, price_from_double(cases[i].open),
					     price_from_double(cases[i].prior),
					     cases[i].atr) == cases[i].gap);
	}
}

/* The averages of a session that opens 10 % lower, minute by minute: batch and stream. */
static void test_gap_session(void **state)
{
	(void)state;
	static struct bar bars[BARS_MAX];
	const size_t night = 5 * 390;
	memcpy(bars, market.bars, sizeof bars);
	for (size_t i = night; i < market.count; i++) {
		bars[i].open = price_scale(bars[i].open, 0.9);
		bars[i].high = price_scale(bars[i].high, 0.9);
		bars[i].low = price_scale(bars[i].low, 0.9);
		bars[i].close = price_scale(bars[i].close, 0.9);
	}
	struct feature_atr stored = {.session = DATE_UNKNOWN};
	enum fact gap = FACT_UNKNOWN;
	for (size_t own = 1; own <= 200; own++) {
		struct feature_input whole = input_of(night + own);
		double sum = 0, last20 = 0;
		for (size_t i = night; i < night + own; i++) {
			sum += price_to_double(bars[i].close);
			last20 += i + 20 >= night + own ? price_to_double(bars[i].close) : 0;
		}
		whole.bars = bars;
		struct feature_input part = whole;
		if (own > 1) {
			part.bars += night + own - 120;
			part.bar_count = 120;
			for (size_t i = 0; i < 119; i++) /* as bars without detail are read */
				bars[night + own - 120 + i].open = PRICE_UNKNOWN;
		}
		part.atr = &stored;
		part.gap = gap;
		struct feature_row a, b;
		check("part", feature_compute(&params, &part, &b));
		check("gap", b.gap_reset == FACT_YES);
		if (own == 1) {
			check("whole", feature_compute(&params, &whole, &a));
			check("the first bar decides", a.gap_reset == FACT_YES);
		}
		check("sma20", isnan(b.sma20) == (own < 20) && isnan(b.sma50) == (own < 50));
		check("distance", isnan(b.distance_sma20) == (own < 20));
		check("trend", (b.trend_state == TREND_UNKNOWN) == (own < 20));
		if (own >= 20)
			check_near("own bars only", b.sma20, last20 / 20, 1e-9);
		if (own >= 20 && own < 50)
			check("trend of the session",
				b.trend_state == feature_trend(last20 / 20, sum / (double)own,
							 params.trend_deadband));
		check("other features stay", b.bars == 120 && !isnan(b.vol_ratio));
		stored = b.atr;
		gap = b.gap_reset;
	}
}

/* Without the first bar, or without any session before, the row says that nothing is known. */
static void test_gap_unknown(void **state)
{
	(void)state;
	const size_t night = 5 * 390;
	struct feature_row row;
	struct feature_input alone = {.bars = market.bars + night,
		.bar_count = 60,
		.sessions = market.sessions + 5,
		.session_count = 1,
		.prior_close = PRICE_UNKNOWN,
		.daily_atr = (double)NAN};
	check("row", feature_compute(&params, &alone, &row));
	check("no session before", row.gap_reset == FACT_UNKNOWN && !isnan(row.sma50));
	alone.prior_close = price_scale(market.bars[night].open, 1.2);
	check("row", feature_compute(&params, &alone, &row));
	check("the close is given", row.gap_reset == FACT_YES);
	struct feature_atr seed = {.until = market.sessions[5].open};
	alone.atr = &seed;
	check("row", feature_compute(&params, &alone, &row));
	check("a seed from before the open", row.gap_reset == FACT_YES);
	alone.atr = NULL;
	struct feature_input one = {.bars = market.bars + night - 1,
		.bar_count = 61,
		.sessions = market.sessions + 4,
		.session_count = 2,
		.daily_atr = (double)NAN};
	check("row", feature_compute(&params, &one, &row));
	check("one bar before", row.gap_reset == FACT_NO);
	struct feature_input few = input_of(night + 10);
	check("row", feature_compute(&params, &few, &row));
	check("without a gap all bars count", row.gap_reset == FACT_NO && !isnan(row.sma50));
	struct feature_atr later = row.atr;
	struct feature_input part = alone;
	part.bars += 30;
	part.bar_count -= 30;
	part.atr = &later;
	check("row", feature_compute(&params, &part, &row));
	check("the first bar is not there", row.gap_reset == FACT_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_gap_session),
		cmocka_unit_test(test_gap_unknown),
	};
	return cmocka_run_group_tests_name("feature_gap", tests, set_up, NULL);
}
