/*
 * The holdings that an exit may close, and the orders that are in its way: entries of ours, which
 * would open again what it closes, and stops and foreign orders, which hold the quantity.
 */
#include <math.h>
#include <stdlib.h>

#include "clock.h"
#include "legs.h"
#include "mem.h"
#include "monitor.h"
#include "reconcile.h"
#include "text.h"

enum {
	CANCEL_POLLS = 10,	     /* until the broker confirms: usually one is enough */
	CANCEL_POLL_GAP_US = 200000, /* real time; none with a pinned clock */
	NOTHING_KNOWN = -1,
};

/* ---- what is closed ---- */

struct exit_target monitor_target(const struct position *p)
{
	struct exit_target t = {.position = p, .leg = EXIT_ALL};
	int64_t contracts;
	int alone = legs_alone(p, &contracts);
	if (alone >= 0)
		t = (struct exit_target){
			p, alone, 1, contracts, {{p->legs[alone].symbol, p->legs[alone].is_long}}};
	else if (legs_known(p))
		t = (struct exit_target){p, EXIT_ALL, 2, legs_whole(p),
			{{p->legs[0].symbol, p->legs[0].is_long},
				{p->legs[1].symbol, p->legs[1].is_long}}};
	else
		t = (struct exit_target){p, EXIT_ALL, 1, p->quantity, {{p->symbol, !p->is_short}}};
	return t;
}

struct limit_terms monitor_terms(const struct exit_target *t)
{
	return (struct limit_terms){
		.instrument = t->position->instrument,
		.is_short = !t->parts[0].is_long,
		.width = t->part_count == 2 ? legs_width(t->position) : PRICE_UNKNOWN,
	};
}

/* Whether O is an order in SYMBOL, by itself or by one of its legs. */
static bool is_order_in(const struct ledger_order *o, const char *symbol)
{
	for (int i = 0; i < o->leg_count; i++)
		if (text_equal(o->legs[i].symbol, symbol))
			return true;
	return text_equal(o->symbol, symbol);
}

static bool is_order_of(const struct ledger_order *o, const struct exit_target *t)
{
	for (int i = 0; i < t->part_count; i++)
		if (is_order_in(o, t->parts[i].symbol))
			return true;
	return false;
}

static enum order_class class_of(const struct ledger_order *o)
{
	return order_status_class(ledger_order_status(o));
}

/* ---- what may be closed ---- */

/* The quantity that open exits of ours in SYMBOL still hold at the broker. */
static int64_t held_by_exits(const struct desk *desk, const char *symbol)
{
	int64_t held = 0;
	for (size_t i = 0; i < desk->order_count; i++) {
		const struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_exit(o) && is_order_in(o, symbol) && class_of(o) == ORDER_OPEN)
			held += o->qty - o->filled_qty;
	}
	return held;
}

static bool is_unknown(const struct desk *desk, const struct broker_position *h)
{
	return desk->state != HOLDINGS_KNOWN || (h != NULL && isnan(h->qty));
}

/* The quantity of a part at the broker, positive when it is held as we hold it. */
static double held_at_broker(const struct desk *desk, const struct exit_part *part)
{
	const struct broker_position *h = desk_holding(desk, part->symbol);
	return h == NULL ? 0 : part->is_long ? h->qty : -h->qty;
}

/* Without qty_available it is the quantity less that of our open exits. */
static int64_t available_of(
	const struct desk *desk, const struct exit_target *t, const struct exit_part *part)
{
	const struct broker_position *h = desk_holding(desk, part->symbol);
	if (is_unknown(desk, h))
		return instrument_is_option(t->position->instrument) ? t->quantity : NOTHING_KNOWN;
	if (h == NULL)
		return 0;
	double qty = held_at_broker(desk, part);
	double least = isnan(h->qty_available)
			       ? qty - (double)held_by_exits(desk, part->symbol)
			       : fmin(qty, part->is_long ? h->qty_available : -h->qty_available);
	return least < 0 ? 0 : (int64_t)floor(least);
}

int64_t monitor_available(const struct desk *desk, const struct exit_target *t)
{
	int64_t least = available_of(desk, t, &t->parts[0]);
	for (int i = 1; i < t->part_count; i++) {
		int64_t other = available_of(desk, t, &t->parts[i]);
		least = other < least ? other : least;
	}
	return least;
}

/* ---- orders in the way ---- */

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

/* The quantity that a stop held is available again. */
static void refresh_holdings(struct desk *desk)
{
	struct error why = {0};
	if (desk_fetch_holdings(desk, &why) != 0)
		run_partial(desk->run, "%s", why.text);
}

bool monitor_clear_way(struct desk *desk, struct held_position *held, const struct exit_target *t)
{
	bool gone = true, lifted = false;
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		bool is_stop = ledger_order_is_stop(o);
		int64_t before = o->filled_qty;
		struct error why = {0};
		if ((ledger_order_is_exit(o) && !is_stop) || !is_order_of(o, t) ||
			class_of(o) != ORDER_OPEN || instant_known(o->quarantined_at))
			continue;
		if (monitor_cancel(desk, o, &why) != 0)
			run_partial(desk->run, "%s", why.text);
		else
			gone = gone && class_of(o) == ORDER_TERMINAL;
		if (is_stop)
			held->position.quantity -= o->filled_qty - before;
		lifted = lifted || (is_stop && class_of(o) == ORDER_TERMINAL);
	}
	if (lifted)
		refresh_holdings(desk);
	return gone;
}

static bool closes(const char *symbol, const char *side, const struct exit_target *t)
{
	for (int i = 0; i < t->part_count; i++)
		if (text_equal(symbol, t->parts[i].symbol) &&
			text_equal(side, t->parts[i].is_long ? "sell" : "buy"))
			return true;
	return false;
}

/*
 * Whether an order at the broker, or a leg of it, closes a part of T, and so holds its quantity.
 */
static bool holds(const struct broker_order *o, const struct exit_target *t)
{
	for (int k = 0; k < o->leg_count && k < BROKER_LEGS_MAX; k++)
		if (closes(o->legs[k].symbol, o->legs[k].side, t))
			return true;
	return closes(o->symbol, o->side, t);
}

/* Cancels the orders at the broker that hold the quantity and are not ours; counts them. */
static int cancel_foreign(
	struct desk *desk, const struct exit_target *t, size_t *cancelled, struct error *err)
{
	const struct position *p = t->position;
	struct broker_order *open mem_auto = NULL;
	size_t count = 0;
	struct broker_reply reply;
	if (alpaca_orders(desk->broker, "open", instant_add(p->entered_at, -DAY_US), &open, &count,
		    err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!holds(&open[i], t))
			continue;
		run_partial(desk->run,
			"position %lld (%s): order %.60s holds the quantity: cancelled",
			(long long)p->id, p->symbol, open[i].client_order_id);
		alpaca_order_cancel(desk->broker, open[i].id, &reply);
		(*cancelled)++;
	}
	return 0;
}

/* The quantity of T at the broker, including that which orders hold; WANTED at most. */
static double most_at_broker(const struct desk *desk, const struct exit_target *t, int64_t wanted)
{
	double most = (double)wanted;
	for (int i = 0; i < t->part_count; i++)
		most = fmin(most, held_at_broker(desk, &t->parts[i]));
	return most;
}

int monitor_free(struct desk *desk, const struct exit_target *t, int64_t wanted, struct error *err)
{
	size_t cancelled = 0;
	/* a simulated account has no other orders */
	bool elsewhere = desk->ops->fill_model == NULL;
	if (!elsewhere || (double)monitor_available(desk, t) >= most_at_broker(desk, t, wanted))
		return 0;
	if (cancel_foreign(desk, t, &cancelled, err) != 0)
		return -1;
	for (int i = 0; cancelled > 0 && i < CANCEL_POLLS && !run_should_stop(desk->run); i++) {
		if (desk_fetch_holdings(desk, err) != 0)
			return -1;
		if (monitor_available(desk, t) >= wanted)
			break;
		if (!desk->run->pinned)
			clock_sleep_until(clock_monotonic_us() + CANCEL_POLL_GAP_US);
	}
	return 0;
}
