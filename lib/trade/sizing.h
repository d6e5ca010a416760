/*
 * How many contracts or shares: a share of the buying power, then the minimum with every other
 * limit; never rounded up. Each limit is kept with what it allowed, so that sizing_json says which
 * one decided.
 */
#ifndef OPT_SIZING_H
#define OPT_SIZING_H

#include <stdbool.h>
#include <stdint.h>

#include "jsonl.h"
#include "num.h"
#include "params.h"
#include "risk.h"

/* Whatever the parameters say, no order is larger. */
enum { SIZING_CONTRACTS_CEILING = 10, SIZING_SHARES_CEILING = 100000 };

struct sizing_input {
	struct risk_terms terms; /* premium = the limit price */
	enum tier tier;
	struct money equity;	   /* at the start of the day */
	struct money buying_power; /* options_buying_power; for a stock buying_power */
	struct money cash;
	struct money open_risk;	      /* of all positions and working or doubtful entries */
	struct money open_risk_class; /* of those that share this trade's allocation */
	struct exposure book, each;   /* Greeks of what is held and of one contract or share */

	/*
	 * Kelly, of the strategy's closed trades; the fractions are of equity, unknown (NAN) under
	 * kelly_min_trades
	 */
	int64_t closed_trades;
	double kelly_point, kelly_lower; /* estimate; its one-sided 80 % lower bound */

	int market_iv_values; /* stored values of SPY's 30-day IV: 0 none yet, -1 unknown */
	double market_iv;
	double atr_ratio,
		atr_ratio_median; /* daily atr14/close and its 60-day median; NAN: no scaling */
};

enum sizing_limit {
	SIZING_TRADE, /* the share of the buying power; for a stock the share of equity at risk */
	SIZING_CONTRACTS,  /* the tier's cap */
	SIZING_POSITION,   /* the share of equity in one position */
	SIZING_OPEN_RISK,  /* the tier's open risk, all positions together */
	SIZING_ALLOCATION, /* the part of it for this kind of trade */
	SIZING_CASH,
	SIZING_BUYING_POWER,
	SIZING_DELTA,
	SIZING_VEGA,
	SIZING_THETA,
	SIZING_MOVE,
	SIZING_LIMITS,
};

struct sizing {
	int64_t quantity;	 /* 0: the trade is skipped */
	enum sizing_limit bound; /* the first limit that allows no more than QUANTITY */
	struct {
		double available, each; /* dollars; of the cap, contracts */
		int64_t allows;
	} limits[SIZING_LIMITS];
	double tier_pct, pct; /* of the tier; after the factors */
	double kelly_factor, market_factor, atr_factor;
	bool strategy_halt;	 /* the strategy lost money on average: set a halt for it */
	struct money cost, risk; /* of QUANTITY */
};

const char *sizing_limit_name(enum sizing_limit limit);
/* What is unknown allows nothing. */
void sizing_compute(const struct sizing_input *in, const struct params *params, struct sizing *out);
/* An object with every limit, its value, and which one decided. */
void sizing_write(struct jsonl *w, const char *key, const struct sizing *sizing);

#endif
