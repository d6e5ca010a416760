#include "adopt.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adoption.h"
#include "alert.h"
#include "array.h"
#include "calendar.h"
#include "facts.h"
#include "log.h"
#include "mem.h"
#include "position.h"
#include "position_row.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_fees.h"
#include "zone.h"

enum { SESSIONS_BACK = 10, HOW_SIZE = 160, ALERT_KEY_SIZE = 128 };

/* The entry as this ledger has it, and its origin. */
struct adoption_origin {
	bool in_ledger, is_known; /* is_known: the strategy is that of the decision */
	int64_t recommendation_id, position_id, original_quantity;
	char execution_id[RUN_ID_SIZE], position_status[8], close_reason[64];
	enum strategy strategy;
};

struct facts {
	char ticker[TICKER_SIZE];
	double atr14_intraday, atr14_daily;
	struct price underlying;
};

/* One adoption. */
struct adopting_one {
	struct desk *desk;
	const struct broker_position *holding;
	const struct broker_order *found; /* all orders at the broker in the symbol */
	struct adoption_order *orders;	  /* the same, for the decision */
	size_t count;
	struct adoption decided;
	struct option_contract contract;
	bool is_option;
	char root[TICKER_SIZE]; /* of the contract; of a stock the ticker without its dot */
	struct adoption_origin origin;
	struct facts facts;
	struct position position;
	char *how;
	size_t how_size;
};

void adopting_clear(struct adopting *adopting)
{
	free(adopting->orders);
	*adopting = (struct adopting){0};
}

/* ---- load ---- */

static struct instant since(const struct desk *desk)
{
	struct session first;
	return calendar_sessions_back(run_today(desk->run), SESSIONS_BACK, &first)
		       ? first.open
		       : instant_add(desk->run->now, -2 * SESSIONS_BACK * DAY_US);
}

int adopting_load(struct desk *desk, struct adopting *adopting, struct error *err)
{
	if (adopting->loaded)
		return adopting->failed.kind == ERROR_NONE ? 0 : (*err = adopting->failed, -1);
	adopting->loaded = true;
	if (alpaca_orders(desk->broker, "all", since(desk), &adopting->orders, &adopting->count,
		    err) == 0)
		return 0;
	adopting->failed = *err;
	return -1;
}

/* Copies the orders in the symbol of the holding to the front of the arrays. */
static void take_orders(
	struct adopting_one *a, const struct adopting *all, struct broker_order *found)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct broker_order *o = &all->orders[i];
		if (!text_equal(o->symbol, a->holding->symbol))
			continue;
		found[a->count] = *o;
		o = &found[a->count];
		a->orders[a->count++] = (struct adoption_order){
			.id = o->id,
			.client_order_id = o->client_order_id,
			.replaces = o->replaces,
			.replaced_by = o->replaced_by,
			.is_buy = text_equal(o->side, "buy"),
			.filled = o->filled_qty,
			.average = o->filled_avg_price,
			.filled_at = o->filled_at,
		};
	}
	a->found = found;
}

static const struct row_column ledger_columns[] = {
	ROW_FIELD(ROW_I64, struct adoption_origin, recommendation_id, true),
	ROW_FIELD(ROW_TEXT, struct adoption_origin, execution_id, true),
	ROW_FIELD(ROW_I64, struct adoption_origin, position_id, true),
	ROW_FIELD(ROW_TEXT, struct adoption_origin, position_status, true),
	ROW_FIELD(ROW_TEXT, struct adoption_origin, close_reason, true),
	ROW_FIELD(ROW_I64, struct adoption_origin, original_quantity, true),
};

static const char *entry_id(const struct adopting_one *a)
{
	return a->orders[a->decided.entry].client_order_id;
}

static int load_ledger(struct adopting_one *a, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	a->origin =
		(struct adoption_origin){.recommendation_id = INT64_MIN, .position_id = INT64_MIN};
	arg_text(&args, desk_account(a->desk));
	arg_text(&args, entry_id(a));
	if (db_rows(a->desk->run->db, &query_adoption_ledger, &args, &rows, err) != 0)
		return -1;
	a->origin.in_ledger = rows.count == 1;
	return a->origin.in_ledger ? row_read(&rows, 0, ledger_columns, array_size(ledger_columns),
					     &a->origin, err)
				   : 0;
}

struct origin_row {
	int64_t id;
	struct instant ts;
	char ticker[TICKER_SIZE], strategy_type[24], execution_id[RUN_ID_SIZE];
};

static const struct row_column origin_columns[] = {
	ROW_FIELD(ROW_I64, struct origin_row, id, false),
	ROW_FIELD(ROW_INSTANT, struct origin_row, ts, false),
	ROW_FIELD(ROW_TEXT, struct origin_row, ticker, false),
	ROW_FIELD(ROW_TEXT, struct origin_row, strategy_type, false),
	ROW_FIELD(ROW_TEXT, struct origin_row, execution_id, true),
};

/* Whether the entry was decided on R: its id is a digest of that decision. */
static bool is_origin(const struct adopting_one *a, const struct origin_row *r)
{
	char id[ORDER_ID_SIZE];
	int attempt;
	enum strategy strategy;
	if (a->origin.in_ledger)
		return r->id == a->origin.recommendation_id;
	return order_id_parse(entry_id(a), NULL, &attempt) &&
	       strategy_parse(r->strategy_type, &strategy) &&
	       order_entry_id(desk_account(a->desk), r->ticker, strategy, r->ts, 0, attempt, id,
		       NULL) == 0 &&
	       text_equal(id, entry_id(a));
}

static int load_origin(struct adopting_one *a, struct error *err)
{
	struct origin_row *found mem_auto = NULL;
	size_t count = 0;
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct instant from = a->origin.in_ledger ? instant_add(since(a->desk), -365 * DAY_US)
						  : instant_add(since(a->desk), -DAY_US);
	arg_text(&args, a->root);
	arg_instant(&args, from);
	if (db_rows(a->desk->run->db, &query_adoption_origins, &args, &rows, err) != 0 ||
		rows_read(&rows, origin_columns, array_size(origin_columns), sizeof *found, &found,
			&count, err) != 0)
		return -1;
	for (size_t i = 0; i < count && !a->origin.is_known; i++) {
		if (!is_origin(a, &found[i]))
			continue;
		a->origin.is_known = strategy_parse(found[i].strategy_type, &a->origin.strategy);
		a->origin.recommendation_id = found[i].id;
		(void)text_copy(a->origin.execution_id, sizeof a->origin.execution_id,
			found[i].execution_id);
	}
	return 0;
}

static const struct row_column facts_columns[] = {
	ROW_FIELD(ROW_TEXT, struct facts, ticker, false),
	ROW_FIELD(ROW_DOUBLE, struct facts, atr14_intraday, true),
	ROW_FIELD(ROW_DOUBLE, struct facts, atr14_daily, true),
	ROW_FIELD(ROW_PRICE, struct facts, underlying, true),
};

static int load_facts(struct adopting_one *a, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&args, a->root);
	arg_instant(&args, a->decided.entry_time);
	arg_date(&args, zone_new_york_date(a->decided.entry_time, NULL));
	arg_instant(&args, a->desk->run->now);
	if (db_row(a->desk->run->db, &query_adoption_facts, &args, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, facts_columns, array_size(facts_columns), &a->facts, err);
}

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
		.strategy = a->origin.is_known ? a->origin.strategy : adoption_strategy(days),
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
	(void)snprintf(a->how, a->how_size, "%s by order %s: %lld, %s%s%s", what, entry_id(a),
		(long long)a->decided.quantity, strategy_name(p->strategy),
		a->origin.is_known ? "" : " (inferred from the days to expiry)",
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

static int exits_used(const struct adopting_one *a)
{
	return adoption_exits_used(a->orders, a->count, entry_id(a));
}

static int open_position(struct adopting_one *a, int64_t *id, struct error *err)
{
	const struct position *p = &a->position;
	struct run *run = a->desk->run;
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct date entered = zone_new_york_date(p->entered_at, NULL);
	arg_text(&args, a->origin.execution_id[0] == '\0' ? NULL : a->origin.execution_id);
	arg_text(&args, desk_account(a->desk));
	arg_text(&args, p->ticker);
	arg_text(&args, instrument_name(p->instrument));
	arg_text(&args, strategy_name(p->strategy));
	arg_text(&args, a->is_option ? a->holding->symbol : NULL);
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
	arg_i64(&args, exits_used(a));
	arg_instant(&args, run->now);
	arg_double(&args, stop_atr(a));
	if (db_row(run->db, &query_position_adopt, &args, &rows, err) != 0)
		return -1;
	if (num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id) != 0)
		return error_set(err, ERROR_INTERNAL, "an adopted position has no id");
	return 0;
}

static int reopen_position(struct adopting_one *a, int64_t *id, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*id = a->origin.position_id;
	arg_i64(&args, *id);
	arg_i64(&args, a->decided.quantity);
	arg_i64(&args, exits_used(a));
	arg_instant(&args, a->desk->run->now);
	if (db_rows(a->desk->run->db, &query_position_reopen, &args, &rows, err) != 0)
		return -1;
	return rows.count == 1 ? 0
			       : error_set(err, ERROR_AGAIN, "position %lld changed meanwhile",
					 (long long)*id);
}

/* The part of the holding that the orders of the chain of ROOT filled. */
static int64_t adopted_of(const struct adopting_one *a, size_t root)
{
	int64_t sum = 0;
	for (size_t i = 0; i < a->count; i++)
		if (a->orders[i].is_ours && a->orders[i].root == root)
			sum += a->orders[i].adopted;
	return sum;
}

static int store_order(struct adopting_one *a, size_t i, int64_t position_id, struct error *err)
{
	const struct broker_order *o = &a->found[i];
	struct run *run = a->desk->run;
	int64_t quantity = adopted_of(a, i);
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
	arg_text(&args, a->is_option ? "buy_to_open" : NULL);
	arg_i64(&args, llround(fmax(o->qty, (double)quantity)));
	arg_price(&args, price_known(o->limit_price) ? o->limit_price : a->decided.price);
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
	return db_none(run->db, &query_order_adopt, &args, NULL, err);
}

/* Stores the fill of order I, a purchase, and adds its fee to FEES. */
static int store_fill(struct adopting_one *a, size_t i, int64_t position_id, struct money *fees,
	struct error *err)
{
	const struct adoption_order *o = &a->orders[i];
	struct run *run = a->desk->run;
	struct trade_fees booked;
	struct instant at = instant_known(o->filled_at) ? o->filled_at : run->now;
	if (o->adopted == 0 || !price_known(o->average))
		return 0;
	if (trade_fees_read(a->desk, at, &booked, err) != 0)
		return -1;
	struct money fee =
		trade_fees_add(&booked, a->holding->symbol, false, o->adopted, o->average);
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args args = DB_ARGS_INIT;
	arg_text(&args, o->id);
	arg_i64(&args, llround(o->filled));
	arg_text(&args, desk_account(a->desk));
	arg_text(&args, a->orders[o->root].client_order_id);
	arg_i64(&args, position_id);
	arg_text(&args, a->holding->symbol);
	arg_i64(&args, o->adopted);
	arg_price(&args, o->average);
	arg_money(&args, fee);
	arg_instant(&args, at);
	arg_instant(&args, run->now);
	if (db_rows(run->db, &query_fill_adopted, &args, &rows, err) != 0)
		return -1;
	if (rows.count > 0)
		*fees = money_add(*fees, fee);
	return 0;
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
		bool part = adopted_of(a, i) > 0 || i == a->decided.entry;
		if (a->orders[i].is_ours && a->orders[i].root == i && part &&
			store_order(a, i, position_id, err) != 0)
			return -1;
	}
	struct money fees = {0};
	for (size_t i = 0; i < a->count; i++)
		if (a->orders[i].is_ours && store_fill(a, i, position_id, &fees, err) != 0)
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

static int decide_and_store(struct adopting_one *a, bool *adopted, struct error *err)
{
	adoption_own(a->orders, a->count);
	if (!adoption_decide(a->orders, a->count, a->holding->qty, &a->decided))
		return 0;
	/* A position needs a price and a time: those of the broker's own record, or of now. */
	if (!price_known(a->decided.price))
		a->decided.price = a->holding->avg_entry_price;
	if (!instant_known(a->decided.entry_time))
		a->decided.entry_time = a->desk->run->now;
	if (!price_known(a->decided.price))
		return error_set(err, ERROR_DATA,
			"order %s filled, but its price is not known: not adopted yet",
			entry_id(a));
	if (load_ledger(a, err) != 0 || load_origin(a, err) != 0 || load_facts(a, err) != 0)
		return -1;
	fill_position(a);
	if (run_store(a->desk->run, store_body, a, err) != 0)
		return -1;
	log_warning("%s: %s", a->holding->symbol, a->how);
	*adopted = true;
	return 0;
}

int adopt_orphan(struct desk *desk, struct adopting *adopting, const struct broker_position *h,
	bool *adopted, char *how, size_t size, struct error *err)
{
	struct adopting_one a = {.desk = desk, .holding = h, .how = how, .how_size = size};
	*adopted = false;
	/* a simulated account has no other broker than the ledger */
	if (desk->ops->fill_model != NULL || !(h->qty >= 1))
		return 0;
	if (adopting_load(desk, adopting, err) != 0)
		return -1;
	struct broker_order *found mem_auto = calloc(adopting->count + 1, sizeof *found);
	struct adoption_order *orders mem_auto = calloc(adopting->count + 1, sizeof *orders);
	if (found == NULL || orders == NULL)
		return error_memory(err);
	a.orders = orders;
	read_symbol(&a);
	take_orders(&a, adopting, found);
	return decide_and_store(&a, adopted, err);
}
