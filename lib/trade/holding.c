#include "holding.h"

#include <math.h>

#include "spread.h"

struct money holding_fee(const struct params *params, enum instrument instrument, int64_t quantity)
{
	if (!instrument_is_option(instrument))
		/* no commission; the regulatory fees of a sale are under a cent per share */
		return (struct money){0};
	return money_times(money_from_double(params->fee_per_contract), quantity);
}

static bool is_spread(const struct holding *h)
{
	return instrument_is_option(h->instrument) && trade_is_spread(h->strategy);
}

/* A spread is two contracts. */
static struct money fee_of(const struct holding *h, int64_t quantity, const struct params *params)
{
	return holding_fee(params, h->instrument, is_spread(h) ? 2 * quantity : quantity);
}

/* (A * N + B * M) / (N + M), rounded half up. */
static struct price average(struct price a, int64_t n, struct price b, int64_t m)
{
	struct money total = money_add(money_of_shares(a, n), money_of_shares(b, m));
	if (!money_known(total) || n + m <= 0)
		return PRICE_UNKNOWN;
	return (struct price){(total.e4 + (n + m) / 2) / (n + m)};
}

/* EXTREME, the highest or lowest price so far, after a purchase of QUANTITY for PRICE. */
static struct price later(
	const struct holding *h, struct price extreme, int64_t quantity, struct price price)
{
	if (!price_known(extreme) || h->original_quantity == 0)
		return extreme;
	return average(extreme, h->original_quantity, price, quantity);
}

/* The gain of QUANTITY between two prices per share; what is sold short gains when it falls. */
static struct money gain(
	const struct holding *h, struct price from, struct price to, int64_t quantity)
{
	bool falls = is_spread(h) ? h->strategy == STRATEGY_CREDIT_SPREAD : h->is_short;
	return trade_value(
		h->instrument, falls ? price_sub(from, to) : price_sub(to, from), quantity);
}

void holding_enter(
	struct holding *h, int64_t quantity, struct price price, const struct params *params)
{
	int64_t sold = h->original_quantity - h->quantity;
	struct price before = h->entry_price;
	h->entry_price = h->original_quantity == 0
				 ? price
				 : average(h->entry_price, h->original_quantity, price, quantity);
	/* what was sold already counts at the new average, as what is left will */
	if (sold > 0)
		h->realised_pnl = money_add(h->realised_pnl, gain(h, h->entry_price, before, sold));
	h->peak = later(h, h->peak, quantity, price);
	h->lowest = later(h, h->lowest, quantity, price);
	h->quantity += quantity;
	h->original_quantity += quantity;
	h->fees = money_add(h->fees, fee_of(h, quantity, params));
}

bool holding_exit(
	struct holding *h, int64_t quantity, struct price price, const struct params *params)
{
	if (quantity <= 0 || quantity > h->quantity)
		return false;
	int64_t sold = h->original_quantity - h->quantity;
	struct money fee = fee_of(h, quantity, params);
	struct money result = gain(h, h->entry_price, price, quantity);
	h->exit_price = sold == 0 ? price : average(h->exit_price, sold, price, quantity);
	h->realised_pnl = money_add(h->realised_pnl, money_sub(result, money_times(fee, 2)));
	h->fees = money_add(h->fees, fee);
	h->quantity -= quantity;
	return true;
}

void holding_no_fee(struct holding *h, int64_t quantity, const struct params *params)
{
	struct money fee = fee_of(h, quantity, params);
	h->realised_pnl = money_add(h->realised_pnl, fee);
	h->fees = money_sub(h->fees, fee);
}

const char *holding_label(const struct holding *h)
{
	if (!money_known(h->realised_pnl))
		return NULL;
	return h->realised_pnl.e4 > 0 ? "win" : h->realised_pnl.e4 < 0 ? "loss" : "flat";
}

static struct money cost(const struct holding *h)
{
	return trade_value(h->instrument, h->entry_price, h->original_quantity);
}

double holding_pnl_pct(const struct holding *h)
{
	struct money spent = cost(h);
	if (!money_known(spent) || spent.e4 <= 0)
		return (double)NAN;
	return 100 * money_to_double(h->realised_pnl) / money_to_double(spent);
}

static struct money risked_by(
	const struct holding *h, struct price stop_distance, const struct params *params)
{
	if (is_spread(h))
		return money_times(spread_max_loss_each(h->strategy, h->width, h->entry_price),
			h->original_quantity);
	if (instrument_is_option(h->instrument))
		return money_scale(cost(h), params->exit_premium_stop_pct / 100);
	return money_of_shares(stop_distance, h->original_quantity);
}

double holding_r_multiple(
	const struct holding *h, struct price stop_distance, const struct params *params)
{
	struct money risked = risked_by(h, stop_distance, params);
	if (!money_known(risked) || risked.e4 <= 0)
		return (double)NAN;
	return money_to_double(h->realised_pnl) / money_to_double(risked);
}
