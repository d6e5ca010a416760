#include "reconcile.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adopt.h"
#include "adoption.h"
#include "alert.h"
#include "array.h"
#include "calendar.h"
#include "closing.h"
#include "known_action.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { ITEMS_MAX = 100000, ALERT_KEY_SIZE = 128 };

struct held {
	int64_t id, quantity;
	char symbol[OCC_SYMBOL_SIZE], ticker[TICKER_SIZE], status[8], missing_run_id[RUN_ID_SIZE];
	char instrument_type[8], side[8], adjusted_to[OCC_SYMBOL_SIZE];
	int missing_runs;
	struct instant entry_time, unexplained_since;
	struct date expiration_date;
	bool has_order;
};

static const struct row_column held_columns[] = {
	ROW_FIELD(ROW_I64, struct held, id, false),
	ROW_FIELD(ROW_I64, struct held, quantity, false),
	ROW_FIELD(ROW_TEXT, struct held, symbol, false),
	ROW_FIELD(ROW_TEXT, struct held, ticker, false),
	ROW_FIELD(ROW_TEXT, struct held, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct held, side, false),
	ROW_FIELD(ROW_TEXT, struct held, status, false),
	ROW_FIELD(ROW_TEXT, struct held, missing_run_id, true),
	ROW_FIELD(ROW_INT, struct held, missing_runs, false),
	ROW_FIELD(ROW_INSTANT, struct held, entry_time, false),
	ROW_FIELD(ROW_DATE, struct held, expiration_date, true),
	ROW_FIELD(ROW_INSTANT, struct held, unexplained_since, true),
	ROW_FIELD(ROW_TEXT, struct held, adjusted_to, true),
	ROW_FIELD(ROW_BOOL, struct held, has_order, false),
};

/* One comparison. */
struct comparing {
	struct desk *desk;
	struct reconciliation *out;
	struct held *held; /* owned */
	size_t count;
	struct adopting adopting; /* owned */
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
	return rows_read(
		&rows, held_columns, array_size(held_columns), sizeof **out, out, count, err);
}

/* ---- what was found ---- */

static int record(struct comparing *c, enum reconcile_class class, const char *symbol,
	int64_t ledger_qty, double broker_qty, struct error *err, const char *format, ...)
	__attribute__((format(printf, 7, 8)));

static int record(struct comparing *c, enum reconcile_class class, const char *symbol,
	int64_t ledger_qty, double broker_qty, struct error *err, const char *format, ...)
{
	struct reconciliation *out = c->out;
	if (mem_grow(&out->items, &out->capacity, out->item_count + 1, sizeof *out->items,
		    ITEMS_MAX) != 0)
		return error_memory(err);
	struct reconcile_item *item = &out->items[out->item_count++];
	*item = (struct reconcile_item){
		.class = class, .ledger_qty = ledger_qty, .broker_qty = broker_qty};
	(void)text_copy(item->symbol, sizeof item->symbol, symbol);
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(item->explanation, sizeof item->explanation, format, arguments);
	va_end(arguments);
	out->counts[class]++;
	return 0;
}

/* Tells of position P once per session. */
static void tell(struct desk *desk, const char *cause, const struct held *p, const char *text)
{
	char key[ALERT_KEY_SIZE], day[DATE_TEXT_SIZE];
	(void)snprintf(key, sizeof key, "position_%s:%lld:%s", cause, (long long)p->id,
		date_format(run_today(desk->run), day));
	alert_partial(desk->run, ALERT_CRITICAL, key, "position and broker disagree",
		"position %lld (%s): %s", (long long)p->id, p->symbol, text);
}

/* Whether this run may change the ledger. */
static bool may_store(const struct desk *desk)
{
	return desk->duty == ORDER_EXIT && !desk->run->dry_run;
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

static int mark(struct desk *desk, const struct held *p, const char *successor, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, p->id);
	arg_instant(&a, desk->run->now);
	arg_text(&a, successor);
	return db_none(desk->run->db, &query_position_unexplained, &a, NULL, err);
}

/* ---- a position that is not listed, or not all of it ---- */

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

static bool is_held(const struct comparing *c, const char *symbol)
{
	for (size_t i = 0; i < c->count; i++)
		if (text_equal(c->held[i].symbol, symbol))
			return true;
	return false;
}

typedef bool symbols_relation(const char *, int64_t, const char *, double);

/* A holding that took the place of P: symbols_adjusted or symbols_renamed; NULL: none. */
static struct broker_position *successor_of(
	struct comparing *c, const struct held *p, symbols_relation *related)
{
	for (size_t i = 0; i < c->desk->holding_count; i++) {
		struct broker_position *h = &c->desk->holdings[i];
		if (!is_held(c, h->symbol) && related(p->symbol, p->quantity, h->symbol, h->qty))
			return h;
	}
	return NULL;
}

/* Whether P is a short leg that was assigned: the shares that it delivers came or went. */
static bool is_assigned(const struct comparing *c, const struct held *p, int64_t missing)
{
	struct option_contract contract;
	const struct broker_position *shares = desk_holding(c->desk, p->ticker);
	double ledger = 0;
	if (!text_equal(p->side, "short") || occ_parse(p->symbol, &contract, NULL) != 0)
		return false;
	for (size_t i = 0; i < c->count; i++)
		if (text_equal(c->held[i].symbol, p->ticker))
			ledger += (double)c->held[i].quantity;
	double change = (shares == NULL ? 0 : shares->qty) - ledger;
	return short_leg_assigned(contract.kind, missing, change);
}

static int link_successor(struct comparing *c, const struct held *p,
	const struct broker_position *successor, struct error *err)
{
	char text[160], action[64];
	known_action(c->desk->run, p->ticker, p->entry_time, action, sizeof action);
	(void)snprintf(text, sizeof text,
		"%s: the broker holds %g of %s instead; no order is sent for it", action,
		successor->qty, successor->symbol);
	if (may_store(c->desk)) {
		if (mark(c->desk, p, successor->symbol, err) != 0)
			return -1;
		tell(c->desk, "adjusted", p, text);
	}
	return record(
		c, RECONCILE_ADJUSTED, p->symbol, p->quantity, successor->qty, err, "%s", text);
}

/* Books what explains the part that is gone. *LEFT is the rest; *SURE: whether that is known. */
static void explain(
	struct desk *desk, const struct held *p, int64_t missing, int64_t *left, bool *sure)
{
	struct error why = {0};
	*sure = closing_book_activities(
			desk, p->id, p->symbol, p->entry_time, missing, left, &why) == 0;
	if (!*sure)
		run_partial(
			desk->run, "position %lld (%s): %s", (long long)p->id, p->symbol, why.text);
}

static int leave_unexplained(struct comparing *c, const struct held *p, int64_t left,
	enum reconcile_class class, double listed, struct error *err)
{
	char text[160];
	(void)snprintf(text, sizeof text,
		"%lld of %lld are not at the broker and nothing explains it: it stays open; "
		"opt-posmon --forget %lld ends it",
		(long long)left, (long long)p->quantity, (long long)p->id);
	if (mark(c->desk, p, NULL, err) != 0)
		return -1;
	tell(c->desk, "unexplained", p, text);
	return record(c, class, p->symbol, p->quantity, listed, err, "%s", text);
}

/* MISSING of P are not at the broker, LISTED are. */
static int settle_missing(struct comparing *c, const struct held *p, int64_t missing, double listed,
	struct error *err)
{
	struct desk *desk = c->desk;
	enum reconcile_class class = missing == p->quantity ? RECONCILE_PHANTOM : RECONCILE_DRIFT;
	int64_t runs = 0, left = missing;
	bool sure;
	double wanted = desk->run->params.phantom_runs;
	if (!may_store(desk))
		return record(c, class, p->symbol, p->quantity, listed, err,
			"%lld of %lld are not at the broker", (long long)missing,
			(long long)p->quantity);
	if (count_missing(desk, p, false, &runs, err) != 0)
		return -1;
	if ((double)runs < wanted) {
		run_partial(desk->run,
			class == RECONCILE_PHANTOM
				? "position %lld (%s) is not at the broker (%lld of %.0f runs "
				  "agree)"
				: "position %lld (%s) is not all at the broker (%lld of %.0f runs "
				  "agree)",
			(long long)p->id, p->symbol, (long long)runs, wanted);
		return record(c, class, p->symbol, p->quantity, listed, err,
			"%lld of %.0f runs agree", (long long)runs, wanted);
	}
	explain(desk, p, missing, &left, &sure);
	if (left <= 0) {
		c->out->closed += class == RECONCILE_PHANTOM;
		return record(c, class, p->symbol, p->quantity, listed, err,
			"booked from the activities of the broker");
	}
	if (awaits_expiry(desk, p)) {
		log_info("position %lld (%s) has expired: waits for the activity of the broker",
			(long long)p->id, p->symbol);
		return record(c, class, p->symbol, p->quantity, listed, err,
			"expired: waits for the activity of the broker");
	}
	if (!sure)
		return record(c, class, p->symbol, p->quantity, listed, err,
			"the activities of the broker are unknown");
	/* Another root proves less than a split does: only what nothing else explains. */
	struct broker_position *renamed =
		left == p->quantity ? successor_of(c, p, symbols_renamed) : NULL;
	return renamed != NULL ? link_successor(c, p, renamed, err)
			       : leave_unexplained(c, p, left, class, listed, err);
}

/* ---- one position of ours ---- */

static int found_again(struct comparing *c, const struct held *p, double listed, struct error *err)
{
	int64_t runs;
	bool marked = instant_known(p->unexplained_since) || p->adjusted_to[0] != '\0';
	if (marked)
		log_warning("position %lld (%s): the broker lists it again", (long long)p->id,
			p->symbol);
	c->desk->positions_new += marked;
	if ((p->missing_runs > 0 || marked) && may_store(c->desk) &&
		count_missing(c->desk, p, true, &runs, err) != 0)
		return -1;
	return record(c, RECONCILE_MATCHED, p->symbol, p->quantity, listed, err,
		marked ? "listed again" : "the same quantity");
}

static int compare_missing(
	struct comparing *c, const struct held *p, double listed, struct error *err)
{
	int64_t missing = p->quantity - (int64_t)floor(fmax(listed, 0) + 1e-9);
	struct broker_position *successor =
		listed > 0 ? NULL : successor_of(c, p, symbols_adjusted);
	if (successor != NULL)
		return link_successor(c, p, successor, err);
	if (is_assigned(c, p, missing)) {
		tell(c->desk, "assigned", p, "the short leg was assigned: shares changed instead");
		return record(c, RECONCILE_ASSIGNED, p->symbol, p->quantity, listed, err,
			"a short leg was assigned");
	}
	return settle_missing(c, p, missing, listed, err);
}

static int compare_one(struct comparing *c, const struct held *p, struct error *err)
{
	const struct broker_position *h = desk_holding(c->desk, p->symbol);
	double listed = h == NULL ? 0 : text_equal(p->side, "short") ? -h->qty : h->qty;
	if (isnan(listed))
		return record(c, RECONCILE_UNKNOWN, p->symbol, p->quantity, listed, err,
			"the quantity at the broker could not be read");
	if (fabs(listed - (double)p->quantity) < 1e-9)
		return found_again(c, p, listed, err);
	if (p->has_order) /* the order will show the result */
		return record(c, RECONCILE_MATCHED, p->symbol, p->quantity, listed, err,
			"an order of it is working");
	if (h != NULL)
		run_partial(c->desk->run,
			"position %lld (%s): the broker holds %g, the ledger %lld",
			(long long)p->id, p->symbol, h->qty, (long long)p->quantity);
	if (listed < (double)p->quantity)
		return compare_missing(c, p, listed, err);
	return record(c, RECONCILE_DRIFT, p->symbol, p->quantity, listed, err,
		"the broker holds more: the rest is not ours");
}

/* ---- one holding at the broker without a position ---- */

static bool has_order_in(const struct desk *desk, const char *symbol)
{
	for (size_t i = 0; i < desk->order_count; i++)
		if (text_equal(desk->orders[i].symbol, symbol))
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

static void tell_foreign(struct desk *desk, const struct broker_position *h)
{
	char key[ALERT_KEY_SIZE], text[160];
	struct error err = {0};
	bool is_new = false;
	(void)snprintf(key, sizeof key, "foreign:%s:%s", desk_account(desk), h->symbol);
	(void)snprintf(text, sizeof text,
		"%g of %s at the broker are not ours: they count in the risk and are never touched",
		h->qty, h->symbol);
	if (!may_store(desk))
		return;
	if (alert_write(desk->run, ALERT_WARNING, key, "foreign position", text, &is_new, &err) !=
		0)
		run_partial(desk->run, "the alert could not be written: %s", err.text);
	if (is_new)
		log_warning("%s", text);
}

static int compare_holding(struct comparing *c, struct broker_position *h, struct error *err)
{
	struct error why = {0};
	char how[160] = "no order of ours explains it";
	bool adopted = false;
	h->foreign =
		!is_held(c, h->symbol) && !has_order_in(c->desk, h->symbol) && !is_successor(c, h);
	if (!h->foreign)
		return 0;
	if (isnan(h->qty))
		return record(c, RECONCILE_UNKNOWN, h->symbol, 0, h->qty, err,
			"the quantity at the broker could not be read");
	if (may_store(c->desk) && !h->searched &&
		adopt_orphan(c->desk, &c->adopting, h, &adopted, how, sizeof how, &why) != 0) {
		run_partial(c->desk->run, "%s: %s", h->symbol, why.text);
		(void)text_copy(how, sizeof how, "whether it is ours is unknown");
	}
	h->foreign = !adopted;
	c->desk->positions_new += adopted;
	if (h->foreign && why.kind == ERROR_NONE && !h->searched)
		tell_foreign(c->desk, h);
	h->searched = h->foreign && why.kind == ERROR_NONE;
	return record(c, adopted ? RECONCILE_ORPHAN : RECONCILE_FOREIGN, h->symbol, 0, h->qty, err,
		"%s", how);
}

static int compare(struct comparing *c, struct error *err)
{
	struct desk *desk = c->desk;
	for (size_t i = 0; i < c->count; i++)
		if (compare_one(c, &c->held[i], err) != 0)
			return -1;
	for (size_t k = 0; k < desk->holding_count; k++)
		if (compare_holding(c, &desk->holdings[k], err) != 0)
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
	struct jsonl *w = run_row(run);
	for (size_t i = 0; i < seen->item_count; i++) {
		const struct reconcile_item *item = &seen->items[i];
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "program", "opt-posmon");
		jsonl_text(w, "event", "reconcile");
		jsonl_text(w, "class", class_names[item->class]);
		jsonl_text(w, "symbol", item->symbol);
		jsonl_i64(w, "ledger_qty", item->ledger_qty);
		if (fabs(item->broker_qty - rint(item->broker_qty)) < 1e-9 &&
			fabs(item->broker_qty) < 1e15)
			jsonl_i64(w, "broker_qty", (int64_t)item->broker_qty);
		else
			jsonl_double(w, "broker_qty", item->broker_qty, 9);
		jsonl_text(w, "explanation", item->explanation);
		jsonl_close(w);
		run_row_end(run);
	}
}

/* ---- the operator gives a position up ---- */

static const struct held *find_held(const struct held *held, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (held[i].id == id)
			return &held[i];
	return NULL;
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
		check_forget(desk, find_held(held, count, position_id), position_id, err) != 0)
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
