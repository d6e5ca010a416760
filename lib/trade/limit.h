/*
 * The limit prices of orders, in whole ticks. For a quote that cannot be used the result is
 * PRICE_UNKNOWN; then the caller sends no limit order.
 */
#ifndef OPT_LIMIT_H
#define OPT_LIMIT_H

#include <stdbool.h>

#include "num.h"
#include "params.h"
#include "quote.h"
#include "instrument.h"

/*
 * The tick at PRICE, in 1/10000 dollars. For a stock 1 cent, or 1/10000 dollar below 1 dollar (Rule
 * 612 of Regulation NMS); for an option that of occ_tick_e4.
 */
int64_t limit_tick_e4(enum instrument instrument, struct price price);

/* The first limit of an entry: the mid + order_spread_share of the spread, rounded up. */
struct price limit_entry(const struct params *params, enum instrument instrument, struct quote q);
/* The second limit: the ask, at most order_reprice_cap_pct above the mid of the first. */
struct price limit_reprice(const struct params *params, enum instrument instrument, struct quote q,
	struct price first_mid);
/* The limit of an exit: the bid, rounded down; unknown without a bid: sell at the market. */
struct price limit_exit(enum instrument instrument, struct quote q);

/*
 * Whether LIMIT, of a purchase, is near enough to the quote that a wrong quote cannot have set it:
 * at most order_collar_pct or order_collar_usd from the mid, whichever is wider, and at most
 * order_collar_ask_pct above the ask.
 */
bool limit_in_collar(const struct params *params, struct price limit, struct quote q);

#endif
