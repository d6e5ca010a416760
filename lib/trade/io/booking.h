/*
 * Booking: stores the state of an order at the broker, and everything that follows from it.
 *
 * Each function is one transaction: the status of the order, a new fill, the position and its
 * history, the execution and the recommendation. It locks the order and reads there what is already
 * booked, so that a fill that is read twice is booked once.
 */
#ifndef OPT_BOOKING_H
#define OPT_BOOKING_H

#include "desk.h"
#include "spread_fill.h"

struct booking {
	struct desk *desk;
	struct ledger_order *order; /* its status and quantities are updated */
	enum order_status status;
	const struct broker_reply *reply; /* NULL: a look-up */
	/* with what the orders before it filled, when it is a successor */
	const struct broker_order *found;
	int64_t filled_before;	 /* by the orders whose successor FOUND is */
	struct price underlying; /* booking_store fills it in */
	/* results of booking_store */
	const char *refused; /* why FOUND contradicts itself: nothing was stored; else NULL */
	bool stale;	     /* FOUND is older than the ledger: nothing was stored */
	struct fill fill;    /* the new one; quantity 0: there is none */
	struct price
		average; /* of all that filled; of a spread by its legs, with the broker's sign */
	/* of a spread, by leg: the broker's answer and the new fills */
	struct spread_leg_fill legs[SPREAD_LEGS];
	struct fill leg_fills[SPREAD_LEGS];
	struct money fee, leg_fees[SPREAD_LEGS]; /* of the new fill; of a spread the sum, by leg */
};

/*
 * Books FOUND, the order as the broker has it; REPLY is the response to the POST. A quarantine of
 * the order ends when FOUND makes sense.
 */
int booking_store(struct booking *b, struct error *err);

/* The order that filled, or a leg of it, with its id at the broker. */
struct filled_part {
	const char *broker_order_id, *symbol, *side;
	int64_t filled_before; /* by the orders that it replaced */
	struct money fee;
};

/* Adds a row of fills, when the price is known. Inside the transaction of booking_store. */
int booking_write_fill(struct booking *b, const struct filled_part *part, const struct fill *fill,
	int64_t position_id, struct instant at, struct error *err);

/* Books a POST that did not end in an order: rejected, not sent, unknown or duplicate. */
int booking_store_reply(struct desk *desk, struct ledger_order *o, enum order_status status,
	const struct broker_reply *reply, bool counts_as_reject, struct error *err);

/* Books a doubtful order that is proven not to be at the broker. */
int booking_store_drop(
	struct desk *desk, struct ledger_order *o, const char *why, struct error *err);

/*
 * Books an intent of which no byte was sent. Its recommendation becomes PENDING again, its position
 * open.
 */
int booking_store_withdrawal(
	struct desk *desk, struct ledger_order *o, const char *why, struct error *err);

#endif
