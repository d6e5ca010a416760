/* A bought call and its marks, for tests of exits. */
#ifndef OPT_TEST_EXIT_CALL_H
#define OPT_TEST_EXIT_CALL_H

#include "check.h"

#include "exit.h"

static inline struct price usd(double amount)
{
	return price_from_double(amount);
}

static inline struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

/*
 * 4 calls bought at 2.50 on Monday 2026-01-26, 14:08 New York, AAPL at 100, stop 98.40, target
 * 103.20.
 */
static inline struct position call_until(struct date expiry)
{
	return (struct position){
		.instrument = INSTRUMENT_CALL,
		.strategy = STRATEGY_DAY_TRADE,
		.ticker = "AAPL",
		.expiry = expiry,
		.quantity = 4,
		.original_quantity = 4,
		.entry_price = {25000},
		.entry_underlying = {100 * USD_E4},
		.entry_spread = PRICE_UNKNOWN,
		.entered_at = at("2026-01-26T19:08:00Z"),
		.stop = usd(98.40),
		.target = usd(103.20),
		.peak = PRICE_UNKNOWN,
		.lowest = PRICE_UNKNOWN,
	};
}

static inline struct mark mark(const char *ts, double bid, double ask, double underlying)
{
	return (struct mark){.ts = at(ts),
		.bid = usd(bid),
		.ask = usd(ask),
		.underlying = usd(underlying),
		.underlying_ts = INSTANT_UNKNOWN,
		.quote_ts = INSTANT_UNKNOWN,
		.model = PRICE_UNKNOWN};
}

#endif
