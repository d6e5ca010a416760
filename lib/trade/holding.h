/*
 * Quantity, average prices and realised result of a position, as its fills change them. Money is
 * net of fees; a fill whose price is unknown makes the result unknown, never zero.
 */
#ifndef OPT_HOLDING_H
#define OPT_HOLDING_H

#include "params.h"
#include "instrument.h"

struct holding {
	enum instrument instrument;
	int64_t quantity;	   /* held now */
	int64_t original_quantity; /* ever bought */
	struct price entry_price;  /* average a share */
	/* average of what was sold; unknown before the first sale, or for good */
	struct price exit_price;
	struct money realised_pnl; /* of what was sold, entry and exit fees taken off */
	struct money fees;	   /* paid so far */
};

/* What QUANTITY costs in fees, one way. */
struct money holding_fee(const struct params *params, enum instrument instrument, int64_t quantity);

/* Buys QUANTITY more. PRICE must be known. */
void holding_enter(
	struct holding *h, int64_t quantity, struct price price, const struct params *params);

/* Sells QUANTITY of what is held. False, nothing changed, when that is more than is held. */
bool holding_exit(
	struct holding *h, int64_t quantity, struct price price, const struct params *params);

/* "win", "loss" or "flat"; NULL while the result is unknown. */
const char *holding_label(const struct holding *h);

/* Of the cost of everything ever bought, per cent; NAN unknown. */
double holding_pnl_pct(const struct holding *h);

/*
 * Result over what was risked: of an option its cost * premium stop, of a stock STOP_DISTANCE a
 * share. NAN unknown.
 */
double holding_r_multiple(
	const struct holding *h, struct price stop_distance, const struct params *params);

#endif
