/*
 * An open position: its entry price, its stop and target, and the highest and lowest price since.
 *
 * The monitor loads a position, calls position_observe for each new mark, and reads the results
 * from the functions below.
 */
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
	char symbol[OCC_SYMBOL_SIZE]; /* of the contract, or the ticker of a stock */
	struct date expiry;	      /* unknown for a stock */
	int64_t quantity;	      /* contracts or shares still held */
	int64_t original_quantity;
	struct price entry_price; /* per share; of a credit spread the credit */
	struct price entry_underlying;
	struct price entry_spread; /* of the quote at entry; unknown until the first mark */
	struct instant entered_at; /* of the first fill */
	struct price stop, target; /* of the underlying, set at the first fill */
	bool target_taken;	   /* half was sold at the target: the rest trails */
	bool trailing_armed;
	struct price peak, lowest; /* of the marks since entry; unknown before the first */
};

/* The quote of one pass of the monitor. Prices may be unknown. */
struct mark {
	struct instant ts;
	struct price bid, ask, underlying;
};

struct quote mark_quote(const struct mark *mark);
/* The value of the position per share: the mid; unknown when the quote is not sound. */
struct price mark_price(const struct mark *mark);

/*
 * Sets stop and target from ATR14, in dollars, of the interval of the strategy. The stop is
 * exit_stop_atr * ATR14 from the underlying at entry, on the losing side. The target is
 * exit_target_ratio times as far, on the other side. ERROR_DATA, nothing set, when ATR14 or the
 * underlying is unknown or not positive, or when the stop is not above zero: then there is no
 * entry.
 */
int position_set_stops(
	struct position *position, const struct params *params, double atr14, struct error *err);
/* The distance of the stop for ATR14, for the sizing before a fill; unknown as above. */
struct price position_stop_distance(const struct params *params, double atr14);

/*
 * Updates peak, lowest, entry_spread and trailing_armed from MARK. A mark from before the entry, or
 * without a sound quote, changes nothing.
 */
void position_observe(
	struct position *position, const struct mark *mark, const struct params *params);

/* Dollars gained on QUANTITY when closed at PRICE, without fees; unknown when a price is. */
struct money position_pnl(const struct position *position, struct price price, int64_t quantity);
/* The same per share, in per cent of the entry price; NAN unknown. */
double position_pnl_pct(const struct position *position, struct price price);

/* Maximum favourable excursion, in per cent of the entry price, >= 0; NAN before the first mark. */
double position_mfe_pct(const struct position *position);

#endif
