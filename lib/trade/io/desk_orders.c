/* Orders: sends each once, looks up doubtful and open ones, and books their fills. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "booking.h"
#include "clock.h"
#include "desk.h"
#include "desk_record.h"
#include "log.h"
#include "mem.h"
#include "order_row.h"
#include "query.h"
#include "store_halt.h"
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
		.body = r->is_json ? POST_BODY_NO_CODE : POST_BODY_UNREADABLE,
		.broker_code = r->code == INT64_MIN ? 0 : r->code,
	};
	if (r->has_order)
		outcome.body =
			desk_is_same_order(o, &r->order) ? POST_BODY_MATCHES : POST_BODY_DIFFERS;
	else if (r->code != INT64_MIN)
		outcome.body = strstr(r->message, "assignment lock") != NULL ? POST_BODY_LOCK
									     : POST_BODY_ERROR;
	return outcome;
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
	/* A quarantined order is only taken up, never given up or sent again. */
	if (instant_known(o->quarantined_at) && resolution != RESOLVE_ADOPT &&
		resolution != RESOLVE_CONFLICT)
		return 0;
	switch (resolution) {
	case RESOLVE_ADOPT:
		log_info("order %s: found at the broker (%s)", o->client_order_id, found->status);
		return desk_record(desk, o, NULL, found, err);
	case RESOLVE_WAIT:
		return 0;
	case RESOLVE_DROP:
		log_info("order %s: not at the broker, dropped", o->client_order_id);
		return booking_store_drop(desk, o, "proven not to be at the broker", err);
	case RESOLVE_SEND_AGAIN:
		return is_own_duty(desk, o) ? send_again(desk, o, err) : 0;
	case RESOLVE_CONFLICT:
		return desk_conflict(desk, o, found, err);
	}
	return 0;
}

/*
 * The run that sends the order may still be alive, and this is another program: it takes up an
 * order that is at the broker, but an order that is not there proves nothing yet. A run of the same
 * program has the lease, so the sender has ended.
 */
static bool only_observes(const struct desk *desk, const struct ledger_order *o)
{
	return !is_own_duty(desk, o) && !o->sender_is_gone;
}

/* Looks up a doubtful order once. */
static int look_up_once(struct desk *desk, struct ledger_order *o, struct error *err)
{
	bool found = false;
	struct broker_order order;
	struct error why = {0};
	enum order_look_up look_up = LOOK_UP_FAILED;
	if (desk_look_up(desk, o, &found, &order, &why) == 0)
		look_up = !found			? LOOK_UP_NOT_FOUND
			  : desk_is_order_of(o, &order) ? LOOK_UP_SAME
							: LOOK_UP_DIFFERS;
	else if (why.kind == ERROR_PERMISSION)
		return error_set(err, ERROR_PERMISSION, "%s", why.text);
	else
		log_info("order %s: %s", o->client_order_id, why.text);
	if (look_up == LOOK_UP_NOT_FOUND && only_observes(desk, o))
		return 0;
	if (look_up == LOOK_UP_NOT_FOUND && order_store_miss(desk->run, o, err) != 0)
		return -1;
	struct order_doubt doubt = {
		/* a stop that is missing is not sent again: the monitor arms a new one */
		.purpose = ledger_order_is_exit(o) && !ledger_order_is_stop(o) ? ORDER_EXIT
									       : ORDER_ENTRY,
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
	if (instant_known(o->quarantined_at))
		return look_up_once(desk, o, err);
	for (int i = 0; i < LOOK_UPS_A_RUN && is_doubtful(o); i++) {
		if (i > 0 && !desk->run->pinned)
			clock_sleep_until(clock_monotonic_us() + LOOK_UP_GAP_US);
		if (look_up_once(desk, o, err) != 0)
			return -1;
	}
	return 0;
}

/* The moment of sending: the clock now, and not that of the start of the run. */
static struct instant moment(const struct desk *desk)
{
	return desk->run->pinned ? desk->run->now
				 : instant_add(clock_real(), desk->clock_offset_us);
}

static void report_halts(struct desk *desk, const struct error *why)
{
	char key[64], day[DATE_TEXT_SIZE];
	(void)snprintf(
		key, sizeof key, "halts_unreadable:%s", date_format(run_today(desk->run), day));
	alert_partial(desk->run, ALERT_CRITICAL, key, "halts unreadable",
		"the halts could not be read: entries are refused, exits go on: %s", why->text);
}

/*
 * Whether the halt file, or a halt in the database, forbids the order now; REASON then tells which.
 * Halts that cannot be read forbid entries only. They are not read again in the same pass, because
 * a table that is locked costs seconds.
 */
static bool is_halted(
	struct desk *desk, const struct ledger_order *o, char reason[static HALT_REASON_SIZE])
{
	bool exit = ledger_order_is_exit(o);
	struct halt_order order = {desk_account(desk), o->ticker, NULL, o->execution_id};
	struct error why = {0};
	struct halt_view view;
	if (exit && desk->halts_unreadable) {
		view = halt_decide(
			NULL, 0, false, desk_halt_file(desk->run), o->ticker, moment(desk));
		(void)snprintf(reason, HALT_REASON_SIZE, "%s", view.reason);
	} else {
		view = store_halt_view(desk->run, &order, moment(desk), reason, &why);
	}
	desk->halts_unreadable = desk->halts_unreadable || why.kind != ERROR_NONE;
	if (why.kind != ERROR_NONE)
		report_halts(desk, &why);
	return exit ? !view.exits_allowed : !view.entries_allowed;
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
	o->sent_at = moment(desk);
	desk->holdings_are_old = true;
	desk->ops->post(desk, o, buf_text(&body), &reply);
	db_set_deadline(run->db, clock_monotonic_us() + OUTCOME_LIMIT_S * SECOND_US);
	struct post_outcome outcome = outcome_of(o, &reply);
	struct post_verdict verdict = order_classify_post(&outcome);
	int result = verdict.status == ORDER_ACCEPTED
			     ? desk_record(desk, o, &reply, &reply.order, err)
			     : booking_store_reply(desk, o, verdict.status, &reply,
				       verdict.counts_as_reject, err);
	db_set_deadline(run->db, run->deadline_us);
	if (result != 0)
		return -1;
	if (verdict.alert)
		desk_report(desk, o, ALERT_WARNING, "order_reply", verdict.reason, reply.message);
	if (verdict.not_permitted)
		return error_set(err, ERROR_PERMISSION, "the broker refuses our orders: %.200s",
			reply.message);
	return 0;
}

/*
 * The last check before the POST, after "sending" is committed: the lease, the halts and, last, the
 * deadline, because the process may have been stopped for a while. *WHY is NULL when the order may
 * go, else the reason; *LOST then is the error of a run that must end.
 */
static void check_again(
	struct desk *desk, const struct ledger_order *o, const char **why, struct error *lost)
{
	struct run *run = desk->run;
	char reason[HALT_REASON_SIZE];
	*why = NULL;
	if (order_check_sending(run, o, lost) != 0)
		*why = "the last check before the sending failed";
	else if (is_halted(desk, o, reason))
		*why = "a halt was set between the decision and the sending";
	if (clock_monotonic_us() < run->deadline_us)
		return;
	*why = "the deadline passed before it was sent";
	*lost = (struct error){0};
	(void)run_stop(run, lost);
}

/*
 * Takes "sending" back: no byte left. A doubtful order (AGAIN) is doubtful as before; an intent is
 * withdrawn. Another run that has taken the order over decides itself.
 */
static int take_back_sending(
	struct desk *desk, struct ledger_order *o, bool again, const char *why, struct error *err)
{
	struct run *run = desk->run;
	bool stored = false;
	db_set_deadline(run->db, clock_monotonic_us() + OUTCOME_LIMIT_S * SECOND_US);
	int result =
		order_store_unsent(run, o, again ? ORDER_UNKNOWN : ORDER_NOT_SENT, &stored, err);
	if (result == 0 && stored && !again)
		result = withdraw(desk, o, why, err);
	else
		log_info("order %s: not sent: %s", o->client_order_id, why);
	db_set_deadline(run->db, run->deadline_us);
	return result;
}

/* The broker called the id a duplicate, and the look-up does not show the order. */
static void report_duplicate(struct desk *desk, const struct ledger_order *o)
{
	if (ledger_order_status(o) == ORDER_DUPLICATE && !instant_known(o->quarantined_at))
		desk_report(desk, o, ALERT_WARNING, "order_duplicate", "an order in doubt",
			"the broker has this client_order_id already, but the look-up does not "
			"show the order: it stays in doubt and is not sent again");
}

static int look_up_sent(struct desk *desk, struct ledger_order *o, struct error *err)
{
	if (is_doubtful(o)) {
		int result = look_up_once(desk, o, err);
		report_duplicate(desk, o);
		return result;
	}
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

/* The first order of an entry is in the row of its recommendation, which opt-dispatch prints. */
static void print_sending(struct desk *desk, const struct ledger_order *o)
{
	bool exit = ledger_order_is_exit(o);
	bool repriced = exit ? o->attempt > 1
			     : text_equal(o->reason, reprice_reason) ||
				       text_equal(o->reason, scale_rest_reason);
	if (exit || repriced || ledger_order_scales(o))
		order_row_write(desk, o, repriced ? ORDER_ROW_REPRICED : ORDER_ROW_SENT, NULL);
}

int desk_send(struct desk *desk, struct ledger_order *o, bool again, struct error *err)
{
	bool may_send = false;
	char reason[HALT_REASON_SIZE], text[HALT_REASON_SIZE + 40];
	const char *why;
	struct error lost = {0};
	if (desk->run->dry_run)
		return error_set(err, ERROR_INTERNAL, "a dry run tried to send order %s",
			o->client_order_id);
	bool halted = is_halted(desk, o, reason);
	if (!halted && order_begin_sending(desk->run, o, moment(desk), again, &may_send, err) != 0)
		return -1;
	if (halted)
		(void)snprintf(text, sizeof text, "halted: %s", reason);
	else
		(void)text_copy(text, sizeof text,
			ledger_order_is_exit(o) ? "another run has taken it over"
						: "another run has taken it over, a protective "
						  "stop rests in the contract, or its position "
						  "is being sold");
	/*
	 * An order that may have reached the broker stays doubtful; only an intent can be
	 * withdrawn.
	 */
	if (!may_send && again) {
		log_info("order %s: not sent again: %s", o->client_order_id, text);
		return 0;
	}
	if (!may_send)
		return withdraw(desk, o, text, err);
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_SENDING));
	o->misses = 0;
	o->miss_runs = 0;
	check_again(desk, o, &why, &lost);
	if (why != NULL && take_back_sending(desk, o, again, why, err) != 0)
		return -1;
	if (why != NULL) {
		*err = lost;
		return lost.kind == ERROR_NONE ? 0 : -1;
	}
	print_sending(desk, o);
	return post(desk, o, err) != 0 ? -1 : look_up_sent(desk, o, err);
}

int desk_poll(struct desk *desk, struct ledger_order *o, struct error *err)
{
	bool found = false;
	struct broker_order order;
	if (desk_look_up(desk, o, &found, &order, err) != 0)
		return -1;
	if (!found && ledger_order_status(o) == ORDER_DROPPED)
		return 0;
	if (!found)
		return error_set(
			err, ERROR_DATA, "the broker no longer has order %s", o->client_order_id);
	if (!desk_is_order_of(o, &order))
		return desk_conflict(desk, o, &order, err);
	return desk_record(desk, o, NULL, &order, err);
}

int desk_cancel(struct desk *desk, struct ledger_order *o, struct error *err)
{
	struct broker_reply reply;
	if (order_store_cancel_request(desk->run, o, err) != 0)
		return -1;
	desk->ops->cancel(desk, o, &reply);
	log_info("order %s: cancel requested (HTTP %ld)", o->client_order_id, reply.status);
	order_row_write(desk, o, ORDER_ROW_CANCEL, NULL);
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
		return o->is_resting ? 0 : desk_poll(desk, o, err);
	}
	return 0;
}

/*
 * Protective stops rest all day: one list of the open orders tells which of them are unchanged, and
 * only the others are looked up. Without the list, all are.
 */
static void find_resting(struct desk *desk)
{
	struct broker_order *open mem_auto = NULL;
	size_t count = 0;
	struct instant oldest = INSTANT_UNKNOWN;
	struct error why = {0};
	for (size_t i = 0; i < desk->order_count; i++) {
		const struct ledger_order *o = &desk->orders[i];
		if (ledger_order_is_stop(o) &&
			order_status_class(ledger_order_status(o)) == ORDER_OPEN &&
			(!instant_known(oldest) || instant_compare(o->created_at, oldest) < 0))
			oldest = o->created_at;
	}
	if (!instant_known(oldest) || desk->ops->fill_model != NULL)
		return;
	if (alpaca_orders(desk->broker, "open", instant_add(oldest, -MINUTE_US), &open, &count,
		    &why) != 0) {
		log_info("the open orders could not be listed: %s", why.text);
		return;
	}
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		for (size_t k = 0; k < count && ledger_order_is_stop(o) && !o->is_resting; k++)
			o->is_resting =
				desk_is_same_order(o, &open[k]) &&
				!instant_known(o->quarantined_at) &&
				open[k].filled_qty <= (double)o->booked_qty &&
				order_status_of_broker(open[k].status) == ledger_order_status(o);
	}
}

static bool is_given_up(const struct ledger_order *o)
{
	return ledger_order_status(o) == ORDER_DROPPED;
}

/* An order that no look-up has settled for long: somebody has to look at the broker's screen. */
static void report_long_doubt(struct desk *desk, const struct ledger_order *o)
{
	const struct run *run = desk->run;
	/* an intent was never sent: its age is unknown, NAN */
	if (is_doubtful(o) && instant_age_s(run->now, o->sent_at) > run->params.resolve_alert_s)
		desk_report(desk, o, ALERT_CRITICAL, "order_doubt", "an order is in doubt",
			"it is not known whether the broker has it: look-ups go on");
}

/* Settles one order. A failure costs only this order; -1 when it must end the run. */
static int settle_or_report(struct desk *desk, struct ledger_order *o, struct error *err)
{
	struct error why = {0};
	if (settle_one(desk, o, &why) == 0)
		return 0;
	/* An order that cannot be booked stops entries; other exits continue. */
	if (why.kind == ERROR_PERMISSION ||
		(why.kind == ERROR_INTERNAL && desk->duty == ORDER_ENTRY)) {
		*err = why;
		return -1;
	}
	if (why.kind == ERROR_DATA)
		desk_report(desk, o, ALERT_WARNING, "order_unreadable",
			"the state of an order is unknown", why.text);
	else if (is_given_up(o))
		log_info("%s", why.text);
	else
		run_partial(desk->run, "%s", why.text);
	return 0;
}

static void count_doubtful(struct desk *desk)
{
	desk->doubtful_entries = desk->doubtful_exits = 0;
	for (size_t i = 0; i < desk->order_count; i++) {
		const struct ledger_order *o = &desk->orders[i];
		bool doubtful = order_status_class(ledger_order_status(o)) == ORDER_UNRESOLVED;
		desk->doubtful_entries += doubtful && !ledger_order_is_exit(o);
		desk->doubtful_exits += doubtful && ledger_order_is_exit(o);
	}
}

/*
 * Looks up the orders from desk->settled up to COUNT, until UNTIL_US on the monotonic clock, or, of
 * opt-posmon, until only the reserve of the exits is left.
 */
static int settle_until(struct desk *desk, size_t count, int64_t until_us, struct error *err)
{
	struct run *run = desk->run;
	size_t first = desk->settled;
	int result = 0;
	while (result == 0 && desk->settled < count && clock_monotonic_us() < until_us) {
		struct ledger_order *o = &desk->orders[desk->settled];
		desk_spare(desk, desk->duty == ORDER_ENTRY || !ledger_order_is_exit(o));
		if (desk->duty == ORDER_EXIT && !alpaca_may_ask(desk->broker))
			break;
		if (!run->dry_run)
			result = settle_or_report(desk, o, err);
		if (result == 0)
			report_long_doubt(desk, o);
		desk->settled += result == 0;
	}
	desk_spare(desk, desk->duty == ORDER_ENTRY);
	if (result != 0)
		return -1;
	run_count(run, "orders_settled", (int64_t)(desk->settled - first));
	count_doubtful(desk);
	return 0;
}

/* The number of orders that are looked up before the exits; the ledger lists them first. */
static size_t count_urgent(const struct desk *desk)
{
	size_t count = 0;
	while (count < desk->order_count &&
		(desk->duty == ORDER_ENTRY || desk->orders[count].is_urgent))
		count++;
	return count;
}

static int64_t budget_end_us(const struct run *run)
{
	return clock_monotonic_us() + (int64_t)(run->params.settle_budget_s * (double)SECOND_US);
}

static void count_in_doubt(struct desk *desk)
{
	run_count_most(
		desk->run, "orders_in_doubt", desk->doubtful_entries + desk->doubtful_exits);
}

int desk_settle(struct desk *desk, struct error *err)
{
	struct run *run = desk->run;
	bool exits = desk->duty == ORDER_EXIT;
	free(desk->orders);
	desk->orders = NULL;
	desk->order_count = desk->settled = 0;
	desk->doubtful_entries = desk->doubtful_exits = 0;
	if (orders_load_unsettled(run, desk_account(desk), &desk->orders, &desk->order_count,
		    &desk->odd_orders, err) != 0)
		return -1;
	if (!run->dry_run)
		find_resting(desk);
	size_t urgent = count_urgent(desk);
	if (settle_until(desk, urgent, exits ? budget_end_us(run) : INT64_MAX, err) != 0)
		return -1;
	if (desk->settled < urgent)
		log_warning("%zu of %zu urgent orders are not looked up yet: the exits come "
			    "first",
			urgent - desk->settled, urgent);
	if (!exits)
		count_in_doubt(desk);
	return 0;
}

int desk_settle_rest(struct desk *desk, int64_t until_us, struct error *err)
{
	struct run *run = desk->run;
	int64_t least_us = budget_end_us(run);
	until_us = until_us > least_us ? until_us : least_us;
	if (settle_until(desk, desk->order_count,
		    until_us < run->deadline_us ? until_us : run->deadline_us, err) != 0)
		return -1;
	count_in_doubt(desk);
	if (desk->settled < desk->order_count)
		log_warning("%zu of %zu orders are not looked up yet: the next pass goes on",
			desk->order_count - desk->settled, desk->order_count);
	return desk->settled < desk->order_count && run_should_stop(run) ? run_stop(run, err) : 0;
}
