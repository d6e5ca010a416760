/* Protective stops: arms and lifts them, and finds out once whether the account accepts them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "alert.h"
#include "array.h"
#include "clock.h"
#include "instrument.h"
#include "log.h"
#include "monitor.h"
#include "position_row.h"
#include "protect.h"
#include "query.h"
#include "reconcile.h"
#include "row.h"
#include "text.h"

enum { BUDGET_S = 10 }; /* of a pass: the rest is armed in the next one */

struct stops_sent {
	int64_t position_id;
	int number, refusals;
};

static const struct row_column sent_columns[] = {
	ROW_FIELD(ROW_I64, struct stops_sent, position_id, false),
	ROW_FIELD(ROW_INT, struct stops_sent, number, false),
	ROW_FIELD(ROW_INT, struct stops_sent, refusals, false),
};

struct stops_pass {
	struct monitor *m;
	struct stops_sent *sent; /* by position; owned */
	size_t sent_count;
	bool goes_on; /* false when an order could not be sent: the others could not either */
};

static enum order_class class_of(const struct ledger_order *o)
{
	return order_status_class(ledger_order_status(o));
}

/* The stop of the position that is not over; NULL. */
static struct ledger_order *live_stop(const struct desk *desk, int64_t position_id)
{
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_stop(o) && o->position_id == position_id &&
			class_of(o) != ORDER_TERMINAL)
			return o;
	}
	return NULL;
}

/* Whether a stop for REASON is not over; NULL: any. */
static bool has_stop(const struct desk *desk, const char *reason)
{
	for (size_t i = 0; i < desk->order_count; i++) {
		const struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_stop(o) && class_of(o) != ORDER_TERMINAL &&
			(reason == NULL || text_equal(o->reason, reason)))
			return true;
	}
	return false;
}

static struct stops_sent sent_of(const struct stops_pass *c, int64_t position_id)
{
	for (size_t i = 0; i < c->sent_count; i++)
		if (c->sent[i].position_id == position_id)
			return c->sent[i];
	return (struct stops_sent){.position_id = position_id};
}

static int load_sent(struct stops_pass *c, struct error *err)
{
	struct desk *desk = c->m->desk;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	free(c->sent);
	c->sent = NULL;
	c->sent_count = 0;
	arg_text(&a, desk_account(desk));
	arg_date(&a, run_today(desk->run));
	if (db_rows(desk->run->db, &query_stops_sent, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, sent_columns, array_size(sent_columns), sizeof *c->sent, &c->sent,
		&c->sent_count, err);
}

/* ---- the facts ---- */

/* Whether an exit of the position, or an entry in the contract, is not over. */
static bool works(const struct desk *desk, const struct watched_position *w)
{
	if (w->has_order && class_of(&w->order) != ORDER_TERMINAL)
		return true;
	for (size_t i = 0; i < desk->order_count; i++) {
		const struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_stop(o) || class_of(o) == ORDER_TERMINAL)
			continue;
		if (ledger_order_is_exit(o) ? o->position_id == w->held->position.id
					    : text_equal(o->symbol, w->held->position.symbol))
			return true;
	}
	return false;
}

static int64_t at_broker(const struct desk *desk, const char *symbol)
{
	const struct broker_position *h = desk_holding(desk, symbol);
	if (desk->state != HOLDINGS_KNOWN || (h != NULL && isnan(h->qty)))
		return -1;
	return h == NULL || h->qty < 0 ? 0 : (int64_t)floor(h->qty);
}

static struct protect_input facts_of(const struct stops_pass *c, const struct watched_position *w)
{
	const struct desk *desk = c->m->desk;
	const struct position *p = &w->held->position;
	const struct ledger_order *stop = live_stop(desk, p->id);
	bool sound = w->mark != NULL && mark_is_sound(w->mark);
	return (struct protect_input){
		.position = p,
		.is_single_long = instrument_is_option(p->instrument) && w->held->is_long &&
				  !trade_is_spread(p->strategy),
		.is_trading = w->trading == MARK_TRADES,
		.is_opening = exit_is_opening(&desk->run->params, desk->run->now),
		.bid = sound ? w->quote.bid : PRICE_UNKNOWN,
		.works = works(desk, w),
		.available = at_broker(desk, p->symbol),
		.refusals = sent_of(c, p->id).refusals,
		.has_stop = stop != NULL,
		.stop_is_open = stop != NULL && class_of(stop) == ORDER_OPEN &&
				!instant_known(stop->quarantined_at),
		.stop_filled = stop != NULL ? stop->filled_qty : 0,
		.stop_quantity = stop != NULL ? stop->qty : 0,
		.stop_price = stop != NULL ? stop->stop_price : PRICE_UNKNOWN,
	};
}

/* ---- sending ---- */

static int fill_order(const struct stops_pass *c, const struct watched_position *w,
	const struct protect_plan *plan, const char *reason, struct ledger_order *o,
	struct error *err)
{
	const struct position *p = &w->held->position;
	*o = (struct ledger_order){
		.purpose = "stop",
		.recommendation_id = INT64_MIN,
		.position_id = p->id,
		.exit_number = sent_of(c, p->id).number + 1,
		.attempt = 1,
		.side = "sell",
		.position_intent = "sell_to_close",
		.order_type = "stop_limit",
		.qty = plan->quantity,
		.limit_price = plan->limit,
		.stop_price = plan->price,
		.first_mid = PRICE_UNKNOWN, /* its slippage is not that of a decision */
		.filled_avg_price = PRICE_UNKNOWN,
		.created_at = INSTANT_UNKNOWN,
		.sent_at = INSTANT_UNKNOWN,
		.cancel_requested_at = INSTANT_UNKNOWN,
		.quarantined_at = INSTANT_UNKNOWN,
	};
	(void)text_copy(o->execution_id, sizeof o->execution_id, w->held->execution_id);
	(void)text_copy(o->ticker, sizeof o->ticker, p->ticker);
	(void)text_copy(o->symbol, sizeof o->symbol, p->symbol);
	(void)text_copy(o->reason, sizeof o->reason, reason);
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_INTENT));
	return order_stop_id(w->held->entry_order_id, o->exit_number, o->client_order_id, err);
}

struct stop_intent {
	struct desk *desk;
	const struct ledger_order *order;
	int64_t held; /* the quantity that the decision saw */
};

static int write_event(const struct stop_intent *c, struct error *err)
{
	const struct ledger_order *o = c->order;
	buf_auto struct buf data = BUF_INIT(1024);
	struct jsonl w;
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "reason", o->reason);
	jsonl_text(&w, "client_order_id", o->client_order_id);
	jsonl_i64(&w, "qty", o->qty);
	jsonl_price(&w, "stop_price", o->stop_price, 4);
	jsonl_price(&w, "limit_price", o->limit_price, 4);
	jsonl_close(&w);
	return position_row_event(c->desk, o->position_id, "stop_armed", buf_text(&data), err);
}

static int store_intent(struct db *db, void *context, struct error *err)
{
	const struct stop_intent *c = context;
	struct position_row p;
	bool found;
	if (position_row_lock(db, c->order->position_id, "", &p, &found, err) != 0)
		return -1;
	if (!found || text_equal(p.status, "closed") || p.quantity != c->held)
		return error_set(err, ERROR_AGAIN, "the position has changed since the decision");
	return order_insert(c->desk->run, desk_account(c->desk), c->order, NULL, err) != 0
		       ? -1
		       : write_event(c, err);
}

/* T1, then the order itself. O is the order afterwards. */
static int arm(struct stops_pass *c, const struct watched_position *w,
	const struct protect_plan *plan, const char *reason, struct ledger_order *o,
	struct error *err)
{
	struct desk *desk = c->m->desk;
	struct stop_intent intent = {desk, o, w->held->position.quantity};
	if (fill_order(c, w, plan, reason, o, err) != 0 ||
		run_store(desk->run, store_intent, &intent, err) != 0)
		return -1;
	run_count(desk->run, "stops_sent", 1);
	if (desk_send(desk, o, false, err) != 0)
		return -1;
	c->goes_on = class_of(o) == ORDER_OPEN || ledger_order_status(o) == ORDER_REJECTED;
	return 0;
}

static int lift(struct desk *desk, struct ledger_order *o, const char *why, struct error *err)
{
	log_info("position %lld (%s): the protective stop is cancelled: %s",
		(long long)o->position_id, o->symbol, why);
	run_count(desk->run, "stops_lifted", 1);
	return monitor_cancel(desk, o, err);
}

/* ---- whether the account has them ---- */

static int load_capability(struct run *run, const char *account, enum fact *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, account);
	if (db_rows(run->db, &query_capability, &a, &rows, err) != 0)
		return -1;
	const char *accepted = row_text(&rows, 0, "accepted");
	*out = accepted == NULL ? FACT_UNKNOWN : text_equal(accepted, "t") ? FACT_YES : FACT_NO;
	return 0;
}

struct probe_answer {
	struct desk *desk;
	enum fact accepted; /* FACT_UNKNOWN: no probe is over */
	char answer[256];
};

static int record_answer(struct db *db, void *context, struct error *err)
{
	struct probe_answer *c = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_text(&a, protect_probe_reason);
	arg_date(&a, run_today(c->desk->run));
	if (db_rows(db, &query_capability_record, &a, &rows, err) != 0)
		return -1;
	const char *accepted = row_text(&rows, 0, "accepted");
	const char *answer = row_text(&rows, 0, "answer");
	c->accepted = accepted == NULL		  ? FACT_UNKNOWN
		      : text_equal(accepted, "t") ? FACT_YES
						  : FACT_NO;
	(void)snprintf(c->answer, sizeof c->answer, "%.250s", answer == NULL ? "" : answer);
	return 0;
}

/* Stores the answer to a probe that is over, of this run or of one that was killed. */
static int take_answer(struct desk *desk, enum fact *accepted, struct error *err)
{
	struct probe_answer c = {.desk = desk};
	char key[128];
	if (run_store(desk->run, record_answer, &c, err) != 0)
		return -1;
	*accepted = c.accepted;
	if (c.accepted == FACT_YES)
		log_info("the account accepts protective stops for options");
	if (c.accepted != FACT_NO)
		return 0;
	(void)snprintf(key, sizeof key, "stop_probe:%s", desk_account(desk));
	alert_partial(desk->run, ALERT_WARNING, key, "no protective stops",
		"the account does not accept stop orders for options (%s): nothing protects a "
		"position while opt-posmon does not run",
		c.answer);
	return 0;
}

/* Sends the probe for the first position that can have one, and cancels it at once. */
static int probe(struct stops_pass *c, struct error *err)
{
	struct monitor *m = c->m;
	for (size_t i = 0; i < m->count; i++) {
		struct watched_position *w = &m->watches[i];
		struct protect_input in = facts_of(c, w);
		struct protect_plan plan = protect_probe(&in, &m->desk->run->params);
		struct ledger_order o = {0};
		if (plan.verdict != PROTECT_ARM)
			continue;
		if (arm(c, w, &plan, protect_probe_reason, &o, err) != 0)
			return -1;
		if (class_of(&o) == ORDER_OPEN && lift(m->desk, &o, "it was a probe", err) != 0)
			return -1;
		return load_sent(c, err); /* the next stop of the position has the next number */
	}
	return 0;
}

/*
 * Whether stops may be armed in this pass. A probe that a killed run left behind rests with its
 * position until it is cancelled here.
 */
static int find_capability(struct stops_pass *c, bool *accepted, struct error *err)
{
	struct desk *desk = c->m->desk;
	enum fact known = FACT_UNKNOWN;
	*accepted = false;
	if (load_capability(desk->run, desk_account(desk), &known, err) != 0)
		return -1;
	for (size_t i = 0; i < desk->order_count && known == FACT_UNKNOWN; i++) {
		struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_stop(o) && text_equal(o->reason, protect_probe_reason) &&
			class_of(o) == ORDER_OPEN && lift(desk, o, "it was a probe", err) != 0)
			return -1;
	}
	if (known == FACT_UNKNOWN && take_answer(desk, &known, err) != 0)
		return -1;
	if (known == FACT_UNKNOWN && !has_stop(desk, protect_probe_reason) &&
		(probe(c, err) != 0 || take_answer(desk, &known, err) != 0))
		return -1;
	*accepted = known == FACT_YES;
	return 0;
}

/* ---- a pass ---- */

static int protect_one(struct stops_pass *c, struct watched_position *w, struct error *err)
{
	struct desk *desk = c->m->desk;
	struct protect_input in = facts_of(c, w);
	struct protect_plan plan = protect_decide(&in, &desk->run->params);
	struct ledger_order o;
	switch (plan.verdict) {
	case PROTECT_LEAVE:
		return 0;
	case PROTECT_ARM:
		return arm(c, w, &plan, protect_reason, &o, err);
	case PROTECT_LIFT:
		return lift(desk, live_stop(desk, w->held->position.id), plan.why, err);
	case PROTECT_TOLD:
		monitor_tell(desk->run, w, ALERT_WARNING, "stop_refused",
			"a position has no protective stop",
			"the broker refused or dropped its protective stops: no more is sent in "
			"this session");
		return 0;
	}
	return 0;
}

static int protect_all(struct stops_pass *c, struct error *err)
{
	struct monitor *m = c->m;
	struct run *run = m->desk->run;
	int64_t until_us = clock_monotonic_us() + BUDGET_S * SECOND_US;
	bool accepted = false;
	if (load_sent(c, err) != 0)
		return -1;
	if (run->params.protective_stop > 0 && find_capability(c, &accepted, err) != 0)
		return -1;
	for (size_t i = 0; i < m->count && c->goes_on; i++) {
		struct error why = {0};
		if (run_should_stop(run) || clock_monotonic_us() >= until_us ||
			!alpaca_may_ask(m->desk->broker))
			return 0;
		if ((!accepted && live_stop(m->desk, m->held[i].position.id) == NULL) ||
			protect_one(c, &m->watches[i], &why) == 0)
			continue;
		if (why.kind == ERROR_PERMISSION)
			return *err = why, -1;
		run_partial(run, "position %lld (%s): protective stop: %s",
			(long long)m->held[i].position.id, m->held[i].position.symbol, why.text);
	}
	return 0;
}

int monitor_protect(struct monitor *m, struct error *err)
{
	struct desk *desk = m->desk;
	struct run *run = desk->run;
	struct stops_pass c = {.m = m, .goes_on = true};
	struct error why = {0};
	bool off = run->params.protective_stop <= 0 && !has_stop(desk, NULL);
	if (off || run->dry_run || desk->ops->fill_model != NULL)
		return 0;
	desk_spare(desk, true);
	int result = protect_all(&c, &why);
	desk_spare(desk, false);
	free(c.sent);
	if (result == 0)
		return 0;
	if (why.kind == ERROR_PERMISSION || (why.kind == ERROR_AGAIN && run_should_stop(run))) {
		*err = why;
		return -1;
	}
	run_partial(run, "protective stops: %s", why.text);
	return 0;
}
