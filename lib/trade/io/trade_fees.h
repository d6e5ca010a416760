/*
 * The fees of fills: what the rounded fees of their day rise by (market/fee.h), counting every fill
 * of the account that is booked for that day. So the fees of a day add up to those of the broker.
 *
 *	struct trade_fees fees;
 *	trade_fees_read(desk, at, &fees, err);    inside a transaction, before it locks a position
 *	fee = trade_fees_add(&fees, symbol, is_sale, quantity, price);    for each fill
 *
 * The first call lets no other transaction book a fill of this account until this one ends.
 */
#ifndef OPT_TRADE_FEES_H
#define OPT_TRADE_FEES_H

#include "desk.h"
#include "fee.h"

struct trade_fees {
	struct date date; /* New York's of the fills */
	struct fee_day day;
};

int trade_fees_read(
	struct desk *desk, struct instant at, struct trade_fees *out, struct error *err);
/* >= 0; 0 for a fill whose fee cannot be computed: it must be booked nevertheless. */
struct money trade_fees_add(struct trade_fees *fees, const char *symbol, bool is_sale,
	int64_t quantity, struct price price);

/* Stores an activity that belongs to no position; one that is stored already stays. */
int trade_fees_note(struct desk *desk, const struct broker_activity *activity, struct error *err);

#endif
