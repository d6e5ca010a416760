#include "limit.h"

#include <math.h>

int64_t limit_tick_e4(enum instrument instrument, struct price price)
{
	if (instrument_is_option(instrument))
		return occ_tick_e4(price);
	return price.e4 < USD_E4 ? 1 : USD_E4 / 100;
}

struct price limit_entry(const struct params *params, enum instrument instrument, struct quote q)
{
	struct price above = price_scale(quote_spread(q), params->order_spread_share);
	struct price limit = price_add(quote_mid(q), above);
	return price_round_up(limit, limit_tick_e4(instrument, limit));
}

struct price limit_reprice(const struct params *params, enum instrument instrument, struct quote q,
	struct price first_mid)
{
	if (!quote_is_sound(q) || !price_positive(first_mid))
		return PRICE_UNKNOWN;
	struct price cap = price_scale(first_mid, 1 + params->order_reprice_cap_pct / 100);
	cap = price_round_down(cap, limit_tick_e4(instrument, cap));
	struct price ask = price_round_up(q.ask, limit_tick_e4(instrument, q.ask));
	return price_compare(ask, cap) < 0 ? ask : cap;
}

struct price limit_exit(enum instrument instrument, struct quote q)
{
	if (!price_positive(q.bid))
		return PRICE_UNKNOWN;
	struct price limit = price_round_down(q.bid, limit_tick_e4(instrument, q.bid));
	return price_positive(limit) ? limit : PRICE_UNKNOWN;
}

bool limit_in_collar(const struct params *params, struct price limit, struct quote q)
{
	if (!quote_is_sound(q) || !price_positive(limit))
		return false;
	double price = price_to_double(limit), mid = price_to_double(quote_mid(q));
	double reach = fmax(mid * params->order_collar_pct / 100, params->order_collar_usd);
	double ask_cap = price_to_double(q.ask) * (1 + params->order_collar_ask_pct / 100);
	double half_e4 = 0.5 / USD_E4; /* prices are exact to 1/10000, doubles are not */
	return fabs(price - mid) <= reach + half_e4 && price <= ask_cap + half_e4;
}
