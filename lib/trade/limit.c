#include "limit.h"

#include <math.h>

#include "spread.h"

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

/* ---- exits ---- */

enum { PATIENT_STEPS = 3, DISCOUNTS_MAX = 5 };

static bool is_spread(const struct limit_terms *t)
{
	return price_known(t->width);
}

static int64_t tick_of(const struct limit_terms *t, struct price price)
{
	return is_spread(t) ? SPREAD_TICK_E4 : limit_tick_e4(t->instrument, price);
}

/* The least price of a sale: one tick. */
static struct price least_price(const struct limit_terms *t)
{
	bool cents = is_spread(t) || !instrument_is_option(t->instrument);
	return (struct price){
		cents ? USD_E4 / 100 : limit_tick_e4(t->instrument, (struct price){0})};
}

static struct price at_least(struct price limit, struct price floor)
{
	return price_compare(limit, floor) < 0 ? floor : limit;
}

static struct price at_most(struct price limit, struct price cap)
{
	return price_compare(limit, cap) > 0 ? cap : limit;
}

/*
 * How far an urgent exit goes beyond the market: exit_urgent_pct of the mid or a tick per attempt.
 */
static struct price beyond(const struct params *params, const struct sale *sale, int64_t tick,
	struct price mid, int attempts)
{
	struct price step =
		at_least(price_scale(mid, params->exit_urgent_pct / 100), (struct price){tick});
	int times = attempts + 1 < DISCOUNTS_MAX ? attempts + 1 : DISCOUNTS_MAX;
	return sale->is_opening ? (struct price){0} : price_scale(step, times);
}

static struct price under_bid(const struct params *params, const struct limit_terms *t,
	const struct sale *sale, int attempts)
{
	struct quote q = sale->fresh;
	int64_t tick = tick_of(t, q.bid);
	struct price mid = price_compare(q.ask, q.bid) > 0 ? price_mid(q.bid, q.ask) : q.bid;
	return price_round_down(price_sub(q.bid, beyond(params, sale, tick, mid, attempts)), tick);
}

static struct price over_ask(const struct params *params, const struct limit_terms *t,
	const struct sale *sale, int attempts)
{
	struct quote q = sale->fresh;
	int64_t tick = tick_of(t, q.ask);
	bool two_sided = price_known(q.bid) && price_compare(q.ask, q.bid) > 0;
	struct price mid = two_sided ? price_mid(q.bid, q.ask) : q.ask;
	return price_round_up(price_add(q.ask, beyond(params, sale, tick, mid, attempts)), tick);
}

/* The mid, half-way to the side that fills at once, that side; then as an urgent one. */
static struct price patient(
	const struct params *params, const struct limit_terms *t, const struct sale *sale)
{
	struct quote q = sale->fresh;
	int step = sale->attempts_before;
	bool two_sided =
		is_spread(t) ? price_known(q.bid) && q.ask.e4 > q.bid.e4 : quote_is_sound(q);
	if (step >= PATIENT_STEPS || !two_sided) {
		int late = step >= PATIENT_STEPS ? step - PATIENT_STEPS : 0;
		return t->is_short ? over_ask(params, t, sale, late)
				   : under_bid(params, t, sale, late);
	}
	struct price mid = price_mid(q.bid, q.ask), far = t->is_short ? q.ask : q.bid;
	struct price limit = step == 0 ? mid : step == 1 ? price_mid(far, mid) : far;
	return t->is_short ? price_round_up(limit, tick_of(t, limit))
			   : price_round_down(limit, tick_of(t, limit));
}

/* Without a quote: the model value 20 % worse, and 10 % more for each attempt before. */
static struct price by_model(const struct limit_terms *t, const struct sale *sale)
{
	double worse = 0.2 + 0.1 * sale->attempts_before;
	double share = t->is_short ? 1 + fmin(worse, 1) : fmax(1 - worse, 0.1);
	struct price limit = price_scale(sale->model, share);
	return t->is_short ? price_round_up(limit, tick_of(t, limit))
			   : price_round_down(limit, tick_of(t, limit));
}

static struct price sell(
	const struct params *params, const struct limit_terms *t, const struct sale *sale)
{
	struct quote q = sale->fresh;
	struct price tick = least_price(t), limit;
	bool spread = is_spread(t), option = instrument_is_option(t->instrument);
	bool nothing_bid = option && price_known(q.bid) && q.bid.e4 == 0 && price_positive(q.ask);
	if (sale->pace == SALE_GONE)
		return nothing_bid || spread ? tick : PRICE_UNKNOWN;
	if (nothing_bid && !spread)
		limit = tick;
	else if (price_positive(q.bid) || nothing_bid)
		limit = sale->pace == SALE_PATIENT
				? patient(params, t, sale)
				: under_bid(params, t, sale, sale->attempts_before);
	else if (price_positive(sale->model))
		limit = by_model(t, sale);
	else
		return spread ? tick : PRICE_UNKNOWN;
	if (sale->is_new && price_positive(sale->model)) {
		struct price half = price_scale(sale->model, 0.5);
		limit = at_least(limit, price_round_up(half, tick_of(t, half)));
	}
	return at_least(limit, tick);
}

static struct price buy_back(
	const struct params *params, const struct limit_terms *t, const struct sale *sale)
{
	struct price limit;
	if (sale->pace == SALE_GONE)
		return t->width; /* unknown for a single one: at the market */
	if (price_positive(sale->fresh.ask))
		limit = sale->pace == SALE_PATIENT
				? patient(params, t, sale)
				: over_ask(params, t, sale, sale->attempts_before);
	else if (price_positive(sale->model))
		limit = by_model(t, sale);
	else
		return t->width;
	if (sale->is_new && price_positive(sale->model)) {
		struct price twice = price_scale(sale->model, 2);
		limit = at_most(limit, price_round_down(twice, tick_of(t, twice)));
	}
	limit = at_least(limit, least_price(t));
	return is_spread(t) ? at_most(limit, t->width) : limit;
}

struct price limit_exit(
	const struct params *params, const struct limit_terms *t, const struct sale *sale)
{
	return t->is_short ? buy_back(params, t, sale) : sell(params, t, sale);
}

bool limit_exit_rests(const struct params *params, const struct limit_terms *t,
	const struct sale *next, struct price live)
{
	struct price limit = limit_exit(params, t, next);
	struct price far = t->is_short ? next->fresh.ask : next->fresh.bid;
	bool step = next->pace == SALE_PATIENT && next->attempts_before < PATIENT_STEPS &&
		    (price_positive(far) || (is_spread(t) && price_known(far)));
	return !step && price_known(limit) && price_known(live) && price_compare(limit, live) == 0;
}
