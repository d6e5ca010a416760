/*
 * Limit prices of orders, on the tick. A quote that is not usable gives PRICE_UNKNOWN, and the
 * caller sends nothing.
 */
#ifndef OPT_LIMIT_H
#define OPT_LIMIT_H

#include <stdbool.h>

#include "num.h"
#include "params.h"
#include "quote.h"
#include "instrument.h"

int64_t limit_tick_e4(enum instrument instrument, struct price price);

/* The first limit of an entry: mid + order_spread_share of the spread, up to the tick. */
struct price limit_entry(const struct params *params, enum instrument instrument, struct quote q);
/* The second: the ask, never above order_reprice_cap_pct over the first mid. */
struct price limit_reprice(const struct params *params, enum instrument instrument, struct quote q,
	struct price first_mid);
/* A sell limit at the bid, down to the tick; unknown without a bid: sell at the market. */
struct price limit_exit(enum instrument instrument, struct quote q);

/* Whether a buy limit is near enough to this quote: a bad tick must not set a price. */
bool limit_in_collar(const struct params *params, struct price limit, struct quote q);

#endif
