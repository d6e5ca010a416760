/* Adoption of a spread: its two legs become one position again. */
#include <math.h>

#include "adopt_one.h"
#include "query.h"
#include "text.h"

/* The contracts of leg K at the broker, positive when they are held as we would hold them. */
static double held_of(const struct adopting_one *a, int k)
{
	const struct broker_position *h = desk_holding(a->desk, a->spread.symbols[k]);
	if (h == NULL)
		return 0;
	return spread_leg_is_long(a->spread.strategy, k) ? h->qty : -h->qty;
}

int adopt_spread_decide(struct adopting_one *a, bool *decided, struct error *err)
{
	struct adoption_spread *s = &a->spread;
	const char *why = NULL;
	*decided = false;
	if (!adoption_spread_find(a->orders, a->legs, a->count, a->holding->symbol, s))
		return 0;
	const double held[SPREAD_LEGS] = {held_of(a, 0), held_of(a, 1)};
	if (isnan(held[0]) || isnan(held[1]))
		return error_set(err, ERROR_AGAIN,
			"a leg of a spread of ours, whose other leg could not be read: not adopted "
			"yet");
	*decided = adoption_spread_decide(a->orders, a->legs, a->count, held, s, &why);
	if (why != NULL)
		return error_set(err, ERROR_DATA,
			"%s, by an order of ours for a spread: not adopted yet", why);
	a->contract = s->contracts[0];
	a->decided = (struct adoption){.quantity = s->holding.quantity,
		.price = s->holding.entry_price,
		.entry_time = s->entry_time,
		.entry = s->entry};
	return 0;
}

int adopt_spread_open(const struct adopting_one *a, int64_t position_id, struct error *err)
{
	const struct adoption_spread *s = &a->spread;
	for (int k = 0; k < SPREAD_LEGS; k++) {
		db_args_auto struct db_args args = DB_ARGS_INIT;
		arg_i64(&args, position_id);
		arg_i64(&args, k);
		arg_text(&args, s->symbols[k]);
		arg_text(&args, s->contracts[k].kind == OPTION_PUT ? "PUT" : "CALL");
		arg_price(&args, s->contracts[k].strike);
		arg_date(&args, s->contracts[k].expiry);
		arg_text(&args, s->legs[k].is_long ? "long" : "short");
		arg_i64(&args, s->legs[k].quantity);
		arg_price(&args, s->legs[k].entry_price);
		arg_price(&args, s->legs[k].exit_price);
		if (db_none(a->desk->run->db, &query_position_leg_adopt, &args, NULL, err) != 0)
			return -1;
	}
	return 0;
}

int adopt_spread_reopen(const struct adopting_one *a, int64_t position_id, struct error *err)
{
	const struct adoption_spread *s = &a->spread;
	for (int k = 0; k < SPREAD_LEGS; k++) {
		db_args_auto struct db_args args = DB_ARGS_INIT;
		arg_i64(&args, position_id);
		arg_text(&args, s->symbols[k]);
		arg_i64(&args, s->legs[k].quantity);
		if (db_none(a->desk->run->db, &query_position_leg_reopen, &args, NULL, err) != 0)
			return -1;
	}
	return 0;
}

/* The leg of order I that trades leg K of the spread. */
static const struct broker_leg *leg_of(const struct adopting_one *a, size_t i, int k)
{
	const struct broker_order *o = a->found[i];
	return text_equal(o->legs[0].symbol, a->spread.symbols[k]) ? &o->legs[0] : &o->legs[1];
}

int adopt_spread_order(const struct adopting_one *a, size_t i, struct error *err)
{
	int64_t quantity = adopt_filled(a, i);
	for (int k = 0; k < SPREAD_LEGS; k++) {
		const struct broker_leg *leg = leg_of(a, i, k);
		bool is_buy = text_equal(leg->side, "buy");
		db_args_auto struct db_args args = DB_ARGS_INIT;
		arg_text(&args, a->found[i]->client_order_id);
		arg_i64(&args, k);
		arg_text(&args, a->spread.symbols[k]);
		arg_text(&args, is_buy ? "buy" : "sell");
		arg_text(&args, is_buy ? "buy_to_open" : "sell_to_open");
		arg_text(&args, leg->id);
		arg_i64(&args, quantity);
		arg_price(&args, leg->filled_avg_price);
		if (db_none(a->desk->run->db, &query_order_leg_adopt, &args, NULL, err) != 0)
			return -1;
	}
	return 0;
}

int adopt_spread_fills(const struct adopting_one *a, size_t i, int64_t position_id,
	struct money *fees, struct error *err)
{
	const struct adoption_order *o = &a->orders[i];
	for (int k = 0; k < SPREAD_LEGS && o->adopted > 0; k++) {
		const struct broker_leg *leg = leg_of(a, i, k);
		const struct adopted_fill fill = {
			.broker_order_id = leg->id,
			.client_order_id = a->orders[o->root].client_order_id,
			.symbol = leg->symbol,
			.is_buy = text_equal(leg->side, "buy"),
			.filled = leg->filled_qty,
			.quantity = o->adopted,
			.price = leg->filled_avg_price,
			.at = o->filled_at,
		};
		if (adopt_store_fill(a, &fill, position_id, fees, err) != 0)
			return -1;
	}
	return 0;
}
