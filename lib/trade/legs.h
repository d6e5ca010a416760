/*
 * The legs of a spread that is held: what of it is whole, which leg is alone, and what the end of a
 * leg is worth.
 *
 * A spread is closed by one order for both legs. One leg goes alone only when the broker takes it:
 * the short leg is assigned or bought back, the long leg is sold or exercised. Then the rest of the
 * other leg is alone and closed by an order of its own:
 *
 *	leg = legs_alone(&position, &contracts);    -1: none
 *	legs_close(&holding, legs, leg, contracts, price, fee);    for each fill of one leg
 */
#ifndef OPT_LEGS_H
#define OPT_LEGS_H

#include "holding.h"
#include "position.h"

/* In the ids of exits: the shares that an option became. The position itself has leg 0. */
enum { LEG_OF_SHARES = SPREAD_LEGS };

/* Whether POSITION is a spread and its legs are known. */
bool legs_known(const struct position *position);

/* The spreads of which both legs are held. */
int64_t legs_whole(const struct position *position);

/*
 * The leg of which more is held than of the other; *CONTRACTS is how many more. -1 for a spread
 * that is whole, and for anything else.
 */
int legs_alone(const struct position *position, int64_t *contracts);

/* Why a leg is alone: why the other one went, as "assigned"; "one_leg" when nobody knows. */
const char *legs_why(const struct position *position, int alone);

/* The distance of the strikes; unknown when the legs are not a spread. */
struct price legs_width(const struct position *position);

/*
 * The gain of the legs, each at its VALUE per share, without fees; unknown when an entry price or a
 * value is.
 */
struct money legs_pnl(const struct position *position, const struct price values[static 2]);

/* ---- the end of a leg ---- */

/* A leg for the booking. */
struct leg_holding {
	bool is_long;
	int64_t quantity, original_quantity;
	struct price entry_price;
	struct price exit_price; /* average; unknown before the first end and after one without */
};

/*
 * Books that QUANTITY contracts of LEG ended at PRICE, which may be unknown, for FEE, which is 0
 * for an expiry, an assignment and an exercise: changes the leg, and of H the result, the fees, the
 * exit price and the quantity, which is the larger of the legs'. False, nothing changed, when
 * QUANTITY is not positive or more than is held.
 */
bool legs_close(struct holding *h, struct leg_holding legs[static SPREAD_LEGS], int leg,
	int64_t quantity, struct price price, struct money fee);

/*
 * The value of an exercised or assigned option at the price SPOT of the underlying. When
 * both legs became shares, which cancel each other, the two values differ by the width whatever
 * SPOT is: so they are not cut at 0.
 */
struct price legs_settled_value(const struct option_contract *contract, struct price spot);

/* The value of an option, exercised at the price SPOT of the underlying; >= 0. */
struct price legs_exercise_value(const struct option_contract *contract, struct price spot);

/*
 * The price at which the shares of an exercise or assignment count, so that option and shares
 * together cost the strike: the strike less the value of a put, plus that of a call.
 */
struct price legs_share_price(const struct option_contract *contract, struct price value);

#endif
