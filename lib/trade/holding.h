/*
 * The holding of a position: its quantity, average prices and realised result, which each fill
 * changes.
 *
 *	struct holding h = {.instrument = INSTRUMENT_CALL, .exit_price = PRICE_UNKNOWN};
 *	holding_enter(&h, 2, price, fee);    for each fill of the entry
 *	holding_exit(&h, 1, price, fee);     for each fill of an exit
 *
 * The result is net of fees: a part that is sold bears the fee of the sale and its share of the
 * entry's. A sale at an unknown price makes the result unknown, not zero.
 */
#ifndef OPT_HOLDING_H
#define OPT_HOLDING_H

#include "params.h"
#include "instrument.h"

struct holding {
	enum instrument instrument;
	enum strategy strategy;	   /* of a spread the quantity is in spreads */
	struct price width;	   /* of a spread: the distance of its strikes; 0 unknown */
	bool is_short;		   /* shares that were sold */
	int64_t quantity;	   /* held now */
	int64_t original_quantity; /* bought in all */
	struct price entry_price;  /* average, per share */
	/*
	 * average of the sales, per share; unknown before the first, and after one without a price
	 */
	struct price exit_price;
	/*
	 * The highest and the lowest price since entry, which may be unknown. A later purchase
	 * averages them like the entry price, so that the gain of the whole at them stays the same.
	 */
	struct price peak, lowest;
	struct money realised_pnl; /* of the sales, less their entry and exit fees */
	struct money fees;	   /* paid so far */
	struct money open_fees;	   /* those of the entry that REALISED_PNL does not bear yet */
};

/* Adds a purchase; of a credit_spread its sale for PRICE. PRICE and FEE must be known. */
void holding_enter(struct holding *h, int64_t quantity, struct price price, struct money fee);

/*
 * Adds a sale, of a credit_spread its purchase; PRICE may be unknown. FEE is 0 for an expiry, an
 * assignment and an exercise. False, *H untouched, when QUANTITY is not positive or more than is
 * held.
 */
bool holding_exit(struct holding *h, int64_t quantity, struct price price, struct money fee);

/*
 * Books that PART of WHOLE, what was held, ended with a gain of GAIN for FEE: the result bears both
 * and the share of the open fees, in whole cents; the last part bears their rest.
 */
void holding_realise(
	struct holding *h, struct money gain, struct money fee, int64_t part, int64_t whole);

/*
 * Adds DELTA to the fees of a fill of H that is booked already. That of the entry is borne by what
 * is still held, while there is something.
 */
void holding_correct_fee(struct holding *h, struct money delta, bool of_entry);

/* "win", "loss" or "flat", by the realised result; NULL while that is unknown. */
const char *holding_label(const struct holding *h);

/* The realised result in per cent of the cost of everything bought; NAN unknown. */
double holding_pnl_pct(const struct holding *h);

/*
 * The realised result divided by the amount at risk: of an option exit_premium_stop_pct of its
 * cost, of a spread its width less the credit, or its debit, of a stock STOP_DISTANCE per share.
 * NAN unknown.
 */
double holding_r_multiple(
	const struct holding *h, struct price stop_distance, const struct params *params);

#endif
