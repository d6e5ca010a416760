/* A market for tests of features: six sessions with one bar per minute of a deterministic walk. */
#ifndef OPT_TEST_FEATURE_MARKET_H
#define OPT_TEST_FEATURE_MARKET_H

#include "check.h"

#include "feature.h"

enum { SESSIONS = 6, BARS_MAX = SESSIONS * 390 };

/* The last session is that of Monday 2026-01-26. */
struct market {
	struct session sessions[SESSIONS];
	struct bar bars[BARS_MAX];
	size_t count;
};

static struct market market;
static struct params params;

static double noise(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (double)(*seed >> 8) / (1 << 24) - 0.5;
}

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	struct date day = date_from_ymd(2026, 1, 27);
	for (int i = SESSIONS - 1; i >= 0; i--, day = market.sessions[i + 1].day)
		if (!calendar_previous(day, &market.sessions[i]))
			return -1;
	unsigned seed = 3;
	double at = 100;
	market.count = 0;
	for (int i = 0; i < SESSIONS; i++)
		for (struct instant t = market.sessions[i].open; t.us < market.sessions[i].close.us;
			t = instant_add(t, MINUTE_US)) {
			double open = at;
			at *= 1 + 0.002 * noise(&seed);
			market.bars[market.count++] = (struct bar){
				.ts = t,
				.open = price_from_double(open),
				.high = price_from_double(fmax(open, at) + 0.02),
				.low = price_from_double(fmin(open, at) - 0.02),
				.close = price_from_double(at),
				.volume = 1000 + (int64_t)(500 * noise(&seed)),
				.trade_count = -1,
				.vwap = PRICE_UNKNOWN,
			};
		}
	return 0;
}

static struct feature_input input_of(size_t bars)
{
	return (struct feature_input){.bars = market.bars,
		.bar_count = bars,
		.sessions = market.sessions,
		.session_count = SESSIONS};
}

#endif
