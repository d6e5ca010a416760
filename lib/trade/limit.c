#include "limit.h"

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

struct price limit_reprice(enum instrument instrument, struct quote q, struct price last,
	struct price first_ask, bool is_first)
{
	if (!quote_is_sound(q) || !price_positive(last) || !price_positive(first_ask))
		return PRICE_UNKNOWN;
	struct price wanted = is_first ? price_mid(last, q.ask) : q.ask;
	struct price limit = price_round_up(wanted, limit_tick_e4(instrument, wanted));
	struct price cap = price_round_down(first_ask, limit_tick_e4(instrument, first_ask));
	return price_compare(limit, cap) < 0 ? limit : cap;
}

/* ---- sales ---- */

enum { PATIENT_STEPS = 3, DISCOUNTS_MAX = 5 };

static struct price at_least(struct price limit, struct price floor)
{
	return price_compare(limit, floor) < 0 ? floor : limit;
}

/* Below the bid by exit_urgent_pct of the mid or a tick, once more for each attempt before. */
static struct price under_bid(const struct params *params, enum instrument instrument,
	const struct sale *sale, int attempts)
{
	struct quote q = sale->fresh;
	int64_t tick = limit_tick_e4(instrument, q.bid);
	struct price mid = price_compare(q.ask, q.bid) > 0 ? price_mid(q.bid, q.ask) : q.bid;
	struct price step =
		at_least(price_scale(mid, params->exit_urgent_pct / 100), (struct price){tick});
	int times = attempts + 1 < DISCOUNTS_MAX ? attempts + 1 : DISCOUNTS_MAX;
	struct price limit = sale->is_opening ? q.bid : price_sub(q.bid, price_scale(step, times));
	return price_round_down(limit, tick);
}

/* The mid, half-way to the bid, the bid; then as an urgent one. */
static struct price patient(
	const struct params *params, enum instrument instrument, const struct sale *sale)
{
	struct quote q = sale->fresh;
	int step = sale->attempts_before;
	if (step >= PATIENT_STEPS || !quote_is_sound(q))
		return under_bid(
			params, instrument, sale, step >= PATIENT_STEPS ? step - PATIENT_STEPS : 0);
	struct price mid = quote_mid(q);
	struct price limit = step == 0 ? mid : step == 1 ? price_mid(q.bid, mid) : q.bid;
	return price_round_down(limit, limit_tick_e4(instrument, limit));
}

/* Without a bid: the model value less 20 %, and 10 % more for each attempt before. */
static struct price by_model(enum instrument instrument, const struct sale *sale)
{
	double share = 0.8 - 0.1 * sale->attempts_before;
	struct price limit = price_scale(sale->model, share > 0.1 ? share : 0.1);
	return price_round_down(limit, limit_tick_e4(instrument, limit));
}

struct price limit_sale(
	const struct params *params, enum instrument instrument, const struct sale *sale)
{
	struct quote q = sale->fresh;
	bool option = instrument_is_option(instrument);
	struct price tick = {limit_tick_e4(instrument, (struct price){0})}, limit;
	if (!option)
		tick.e4 = USD_E4 / 100;
	bool nothing_bid = option && price_known(q.bid) && q.bid.e4 == 0 && price_positive(q.ask);
	if (sale->pace == SALE_GONE)
		return nothing_bid ? tick : PRICE_UNKNOWN;
	if (nothing_bid)
		limit = tick;
	else if (price_positive(q.bid))
		limit = sale->pace == SALE_PATIENT
				? patient(params, instrument, sale)
				: under_bid(params, instrument, sale, sale->attempts_before);
	else if (price_positive(sale->model))
		limit = by_model(instrument, sale);
	else
		return PRICE_UNKNOWN;
	if (sale->is_new && price_positive(sale->model)) {
		struct price half = price_scale(sale->model, 0.5);
		limit = at_least(limit, price_round_up(half, limit_tick_e4(instrument, half)));
	}
	return at_least(limit, tick);
}

bool limit_sale_rests(const struct params *params, enum instrument instrument,
	const struct sale *next, struct price live)
{
	struct price limit = limit_sale(params, instrument, next);
	bool step = next->pace == SALE_PATIENT && next->attempts_before < PATIENT_STEPS &&
		    price_positive(next->fresh.bid);
	return !step && price_known(limit) && price_known(live) && price_compare(limit, live) == 0;
}
