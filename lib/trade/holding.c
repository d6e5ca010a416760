#include "holding.h"

#include <math.h>

#include "spread.h"

enum { CENT_E4 = 100 };

static bool is_spread(const struct holding *h)
{
	return instrument_is_option(h->instrument) && trade_is_spread(h->strategy);
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

void holding_enter(struct holding *h, int64_t quantity, struct price price, struct money fee)
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
	h->fees = money_add(h->fees, fee);
	h->open_fees = money_add(h->open_fees, fee);
}

/* PART of WHOLE of FEES, to the nearest cent. */
static struct money share_of(struct money fees, int64_t part, int64_t whole)
{
	struct money times = money_times(fees, part);
	if (part >= whole || !money_known(times))
		return fees;
	int64_t unit = whole * CENT_E4;
	return (struct money){(times.e4 + unit / 2) / unit * CENT_E4};
}

void holding_realise(
	struct holding *h, struct money gain, struct money fee, int64_t part, int64_t whole)
{
	struct money share = share_of(h->open_fees, part, whole);
	h->open_fees = money_sub(h->open_fees, share);
	h->fees = money_add(h->fees, fee);
	h->realised_pnl = money_add(h->realised_pnl, money_sub(gain, money_add(fee, share)));
}

bool holding_exit(struct holding *h, int64_t quantity, struct price price, struct money fee)
{
	if (quantity <= 0 || quantity > h->quantity)
		return false;
	int64_t sold = h->original_quantity - h->quantity;
	struct money result = gain(h, h->entry_price, price, quantity);
	h->exit_price = sold == 0 ? price : average(h->exit_price, sold, price, quantity);
	holding_realise(h, result, fee, quantity, h->quantity);
	h->quantity -= quantity;
	return true;
}

void holding_correct_fee(struct holding *h, struct money delta, bool of_entry)
{
	struct money open = of_entry && h->quantity > 0 ? delta : (struct money){0};
	if (open.e4 < -h->open_fees.e4)
		open.e4 = -h->open_fees.e4;
	h->fees = money_add(h->fees, delta);
	h->open_fees = money_add(h->open_fees, open);
	h->realised_pnl = money_sub(h->realised_pnl, money_sub(delta, open));
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
