/* Orders: sends each once, looks up doubtful and open ones, and books their fills. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "booking.h"
#include "clock.h"
#include "desk.h"
#include "log.h"
#include "query.h"
#include "text.h"

enum {
	/* time to store the outcome of a POST, also after the deadline of the run */
	OUTCOME_LIMIT_S = 10,
	/* look-ups of a doubtful order: the broker may need a moment until it finds the order */
	LOOK_UPS_A_RUN = 3,
	LOOK_UP_GAP_US = 300000, /* between look-ups, in real time; none with a pinned clock */
};

static struct post_outcome outcome_of(const struct ledger_order *o, const struct broker_reply *r)
{
	struct post_outcome outcome = {
		.transport = r->outcome == HTTP_ANSWERED   ? POST_ANSWERED
			     : r->outcome == HTTP_NOT_SENT ? POST_NOT_STARTED
							   : POST_BROKEN,
		.http_status = (int)r->status,
		.body = POST_BODY_UNREADABLE,
		.broker_code = r->code == INT64_MIN ? 0 : r->code,
	};
	if (r->has_order)
		outcome.body =
			desk_is_same_order(o, &r->order) ? POST_BODY_MATCHES : POST_BODY_DIFFERS;
	else if (r->code != INT64_MIN)
		outcome.body = POST_BODY_ERROR;
	return outcome;
}

bool desk_is_same_order(const struct ledger_order *o, const struct broker_order *found)
{
	return text_equal(found->client_order_id, o->client_order_id) &&
	       text_equal(found->symbol, o->symbol) && text_equal(found->side, o->side) &&
	       fabs(found->qty - (double)o->qty) < 1e-9;
}

/* Stores the state of an order at the broker and books its new fill, in one transaction. */
static int record_found(struct desk *desk, struct ledger_order *o, const struct broker_reply *reply,
	const struct broker_order *found, struct error *err)
{
	enum order_status status = order_status_of_broker(found->status);
	if (status == ORDER_OTHER)
		run_partial(desk->run,
			"order %s: the broker reports \"%.30s\", an unknown status: it counts "
			"as open",
			o->client_order_id, found->status);
	struct booking b = {
		.desk = desk, .order = o, .status = status, .reply = reply, .found = found};
	if (booking_store(&b, err) == 0)
		return 0;
	/* Not booked: the order stays open in the ledger, so that the next run books it. */
	struct error again = {0};
	(void)order_store_outcome(desk->run, o, ORDER_ACCEPTED, reply, NULL, err->text, &again);
	return error_prefix(err, "order %s", o->client_order_id);
}

static int conflict(struct desk *desk, struct ledger_order *o, struct error *err)
{
	const char *why = "the broker has another order under this client_order_id";
	run_partial(desk->run, "order %s: %s: entries of %s are halted", o->client_order_id, why,
		o->ticker);
	return order_store_quarantine(desk->run, o, why, err);
}

/*
 * Whether this program may withdraw or resend the order. A running opt-posmon may be sending an
 * exit, a running opt-dispatch an entry.
 */
static bool is_own_duty(const struct desk *desk, const struct ledger_order *o)
{
	return ledger_order_is_exit(o) == (desk->duty == ORDER_EXIT);
}

/* Looks it up once more, so that its fill is booked before the next decision. */
static int send_again(struct desk *desk, struct ledger_order *o, struct error *err)
{
	if (desk_send(desk, o, true, err) != 0)
		return -1;
	return order_status_class(ledger_order_status(o)) == ORDER_OPEN ? desk_poll(desk, o, err)
									: 0;
}

static int apply_resolution(struct desk *desk, struct ledger_order *o,
	enum order_resolution resolution, const struct broker_order *found, struct error *err)
{
	switch (resolution) {
	case RESOLVE_ADOPT:
		log_info("order %s: found at the broker (%s)", o->client_order_id, found->status);
		return record_found(desk, o, NULL, found, err);
	case RESOLVE_WAIT:
		return 0;
	case RESOLVE_DROP:
		log_info("order %s: not at the broker, dropped", o->client_order_id);
		return booking_store_drop(desk, o, "proven not to be at the broker", err);
	case RESOLVE_SEND_AGAIN:
		return is_own_duty(desk, o) ? send_again(desk, o, err) : 0;
	case RESOLVE_CONFLICT:
		return conflict(desk, o, err);
	}
	return 0;
}

/* Looks up a doubtful order once. */
static int look_up_once(struct desk *desk, struct ledger_order *o, struct error *err)
{
	bool found = false;
	struct broker_order order;
	struct error why = {0};
	enum order_look_up look_up = LOOK_UP_FAILED;
	if (desk->ops->find(desk, o, &found, &order, &why) == 0)
		look_up = !found			  ? LOOK_UP_NOT_FOUND
			  : desk_is_same_order(o, &order) ? LOOK_UP_SAME
							  : LOOK_UP_DIFFERS;
	else if (why.kind == ERROR_PERMISSION)
		return error_set(err, ERROR_PERMISSION, "%s", why.text);
	else
		log_info("order %s: %s", o->client_order_id, why.text);
	if (look_up == LOOK_UP_NOT_FOUND && order_store_miss(desk->run, o, err) != 0)
		return -1;
	struct order_doubt doubt = {
		.purpose = ledger_order_is_exit(o) ? ORDER_EXIT : ORDER_ENTRY,
		.status = ledger_order_status(o),
		.look_up = look_up,
		.misses = o->misses,
		.runs = o->miss_runs,
		.sent_at = o->sent_at,
		.now = desk->run->now,
	};
	return apply_resolution(desk, o, order_resolve(&doubt, &desk->run->params), &order, err);
}

static bool is_doubtful(const struct ledger_order *o)
{
	return order_status_class(ledger_order_status(o)) == ORDER_UNRESOLVED &&
	       !instant_known(o->quarantined_at);
}

static int look_up(struct desk *desk, struct ledger_order *o, struct error *err)
{
	for (int i = 0; i < LOOK_UPS_A_RUN && is_doubtful(o); i++) {
		if (i > 0 && !desk->run->pinned)
			clock_sleep_until(clock_monotonic_us() + LOOK_UP_GAP_US);
		if (look_up_once(desk, o, err) != 0)
			return -1;
	}
	return 0;
}

/*
 * Whether the halt file forbids the order. It is read again right before the POST, as order_sending
 * reads the halts in the database.
 */
static bool is_halted(const struct desk *desk, const struct ledger_order *o)
{
	struct halt_view view =
		halt_decide(NULL, 0, true, desk_halt_file(desk->run), o->ticker, desk->run->now);
	return ledger_order_is_exit(o) ? !view.exits_allowed : !view.entries_allowed;
}

static int withdraw(struct desk *desk, struct ledger_order *o, const char *why, struct error *err)
{
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_CANCELED));
	log_info("order %s: not sent: %s", o->client_order_id, why);
	return booking_store_withdrawal(desk, o, why, err);
}

/* Sends the POST and stores its outcome (T3). */
static int post(struct desk *desk, struct ledger_order *o, struct error *err)
{
	struct run *run = desk->run;
	buf_auto struct buf body = BUF_INIT(4096);
	struct broker_reply reply;
	order_body(o, &body);
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_SENDING));
	o->sent_at = run->now;
	desk->ops->post(desk, o, buf_text(&body), &reply);
	db_set_deadline(run->db, clock_monotonic_us() + OUTCOME_LIMIT_S * SECOND_US);
	struct post_outcome outcome = outcome_of(o, &reply);
	struct post_verdict verdict = order_classify_post(&outcome);
	int result = verdict.status == ORDER_ACCEPTED
			     ? record_found(desk, o, &reply, &reply.order, err)
			     : booking_store_reply(desk, o, verdict.status, &reply,
				       verdict.counts_as_reject, err);
	db_set_deadline(run->db, run->deadline_us);
	if (result != 0)
		return -1;
	if (verdict.alert)
		run_partial(run, "order %s: %s: %.200s", o->client_order_id, verdict.reason,
			reply.message);
	if (verdict.not_permitted)
		return error_set(err, ERROR_PERMISSION, "the broker refuses our orders: %.200s",
			reply.message);
	return 0;
}

int desk_send(struct desk *desk, struct ledger_order *o, bool again, struct error *err)
{
	bool may_send = false;
	if (desk->run->dry_run)
		return error_set(err, ERROR_INTERNAL, "a dry run tried to send order %s",
			o->client_order_id);
	bool halted = is_halted(desk, o);
	if (!halted && order_begin_sending(desk->run, o, again, &may_send, err) != 0)
		return -1;
	/*
	 * An order that may have reached the broker stays doubtful; only an intent can be
	 * withdrawn.
	 */
	if (!may_send && again) {
		log_info("order %s: not sent again: halted", o->client_order_id);
		return 0;
	}
	if (!may_send)
		return withdraw(desk, o,
			halted ? "halted by the halt file"
			       : "a halt was set between the decision and the sending",
			err);
	o->misses = 0;
	o->miss_runs = 0;
	if (post(desk, o, err) != 0)
		return -1;
	if (is_doubtful(o))
		return look_up_once(desk, o, err);
	/*
	 * A marketable order fills within milliseconds. When the fill is booked now, the monitor
	 * watches the position one minute earlier.
	 */
	struct error why = {0};
	if (order_status_class(ledger_order_status(o)) == ORDER_OPEN &&
		desk_poll(desk, o, &why) != 0)
		log_info("%s", why.text);
	return 0;
}

int desk_poll(struct desk *desk, struct ledger_order *o, struct error *err)
{
	bool found = false;
	struct broker_order order;
	if (desk->ops->find(desk, o, &found, &order, err) != 0)
		return -1;
	if (!found)
		return error_set(err, ERROR_UNAVAILABLE, "order %s: the broker no longer has it",
			o->client_order_id);
	if (!desk_is_same_order(o, &order))
		return conflict(desk, o, err);
	return record_found(desk, o, NULL, &order, err);
}

int desk_cancel(struct desk *desk, struct ledger_order *o, struct error *err)
{
	struct broker_reply reply;
	if (order_store_cancel_request(desk->run, o, err) != 0)
		return -1;
	desk->ops->cancel(desk, o, &reply);
	log_info("order %s: cancel requested (HTTP %ld)", o->client_order_id, reply.status);
	return desk_poll(desk, o, err);
}

/*
 * Withdraws an intent whose run ended before a byte was sent. Its recommendation is decided again,
 * by the facts of now.
 */
static int settle_one(struct desk *desk, struct ledger_order *o, struct error *err)
{
	switch (order_status_class(ledger_order_status(o))) {
	case ORDER_UNSENT:
		return is_own_duty(desk, o)
			       ? withdraw(desk, o, "its run ended before it was sent", err)
			       : 0;
	case ORDER_UNRESOLVED:
		return look_up(desk, o, err);
	case ORDER_OPEN:
	case ORDER_TERMINAL:
		return desk_poll(desk, o, err);
	}
	return 0;
}

int desk_settle(struct desk *desk, struct error *err)
{
	struct run *run = desk->run;
	free(desk->orders);
	desk->orders = NULL;
	desk->order_count = 0;
	desk->doubtful_entries = desk->doubtful_exits = 0;
	if (orders_load_unsettled(
		    run->db, desk_account(desk), &desk->orders, &desk->order_count, err) != 0)
		return -1;
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		struct error why = {0};
		if (!run->dry_run && !instant_known(o->quarantined_at) &&
			settle_one(desk, o, &why) != 0) {
			/* An order that cannot be booked stops entries; other exits continue. */
			if (why.kind == ERROR_PERMISSION ||
				(why.kind == ERROR_INTERNAL && desk->duty == ORDER_ENTRY)) {
				*err = why;
				return -1;
			}
			run_partial(run, "%s", why.text);
		}
		bool doubtful = order_status_class(ledger_order_status(o)) == ORDER_UNRESOLVED;
		desk->doubtful_entries += doubtful && !ledger_order_is_exit(o);
		desk->doubtful_exits += doubtful && ledger_order_is_exit(o);
	}
	run_count(run, "orders_settled", (int64_t)desk->order_count);
	run_count(run, "orders_in_doubt", desk->doubtful_entries + desk->doubtful_exits);
	return 0;
}
