/* A quote of the market, and the broker's snapshot of an option. */
#ifndef OPT_QUOTE_H
#define OPT_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "black.h"
#include "instant.h"
#include "num.h"
#include "occ.h"

/*
 * Without a bid or ask its price is unknown or 0. Sizes are shares for a stock, contracts for an
 * option; INT64_MIN: unknown.
 */
struct quote {
	struct price bid, ask;
	int64_t bid_size, ask_size;
	struct instant ts; /* market time */
};

/*
 * True when bid > 0 and ask > bid: such a quote can be traded on. The functions below return
 * unknown for any other quote.
 */
bool quote_is_sound(struct quote q);
struct price quote_mid(struct quote q);
struct price quote_spread(struct quote q);
double quote_spread_pct(struct quote q); /* in percent of the mid; NAN: unknown */

struct option_snapshot {
	char symbol[OCC_SYMBOL_SIZE];
	struct quote quote;
	struct price last_price; /* of the last trade */
	struct instant last_ts;
	struct greeks greeks;	   /* the vendor's, each NAN when absent */
	double implied_volatility; /* the vendor's, NAN when absent */
	int64_t volume;		   /* of today's bar; INT64_MIN: no bar */
	int64_t previous_volume;   /* of the previous day's bar; INT64_MIN: no bar */
};

#endif
