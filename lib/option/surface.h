/*
 * One ticker's option chain at one moment: every contract judged and solved, and what they say
 * together.
 */
#ifndef OPT_SURFACE_H
#define OPT_SURFACE_H

#include "chain.h"

struct surface_point {
	struct option_contract contract;
	struct option_snapshot snapshot; /* as the broker has it */
	int64_t open_interest;		 /* INT64_MIN unknown */
	struct chain_quality quality;	 /* set by surface_solve */
};

struct surface_summary {
	/* at the money, iv_target_days, interpolated in total variance; NAN unknown */
	double implied_volatility;
	double near_volatility;	 /* at the money, of the nearest expiry that has one; NAN unknown */
	struct date near_expiry; /* unknown when that is */
	int expiries;
	int contracts;
	int solved; /* contracts with a volatility of ours */
	int flagged[CHAIN_FLAG_COUNT];
};

/* What a chain is asked for: expiries and strikes around SPOT. */
struct surface_scope {
	struct date expiry_from, expiry_to;
	struct price strike_from, strike_to;
};
struct surface_scope surface_scope(const struct params *p, struct date today, struct price spot);

/*
 * The price of the underlying: the mid of its quote where that is two-sided, not stale and no wider
 * than chain_spot_spread_max_pct, otherwise LAST (a recent close; may be unknown).
 */
struct price surface_spot(
	const struct params *p, const struct quote *quote, struct price last, struct instant now);

/* Sorts POINTS by expiry, strike and kind, judges and solves each, and sums them up. */
void surface_solve(const struct params *p, struct price spot, struct instant now,
	struct surface_point *points, size_t count, struct surface_summary *out);

#endif
