/* The intent of an exit: the order and its event, stored before a byte is sent. */
#include <limits.h>
#include <math.h>

#include "calendar.h"
#include "legs.h"
#include "monitor.h"
#include "text.h"

const char *monitor_reason(const struct watched_position *w)
{
	return w->decision != NULL ? w->decision->name : w->held->exit_reason;
}

/* Closing a leg: what was sold is bought back. */
static void fill_part(const struct exit_part *part, char side[static 8], char intent[static 16])
{
	(void)text_copy(side, 8, part->is_long ? "sell" : "buy");
	(void)text_copy(intent, 16, part->is_long ? "sell_to_close" : "buy_to_close");
}

static void fill_legs(const struct exit_target *target, struct ledger_order *o)
{
	o->leg_count = target->part_count;
	for (int i = 0; i < o->leg_count; i++) {
		o->legs[i] = (struct ledger_leg){.ratio = 1, .filled_avg_price = PRICE_UNKNOWN};
		(void)text_copy(
			o->legs[i].symbol, sizeof o->legs[i].symbol, target->parts[i].symbol);
		fill_part(&target->parts[i], o->legs[i].side, o->legs[i].position_intent);
	}
}

int monitor_fill_order(const struct watched_position *w, const struct exit_target *target,
	const struct exit_step *step, const struct exit_order *sale, struct ledger_order *o,
	struct error *err)
{
	const struct position *p = &w->held->position;
	bool limit = sale->kind == EXIT_LIMIT, spread = target->part_count == 2;
	*o = (struct ledger_order){
		.purpose = "exit",
		.recommendation_id = INT64_MIN,
		.position_id = p->id,
		.exit_number = step->number,
		.attempt = step->attempt,
		.side = "sell",
		.qty = sale->quantity,
		.limit_price =
			spread ? spread_order_limit(p->strategy, false, sale->limit) : sale->limit,
		.first_mid = target->leg != EXIT_ALL ? PRICE_UNKNOWN
			     : spread ? spread_order_limit(p->strategy, false, quote_mid(w->quote))
				      : quote_mid(w->quote),
		.filled_avg_price = PRICE_UNKNOWN,
		.created_at = INSTANT_UNKNOWN,
		.sent_at = INSTANT_UNKNOWN,
		.cancel_requested_at = INSTANT_UNKNOWN,
		.quarantined_at = INSTANT_UNKNOWN,
	};
	(void)text_copy(o->execution_id, sizeof o->execution_id, w->held->execution_id);
	(void)text_copy(o->ticker, sizeof o->ticker, p->ticker);
	if (spread) {
		fill_legs(target, o);
	} else {
		(void)text_copy(o->symbol, sizeof o->symbol, target->parts[0].symbol);
		fill_part(&target->parts[0], o->side, o->position_intent);
	}
	if (!instrument_is_option(p->instrument))
		o->position_intent[0] = '\0';
	(void)text_copy(o->order_type, sizeof o->order_type, limit ? "limit" : "market");
	(void)text_copy(o->reason, sizeof o->reason, monitor_reason(w));
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_INTENT));
	return order_exit_id(w->held->entry_order_id, w->held->is_of_leg ? LEG_OF_SHARES : 0,
		step->number, step->attempt, o->client_order_id, err);
}

void monitor_count_fill(
	struct position *p, const struct ledger_order *before, const struct ledger_order *o)
{
	if (!legs_known(p)) {
		p->quantity -= o->filled_qty - before->filled_qty;
		return;
	}
	for (int i = 0; i < SPREAD_LEGS; i++) {
		struct position_leg *leg = &p->legs[i];
		if (text_equal(o->symbol, leg->symbol))
			leg->quantity -= o->filled_qty - before->filled_qty;
		for (int k = 0; k < o->leg_count; k++)
			if (text_equal(o->legs[k].symbol, leg->symbol))
				leg->quantity -= o->legs[k].filled_qty - before->legs[k].filled_qty;
	}
	int64_t a = p->legs[0].quantity, b = p->legs[1].quantity;
	p->quantity = a > b ? a : b;
}

static void write_quote(struct buf *out, const struct watched_position *w)
{
	struct jsonl j;
	jsonl_init(&j, out);
	jsonl_open(&j, NULL, '{');
	jsonl_price(&j, "bid", w->quote.bid, 4);
	jsonl_price(&j, "ask", w->quote.ask, 4);
	jsonl_instant(&j, "ts", w->quote.ts);
	jsonl_price(&j, "underlying", w->underlying, 4);
	jsonl_close(&j);
}

static void write_event(struct buf *out, const struct watched_position *w,
	const struct ledger_order *o, int64_t wanted)
{
	struct jsonl j;
	const struct exit_record *r = w->decision;
	jsonl_init(&j, out);
	jsonl_open(&j, NULL, '{');
	if (r != NULL) {
		jsonl_i64(&j, "rule", r->number);
		jsonl_double(&j, "observed", r->observed, 4);
		jsonl_double(&j, "threshold", r->threshold, 4);
		jsonl_text(&j, "unit", r->unit);
		jsonl_double(&j, "confidence", r->confidence, 2);
		jsonl_text(&j, "why", r->reason);
	}
	jsonl_text(&j, "reason", o->reason);
	jsonl_i64(&j, "wanted", wanted);
	jsonl_i64(&j, "qty", o->qty);
	jsonl_text(&j, "client_order_id", o->client_order_id);
	jsonl_i64(&j, "attempt", o->attempt);
	jsonl_text(&j, "type", o->order_type);
	jsonl_price(&j, "limit_price", o->limit_price, 4);
	jsonl_close(&j);
}

/*
 * The newest look before this one that saw the price which the stop NUMBER judges: passes that saw
 * nothing, because the market data was away, did not watch it. The entry when there was none.
 */
static struct instant last_seen(struct run *run, const struct watched_position *w, int number)
{
	enum { UNDERLYING_STOP = 3 };
	const struct held_position *held = w->held;
	struct instant seen;
	struct error why = {0};
	if (position_last_seen(run, held->position.id, number == UNDERLYING_STOP, &seen, &why) !=
		0) {
		run_partial(run, "position %lld (%s): when a price was seen last is not known: %s",
			(long long)held->position.id, held->position.symbol, why.text);
		return held->checked_at;
	}
	return instant_known(seen) ? seen : held->position.entered_at;
}

/*
 * The minutes of an open market without a look that saw the price, before this one found a stop
 * crossed. 0 when the stop was found in time, or no stop closes the position.
 */
static double unwatched_min(struct run *run, const struct watched_position *w)
{
	const struct exit_rule *rule = w->decision != NULL ? exit_find(w->decision->name) : NULL;
	if (rule == NULL || !(rule->is_stop || rule->trails))
		return 0;
	double seconds = (double)calendar_open_seconds(last_seen(run, w, rule->number), run->now);
	return seconds > run->params.exit_mark_age_max_s ? seconds / 60 : 0;
}

int monitor_intend(const struct monitor *m, struct watched_position *w,
	const struct exit_step *step, const struct ledger_order *o, struct error *err)
{
	buf_auto struct buf quote = BUF_INIT(1024), event = BUF_INIT(4096), missed = BUF_INIT(256);
	write_quote(&quote, w);
	write_event(&event, w, o, step->quantity);
	w->missed_min = unwatched_min(m->desk->run, w);
	if (w->missed_min > 0)
		buf_printf(&missed, "{\"unwatched_min\": %.1f}", w->missed_min);
	struct exit_intent intent = {
		.account = desk_account(m->desk),
		.held = w->held,
		.order = o,
		.quote_json = buf_text(&quote),
		.event_type = step->attempt == 1 ? "exit_decided" : "exit_retried",
		.event_json = buf_text(&event),
		.plans_roll = step->attempt == 1 && w->decision != NULL && w->decision->rolls,
		.missed_json = missed.length > 0 ? buf_text(&missed) : NULL,
	};
	return position_store_intent(m->desk->run, &intent, err);
}
