/*
 * The legs of an order for a spread, as booking.c books them: inside its transaction, with the
 * order locked.
 *
 *	booking_legs_check(b, booked, &why, err);      why the broker's answer is not believed
 *	booking_legs_write(b, position_id, at, err);   the fill of each leg
 */
#ifndef OPT_BOOKING_LEGS_H
#define OPT_BOOKING_LEGS_H

#include "booking.h"

/*
 * Reads what is booked of each leg and compares the broker's answer with it; BOOKED spreads of the
 * order are booked. Sets b->legs, b->leg_fills and b->average. *WHY is NULL, or the reason why the
 * answer is not believed.
 */
int booking_legs_check(struct booking *b, int64_t booked, const char **why, struct error *err);

/* The value of one spread of the new fill: leg 0 less leg 1. */
struct price booking_legs_value(const struct booking *b);

/* Stores the new fill of each leg. The position is stored already. */
int booking_legs_write(
	struct booking *b, int64_t position_id, struct instant at, struct error *err);

#endif
