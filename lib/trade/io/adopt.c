#include "adopt_one.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "facts.h"
#include "log.h"
#include "position_row.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_fees.h"
#include "zone.h"

enum { ALERT_KEY_SIZE = 128 };

/* The atr14 of the stop, by the strategy. */
static double stop_atr(const struct adopting_one *a)
{
	return trade_is_short_term(a->position.instrument, a->position.strategy)
		       ? a->facts.atr14_intraday
		       : a->facts.atr14_daily;
}

/* ---- decide ---- */

/* The position as its entry left it. Without its facts it has no stop and no target. */
static void fill_position(struct adopting_one *a)
{
	struct position *p = &a->position;
	struct date entered = zone_new_york_date(a->decided.entry_time, NULL);
	int days = a->is_option ? date_diff(a->contract.expiry, entered) : -1;
	*p = (struct position){
		.instrument = !a->is_option			? INSTRUMENT_STOCK
			      : a->contract.kind == OPTION_CALL ? INSTRUMENT_CALL
								: INSTRUMENT_PUT,
		.strategy = a->is_spread	 ? a->spread.strategy
			    : a->origin.is_known ? a->origin.strategy
						 : adoption_strategy(days),
		.quantity = a->decided.quantity,
		.entry_price = a->decided.price,
		.entry_underlying = a->facts.underlying,
		.entered_at = a->decided.entry_time,
		.stop = PRICE_UNKNOWN,
		.target = PRICE_UNKNOWN,
	};
	(void)text_copy(p->ticker, sizeof p->ticker, a->facts.ticker);
	const struct params *params = &a->desk->run->params;
	struct stop_target exits =
		facts_stop_target(params, p->instrument, p->strategy, p->entry_underlying,
			position_stop_distance(params, p->instrument, p->strategy, stop_atr(a)));
	p->stop = exits.stop;
	p->target = exits.target;
}

static void describe(struct adopting_one *a, const char *what)
{
	const struct position *p = &a->position;
	(void)snprintf(a->how, a->how_size, "%s by order %s: %lld, %s%s%s", what, adopt_entry_id(a),
		(long long)a->decided.quantity, strategy_name(p->strategy),
		a->origin.is_known ? ""
		: a->is_spread	   ? " (inferred from its legs)"
				   : " (inferred from the days to expiry)",
		price_known(p->stop) ? "" : ", its stop is not known");
}

/* ---- store ---- */

static void arg_optional_i64(struct db_args *args, int64_t value)
{
	if (value == INT64_MIN)
		arg_null(args);
	else
		arg_i64(args, value);
}

/* The holding as the orders left it, without fees; of a spread a part of a leg may be closed. */
static struct holding holding_of(const struct adopting_one *a)
{
	struct holding h = {.instrument = a->position.instrument,
		.strategy = a->position.strategy,
		.exit_price = PRICE_UNKNOWN};
	if (a->is_spread)
		return a->spread.holding;
	holding_enter(&h, a->decided.quantity, a->decided.price, (struct money){0});
	return h;
}

static int open_position(struct adopting_one *a, int64_t *id, struct error *err)
{
	const struct position *p = &a->position;
	struct run *run = a->desk->run;
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct date entered = zone_new_york_date(p->entered_at, NULL);
	struct holding h = holding_of(a);
	arg_text(&args, a->origin.execution_id[0] == '\0' ? NULL : a->origin.execution_id);
	arg_text(&args, desk_account(a->desk));
	arg_text(&args, p->ticker);
	arg_text(&args, instrument_name(p->instrument));
	arg_text(&args, strategy_name(p->strategy));
	arg_text(&args, a->is_spread   ? a->spread.symbols[0]
			: a->is_option ? a->holding->symbol
				       : NULL);
	arg_price(&args, a->is_option ? a->contract.strike : PRICE_UNKNOWN);
	arg_date(&args, a->is_option ? a->contract.expiry : DATE_UNKNOWN);
	arg_i64(&args, p->quantity);
	arg_price(&args, p->entry_price);
	arg_instant(&args, p->entered_at);
	arg_price(&args, p->entry_underlying);
	if (a->is_option)
		arg_i64(&args, date_diff(a->contract.expiry, entered));
	else
		arg_null(&args);
	arg_price(&args, p->stop);
	arg_price(&args, p->target);
	arg_i64(&args, adopt_exits_used(a));
	arg_instant(&args, run->now);
	arg_double(&args, stop_atr(a));
	arg_text(&args, p->strategy == STRATEGY_CREDIT_SPREAD ? "short" : "long");
	arg_i64(&args, h.original_quantity);
	arg_money(&args, h.realised_pnl);
	arg_price(&args, h.exit_price);
	if (db_rows(run->db, &query_position_adopt, &args, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return error_set(err, ERROR_DATA,
			"another position in %s is open: it is adopted when that is closed",
			a->is_spread ? a->spread.symbols[0] : a->holding->symbol);
	if (num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id) != 0)
		return error_set(err, ERROR_INTERNAL, "an adopted position has no id");
	return a->is_spread ? adopt_spread_open(a, *id, err) : 0;
}

static int reopen_position(struct adopting_one *a, int64_t *id, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*id = a->origin.position_id;
	if (a->is_spread && adopt_spread_reopen(a, *id, err) != 0)
		return -1;
	arg_i64(&args, *id);
	arg_i64(&args, a->decided.quantity);
	arg_i64(&args, adopt_exits_used(a));
	arg_instant(&args, a->desk->run->now);
	if (db_rows(a->desk->run->db, &query_position_reopen, &args, &rows, err) != 0)
		return -1;
	return rows.count == 1 ? 0
			       : error_set(err, ERROR_AGAIN, "position %lld changed meanwhile",
					 (long long)*id);
}

int64_t adopt_filled(const struct adopting_one *a, size_t root)
{
	int64_t sum = 0;
	for (size_t i = 0; i < a->count; i++)
		if (a->orders[i].is_ours && a->orders[i].root == root)
			sum += a->orders[i].adopted;
	return sum;
}

static int store_order(struct adopting_one *a, size_t i, int64_t position_id, struct error *err)
{
	const struct broker_order *o = a->found[i];
	struct run *run = a->desk->run;
	int64_t quantity = adopt_filled(a, i);
	int attempt = 1;
	(void)order_id_parse(o->client_order_id, NULL, &attempt);
	db_args_auto struct db_args args = DB_ARGS_INIT;
	arg_text(&args, o->client_order_id);
	arg_text(&args, desk_account(a->desk));
	arg_optional_i64(&args, a->origin.recommendation_id);
	arg_text(&args, a->origin.execution_id[0] == '\0' ? NULL : a->origin.execution_id);
	arg_i64(&args, position_id);
	arg_i64(&args, attempt);
	arg_text(&args, a->position.ticker);
	arg_text(&args, o->symbol);
	arg_text(&args, a->is_option && !a->is_spread ? "buy_to_open" : NULL);
	arg_i64(&args, llround(fmax(o->qty, (double)quantity)));
	arg_price(&args, price_known(o->limit_price) ? o->limit_price
			 : a->is_spread
				 ? spread_order_limit(a->spread.strategy, true, a->decided.price)
				 : a->decided.price);
	arg_text(&args, order_status_name(order_status_of_broker(o->status)));
	arg_text(&args, o->status);
	arg_text(&args, o->id);
	arg_i64(&args, quantity);
	arg_price(&args, o->filled_avg_price);
	arg_text(&args, run->run_id);
	arg_date(&args, zone_new_york_date(a->decided.entry_time, NULL));
	arg_instant(&args, instant_known(o->submitted_at) ? o->submitted_at : run->now);
	arg_instant(&args, o->filled_at);
	arg_instant(&args, run->now);
	if (db_none(run->db, &query_order_adopt, &args, NULL, err) != 0)
		return -1;
	return a->is_spread ? adopt_spread_order(a, i, err) : 0;
}

int adopt_store_fill(const struct adopting_one *a, const struct adopted_fill *fill,
	int64_t position_id, struct money *fees, struct error *err)
{
	struct run *run = a->desk->run;
	struct trade_fees booked;
	struct instant at = instant_known(fill->at) ? fill->at : run->now;
	if (trade_fees_read(a->desk, at, &booked, err) != 0)
		return -1;
	struct money fee =
		trade_fees_add(&booked, fill->symbol, !fill->is_buy, fill->quantity, fill->price);
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args args = DB_ARGS_INIT;
	arg_text(&args, fill->broker_order_id);
	arg_i64(&args, llround(fill->filled));
	arg_text(&args, desk_account(a->desk));
	arg_text(&args, fill->client_order_id);
	arg_i64(&args, position_id);
	arg_text(&args, fill->symbol);
	arg_i64(&args, fill->quantity);
	arg_price(&args, fill->price);
	arg_money(&args, fee);
	arg_instant(&args, at);
	arg_instant(&args, run->now);
	arg_text(&args, fill->is_buy ? "buy" : "sell");
	if (db_rows(run->db, &query_fill_adopted, &args, &rows, err) != 0)
		return -1;
	if (rows.count > 0)
		*fees = money_add(*fees, fee);
	return 0;
}

static int store_fill(struct adopting_one *a, size_t i, int64_t position_id, struct money *fees,
	struct error *err)
{
	const struct adoption_order *o = &a->orders[i];
	if (o->adopted == 0 || !price_known(o->average))
		return 0;
	const struct adopted_fill fill = {o->id, a->orders[o->root].client_order_id,
		a->holding->symbol, true, o->filled, o->adopted, o->average, o->filled_at};
	return adopt_store_fill(a, &fill, position_id, fees, err);
}

static int store_fees(
	struct adopting_one *a, int64_t position_id, struct money fees, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	arg_i64(&args, position_id);
	arg_money(&args, fees);
	return db_none(a->desk->run->db, &query_position_fees, &args, NULL, err);
}

/* The orders of the adopted entry, of every attempt, and what they filled. */
static int store_orders(struct adopting_one *a, int64_t position_id, struct error *err)
{
	for (size_t i = 0; i < a->count; i++) {
		bool part = adopt_filled(a, i) > 0 || i == a->decided.entry;
		if (a->orders[i].is_ours && a->orders[i].root == i && part &&
			store_order(a, i, position_id, err) != 0)
			return -1;
	}
	struct money fees = {0};
	for (size_t i = 0; i < a->count; i++)
		if (a->orders[i].is_ours &&
			(a->is_spread ? adopt_spread_fills(a, i, position_id, &fees, err)
				      : store_fill(a, i, position_id, &fees, err)) != 0)
			return -1;
	return store_fees(a, position_id, fees, err);
}

/* Its recommendation must not be traded again. */
static int store_recommendation(struct adopting_one *a, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	if (a->origin.recommendation_id == INT64_MIN)
		return 0;
	arg_i64(&args, a->origin.recommendation_id);
	arg_text(&args, "EXECUTED");
	arg_text(&args, NULL);
	arg_instant(&args, a->desk->run->now);
	return db_none(a->desk->run->db, &query_recommendation_outcome, &args, NULL, err);
}

static int store_body(struct db *db, void *context, struct error *err)
{
	(void)db;
	struct adopting_one *a = context;
	char key[ALERT_KEY_SIZE];
	int64_t id;
	bool again = text_equal(a->origin.position_status, "closed");
	if (again ? reopen_position(a, &id, err) != 0
		  : open_position(a, &id, err) != 0 || store_orders(a, id, err) != 0)
		return -1;
	a->position.id = id;
	describe(a, again ? "opened again" : "adopted");
	buf_auto struct buf data = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "why", a->how);
	jsonl_close(&w);
	(void)snprintf(key, sizeof key, "adopted:%lld:%s", (long long)id, a->desk->run->run_id);
	if (store_recommendation(a, err) != 0 ||
		position_row_event(
			a->desk, id, again ? "reopened" : "adopted", buf_text(&data), err) != 0)
		return -1;
	return alert_write(a->desk->run, ALERT_WARNING, key, "position adopted", a->how, NULL, err);
}

/* ---- one holding ---- */

static void read_symbol(struct adopting_one *a)
{
	const char *symbol = a->holding->symbol;
	a->is_option = occ_parse(symbol, &a->contract, NULL) == 0;
	(void)text_copy(a->root, sizeof a->root, a->is_option ? a->contract.root : symbol);
	size_t kept = 0;
	for (const char *s = a->root; *s != '\0'; s++)
		if (*s != '.')
			a->root[kept++] = *s;
	a->root[kept] = '\0';
}

/* Whether orders of ours explain the holding by itself: a stock, or an option that is no leg. */
static int decide_single(struct adopting_one *a, bool *decided, struct error *err)
{
	*decided = false;
	if (!(a->holding->qty >= 1))
		return 0;
	if (adopt_take_orders(a, false, err) != 0)
		return -1;
	*decided = adoption_decide(a->orders, a->count, a->holding->qty, &a->decided);
	/* A position needs a price: that of the broker's own record. */
	if (*decided && !price_known(a->decided.price))
		a->decided.price = a->holding->avg_entry_price;
	return 0;
}

static int decide(struct adopting_one *a, bool *decided, struct error *err)
{
	*decided = false;
	if (a->is_option &&
		(adopt_take_orders(a, true, err) != 0 || adopt_spread_decide(a, decided, err) != 0))
		return -1;
	return *decided ? 0 : decide_single(a, decided, err);
}

/*
 * Whether the ledger knows how all that the entry bought ended: then the holding is of somebody
 * else. The operator may have given it up by mistake, and an order that was edited at the broker
 * may have bought more.
 */
static bool has_ended(const struct adopting_one *a)
{
	int64_t bought = 0;
	for (size_t i = 0; i < a->count; i++)
		if (a->orders[i].is_ours && a->orders[i].root == a->decided.entry)
			bought += llround(a->orders[i].filled);
	return text_equal(a->origin.position_status, "closed") &&
	       !text_equal(a->origin.close_reason, "forgotten") &&
	       bought <= a->origin.original_quantity;
}

static int decide_and_store(struct adopting_one *a, int64_t *position_id, struct error *err)
{
	bool decided;
	if (decide(a, &decided, err) != 0)
		return -1;
	if (!decided)
		return 0;
	if (!price_known(a->decided.price))
		return error_set(err, ERROR_DATA,
			"order %s filled, but its price is not known: not adopted yet",
			adopt_entry_id(a));
	if (!instant_known(a->decided.entry_time))
		a->decided.entry_time = a->desk->run->now;
	if (adopt_load(a, err) != 0)
		return -1;
	if (has_ended(a))
		return 0;
	fill_position(a);
	if (run_store(a->desk->run, store_body, a, err) != 0)
		return -1;
	log_warning("%s: %s", a->holding->symbol, a->how);
	*position_id = a->position.id;
	return 0;
}

int adopt_orphan(struct desk *desk, struct adopting *adopting, const struct broker_position *h,
	bool far, int64_t *position_id, char *how, size_t size, struct error *err)
{
	struct adopting_one a = {
		.desk = desk, .all = adopting, .holding = h, .how = how, .how_size = size};
	*position_id = INT64_MIN;
	/* a simulated account has no other broker than the ledger */
	if (desk->ops->fill_model != NULL)
		return 0;
	if (adopting_load(desk, adopting, far, err) != 0)
		return -1;
	read_symbol(&a);
	int result = decide_and_store(&a, position_id, err);
	adopt_free(&a);
	return result;
}
