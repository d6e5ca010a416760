/*
 * The size of an order in contracts or shares: sizing_compute computes the quantity that each limit
 * allows, and takes the smallest; no quantity is rounded up.
 *
 * An option may use a percentage of the buying power, that of its tier. A stock may risk a
 * percentage of the equity, stock_risk_pct. Four factors from 0 to 1 reduce the percentage: Kelly,
 * market, ATR and, in the tiny tier, a loss in the last trade. sizing_write stores the quantity
 * that each limit allowed and the limit that decided (sizing_json).
 */
#ifndef OPT_SIZING_H
#define OPT_SIZING_H

#include <stdbool.h>
#include <stdint.h>

#include "jsonl.h"
#include "num.h"
#include "params.h"
#include "risk.h"

/* No order is larger, whatever the parameters are. */
enum { SIZING_CONTRACTS_CEILING = 10, SIZING_SHARES_CEILING = 100000 };

struct sizing_input {
	struct risk_terms terms; /* its premium is the limit price */
	struct date day;	 /* New York's, of the fees */
	enum tier tier;
	struct money equity;	   /* at the start of the day */
	struct money buying_power; /* options_buying_power; for a stock buying_power */
	struct money cash;
	struct money open_risk;	    /* of all positions and working or doubtful entries */
	struct money class_cost;    /* of those in the same allocation as this trade */
	struct exposure book, each; /* Greeks of all positions, and of one contract or share */

	/*
	 * Kelly, from the closed trades of the strategy. The two fractions are of the equity, and
	 * unknown (NAN) under kelly_min_trades.
	 */
	int64_t closed_trades;
	double kelly_point, kelly_lower; /* the estimate; its one-sided 80 % lower bound */

	/* number of stored values of the 30-day IV of SPY: 0 none yet, -1 unknown */
	int market_iv_values;
	double market_iv;
	/* daily atr14 / close and its 60-day median; NAN: the factor is 1 */
	double atr_ratio, atr_ratio_median;
	int64_t first_trades; /* the most contracts of the first live trades; 0: no such limit */
	/* the newest closed trade of the account with a result other than 0 lost money */
	enum fact last_trade_lost;
};

enum sizing_limit {
	SIZING_TRADE,	   /* its percentage, see above */
	SIZING_CONTRACTS,  /* the cap of the tier */
	SIZING_FIRST,	   /* one contract for each of the first live trades */
	SIZING_POSITION,   /* position_max_pct of the equity */
	SIZING_OPEN_RISK,  /* the open risk of the tier, for all positions together */
	SIZING_ALLOCATION, /* the capital for all trades of this kind together */
	SIZING_CASH,
	SIZING_BUYING_POWER,
	SIZING_DELTA,
	SIZING_VEGA,
	SIZING_THETA,
	SIZING_STRESS,
	SIZING_LIMITS,
};

struct sizing {
	int64_t quantity;	 /* 0: the trade is skipped */
	int64_t kept;		 /* of QUANTITY, and not bought at once (scale.h) */
	enum sizing_limit bound; /* the first limit that allows no more than QUANTITY */
	struct {
		/* dollars; for SIZING_CONTRACTS and SIZING_FIRST contracts */
		double available, each;
		int64_t allows;
	} limits[SIZING_LIMITS];
	double tier_pct, pct; /* of the tier; times the factors */
	double kelly_factor, market_factor, atr_factor, loss_factor;
	bool strategy_halt;	 /* the strategy loses money on average: the caller sets a halt */
	struct money cost, risk; /* of QUANTITY */
};

const char *sizing_limit_name(enum sizing_limit limit);
/* Fills *OUT. A limit with an unknown value allows 0. */
void sizing_compute(const struct sizing_input *in, const struct params *params, struct sizing *out);
/*
 * The quantity by which S, computed now, lets a position of HELD grow: the limits of one trade
 * count what is held, those of the account have it in their facts. *BOUND is the limit that
 * decides.
 */
int64_t sizing_room(const struct sizing *s, int64_t held, enum sizing_limit *bound);
/* Writes an object with every limit, its values, and the name of the one that decided. */
void sizing_write(struct jsonl *w, const char *key, const struct sizing *sizing);

#endif
