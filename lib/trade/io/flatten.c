#include "flatten.h"

#include <math.h>
#include <stdlib.h>

#include "clock.h"
#include "log.h"
#include "mem.h"

enum {
	ORDERS_BACK_DAYS = 120, /* GTC orders live for 90 days */
	LAST_ROUND_S = 3,	/* nothing new is begun this near to the deadline */
};
/*
 * A market order can rest, because the broker turns it into a limit with a collar: it is then
 * cancelled and sent again.
 */
#define ROUND_US (5 * SECOND_US)

static void print(struct run *run, const struct row_kind *kind, const char *symbol, double qty,
	const char *status, const char *message)
{
	struct jsonl *w = run_row(run, kind);
	jsonl_text(w, "symbol", symbol);
	jsonl_double(w, "quantity", qty, -1);
	jsonl_text(w, "status", status);
	jsonl_text(w, "reason", message);
	run_row_end(run);
	run_flush(run);
}

static void sample_cancel(struct run *run)
{
	print(run, &flatten_cancel_row, "", 0, "", NULL);
}

static void sample_close(struct run *run)
{
	print(run, &flatten_close_row, "", 0, "", NULL);
}

const struct row_kind flatten_cancel_row = {"cancel", sample_cancel};
const struct row_kind flatten_close_row = {"close", sample_close};

static bool is_accepted(const struct broker_reply *reply)
{
	return reply->outcome == HTTP_ANSWERED && reply->status >= 200 && reply->status <= 299;
}

/* Cancels all open orders; *LEFT counts those that were open. */
static int cancel_orders(struct desk *desk, bool look, size_t *left, struct error *err)
{
	struct broker_order *orders mem_auto = NULL;
	struct instant from = instant_add(desk->run->now, -ORDERS_BACK_DAYS * DAY_US);
	if (alpaca_orders(desk->broker, "open", from, &orders, left, err) != 0)
		return -1;
	for (size_t i = 0; i < *left; i++) {
		struct broker_reply reply = {.message = ""};
		if (!look)
			alpaca_order_cancel(desk->broker, orders[i].id, &reply);
		print(desk->run, &flatten_cancel_row, orders[i].symbol,
			orders[i].qty - orders[i].filled_qty,
			look		      ? "would_cancel"
			: is_accepted(&reply) ? "cancel_requested"
					      : "refused",
			reply.message[0] == '\0' ? NULL : reply.message);
	}
	return 0;
}

static void close_position(struct desk *desk, const struct broker_position *p, bool look)
{
	struct broker_reply reply = {.message = ""};
	if (!look)
		alpaca_position_close(desk->broker, p->symbol, &reply);
	print(desk->run, &flatten_close_row, p->symbol, p->qty,
		look		      ? "would_close"
		: is_accepted(&reply) ? "close_requested"
				      : "refused",
		reply.message[0] == '\0' ? NULL : reply.message);
}

/* The short positions first: a long leg that is sold before its short leg leaves that uncovered. */
static int close_positions(struct desk *desk, bool look, size_t *left, struct error *err)
{
	struct broker_position *positions mem_auto = NULL;
	if (alpaca_positions(desk->broker, &positions, left, err) != 0)
		return -1;
	for (size_t i = 0; i < *left; i++)
		if (positions[i].qty < 0)
			close_position(desk, &positions[i], look);
	for (size_t i = 0; i < *left; i++)
		if (!(positions[i].qty < 0))
			close_position(desk, &positions[i], look);
	return 0;
}

static bool is_late(const struct run *run)
{
	return run_should_stop(run) ||
	       clock_monotonic_us() + LAST_ROUND_S * SECOND_US >= run->deadline_us;
}

/* One round; *LEFT is what was there when it began. */
static int one_round(struct desk *desk, bool look, size_t *left, struct error *err)
{
	size_t orders = 0, positions = 0;
	if (cancel_orders(desk, look, &orders, err) != 0 ||
		close_positions(desk, look, &positions, err) != 0)
		return -1;
	*left = orders + positions;
	return 0;
}

static int close_all(struct desk *desk, bool look, struct error *err)
{
	size_t left = 1;
	int64_t due_us = clock_monotonic_us();
	while (left > 0 && !is_late(desk->run)) {
		struct error why = {0};
		if (one_round(desk, look, &left, &why) != 0) {
			if (why.kind == ERROR_PERMISSION) {
				*err = why;
				return -1;
			}
			run_partial(desk->run, "%s", why.text);
		}
		if (look)
			return why.kind == ERROR_NONE ? 0
						      : error_set(err, why.kind, "%s", why.text);
		due_us += left > 0 ? ROUND_US : 0;
		if (left > 0 && !is_late(desk->run))
			clock_sleep_until(
				due_us < desk->run->deadline_us ? due_us : desk->run->deadline_us);
	}
	if (left > 0)
		return error_set(err, ERROR_AGAIN,
			"%zu orders and positions were still there in the last round: run it again",
			left);
	return 0;
}

int flatten(struct run *run, bool look, struct error *err)
{
	struct desk desk;
	if (desk_open(&desk, run, ORDER_EXIT, err) != 0)
		return -1;
	int result = desk.ops == &broker_simulated
			     ? error_set(err, ERROR_USAGE,
				       "execution_mode is simulated: nothing is held at a broker")
			     : close_all(&desk, look, err);
	desk_close(&desk);
	return result;
}
