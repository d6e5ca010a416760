/* Stores what the broker reports about an order: believes it, quarantines it, or follows it. */
#include "desk_record.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "booking.h"
#include "log.h"
#include "order_row.h"
#include "query.h"
#include "text.h"

enum {
	SUCCESSORS_MAX = 20, /* of one order that is edited at the broker */
	ALERT_KEY_SIZE = 128,
};

/* The leg of FOUND that trades what LEG trades, NULL when it has none. */
const struct broker_leg *desk_find_leg(
	const struct broker_order *found, const struct ledger_leg *leg)
{
	for (int i = 0; i < found->leg_count && i < BROKER_LEGS_MAX; i++)
		if (text_equal(found->legs[i].symbol, leg->symbol) &&
			text_equal(found->legs[i].side, leg->side))
			return &found->legs[i];
	return NULL;
}

/*
 * Whether FOUND trades what O does. An answer about a spread may lack its legs: then its symbol is
 * empty, and its id must be enough.
 */
static bool is_same_trade(const struct ledger_order *o, const struct broker_order *found)
{
	if (o->leg_count == 0)
		return text_equal(found->symbol, o->symbol) && text_equal(found->side, o->side);
	if (found->leg_count == 0)
		return found->symbol[0] == '\0';
	for (int i = 0; i < o->leg_count; i++)
		if (desk_find_leg(found, &o->legs[i]) == NULL)
			return false;
	return found->leg_count == o->leg_count;
}

bool desk_is_same_order(const struct ledger_order *o, const struct broker_order *found)
{
	return text_equal(found->client_order_id, o->client_order_id) && is_same_trade(o, found) &&
	       fabs(found->qty - (double)o->qty) < 1e-9;
}

struct quarantine {
	struct desk *desk;
	struct ledger_order *order;
	const char *broker_order_id; /* NULL: the order at the broker is not ours */
	const char *text;
	bool halt_entries; /* of the account, until an operator clears it */
	bool is_new;	   /* result: not reported yet in this session */
};

static int halt_entries(const struct quarantine *q, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(q->desk));
	arg_text(&a, "order_conflict");
	arg_text(&a, q->text);
	arg_instant(&a, q->desk->run->now);
	arg_instant(&a, INSTANT_UNKNOWN);
	return db_none(q->desk->run->db, &query_halt_protect, &a, NULL, err);
}

/* Makes the key of an alert that is sent once per order and session. */
static const char *session_key(const struct desk *desk, const char *cause,
	const struct ledger_order *o, char out[static ALERT_KEY_SIZE])
{
	char day[DATE_TEXT_SIZE];
	(void)snprintf(out, ALERT_KEY_SIZE, "%s:%s:%s", cause, o->client_order_id,
		date_format(run_today(desk->run), day));
	return out;
}

static int quarantine_body(struct db *db, void *context, struct error *err)
{
	(void)db;
	struct quarantine *q = context;
	struct run *run = q->desk->run;
	char key[ALERT_KEY_SIZE];
	if (order_store_quarantine(run, q->order, q->text, q->broker_order_id, err) != 0 ||
		(q->halt_entries && halt_entries(q, err) != 0))
		return -1;
	return alert_write(run, ALERT_CRITICAL,
		session_key(q->desk, "order_quarantine", q->order, key), "order quarantined",
		q->text, &q->is_new, err);
}

static int quarantine(struct quarantine *q, struct error *err)
{
	if (db_transaction(q->desk->run->db, quarantine_body, q, err) != 0)
		return -1;
	run_partial_again(q->desk->run, q->is_new, q->text);
	return 0;
}

/* The broker's answer about an order contradicts itself, for the reason WHY. */
static int refuse(struct desk *desk, struct ledger_order *o, const struct broker_order *found,
	const char *why, struct error *err)
{
	char text[512], price[NUM_TEXT_SIZE] = "-";
	if (price_known(found->filled_avg_price))
		(void)price_format(found->filled_avg_price, 4, price);
	(void)snprintf(text, sizeof text,
		"order %s (%s): the broker's answer is not believed: %s: status \"%.30s\", qty "
		"%lld, filled_qty %.9g, filled_avg_price %s: nothing is booked, entries of %s are "
		"halted, the next run queries it again",
		o->client_order_id, ledger_order_symbol(o), why, found->status, (long long)o->qty,
		found->filled_qty, price, o->ticker);
	struct quarantine q = {desk, o, found->id, text, false, false};
	return quarantine(&q, err);
}

int desk_conflict(struct desk *desk, struct ledger_order *o, const struct broker_order *found,
	struct error *err)
{
	char text[512];
	(void)snprintf(text, sizeof text,
		"order %s: %s %lld %s: the broker has another order under this client_order_id: %s "
		"%.9g %s: all entries are halted until an operator clears it",
		o->client_order_id, o->side, (long long)o->qty, ledger_order_symbol(o), found->side,
		found->qty, found->symbol);
	struct quarantine q = {desk, o, NULL, text, true, false};
	return quarantine(&q, err);
}

void desk_report(struct desk *desk, const struct ledger_order *o, enum alert_severity severity,
	const char *cause, const char *subject, const char *text)
{
	char key[ALERT_KEY_SIZE];
	alert_partial(desk->run, severity, session_key(desk, cause, o, key), subject,
		"order %s: %s", o->client_order_id, text);
}

static void report_status(struct desk *desk, const struct ledger_order *o, const char *word)
{
	char text[160];
	(void)snprintf(text, sizeof text,
		"the broker reports \"%.30s\", an unknown status: it counts as open", word);
	desk_report(
		desk, o, ALERT_WARNING, "order_status_unknown", "unknown status of an order", text);
}

static void report_adoption(struct desk *desk, const struct ledger_order *o, const char *word)
{
	char text[160];
	(void)snprintf(text, sizeof text,
		"given up as not at the broker, but the broker has it (%.30s): taken up again",
		word);
	desk_report(
		desk, o, ALERT_WARNING, "order_adopted", "a dropped order is at the broker", text);
}

/*
 * Stores one state of an order at the broker and books its new fill, in one transaction. FILLED
 * BEFORE is what the orders filled whose successor FOUND is; FOUND has it added.
 */
static int record_state(struct desk *desk, struct ledger_order *o, const struct broker_reply *reply,
	const struct broker_order *found, enum order_status status, int64_t filled_before,
	struct error *err)
{
	bool dropped = ledger_order_status(o) == ORDER_DROPPED;
	bool ended = order_status_class(ledger_order_status(o)) == ORDER_TERMINAL;
	struct booking b = {.desk = desk,
		.order = o,
		.status = status,
		.reply = reply,
		.found = found,
		.filled_before = filled_before};
	if (booking_store(&b, err) != 0) {
		/* Not booked: the order stays open in the ledger: the next run books it. */
		struct error again = {0};
		(void)order_store_outcome(
			desk->run, o, ORDER_ACCEPTED, reply, NULL, err->text, &again);
		return error_prefix(err, "order %s", o->client_order_id);
	}
	if (b.refused != NULL)
		return refuse(desk, o, found, b.refused, err);
	if (b.stale)
		desk_report(desk, o, ALERT_WARNING, "order_stale", "older state of an order",
			"the broker reports less filled than before: ignored");
	if (b.fill.quantity > 0)
		order_row_write(desk, o, ORDER_ROW_FILLED, &b.fill);
	if (!ended && status != ORDER_FILLED && order_status_class(status) == ORDER_TERMINAL)
		order_row_write(desk, o, ORDER_ROW_ENDED, NULL);
	if (status == ORDER_OTHER)
		report_status(desk, o, found->status);
	if (dropped)
		report_adoption(desk, o, found->status);
	return 0;
}

/* The filled part of the orders that were replaced, and of the state after them. */
struct filled {
	int64_t quantity;
	struct price average;	  /* unknown: nothing filled, or no price */
	struct broker_order last; /* of a spread: its legs have what they filled */
};

/* The average of two parts, each of which may be empty; unknown when a part has no price. */
static struct price average_of(struct price a, int64_t n, struct price b, int64_t m)
{
	if (n == 0 || m == 0)
		return n == 0 ? b : a;
	if (!price_known(a) || !price_known(b))
		return PRICE_UNKNOWN;
	return (struct price){(a.e4 * n + b.e4 * m + (n + m) / 2) / (n + m)};
}

/* Adds to each leg of SUM what the same leg of the orders before it filled. */
static void add_legs_before(struct broker_order *sum, const struct broker_order *before)
{
	for (int i = 0; i < sum->leg_count && i < BROKER_LEGS_MAX; i++) {
		struct broker_leg *leg = &sum->legs[i];
		for (int k = 0; k < before->leg_count && k < BROKER_LEGS_MAX; k++) {
			const struct broker_leg *past = &before->legs[k];
			if (!text_equal(leg->symbol, past->symbol) || !(leg->filled_qty >= 0) ||
				!(past->filled_qty >= 0))
				continue;
			leg->filled_avg_price =
				average_of(past->filled_avg_price, llround(past->filled_qty),
					leg->filled_avg_price, llround(leg->filled_qty));
			leg->filled_qty += past->filled_qty;
		}
	}
}

/* FOUND with what was filled before it. A contradiction in FOUND stays one. */
static struct broker_order with_before(
	const struct broker_order *found, const struct filled *before)
{
	struct broker_order sum = *found;
	if (before->quantity == 0 || !(found->filled_qty >= 0))
		return sum;
	int64_t quantity = before->quantity + llround(found->filled_qty);
	add_legs_before(&sum, &before->last);
	sum.filled_qty = found->filled_qty + (double)before->quantity;
	if (llround(found->filled_qty) == 0) {
		sum.filled_avg_price = before->average;
	} else if (price_known(found->filled_avg_price) && price_known(before->average)) {
		int64_t total = found->filled_avg_price.e4 * llround(found->filled_qty) +
				before->average.e4 * before->quantity;
		sum.filled_avg_price = (struct price){(total + quantity / 2) / quantity};
	}
	return sum;
}

/* Reads the successor of FOUND; *NEXT is it. *USABLE is false when the order is quarantined. */
static int find_successor(struct desk *desk, struct ledger_order *o,
	const struct broker_order *found, struct broker_order *next, bool *usable,
	struct error *err)
{
	bool there = false;
	*usable = false;
	if (desk->ops->get(desk, found->replaced_by, &there, next, err) != 0)
		return -1;
	if (!there)
		return refuse(
			desk, o, found, "it is replaced by an order that does not exist", err);
	if (!is_same_trade(o, next) ||
		(next->replaces[0] != '\0' && !text_equal(next->replaces, found->id)) ||
		!(next->qty >= 1) || floor(next->qty) < next->qty)
		return refuse(
			desk, o, found, "it is replaced by an order that does not fit it", err);
	*usable = true;
	return 0;
}

static bool is_replaced(const struct broker_leg *leg)
{
	return order_status_of_broker(leg->status) == ORDER_REPLACED && leg->replaced_by[0] != '\0';
}

static bool is_successor(const struct broker_leg *leg, const struct broker_order *next)
{
	return text_equal(next->symbol, leg->symbol) && text_equal(next->side, leg->side) &&
	       (next->replaces[0] == '\0' || text_equal(next->replaces, leg->id)) &&
	       leg->filled_qty >= 0 && next->filled_qty >= 0;
}

/*
 * LEG was replaced by hand at the broker: it takes the id and the status of its last successor, and
 * what they all filled. *USABLE is false when one of them does not fit.
 */
static int follow_leg(
	struct desk *desk, struct broker_leg *leg, bool *usable, struct error *err)
{
	*usable = true;
	for (int i = 0; is_replaced(leg); i++) {
		struct broker_order next;
		bool there = false;
		if (i == SUCCESSORS_MAX)
			*usable = false;
		else if (desk->ops->get(desk, leg->replaced_by, &there, &next, err) != 0)
			return -1;
		else
			*usable = there && is_successor(leg, &next);
		if (!*usable)
			return 0;
		leg->filled_avg_price =
			average_of(leg->filled_avg_price, llround(leg->filled_qty),
				next.filled_avg_price, llround(next.filled_qty));
		leg->filled_qty += next.filled_qty;
		(void)text_copy(leg->id, sizeof leg->id, next.id);
		(void)text_copy(leg->status, sizeof leg->status, next.status);
		(void)text_copy(leg->replaced_by, sizeof leg->replaced_by, next.replaced_by);
	}
	return 0;
}

static int follow_legs(
	struct desk *desk, struct broker_order *found, bool *usable, struct error *err)
{
	*usable = true;
	for (int i = 0; *usable && i < found->leg_count && i < BROKER_LEGS_MAX; i++)
		if (follow_leg(desk, &found->legs[i], usable, err) != 0)
			return -1;
	return 0;
}

int desk_record(struct desk *desk, struct ledger_order *o, const struct broker_reply *reply,
	const struct broker_order *found, struct error *err)
{
	struct broker_order link = *found, next;
	struct filled before = {.average = PRICE_UNKNOWN};
	for (int i = 0; i < SUCCESSORS_MAX; i++) {
		enum order_status status = order_status_of_broker(link.status);
		bool usable = false, is_new = false;
		if (follow_legs(desk, &link, &usable, err) != 0)
			return -1;
		if (!usable)
			return refuse(desk, o, found,
				"a leg of it is replaced by an order that does not fit it", err);
		struct broker_order sum = with_before(&link, &before);
		if (status != ORDER_REPLACED || link.replaced_by[0] == '\0')
			return record_state(desk, o, reply, &sum, status, before.quantity, err);
		/*
		 * A replaced order that filled a part: book it. The order in the ledger is still
		 * open.
		 */
		bool booked = sum.filled_qty >= 0 && sum.filled_qty <= (double)o->booked_qty;
		if (!booked && record_state(desk, o, reply, &sum, ORDER_ACCEPTED, before.quantity,
				       err) != 0)
			return -1;
		if (!booked && instant_known(o->quarantined_at))
			return 0;
		if (find_successor(desk, o, &link, &next, &usable, err) != 0)
			return -1;
		if (!usable)
			return 0;
		before = (struct filled){llround(sum.filled_qty), sum.filled_avg_price, sum};
		if (order_store_successor(desk->run, o, &next, before.quantity + llround(next.qty),
			    &is_new, err) != 0)
			return -1;
		if (is_new)
			log_info("order %s: follows %s, which replaced it at the broker",
				o->client_order_id, next.id);
		link = next;
	}
	return refuse(desk, o, found, "it has more successors than can be followed", err);
}

bool desk_is_order_of(const struct ledger_order *o, const struct broker_order *found)
{
	bool replaced = order_status_of_broker(found->status) == ORDER_REPLACED;
	return desk_is_same_order(o, found) ||
	       (replaced && text_equal(found->client_order_id, o->client_order_id) &&
		       is_same_trade(o, found));
}

int desk_look_up(struct desk *desk, const struct ledger_order *o, bool *found,
	struct broker_order *out, struct error *err)
{
	desk->holdings_are_old = true;
	if (desk->ops->find(desk, o, found, out, err) != 0)
		return -1;
	bool lacks = o->leg_count > 0
			     ? out->leg_count < 0 || isnan(out->qty)
			     : out->symbol[0] == '\0' || out->side[0] == '\0' || isnan(out->qty);
	if (*found && lacks)
		return error_set(err, ERROR_DATA, "order %s: the broker's answer lacks %s",
			o->client_order_id,
			o->leg_count > 0 ? "qty, or a leg of it cannot be read"
					 : "symbol, side or qty");
	return 0;
}
