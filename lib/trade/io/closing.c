#include "closing.h"

#include <math.h>
#include <stdlib.h>

#include "adoption.h"
#include "array.h"
#include "leg_row.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_fees.h"
#include "zone.h"

struct closing_store_context {
	struct desk *desk;
	const struct closing *closing;
	int64_t booked;
	struct trade_fees fees;
	struct money fee; /* of what is closed; 0 when it was not traded */
};

static bool is_trade(const struct closing *c)
{
	return c->activity != NULL && text_equal(c->activity->activity_type, "FILL");
}

static int store_activity(struct closing_store_context *s, bool *is_new, struct error *err)
{
	const struct broker_activity *activity = s->closing->activity;
	struct desk *desk = s->desk;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, activity->id);
	arg_text(&a, desk_account(desk));
	arg_text(&a, activity->activity_type);
	arg_text(&a, activity->order_id[0] == '\0' ? NULL : activity->order_id);
	arg_text(&a, activity->symbol);
	arg_text(&a, activity->side[0] == '\0' ? NULL : activity->side);
	arg_double(&a, activity->qty);
	arg_price(&a, activity->price);
	arg_money(&a, activity->net_amount);
	arg_date(&a, activity->date);
	arg_instant(&a, activity->transaction_time);
	arg_text(&a, activity->data);
	arg_i64(&a, s->closing->position_id);
	arg_instant(&a, desk->run->now);
	if (db_rows(desk->run->db, &query_activity_insert, &a, &rows, err) != 0)
		return -1;
	*is_new = rows.count == 1;
	return 0;
}

/* A trade of another client or of the broker is also a fill: it moved the account's cash. */
static int store_fill(struct closing_store_context *s, const struct position_row *p,
	int64_t quantity, struct error *err)
{
	const struct broker_activity *activity = s->closing->activity;
	struct run *run = s->desk->run;
	if (!is_trade(s->closing) || activity->order_id[0] == '\0' ||
		!price_known(s->closing->price))
		return 0;
	/* Only a part of the fill may be ours: the key is what names it at the broker. */
	int64_t cumulative =
		activity->cum_qty >= (double)quantity ? llround(activity->cum_qty) : quantity;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, activity->order_id);
	arg_i64(&a, cumulative);
	arg_text(&a, desk_account(s->desk));
	arg_i64(&a, p->id);
	arg_text(&a, activity->symbol);
	arg_text(&a, text_starts(activity->side, "buy") ? "buy" : "sell");
	arg_i64(&a, quantity);
	arg_price(&a, s->closing->price);
	arg_money(&a, s->fee);
	arg_instant(&a, s->closing->at);
	arg_instant(&a, run->now);
	return db_none(run->db, &query_fill_outside, &a, NULL, err);
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Finds the fee of QUANTITY: an expiry, assignment or exercise costs none. */
static void find_fee(struct closing_store_context *s, int64_t quantity)
{
	const struct closing *c = s->closing;
	if (is_trade(c))
		s->fee = trade_fees_add(&s->fees, c->activity->symbol,
			text_starts(c->activity->side, "sell"), quantity, c->price);
}

static int close_part(struct closing_store_context *s, struct position_row *p, int64_t *quantity,
	struct error *err)
{
	const struct closing *c = s->closing;
	*quantity = smaller(c->quantity, p->holding.quantity);
	find_fee(s, *quantity);
	if (*quantity > 0 && !holding_exit(&p->holding, *quantity, c->price, s->fee))
		return error_set(err, ERROR_INTERNAL, "position %lld: could not close %lld",
			(long long)p->id, (long long)*quantity);
	return 0;
}

static bool is_of_shares(const struct broker_activity *activity)
{
	return text_equal(activity->activity_type, "OPASN") ||
	       text_equal(activity->activity_type, "OPEXC");
}

/*
 * The price of what became shares: what the option was worth by the last price of the underlying.
 */
static struct price price_of(
	const struct closing *c, const struct leg_rows *rows, const char *symbol)
{
	struct option_contract contract;
	return c->activity != NULL && is_of_shares(c->activity) &&
			       occ_parse(symbol, &contract, NULL) == 0
		       ? legs_settled_value(&contract, rows->underlying)
		       : c->price;
}

/* Closes the leg that ended, or without one both legs. */
static int close_legs(struct closing_store_context *s, struct position_row *p, int64_t *quantity,
	struct error *err)
{
	const struct closing *c = s->closing;
	struct leg_rows rows;
	if (leg_rows_read(s->desk->run->db, p, &rows, err) != 0)
		return -1;
	for (int i = 0; i < SPREAD_LEGS; i++) {
		int64_t part = smaller(c->quantity, rows.legs[i].quantity);
		if ((c->leg != NULL && !text_equal(rows.symbols[i], c->leg)) || part <= 0)
			continue;
		find_fee(s, part);
		if (leg_row_close(s->desk, p, &rows, i, part, price_of(c, &rows, rows.symbols[i]),
			    s->fee, c->reason, err) != 0)
			return -1;
		*quantity = part;
	}
	return 0;
}

static int store_body(struct db *db, void *context, struct error *err)
{
	struct closing_store_context *s = context;
	const struct closing *c = s->closing;
	struct position_row p = {0};
	bool found, is_new = true;
	if (is_trade(c) && trade_fees_read(s->desk, c->at, &s->fees, err) != 0)
		return -1;
	if (position_row_lock(db, c->position_id, "", &p, &found, err) != 0)
		return -1;
	if (!found || text_equal(p.status, "closed"))
		return 0;
	if (c->activity != NULL && store_activity(s, &is_new, err) != 0)
		return -1;
	if (!is_new)
		return 0;
	int64_t quantity = 0;
	bool spread =
		instrument_is_option(p.holding.instrument) && trade_is_spread(p.holding.strategy);
	if (spread ? close_legs(s, &p, &quantity, err) != 0
		   : close_part(s, &p, &quantity, err) != 0)
		return -1;
	if (c->activity != NULL && store_fill(s, &p, quantity, err) != 0)
		return -1;
	if (c->event_json != NULL &&
		position_row_event(s->desk, p.id, c->reason, c->event_json, err) != 0)
		return -1;
	s->booked = quantity;
	return position_row_store(s->desk, &p, p.status, c->at, c->reason, err);
}

int closing_store(
	struct desk *desk, const struct closing *closing, int64_t *booked, struct error *err)
{
	struct closing_store_context s = {.desk = desk, .closing = closing};
	int result = db_transaction(desk->run->db, store_body, &s, err);
	if (booked != NULL)
		*booked = result == 0 ? s.booked : 0;
	return result;
}

/* ---- activities ---- */

static int order_is_ours(
	struct desk *desk, const char *broker_order_id, bool *ours, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	arg_text(&a, broker_order_id);
	if (db_row(desk->run->db, &query_order_ours, &a, &rows, err) != 0)
		return -1;
	*ours = text_equal(row_text(&rows, 0, "ours"), "t");
	return 0;
}

static bool is_applied(const struct rows *applied, const char *id)
{
	for (int i = 0; i < applied->count; i++)
		if (text_equal(row_text(applied, i, "id"), id))
			return true;
	return false;
}

int closing_shares_booked(
	struct desk *desk, const struct broker_activity *activity, bool *booked, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	arg_text(&a, activity->symbol);
	arg_text(&a, activity->qty > 0 ? "buy" : "sell");
	arg_price(&a, activity->price);
	arg_date(&a, activity->date);
	if (db_row(desk->run->db, &query_fill_shares_booked, &a, &rows, err) != 0)
		return -1;
	*booked = text_equal(row_text(&rows, 0, "booked"), "t");
	return 0;
}

static int read_fact(struct desk *desk, const struct broker_activity *activity,
	const struct rows *applied, const struct gone *gone, struct closing_fact *out,
	struct error *err)
{
	bool fill = text_equal(activity->activity_type, "FILL"), ours = false;
	bool delivery = text_equal(activity->activity_type, "OPTRD");
	*out = (struct closing_fact){
		.type = activity->activity_type,
		.is_closing =
			delivery ? (activity->qty > 0) == gone->is_short
				 : text_starts(activity->side, gone->is_short ? "buy" : "sell"),
		.is_used = is_applied(applied, activity->id) ||
			   (fill && instant_compare(activity->transaction_time, gone->entry_time) <
					    0) ||
			   (date_known(activity->date) &&
				   date_compare(activity->date,
					   zone_new_york_date(gone->entry_time, NULL)) < 0),
		.qty = activity->qty,
		.price = activity->price,
	};
	if (delivery && !out->is_used)
		return closing_shares_booked(desk, activity, &out->is_used, err);
	if (!fill || out->is_used || !out->is_closing)
		return 0;
	if (order_is_ours(desk, activity->order_id, &ours, err) != 0)
		return -1;
	out->is_used = ours;
	return 0;
}

static int book_part(struct desk *desk, const struct gone *gone,
	const struct broker_activity *activity, const struct closing_part *part, int64_t *left,
	struct error *err)
{
	struct closing closing = {
		.position_id = gone->position_id,
		.quantity = part->quantity,
		.leg = gone->is_leg ? gone->symbol : NULL,
		.price = is_of_shares(activity) ? gone->value : part->price,
		.at = instant_known(activity->transaction_time) ? activity->transaction_time
								: desk->run->now,
		.reason = part->reason,
		.activity = activity,
	};
	int64_t booked;
	log_warning("position %lld (%s): %lld %s at the broker", (long long)gone->position_id,
		activity->symbol, (long long)part->quantity, part->reason);
	if (closing_store(desk, &closing, &booked, err) != 0)
		return -1;
	*left -= booked;
	return 0;
}

/* Whether the OPTRD B may be of an option of GONE that ended on DAY. */
static bool is_delivery_of(
	const struct gone *gone, const struct broker_activity *b, struct date day)
{
	struct option_contract contract;
	if (!text_equal(b->activity_type, "OPTRD") || !text_equal(b->symbol, gone->ticker) ||
		!date_known(b->date) || date_compare(b->date, day) != 0)
		return false;
	/* the shares of the legs of a spread may cancel each other */
	return gone->is_leg || (occ_parse(gone->symbol, &contract, NULL) == 0 &&
				       price_compare(contract.strike, b->price) == 0);
}

/* Counts a part that became shares, and once for each day the shares that came or went then. */
static void count_shares(const struct gone *gone, const struct broker_activity *all, size_t count,
	const struct broker_activity *activity, const struct closing_part *part,
	struct became_shares *became)
{
	bool is_new = !date_known(became->day) || date_compare(became->day, activity->date) != 0;
	became->contracts += part->quantity;
	became->day = activity->date;
	for (size_t i = 0; i < count && is_new; i++)
		if (is_delivery_of(gone, &all[i], activity->date))
			became->shares += all[i].qty;
}

static int book_parts(struct desk *desk, const struct gone *gone,
	const struct broker_activity *activities, const struct closing_fact *facts, size_t count,
	int64_t *left, struct became_shares *became, struct error *err)
{
	struct closing_part *parts mem_auto = calloc(count + 1, sizeof *parts);
	if (parts == NULL)
		return error_memory(err);
	size_t used = closing_explain(facts, count, *left, parts);
	for (size_t i = 0; i < used; i++) {
		const struct broker_activity *activity = &activities[parts[i].fact];
		bool shares = is_of_shares(activity);
		if (shares && !gone->books_shares)
			count_shares(gone, activities, count, activity, &parts[i], became);
		else if (book_part(desk, gone, activity, &parts[i], left, err) != 0)
			return -1;
	}
	*left -= became->contracts;
	return 0;
}

static int load_applied(struct desk *desk, const char *symbol, struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(desk));
	arg_text(&a, symbol);
	return db_rows(desk->run->db, &query_activities_applied, &a, rows, err);
}

static int book_all(struct desk *desk, const struct gone *gone,
	const struct broker_activity *activities, size_t count, int64_t *left,
	struct became_shares *became, struct error *err)
{
	rows_auto struct rows applied = ROWS_INIT;
	struct closing_fact *facts mem_auto = calloc(count + 1, sizeof *facts);
	if (facts == NULL)
		return error_memory(err);
	if (load_applied(desk, gone->symbol, &applied, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		facts[i] = (struct closing_fact){.type = "", .is_used = true};
		if (text_equal(activities[i].symbol, gone->symbol) &&
			read_fact(desk, &activities[i], &applied, gone, &facts[i], err) != 0)
			return -1;
	}
	closing_use_shares(facts, count, gone->assigned);
	return book_parts(desk, gone, activities, facts, count, left, became, err);
}

int closing_book_activities(struct desk *desk, const struct gone *gone, int64_t *left,
	struct became_shares *became, struct error *err)
{
	struct broker_activity *activities = NULL;
	size_t count = 0;
	*left = gone->missing;
	*became = (struct became_shares){.day = DATE_UNKNOWN};
	if (alpaca_activities(desk->broker, "FILL,OPEXP,OPASN,OPEXC,OPTRD",
		    zone_new_york_date(gone->entry_time, NULL), &activities, &count, err) != 0)
		return -1;
	int result = book_all(desk, gone, activities, count, left, became, err);
	alpaca_activities_free(activities, count);
	return result;
}
