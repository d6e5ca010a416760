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
#include "mem.h"
#include "monitor.h"
#include "reconcile.h"
#include "text.h"
#include "zone.h"

enum {
	CANCEL_POLLS = 10,	     /* until the broker confirms: usually one is enough */
	CANCEL_POLL_GAP_US = 200000, /* real time; none with a pinned clock */
	NOTHING_KNOWN = -1,
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

/* The quantity that open exits of ours in SYMBOL still hold at the broker. */
static int64_t held_by_exits(const struct desk *desk, const char *symbol)
{
	int64_t held = 0;
	for (size_t i = 0; i < desk->order_count; i++) {
		const struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_exit(o) && text_equal(o->symbol, symbol) &&
			class_of(o) == ORDER_OPEN)
			held += o->qty - o->filled_qty;
	}
	return held;
}

/*
 * The whole shares or contracts that may be sold; NOTHING_KNOWN unknown. Without the list of
 * positions, or with a row of it that cannot be read, that is what the ledger has of an option,
 * because a sell_to_close cannot go short; a stock waits. Without qty_available it is the quantity
 * less that of our open exits.
 */
static int64_t available(const struct desk *desk, const struct position *p)
{
	const struct broker_position *h = desk_holding(desk, p->symbol);
	if (desk->state != HOLDINGS_KNOWN || (h != NULL && isnan(h->qty)))
		return instrument_is_option(p->instrument) ? p->quantity : NOTHING_KNOWN;
	if (h == NULL)
		return 0;
	double least = isnan(h->qty_available) ? h->qty - (double)held_by_exits(desk, p->symbol)
					       : fmin(h->qty, h->qty_available);
	return least < 0 ? 0 : (int64_t)floor(least);
}

int monitor_cancel(struct desk *desk, struct ledger_order *o, struct error *err)
{
	if (desk_cancel(desk, o, err) != 0)
		return -1;
	for (int i = 0;
		i < CANCEL_POLLS && class_of(o) == ORDER_OPEN && !run_should_stop(desk->run); i++) {
		if (!desk->run->pinned)
			clock_sleep_until(clock_monotonic_us() + CANCEL_POLL_GAP_US);
		if (desk_poll(desk, o, err) != 0)
			return -1;
	}
	return 0;
}

/*
 * Cancels working entries of the symbol, which would buy again what the exit sells and which the
 * broker does not let meet a sale, and the protective stop, which holds the quantity. False while a
 * cancel is not confirmed; an order that fails by itself, such as one that cannot be booked, does
 * not hold up the exit. *LIFTED: a stop is gone; what it sold is no longer held.
 */
static bool clear_way(struct desk *desk, struct held_position *held, bool *lifted)
{
	bool gone = true;
	*lifted = false;
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		bool is_stop = ledger_order_is_stop(o);
		int64_t before = o->filled_qty;
		struct error why = {0};
		if ((ledger_order_is_exit(o) && !is_stop) ||
			!text_equal(o->symbol, held->position.symbol) ||
			class_of(o) != ORDER_OPEN || instant_known(o->quarantined_at))
			continue;
		if (monitor_cancel(desk, o, &why) != 0)
			run_partial(desk->run, "%s", why.text);
		else
			gone = gone && class_of(o) == ORDER_TERMINAL;
		if (is_stop && class_of(o) == ORDER_TERMINAL)
			*lifted = true;
		if (is_stop)
			held->position.quantity -= o->filled_qty - before;
	}
	return gone;
}

/* The quantity that a lifted stop held is available now. */
static void refresh_holdings(struct desk *desk)
{
	struct error why = {0};
	if (desk_fetch_holdings(desk, &why) != 0)
		run_partial(desk->run, "%s", why.text);
}

/* Cancels the sell orders of SYMBOL at the broker that are not ours; returns their number. */
static int cancel_foreign(
	struct desk *desk, const struct position *p, size_t *cancelled, struct error *err)
{
	struct broker_order *open mem_auto = NULL;
	size_t count = 0;
	struct broker_reply reply;
	if (alpaca_orders(desk->broker, "open", instant_add(p->entered_at, -DAY_US), &open, &count,
		    err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!text_equal(open[i].symbol, p->symbol) || !text_equal(open[i].side, "sell"))
			continue;
		run_partial(desk->run,
			"position %lld (%s): order %.60s holds the quantity: cancelled",
			(long long)p->id, p->symbol, open[i].client_order_id);
		alpaca_order_cancel(desk->broker, open[i].id, &reply);
		(*cancelled)++;
	}
	return 0;
}

/*
 * The broker refuses an exit while other orders hold the quantity, such as a stop that rests there.
 * Cancels those orders and reads the available quantity again. None of them is ours: an exit of
 * ours would still be live, and then no new one is sent.
 */
static int free_quantity(
	struct desk *desk, const struct position *p, int64_t wanted, struct error *err)
{
	const struct broker_position *h = desk_holding(desk, p->symbol);
	size_t cancelled = 0;
	/* a simulated account has no other orders */
	bool elsewhere = desk->ops->fill_model == NULL;
	if (!elsewhere || h == NULL || (double)available(desk, p) >= fmin(h->qty, (double)wanted))
		return 0;
	if (cancel_foreign(desk, p, &cancelled, err) != 0)
		return -1;
	for (int i = 0; cancelled > 0 && i < CANCEL_POLLS && !run_should_stop(desk->run); i++) {
		if (desk_fetch_holdings(desk, err) != 0)
			return -1;
		if (available(desk, p) >= wanted)
			break;
		if (!desk->run->pinned)
			clock_sleep_until(clock_monotonic_us() + CANCEL_POLL_GAP_US);
	}
	return 0;
}

/* ---- how it is sold ---- */

/* How the exit is sold now, after ATTEMPTS_BEFORE attempts. */
static struct sale sale_of(
	const struct run *run, const struct watched_position *w, int attempts_before, bool is_first)
{
	const struct params *params = &run->params;
	double since = instant_age_s(run->now, w->held->exit_since);
	return (struct sale){
		.pace = exit_pace(params, &w->held->position, monitor_reason(w), run->now),
		.attempts_before = attempts_before,
		.fresh = w->quote,
		.model = w->model,
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
	w->held->position.quantity -= o->filled_qty;
	w->follows = class_of(o) == ORDER_OPEN;
	(void)text_copy(w->held->exit_reason, sizeof w->held->exit_reason, o->reason);
}

static int sell(struct monitor *m, struct watched_position *w, const struct exit_step *step,
	struct error *err)
{
	struct desk *desk = m->desk;
	struct run *run = desk->run;
	const struct position *p = &w->held->position;
	int64_t free_now = available(desk, p);
	int64_t wanted = step->quantity < p->quantity ? step->quantity : p->quantity;
	if (desk->state == HOLDINGS_KNOWN && free_now >= 0 && free_now < wanted && !run->dry_run) {
		struct error why = {0};
		if (free_quantity(desk, p, wanted, &why) != 0 && why.kind == ERROR_PERMISSION)
			return *err = why, -1;
		if (why.kind != ERROR_NONE)
			run_partial(run, "position %lld (%s): %s", (long long)p->id, p->symbol,
				why.text);
		free_now = available(desk, p);
	}
	bool is_first = step->attempt == 1;
	struct sale sale = sale_of(run, w, step->attempts_before, is_first);
	struct exit_order order = exit_order(&run->params, p, step->quantity, free_now, &sale);
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
	if (monitor_fill_order(w, step, &order, &w->order, err) != 0)
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
	if (instrument_is_option(p->instrument) && price_known(w->quote.bid) &&
		w->quote.bid.e4 == 0 && class_of(&w->order) != ORDER_TERMINAL)
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
	return text_equal(live->order_type, "limit") &&
	       limit_sale_rests(
		       &run->params, w->held->position.instrument, &next, live->limit_price);
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
		int64_t before = live->filled_qty;
		result = monitor_cancel(m->desk, live, err);
		w->held->position.quantity -= live->filled_qty - before;
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
	if (!held->is_long || held->position.strategy == STRATEGY_CREDIT_SPREAD)
		return error_set(err, ERROR_DATA, "a %s position cannot be sold to close",
			held->is_long ? strategy_name(held->position.strategy) : "short");
	bool lifted = false;
	bool blocked = !desk->run->dry_run && !clear_way(desk, held, &lifted);
	if (lifted)
		refresh_holdings(desk);
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
	int64_t before = w->order.filled_qty;
	if (desk_poll(m->desk, &w->order, err) != 0)
		return -1;
	w->held->position.quantity -= w->order.filled_qty - before;
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

int monitor_exit(struct monitor *m, struct error *err)
{
	struct run *run = m->desk->run;
	struct error unfinished = {0};
	for (size_t i = 0; i < m->count; i++) {
		struct error why = {0};
		if (run_should_stop(run))
			return run_stop(run, err);
		if (exit_one(m, &m->watches[i], &why) != 0 &&
			take_failure(run, &m->held[i].position, &why, &unfinished, err) != 0)
			return -1;
	}
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
