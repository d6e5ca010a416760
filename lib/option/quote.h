/* What the market asks and bids, and what the broker says of an option. */
#ifndef OPT_QUOTE_H
#define OPT_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "black.h"
#include "instant.h"
#include "num.h"
#include "occ.h"

/*
 * Prices unknown or 0 where there is no bid or ask. Sizes: shares of stocks, contracts of options;
 * INT64_MIN unknown.
 */
struct quote {
	struct price bid, ask;
	int64_t bid_size, ask_size;
	struct instant ts; /* market time */
};

/* bid > 0, ask > bid: what can be traded on. The functions below are unknown for any other. */
bool quote_is_sound(struct quote q);
struct price quote_mid(struct quote q);
struct price quote_spread(struct quote q);
double quote_spread_pct(struct quote q); /* of the mid; NAN when not sound */

struct option_snapshot {
	char symbol[OCC_SYMBOL_SIZE];
	struct quote quote;
	struct price last_price; /* of the last trade */
	struct instant last_ts;
	struct greeks greeks;	   /* the vendor's, each NAN when absent */
	double implied_volatility; /* the vendor's, NAN when absent */
	int64_t volume;		   /* of today's bar; INT64_MIN when there is none */
	int64_t previous_volume;   /* of the previous day's bar; INT64_MIN */
};

#endif
