/* What the market asks and bids, and what the broker says of an option. */
#ifndef OPT_QUOTE_H
#define OPT_QUOTE_H

#include "black.h"
#include "instant.h"
#include "num.h"
#include "occ.h"

/* Prices unknown or 0 where there is no bid or ask. Sizes: shares of stocks, contracts of options; INT64_MIN unknown. */
struct quote {
	struct price bid, ask;
	int64_t bid_size, ask_size;
	struct instant ts; /* market time */
};

/* bid > 0 and ask > bid: the only quote a mid is taken of. */
static inline bool quote_is_two_sided(const struct quote *q)
{
	return price_positive(q->bid) && price_positive(q->ask) && q->ask.e4 > q->bid.e4;
}

/* Unknown unless two-sided. */
static inline struct price quote_mid(const struct quote *q)
{
	return quote_is_two_sided(q) ? price_mid(q->bid, q->ask) : PRICE_UNKNOWN;
}

struct option_snapshot {
	char symbol[OCC_SYMBOL_SIZE];
	struct quote quote;
	struct price last_price; /* of the last trade */
	struct instant last_ts;
	struct greeks greeks;      /* the vendor's, each NAN when absent */
	double implied_volatility; /* the vendor's, NAN when absent */
	int64_t volume;            /* of today's bar; INT64_MIN when there is none */
	int64_t previous_volume;   /* of the previous day's bar; INT64_MIN */
};

#endif
