#include "reconcile_row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adoption.h"
#include "alert.h"
#include "array.h"
#include "closing.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_positions.h"
#include "text.h"

enum { ALERT_KEY_SIZE = 128 };

static const struct row_column held_columns[] = {
	ROW_FIELD(ROW_I64, struct held, id, false),
	ROW_FIELD(ROW_I64, struct held, quantity, false),
	ROW_FIELD(ROW_TEXT, struct held, symbol, false),
	ROW_FIELD(ROW_TEXT, struct held, ticker, false),
	ROW_FIELD(ROW_TEXT, struct held, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct held, side, false),
	ROW_FIELD(ROW_TEXT, struct held, status, false),
	ROW_FIELD(ROW_INT, struct held, leg, true),
	ROW_FIELD(ROW_I64, struct held, assigned_qty, false),
	ROW_FIELD(ROW_PRICE, struct held, underlying, true),
	ROW_FIELD(ROW_TEXT, struct held, missing_run_id, true),
	ROW_FIELD(ROW_INT, struct held, missing_runs, false),
	ROW_FIELD(ROW_INSTANT, struct held, entry_time, false),
	ROW_FIELD(ROW_DATE, struct held, expiration_date, true),
	ROW_FIELD(ROW_INSTANT, struct held, unexplained_since, true),
	ROW_FIELD(ROW_TEXT, struct held, adjusted_to, true),
	ROW_FIELD(ROW_BOOL, struct held, has_order, false),
};

/* The findings of this run about a holding stay true while its quantity is the same. */
static void keep_searched(struct desk *desk, const struct broker_position *before, size_t count)
{
	for (size_t i = 0; i < desk->holding_count; i++)
		for (size_t k = 0; k < count; k++)
			if (before[k].searched &&
				text_equal(before[k].symbol, desk->holdings[i].symbol) &&
				fabs(before[k].qty - desk->holdings[i].qty) < 1e-9)
				desk->holdings[i].searched = true;
}

int desk_fetch_holdings(struct desk *desk, struct error *err)
{
	struct error why = {0};
	struct broker_position *before mem_auto = desk->holdings;
	size_t count_before = desk->holding_count;
	desk->holdings = NULL, desk->holding_count = 0;
	desk->state = HOLDINGS_UNKNOWN, desk->holdings_are_old = false;
	int listed = desk->ops->positions(desk, &desk->holdings, &desk->holding_count, &why);
	alert_odd_rows(desk->run, alpaca_odd_rows(desk->broker));
	keep_searched(desk, before, count_before);
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
	struct odd_rows odd = {0};
	int result = rows_read_odd(&rows, held_columns, array_size(held_columns), sizeof **out, out,
		count, "our positions", &odd, err);
	positions_tell_odd(desk->run, &odd);
	return result;
}

/* ---- one position of ours ---- */

/* The quantity at the broker, positive when it is held as we hold it; NAN: it cannot be read. */
static double listed_of(const struct comparing *c, const struct held *p)
{
	const struct broker_position *h = desk_holding(c->desk, p->symbol);
	return h == NULL ? 0 : text_equal(p->side, "short") ? -h->qty : h->qty;
}

/* Whether the broker lists all that the ledger has of the position of P; of a spread both legs. */
static bool all_listed(const struct comparing *c, const struct held *p)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct held *part = &c->held[i];
		if (part->id == p->id &&
			!(fabs(listed_of(c, part) - (double)part->quantity) < 1e-9))
			return false;
	}
	return true;
}

static int found_again(struct comparing *c, const struct held *p, double listed, struct error *err)
{
	int64_t runs;
	bool marked = instant_known(p->unexplained_since) || p->adjusted_to[0] != '\0';
	if (marked)
		log_warning("position %lld (%s): the broker lists it again", (long long)p->id,
			p->symbol);
	c->desk->positions_new += marked;
	if ((p->missing_runs > 0 || marked) && reconcile_may_store(c->desk) && all_listed(c, p) &&
		reconcile_count(c->desk, p, true, &runs, err) != 0)
		return -1;
	return reconcile_record(c, RECONCILE_MATCHED, p->symbol, p->quantity, listed, err,
		marked ? "listed again" : "the same quantity");
}

/* The broker holds more of P: a later order of its entry explains that, or nothing does. */
static int compare_more(struct comparing *c, const struct held *p, double listed, struct error *err)
{
	struct error why = {0};
	int taken = 0;
	if (reconcile_may_store(c->desk) && !reconcile_is_leg(p) &&
		adopt_rest(c->desk, &c->adopting, p->id, p->symbol, &taken, &why) != 0)
		run_partial(c->desk->run, "%s: %s", p->symbol, why.text);
	c->desk->positions_new += taken > 0;
	return reconcile_record(c, taken > 0 ? RECONCILE_ORPHAN : RECONCILE_DRIFT, p->symbol,
		p->quantity, listed, err,
		taken > 0 ? "a later order of its entry was not in the ledger"
			  : "the broker holds more: the rest is not ours");
}

static int compare_one(struct comparing *c, const struct held *p, struct error *err)
{
	const struct broker_position *h = desk_holding(c->desk, p->symbol);
	double listed = listed_of(c, p);
	if (isnan(listed))
		return reconcile_record(c, RECONCILE_UNKNOWN, p->symbol, p->quantity, listed, err,
			"the quantity at the broker could not be read");
	if (fabs(listed - (double)p->quantity) < 1e-9)
		return found_again(c, p, listed, err);
	if (p->has_order) /* the order will show the result */
		return reconcile_record(c, RECONCILE_MATCHED, p->symbol, p->quantity, listed, err,
			"an order of it is working");
	if (h != NULL)
		run_partial(c->desk->run,
			"position %lld (%s): the broker holds %g, the ledger %lld",
			(long long)p->id, p->symbol, h->qty, (long long)p->quantity);
	if (listed < (double)p->quantity)
		return reconcile_missing(c, p, listed, err);
	return compare_more(c, p, listed, err);
}

/* ---- one holding at the broker without a position ---- */

static bool has_order_in(const struct desk *desk, const char *symbol)
{
	for (size_t i = 0; i < desk->order_count; i++)
		for (int k = -1; k < desk->orders[i].leg_count; k++)
			if (text_equal(
				    k < 0 ? desk->orders[i].symbol : desk->orders[i].legs[k].symbol,
				    symbol))
				return true;
	return false;
}

static bool is_successor(const struct comparing *c, const struct broker_position *h)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct held *p = &c->held[i];
		if (desk_holding(c->desk, p->symbol) == NULL &&
			(symbols_adjusted(p->symbol, p->quantity, h->symbol, h->qty) ||
				symbols_renamed(p->symbol, p->quantity, h->symbol, h->qty)))
			return true;
	}
	return false;
}

static const char *foreign_key(
	const struct desk *desk, const char *symbol, char out[static ALERT_KEY_SIZE])
{
	(void)snprintf(out, ALERT_KEY_SIZE, "foreign:%s:%s", desk_account(desk), symbol);
	return out;
}

static void tell_foreign(struct desk *desk, const struct broker_position *h)
{
	char key[ALERT_KEY_SIZE], text[160];
	struct error err = {0};
	bool is_new = false;
	(void)snprintf(text, sizeof text,
		"%g of %s at the broker are not ours: they count in the risk and are never touched",
		h->qty, h->symbol);
	if (!reconcile_may_store(desk))
		return;
	if (alert_write(desk->run, ALERT_WARNING, foreign_key(desk, h->symbol, key),
		    "foreign position", text, &is_new, &err) != 0)
		run_partial(desk->run, "the alert could not be written: %s", err.text);
	if (is_new)
		log_warning("%s", text);
}

/* Whether H was told as foreign before: then the orders of months were searched, too. */
static int was_told(
	struct desk *desk, const struct broker_position *h, bool *told, struct error *err)
{
	char key[ALERT_KEY_SIZE];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, foreign_key(desk, h->symbol, key));
	if (db_rows(desk->run->db, &query_alert_known, &a, &rows, err) != 0)
		return -1;
	*told = rows.count > 0;
	return 0;
}

/* Searches the orders of months once, as a spread is held that long, and then the latest ones. */
static int adopt(struct comparing *c, const struct broker_position *h, int64_t *id, char *how,
	size_t size, struct error *err)
{
	bool told;
	*id = INT64_MIN;
	if (!reconcile_may_store(c->desk) || h->searched)
		return 0;
	if (was_told(c->desk, h, &told, err) != 0)
		return -1;
	return adopt_orphan(c->desk, &c->adopting, h, !told, id, how, size, err);
}

/*
 * Compares the other leg of the spread ID, which was adopted for its leg in SYMBOL: the broker may
 * not hold it any more.
 */
static int compare_adopted(struct comparing *c, int64_t id, const char *symbol, struct error *err)
{
	struct held *all mem_auto = NULL;
	size_t count = 0;
	if (load_held(c->desk, &all, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (all[i].id == id && reconcile_add_held(c, &all[i], err) != 0)
			return -1;
	for (size_t i = 0; i < count; i++)
		if (all[i].id == id && all[i].quantity > 0 && !text_equal(all[i].symbol, symbol) &&
			compare_one(c, &all[i], err) != 0)
			return -1;
	return 0;
}

static int compare_holding(struct comparing *c, struct broker_position *h, struct error *err)
{
	struct error why = {0};
	char how[160] = "no order of ours explains it";
	int64_t id;
	h->foreign = !reconcile_is_held(c, h->symbol) && !has_order_in(c->desk, h->symbol) &&
		     !is_successor(c, h);
	if (!h->foreign)
		return 0;
	if (isnan(h->qty))
		return reconcile_record(c, RECONCILE_UNKNOWN, h->symbol, 0, h->qty, err,
			"the quantity at the broker could not be read");
	if (adopt(c, h, &id, how, sizeof how, &why) != 0) {
		run_partial(c->desk->run, "%s: %s", h->symbol, why.text);
		(void)text_copy(how, sizeof how, "whether it is ours is unknown");
	}
	bool adopted = id != INT64_MIN;
	h->foreign = !adopted;
	c->desk->positions_new += adopted;
	if (h->foreign && why.kind == ERROR_NONE && !h->searched)
		tell_foreign(c->desk, h);
	h->searched = h->foreign && why.kind == ERROR_NONE;
	if (reconcile_record(c, adopted ? RECONCILE_ORPHAN : RECONCILE_FOREIGN, h->symbol, 0,
		    h->qty, err, "%s", how) != 0)
		return -1;
	return adopted ? compare_adopted(c, id, h->symbol, err) : 0;
}

static int compare(struct comparing *c, struct error *err)
{
	struct desk *desk = c->desk;
	size_t count = c->count; /* shares of an assignment are added behind them */
	/* the options first: they may have taken or brought the shares of a stock */
	for (int stocks = 0; stocks <= 1; stocks++)
		for (size_t i = 0; i < count; i++)
			if (c->held[i].quantity > 0 &&
				occ_is_symbol(c->held[i].symbol) == !stocks &&
				compare_one(c, &c->held[i], err) != 0)
				return -1;
	for (int stocks = 0; stocks <= 1; stocks++)
		for (size_t k = 0; k < desk->holding_count; k++)
			if (occ_is_symbol(desk->holdings[k].symbol) == !stocks &&
				compare_holding(c, &desk->holdings[k], err) != 0)
				return -1;
	const int *n = c->out->counts;
	run_count(desk->run, "positions_matched", n[RECONCILE_MATCHED]);
	run_count(desk->run, "positions_mismatched",
		n[RECONCILE_DRIFT] + n[RECONCILE_PHANTOM] + n[RECONCILE_ADJUSTED] +
			n[RECONCILE_ASSIGNED] + n[RECONCILE_UNKNOWN]);
	run_count(desk->run, "positions_adopted", n[RECONCILE_ORPHAN]);
	run_count(desk->run, "positions_foreign", n[RECONCILE_FOREIGN]);
	struct money foreign = desk_foreign_value(desk);
	if (money_known(foreign))
		run_count(desk->run, "foreign_dollars", foreign.e4 / 10000);
	return 0;
}

int desk_reconcile(struct desk *desk, struct reconciliation *out, struct error *err)
{
	*out = (struct reconciliation){0};
	struct comparing c = {.desk = desk, .out = out};
	if (load_held(desk, &c.held, &c.count, err) != 0)
		return -1;
	int result = desk->state == HOLDINGS_KNOWN ? compare(&c, err) : 0;
	free(c.held);
	adopting_clear(&c.adopting);
	return result;
}

void reconciliation_clear(struct reconciliation *seen)
{
	free(seen->items);
	*seen = (struct reconciliation){0};
}

static const char *const class_names[RECONCILE_CLASSES] = {
	[RECONCILE_MATCHED] = "matched",
	[RECONCILE_DRIFT] = "drift",
	[RECONCILE_PHANTOM] = "phantom",
	[RECONCILE_ADJUSTED] = "adjusted",
	[RECONCILE_ASSIGNED] = "assigned",
	[RECONCILE_ORPHAN] = "orphan",
	[RECONCILE_FOREIGN] = "foreign",
	[RECONCILE_UNKNOWN] = "unknown",
};

void reconciliation_print(struct run *run, const struct reconciliation *seen)
{
	for (size_t i = 0; i < seen->item_count; i++) {
		const struct reconcile_item *item = &seen->items[i];
		struct jsonl *w = run_row(run, &reconcile_row);
		jsonl_word(w, "class", class_names[item->class], class_names, RECONCILE_CLASSES);
		jsonl_text(w, "symbol", item->symbol);
		jsonl_i64(w, "ledger_quantity", item->ledger_qty);
		bool whole = fabs(item->broker_qty - rint(item->broker_qty)) < 1e-9;
		jsonl_double(w, "broker_quantity", item->broker_qty, whole ? 0 : 9);
		jsonl_text(w, "reason", item->explanation);
		run_row_end(run);
	}
}

static void sample(struct run *run)
{
	struct reconcile_item item = {.class = RECONCILE_MATCHED};
	reconciliation_print(run, &(struct reconciliation){.items = &item, .item_count = 1});
}

const struct row_kind reconcile_row = {"reconcile", sample};

/* ---- the operator gives a position up ---- */

/* A row of position ID, of a spread one whose leg is at the broker if there is one; NULL: none. */
static const struct held *find_held(
	const struct desk *desk, const struct held *held, size_t count, int64_t id)
{
	const struct held *found = NULL;
	for (size_t i = 0; i < count; i++)
		if (held[i].id == id &&
			(found == NULL || desk_holding(desk, held[i].symbol) != NULL))
			found = &held[i];
	return found;
}

static int check_forget(
	const struct desk *desk, const struct held *p, int64_t id, struct error *err)
{
	if (p == NULL)
		return error_set(err, ERROR_DATA, "not an open position: %lld", (long long)id);
	if (desk->state != HOLDINGS_KNOWN)
		return error_set(err, ERROR_AGAIN, "the positions at the broker are unknown");
	const struct broker_position *h = desk_holding(desk, p->symbol);
	if (h != NULL && isnan(h->qty))
		return error_set(err, ERROR_AGAIN,
			"position %lld (%s): the quantity at the broker could not be read",
			(long long)id, p->symbol);
	if (h != NULL)
		return error_set(err, ERROR_DATA,
			"position %lld (%s) is at the broker: it is not forgotten", (long long)id,
			p->symbol);
	if (p->has_order)
		return error_set(err, ERROR_DATA, "position %lld (%s) has a working order",
			(long long)id, p->symbol);
	return 0;
}

int desk_forget(struct desk *desk, int64_t position_id, const char *why, struct error *err)
{
	struct held *held mem_auto = NULL;
	size_t count = 0;
	if (load_held(desk, &held, &count, err) != 0 ||
		check_forget(desk, find_held(desk, held, count, position_id), position_id, err) !=
			0)
		return -1;
	buf_auto struct buf data = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "why", why);
	jsonl_close(&w);
	struct closing closing = {.position_id = position_id,
		.quantity = INT64_MAX,
		.price = PRICE_UNKNOWN,
		.at = desk->run->now,
		.reason = "forgotten",
		.event_json = buf_text(&data)};
	return desk->run->dry_run ? 0 : closing_store(desk, &closing, NULL, err);
}
