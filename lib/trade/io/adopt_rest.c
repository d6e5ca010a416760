/*
 * A position of which the broker holds more than the ledger: a restored ledger has lost a later
 * order of its entry, one for the rest or for the kept half (scale.h). The order is taken up as one
 * whose answer was lost, so that the look-up books what it filled.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "adopt.h"
#include "alert.h"
#include "array.h"
#include "log.h"
#include "position_row.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

struct restoring {
	struct desk *desk;
	int64_t position_id;
	const struct broker_order *found;
	int attempt;
	struct ledger_order order; /* as it is in the ledger then */
	bool is_new;
};

static const struct row_column restored_columns[] = {
	ROW_FIELD(ROW_TEXT, struct ledger_order, execution_id, false),
	ROW_FIELD(ROW_I64, struct ledger_order, recommendation_id, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, ticker, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, position_intent, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, reason, false),
};

static int tell(const struct restoring *r, struct error *err)
{
	char why[256], key[160];
	buf_auto struct buf data = BUF_INIT(1024);
	struct jsonl w;
	(void)snprintf(why, sizeof why,
		"order %s of its entry is at the broker and was not in the ledger",
		r->found->client_order_id);
	(void)snprintf(key, sizeof key, "restored:%s", r->found->client_order_id);
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "why", why);
	jsonl_close(&w);
	log_warning("position %lld (%s): %s", (long long)r->position_id, r->found->symbol, why);
	return position_row_event(r->desk, r->position_id, "adopted", buf_text(&data), err) != 0
		       ? -1
		       : alert_write(
				 r->desk->run, ALERT_WARNING, key, "order adopted", why, NULL, err);
}

static int restore_body(struct db *db, void *context, struct error *err)
{
	struct restoring *r = context;
	const struct broker_order *found = r->found;
	struct run *run = r->desk->run;
	struct instant at = instant_known(found->submitted_at) ? found->submitted_at : run->now;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, found->client_order_id);
	arg_i64(&a, r->attempt);
	arg_i64(&a, llround(found->qty));
	arg_price(&a, found->limit_price);
	arg_text(&a, run->run_id);
	arg_date(&a, zone_new_york_date(at, NULL));
	arg_instant(&a, at);
	arg_instant(&a, run->now);
	arg_i64(&a, r->position_id);
	if (db_rows(db, &query_order_restore, &a, &rows, err) != 0)
		return -1;
	r->is_new = rows.count == 1;
	if (!r->is_new)
		return 0;
	r->order = (struct ledger_order){
		.purpose = "entry",
		.position_id = r->position_id,
		.exit_number = INT_MIN,
		.attempt = r->attempt,
		.side = "buy",
		.order_type = "limit",
		.qty = llround(found->qty),
		.limit_price = found->limit_price,
		.first_mid = PRICE_UNKNOWN,
		.filled_avg_price = PRICE_UNKNOWN,
		.created_at = at,
		.sent_at = at,
		.cancel_requested_at = INSTANT_UNKNOWN,
		.quarantined_at = INSTANT_UNKNOWN,
	};
	struct ledger_order *o = &r->order;
	(void)text_copy(o->client_order_id, sizeof o->client_order_id, found->client_order_id);
	(void)text_copy(o->symbol, sizeof o->symbol, found->symbol);
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_UNKNOWN));
	return row_read(&rows, 0, restored_columns, array_size(restored_columns), o, err) != 0
		       ? -1
		       : tell(r, err);
}

/* Whether O can be a later order of an entry in SYMBOL. */
static bool is_entry_in(const struct broker_order *o, const char *symbol, int *attempt)
{
	enum order_purpose purpose;
	return text_equal(o->symbol, symbol) && text_equal(o->side, "buy") && o->filled_qty >= 1 &&
	       o->qty >= o->filled_qty && price_known(o->limit_price) &&
	       order_id_parse(o->client_order_id, &purpose, attempt) && purpose == ORDER_ENTRY;
}

int adopt_rest(struct desk *desk, struct adopting *adopting, int64_t position_id,
	const char *symbol, int *taken, struct error *err)
{
	*taken = 0;
	/* a simulated account has no other broker than the ledger */
	if (desk->ops->fill_model != NULL)
		return 0;
	if (adopting_load(desk, adopting, false, err) != 0)
		return -1;
	for (size_t i = 0; i < adopting->count; i++) {
		struct restoring r = {
			.desk = desk, .position_id = position_id, .found = &adopting->orders[i]};
		if (!is_entry_in(r.found, symbol, &r.attempt))
			continue;
		if (run_store(desk->run, restore_body, &r, err) != 0)
			return -1;
		*taken += r.is_new;
		if (r.is_new && desk_poll(desk, &r.order, err) != 0)
			return -1;
	}
	return 0;
}
