#include "check.h"

#include "array.h"
#include "calendar.h"
#include "paper_trade.h"
#include "synth.h"
#include "zone.h"

/* The generated market has the stocks and contracts; the tests set the quotes. */
struct desk {
	struct paper_market market;
	struct paper_override overrides[8];
	struct paper_env env;
	struct paper_book book;
};

static struct desk desk;

#define CALL "AAPL260126C00250000"
#define CALL_255 "AAPL260126C00255000"
#define LATER "AAPL260130C00250000"
#define PUT "AAPL260126P00250000"
#define PUT_245 "AAPL260126P00245000"

static struct price usd(double x)
{
	return price_from_double(x);
}

static struct instant at(int hour, int minute)
{
	return zone_from_new_york(date_from_ymd(2026, 1, 26), hour * 3600 + minute * 60);
}

static void quote(const char *symbol, double bid, double ask)
{
	size_t i = 0;
	while (i < desk.env.override_count && strcmp(desk.overrides[i].symbol, symbol) != 0)
		i++;
	memcpy(desk.overrides[i].symbol, symbol, strlen(symbol) + 1);
	desk.overrides[i].quote =
		(struct quote){.bid = usd(bid), .ask = usd(ask), .bid_size = 1, .ask_size = 1};
	if (i == desk.env.override_count)
		desk.env.override_count++;
}

static int make_market(void **state)
{
	(void)state;
	struct synth_settings settings = {.seed = 7, .day = date_from_ymd(2026, 1, 26), .days = 1};
	return synth_market(&settings, &desk.market, NULL);
}

static int drop_market(void **state)
{
	(void)state;
	paper_market_free(&desk.market);
	return 0;
}

static int open_book(void **state)
{
	(void)state;
	desk.env = (struct paper_env){&desk.market, desk.overrides, 0};
	paper_book_init(&desk.book, 1, money_from_double(10000), at(10, 0));
	quote("AAPL", 250, 250.02);
	quote(CALL, 2.00, 2.10);
	quote(CALL_255, 0.50, 0.55);
	quote(LATER, 4.00, 4.20);
	quote(PUT, 1.90, 2.00);
	return 0;
}

static int close_book(void **state)
{
	(void)state;
	paper_book_free(&desk.book);
	return 0;
}

static struct paper_request want(
	enum paper_side side, const char *symbol, int64_t qty, double limit)
{
	struct paper_request q = {.qty = qty,
		.side = side,
		.type = PAPER_LIMIT,
		.limit = usd(limit),
		.stop = PRICE_UNKNOWN};
	if (isnan(limit)) {
		q.type = PAPER_MARKET;
		q.limit = PRICE_UNKNOWN;
	}
	memcpy(q.symbol, symbol, strlen(symbol) + 1);
	return q;
}

static struct paper_refusal refusal;

/* Submits Q. Returns the index of the order, or -1 with the refusal. */
static int64_t place(struct paper_request q)
{
	struct paper_order *o;
	if (!paper_submit(&desk.book, &desk.env, &q, &o, &refusal))
		return -1;
	int64_t index = o - desk.book.orders;
	paper_match(&desk.book, &desk.env);
	return index;
}

static const struct paper_order *order(int64_t i)
{
	return &desk.book.orders[i];
}

static double cash(void)
{
	return money_to_double(desk.book.cash);
}

static int64_t held(const char *symbol)
{
	const struct paper_position *p = paper_position_find(&desk.book, symbol);
	return p != NULL ? p->qty : 0;
}

static void test_fill(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double limit;
		bool fills;
		double price, fees; /* of 2, 4 and 6 contracts .12, .23 and .35 */
	} cases[] = {
		{"under the ask", 2.09, false, 0, 0},
		{"at the ask", 2.10, true, 2.10, .12},
		{"over the ask pays the ask", 2.50, true, 2.10, .11},
		{"market", (double)NAN, true, 2.10, .12},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		double before = cash();
		int64_t n = place(want(PAPER_BUY, CALL, 2, cases[i].limit));
		check(cases[i].name,
			n >= 0 && (order(n)->status == PAPER_FILLED) == cases[i].fills);
		double spent = cases[i].price * 200 + cases[i].fees;
		check_near(cases[i].name, before - cash(), spent, 1e-9);
	}
	check("the position", held(CALL) == 6);
	check("activities", desk.book.activity_count == 3);
}

static void test_rest_then_cross(void **state)
{
	(void)state;
	int64_t n = place(want(PAPER_BUY, CALL, 1, 1.95));
	check("the order rests", order(n)->status == PAPER_NEW);
	quote(CALL, 1.85, 1.95);
	check("not before the clock moves", order(n)->status == PAPER_NEW);
	paper_advance(&desk.book, &desk.env, at(10, 1));
	check("filled when the quote crosses it", order(n)->status == PAPER_FILLED);
	check("time of the fill", instant_compare(order(n)->filled_at, at(10, 1)) == 0);
	quote(CALL, 0, 0);
	n = place(want(PAPER_SELL, CALL, 1, (double)NAN));
	check("not filled without a bid", order(n)->status == PAPER_NEW && held(CALL) == 1);
}

static void test_quantity_is_held(void **state)
{
	(void)state;
	(void)place(want(PAPER_BUY, CALL, 3, 2.10));
	int64_t resting = place(want(PAPER_SELL, CALL, 2, 9));
	check("available", paper_available(&desk.book, CALL) == 1);
	check("refused",
		place(want(PAPER_SELL, CALL, 2, 9)) == -1 && refusal.code == PAPER_CODE_FORBIDDEN);
	check_text("the available quantity", refusal.extras[0].value, "1");
	check("cancelled", paper_cancel(&desk.book, &desk.book.orders[resting], &refusal));
	check("available again", paper_available(&desk.book, CALL) == 3);
	check("not cancelled twice",
		!paper_cancel(&desk.book, &desk.book.orders[resting], &refusal));
	check("sold", place(want(PAPER_SELL, CALL, 3, 2)) >= 0 && held(CALL) == 0);
	check("not sold short", place(want(PAPER_SELL, CALL, 1, 2)) == -1);
}

static void test_money_is_held(void **state)
{
	(void)state;
	struct paper_account a;
	(void)place(want(PAPER_BUY, CALL, 40, 1.50)); /* 6,000 of 10,000 */
	paper_account(&desk.book, &desk.env, &a);
	check_near("buying power left", money_to_double(a.options_buying_power), 4000, 1e-9);
	check("more than is left", place(want(PAPER_BUY, LATER, 10, 4.20)) == -1);
	check_text("message", refusal.message,
		"insufficient options buying power (required: 4200.00, available: 4000.00)");
	check("exactly what is left", place(want(PAPER_BUY, LATER, 10, 4.00)) >= 0);
}

static void test_partial(void **state)
{
	(void)state;
	struct paper_request q = want(PAPER_BUY, CALL, 5, 2.10);
	struct paper_order *o;
	check("accepted", paper_submit(&desk.book, &desk.env, &q, &o, &refusal));
	int64_t n = o - desk.book.orders;
	o->fill_share = .4;
	paper_match(&desk.book, &desk.env);
	check("filled in part", order(n)->status == PAPER_PARTIALLY_FILLED &&
					order(n)->filled_qty == 2 && held(CALL) == 2);
	quote(CALL, 1.90, 2.00);
	paper_advance(&desk.book, &desk.env, at(10, 1));
	check("the rest is filled", order(n)->status == PAPER_FILLED && held(CALL) == 5);
	check_near("average price", money_to_double(order(n)->filled_value) / 5,
		(2 * 2.10 + 3 * 2.00) / 5, 1e-9);
	const struct paper_activity *last = &desk.book.activities[1];
	check("cumulative quantity",
		last->type == PAPER_FILL && last->cum_qty == 5 && last->leaves_qty == 0);
}

static void test_stop(void **state)
{
	(void)state;
	(void)place(want(PAPER_BUY, CALL, 1, 2.10));
	struct paper_request q = want(PAPER_SELL, CALL, 1, (double)NAN);
	q.type = PAPER_STOP;
	q.stop = usd(1.50);
	int64_t n = place(q);
	check("waits", order(n)->status == PAPER_NEW);
	quote(CALL, 1.45, 1.60);
	paper_advance(&desk.book, &desk.env, at(10, 1));
	check("triggered", order(n)->status == PAPER_FILLED && held(CALL) == 0);
}

static struct paper_request spread(int64_t qty, double limit)
{
	struct paper_request q = want(PAPER_NO_SIDE, "", qty, limit);
	q.leg_count = 2;
	q.legs[0] = (struct paper_leg){CALL, 1, PAPER_BUY, PAPER_BUY_TO_OPEN};
	q.legs[1] = (struct paper_leg){CALL_255, 1, PAPER_SELL, PAPER_SELL_TO_OPEN};
	return q;
}

static void test_spread(void **state)
{
	(void)state;
	int64_t n = place(spread(2, 1.59)); /* 2.10 - 0.50 */
	check("a cent too low", order(n)->status == PAPER_NEW && held(CALL) == 0);
	n = place(spread(2, 1.60));
	check("both legs",
		order(n)->status == PAPER_FILLED && held(CALL) == 2 && held(CALL_255) == -2);
	check_near("net price", money_to_double(order(n)->filled_value) / 2, 1.60, 1e-9);
	check_near("cash", cash(), 10000 - 320 - .24, 1e-9);
	struct paper_request naked = spread(1, 1.60);
	naked.legs[0].side = PAPER_SELL;
	naked.legs[0].intent = PAPER_SELL_TO_OPEN;
	check("uncovered", place(naked) == -1 && refusal.status == 403);
}

/* A leg for which nothing is bid is given away with its spread, not sold to open, nor alone. */
static void test_leg_without_bid(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid, ask, limit;
		bool fills;
	} cases[] = {
		{"a cent too low for the other leg alone", 0, .02, .54, false},
		{"as much as the other leg costs", 0, .02, .55, true},
		{"something is bid", .01, .02, .54, true},
		{"without any quote the leg cannot be given away", 0, 0, 5, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		(void)close_book(state);
		(void)open_book(state);
		(void)place(spread(1, 1.60));
		quote(CALL, cases[i].bid, cases[i].ask);
		struct paper_request q = spread(1, cases[i].limit);
		q.legs[0].side = PAPER_SELL;
		q.legs[0].intent = PAPER_SELL_TO_CLOSE;
		q.legs[1].side = PAPER_BUY;
		q.legs[1].intent = PAPER_BUY_TO_CLOSE;
		int64_t n = place(q);
		check(cases[i].name, (order(n)->status == PAPER_FILLED) == cases[i].fills &&
					     (held(CALL) == 0) == cases[i].fills);
	}
	quote(CALL_255, 0, .02);
	check("to open", order(place(spread(1, 5)))->status == PAPER_NEW);
	(void)place(want(PAPER_BUY, LATER, 1, 4.20));
	quote(LATER, 0, .05);
	check("alone", order(place(want(PAPER_SELL, LATER, 1, .01)))->status == PAPER_NEW);
}

/* The collateral of a credit spread is its whole width; the credit adds to the cash. */
static void test_credit_collateral(void **state)
{
	(void)state;
	struct paper_request q = spread(1, -1.40);
	struct paper_account a;
	q.legs[0].side = PAPER_SELL;
	q.legs[0].intent = PAPER_SELL_TO_OPEN;
	q.legs[1].side = PAPER_BUY;
	q.legs[1].intent = PAPER_BUY_TO_OPEN;
	check("accepted", place(q) >= 0 && held(CALL) == -1);
	paper_account(&desk.book, &desk.env, &a);
	check_near("collateral", money_to_double(a.collateral), 500, 1e-9);
	check_near("buying power", money_to_double(a.options_buying_power), 10000 + 145 - .13 - 500,
		1e-9);
}

static void test_end_of_day(void **state)
{
	(void)state;
	int64_t day = place(want(PAPER_BUY, LATER, 1, 1.00));
	struct paper_request q = want(PAPER_BUY, LATER, 1, 1.01);
	q.tif = PAPER_GTC;
	int64_t gtc = place(q);
	paper_advance(&desk.book, &desk.env, at(16, 0));
	check("day order", order(day)->status == PAPER_EXPIRED &&
				   instant_compare(order(day)->expired_at, at(16, 0)) == 0);
	check("GTC order", !paper_is_terminal(order(gtc)->status));
	check("market order at night", place(want(PAPER_BUY, LATER, 1, (double)NAN)) == -1);
	int64_t queued = place(want(PAPER_BUY, LATER, 1, 4.20));
	check("limit order at night", queued >= 0 && order(queued)->status == PAPER_ACCEPTED);
	paper_advance(&desk.book, &desk.env, instant_add(at(9, 31), DAY_US));
	check("filled at the open", order(queued)->status == PAPER_FILLED);
}

static size_t count_activities(enum paper_activity_type type)
{
	size_t n = 0;
	for (size_t i = 0; i < desk.book.activity_count; i++)
		n += desk.book.activities[i].type == type;
	return n;
}

static void test_expiry(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double underlying, start_cash;
		enum paper_activity_type type;
		int64_t shares;
	} cases[] = {
		{"out of the money", 240, 100000, PAPER_OPEXP, 0},
		{"at the money", 250, 100000, PAPER_OPEXP, 0},
		{"in the money", 252, 100000, PAPER_OPEXC, 100},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		(void)close_book(state);
		(void)open_book(state);
		desk.book.cash = money_from_double(cases[i].start_cash);
		(void)place(want(PAPER_BUY, CALL, 1, 2.10));
		quote("AAPL", cases[i].underlying, cases[i].underlying);
		paper_advance(&desk.book, &desk.env, at(16, 0));
		check(cases[i].name, held(CALL) == 0 && held("AAPL") == cases[i].shares);
		check(cases[i].name, count_activities(cases[i].type) == 1);
		check(cases[i].name, count_activities(PAPER_OPTRD) == (cases[i].shares != 0));
		const struct paper_activity *last =
			&desk.book.activities[desk.book.activity_count - 1];
		check(cases[i].name, instant_compare(last->visible_at, desk.book.now) > 0);
	}
}

/*
 * Half an hour before the close, the broker sells an option that cannot be exercised, with an order
 * of its own.
 */
static void test_liquidation(void **state)
{
	(void)state;
	(void)place(want(PAPER_BUY, CALL, 1, 2.10));
	int64_t mine = place(want(PAPER_SELL, CALL, 1, 99));
	quote("AAPL", 260, 260);
	quote(CALL, 9.90, 10.10);
	paper_advance(&desk.book, &desk.env, at(15, 29));
	check("a minute before", held(CALL) == 1);
	paper_advance(&desk.book, &desk.env, at(15, 30));
	check("sold", held(CALL) == 0 && order(mine)->status == PAPER_CANCELED);
	const struct paper_order *last = order((int64_t)desk.book.order_count - 1);
	check("at the bid", last->status == PAPER_FILLED && last->filled_value.e4 == usd(9.90).e4);
	check("a new position is refused", place(want(PAPER_BUY, CALL, 1, 10.10)) == -1);
}

static void test_assignment_of_a_spread(void **state)
{
	(void)state;
	(void)place(spread(1, 1.60));
	quote("AAPL", 260, 260);
	paper_advance(&desk.book, &desk.env, at(16, 0));
	check("one exercise, one assignment",
		count_activities(PAPER_OPEXC) == 1 && count_activities(PAPER_OPASN) == 1);
	check("no position is left", held("AAPL") == 0 && desk.book.position_count == 0);
	check_near("the width is paid", cash(), 10000 - 160 - .13 + 500, 1e-9);
}

/* A put spread of 250/245 is assigned early: 100 shares come, the long leg stays. */
static void test_early_assignment(void **state)
{
	(void)state;
	struct paper_request q = spread(2, -1.40);
	q.legs[0] = (struct paper_leg){PUT, 1, PAPER_SELL, PAPER_SELL_TO_OPEN};
	q.legs[1] = (struct paper_leg){PUT_245, 1, PAPER_BUY, PAPER_BUY_TO_OPEN};
	quote(PUT_245, 0.40, 0.50);
	check("sold", place(q) >= 0 && held(PUT) == -2);
	double before = cash();
	check("more than is short",
		!paper_assign(&desk.book, &desk.env, PUT, 3, INSTANT_UNKNOWN, &refusal) &&
			refusal.status == 404);
	check("a long option",
		!paper_assign(&desk.book, &desk.env, PUT_245, 1, INSTANT_UNKNOWN, &refusal));
	check("assigned", paper_assign(&desk.book, &desk.env, PUT, 2, at(10, 5), &refusal) &&
				  held(PUT) == 0 && held("AAPL") == 200 && held(PUT_245) == 2);
	check_near("at the strike", cash(), before - 200 * 250, 1e-9);
	check("told tomorrow",
		count_activities(PAPER_OPASN) == 1 &&
			instant_compare(
				desk.book.activities[desk.book.activity_count - 1].visible_at,
				instant_add(at(0, 0), DAY_US)) == 0);
	check("a part may be sold", place(want(PAPER_SELL, PUT_245, 1, .40)) >= 0);
	check("the last may not", place(want(PAPER_SELL, PUT_245, 1, .40)) == -1);
	check_text("the broker's words", refusal.message,
		"active assignment lock on AAPL, cannot close all long options");
	paper_advance(&desk.book, &desk.env, at(10, 5));
	check("after the lock", place(want(PAPER_SELL, PUT_245, 1, .40)) >= 0);
	check("the shares", place(want(PAPER_SELL, "AAPL", 200, (double)NAN)) >= 0 &&
				    desk.book.position_count == 0);
}

/* The account is short of shares after the assignment of a call, and may buy them back. */
static void test_assigned_call(void **state)
{
	(void)state;
	struct paper_request q = spread(1, -1.40);
	q.legs[0] = (struct paper_leg){CALL, 1, PAPER_SELL, PAPER_SELL_TO_OPEN};
	q.legs[1] = (struct paper_leg){CALL_255, 1, PAPER_BUY, PAPER_BUY_TO_OPEN};
	check("sold", place(q) >= 0);
	check("assigned", paper_assign(&desk.book, &desk.env, CALL, 1, INSTANT_UNKNOWN, &refusal) &&
				  held("AAPL") == -100);
	check("bought back",
		place(want(PAPER_BUY, "AAPL", 100, (double)NAN)) >= 0 && held("AAPL") == 0);
}

/* The broker buys the short leg by an order of its own, whose id no client knows. */
static void test_broker_closes(void **state)
{
	(void)state;
	(void)place(spread(2, 1.60));
	check("more than is held", !paper_close_out(&desk.book, &desk.env, CALL_255, 3, &refusal) &&
					   refusal.status == 404);
	check("the short leg", paper_close_out(&desk.book, &desk.env, CALL_255, 2, &refusal) &&
				       held(CALL_255) == 0 && held(CALL) == 2);
	const struct paper_order *last = order((int64_t)desk.book.order_count - 1);
	check("at the ask", last->want.side == PAPER_BUY && last->want.type == PAPER_MARKET &&
				    last->status == PAPER_FILLED &&
				    last->filled_value.e4 == 2 * usd(.55).e4);
	check("a UUID is its client id", strlen(last->want.client_order_id) == 36);
}

static void test_last_equity(void **state)
{
	(void)state;
	(void)place(want(PAPER_BUY, LATER, 1, 4.20));
	quote(LATER, 5.00, 5.20);
	paper_advance(&desk.book, &desk.env, at(16, 1));
	check_near("same day", money_to_double(desk.book.last_equity), 10000, 1e-9);
	paper_advance(&desk.book, &desk.env, instant_add(at(8, 0), DAY_US));
	check_near(
		"next day", money_to_double(desk.book.last_equity), 10000 - 420 - .07 + 510, 1e-9);
	const struct paper_position *p = paper_position_find(&desk.book, LATER);
	check_near("last close", price_to_double(p->last_close), 5.10, 1e-9);
}

static void test_replace(void **state)
{
	(void)state;
	int64_t n = place(want(PAPER_BUY, CALL, 2, 1.50));
	struct paper_request q = {.limit = usd(2.10), .stop = PRICE_UNKNOWN};
	struct paper_order *fresh;
	check("same values",
		!paper_replace(&desk.book, &desk.env, &desk.book.orders[n],
			&(struct paper_request){.limit = usd(1.50), .stop = PRICE_UNKNOWN}, &fresh,
			&refusal));
	check_text("message", refusal.message, "order parameters are not changed");
	check("replaced",
		paper_replace(&desk.book, &desk.env, &desk.book.orders[n], &q, &fresh, &refusal));
	int64_t m = fresh - desk.book.orders;
	paper_match(&desk.book, &desk.env);
	check("the old order", order(n)->status == PAPER_REPLACED && order(n)->replaced_by == m);
	check("the new order",
		order(m)->status == PAPER_FILLED && order(m)->replaces == n && held(CALL) == 2);
}

/* Equity changes only by the bid-ask spread, the fees and the moves of the positions. */
static void test_equity_adds_up(void **state)
{
	(void)state;
	struct paper_account a;
	(void)place(want(PAPER_BUY, CALL, 2, 2.10));
	(void)place(want(PAPER_BUY, "AAPL", 10, 251));
	paper_account(&desk.book, &desk.env, &a);
	check_near("after buying", money_to_double(a.equity), 10000 - 2 * 5 - .13 - 10 * .01, 1e-9);
	(void)place(want(PAPER_SELL, CALL, 2, 2.00));
	(void)place(want(PAPER_SELL, "AAPL", 10, 250));
	paper_account(&desk.book, &desk.env, &a);
	check_near(
		"after selling", money_to_double(a.equity), 10000 - 2 * 10 - .25 - 10 * .02, 1e-9);
	check_near("all equity is cash", cash(), money_to_double(a.equity), 1e-9);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, open_book, close_book)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_fill),
		CASE(test_rest_then_cross),
		CASE(test_quantity_is_held),
		CASE(test_money_is_held),
		CASE(test_partial),
		CASE(test_stop),
		CASE(test_spread),
		CASE(test_leg_without_bid),
		CASE(test_credit_collateral),
		CASE(test_end_of_day),
		CASE(test_expiry),
		CASE(test_liquidation),
		CASE(test_assignment_of_a_spread),
		CASE(test_early_assignment),
		CASE(test_assigned_call),
		CASE(test_broker_closes),
		CASE(test_last_equity),
		CASE(test_replace),
		CASE(test_equity_adds_up),
	};
	return cmocka_run_group_tests_name("paper", tests, make_market, drop_market);
}
