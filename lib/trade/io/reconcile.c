#include "reconcile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "array.h"
#include "booking.h"
#include "log.h"
#include "calendar.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

struct held {
	int64_t id, quantity;
	char symbol[OCC_SYMBOL_SIZE], ticker[TICKER_SIZE], status[8], missing_run_id[RUN_ID_SIZE];
	int missing_runs;
	struct instant entry_time;
	struct date expiration_date;
	bool has_order;
};

static const struct row_column held_columns[] = {
	ROW_FIELD(ROW_I64, struct held, id, false),
	ROW_FIELD(ROW_I64, struct held, quantity, false),
	ROW_FIELD(ROW_TEXT, struct held, symbol, false),
	ROW_FIELD(ROW_TEXT, struct held, ticker, false),
	ROW_FIELD(ROW_TEXT, struct held, status, false),
	ROW_FIELD(ROW_TEXT, struct held, missing_run_id, true),
	ROW_FIELD(ROW_INT, struct held, missing_runs, false),
	ROW_FIELD(ROW_INSTANT, struct held, entry_time, false),
	ROW_FIELD(ROW_DATE, struct held, expiration_date, true),
	ROW_FIELD(ROW_BOOL, struct held, has_order, false),
};

int desk_fetch_holdings(struct desk *desk, struct error *err)
{
	struct error why = {0};
	free(desk->holdings);
	desk->holdings = NULL;
	desk->holding_count = 0;
	desk->state = HOLDINGS_UNKNOWN;
	int listed = desk->ops->positions(desk, &desk->holdings, &desk->holding_count, &why);
	alert_odd_rows(desk->run, alpaca_odd_rows(desk->broker));
	if (listed == 0) {
		desk->state = HOLDINGS_KNOWN;
		return 0;
	}
	if (why.kind == ERROR_PERMISSION) {
		*err = why;
		return -1;
	}
	run_partial(desk->run, "the positions at the broker are unknown: %s", why.text);
	return 0;
}

static int load_held(struct desk *desk, struct held **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	if (db_rows(desk->run->db, &query_positions_held, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, held_columns, array_size(held_columns), sizeof **out, out, count, err);
}

/*
 * The activities that end a position: it expires worthless, or becomes shares. The price of the
 * shares is not that of the option.
 */
static const struct {
	const char *type, *reason;
	bool worthless;
} endings[] = {
	{"OPEXP", "expired", true},
	{"OPASN", "assigned", false},
	{"OPEXC", "exercised", false},
};

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

/* Whether ACTIVITY ended P; then sets the reason, the price of the option and the time. */
static int explains(struct desk *desk, const struct broker_activity *activity, const struct held *p,
	const char **reason, struct price *price, bool *yes, struct error *err)
{
	*yes = false;
	if (!text_equal(activity->symbol, p->symbol))
		return 0;
	for (size_t i = 0; i < array_size(endings); i++)
		if (text_equal(activity->activity_type, endings[i].type)) {
			*yes = true;
			*reason = endings[i].reason;
			*price = endings[i].worthless ? (struct price){0} : PRICE_UNKNOWN;
			return 0;
		}
	if (!text_equal(activity->activity_type, "FILL") || !text_starts(activity->side, "sell") ||
		instant_compare(activity->transaction_time, p->entry_time) < 0)
		return 0;
	bool ours;
	if (order_is_ours(desk, activity->order_id, &ours, err) != 0)
		return -1;
	*yes = !ours;
	*reason = "liquidated";
	*price = activity->price;
	return 0;
}

static int store_activity(struct desk *desk, const struct broker_activity *activity,
	int64_t position_id, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
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
	arg_i64(&a, position_id);
	arg_instant(&a, desk->run->now);
	return db_none(desk->run->db, &query_activity_insert, &a, NULL, err);
}

/* Searches for the activity that ended a position, and closes the position by it. */
static int close_explained(struct desk *desk, const struct held *p, bool *closed, struct error *err)
{
	struct broker_activity *activities = NULL;
	size_t count = 0;
	*closed = false;
	if (alpaca_activities(desk->broker, "FILL,OPEXP,OPASN,OPEXC",
		    zone_new_york_date(p->entry_time, NULL), &activities, &count, err) != 0)
		return -1;
	int result = 0;
	for (size_t i = 0; i < count && result == 0 && !*closed; i++) {
		const char *reason;
		struct price price;
		bool yes;
		result = explains(desk, &activities[i], p, &reason, &price, &yes, err);
		if (result != 0 || !yes)
			continue;
		struct instant at = instant_known(activities[i].transaction_time)
					    ? activities[i].transaction_time
					    : desk->run->now;
		log_warning("position %lld (%s): %s at the broker", (long long)p->id, p->symbol,
			reason);
		result = store_activity(desk, &activities[i], p->id, err);
		if (result == 0)
			result = booking_close_position(desk, p->id, price, at, reason, err);
		*closed = result == 0;
	}
	alpaca_activities_free(activities, count);
	return result;
}

static int count_missing(
	struct desk *desk, const struct held *p, bool found, int64_t *runs, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_i64(&a, p->id);
	arg_bool(&a, found);
	arg_text(&a, desk->run->run_id);
	arg_instant(&a, desk->run->now);
	if (db_row(desk->run->db, &query_position_missing, &a, &rows, err) != 0)
		return -1;
	const char *text = row_text(&rows, 0, "missing_runs");
	if (text == NULL || num_parse_i64(text, 0, 30000, runs) != 0)
		return error_set(
			err, ERROR_INTERNAL, "position %lld has no missing_runs", (long long)p->id);
	return 0;
}

/*
 * The broker drops an expired contract from its list at once; the activity that ended the contract
 * comes on the next day. Whether to wait for it: until the session after the expiry has opened.
 */
static bool awaits_expiry(const struct desk *desk, const struct held *p)
{
	struct session next;
	struct instant now = desk->run->now;
	if (!date_known(p->expiration_date) ||
		instant_compare(now, calendar_expiry_instant(p->expiration_date)) < 0)
		return false;
	return !calendar_next(p->expiration_date, &next) || instant_compare(now, next.open) < 0;
}

static int settle_phantom(
	struct desk *desk, const struct held *p, struct reconciliation *out, struct error *err)
{
	bool closed = false;
	int64_t runs = 0;
	out->phantom++;
	if (desk->duty != ORDER_EXIT || desk->run->dry_run)
		return 0;
	struct error why = {0};
	if (close_explained(desk, p, &closed, &why) != 0)
		run_partial(
			desk->run, "position %lld (%s): %s", (long long)p->id, p->symbol, why.text);
	if (closed) {
		out->closed++;
		return 0;
	}
	if (awaits_expiry(desk, p)) {
		log_info("position %lld (%s) has expired: waits for the activity of the broker",
			(long long)p->id, p->symbol);
		return 0;
	}
	if (count_missing(desk, p, false, &runs, err) != 0)
		return -1;
	run_partial(desk->run, "position %lld (%s) is not at the broker (%lld of %.0f runs agree)",
		(long long)p->id, p->symbol, (long long)runs, desk->run->params.phantom_runs);
	if ((double)runs < desk->run->params.phantom_runs)
		return 0;
	out->closed++;
	return booking_close_position(
		desk, p->id, PRICE_UNKNOWN, desk->run->now, "gone_at_broker", err);
}

static int compare_one(
	struct desk *desk, const struct held *p, struct reconciliation *out, struct error *err)
{
	const struct broker_position *holding = desk_holding(desk, p->symbol);
	int64_t runs;
	if (holding == NULL && p->has_order)
		return 0; /* its exit is working: the order will show the result */
	if (holding == NULL)
		return settle_phantom(desk, p, out, err);
	if (isnan(holding->qty))
		return 0; /* its row cannot be read: unknown, and reported */
	if (fabs(holding->qty - (double)p->quantity) < 1e-9) {
		out->matched++;
	} else if (!p->has_order) {
		out->drift++;
		run_partial(desk->run, "position %lld (%s): the broker holds %g, the ledger %lld",
			(long long)p->id, p->symbol, holding->qty, (long long)p->quantity);
	}
	bool counted = p->missing_runs > 0 && desk->duty == ORDER_EXIT && !desk->run->dry_run;
	return counted ? count_missing(desk, p, true, &runs, err) : 0;
}

int desk_reconcile(struct desk *desk, struct reconciliation *out, struct error *err)
{
	struct held *held mem_auto = NULL;
	size_t count = 0;
	*out = (struct reconciliation){0};
	if (load_held(desk, &held, &count, err) != 0)
		return -1;
	if (desk->state != HOLDINGS_KNOWN)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (compare_one(desk, &held[i], out, err) != 0)
			return -1;
	for (size_t k = 0; k < desk->holding_count; k++) {
		bool ours = false;
		for (size_t i = 0; i < count && !ours; i++)
			ours = text_equal(held[i].symbol, desk->holdings[k].symbol);
		for (size_t i = 0; i < desk->order_count && !ours; i++)
			ours = text_equal(desk->orders[i].symbol, desk->holdings[k].symbol);
		desk->holdings[k].foreign = !ours;
		out->foreign += !ours;
	}
	run_count(desk->run, "positions_matched", out->matched);
	run_count(desk->run, "positions_mismatched", out->drift + out->phantom);
	run_count(desk->run, "positions_foreign", out->foreign);
	return 0;
}

bool desk_has_foreign(const struct desk *desk, const char *ticker)
{
	for (size_t i = 0; i < desk->holding_count; i++) {
		const struct broker_position *h = &desk->holdings[i];
		struct option_contract contract;
		bool option = occ_parse(h->symbol, &contract, NULL) == 0;
		if (h->foreign && (text_equal(h->symbol, ticker) ||
					  (option && occ_is_standard(&contract, ticker))))
			return true;
	}
	return false;
}
