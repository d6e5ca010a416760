/*
 * Stores what the broker reports about an order of ours. An answer that contradicts itself is not
 * believed: the order is quarantined, reported, and queried again by every run until the answer
 * makes sense.
 *
 * desk_orders.c looks an order up with desk_look_up, compares it with desk_is_order_of, and stores
 * it with desk_record or, when it is another order, with desk_conflict.
 */
#ifndef OPT_DESK_RECORD_H
#define OPT_DESK_RECORD_H

#include "alert.h"
#include "desk.h"

/*
 * Looks an order up by our id. *FOUND is false only when the broker definitely does not have it. An
 * answer without symbol, side or quantity is ERROR_DATA: it cannot be compared with ours.
 */
int desk_look_up(struct desk *desk, const struct ledger_order *o, bool *found,
	struct broker_order *out, struct error *err);

/*
 * Whether FOUND is the order that O was when it was sent. The quantity of O has changed in the
 * ledger when the order was replaced since.
 */
bool desk_is_order_of(const struct ledger_order *o, const struct broker_order *found);

/*
 * Stores FOUND and books its new fill. REPLY is the response to the POST, NULL for a look-up. An
 * order that was edited on the screen of the broker was replaced there: O follows its successors,
 * and the fills of each are booked.
 */
int desk_record(struct desk *desk, struct ledger_order *o, const struct broker_reply *reply,
	const struct broker_order *found, struct error *err);

/* FOUND is another order with our client order id: quarantines O and halts all entries. */
int desk_conflict(struct desk *desk, struct ledger_order *o, const struct broker_order *found,
	struct error *err);

/*
 * Reports something about an order that does not end the run: the run becomes partial; one alert
 * and one warning per order, CAUSE and session.
 */
void desk_report(struct desk *desk, const struct ledger_order *o, enum alert_severity severity,
	const char *cause, const char *subject, const char *text);

/* The leg of FOUND, an order at the broker, that trades what LEG trades; NULL when it has none. */
const struct broker_leg *desk_find_leg(
	const struct broker_order *found, const struct ledger_leg *leg);

#endif
