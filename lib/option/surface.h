/*
 * Solves one ticker's option chain at one moment: flags and volatility of every contract, and the
 * at-the-money volatility of the chain. A caller takes the spot from surface_spot, fetches the
 * contracts in surface_scope, and passes them to surface_solve.
 */
#ifndef OPT_SURFACE_H
#define OPT_SURFACE_H

#include "chain.h"
#include "dividends.h"

struct surface_point {
	struct option_contract contract;
	struct option_snapshot snapshot; /* the broker's */
	int64_t open_interest;		 /* INT64_MIN: unknown */
	struct chain_quality quality;	 /* set by surface_solve */
};

struct surface_summary {
	/*
	 * At the money for iv_target_days, interpolated in total variance; NAN: unknown. Its years
	 * are of trading time, 252 sessions: by the calendar, in which a weekend counts for two
	 * days, it would be 4 % higher on a Monday morning than on the Friday evening before.
	 */
	double implied_volatility;
	double near_volatility;	 /* at the money, of the nearest expiry that has one; NAN: none */
	struct date near_expiry; /* that expiry; unknown when there is none */
	int expiries;
	int contracts;
	int solved; /* contracts with a volatility solved here */
	int flagged[CHAIN_FLAG_COUNT];
};

/* The part of a chain that is fetched: near expiries, and strikes around SPOT. */
struct surface_scope {
	struct date expiry_from, expiry_to;
	struct price strike_from, strike_to;
};
struct surface_scope surface_scope(const struct params *p, struct date today, struct price spot);

/*
 * The price of the underlying: the mid of its QUOTE when that is two-sided, not older than
 * quote_stale_s and at most chain_spot_spread_max_pct wide; otherwise LAST, a recent close, which
 * may be unknown.
 */
struct price surface_spot(
	const struct params *p, const struct quote *quote, struct price last, struct instant now);

/*
 * Sorts POINTS by expiry, strike and kind, sets the quality of each, and summarises them in *OUT.
 * DIVIDENDS: of the stock; NULL: none.
 */
void surface_solve(const struct params *p, struct price spot, const struct dividends *dividends,
	struct instant now, struct surface_point *points, size_t count,
	struct surface_summary *out);

#endif
