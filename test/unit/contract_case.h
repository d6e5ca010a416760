/*
 * A request and contracts to choose from, for the tests of the choice: AAPL at 100 on Monday
 * 2026-01-26, 13:08 New York. Each test changes what it is about.
 */
#ifndef OPT_TEST_CONTRACT_CASE_H
#define OPT_TEST_CONTRACT_CASE_H

#include "array.h"
#include "check.h"
#include "contract.h"

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

static inline struct quote quote(double bid, double ask)
{
	return (struct quote){usd(bid), usd(ask), 10, 10, at("2026-01-26T18:07:58Z")};
}

static inline struct contract_request case_request(enum option_kind kind, enum strategy strategy)
{
	return (struct contract_request){
		.ticker = "AAPL",
		.kind = kind,
		.strategy = strategy,
		.underlying = {100 * USD_E4},
		.now = at("2026-01-26T18:08:00Z"),
		.close = at("2026-01-26T21:00:00Z"),
		.today = date_from_ymd(2026, 1, 26),
	};
}

/* A contract of 2.48 to 2.52 that passes every check, DAYS from its expiry. */
static inline struct contract_candidate case_contract(
	enum option_kind kind, double strike, int days, double delta)
{
	return (struct contract_candidate){
		.occ = {.root = "AAPL",
			.expiry = date_add(date_from_ymd(2026, 1, 26), days),
			.kind = kind,
			.strike = usd(strike)},
		.tradable = FACT_YES,
		.standard = FACT_YES,
		.fetched_now = FACT_YES,
		.quote = quote(2.48, 2.52),
		.last_price = PRICE_UNKNOWN,
		.last_at = INSTANT_UNKNOWN,
		.underlying_move_pct = (double)NAN,
		.volume_today = 850,
		.volume_previous = 400,
		.open_interest = -1,
		.greeks = {.delta = delta, .gamma = 0.02, .theta = -0.1, .vega = 0.1, .rho = 0},
		.implied_volatility = 0.3,
	};
}

#endif
