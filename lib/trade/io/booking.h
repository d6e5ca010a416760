/*
 * What the broker said of an order, stored with everything that follows from it in one transaction:
 * the order's status, a new fill, the position and its history, the execution and the
 * recommendation. Read again and run again, it books nothing twice: what is booked is read under a
 * lock.
 */
#ifndef OPT_BOOKING_H
#define OPT_BOOKING_H

#include "desk.h"

struct booking {
	struct desk *desk;
	struct ledger_order *order; /* its status and quantities are brought up to date */
	enum order_status status;
	const struct broker_reply *reply; /* NULL: a look-up */
	const struct broker_order *found;
	struct price underlying; /* internal */
};

int booking_store(struct booking *b, struct error *err);

/* A POST that did not end in an order: rejected, not sent, unknown, duplicate. */
int booking_store_reply(struct desk *desk, struct ledger_order *o, enum order_status status,
	const struct broker_reply *reply, bool counts_as_reject, struct error *err);

/* A doubtful order proven not to be at the broker. */
int booking_store_drop(
	struct desk *desk, struct ledger_order *o, const char *why, struct error *err);

/* An intent that no byte was sent of: its recommendation is PENDING again, its position open. */
int booking_store_withdrawal(
	struct desk *desk, struct ledger_order *o, const char *why, struct error *err);

/*
 * Closes a position whose end the broker tells in another way than by our order (expiry,
 * assignment, liquidation, gone). PRICE may be unknown: then result and label stay null.
 */
int booking_close_position(struct desk *desk, int64_t position_id, struct price price,
	struct instant at, const char *reason, struct error *err);

#endif
