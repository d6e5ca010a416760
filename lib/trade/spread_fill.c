#include "spread_fill.h"

#include <math.h>

/*
 * The new part of a leg. The averages are rounded to 1/10000 dollar, so that for a part that cost
 * nothing their difference may be a little under 0: that is 0.
 */
static enum fill_verdict next_fill(const struct spread_leg_fill *leg, struct fill *fill)
{
	int64_t filled = llround(leg->filled);
	enum fill_verdict verdict = order_fill_from_order(&leg->book, filled, leg->average, fill);
	if (verdict == FILL_BOOK && price_known(fill->price) && fill->price.e4 < 0 &&
		-2 * fill->price.e4 * fill->quantity <= filled + leg->book.filled)
		fill->price.e4 = 0;
	return verdict;
}

static const char *check_leg(const struct spread_leg_fill *leg, int64_t booked, int64_t filled)
{
	struct fill fill;
	if (isnan(leg->filled))
		return "filled_qty of a leg is missing";
	if (leg->filled < 0 || floor(leg->filled) < leg->filled)
		return "filled_qty of a leg is not a whole number of contracts";
	if (llround(leg->filled) != leg->ratio * filled)
		return "a leg filled more or less than the spread";
	if (filled <= booked)
		return NULL;
	if (!price_known(leg->average))
		return "a leg is filled, but its filled_avg_price is missing";
	if (leg->average.e4 < 0)
		return "filled_avg_price of a leg is negative";
	if (next_fill(leg, &fill) != FILL_BOOK)
		return "a leg is booked otherwise than the spread";
	return fill.price.e4 >= 0
		       ? NULL
		       : "filled_avg_price of a leg leaves a negative price for the new part";
}

const char *spread_check_fills(
	const struct spread_leg_fill legs[static SPREAD_LEGS], int64_t booked, int64_t filled)
{
	for (int i = 0; i < SPREAD_LEGS; i++) {
		const char *why = check_leg(&legs[i], booked, filled);
		if (why != NULL)
			return why;
	}
	return NULL;
}

void spread_next_fills(const struct spread_leg_fill legs[static SPREAD_LEGS],
	struct fill fills[static SPREAD_LEGS])
{
	for (int i = 0; i < SPREAD_LEGS; i++)
		(void)next_fill(&legs[i], &fills[i]);
}

struct price spread_fill_value(const struct fill fills[static SPREAD_LEGS])
{
	return price_sub(fills[0].price, fills[1].price);
}

struct price spread_net_average(const struct spread_leg_fill legs[static SPREAD_LEGS])
{
	struct price net = {0};
	for (int i = 0; i < SPREAD_LEGS; i++)
		net = legs[i].is_buy ? price_add(net, legs[i].average)
				     : price_sub(net, legs[i].average);
	return net;
}
