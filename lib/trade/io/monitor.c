#include "monitor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "legs.h"
#include "log.h"
#include "mem.h"
#include "text.h"
#include "occ.h"
#include "instrument.h"

/* The rules read marks of this long before now. */
#define MARKS_BACK_US (30 * MINUTE_US)

void monitor_begin(struct monitor *m)
{
	monitor_end(m);
	m->began_us = clock_monotonic_us();
}

void monitor_end(struct monitor *m)
{
	free(m->watched);
	m->watched = NULL;
	m->watched_count = 0;
}

void monitor_clear(struct monitor *m)
{
	free(m->held);
	free(m->recent);
	free(m->marks);
	free(m->watches);
	*m = (struct monitor){
		.desk = m->desk,
		.asked = m->asked,
		.is_repeated = m->is_repeated,
		.began_us = m->began_us,
		.watched = m->watched,
		.watched_count = m->watched_count,
	};
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
		const struct position *p = &held->position;
		if (p->id != id && !text_equal_nocase(p->symbol, m->asked) &&
			!text_equal_nocase(p->legs[1].symbol, m->asked))
			continue;
		(void)text_copy(held->close_request, sizeof held->close_request, "manual");
		m->asked = NULL;
		return position_request_close(m->desk->run, held->position.id, "manual", err);
	}
	return error_set(err, ERROR_DATA, "not an open position: \"%.60s\"", m->asked);
}

/* How the pass notes P: a spread of which a leg is alone differs from one that is whole. */
static int64_t note_of(const struct position *p)
{
	int64_t contracts;
	return legs_alone(p, &contracts) >= 0 ? -p->id : p->id;
}

/*
 * Whether the pass has watched P. A spread that was whole then, and lost a leg in the comparison
 * since, is watched again: the other leg must not wait for the next look.
 */
static bool was_watched(const struct monitor *m, const struct position *p)
{
	size_t i = 0;
	while (i < m->watched_count && m->watched[i] != -p->id && m->watched[i] != note_of(p))
		i++;
	return i < m->watched_count;
}

/* Keeps the positions that the pass has not watched yet, and notes them. */
static int take_unwatched(struct monitor *m, struct error *err)
{
	size_t before = m->watched_count, kept = 0;
	int64_t *watched = realloc(m->watched, (before + m->count + 1) * sizeof *watched);
	if (watched == NULL)
		return error_memory(err);
	m->watched = watched;
	for (size_t i = 0; i < m->count; i++)
		if (before == 0 || !was_watched(m, &m->held[i].position))
			m->held[kept++] = m->held[i];
	m->count = kept;
	for (size_t i = 0; i < kept; i++)
		m->watched[m->watched_count++] = note_of(&m->held[i].position);
	return 0;
}

static int load(struct monitor *m, struct error *err)
{
	struct run *run = m->desk->run;
	const char *account = desk_account(m->desk);
	if (positions_load(run, account, &m->held, &m->count, err) != 0 ||
		take_unwatched(m, err) != 0)
		return -1;
	if (m->asked != NULL && take_request(m, err) != 0)
		return -1;
	struct error why = {0};
	if (m->count > 0 && m->is_open &&
		position_marks_load(run, account, instant_add(run->now, -MARKS_BACK_US), &m->recent,
			&m->recent_count, &why) != 0) {
		m->looks_missing = true;
		run_partial(run, "the marks of the looks before could not be read: %s", why.text);
	}
	m->watches = calloc(m->count + 1, sizeof *m->watches);
	m->marks = calloc(m->recent_count + m->count + 1, sizeof *m->marks);
	if (m->watches == NULL || m->marks == NULL)
		return error_memory(err);
	for (size_t i = 0; i < m->count; i++) {
		m->watches[i].held = &m->held[i];
		m->watches[i].underlying = PRICE_UNKNOWN;
		m->watches[i].underlying_ts = INSTANT_UNKNOWN;
		m->watches[i].quote = (struct quote){
			PRICE_UNKNOWN, PRICE_UNKNOWN, INT64_MIN, INT64_MIN, INSTANT_UNKNOWN};
		for (int k = 0; k < SPREAD_LEGS; k++) {
			m->watches[i].leg_quotes[k] = m->watches[i].quote;
			m->watches[i].leg_values[k] = PRICE_UNKNOWN;
			m->watches[i].leg_iv[k] = (double)NAN;
		}
	}
	if (m->count > 0 && m->is_open)
		monitor_load_facts(m);
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
		m->marks[used] = (struct mark){
			.ts = m->desk->run->now,
			.bid = w->quote.bid,
			.ask = w->quote.ask,
			.underlying = w->underlying,
			.underlying_ts = w->underlying_ts,
			.quote_ts = w->quote.ts,
			.model = PRICE_UNKNOWN,
		};
		w->mark = &m->marks[used++];
		w->marks = first;
		w->mark_count = (size_t)(w->mark - first) + 1;
	}
}

/* Closes whatever the rules say. */
static void decide_for(
	struct watched_position *w, const char *name, int64_t quantity, const char *why)
{
	w->by_request = (struct exit_record){
		.name = name,
		.verdict = EXIT_CLOSE,
		.observed = (double)NAN,
		.threshold = (double)NAN,
		.quantity = quantity,
		.confidence = (double)NAN,
		.reason = why,
	};
	w->decision = &w->by_request;
}

/* A leg without its other leg closes first, then a request closes, then a rule does. */
static void decide_one(struct monitor *m, struct watched_position *w)
{
	struct position *p = &w->held->position;
	const struct params *params = &m->desk->run->params;
	monitor_judge(w, dividends_of(&m->desk->dividends, p->ticker), params);
	int64_t contracts;
	int alone = legs_alone(p, &contracts);
	if (alone < 0) /* the value of both legs says nothing about the one that is left */
		position_observe(p, w->mark, params);
	struct exit_input in = {.position = p,
		.marks = w->marks,
		.mark_count = w->mark_count,
		.looks_missing = m->looks_missing,
		.now = m->desk->run->now,
		.facts = m->facts_known ? &w->facts : NULL};
	w->decision = exit_decide(&in, params, w->records);
	if (alone >= 0)
		decide_for(w, legs_why(p, alone), contracts, "one leg is gone");
	else if (w->held->close_request[0] != '\0')
		decide_for(w, w->held->close_request, p->quantity, "asked for");
}

/*
 * A rule without its facts does not protect the position. After exit_blind_looks looks running that
 * is reported, with an event and an alert, once a session.
 */
static void tell_unanswered(struct run *run, const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	buf_auto struct buf rules = BUF_INIT((size_t)1024), data = BUF_INIT((size_t)1024),
			    text = BUF_INIT((size_t)2048);
	struct jsonl j;
	char key[96], day[DATE_TEXT_SIZE];
	jsonl_init(&j, &data);
	jsonl_open(&j, NULL, '{');
	jsonl_open(&j, "rules", '[');
	for (size_t i = 0; i < exit_count; i++)
		if (w->records[i].verdict == EXIT_NOT_EVALUABLE) {
			buf_printf(&rules, "%s%s (%s)", rules.length == 0 ? "" : ", ",
				w->records[i].name, w->records[i].reason);
			jsonl_text(&j, NULL, w->records[i].name);
		}
	jsonl_close(&j);
	jsonl_close(&j);
	if (rules.length == 0)
		return;
	if (w->blind_looks < run->params.exit_blind_looks) {
		log_info("position %lld (%s): not evaluable: %s", (long long)p->id, p->symbol,
			buf_text(&rules));
		return;
	}
	buf_printf(&text, "not evaluable for %d looks: %s", w->blind_looks, buf_text(&rules));
	(void)snprintf(key, sizeof key, "not_evaluable:%lld:%s", (long long)p->id,
		date_format(run_today(run), day));
	position_tell(run, &(struct position_problem){
				   .position = p,
				   .severity = ALERT_WARNING,
				   .key = key,
				   .subject = "an exit rule cannot be evaluated",
				   .type = "not_evaluable",
				   .data = buf_text(&data),
				   .text = buf_text(&text),
			   });
}

/*
 * Nothing is sold while the underlying does not trade; one alert a session, and one for each option
 * that expires today and should be sold by now.
 */
static void tell_halted(struct run *run, const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	bool expires = date_known(p->expiry) && w->decision != NULL &&
		       date_compare(p->expiry, run_today(run)) == 0;
	char key[96], day[DATE_TEXT_SIZE];
	if (expires)
		(void)snprintf(key, sizeof key, "expiry_halt:%lld", (long long)p->id);
	else
		(void)snprintf(key, sizeof key, "underlying_halt:%s:%s", p->ticker,
			date_format(run_today(run), day));
	position_tell(
		run, &(struct position_problem){
			     .position = p,
			     .severity = expires ? ALERT_CRITICAL : ALERT_WARNING,
			     .key = key,
			     .subject = "the underlying does not trade",
			     .type = "underlying_halt",
			     .data = "{}",
			     .text = expires ? "it expires today and cannot be sold: the "
					       "underlying does not trade"
					     : "the underlying does not trade: nothing is sent "
					       "until it trades again",
		     });
}

/* The rules that tell and sell nothing, and a position that should be sold by now. */
static void tell_watched(struct run *run, const struct watched_position *w)
{
	for (size_t i = 0; i < exit_count; i++)
		if (w->records[i].verdict == EXIT_TELL)
			monitor_tell(run, w, ALERT_WARNING, w->records[i].name,
				"a position is to be watched", w->records[i].reason);
	if (exit_should_be_gone(&run->params, &w->held->position, run->now))
		monitor_tell(run, w, ALERT_CRITICAL, "not_flat", "a position is not sold in time",
			"it should be sold by now: sell by hand");
}

/* The looks running, with this one, in which a rule lacks its facts. */
static int count_blind_looks(const struct watched_position *w)
{
	for (size_t i = 0; i < exit_count; i++)
		if (w->records[i].verdict == EXIT_NOT_EVALUABLE)
			return w->held->blind_looks + 1;
	return 0;
}

/* Whether opt-dispatch may buy the kept half now. */
static void decide_scale(const struct run *run, struct watched_position *w)
{
	const struct exit_history *last = &w->held->last_exit;
	struct scale_input in = {
		.position = &w->held->position,
		.plan = w->held->kept,
		.is_ordered = w->held->kept_is_ordered,
		.is_exiting = w->decision != NULL || w->trading != MARK_TRADES ||
			      order_status_class(last->status) != ORDER_TERMINAL,
		.mark = w->mark,
		.now = run->now,
	};
	w->scale = scale_decide(&in, &run->params);
}

static void decide(struct monitor *m)
{
	gather_marks(m);
	for (size_t i = 0; i < m->count; i++) {
		struct watched_position *w = &m->watches[i];
		decide_one(m, w);
		decide_scale(m->desk->run, w);
		w->blind_looks = w->trading == MARK_HALTED ? 0 : count_blind_looks(w);
		run_count(m->desk->run, "exits_decided", w->decision != NULL);
	}
}

/* Tells what was found, after the exits: each alert is a transaction. */
static void tell_looks(struct monitor *m)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->watches[i].trading == MARK_HALTED)
			tell_halted(m->desk->run, &m->watches[i]);
		else
			tell_unanswered(m->desk->run, &m->watches[i]);
		tell_watched(m->desk->run, &m->watches[i]);
	}
}

/* ---- store ---- */

/* The premium at which the trailing rule sells; unknown while the rule is not armed. */
static struct price trailing_stop(const struct watched_position *w)
{
	for (size_t i = 0; i < exit_count; i++)
		if (exit_table[i].trails && w->held->position.trailing_armed)
			return price_from_double(w->records[i].threshold);
	return PRICE_UNKNOWN;
}

/* The gain by the mark of this pass; leg by leg while one of them is alone. */
static struct money pnl_of(const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	int64_t contracts;
	if (w->mark == NULL)
		return MONEY_UNKNOWN;
	return legs_alone(p, &contracts) >= 0 ? legs_pnl(p, w->leg_values)
					      : position_pnl(p, mark_price(w->mark), p->quantity);
}

static struct position_snapshot snapshot_of(const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	struct price price = mark_price(w->mark);
	return (struct position_snapshot){
		.position = p,
		.mark = *w->mark,
		.iv = w->iv,
		.leg_iv = {w->leg_iv[0], w->leg_iv[1]},
		.blind_looks = w->blind_looks,
		.confirms = w->scale.state == SCALE_CONFIRMED,
		.trailing_stop = trailing_stop(w),
		.pnl = pnl_of(w),
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
	alpaca_limit_answers(m->desk->broker, 0);
	decide(m);
	if (store(m, err) != 0)
		return -1;
	int result = monitor_exit(m, err);
	tell_looks(m);
	return result != 0 ? -1 : monitor_protect(m, err);
}

/* ---- print ---- */

static void print_order(struct jsonl *w, const struct watched_position *watch)
{
	const struct ledger_order *o = &watch->order;
	if (!jsonl_open_known(w, "order", '{', watch->has_order))
		return;
	jsonl_text(w, "client_order_id", o->client_order_id);
	jsonl_text(w, "status", o->status);
	jsonl_text(w, "order_type", o->order_type);
	jsonl_i64(w, "quantity", o->qty);
	jsonl_price(w, "limit_price", o->limit_price, 4);
	jsonl_i64(w, "attempt", o->attempt);
	jsonl_i64(w, "filled_quantity", o->filled_qty);
	jsonl_price(w, "filled_average_price", o->filled_avg_price, 4);
	jsonl_close(w);
}

static void print_rules(struct jsonl *w, const struct watched_position *watch)
{
	static const struct exit_record none;
	if (jsonl_open_known(w, "decision", '{', watch->decision != NULL)) {
		exit_write(w, watch->decision == NULL ? &none : watch->decision);
		jsonl_close(w);
	}
	jsonl_open(w, "not_evaluable", '[');
	for (size_t i = 0; watch->mark != NULL && i < exit_count; i++)
		if (watch->records[i].verdict == EXIT_NOT_EVALUABLE)
			jsonl_text(w, NULL, watch->records[i].name);
	jsonl_close(w);
}

static void print_legs(struct jsonl *w, const struct watched_position *watch)
{
	const struct position *p = &watch->held->position;
	if (!jsonl_sometimes(w, legs_known(p)))
		return;
	jsonl_open(w, "legs", '[');
	for (int i = 0; i < SPREAD_LEGS; i++) {
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "option_symbol", p->legs[i].symbol);
		jsonl_text(w, "side", p->legs[i].is_long ? "long" : "short");
		jsonl_i64(w, "quantity", p->legs[i].quantity);
		jsonl_price(w, "bid", watch->leg_quotes[i].bid, 4);
		jsonl_price(w, "ask", watch->leg_quotes[i].ask, 4);
		jsonl_price(w, "current_price", watch->leg_values[i], 4);
		jsonl_close(w);
	}
	jsonl_close(w);
}

static void print_kept(struct jsonl *w, const struct watched_position *watch)
{
	const struct held_position *held = watch->held;
	if (!jsonl_sometimes(w, watch->mark != NULL && watch->scale.state != SCALE_NONE))
		return;
	jsonl_open(w, "kept", '{');
	jsonl_i64(w, "quantity", held->kept.quantity);
	jsonl_price(w, "underlying_price", scale_price(&held->position, held->kept.distance), 4);
	jsonl_instant(w, "until", held->kept.until);
	jsonl_text(w, "state", scale_state_name(watch->scale.state));
	jsonl_text(w, "reason", watch->scale.why);
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
	jsonl_text(w, "option_symbol", occ_option_symbol(p->symbol, p->ticker));
	jsonl_text(w, "instrument_type", instrument_name(p->instrument));
	jsonl_text(w, "strategy_type", strategy_name(p->strategy));
	jsonl_i64(w, "quantity", p->quantity);
	jsonl_price(w, "entry_price", p->entry_price, 4);
	jsonl_price(w, "bid", watch->quote.bid, 4);
	jsonl_price(w, "ask", watch->quote.ask, 4);
	jsonl_price(w, "mid", quote_mid(watch->quote), 4);
	jsonl_price(w, "current_price", price, 4);
	jsonl_text(w, "price_source",
		watch->mark != NULL ? mark_source_name(watch->mark->source) : NULL);
	jsonl_price(w, "model_price", watch->mark != NULL ? watch->mark->model : PRICE_UNKNOWN, 4);
	jsonl_price(w, "underlying_price", watch->underlying, 4);
	jsonl_money(w, "pnl", pnl_of(watch));
	jsonl_double(w, "pnl_percent", position_pnl_pct(p, price), 4);
	jsonl_price(w, "peak_price", p->peak, 4);
	jsonl_price(w, "lowest_price", p->lowest, 4);
	jsonl_price(w, "stop", p->stop, 4);
	jsonl_price(w, "target", p->target, 4);
	jsonl_bool(w, "target_taken", p->target_taken);
	jsonl_bool(w, "trailing_armed", p->trailing_armed);
	jsonl_price(
		w, "trailing_stop", watch->mark != NULL ? trailing_stop(watch) : PRICE_UNKNOWN, 4);
}

void monitor_print(const struct monitor *m)
{
	for (size_t i = 0; m->watches != NULL && i < m->count; i++) {
		struct jsonl *w = run_row(m->desk->run, &watched_row);
		print_one(w, m, &m->watches[i]);
		print_kept(w, &m->watches[i]);
		print_legs(w, &m->watches[i]);
		print_rules(w, &m->watches[i]);
		print_order(w, &m->watches[i]);
		run_row_end(m->desk->run);
	}
}

static void sample(struct run *run)
{
	static struct held_position held;
	static struct watched_position watch;
	struct mark mark = {.source = MARK_UNJUDGED};
	struct desk desk = {.run = run};
	held.position.entered_at = run->now;
	watch.held = &held;
	watch.mark = &mark;
	watch.records[0].verdict = EXIT_NOT_EVALUABLE;
	watch.records[0].name = "";
	monitor_print(&(struct monitor){.desk = &desk, .watches = &watch, .count = 1});
}

const struct row_kind watched_row = {"position", sample};
