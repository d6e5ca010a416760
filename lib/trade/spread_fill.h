/*
 * The fills of an order for a spread: the broker reports them leg by leg, each leg cumulative.
 *
 *	why = spread_check_fills(legs, filled_spreads);       an answer that contradicts itself
 *	spread_next_fills(legs, fills);                       the new part of each leg
 *	value = spread_fill_value(fills[0].price, fills[1].price);
 *
 * A spread is filled whole or not at all: an answer in which one leg filled more than the other is
 * not believed, so that no leg is ever booked alone.
 */
#ifndef OPT_SPREAD_FILL_H
#define OPT_SPREAD_FILL_H

#include "order.h"
#include "spread.h"

struct spread_leg_fill {
	bool is_buy;
	int64_t ratio;		/* contracts per spread */
	struct order_book book; /* in contracts; what is booked of the leg */
	double filled;		/* as the broker reports it; NAN: not reported */
	struct price average;	/* per share; may be unknown */
};

/*
 * Checks whether the legs make sense when FILLED spreads are filled, of which BOOKED are booked.
 * Returns NULL when they do, else the reason.
 */
const char *spread_check_fills(
	const struct spread_leg_fill legs[static SPREAD_LEGS], int64_t booked, int64_t filled);

/* The new part of each leg. The legs made sense. */
void spread_next_fills(const struct spread_leg_fill legs[static SPREAD_LEGS],
	struct fill fills[static SPREAD_LEGS]);

/* The value of one spread whose legs filled at these prices, leg 0 less leg 1. */
struct price spread_fill_value(const struct fill fills[static SPREAD_LEGS]);

/* The net average of all that filled, with the sign of the broker; unknown when nothing did. */
struct price spread_net_average(const struct spread_leg_fill legs[static SPREAD_LEGS]);

#endif
