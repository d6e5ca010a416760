#include "store_execution.h"

#include <limits.h>
#include <math.h>

#include "contract_spread.h"
#include "query.h"
#include "rolls.h"
#include "row.h"
#include "text.h"

static void arg_contract(struct db_args *a, const struct execution *e, struct price limit)
{
	const struct contract_candidate *c = e->contract;
	char symbol[OCC_SYMBOL_SIZE];
	double none = (double)NAN;
	struct greeks greeks = {none, none, none, none, none};
	if (c != NULL)
		greeks = contract_greeks(e->recommendation->strategy, c);
	arg_text(a, c == NULL ? NULL : occ_format(&c->occ, symbol));
	arg_price(a, c == NULL ? PRICE_UNKNOWN : c->occ.strike);
	arg_date(a, c == NULL ? DATE_UNKNOWN : c->occ.expiry);
	arg_price(a, limit);
	arg_money(a, e->notional);
	arg_price(a, e->underlying);
	arg_double(a, c == NULL ? none : c->implied_volatility);
	arg_text(a, c == NULL ? NULL : c->iv_source);
	arg_double(a, greeks.delta);
	arg_double(a, greeks.gamma);
	arg_double(a, greeks.theta);
	arg_double(a, greeks.vega);
}

static void arg_kept(struct db_args *a, const struct scale_plan *kept)
{
	if (kept->quantity < 1)
		arg_null(a);
	else
		arg_i64(a, kept->quantity);
	arg_price(a, kept->distance);
	arg_instant(a, kept->until);
}

static int insert_execution(struct desk *desk, struct execution *e, int *attempt, struct error *err)
{
	const struct recommendation *r = e->recommendation;
	struct run *run = desk->run;
	bool short_term = trade_is_short_term(r->instrument, r->strategy);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, e->execution_id);
	arg_i64(&a, r->id);
	arg_text(&a, run->run_id);
	arg_text(&a, desk_account(desk));
	arg_text(&a, desk->mode);
	arg_text(&a, r->ticker);
	arg_text(&a, r->action_text);
	arg_text(&a, r->instrument_text);
	arg_text(&a, r->strategy_text);
	arg_instant(&a, run->now);
	if (short_term)
		arg_i64(&a, (int64_t)run->params.exit_max_hold_min);
	else
		arg_null(&a);
	arg_price(&a, e->stop);
	arg_price(&a, e->target);
	arg_text(&a, r->features_snapshot);
	arg_text(&a, r->sentiment_snapshot);
	arg_decision(&a, e->record);
	arg_text(&a, e->order.client_order_id);
	arg_i64(&a, e->qty);
	arg_contract(&a, e, e->limit_price);
	arg_i64(&a, run->params_version);
	arg_double(&a, e->stop_atr);
	arg_text(&a, desk->ops->fill_model);
	arg_kept(&a, &e->kept);
	if (db_row(run->db, &query_execution_insert, &a, &rows, err) != 0)
		return -1;
	int64_t attempts = 0;
	const char *id = row_text(&rows, 0, "execution_id"), *made = row_text(&rows, 0, "attempts");
	if (id == NULL || made == NULL ||
		num_parse_i64(made, 0, ORDER_ATTEMPT_MAX - 1, &attempts) != 0)
		return error_set(err, ERROR_INTERNAL, "the stored execution has no id");
	(void)text_copy(e->execution_id, sizeof e->execution_id, id);
	*attempt = (int)attempts + 1;
	return 0;
}

/* A spread: the prices of its order get the sign of the broker, its legs have the contracts. */
static void fill_legs(const struct execution *e, struct ledger_order *o)
{
	enum strategy strategy = e->recommendation->strategy;
	const struct option_contract *contracts[SPREAD_LEGS] = {
		&e->contract->occ, &e->contract->other->occ};
	o->leg_count = SPREAD_LEGS;
	o->limit_price = spread_order_limit(strategy, true, e->limit_price);
	o->first_mid = spread_order_limit(strategy, true, e->first_mid);
	for (int i = 0; i < SPREAD_LEGS; i++) {
		struct ledger_leg *leg = &o->legs[i];
		bool is_long = spread_leg_is_long(strategy, i);
		*leg = (struct ledger_leg){.ratio = 1, .filled_avg_price = PRICE_UNKNOWN};
		(void)occ_format(contracts[i], leg->symbol);
		(void)text_copy(leg->side, sizeof leg->side, is_long ? "buy" : "sell");
		(void)text_copy(leg->position_intent, sizeof leg->position_intent,
			is_long ? "buy_to_open" : "sell_to_open");
	}
}

static void fill_order(struct execution *e, int attempt)
{
	const struct recommendation *r = e->recommendation;
	struct ledger_order *o = &e->order;
	o->recommendation_id = r->id;
	o->position_id = INT64_MIN;
	o->exit_number = INT_MIN;
	o->attempt = attempt;
	o->qty = e->qty;
	o->limit_price = e->limit_price;
	o->first_mid = e->first_mid;
	o->sent_at = o->cancel_requested_at = o->quarantined_at = INSTANT_UNKNOWN;
	(void)text_copy(o->purpose, sizeof o->purpose, "entry");
	(void)text_copy(o->execution_id, sizeof o->execution_id, e->execution_id);
	(void)text_copy(o->ticker, sizeof o->ticker, r->ticker);
	(void)text_copy(o->side, sizeof o->side, "buy");
	(void)text_copy(o->order_type, sizeof o->order_type, "limit");
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_INTENT));
	if (e->contract != NULL && e->contract->other != NULL) {
		fill_legs(e, o);
	} else if (e->contract != NULL) {
		(void)occ_format(&e->contract->occ, o->symbol);
		(void)text_copy(o->position_intent, sizeof o->position_intent, "buy_to_open");
	} else {
		(void)text_copy(o->symbol, sizeof o->symbol, r->ticker);
	}
}

struct execution_storing {
	struct desk *desk;
	struct execution *execution;
};

static int execution_body(struct db *db, void *context, struct error *err)
{
	struct execution_storing *s = context;
	struct execution *e = s->execution;
	const struct recommendation *r = e->recommendation;
	int attempt = 1;
	(void)db;
	e->order = (struct ledger_order){.created_at = s->desk->run->now};
	/* The number of the attempt is known only once the execution is locked; the id needs it. */
	if (order_entry_id(desk_account(s->desk), r->ticker, r->strategy, r->ts, 0, 1,
		    e->order.client_order_id, err) != 0 ||
		insert_execution(s->desk, e, &attempt, err) != 0)
		return -1;
	fill_order(e, attempt);
	if (order_entry_id(desk_account(s->desk), r->ticker, r->strategy, r->ts, 0, attempt,
		    e->order.client_order_id, err) != 0)
		return -1;
	if (order_insert(s->desk->run, desk_account(s->desk), &e->order, e->quote_json, err) != 0)
		return -1;
	if (e->rolled_from > 0 && roll_link(s->desk, e, err) != 0)
		return -1;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, r->id);
	arg_text(&a, recommendation_status_name(RECOMMENDATION_PROCESSING));
	arg_null(&a);
	arg_instant(&a, s->desk->run->now);
	arg_decision(&a, e->record);
	return db_none(s->desk->run->db, &query_recommendation_done, &a, NULL, err);
}

int execution_store(struct desk *desk, struct execution *e, struct error *err)
{
	struct execution_storing s = {desk, e};
	return run_store(desk->run, execution_body, &s, err);
}

int dispatch_store_snapshot(struct desk *desk, const struct account_state *state, struct error *err)
{
	const struct broker_account *b = &desk->account;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (desk->run->dry_run)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, desk->account_at); /* its cash is compared with the fills since */
	arg_text(&a, desk->mode);
	arg_text(&a, b->status);
	arg_money(&a, b->equity);
	arg_money(&a, b->last_equity);
	arg_money(&a, b->cash);
	arg_money(&a, b->buying_power);
	arg_money(&a, b->options_buying_power);
	arg_money(&a, state->open_risk);
	arg_money(&a, state->day_pnl);
	arg_money(&a, state->total_pnl);
	arg_double(&a, state->book.delta);
	arg_double(&a, state->book.gamma_move);
	arg_double(&a, state->book.theta);
	arg_double(&a, state->book.vega);
	arg_text(&a, state->tier);
	arg_i64(&a, state->positions);
	arg_text(&a, desk->run->run_id);
	arg_double(&a, exposure_used(&state->book, EXPOSURE_STRESS));
	for (int i = 0; i < EXPOSURE_LIMITS; i++)
		arg_double(&a, state->limits.allowed[i]);
	return db_none(desk->run->db, &query_account_snapshot_insert, &a, NULL, err);
}
