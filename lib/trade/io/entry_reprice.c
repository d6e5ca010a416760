/*
 * Working entries that do not fill: cancels each, waits until the broker confirms, and tries once
 * more at the ask within the cap. An entry that does not fill then either is given up.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "limit.h"
#include "log.h"
#include "calendar.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { ATTEMPTS_MAX = 2 };

struct origin {
	char instrument_type[8], strategy_type[24];
	struct instant recommended_at;
};

static const struct row_column origin_columns[] = {
	ROW_FIELD(ROW_TEXT, struct origin, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct origin, strategy_type, false),
	ROW_FIELD(ROW_INSTANT, struct origin, recommended_at, false),
};

static bool is_due(const struct desk *desk, const struct ledger_order *o)
{
	return !ledger_order_is_exit(o) &&
	       order_status_class(ledger_order_status(o)) == ORDER_OPEN &&
	       !instant_known(o->quarantined_at) &&
	       instant_age_s(desk->run->now, o->sent_at) >= desk->run->params.order_reprice_age_s;
}

static int load_origin(struct desk *desk, const struct ledger_order *o, enum instrument *instrument,
	enum strategy *strategy, struct instant *recommended_at, struct error *err)
{
	struct origin origin;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, o->execution_id);
	if (db_row(desk->run->db, &query_execution_legs, &a, &rows, err) != 0 ||
		row_read(&rows, 0, origin_columns, 3, &origin, err) != 0)
		return -1;
	*recommended_at = origin.recommended_at;
	if (!instrument_parse(origin.instrument_type, instrument) ||
		!strategy_parse(origin.strategy_type, strategy))
		return error_set(err, ERROR_INTERNAL,
			"execution %s has an unknown instrument or strategy", o->execution_id);
	return 0;
}

/* A fresh quote of the symbol of the order; not sound when there is none. */
static struct quote fresh_quote(struct desk *desk, const struct ledger_order *o)
{
	struct quote quote = {.bid = PRICE_UNKNOWN, .ask = PRICE_UNKNOWN, .ts = INSTANT_UNKNOWN};
	struct option_snapshot *snapshots mem_auto = NULL;
	const char *symbol = o->symbol;
	size_t count = 0;
	struct error why = {0};
	int got = o->position_intent[0] == '\0'
			  ? alpaca_stock_quotes(desk->broker, &symbol, 1, &quote, &why)
			  : alpaca_option_snapshots(
				    desk->broker, &symbol, 1, &snapshots, &count, &why);
	if (got != 0)
		log_info("order %s: no fresh quote: %s", o->client_order_id, why.text);
	return count == 1 ? snapshots[0].quote : quote;
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

static int try_again(struct desk *desk, const struct ledger_order *old, struct error *err)
{
	enum instrument instrument;
	enum strategy strategy;
	struct instant recommended_at;
	if (load_origin(desk, old, &instrument, &strategy, &recommended_at, err) != 0)
		return -1;
	struct price limit = limit_reprice(
		&desk->run->params, instrument, fresh_quote(desk, old), old->first_mid);
	if (!price_positive(limit)) {
		log_info("order %s: given up: there is no price for another attempt",
			old->client_order_id);
		return 0;
	}
	struct ledger_order next = *old;
	next.attempt = old->attempt + 1;
	next.qty = old->qty - old->filled_qty;
	next.limit_price = limit;
	next.filled_qty = next.booked_qty = 0;
	next.misses = next.miss_runs = 0;
	next.created_at = desk->run->now;
	next.sent_at = next.cancel_requested_at = INSTANT_UNKNOWN;
	next.broker_order_id[0] = next.last_miss_run_id[0] = '\0';
	next.filled_avg_price = PRICE_UNKNOWN;
	(void)text_copy(next.reason, sizeof next.reason, "reprice");
	(void)text_copy(next.status, sizeof next.status, order_status_name(ORDER_INTENT));
	struct inserting s = {desk, &next};
	if (order_entry_id(desk_account(desk), old->ticker, strategy, recommended_at, old->leg,
		    next.attempt, next.client_order_id, err) != 0 ||
		run_store(desk->run, insert_body, &s, err) != 0)
		return -1;
	run_count(desk->run, "orders_repriced", 1);
	return desk_send(desk, &next, false, err);
}

static int reprice_one(struct desk *desk, struct ledger_order *o, struct error *err)
{
	if (desk_cancel(desk, o, err) != 0)
		return -1;
	bool over = order_status_class(ledger_order_status(o)) == ORDER_TERMINAL;
	bool tradable = desk->clock.is_open && calendar_is_open(desk->run->now);
	if (!over || o->attempt >= ATTEMPTS_MAX || o->filled_qty >= o->qty || !tradable)
		return 0; /* not confirmed yet, or given up */
	return try_again(desk, o, err);
}

int entry_reprice(struct desk *desk, struct error *err)
{
	if (desk->run->dry_run)
		return 0;
	for (size_t i = 0; i < desk->order_count; i++) {
		struct error why = {0};
		if (!is_due(desk, &desk->orders[i]) ||
			reprice_one(desk, &desk->orders[i], &why) == 0)
			continue;
		if (why.kind == ERROR_PERMISSION || why.kind == ERROR_INTERNAL) {
			*err = why;
			return -1;
		}
		run_partial(desk->run, "order %s: %s", desk->orders[i].client_order_id, why.text);
	}
	return 0;
}
