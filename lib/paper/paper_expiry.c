/*
 * paper_advance: moves the time of the books, with liquidation before expiry, the close, exercise,
 * assignment and the next day.
 */
#include "paper_trade.h"

#include "calendar.h"
#include "paper_fee.h"
#include "text.h"
#include "zone.h"

enum { SHARES = 100, CENT_E4 = 100, LIQUIDATION_MINUTES = 30 };

/*
 * The intrinsic value per share of contract C at T; unknown without a price of the underlying.
 */
static struct price in_the_money(
	const struct paper_env *e, const struct paper_market_contract *c, struct instant t)
{
	struct price s = paper_mark(e, e->market->stocks[c->stock].symbol, t);
	struct bar last;
	if (c->hash == 0 && paper_market_stock_last(&e->market->stocks[c->stock], t, &last))
		s = last.close; /* in a recording: the official close is a trade, not a quote */
	if (!price_known(s))
		return PRICE_UNKNOWN;
	int64_t by = (s.e4 - c->occ.strike.e4) * (int64_t)c->occ.kind;
	return (struct price){by > 0 ? by : 0};
}

/*
 * The number of short contracts of the same kind and expiry; they cover an exercise without cash.
 */
static int64_t short_against(const struct paper_book *b, const struct paper_market_contract *c)
{
	int64_t n = 0;
	for (size_t i = 0; i < b->position_count; i++) {
		struct option_contract occ;
		const struct paper_position *p = &b->positions[i];
		if (p->qty < 0 && p->option && occ_parse(p->symbol, &occ, NULL) == 0 &&
			text_equal(occ.root, c->occ.root) && occ.kind == c->occ.kind &&
			date_compare(occ.expiry, c->occ.expiry) == 0)
			n -= p->qty;
	}
	return n;
}

/* A long call needs cash for the shares, a long put needs the shares. */
static bool can_exercise(const struct paper_book *b, const struct paper_env *e,
	const struct paper_market_contract *c, int64_t qty)
{
	if (short_against(b, c) >= qty)
		return true;
	if (c->occ.kind == OPTION_PUT)
		return paper_available(b, e->market->stocks[c->stock].symbol) >= qty * SHARES;
	return money_compare(occ_value(c->occ.strike, qty), b->cash) <= 0;
}

/* Adds the broker's own order, at the market, that closes QTY of the position in SYMBOL. */
static bool order_close(struct paper_book *b, const struct paper_env *e, const char *symbol,
	int64_t qty, struct paper_refusal *r)
{
	const struct paper_position *p = paper_position_find(b, symbol);
	struct paper_order *o;
	if (p == NULL || qty <= 0 || qty > (p->qty < 0 ? -p->qty : p->qty))
		return paper_refuse(r, 404, PAPER_CODE_NOT_FOUND, "position does not exist");
	struct paper_request q = {
		.qty = qty,
		.side = p->qty > 0 ? PAPER_SELL : PAPER_BUY,
		.type = PAPER_MARKET,
		.limit = PRICE_UNKNOWN,
		.stop = PRICE_UNKNOWN,
	};
	(void)text_copy(q.symbol, sizeof q.symbol, symbol);
	paper_cancel_open(b, symbol);
	return paper_submit(b, e, &q, &o, r);
}

bool paper_close_out(struct paper_book *b, const struct paper_env *e, const char *symbol,
	int64_t qty, struct paper_refusal *r)
{
	if (!order_close(b, e, symbol, qty, r))
		return false;
	paper_match(b, e);
	return true;
}

/*
 * Sells, as the broker does, each option that expires in the money today and cannot be exercised.
 * The sale is a normal order with its own id.
 */
static void liquidate(struct paper_book *b, const struct paper_env *e)
{
	struct date today = zone_new_york_date(b->now, NULL);
	struct paper_refusal r;
	for (size_t i = 0; i < b->position_count; i++) {
		const struct paper_position p = b->positions[i];
		const struct paper_market_contract *c =
			p.option ? paper_market_contract_find(e->market, p.symbol) : NULL;
		if (c == NULL || p.qty <= 0 || date_compare(c->occ.expiry, today) != 0 ||
			in_the_money(e, c, b->now).e4 < CENT_E4 || can_exercise(b, e, c, p.qty))
			continue;
		(void)order_close(b, e, p.symbol, p.qty, &r);
	}
	paper_match(b, e);
}

static void book_event(struct paper_book *b, enum paper_activity_type type, const char *symbol,
	int64_t qty, struct price price, struct money amount)
{
	struct date today = zone_new_york_date(b->now, NULL);
	struct paper_activity a = {
		.type = type,
		.order = -1,
		.qty = qty,
		.price = price,
		.net_amount = amount,
		.at = b->now,
		.visible_at = zone_from_new_york(date_add(today, 1), 0),
	};
	(void)text_copy(a.symbol, sizeof a.symbol, symbol);
	paper_activity_add(b, &a);
}

/* The shares of an exercise or assignment: SHARES_QTY > 0 are bought at the strike, < 0 sold. */
static void deliver(struct paper_book *b, const struct paper_env *e,
	const struct paper_market_contract *c, int64_t shares_qty)
{
	const char *symbol = e->market->stocks[c->stock].symbol;
	struct money cost = money_of_shares(c->occ.strike, shares_qty);
	b->cash = money_sub(b->cash, cost);
	paper_position_change(b, symbol, shares_qty, c->occ.strike);
	book_event(b, PAPER_OPTRD, symbol, shares_qty, c->occ.strike,
		money_sub((struct money){0}, cost));
}

bool paper_assign(struct paper_book *b, const struct paper_env *e, const char *symbol, int64_t qty,
	struct instant lock_until, struct paper_refusal *r)
{
	const struct paper_position *p = paper_position_find(b, symbol);
	const struct paper_market_contract *c = paper_market_contract_find(e->market, symbol);
	if (p == NULL || c == NULL || qty <= 0 || qty > -p->qty)
		return paper_refuse(r, 404, PAPER_CODE_NOT_FOUND, "short position does not exist");
	paper_cancel_open(b, symbol);
	paper_position_change(b, symbol, qty, (struct price){0});
	book_event(b, PAPER_OPASN, symbol, qty, PRICE_UNKNOWN, (struct money){0});
	/* The writer of a put buys the shares, that of a call sells them. */
	deliver(b, e, c, -qty * SHARES * (int64_t)c->occ.kind);
	(void)text_copy(b->lock_root, sizeof b->lock_root, c->occ.root);
	b->lock_until = lock_until;
	b->changed = true;
	return true;
}

bool paper_exercise(struct paper_book *b, const struct paper_env *e, const char *symbol,
	int64_t *qty, struct paper_refusal *r)
{
	const struct paper_position *p = paper_position_find(b, symbol);
	const struct paper_market_contract *c = paper_market_contract_find(e->market, symbol);
	if (p == NULL || c == NULL || p->qty < 0)
		return paper_refuse(
			r, 404, PAPER_CODE_NOT_FOUND, "long position not found: %s", symbol);
	*qty = paper_available(b, symbol);
	if (*qty == 0)
		return paper_refuse(r, 403, PAPER_CODE_FORBIDDEN, "no qty available to exercise");
	if (in_the_money(e, c, b->now).e4 < CENT_E4)
		return paper_refuse(
			r, 403, PAPER_CODE_FORBIDDEN, "contract is not in the money: %s", symbol);
	if (!can_exercise(b, e, c, *qty))
		return paper_refuse(r, 403, PAPER_CODE_FORBIDDEN, "%s",
			c->occ.kind == OPTION_CALL
				? "insufficient cash available"
				: "insufficient underlying qty available for deliverable");
	paper_position_change(b, symbol, -*qty, (struct price){0});
	book_event(b, PAPER_OPEXC, symbol, -*qty, PRICE_UNKNOWN, (struct money){0});
	deliver(b, e, c, *qty * SHARES * (int64_t)c->occ.kind);
	b->changed = true;
	return true;
}

static void expire(struct paper_book *b, const struct paper_env *e)
{
	for (size_t i = 0; i < b->position_count;) {
		const struct paper_position p = b->positions[i];
		const struct paper_market_contract *c =
			p.option ? paper_market_contract_find(e->market, p.symbol) : NULL;
		if (c == NULL || instant_compare(c->expires, b->now) > 0) {
			i++;
			continue;
		}
		bool worth = in_the_money(e, c, c->expires).e4 >= CENT_E4;
		bool exercised = worth && (p.qty < 0 || can_exercise(b, e, c, p.qty));
		enum paper_activity_type type = !exercised  ? PAPER_OPEXP
						: p.qty > 0 ? PAPER_OPEXC
							    : PAPER_OPASN;
		paper_position_change(b, p.symbol, -p.qty, (struct price){0});
		book_event(b, type, p.symbol, -p.qty, PRICE_UNKNOWN, (struct money){0});
		/* A long call buys shares, a long put sells them; short ones the other way. */
		if (exercised)
			deliver(b, e, c, p.qty * SHARES * (int64_t)c->occ.kind);
		i = 0; /* from the start: positions moved, and a delivery may have added one */
	}
}

static void close_session(struct paper_book *b, const struct paper_env *e)
{
	for (size_t i = 0; i < b->order_count; i++) {
		struct paper_order *o = &b->orders[i];
		bool over =
			instant_known(o->expires_at) && instant_compare(o->expires_at, b->now) <= 0;
		if (paper_is_terminal(o->status) || !over)
			continue;
		o->status = PAPER_EXPIRED;
		o->expired_at = o->updated_at = b->now;
		b->changed = true;
	}
	paper_fee_book(b);
	expire(b, e);
	struct paper_account a;
	paper_account(b, e, &a);
	b->close_equity = a.equity;
	for (size_t i = 0; i < b->position_count; i++) {
		struct paper_position *p = &b->positions[i];
		p->last_close = paper_mark(e, p->symbol, b->now);
		p->day_cost = paper_value(p->option, p->last_close, p->qty);
	}
	b->changed = true;
}

/* The moments of a day at which the books change even without an order. */
enum event { EVENT_NONE, EVENT_LIQUIDATION, EVENT_CLOSE, EVENT_MIDNIGHT };

static enum event next_event(struct instant now, struct instant *at)
{
	struct date today = zone_new_york_date(now, NULL);
	struct session s;
	if (calendar_session(today, &s)) {
		struct instant late = instant_add(s.close, -LIQUIDATION_MINUTES * MINUTE_US);
		if (instant_compare(now, late) < 0) {
			*at = late;
			return EVENT_LIQUIDATION;
		}
		if (instant_compare(now, s.close) < 0) {
			*at = s.close;
			return EVENT_CLOSE;
		}
	}
	*at = zone_from_new_york(date_add(today, 1), 0);
	return EVENT_MIDNIGHT;
}

static bool anything_open(const struct paper_book *b)
{
	for (size_t i = b->order_count; i > 0; i--)
		if (!paper_is_terminal(b->orders[i - 1].status))
			return true;
	return false;
}

void paper_advance(struct paper_book *b, const struct paper_env *e, struct instant now)
{
	while (instant_compare(b->now, now) < 0) {
		struct instant at;
		enum event event = next_event(b->now, &at);
		if (instant_compare(at, now) > 0) {
			event = EVENT_NONE;
			at = now;
		}
		struct instant minute = instant_add(instant_floor(b->now, MINUTE_US), MINUTE_US);
		if (anything_open(b) && calendar_is_open(b->now) &&
			instant_compare(minute, at) < 0) {
			event = EVENT_NONE;
			at = minute;
		}
		b->now = at;
		paper_match(b, e);
		if (event == EVENT_LIQUIDATION)
			liquidate(b, e);
		else if (event == EVENT_CLOSE)
			close_session(b, e);
		else if (event == EVENT_MIDNIGHT) {
			b->last_equity = b->close_equity;
			b->changed = true;
		}
	}
}
