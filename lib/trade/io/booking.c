#include "booking.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "booking_legs.h"
#include "leg_row.h"
#include "position_row.h"
#include "log.h"
#include "calendar.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_fees.h"
#include "zone.h"

struct locked_order {
	char status[24];
	int64_t filled_qty, booked_qty, qty;
	struct price filled_avg_price;
	struct instant quarantined_at;
};

static const struct row_column locked_order_columns[] = {
	ROW_FIELD(ROW_TEXT, struct locked_order, status, false),
	ROW_FIELD(ROW_I64, struct locked_order, filled_qty, false),
	ROW_FIELD(ROW_I64, struct locked_order, booked_qty, false),
	ROW_FIELD(ROW_PRICE, struct locked_order, filled_avg_price, true),
	ROW_FIELD(ROW_I64, struct locked_order, qty, false),
	ROW_FIELD(ROW_INSTANT, struct locked_order, quarantined_at, true),
};

/* Finds the fees of the new fill: before it is booked, so that it does not count twice. */
static int find_fees(
	struct booking *b, const struct fill *fill, struct instant at, struct error *err)
{
	const struct ledger_order *o = b->order;
	struct trade_fees fees;
	if (trade_fees_read(b->desk, at, &fees, err) != 0)
		return -1;
	if (o->leg_count == 0)
		b->fee = trade_fees_add(
			&fees, o->symbol, text_equal(o->side, "sell"), fill->quantity, fill->price);
	for (int i = 0; i < o->leg_count; i++) {
		const struct fill *part = &b->leg_fills[i];
		b->leg_fees[i] = trade_fees_add(&fees, o->legs[i].symbol,
			text_equal(o->legs[i].side, "sell"), part->quantity, part->price);
		b->fee = i == 0 ? b->leg_fees[i] : money_add(b->fee, b->leg_fees[i]);
	}
	return 0;
}

int booking_write_fill(struct booking *b, const struct filled_part *part, const struct fill *fill,
	int64_t position_id, struct instant at, struct error *err)
{
	/* Booked in the order and the position only: a row of fills needs a price. */
	if (!price_known(fill->price))
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, part->broker_order_id);
	arg_i64(&a, fill->cum_qty - part->filled_before);
	arg_text(&a, desk_account(b->desk));
	arg_text(&a, b->order->client_order_id);
	arg_i64(&a, position_id);
	arg_text(&a, part->symbol);
	arg_text(&a, part->side);
	arg_i64(&a, fill->quantity);
	arg_price(&a, fill->price);
	arg_money(&a, part->fee);
	arg_instant(&a, at);
	arg_instant(&a, b->desk->run->now);
	return db_none(b->desk->run->db, &query_fill_insert, &a, NULL, err);
}

static int write_fill(struct booking *b, const struct fill *fill, int64_t position_id,
	struct instant at, struct error *err)
{
	const struct ledger_order *o = b->order;
	if (o->leg_count > 0)
		return booking_legs_write(b, position_id, at, err);
	const struct filled_part part = {
		b->found->id, o->symbol, o->side, b->filled_before, b->fee};
	return booking_write_fill(b, &part, fill, position_id, at, err);
}

static int open_position(struct booking *b, const struct fill *fill, struct instant at, int64_t *id,
	struct error *err)
{
	struct run *run = b->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, b->order->execution_id);
	arg_text(&a, b->order->client_order_id);
	arg_i64(&a, fill->quantity);
	arg_price(&a, fill->price);
	arg_price(&a, b->underlying);
	arg_money(&a, b->fee);
	arg_instant(&a, at);
	arg_instant(&a, run->now);
	arg_date(&a, run_today(run));
	if (db_rows(run->db, &query_position_open, &a, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return error_set(err, ERROR_DATA,
			"another position in %s is open: this fill of %lld is booked when that is "
			"closed",
			ledger_order_symbol(b->order), (long long)fill->quantity);
	if (num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id) != 0)
		return error_set(err, ERROR_INTERNAL, "a new position has no id");
	run_count(run, "positions_opened", 1);
	b->desk->positions_new++;
	return position_row_event(b->desk, *id, "opened", NULL, err);
}

static int book_entry(struct booking *b, const struct fill *fill, struct instant at, int64_t *id,
	struct error *err)
{
	struct position_row p = {0};
	bool found;
	if (!price_known(fill->price))
		return error_set(
			err, ERROR_DATA, "the broker filled an entry but did not report the price");
	if (position_row_lock(
		    b->desk->run->db, INT64_MIN, b->order->execution_id, &p, &found, err) != 0)
		return -1;
	if (!found)
		return open_position(b, fill, at, id, err);
	*id = p.id;
	holding_enter(&p.holding, fill->quantity, fill->price, b->fee);
	/* A closed position whose entry still fills is open again. */
	bool was_closed = text_equal(p.status, "closed");
	b->desk->positions_new += was_closed;
	return position_row_store(b->desk, &p, was_closed ? "open" : p.status, at, NULL, err);
}

/* Takes the fill of an exit from the legs of a spread: from both, or from the one that is alone. */
static int close_legs(
	struct booking *b, struct position_row *p, const struct fill *fill, struct error *err)
{
	const struct ledger_order *o = b->order;
	struct leg_rows rows;
	if (leg_rows_read(b->desk->run->db, p, &rows, err) != 0)
		return -1;
	for (int i = 0; i < (o->leg_count > 0 ? o->leg_count : 1); i++) {
		const struct fill *part = o->leg_count > 0 ? &b->leg_fills[i] : fill;
		const char *symbol = o->leg_count > 0 ? o->legs[i].symbol : o->symbol;
		struct money fee = o->leg_count > 0 ? b->leg_fees[i] : b->fee;
		int leg = leg_rows_find(&rows, symbol);
		if (leg < 0)
			return error_set(err, ERROR_DATA, "position %lld has no leg %s",
				(long long)p->id, symbol);
		if (leg_row_close(b->desk, p, &rows, leg, part->quantity, part->price, fee, NULL,
			    err) != 0)
			return -1;
	}
	return 0;
}

static bool is_spread(const struct position_row *p)
{
	return instrument_is_option(p->holding.instrument) && trade_is_spread(p->holding.strategy);
}

static int book_exit(struct booking *b, const struct fill *fill, struct instant at, int64_t *id,
	struct error *err)
{
	struct position_row p = {0};
	bool found;
	*id = b->order->position_id;
	if (position_row_lock(b->desk->run->db, *id, "", &p, &found, err) != 0)
		return -1;
	if (found && is_spread(&p)) {
		if (close_legs(b, &p, fill, err) != 0)
			return -1;
	} else if (!found || !holding_exit(&p.holding, fill->quantity, fill->price, b->fee)) {
		return error_set(err, ERROR_DATA,
			"an exit filled %lld, more than position %lld holds",
			(long long)fill->quantity, (long long)*id);
	}
	bool over = order_status_class(b->status) == ORDER_TERMINAL;
	return position_row_store(b->desk, &p,
		ledger_order_is_stop(b->order) ? p.status
		: over			       ? "open"
					       : "closing",
		at, b->order->reason, err);
}

static int write_booked(
	struct booking *b, const struct fill *fill, int64_t position_id, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, b->order->client_order_id);
	arg_i64(&a, fill->cum_qty);
	arg_price(&a, b->average);
	arg_i64(&a, position_id);
	return db_none(b->desk->run->db, &query_order_booked, &a, NULL, err);
}

static int write_execution(struct booking *b, const struct fill *fill, struct error *err)
{
	struct ledger_order *o = b->order;
	/* the execution tells of the first half, its position of both */
	if (o->execution_id[0] == '\0' || ledger_order_is_exit(o) || ledger_order_scales(o))
		return 0;
	bool filled = fill != NULL;
	/* a credit is received: of a spread the entry price is a value, and nothing is paid */
	bool received = filled && price_known(b->average) && b->average.e4 < 0;
	struct price average = filled ? b->average : PRICE_UNKNOWN;
	if (received)
		average = price_sub((struct price){0}, average);
	bool paid = !ledger_order_is_stock(o) && !received;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, o->execution_id);
	arg_text(&a, order_status_name(b->status));
	arg_text(&a, o->client_order_id);
	arg_text(&a, b->found == NULL ? NULL : b->found->id);
	arg_price(&a, average);
	arg_price(&a, paid ? average : PRICE_UNKNOWN);
	arg_instant(&a, filled ? b->found->filled_at : INSTANT_UNKNOWN);
	return db_none(b->desk->run->db, &query_execution_progress, &a, NULL, err);
}

static int write_recommendation(struct desk *desk, const struct ledger_order *o, const char *status,
	const char *why, struct error *err)
{
	if (o->recommendation_id == INT64_MIN || ledger_order_is_exit(o))
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, o->recommendation_id);
	arg_text(&a, status);
	arg_text(&a, why);
	arg_instant(&a, desk->run->now);
	return db_none(desk->run->db, &query_recommendation_outcome, &a, NULL, err);
}

/*
 * Compares the broker's answer with what is booked, under the lock. Sets b->refused or b->stale for
 * an answer of which nothing is stored.
 */
static int check_fill(struct booking *b, const struct locked_order *locked, struct fill *fill,
	enum fill_verdict *verdict, struct error *err)
{
	const struct broker_order *found = b->found;
	bool spread = b->order->leg_count > 0;
	struct order_book book = {
		locked->qty, locked->booked_qty, locked->filled_avg_price, spread};
	struct order_answer answer = {b->status, found->filled_qty, found->filled_avg_price,
		found->replaced_by[0] != '\0'};
	b->stale = false;
	b->average = found->filled_avg_price;
	*verdict = FILL_QUARANTINE;
	b->refused = order_check_answer(&book, &answer);
	if (b->refused == NULL && spread &&
		booking_legs_check(b, locked->booked_qty, &b->refused, err) != 0)
		return -1;
	if (b->refused != NULL)
		return 0;
	*verdict = order_fill_from_order(
		&book, llround(found->filled_qty), found->filled_avg_price, fill);
	if (spread && *verdict == FILL_BOOK)
		fill->price = booking_legs_value(b);
	b->stale = *verdict == FILL_STALE;
	return 0;
}

static int book_fill(struct booking *b, const struct fill *fill, struct error *err)
{
	struct instant at =
		instant_known(b->found->filled_at) ? b->found->filled_at : b->desk->run->now;
	int64_t position_id = INT64_MIN;
	if (find_fees(b, fill, at, err) != 0)
		return -1;
	int booked = ledger_order_is_exit(b->order) ? book_exit(b, fill, at, &position_id, err)
						    : book_entry(b, fill, at, &position_id, err);
	if (booked != 0 || write_fill(b, fill, position_id, at, err) != 0 ||
		write_booked(b, fill, position_id, err) != 0)
		return -1;
	run_count(b->desk->run, "fills", 1);
	b->order->position_id = position_id;
	b->order->filled_qty = b->order->booked_qty = fill->cum_qty;
	b->order->filled_avg_price = b->average;
	return 0;
}

/*
 * An exit ended and a part is still held: the position is open again, for the next exit. A
 * protective stop closes nothing while it rests.
 */
static int reopen(struct desk *desk, const struct ledger_order *o, enum order_status status,
	struct error *err)
{
	struct position_row p = {0};
	bool found;
	if (!ledger_order_is_exit(o) || ledger_order_is_stop(o))
		return 0;
	bool over = order_status_class(status) == ORDER_TERMINAL;
	if (position_row_lock(desk->run->db, o->position_id, "", &p, &found, err) != 0 || !found)
		return found ? -1 : 0;
	if (text_equal(p.status, "closed"))
		return 0;
	return position_row_store(desk, &p, over ? "open" : "closing", desk->run->now, NULL, err);
}

static int store_body(struct db *db, void *context, struct error *err)
{
	struct booking *b = context;
	struct locked_order locked = {0};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, b->order->client_order_id);
	if (db_row(db, &query_order_lock, &a, &rows, err) != 0 ||
		row_read(&rows, 0, locked_order_columns, array_size(locked_order_columns), &locked,
			err) != 0)
		return -1;
	struct fill fill;
	enum fill_verdict verdict;
	if (check_fill(b, &locked, &fill, &verdict, err) != 0)
		return -1;
	if (verdict == FILL_QUARANTINE || verdict == FILL_STALE)
		return 0;
	if (instant_known(locked.quarantined_at) &&
		order_store_release(b->desk->run, b->order, err) != 0)
		return -1;
	if (order_store_outcome(b->desk->run, b->order, b->status, b->reply, b->found, NULL, err) !=
		0)
		return -1;
	bool filled = verdict == FILL_BOOK;
	b->fill = filled ? fill : (struct fill){.quantity = 0};
	if (filled ? book_fill(b, &fill, err) != 0 : reopen(b->desk, b->order, b->status, err) != 0)
		return -1;
	bool rejected = b->status == ORDER_REJECTED;
	if (write_execution(b, filled ? &fill : NULL, err) != 0)
		return -1;
	return write_recommendation(b->desk, b->order, rejected ? "FAILED" : "EXECUTED",
		rejected ? "rejected by the broker" : NULL, err);
}

/*
 * Fetches the price of the underlying, for the stop of a position that the booking may open. This
 * comes before the transaction, so that the transaction never waits for the network.
 */
static struct price underlying_now(struct booking *b)
{
	const char *ticker = b->order->ticker;
	struct quote quote;
	struct error ignored = {0};
	if (ledger_order_is_exit(b->order) || llround(b->found->filled_qty) <= b->order->booked_qty)
		return PRICE_UNKNOWN;
	if (alpaca_stock_quotes(b->desk->broker, &ticker, 1, &quote, &ignored) != 0)
		return PRICE_UNKNOWN;
	return quote_mid(quote);
}

int booking_store(struct booking *b, struct error *err)
{
	b->underlying = underlying_now(b);
	return db_transaction(b->desk->run->db, store_body, b, err);
}

struct plain {
	struct desk *desk;
	struct ledger_order *order;
	enum order_status status;
	const struct broker_reply *reply;
	const char *why;
	const char *recommendation; /* its new status; NULL: unchanged */
	bool withdraw;
};

static int write_withdrawal(struct plain *p, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, p->order->client_order_id);
	arg_text(&a, p->why);
	arg_text(&a, p->desk->run->run_id);
	arg_instant(&a, p->desk->run->now);
	return db_none(p->desk->run->db, &query_order_withdraw, &a, NULL, err);
}

static int plain_body(struct db *db, void *context, struct error *err)
{
	(void)db;
	struct plain *p = context;
	int stored = p->withdraw ? write_withdrawal(p, err)
				 : order_store_outcome(p->desk->run, p->order, p->status, p->reply,
					   NULL, p->why, err);
	struct booking b = {.desk = p->desk, .order = p->order, .status = p->status};
	if (stored != 0 || reopen(p->desk, p->order, p->status, err) != 0 ||
		write_execution(&b, NULL, err) != 0)
		return -1;
	if (p->recommendation == NULL)
		return 0;
	return write_recommendation(p->desk, p->order, p->recommendation, p->why, err);
}

int booking_store_reply(struct desk *desk, struct ledger_order *o, enum order_status status,
	const struct broker_reply *reply, bool counts_as_reject, struct error *err)
{
	bool rejected = status == ORDER_REJECTED;
	if (counts_as_reject)
		run_count(desk->run, "orders_rejected", 1);
	if (rejected)
		log_warning("order %s: rejected: %.200s", o->client_order_id, reply->message);
	else
		log_info("order %s: %s: %.200s", o->client_order_id, order_status_name(status),
			reply->message);
	struct plain p = {desk, o, status, reply, rejected ? reply->message : NULL,
		rejected ? "FAILED" : NULL, false};
	return db_transaction(desk->run->db, plain_body, &p, err);
}

int booking_store_drop(
	struct desk *desk, struct ledger_order *o, const char *why, struct error *err)
{
	struct plain p = {desk, o, ORDER_DROPPED, NULL, why, "FAILED", false};
	return db_transaction(desk->run->db, plain_body, &p, err);
}

int booking_store_withdrawal(
	struct desk *desk, struct ledger_order *o, const char *why, struct error *err)
{
	struct plain p = {desk, o, ORDER_CANCELED, NULL, why, "PENDING", true};
	return db_transaction(desk->run->db, plain_body, &p, err);
}
