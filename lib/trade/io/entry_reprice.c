/*
 * Working entries that do not fill: cancels each and, once the broker has confirmed that, tries
 * again nearer to the ask, when the gates of hours, halt, cash and risk still pass. The second
 * further attempt is the last.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "contract_spread.h"
#include "entry.h"
#include "entry_facts.h"
#include "limit.h"
#include "log.h"
#include "mem.h"
#include "position.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum {
	REPRICES_MAX = 2,
	CANCEL_FRESH_S = 120, /* an entry whose cancel was confirmed later is given up */
};

struct origin {
	char instrument_type[8], strategy_type[24];
	struct instant recommended_at;
	struct price first_bid, first_ask; /* of a spread those of the net quote */
	struct price least_credit;	   /* of a spread that is rolled; unknown: any */
	int64_t recommendation_id, reprices, last_attempt;
};

static const struct row_column origin_columns[] = {
	ROW_FIELD(ROW_TEXT, struct origin, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct origin, strategy_type, false),
	ROW_FIELD(ROW_INSTANT, struct origin, recommended_at, true),
	ROW_FIELD(ROW_PRICE, struct origin, first_bid, true),
	ROW_FIELD(ROW_PRICE, struct origin, first_ask, true),
	ROW_FIELD(ROW_PRICE, struct origin, least_credit, true),
	ROW_FIELD(ROW_I64, struct origin, recommendation_id, true),
	ROW_FIELD(ROW_I64, struct origin, reprices, false),
	ROW_FIELD(ROW_I64, struct origin, last_attempt, false),
};

static bool is_entry(const struct ledger_order *o)
{
	return !ledger_order_is_exit(o) && !instant_known(o->quarantined_at);
}

static bool is_old(const struct desk *desk, const struct ledger_order *o)
{
	return is_entry(o) && order_status_class(ledger_order_status(o)) == ORDER_OPEN &&
	       instant_age_s(desk->run->now, o->sent_at) >= desk->run->params.order_reprice_age_s;
}

/* Cancelled by us, and confirmed: its rest may be sent again. */
static bool is_cancelled(const struct desk *desk, const struct ledger_order *o)
{
	return is_entry(o) && ledger_order_status(o) == ORDER_CANCELED &&
	       o->broker_order_id[0] != '\0' && o->filled_qty < o->qty &&
	       instant_age_s(desk->run->now, o->cancel_requested_at) <= CANCEL_FRESH_S;
}

/* The reason of an order for the rest of O. */
static const char *rest_reason(const struct ledger_order *o)
{
	return ledger_order_scales(o) ? scale_rest_reason : reprice_reason;
}

static int load_origin(struct desk *desk, const struct ledger_order *o, struct origin *origin,
	struct recommendation *r, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, o->execution_id);
	arg_text(&a, rest_reason(o));
	if (db_row(desk->run->db, &query_execution_legs, &a, &rows, err) != 0 ||
		row_read(&rows, 0, origin_columns, array_size(origin_columns), origin, err) != 0)
		return -1;
	*r = (struct recommendation){.id = origin->recommendation_id,
		.ts = origin->recommended_at,
		.action = ACTION_BUY};
	(void)text_copy(r->ticker, sizeof r->ticker, o->ticker);
	(void)text_copy(r->action_text, sizeof r->action_text, trade_action_name(r->action));
	(void)text_copy(r->instrument_text, sizeof r->instrument_text, origin->instrument_type);
	(void)text_copy(r->strategy_text, sizeof r->strategy_text, origin->strategy_type);
	return recommendation_parse(r, err);
}

/*
 * Fetches the contract of the order as the broker has it, with its quote of now; of a spread that
 * of each leg, the first of which becomes its main leg.
 */
static int fetch_contracts(struct desk *desk, const struct ledger_order *o,
	struct contract_candidate legs[static SPREAD_LEGS], struct error *err)
{
	struct option_snapshot *snapshots mem_auto = NULL;
	const char *symbols[SPREAD_LEGS] = {
		o->leg_count > 0 ? o->legs[0].symbol : o->symbol, o->legs[1].symbol};
	size_t wanted = o->leg_count > 0 ? SPREAD_LEGS : 1, count = 0;
	if (alpaca_option_snapshots(desk->broker, symbols, wanted, &snapshots, &count, err) != 0)
		return -1;
	for (size_t k = 0; k < wanted; k++) {
		size_t i = 0;
		while (i < count && !text_equal(snapshots[i].symbol, symbols[k]))
			i++;
		if (i == count || contract_from_snapshot(&snapshots[i], &legs[k], err) != 0)
			return error_set(err, ERROR_DATA, "%s has no quote", symbols[k]);
	}
	return 0;
}

int entry_fetch_quotes(struct desk *desk, const struct ledger_order *o, struct entry *e,
	struct contract_candidate legs[static SPREAD_LEGS], struct error *err)
{
	const char *ticker = o->ticker;
	if (alpaca_stock_quotes(desk->broker, &ticker, 1, &e->underlying_quote, err) != 0)
		return -1;
	e->quote = e->underlying_quote;
	if (!ledger_order_is_stock(o)) {
		if (fetch_contracts(desk, o, legs, err) != 0)
			return -1;
		if (o->leg_count > 0)
			contract_set_pair(e->recommendation->strategy, &legs[0], &legs[1]);
		e->contract = &legs[0];
		e->quote = contract_quote(&legs[0]);
	}
	desk_next_pass(desk);
	e->answered_at = facts_answer_time(
		desk->run->now, e->quote.ts, desk->run->pinned, desk->run->program->deadline_s);
	return 0;
}

const struct gate_record *entry_refusal(struct desk *desk, struct entry *e)
{
	e->gate_count = 0;
	for (int phase = GATE_BEFORE_CHOICE; phase <= GATE_AFTER_SIZING; phase++)
		e->gate_count += gate_ask_all((enum gate_phase)phase, &e->in, &desk->run->params,
			e->gates + e->gate_count);
	return gate_first_failure(e->gates, e->gate_count);
}

struct inserting {
	struct desk *desk;
	struct ledger_order *order;
};

static int insert_body(struct db *db, void *context, struct error *err)
{
	struct inserting *s = context;
	(void)db;
	return order_insert(s->desk->run, desk_account(s->desk), s->order, NULL, err);
}

static int send_rest(struct desk *desk, struct book *book, const struct ledger_order *old,
	const struct recommendation *r, struct price limit, struct error *err)
{
	struct ledger_order next = *old;
	next.attempt = old->attempt + 1;
	next.qty = old->qty - old->filled_qty;
	next.limit_price =
		old->leg_count > 0 ? spread_order_limit(r->strategy, true, limit) : limit;
	next.filled_qty = next.booked_qty = 0;
	next.misses = next.miss_runs = 0;
	next.created_at = desk->run->now;
	next.sent_at = next.cancel_requested_at = INSTANT_UNKNOWN;
	next.broker_order_id[0] = next.last_miss_run_id[0] = '\0';
	next.filled_avg_price = PRICE_UNKNOWN;
	for (int i = 0; i < next.leg_count; i++) {
		next.legs[i].broker_order_id[0] = '\0';
		next.legs[i].filled_qty = next.legs[i].booked_qty = 0;
		next.legs[i].filled_avg_price = PRICE_UNKNOWN;
	}
	(void)text_copy(next.reason, sizeof next.reason, rest_reason(old));
	(void)text_copy(next.status, sizeof next.status, order_status_name(ORDER_INTENT));
	struct inserting s = {desk, &next};
	if (order_entry_id(desk_account(desk), old->ticker, r->strategy, r->ts, old->leg,
		    next.attempt, next.client_order_id, err) != 0 ||
		run_store(desk->run, insert_body, &s, err) != 0)
		return -1;
	book->is_stale = true;
	run_count(desk->run, "orders_repriced", 1);
	return desk_send(desk, &next, false, err);
}

/*
 * The limit of the next attempt; of a spread a value, not signed. One that is rolled rests at its
 * least credit.
 */
static struct price next_limit(const struct recommendation *r, const struct entry *e,
	const struct ledger_order *old, const struct origin *origin)
{
	bool is_first = origin->reprices == 0;
	if (old->leg_count == 0)
		return limit_reprice(
			r->instrument, e->quote, old->limit_price, origin->first_ask, is_first);
	struct quote first = {.bid = origin->first_bid, .ask = origin->first_ask};
	struct price last = spread_order_limit(r->strategy, true, old->limit_price);
	struct price far = spread_far(r->strategy, first);
	if (price_known(origin->least_credit) && price_known(far) &&
		price_compare(origin->least_credit, far) > 0)
		far = origin->least_credit;
	return spread_reprice(r->strategy, e->quote, last, far, is_first);
}

static int try_again(
	struct desk *desk, struct book *book, const struct ledger_order *old, struct error *err)
{
	struct origin origin;
	struct recommendation r;
	struct contract_candidate legs[SPREAD_LEGS];
	struct entry e = {.recommendation = &r};
	if (load_origin(desk, old, &origin, &r, err) != 0)
		return -1;
	if (origin.reprices >= REPRICES_MAX || origin.last_attempt != old->attempt ||
		!instant_known(origin.recommended_at))
		return 0;
	if (book_refresh(desk, book, err) != 0 || entry_facts_load(desk, book, &e, err) != 0 ||
		entry_fetch_quotes(desk, old, &e, legs, err) != 0)
		return -1;
	struct price limit = next_limit(&r, &e, old, &origin);
	struct price distance =
		position_stop_distance(&desk->run->params, r.instrument, r.strategy, e.in.atr14);
	e.in.is_reprice = true;
	e.in.quantity = old->qty - old->filled_qty;
	if (entry_facts_order(desk, &e, limit, distance, err) != 0)
		return -1;
	const struct gate_record *failed = entry_refusal(desk, &e);
	if (failed == NULL)
		return send_rest(desk, book, old, &r, limit, err);
	log_info("order %s: given up: gate %s: %s", old->client_order_id, failed->name,
		failed->reason);
	return 0;
}

/* A failure costs only this order; -1 when it must end the run. */
static int report(
	struct desk *desk, const struct ledger_order *o, const struct error *why, struct error *err)
{
	if (why->kind == ERROR_PERMISSION || why->kind == ERROR_INTERNAL) {
		*err = *why;
		return -1;
	}
	run_partial(desk->run, "order %s: %s", o->client_order_id, why->text);
	return 0;
}

int entry_cancel_old(struct desk *desk, struct error *err)
{
	for (size_t i = 0; !desk->run->dry_run && i < desk->order_count; i++) {
		struct error why = {0};
		if (is_old(desk, &desk->orders[i]) &&
			desk_cancel(desk, &desk->orders[i], &why) != 0 &&
			report(desk, &desk->orders[i], &why, err) != 0)
			return -1;
	}
	return 0;
}

int entry_reprice(struct desk *desk, struct book *book, struct error *err)
{
	for (size_t i = 0; !desk->run->dry_run && i < desk->order_count; i++) {
		struct error why = {0};
		if (is_cancelled(desk, &desk->orders[i]) &&
			try_again(desk, book, &desk->orders[i], &why) != 0 &&
			report(desk, &desk->orders[i], &why, err) != 0)
			return -1;
	}
	return 0;
}
