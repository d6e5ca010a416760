#include "spread.h"

#include "text.h"

bool spread_leg_is_long(enum strategy strategy, int leg)
{
	return (strategy == STRATEGY_DEBIT_SPREAD) == (leg == 0);
}

struct price spread_width(const struct spread *s)
{
	const struct option_contract *a = &s->legs[0], *b = &s->legs[1];
	if (!text_equal(a->root, b->root) || a->kind != b->kind || !date_known(a->expiry) ||
		!date_known(b->expiry) || date_compare(a->expiry, b->expiry) != 0)
		return PRICE_UNKNOWN;
	/* further from the money: a higher strike of calls, a lower one of puts */
	struct price width = a->kind == OPTION_CALL ? price_sub(b->strike, a->strike)
						    : price_sub(a->strike, b->strike);
	return price_positive(width) ? width : PRICE_UNKNOWN;
}

/* The quote of a leg can be used: an ask, and a bid under it or none. */
static bool is_usable(struct quote q)
{
	return price_positive(q.ask) && price_known(q.bid) && q.bid.e4 >= 0 &&
	       price_compare(q.ask, q.bid) > 0;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b; /* unknown is the smallest */
}

static struct instant older(struct instant a, struct instant b)
{
	if (!instant_known(a) || !instant_known(b))
		return INSTANT_UNKNOWN;
	return instant_compare(a, b) < 0 ? a : b;
}

static struct price not_negative(struct price p)
{
	return price_known(p) && p.e4 < 0 ? (struct price){0} : p;
}

struct quote spread_quote(const struct spread *s)
{
	const struct quote *a = &s->quotes[0], *b = &s->quotes[1];
	struct quote q = {PRICE_UNKNOWN, PRICE_UNKNOWN, INT64_MIN, INT64_MIN, older(a->ts, b->ts)};
	if (!is_usable(*a) || !is_usable(*b))
		return q;
	q.bid = not_negative(price_sub(a->bid, b->ask));
	q.ask = not_negative(price_sub(a->ask, b->bid));
	q.bid_size = smaller(a->bid_size, b->ask_size);
	q.ask_size = smaller(a->ask_size, b->bid_size);
	return q;
}

struct price spread_model_value(struct price main_leg, struct price other_leg)
{
	return not_negative(price_sub(main_leg, other_leg));
}

struct price spread_entry_limit(const struct params *p, enum strategy strategy, struct quote q)
{
	struct price share = price_scale(quote_spread(q), p->order_spread_share);
	struct price mid = quote_mid(q);
	if (strategy == STRATEGY_CREDIT_SPREAD)
		return price_round_down(price_sub(mid, share), SPREAD_TICK_E4);
	return price_round_up(price_add(mid, share), SPREAD_TICK_E4);
}

struct price spread_far(enum strategy strategy, struct quote q)
{
	return strategy == STRATEGY_CREDIT_SPREAD ? q.bid : q.ask;
}

struct price spread_reprice(enum strategy strategy, struct quote q, struct price last,
	struct price first_far, bool is_first)
{
	struct price far = spread_far(strategy, q);
	if (!quote_is_sound(q) || !price_positive(last) || !price_positive(first_far))
		return PRICE_UNKNOWN;
	struct price wanted = is_first ? price_mid(last, far) : far;
	if (strategy == STRATEGY_CREDIT_SPREAD) {
		struct price limit = price_round_down(wanted, SPREAD_TICK_E4);
		struct price cap = price_round_up(first_far, SPREAD_TICK_E4);
		return price_compare(limit, cap) > 0 ? limit : cap;
	}
	struct price limit = price_round_up(wanted, SPREAD_TICK_E4);
	struct price cap = price_round_down(first_far, SPREAD_TICK_E4);
	return price_compare(limit, cap) < 0 ? limit : cap;
}

struct price spread_order_limit(enum strategy strategy, bool opens, struct price value)
{
	bool pays = (strategy == STRATEGY_DEBIT_SPREAD) == opens;
	return pays ? value : price_sub((struct price){0}, value);
}

struct money spread_max_loss_each(enum strategy strategy, struct price width, struct price entry)
{
	struct price each = entry;
	if (strategy == STRATEGY_CREDIT_SPREAD)
		each = price_sub(width, entry);
	return price_positive(each) && price_positive(entry) ? occ_value(each, 1) : MONEY_UNKNOWN;
}

struct exposure spread_exposure(
	enum strategy strategy, const struct exposure legs[static SPREAD_LEGS])
{
	struct exposure sum = {0};
	for (int i = 0; i < SPREAD_LEGS; i++)
		sum = exposure_add(sum, legs[i], spread_leg_is_long(strategy, i) ? 1 : -1);
	return sum;
}
