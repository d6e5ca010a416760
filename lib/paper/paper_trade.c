#include "paper_trade.h"

#include <string.h>

#include "array.h"
#include "calendar.h"
#include "mem.h"
#include "paper_fee.h"
#include "text.h"
#include "zone.h"

enum { ORDERS_MAX = 200000, GTC_DAYS = 90 };

/* An order ends with the session that is open or comes next; a GTC order 90 days after it. */
static struct instant order_end(const struct paper_request *q, struct instant now)
{
	struct session s;
	struct date day = zone_new_york_date(now, NULL);
	bool found = calendar_session(day, &s) && instant_compare(now, s.close) < 0;
	if (!found && !calendar_next(day, &s))
		return INSTANT_UNKNOWN;
	return q->tif == PAPER_GTC ? calendar_expiry_instant(date_add(s.day, GTC_DAYS)) : s.close;
}

static struct paper_order *add_order(
	struct paper_book *b, const struct paper_request *q, int64_t parent)
{
	if (mem_grow(&b->orders, &b->order_capacity, b->order_count + 1, sizeof *b->orders,
		    ORDERS_MAX) != 0) {
		b->failed = true;
		return NULL;
	}
	struct paper_order *o = &b->orders[b->order_count++];
	*o = (struct paper_order){.want = *q, .parent = parent, .replaces = -1, .replaced_by = -1};
	(void)paper_uuid(b->seed, b->serials++, o->id);
	if (o->want.client_order_id[0] == '\0')
		(void)paper_uuid(b->seed, b->serials++, o->want.client_order_id);
	o->status = calendar_is_open(b->now) ? PAPER_PENDING_NEW : PAPER_ACCEPTED;
	o->created_at = o->updated_at = b->now;
	o->filled_at = o->expired_at = o->canceled_at = o->failed_at = o->replaced_at =
		INSTANT_UNKNOWN;
	o->expires_at = order_end(q, b->now);
	b->changed = true;
	return o;
}

static struct paper_request leg_request(const struct paper_request *q, const struct paper_leg *leg)
{
	struct paper_request r = {
		.qty = leg->ratio * q->qty,
		.side = leg->side,
		.type = q->type,
		.tif = q->tif,
		.intent = leg->intent,
		.limit = PRICE_UNKNOWN,
		.stop = PRICE_UNKNOWN,
	};
	(void)text_copy(r.symbol, sizeof r.symbol, leg->symbol);
	return r;
}

bool paper_submit(struct paper_book *b, const struct paper_env *e, const struct paper_request *q,
	struct paper_order **out, struct paper_refusal *r)
{
	struct paper_request checked = *q;
	if (!paper_check(b, e, &checked, r))
		return false;
	struct paper_order *o = add_order(b, &checked, -1);
	size_t index = b->order_count - 1;
	for (size_t i = 0; o != NULL && i < checked.leg_count; i++) {
		struct paper_request leg = leg_request(&checked, &checked.legs[i]);
		if (add_order(b, &leg, (int64_t)index) == NULL)
			o = NULL;
	}
	if (o == NULL)
		return paper_refuse(r, 500, 50010000, "internal server error occurred");
	*out = &b->orders[index]; /* the array may have moved */
	return true;
}

/* Sets the status of order I and of its legs, which follow it. */
static void set_status(struct paper_book *b, size_t i, enum paper_status status)
{
	for (size_t k = 0; k <= b->orders[i].want.leg_count; k++) {
		struct paper_order *o = &b->orders[i + k];
		o->status = status;
		o->updated_at = b->now;
		if (status == PAPER_CANCELED)
			o->canceled_at = b->now;
		else if (status == PAPER_EXPIRED)
			o->expired_at = b->now;
		else if (status == PAPER_REJECTED)
			o->failed_at = b->now;
		else if (status == PAPER_REPLACED)
			o->replaced_at = b->now;
		else if (status == PAPER_FILLED)
			o->filled_at = b->now;
	}
	b->changed = true;
}

/*
 * Fills QTY of order I, a single order or a leg, at PRICE: changes cash, position and status,
 * charges the fees and adds the activity.
 */
static void fill(struct paper_book *b, size_t i, int64_t qty, struct price price)
{
	struct paper_order *o = &b->orders[i];
	bool option = occ_is_symbol(o->want.symbol);
	int64_t signed_qty = (int64_t)o->want.side * qty;
	b->cash = money_sub(b->cash, paper_value(option, price, signed_qty));
	paper_fee_charge(b, o->want.symbol, o->want.side, qty, price);
	paper_position_change(b, o->want.symbol, signed_qty, price);
	o->filled_qty += qty;
	o->filled_value = money_add(o->filled_value, money_of_shares(price, qty));
	o->status = o->filled_qty == o->want.qty ? PAPER_FILLED : PAPER_PARTIALLY_FILLED;
	o->filled_at = o->updated_at = b->now;
	struct paper_activity a = {
		.type = PAPER_FILL,
		.order = (int64_t)i,
		.side = o->want.side,
		.qty = qty,
		.cum_qty = o->filled_qty,
		.leaves_qty = o->want.qty - o->filled_qty,
		.price = price,
		.net_amount = MONEY_UNKNOWN,
		.at = b->now,
		.visible_at = b->now,
		.order_status = o->status,
	};
	(void)text_copy(a.symbol, sizeof a.symbol, o->want.symbol);
	paper_activity_add(b, &a);
}

/* The price that an order of SIDE trades at: the ask or the bid; unknown when it is 0. */
static struct price counter_price(const struct quote *q, enum paper_side side)
{
	struct price p = side == PAPER_BUY ? q->ask : q->bid;
	return price_positive(p) ? p : PRICE_UNKNOWN;
}

/*
 * The price of a leg. The limit of a spread is a net one, and whoever takes the other side gets a
 * leg for which nothing is bid for nothing; but nothing is sold to open for 0. The broker does not
 * say what it does with such a leg.
 */
static struct price leg_price(const struct quote *q, const struct paper_leg *leg)
{
	bool given_away = leg->intent == PAPER_SELL_TO_CLOSE && price_known(q->bid) &&
			  q->bid.e4 == 0 && price_positive(q->ask);
	return given_away ? (struct price){0} : counter_price(q, leg->side);
}

/* An armed fault cuts the first fill to a fraction, at least 1 and never all. */
static int64_t fill_quantity(struct paper_order *o)
{
	int64_t left = o->want.qty - o->filled_qty;
	if (!(o->fill_share > 0) || left < 2)
		return left;
	int64_t part = (int64_t)((double)left * o->fill_share);
	o->fill_share = 0;
	return part < 1 ? 1 : part >= left ? left - 1 : part;
}

static void match_single(struct paper_book *b, const struct paper_env *e, size_t i)
{
	struct paper_order *o = &b->orders[i];
	const struct paper_request *w = &o->want;
	struct quote q;
	if (!paper_quote(e, w->symbol, b->now, &q))
		return;
	struct price at = counter_price(&q, w->side);
	if (!price_known(at))
		return;
	int64_t sign = (int64_t)w->side;
	if (price_known(w->stop) && !o->triggered) {
		o->triggered = sign * (at.e4 - w->stop.e4) >= 0;
		if (!o->triggered)
			return;
	}
	if (price_known(w->limit) && sign * (at.e4 - w->limit.e4) > 0)
		return;
	fill(b, i, fill_quantity(o), at);
}

static void match_spread(struct paper_book *b, const struct paper_env *e, size_t i)
{
	struct price legs[PAPER_LEGS_MAX], net = {0};
	const struct paper_request *w = &b->orders[i].want;
	size_t count = w->leg_count;
	for (size_t k = 0; k < count; k++) {
		struct quote q;
		if (!paper_quote(e, w->legs[k].symbol, b->now, &q))
			return;
		legs[k] = leg_price(&q, &w->legs[k]);
		if (!price_known(legs[k]))
			return;
		net.e4 += (int64_t)w->legs[k].side * w->legs[k].ratio * legs[k].e4;
	}
	if (price_known(w->limit) && net.e4 > w->limit.e4)
		return;
	int64_t spreads = fill_quantity(&b->orders[i]);
	for (size_t k = 0; k < count; k++)
		fill(b, i + 1 + k, spreads * w->legs[k].ratio, legs[k]);
	struct paper_order *o = &b->orders[i];
	o->filled_qty += spreads;
	o->filled_value = money_add(o->filled_value, money_of_shares(net, spreads));
	o->filled_at = o->updated_at = b->now;
	set_status(b, i, o->filled_qty == o->want.qty ? PAPER_FILLED : PAPER_PARTIALLY_FILLED);
}

void paper_match(struct paper_book *b, const struct paper_env *e)
{
	bool open = calendar_is_open(b->now);
	for (size_t i = 0; i < b->order_count; i++) {
		struct paper_order *o = &b->orders[i];
		if (paper_is_terminal(o->status) || o->parent >= 0)
			continue;
		if (o->doomed) {
			set_status(b, i, PAPER_REJECTED);
			continue;
		}
		if (!open || o->status == PAPER_PENDING_CANCEL)
			continue;
		if (o->status == PAPER_PENDING_NEW || o->status == PAPER_ACCEPTED)
			set_status(b, i, PAPER_NEW);
		int64_t before = o->filled_qty;
		if (o->want.leg_count > 0)
			match_spread(b, e, i);
		else
			match_single(b, e, i);
		o = &b->orders[i];
		bool whole = o->filled_qty == o->want.qty;
		/*
		 * After the first attempt the rest of an immediate-or-cancel order is canceled,
		 * and so is a fill-or-kill order: a quote fills all of an order or nothing.
		 */
		if (!whole && (o->want.tif == PAPER_IOC || o->want.tif == PAPER_FOK) && before == 0)
			set_status(b, i, PAPER_CANCELED);
	}
}

bool paper_cancel(struct paper_book *b, struct paper_order *o, struct paper_refusal *r)
{
	if (o->parent >= 0)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "leg orders cannot be canceled alone");
	if (paper_is_terminal(o->status))
		return paper_refuse(r, 422, PAPER_CODE_RULE, "order is already in \"%s\" state",
			paper_status_name(o->status));
	if (o->status == PAPER_PENDING_CANCEL)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "order pending cancel");
	set_status(b, (size_t)(o - b->orders),
		o->cancel_stuck ? PAPER_PENDING_CANCEL : PAPER_CANCELED);
	return true;
}

void paper_cancel_open(struct paper_book *b, const char *symbol)
{
	struct paper_refusal r;
	for (size_t i = 0; i < b->order_count; i++) {
		struct paper_order *o = &b->orders[i];
		if (!paper_is_terminal(o->status) && o->parent < 0 &&
			text_equal(o->want.symbol, symbol))
			(void)paper_cancel(b, o, &r);
	}
}

bool paper_replace(struct paper_book *b, const struct paper_env *e, struct paper_order *o,
	const struct paper_request *q, struct paper_order **out, struct paper_refusal *r)
{
	if (o->status != PAPER_NEW && o->status != PAPER_PARTIALLY_FILLED)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "cannot replace order in %s status",
			paper_status_name(o->status));
	if (o->want.leg_count > 0 || o->parent >= 0)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "replace mleg order is disabled");
	struct paper_request merged = o->want;
	if (q->qty > 0)
		merged.qty = q->qty;
	if (price_known(q->limit))
		merged.limit = q->limit;
	if (price_known(q->stop))
		merged.stop = q->stop;
	bool same = merged.qty == o->want.qty && merged.limit.e4 == o->want.limit.e4 &&
		    merged.stop.e4 == o->want.stop.e4 && q->client_order_id[0] == '\0';
	if (same)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "order parameters are not changed");
	if (merged.qty <= o->filled_qty)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "qty must be > filled_qty");
	(void)text_copy(merged.client_order_id, sizeof merged.client_order_id, q->client_order_id);
	merged.qty -= o->filled_qty;
	/* The old order must not reserve money or quantity while the new one is checked. */
	size_t old = (size_t)(o - b->orders);
	enum paper_status was = o->status;
	o->status = PAPER_REPLACED;
	if (!paper_submit(b, e, &merged, out, r)) {
		b->orders[old].status = was;
		return false;
	}
	set_status(b, old, PAPER_REPLACED);
	b->orders[old].replaced_by = (int64_t)(*out - b->orders);
	(*out)->replaces = (int64_t)old;
	return true;
}
