/*
 * The rows on standard output of what becomes of an order: one row when it is sent, at each fill,
 * at each later attempt, and when it ends without being filled.
 *
 *	order_row_write(desk, order, ORDER_ROW_FILLED, &fill);
 */
#ifndef OPT_ORDER_ROW_H
#define OPT_ORDER_ROW_H

#include "desk.h"

enum order_event {
	ORDER_ROW_SENT,
	ORDER_ROW_REPRICED, /* the rest was sent again, with another limit */
	ORDER_ROW_FILLED,   /* all of it or a part */
	ORDER_ROW_CANCEL,   /* its cancel was requested */
	ORDER_ROW_ENDED,    /* not all of it was filled; the status says how it ended */
};

extern const struct row_kind order_row;
/*
 * Prints {program, event, change, ts, ...}. FILL is the new fill of ORDER_ROW_FILLED, else
 * NULL. Call it after the event is committed.
 */
void order_row_write(struct desk *desk, const struct ledger_order *o, enum order_event event,
	const struct fill *fill);

/* The columns of these rows on a terminal. */
extern const struct view_column order_row_columns[];

#endif
