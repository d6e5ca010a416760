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
#include "mark.h"
#include "num.h"
#include "occ.h"
#include "params.h"
#include "instrument.h"
#include "spread.h"

/* A leg of a spread. The quantity is in contracts, and what is held of the legs may differ. */
struct position_leg {
	char symbol[OCC_SYMBOL_SIZE]; /* "": the position is not a spread */
	bool is_long;
	int64_t quantity;	  /* still held */
	struct price entry_price; /* per share; unknown */
	double iv;		  /* the last good volatility; not > 0: unknown */
	struct instant iv_at;	  /* when it was measured; unknown */
	char gone_for[16];	  /* why a part of it went alone, as "assigned"; "": none did */
};

struct position {
	int64_t id;
	enum instrument instrument;
	enum strategy strategy;
	char ticker[TICKER_SIZE];
	char symbol[OCC_SYMBOL_SIZE]; /* of the contract, or the ticker of a stock */
	struct date expiry;	      /* unknown for a stock */
	bool is_short;		      /* shares that were sold; a credit spread is short too */
	/* contracts or shares still held; of a spread the larger quantity of its legs */
	int64_t quantity;
	int64_t original_quantity;
	struct price entry_price; /* per share; of a credit spread the credit */
	struct price entry_underlying;
	struct price entry_spread; /* of the quote at entry; unknown until the first mark */
	struct instant entered_at; /* of the first fill */
	struct price stop, target; /* of the underlying, set at the first fill */
	bool target_taken;	   /* half was sold at the target: the rest trails */
	bool trailing_armed;
	struct price peak, lowest; /* of the sound marks since entry; unknown before the first */
	double iv;		   /* the last good volatility of the contract; not > 0: unknown */
	struct instant iv_at;	   /* when it was measured; unknown */
	double delta;		   /* by that volatility; 0 or NAN: unknown */
	double atr5;		   /* atr14 of 5-minute bars, in dollars; not > 0: unknown */
	struct position_leg legs[SPREAD_LEGS];
};

/*
 * The distance of the stop for ATR14, in dollars, of the interval of the strategy: exit_stop_atr
 * times that of 5 minutes, exit_stop_overnight_atr times that of a day for what is held overnight.
 * Unknown when ATR14 is unknown or not positive.
 */
struct price position_stop_distance(const struct params *params, enum instrument instrument,
	enum strategy strategy, double atr14);

/*
 * Updates peak, lowest, entry_spread and trailing_armed from MARK. A mark from before the entry, or
 * one that is not sound, changes nothing.
 */
void position_observe(
	struct position *position, const struct mark *mark, const struct params *params);

/* Dollars gained on QUANTITY when closed at PRICE, without fees; unknown when a price is. */
struct money position_pnl(const struct position *position, struct price price, int64_t quantity);
/* The same per share, in per cent of the entry price; NAN unknown. */
double position_pnl_pct(const struct position *position, struct price price);

/*
 * The atr14 of 5-minute bars for STOP_ATR, the one the stop was set with: that is of 5-minute bars
 * for a short-term position, else of days, of 78 such bars. NAN unknown.
 */
double position_atr5(enum instrument instrument, enum strategy strategy, double stop_atr);
/*
 * The noise of the premium in 5 minutes, one sigma, in dollars: abs(delta) * atr5 / 1.6. 0 where
 * delta or atr5 is unknown.
 */
double position_noise(const struct position *position);

/* Maximum favourable excursion, in per cent of the entry price, >= 0; NAN before the first mark. */
double position_mfe_pct(const struct position *position);

#endif
