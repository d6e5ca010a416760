/* An open position as the monitor sees it: what was paid, where it stops, how far it has been. */
#ifndef OPT_POSITION_H
#define OPT_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"
#include "limit.h"
#include "num.h"
#include "occ.h"
#include "params.h"
#include "instrument.h"

struct position {
	int64_t id;
	enum instrument instrument;
	enum strategy strategy;
	char ticker[TICKER_SIZE];
	char symbol[OCC_SYMBOL_SIZE]; /* what is traded: the contract, or the ticker */
	struct date expiry;	      /* unknown for a stock */
	int64_t quantity;	      /* contracts or shares still held */
	int64_t original_quantity;
	struct price entry_price; /* a share; of a credit spread the credit */
	struct price entry_underlying;
	struct price entry_spread; /* of the quote at entry; unknown before it was seen */
	struct instant entered_at; /* of the first fill */
	struct price stop, target; /* of the underlying, fixed at the first fill */
	bool target_taken;	   /* half was sold at the target: the rest trails */
	bool trailing_armed;
	struct price peak, lowest; /* of the marks since entry; unknown before the first */
};

/* One look of the monitor. Unknown is unknown: a quote without a bid has no mid. */
struct mark {
	struct instant ts;
	struct price bid, ask, underlying;
};

struct quote mark_quote(const struct mark *mark);
/* What the position is worth a share: the mid; unknown when the quote is not sound. */
struct price mark_price(const struct mark *mark);

/*
 * Stop and target, from the atr14 of the strategy's interval in dollars: entry underlying -/+
 * exit_stop_atr * atr, and exit_target_ratio times that on the other side. Unknown or not positive
 * atr or underlying, or a stop at or under zero: ERROR_DATA, nothing is set and there is no entry.
 */
int position_set_stops(
	struct position *position, const struct params *params, double atr14, struct error *err);
/* The stop's distance for an atr14, for the sizing before there is a fill; unknown like above. */
struct price position_stop_distance(const struct params *params, double atr14);

/*
 * Books MARK into peak, lowest and the trailing state; marks from before the entry leave everything
 * as it is.
 */
void position_observe(
	struct position *position, const struct mark *mark, const struct params *params);

/* Dollars gained on QUANTITY when closed at PRICE; unknown when a price is. Fees are not in it. */
struct money position_pnl(const struct position *position, struct price price, int64_t quantity);
/* The same a share, per cent of the entry price; NAN unknown. */
double position_pnl_pct(const struct position *position, struct price price);

/*
 * Maximum favourable and adverse excursion, per cent of the entry price, >= 0; NAN before the first
 * mark.
 */
double position_mfe_pct(const struct position *position);

#endif
