#include "store_orders.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "alert.h"
#include "array.h"
#include "clock.h"
#include "odd_rows.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

/* The columns leg0_symbol ... of a leg; null where the order has no legs. */
#define LEG_COLUMN(type_, i, field_) \
	{ \
		"leg" #i "_" #field_, type_, offsetof(struct ledger_order, legs[i].field_), \
			sizeof(((struct ledger_order *)0)->legs[i].field_), true \
	}
#define LEG_COLUMNS(i) \
	LEG_COLUMN(ROW_TEXT, i, symbol), LEG_COLUMN(ROW_TEXT, i, side), \
		LEG_COLUMN(ROW_TEXT, i, position_intent), LEG_COLUMN(ROW_INT, i, ratio), \
		LEG_COLUMN(ROW_TEXT, i, broker_order_id), LEG_COLUMN(ROW_I64, i, filled_qty), \
		LEG_COLUMN(ROW_I64, i, booked_qty), LEG_COLUMN(ROW_PRICE, i, filled_avg_price)

static const struct row_column order_columns[] = {
	ROW_FIELD(ROW_TEXT, struct ledger_order, client_order_id, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, purpose, false),
	ROW_FIELD(ROW_I64, struct ledger_order, recommendation_id, true),
	ROW_FIELD(ROW_TEXT, struct ledger_order, execution_id, true),
	ROW_FIELD(ROW_I64, struct ledger_order, position_id, true),
	ROW_FIELD(ROW_INT, struct ledger_order, leg, false),
	ROW_FIELD(ROW_INT, struct ledger_order, exit_number, true),
	ROW_FIELD(ROW_INT, struct ledger_order, attempt, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, ticker, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, symbol, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, side, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, position_intent, true),
	ROW_FIELD(ROW_TEXT, struct ledger_order, order_type, false),
	ROW_FIELD(ROW_I64, struct ledger_order, qty, false),
	ROW_FIELD(ROW_PRICE, struct ledger_order, limit_price, true),
	ROW_FIELD(ROW_PRICE, struct ledger_order, stop_price, true),
	ROW_FIELD(ROW_PRICE, struct ledger_order, first_mid, true),
	ROW_FIELD(ROW_TEXT, struct ledger_order, reason, true),
	ROW_FIELD(ROW_TEXT, struct ledger_order, status, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, broker_order_id, true),
	ROW_FIELD(ROW_I64, struct ledger_order, filled_qty, false),
	ROW_FIELD(ROW_PRICE, struct ledger_order, filled_avg_price, true),
	ROW_FIELD(ROW_I64, struct ledger_order, booked_qty, false),
	ROW_FIELD(ROW_INT, struct ledger_order, misses, false),
	ROW_FIELD(ROW_INT, struct ledger_order, miss_runs, false),
	ROW_FIELD(ROW_TEXT, struct ledger_order, last_miss_run_id, true),
	ROW_FIELD(ROW_INSTANT, struct ledger_order, created_at, false),
	ROW_FIELD(ROW_INSTANT, struct ledger_order, sent_at, true),
	ROW_FIELD(ROW_INSTANT, struct ledger_order, cancel_requested_at, true),
	ROW_FIELD(ROW_INSTANT, struct ledger_order, quarantined_at, true),
	ROW_FIELD(ROW_BOOL, struct ledger_order, sender_is_gone, false),
	ROW_FIELD(ROW_BOOL, struct ledger_order, is_urgent, false),
	ROW_FIELD(ROW_INT, struct ledger_order, leg_count, false),
	LEG_COLUMNS(0),
	LEG_COLUMNS(1),
};
_Static_assert(SPREAD_LEGS == 2, "each leg has its columns");

bool ledger_order_is_exit(const struct ledger_order *o)
{
	return text_equal(o->purpose, "exit") || ledger_order_is_stop(o);
}

bool ledger_order_is_stop(const struct ledger_order *o)
{
	return text_equal(o->purpose, "stop");
}

const char reprice_reason[] = "reprice";

bool ledger_order_scales(const struct ledger_order *o)
{
	return !ledger_order_is_exit(o) && (text_equal(o->reason, scale_reason) ||
						   text_equal(o->reason, scale_rest_reason));
}

bool ledger_order_is_stock(const struct ledger_order *o)
{
	return o->leg_count == 0 && o->position_intent[0] == '\0';
}

const char *ledger_order_symbol(const struct ledger_order *o)
{
	return o->leg_count > 0 ? o->legs[0].symbol : o->symbol;
}

enum order_status ledger_order_status(const struct ledger_order *o)
{
	enum order_status status = ORDER_OTHER;
	(void)order_status_parse(o->status, &status);
	return status;
}

static void tell_unfollowed(struct run *run, const char *id, const char *why)
{
	char key[160], day[DATE_TEXT_SIZE];
	(void)snprintf(
		key, sizeof key, "odd_order:%.80s:%s", id, date_format(run_today(run), day));
	alert_partial(run, ALERT_CRITICAL, key, "an order is not followed",
		"order %s cannot be read, so nothing follows it and nothing is bought: %s", id,
		why);
}

static void tell_odd(struct run *run, const struct odd_rows *odd)
{
	for (size_t i = 0; i < odd->kept; i++)
		tell_unfollowed(run, odd->row[i].name, odd->row[i].text);
	if (odd->count > (int64_t)odd->kept)
		tell_unfollowed(run, "more", "there are too many to name them all");
	if (odd->count > 0)
		run_count(run, "odd_rows", odd->count);
}

int orders_load_unsettled(struct run *run, const char *account, struct ledger_order **out,
	size_t *count, int64_t *odd_count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct odd_rows odd = {0};
	arg_text(&a, account);
	arg_date(&a, run_today(run));
	if (db_rows(run->db, &query_orders_unsettled, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, order_columns, array_size(order_columns), sizeof **out, out,
			count, "our orders", &odd, err) != 0)
		return -1;
	tell_odd(run, &odd);
	*odd_count = odd.count;
	return 0;
}

/* The parent of a multi-leg order has neither symbol nor side. */
static void write_legs(struct jsonl *w, const struct ledger_order *o)
{
	char number[NUM_TEXT_SIZE];
	jsonl_text(w, "order_class", "mleg");
	jsonl_open(w, "legs", '[');
	for (int i = 0; i < o->leg_count; i++) {
		const struct ledger_leg *leg = &o->legs[i];
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "symbol", leg->symbol);
		jsonl_text(w, "ratio_qty", num_format_i64(leg->ratio, number));
		jsonl_text(w, "side", leg->side);
		jsonl_text(w, "position_intent", leg->position_intent);
		jsonl_close(w);
	}
	jsonl_close(w);
}

void order_body(const struct ledger_order *o, struct buf *out)
{
	char number[NUM_TEXT_SIZE];
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	if (o->leg_count > 0)
		write_legs(&w, o);
	else
		jsonl_text(&w, "symbol", o->symbol);
	jsonl_text(&w, "qty", num_format_i64(o->qty, number));
	if (o->leg_count == 0)
		jsonl_text(&w, "side", o->side);
	jsonl_text(&w, "type", o->order_type);
	jsonl_text(&w, "time_in_force", "day");
	if (price_known(o->limit_price))
		jsonl_text(&w, "limit_price",
			price_format(o->limit_price, o->limit_price.e4 % 100 == 0 ? 2 : 4, number));
	if (ledger_order_is_stop(o))
		jsonl_text(&w, "stop_price", price_format(o->stop_price, 2, number));
	jsonl_text(&w, "client_order_id", o->client_order_id);
	if (o->position_intent[0] != '\0')
		jsonl_text(&w, "position_intent", o->position_intent);
	jsonl_close(&w);
}

static void arg_optional_i64(struct db_args *a, int64_t value, int64_t none)
{
	if (value == none)
		arg_null(a);
	else
		arg_i64(a, value);
}

static void arg_optional_text(struct db_args *a, const char *value)
{
	arg_text(a, value[0] == '\0' ? NULL : value);
}

static int insert_legs(struct run *run, const struct ledger_order *o, struct error *err)
{
	for (int i = 0; i < o->leg_count; i++) {
		const struct ledger_leg *leg = &o->legs[i];
		db_args_auto struct db_args a = DB_ARGS_INIT;
		arg_text(&a, o->client_order_id);
		arg_i64(&a, i);
		arg_text(&a, leg->symbol);
		arg_text(&a, leg->side);
		arg_text(&a, leg->position_intent);
		arg_i64(&a, leg->ratio);
		if (db_none(run->db, &query_order_leg_insert, &a, NULL, err) != 0)
			return -1;
	}
	return 0;
}

int order_insert(struct run *run, const char *account, const struct ledger_order *o,
	const char *quote_json, struct error *err)
{
	buf_auto struct buf body = BUF_INIT(4096);
	order_body(o, &body);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_text(&a, account);
	arg_text(&a, o->purpose);
	arg_optional_i64(&a, o->recommendation_id, INT64_MIN);
	arg_optional_text(&a, o->execution_id);
	arg_optional_i64(&a, o->position_id, INT64_MIN);
	arg_i64(&a, o->leg);
	arg_optional_i64(&a, o->exit_number, INT_MIN);
	arg_i64(&a, o->attempt);
	arg_text(&a, o->ticker);
	arg_text(&a, o->symbol);
	arg_text(&a, o->side);
	arg_optional_text(&a, o->position_intent);
	arg_text(&a, o->order_type);
	arg_i64(&a, o->qty);
	arg_price(&a, o->limit_price);
	arg_price(&a, o->first_mid);
	arg_text(&a, buf_text(&body));
	arg_text(&a, quote_json);
	arg_optional_text(&a, o->reason);
	arg_text(&a, run->run_id);
	arg_date(&a, run_today(run));
	arg_instant(&a, run->now);
	arg_price(&a, ledger_order_is_stop(o) ? o->stop_price : PRICE_UNKNOWN);
	return db_none(run->db, &query_order_insert, &a, NULL, err) != 0 ? -1
									 : insert_legs(run, o, err);
}

struct sending {
	struct run *run;
	const struct ledger_order *order;
	struct instant at;
	bool again, may_send;
};

static int sending_body(struct db *db, void *context, struct error *err)
{
	struct sending *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, s->order->client_order_id);
	arg_text(&a, s->run->run_id);
	arg_instant(&a, s->at);
	arg_bool(&a, s->again);
	arg_double(&a, (double)(s->run->deadline_us - clock_monotonic_us()) / 1e6);
	if (db_rows(db, &query_order_sending, &a, &rows, err) != 0)
		return -1;
	s->may_send = rows.count == 1;
	return 0;
}

int order_begin_sending(struct run *run, const struct ledger_order *o, struct instant at,
	bool again, bool *may_send, struct error *err)
{
	struct sending s = {run, o, at, again, false};
	int result = run_store(run, sending_body, &s, err);
	*may_send = s.may_send;
	return result;
}

static int is_sender_body(struct db *db, void *context, struct error *err)
{
	struct sending *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, s->order->client_order_id);
	arg_text(&a, s->run->run_id);
	if (db_row(db, &query_order_is_sender, &a, &rows, err) != 0)
		return -1;
	if (!text_equal(row_text(&rows, 0, "is_sender"), "t"))
		return error_set(err, ERROR_AGAIN, "another run has taken the order over");
	return 0;
}

int order_check_sending(struct run *run, const struct ledger_order *o, struct error *err)
{
	struct sending s = {.run = run, .order = o};
	return run_store(run, is_sender_body, &s, err);
}

int order_store_unsent(struct run *run, struct ledger_order *o, enum order_status status,
	bool *stored, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, o->client_order_id);
	arg_text(&a, run->run_id);
	arg_text(&a, order_status_name(status));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_order_unsent, &a, &rows, err) != 0)
		return -1;
	*stored = rows.count == 1;
	if (*stored)
		(void)text_copy(o->status, sizeof o->status, order_status_name(status));
	return 0;
}

static const struct row_column followed_columns[] = {
	ROW_FIELD(ROW_I64, struct ledger_order, qty, false),
	ROW_FIELD(ROW_PRICE, struct ledger_order, limit_price, true),
	ROW_FIELD(ROW_PRICE, struct ledger_order, stop_price, true),
};

int order_store_successor(struct run *run, struct ledger_order *o,
	const struct broker_order *successor, int64_t qty, bool *is_new, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, o->client_order_id);
	arg_text(&a, successor->id);
	arg_i64(&a, qty);
	arg_price(&a, successor->limit_price);
	arg_price(&a, successor->stop_price);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_order_follow, &a, &rows, err) != 0)
		return -1;
	*is_new = rows.count == 1;
	if (!*is_new)
		return 0;
	(void)text_copy(o->broker_order_id, sizeof o->broker_order_id, successor->id);
	return row_read(&rows, 0, followed_columns, array_size(followed_columns), o, err);
}

static void arg_reply(struct db_args *a, const struct broker_reply *reply, const char *why)
{
	if (reply == NULL || reply->status == 0)
		arg_null(a);
	else
		arg_i64(a, reply->status);
	arg_optional_i64(a, reply == NULL ? INT64_MIN : reply->code, INT64_MIN);
	arg_text(a, why != NULL					 ? why
		    : reply != NULL && reply->message[0] != '\0' ? reply->message
								 : NULL);
	arg_text(a, reply == NULL ? NULL : reply->body_sha256);
}

int order_store_outcome(struct run *run, struct ledger_order *o, enum order_status status,
	const struct broker_reply *reply, const struct broker_order *found, const char *why,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_text(&a, order_status_name(status));
	arg_text(&a, found == NULL ? NULL : found->status);
	arg_text(&a, found == NULL ? NULL : found->id);
	arg_reply(&a, reply, why);
	if (found == NULL)
		arg_null(&a);
	else
		arg_i64(&a, llround(found->filled_qty));
	arg_price(&a, found == NULL ? PRICE_UNKNOWN : found->filled_avg_price);
	arg_instant(&a, found == NULL ? INSTANT_UNKNOWN : found->filled_at);
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	arg_instant(&a, o->sent_at);
	if (db_none(run->db, &query_order_outcome, &a, NULL, err) != 0)
		return -1;
	(void)text_copy(o->status, sizeof o->status, order_status_name(status));
	if (found != NULL && o->broker_order_id[0] == '\0')
		(void)text_copy(o->broker_order_id, sizeof o->broker_order_id, found->id);
	return 0;
}

static const struct row_column leg_columns[] = {
	ROW_FIELD(ROW_TEXT, struct ledger_leg, broker_order_id, true),
	ROW_FIELD(ROW_I64, struct ledger_leg, filled_qty, false),
	ROW_FIELD(ROW_PRICE, struct ledger_leg, filled_avg_price, true),
	ROW_FIELD(ROW_I64, struct ledger_leg, booked_qty, false),
};

int order_load_legs(struct run *run, struct ledger_order *o, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, o->client_order_id);
	if (db_rows(run->db, &query_order_legs, &a, &rows, err) != 0)
		return -1;
	if (rows.count != o->leg_count)
		return error_set(err, ERROR_INTERNAL, "order %s has %d legs in the ledger, not %d",
			o->client_order_id, rows.count, o->leg_count);
	for (int i = 0; i < o->leg_count; i++)
		if (row_read(&rows, i, leg_columns, array_size(leg_columns), &o->legs[i], err) != 0)
			return -1;
	return 0;
}

int order_store_leg(struct run *run, const struct ledger_order *o, int i, struct error *err)
{
	const struct ledger_leg *leg = &o->legs[i];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_i64(&a, i);
	arg_optional_text(&a, leg->broker_order_id);
	arg_i64(&a, leg->filled_qty);
	arg_price(&a, leg->filled_avg_price);
	arg_i64(&a, leg->booked_qty);
	return db_none(run->db, &query_order_leg_booked, &a, NULL, err);
}

int order_store_miss(struct run *run, struct ledger_order *o, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	if (db_none(run->db, &query_order_missed, &a, NULL, err) != 0)
		return -1;
	o->misses++;
	if (!text_equal(o->last_miss_run_id, run->run_id))
		o->miss_runs++;
	(void)text_copy(o->last_miss_run_id, sizeof o->last_miss_run_id, run->run_id);
	return 0;
}

int order_store_cancel_request(struct run *run, struct ledger_order *o, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_instant(&a, run->now);
	if (!instant_known(o->cancel_requested_at))
		o->cancel_requested_at = run->now;
	return db_none(run->db, &query_order_cancel_requested, &a, NULL, err);
}

int order_store_quarantine(struct run *run, struct ledger_order *o, const char *why,
	const char *broker_order_id, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_text(&a, why);
	arg_instant(&a, run->now);
	arg_text(&a, broker_order_id);
	if (db_none(run->db, &query_order_quarantine, &a, NULL, err) != 0)
		return -1;
	if (!instant_known(o->quarantined_at))
		o->quarantined_at = run->now;
	if (broker_order_id != NULL &&
		(order_status_class(ledger_order_status(o)) == ORDER_UNRESOLVED ||
			ledger_order_status(o) == ORDER_DROPPED))
		(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_ACCEPTED));
	return 0;
}

int order_store_release(struct run *run, struct ledger_order *o, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->client_order_id);
	arg_instant(&a, run->now);
	o->quarantined_at = INSTANT_UNKNOWN;
	rows_auto struct rows rows = ROWS_INIT;
	return db_row(run->db, &query_order_release, &a, &rows, err);
}
