#include "monitor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"
#include "instrument.h"

enum { TRAILING_RULE = 7 };
/* The rules read marks of this long before now. */
#define MARKS_BACK_US (10 * MINUTE_US)

void monitor_clear(struct monitor *m)
{
	free(m->held);
	free(m->recent);
	free(m->marks);
	free(m->watches);
	*m = (struct monitor){.desk = m->desk, .asked = m->asked};
}

/* ---- load ---- */

/*
 * Stores the request of --close for a position, by id or symbol. The request is in the ledger, so
 * that any later pass continues it.
 */
static int take_request(struct monitor *m, struct error *err)
{
	int64_t id = INT64_MIN;
	(void)num_parse_i64(m->asked, 1, INT64_MAX, &id);
	for (size_t i = 0; i < m->count; i++) {
		struct held_position *held = &m->held[i];
		if (held->position.id != id && !text_equal(held->position.symbol, m->asked))
			continue;
		(void)text_copy(held->close_request, sizeof held->close_request, "manual");
		m->asked = NULL;
		return position_request_close(m->desk->run, held->position.id, "manual", err);
	}
	return error_set(err, ERROR_DATA, "not an open position: \"%.60s\"", m->asked);
}

static int load(struct monitor *m, struct error *err)
{
	struct run *run = m->desk->run;
	const char *account = desk_account(m->desk);
	if (positions_load(run->db, account, &m->held, &m->count, err) != 0)
		return -1;
	if (m->asked != NULL && take_request(m, err) != 0)
		return -1;
	if (m->count > 0 && m->is_open &&
		position_marks_load(run->db, account, instant_add(run->now, -MARKS_BACK_US),
			run->now, &m->recent, &m->recent_count, err) != 0)
		return -1;
	m->watches = calloc(m->count + 1, sizeof *m->watches);
	m->marks = calloc(m->recent_count + m->count + 1, sizeof *m->marks);
	if (m->watches == NULL || m->marks == NULL)
		return error_memory(err);
	for (size_t i = 0; i < m->count; i++) {
		m->watches[i].held = &m->held[i];
		m->watches[i].underlying = PRICE_UNKNOWN;
		m->watches[i].quote = (struct quote){
			PRICE_UNKNOWN, PRICE_UNKNOWN, INT64_MIN, INT64_MIN, INSTANT_UNKNOWN};
	}
	return 0;
}

/* ---- decide ---- */

/* Joins the recent marks of each position and that of this pass. Both lists are by position. */
static void gather_marks(struct monitor *m)
{
	size_t used = 0, next = 0;
	for (size_t i = 0; i < m->count; i++) {
		struct watched_position *w = &m->watches[i];
		int64_t id = w->held->position.id;
		struct mark *first = &m->marks[used];
		while (next < m->recent_count && m->recent[next].position_id < id)
			next++;
		for (; next < m->recent_count && m->recent[next].position_id == id; next++)
			m->marks[used++] = m->recent[next].mark;
		m->marks[used] =
			(struct mark){m->desk->run->now, w->quote.bid, w->quote.ask, w->underlying};
		w->mark = &m->marks[used++];
		w->marks = first;
		w->mark_count = (size_t)(w->mark - first) + 1;
	}
}

static void decide_one(struct monitor *m, struct watched_position *w)
{
	struct position *p = &w->held->position;
	const struct params *params = &m->desk->run->params;
	position_observe(p, w->mark, params);
	struct exit_input in = {p, w->marks, w->mark_count, m->desk->run->now};
	w->decision = exit_decide(&in, params, w->records);
	if (w->held->close_request[0] == '\0')
		return;
	w->by_request = (struct exit_record){
		.name = w->held->close_request,
		.verdict = EXIT_CLOSE,
		.observed = (double)NAN,
		.threshold = (double)NAN,
		.quantity = p->quantity,
		.confidence = (double)NAN,
		.reason = "asked for",
	};
	w->decision = &w->by_request;
}

/* A rule without its facts does not protect the position: reported, once per position. */
static void tell_unanswered(struct run *run, const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	buf_auto struct buf text = BUF_INIT((size_t)1024);
	for (size_t i = 0; i < exit_count; i++)
		if (w->records[i].verdict == EXIT_NOT_EVALUABLE)
			buf_printf(&text, "%s%s (%s)", text.length == 0 ? "" : ", ",
				w->records[i].name, w->records[i].reason);
	if (text.length > 0)
		run_partial(run, "position %lld (%s): not evaluable: %s", (long long)p->id,
			p->symbol, buf_text(&text));
}

static void decide(struct monitor *m)
{
	gather_marks(m);
	for (size_t i = 0; i < m->count; i++) {
		decide_one(m, &m->watches[i]);
		tell_unanswered(m->desk->run, &m->watches[i]);
		run_count(m->desk->run, "exits_decided", m->watches[i].decision != NULL);
	}
}

/* ---- store ---- */

/* The premium at which the trailing rule sells; unknown while the rule is not armed. */
static struct price trailing_stop(const struct watched_position *w)
{
	for (size_t i = 0; i < exit_count; i++)
		if (w->records[i].number == TRAILING_RULE && w->held->position.trailing_armed)
			return price_from_double(w->records[i].threshold);
	return PRICE_UNKNOWN;
}

static struct position_snapshot snapshot_of(const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	struct price price = mark_price(w->mark);
	return (struct position_snapshot){
		.position = p,
		.mark = *w->mark,
		.quote_ts = w->quote.ts,
		.trailing_stop = trailing_stop(w),
		.pnl = position_pnl(p, price, p->quantity),
		.pnl_pct = position_pnl_pct(p, price),
	};
}

/* A failure to store marks does not stop exits, unless another run now has the lease. */
static int store(struct monitor *m, struct error *err)
{
	struct run *run = m->desk->run;
	struct error why = {0};
	struct position_snapshot *snapshots mem_auto = calloc(m->count + 1, sizeof *snapshots);
	if (snapshots == NULL)
		return error_memory(err);
	for (size_t i = 0; i < m->count; i++)
		snapshots[i] = snapshot_of(&m->watches[i]);
	if (positions_store_marks(run, snapshots, m->count, conf_get(&run->conf, CONF_STOCK_FEED),
		    conf_get(&run->conf, CONF_OPTION_FEED), &why) == 0)
		return 0;
	struct error lost = {0};
	if (run_fence(run, &lost) != 0) {
		*err = lost;
		return -1;
	}
	run_partial(run, "the marks were not stored: %s", why.text);
	return 0;
}

int monitor_pass(struct monitor *m, struct error *err)
{
	m->is_open = desk_market_is_open(m->desk);
	if (m->asked != NULL && !m->is_open)
		return error_set(err, ERROR_AGAIN, "the market is closed: nothing can be sold now");
	if (load(m, err) != 0)
		return -1;
	run_count(m->desk->run, "positions", (int64_t)m->count);
	if (m->count == 0 || !m->is_open)
		return 0;
	monitor_price(m);
	decide(m);
	if (store(m, err) != 0)
		return -1;
	return monitor_exit(m, err);
}

/* ---- print ---- */

static void print_order(struct jsonl *w, const struct watched_position *watch)
{
	const struct ledger_order *o = &watch->order;
	if (!watch->has_order) {
		jsonl_null(w, "order");
		return;
	}
	jsonl_open(w, "order", '{');
	jsonl_text(w, "client_order_id", o->client_order_id);
	jsonl_text(w, "status", o->status);
	jsonl_text(w, "type", o->order_type);
	jsonl_i64(w, "qty", o->qty);
	jsonl_price(w, "limit_price", o->limit_price, 4);
	jsonl_i64(w, "attempt", o->attempt);
	jsonl_i64(w, "filled_qty", o->filled_qty);
	jsonl_price(w, "filled_avg_price", o->filled_avg_price, 4);
	jsonl_close(w);
}

static void print_rules(struct jsonl *w, const struct watched_position *watch)
{
	if (watch->decision == NULL)
		jsonl_null(w, "decision");
	else
		exit_write(w, "decision", watch->decision);
	jsonl_open(w, "not_evaluable", '[');
	for (size_t i = 0; watch->mark != NULL && i < exit_count; i++)
		if (watch->records[i].verdict == EXIT_NOT_EVALUABLE)
			jsonl_text(w, NULL, watch->records[i].name);
	jsonl_close(w);
}

static void print_one(
	struct jsonl *w, const struct monitor *m, const struct watched_position *watch)
{
	const struct position *p = &watch->held->position;
	struct price price = watch->mark != NULL ? mark_price(watch->mark) : PRICE_UNKNOWN;
	jsonl_i64(w, "position_id", p->id);
	jsonl_instant(w, "ts", m->desk->run->now);
	jsonl_text(w, "ticker", p->ticker);
	jsonl_text(w, "symbol", p->symbol);
	jsonl_text(w, "instrument", instrument_name(p->instrument));
	jsonl_text(w, "strategy", strategy_name(p->strategy));
	jsonl_i64(w, "quantity", p->quantity);
	jsonl_price(w, "entry_price", p->entry_price, 4);
	jsonl_price(w, "bid", watch->quote.bid, 4);
	jsonl_price(w, "ask", watch->quote.ask, 4);
	jsonl_price(w, "mid", price, 4);
	jsonl_price(w, "underlying", watch->underlying, 4);
	jsonl_money(w, "pnl_dollars", position_pnl(p, price, p->quantity));
	jsonl_double(w, "pnl_percent", position_pnl_pct(p, price), 4);
	jsonl_price(w, "peak", p->peak, 4);
	jsonl_price(w, "lowest", p->lowest, 4);
	jsonl_price(w, "stop", p->stop, 4);
	jsonl_price(w, "target", p->target, 4);
	jsonl_bool(w, "target_taken", p->target_taken);
	jsonl_bool(w, "trailing_armed", p->trailing_armed);
	jsonl_price(
		w, "trailing_stop", watch->mark != NULL ? trailing_stop(watch) : PRICE_UNKNOWN, 4);
}

void monitor_print(const struct monitor *m)
{
	struct jsonl *w = run_row(m->desk->run);
	for (size_t i = 0; m->watches != NULL && i < m->count; i++) {
		jsonl_open(w, NULL, '{');
		print_one(w, m, &m->watches[i]);
		print_rules(w, &m->watches[i]);
		print_order(w, &m->watches[i]);
		jsonl_close(w);
		run_row_end(m->desk->run);
	}
}
