#include "booking_legs.h"

#include <math.h>

#include "desk_record.h"
#include "query.h"
#include "text.h"

/* The broker's average of the whole order may differ from its legs' by the rounding of each. */
static const double average_tolerance = 0.0102;

static void read_leg(const struct booking *b, int i, struct spread_leg_fill *out)
{
	const struct ledger_order *o = b->order;
	const struct ledger_leg *leg = &o->legs[i];
	const struct broker_leg *found = desk_find_leg(b->found, leg);
	*out = (struct spread_leg_fill){
		.is_buy = text_equal(leg->side, "buy"),
		.ratio = leg->ratio,
		.book = {leg->ratio * o->qty, leg->booked_qty, leg->filled_avg_price, false},
		.filled = found == NULL ? (double)NAN : found->filled_qty,
		.average = found == NULL ? PRICE_UNKNOWN : found->filled_avg_price,
	};
}

/* Whether the broker's net average agrees with its legs; of which sign it is does not matter. */
static bool average_agrees(const struct booking *b)
{
	double net = price_to_double(b->average),
	       told = price_to_double(b->found->filled_avg_price);
	return isnan(told) || fabs(fabs(net) - fabs(told)) <= average_tolerance;
}

static const char *check_new_fill(struct booking *b)
{
	spread_next_fills(b->legs, b->leg_fills);
	b->average = spread_net_average(b->legs);
	if (!average_agrees(b))
		return "filled_avg_price contradicts those of the legs";
	if (!ledger_order_is_exit(b->order) && !price_positive(booking_legs_value(b)))
		return "the legs filled at prices that give the spread no value";
	return NULL;
}

int booking_legs_check(struct booking *b, int64_t booked, const char **why, struct error *err)
{
	int64_t filled = llround(b->found->filled_qty);
	*why = NULL;
	if (order_load_legs(b->desk->run, b->order, err) != 0)
		return -1;
	/* an answer may lack the legs while nothing is new */
	if (b->found->leg_count == 0) {
		*why = filled > booked ? "a quantity is filled, but its legs are missing" : NULL;
		return 0;
	}
	for (int i = 0; i < SPREAD_LEGS; i++)
		read_leg(b, i, &b->legs[i]);
	*why = spread_check_fills(b->legs, booked, filled);
	if (*why == NULL && filled > booked)
		*why = check_new_fill(b);
	return 0;
}

struct price booking_legs_value(const struct booking *b)
{
	return spread_fill_value(b->leg_fills);
}

static int write_position_leg(
	struct booking *b, int i, int64_t position_id, const struct fill *fill, struct error *err)
{
	const struct ledger_leg *leg = &b->order->legs[i];
	struct option_contract contract;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (ledger_order_is_exit(b->order)) /* stored with the position */
		return 0;
	arg_i64(&a, position_id);
	if (occ_parse(leg->symbol, &contract, err) != 0)
		return -1;
	arg_i64(&a, i);
	arg_text(&a, leg->symbol);
	arg_text(&a, contract.kind == OPTION_PUT ? "PUT" : "CALL");
	arg_price(&a, contract.strike);
	arg_date(&a, contract.expiry);
	arg_text(&a, text_equal(leg->side, "buy") ? "long" : "short");
	arg_i64(&a, leg->ratio);
	arg_i64(&a, fill->quantity);
	return db_none(b->desk->run->db, &query_position_leg_entered, &a, NULL, err);
}

static int write_leg(
	struct booking *b, int i, int64_t position_id, struct instant at, struct error *err)
{
	struct ledger_leg *leg = &b->order->legs[i];
	const struct broker_leg *found = desk_find_leg(b->found, leg);
	const struct fill *fill = &b->leg_fills[i];
	const struct filled_part part = {
		found->id, leg->symbol, leg->side, b->filled_before * leg->ratio, b->leg_fees[i]};
	(void)text_copy(leg->broker_order_id, sizeof leg->broker_order_id, found->id);
	leg->filled_qty = leg->booked_qty = fill->cum_qty;
	leg->filled_avg_price = found->filled_avg_price;
	if (booking_write_fill(b, &part, fill, position_id, at, err) != 0 ||
		write_position_leg(b, i, position_id, fill, err) != 0)
		return -1;
	return order_store_leg(b->desk->run, b->order, i, err);
}

int booking_legs_write(struct booking *b, int64_t position_id, struct instant at, struct error *err)
{
	for (int i = 0; i < SPREAD_LEGS; i++)
		if (write_leg(b, i, position_id, at, err) != 0)
			return -1;
	return 0;
}
