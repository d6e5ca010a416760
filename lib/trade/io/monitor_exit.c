/*
 * Exits: sells positions for a rule, for a request, or to finish an earlier exit. Each position is
 * handled by itself and has at most one live exit order.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "log.h"
#include "calendar.h"
#include "legs.h"
#include "monitor.h"
#include "reconcile.h"
#include "text.h"
#include "zone.h"

enum {
	FOLLOW_GAP_S = 1,      /* at least, between two rounds of prices */
	FOLLOW_RESERVE_S = 15, /* of the run, for the work after the exits */
};

static enum order_class class_of(const struct ledger_order *o)
{
	return order_status_class(ledger_order_status(o));
}

static struct ledger_order *live_exit(const struct desk *desk, int64_t position_id)
{
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_exit(o) && !ledger_order_is_stop(o) &&
			o->position_id == position_id && class_of(o) != ORDER_TERMINAL)
			return o;
	}
	return NULL;
}

/* ---- how it is sold ---- */

/* How the exit is sold now, after ATTEMPTS_BEFORE attempts. */
static struct sale sale_of(
	const struct run *run, const struct watched_position *w, int attempts_before, bool is_first)
{
	const struct params *params = &run->params;
	double since = instant_age_s(run->now, w->held->exit_since);
	int64_t contracts;
	int alone = legs_alone(&w->held->position, &contracts);
	return (struct sale){
		.pace = exit_pace(params, &w->held->position, monitor_reason(w), run->now),
		.attempts_before = attempts_before,
		.fresh = alone >= 0 ? w->leg_quotes[alone] : w->quote,
		.model = alone >= 0 ? w->leg_values[alone] : w->model,
		/* an age that is not known is new too */
		.is_new = is_first || !(since >= params->exit_floor_min * 60),
		.is_opening = exit_is_opening(params, run->now),
	};
}

/* ---- one position ---- */

/* The exit as it is after O was sent as STEP. */
static void remember(struct watched_position *w, const struct exit_step *step,
	const struct ledger_order *o, struct date today)
{
	bool seen = o->broker_order_id[0] != '\0' || ledger_order_status(o) == ORDER_REJECTED;
	w->held->last_exit = (struct exit_history){
		.number = step->number,
		.attempt = step->attempt,
		.seen = step->attempts_before + seen,
		.status = ledger_order_status(o),
		.quantity = o->qty,
		.filled = o->filled_qty,
		.day = today,
	};
	monitor_count_fill(&w->held->position, &(struct ledger_order){.filled_qty = 0}, o);
	w->follows = class_of(o) == ORDER_OPEN;
	(void)text_copy(w->held->exit_reason, sizeof w->held->exit_reason, o->reason);
}

static int sell(struct monitor *m, struct watched_position *w, const struct exit_step *step,
	struct error *err)
{
	struct desk *desk = m->desk;
	struct run *run = desk->run;
	const struct position *p = &w->held->position;
	const struct exit_target target = monitor_target(p);
	int64_t free_now = monitor_available(desk, &target);
	int64_t wanted = step->quantity < target.quantity ? step->quantity : target.quantity;
	if (desk->state == HOLDINGS_KNOWN && free_now >= 0 && free_now < wanted && !run->dry_run) {
		struct error why = {0};
		if (monitor_free(desk, &target, wanted, &why) != 0 && why.kind == ERROR_PERMISSION)
			return *err = why, -1;
		if (why.kind != ERROR_NONE)
			run_partial(run, "position %lld (%s): %s", (long long)p->id, p->symbol,
				why.text);
		free_now = monitor_available(desk, &target);
	}
	bool is_first = step->attempt == 1;
	struct sale sale = sale_of(run, w, step->attempts_before, is_first);
	struct limit_terms terms = monitor_terms(&target);
	struct exit_order order = exit_order(&run->params, &terms, wanted, free_now, &sale);
	if (order.quantity < wanted) {
		buf_auto struct buf text = BUF_INIT(256);
		buf_printf(&text, "%lld are to be sold, the broker has available %s%lld",
			(long long)wanted, free_now < 0 ? "an unknown number, so of " : "",
			(long long)order.quantity);
		monitor_tell(run, w, ALERT_WARNING, "exit_short", "less can be sold than is due",
			buf_text(&text));
	}
	if (order.quantity == 0)
		return 0;
	if (monitor_fill_order(w, &target, step, &order, &w->order, err) != 0)
		return -1;
	w->has_order = true;
	if (run->dry_run)
		return 0;
	if (monitor_intend(m, w, step, &w->order, err) != 0) {
		w->has_order = false;
		return -1;
	}
	run_count(run, "exits_sent", 1);
	log_info("position %lld (%s): %s: %s %lld", (long long)p->id, p->symbol, w->order.reason,
		w->order.order_type, (long long)w->order.qty);
	if (is_first)
		w->held->exit_since = run->now;
	if (desk_send(desk, &w->order, false, err) != 0)
		return -1;
	int result = class_of(&w->order) == ORDER_OPEN ? desk_poll(desk, &w->order, err) : 0;
	remember(w, step, &w->order, run_today(run));
	if (instrument_is_option(p->instrument) && !terms.is_short && price_known(sale.fresh.bid) &&
		sale.fresh.bid.e4 == 0 && class_of(&w->order) != ORDER_TERMINAL)
		monitor_tell(run, w, ALERT_WARNING, "bid_zero", "nothing is bid for a position",
			"nothing is bid: the sale rests");
	if (ledger_order_status(&w->order) == ORDER_REJECTED &&
		w->held->last_exit.seen >= run->params.exit_stuck_looks)
		monitor_tell(run, w, ALERT_CRITICAL, "exit_rejected", "the broker rejects an exit",
			"the broker rejected this exit again and again: sell by hand");
	return result;
}

static struct exit_history history_of(const struct ledger_order *o, const struct exit_history *last)
{
	struct exit_history now = *last;
	now.number = o->exit_number;
	now.attempt = o->attempt;
	now.status = ledger_order_status(o);
	now.quantity = o->qty;
	now.filled = o->filled_qty;
	return now;
}

static bool rests(
	const struct run *run, const struct watched_position *w, const struct ledger_order *live)
{
	struct sale next = sale_of(run, w, w->held->last_exit.seen, false);
	const struct position *p = &w->held->position;
	const struct exit_target target = monitor_target(p);
	struct limit_terms terms = monitor_terms(&target);
	struct price limit = live->limit_price;
	if (live->leg_count > 0)
		limit = spread_order_limit(p->strategy, false, limit);
	return text_equal(live->order_type, "limit") &&
	       (live->leg_count > 0) == (target.part_count == 2) &&
	       limit_exit_rests(&run->params, &terms, &next, limit);
}

/*
 * Handles an exit that is working already. Leaves it alone while it is young or doubtful, or would
 * get the same limit; else cancels it for the next attempt and sets *AGAIN. *IS_STUCK: the broker
 * did not acknowledge it, or did not cancel it.
 */
static int take_back(struct monitor *m, struct watched_position *w, struct ledger_order *live,
	bool *again, bool *is_stuck, struct error *err)
{
	struct run *run = m->desk->run;
	enum sale_pace pace =
		exit_pace(&run->params, &w->held->position, monitor_reason(w), run->now);
	bool due = class_of(live) == ORDER_OPEN && !instant_known(live->quarantined_at) &&
		   exit_is_due(&run->params, pace, live->sent_at, run->now) && !rests(run, w, live);
	*again = false;
	int result = 0;
	if (due && !run->dry_run) {
		const struct ledger_order before = *live;
		result = monitor_cancel(m->desk, live, err);
		monitor_count_fill(&w->held->position, &before, live);
		*again = result == 0 && class_of(live) == ORDER_TERMINAL &&
			 w->held->position.quantity > 0;
	}
	*is_stuck = class_of(live) == ORDER_UNRESOLVED || (due && class_of(live) != ORDER_TERMINAL);
	if (*again) {
		w->held->last_exit = history_of(live, &w->held->last_exit);
		result = desk_fetch_holdings(m->desk, err);
	}
	if (live != &w->order)
		w->order = *live;
	w->has_order = true;
	w->follows = class_of(live) == ORDER_OPEN && !instant_known(live->quarantined_at);
	return result;
}

/*
 * Whether shares that an assignment left are still held. They are closed before the leg that is
 * alone: until then that leg is what limits their loss.
 */
static bool shares_are_held(const struct monitor *m, const char *ticker)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct position *p = &m->held[i].position;
		if (m->held[i].is_of_leg && text_equal(p->ticker, ticker) && p->quantity > 0)
			return true;
	}
	return false;
}

/*
 * Sends the next order of the exit, if one is due. *WHAT says why it is stuck: a look that sends no
 * order, or an entry that cannot be cancelled. The exit waits for that entry, but not for ever.
 */
static int sell_next(struct monitor *m, struct watched_position *w,
	const struct exit_record *decision, const char **what, struct error *err)
{
	struct desk *desk = m->desk;
	struct held_position *held = w->held;
	struct exit_step step;
	if (!exit_plan(&held->last_exit, decision, run_today(desk->run), &step))
		return 0;
	*what = "the exit is not sent";
	const struct exit_target target = monitor_target(&held->position);
	if (target.leg != EXIT_ALL && target.parts[0].is_long &&
		shares_are_held(m, held->position.ticker)) {
		*what = NULL; /* the shares have a look and an alert of their own */
		return 0;
	}
	bool blocked = !desk->run->dry_run && !monitor_clear_way(desk, held, &target);
	bool waits = blocked && held->stuck_looks + 1 < desk->run->params.exit_stuck_looks;
	if (blocked) {
		*what = "an entry or the protective stop is not cancelled";
		run_partial(desk->run, "position %lld (%s): %s: the exit %s",
			(long long)held->position.id, held->position.symbol, *what,
			waits ? "waits" : "is sent");
	}
	int result = waits ? 0 : sell(m, w, &step, err);
	bool sent = w->has_order && w->order.exit_number == step.number &&
		    w->order.attempt == step.attempt;
	if (sent && !blocked)
		*what = NULL;
	return result;
}

static int exit_one(struct monitor *m, struct watched_position *w, struct error *err)
{
	struct ledger_order *live = live_exit(m->desk, w->held->position.id);
	bool free_to_sell = true, is_stuck = false;
	if (w->trading != MARK_TRADES)
		return 0;
	int result = live != NULL ? take_back(m, w, live, &free_to_sell, &is_stuck, err) : 0;
	const char *what = is_stuck ? "the exit is not acknowledged or cancelled" : NULL;
	if (result == 0 && free_to_sell)
		result = sell_next(m, w, w->decision, &what, err);
	struct error why = {0};
	if (monitor_count_stuck(m->desk->run, w, what, &why) != 0)
		run_partial(m->desk->run, "%s", why.text);
	return result;
}

/*
 * A failure of one position does not stop the others: it is reported. *UNFINISHED keeps one that
 * the next run continues. -1 only when no order can be sent at all.
 */
static int take_failure(struct run *run, const struct position *p, struct error *why,
	struct error *unfinished, struct error *err)
{
	(void)error_prefix(why, "position %lld (%s)", (long long)p->id, p->symbol);
	if (why->kind == ERROR_PERMISSION) {
		*err = *why;
		return -1;
	}
	if (why->kind == ERROR_AGAIN)
		*unfinished = *why;
	run_partial(run, "%s", why->text);
	return 0;
}

/* ---- the rest of the run: working exits are priced again ---- */

/* When the first working exit is due, in seconds from now; NAN when none is working. */
static double next_due_s(const struct monitor *m)
{
	const struct run *run = m->desk->run;
	double first = (double)NAN;
	for (size_t i = 0; i < m->count; i++) {
		const struct watched_position *w = &m->watches[i];
		if (!w->follows)
			continue;
		bool is_patient = exit_pace(&run->params, &w->held->position, monitor_reason(w),
					  run->now) == SALE_PATIENT;
		double step =
			is_patient ? run->params.exit_reprice_age_s : run->params.exit_urgent_age_s;
		first = fmin(first, step - instant_age_s(run->now, w->order.sent_at));
	}
	return first;
}

static int price_again(struct monitor *m, struct watched_position *w, struct error *err)
{
	bool again = false, is_stuck;
	const char *what; /* counted once a look, not here */
	const struct ledger_order before = w->order;
	if (desk_poll(m->desk, &w->order, err) != 0)
		return -1;
	monitor_count_fill(&w->held->position, &before, &w->order);
	w->follows = class_of(&w->order) == ORDER_OPEN;
	if (!w->follows)
		return 0;
	if (take_back(m, w, &w->order, &again, &is_stuck, err) != 0)
		return -1;
	if (!again)
		return 0;
	return sell_next(m, w, NULL, &what, err);
}

/*
 * Prices working exits again until none is left or the run nears its end, in real time. With a
 * pinned clock, or another pass to come in this run, the next pass does.
 */
static int follow(struct monitor *m, struct error *unfinished, struct error *err)
{
	struct run *run = m->desk->run;
	double wait;
	while (!run->pinned && !run->dry_run && !m->is_repeated) {
		desk_next_pass(m->desk);
		wait = next_due_s(m);
		if (isnan(wait))
			return 0;
		int64_t due_us = clock_monotonic_us() +
				 (int64_t)(fmax(wait, FOLLOW_GAP_S) * (double)SECOND_US);
		if (due_us > run->deadline_us - FOLLOW_RESERVE_S * SECOND_US ||
			run_should_stop(run))
			return 0;
		clock_sleep_until(due_us);
		desk_next_pass(m->desk);
		monitor_price_again(m);
		for (size_t i = 0; i < m->count && !run_should_stop(run); i++) {
			struct watched_position *w = &m->watches[i];
			struct error why = {0};
			if (!w->follows || price_again(m, w, &why) == 0)
				continue;
			w->follows = false;
			if (take_failure(run, &w->held->position, &why, unfinished, err) != 0)
				return -1;
		}
	}
	return 0;
}

/* The exits of spreads, or those of all other positions. */
static int exit_all(struct monitor *m, bool spreads, struct error *unfinished, struct error *err)
{
	struct run *run = m->desk->run;
	for (size_t i = 0; i < m->count; i++) {
		struct error why = {0};
		if (legs_known(&m->held[i].position) != spreads)
			continue;
		if (run_should_stop(run))
			return run_stop(run, err);
		if (exit_one(m, &m->watches[i], &why) != 0 &&
			take_failure(run, &m->held[i].position, &why, unfinished, err) != 0)
			return -1;
	}
	return 0;
}

/* The shares of an assignment are sold before the leg that protects them. */
int monitor_exit(struct monitor *m, struct error *err)
{
	struct run *run = m->desk->run;
	struct error unfinished = {0};
	if (exit_all(m, false, &unfinished, err) != 0 || exit_all(m, true, &unfinished, err) != 0)
		return -1;
	for (size_t i = 0; i < m->count; i++)
		monitor_tell_missed(run, &m->watches[i]);
	if (m->count == m->watched_count) /* later ones of this pass are new positions */
		run_count_most(run, "exits_ms", (clock_monotonic_us() - m->began_us) / 1000);
	if (follow(m, &unfinished, err) != 0)
		return -1;
	if (unfinished.kind == ERROR_NONE)
		return 0;
	*err = unfinished;
	return -1;
}
