#include "check.h"

#include "adoption.h"
#include "array.h"

static struct price usd(double value)
{
	return price_from_double(value);
}

#define FILL(qty_, price_) \
	{ \
		.type = "FILL", .is_closing = true, .qty = (qty_), .price = {(price_)*10000 } \
	}

static const struct {
	const char *name;
	struct closing_fact facts[4];
	int64_t missing;
	size_t count; /* of parts */
	struct {
		int64_t quantity, price_e4;
		const char *reason;
	} parts[3];
} closings[] = {
	{"no activity", {{0}}, 3, 0, {{0}}},
	{"shares that somebody else's option delivered",
		{{.type = "OPTRD", .is_closing = true, .qty = -100, .price = {1000000}}}, 150, 1,
		{{100, 1000000, "delivered"}}},
	{"shares that came explain nothing",
		{{.type = "OPTRD", .is_closing = false, .qty = 100, .price = {1000000}}}, 100, 0,
		{{0}}},
	{"two sales, each at its price", {FILL(1, 3), FILL(2, 2)}, 3, 2,
		{{1, 30000, "liquidated"}, {2, 20000, "liquidated"}}},
	{"more was sold than is missing", {FILL(1, 3), FILL(5, 2)}, 3, 2,
		{{1, 30000, "liquidated"}, {2, 20000, "liquidated"}}},
	{"less was sold than is missing", {FILL(1, 3)}, 3, 1, {{1, 30000, "liquidated"}}},
	{"O21 ours, or booked before",
		{{.type = "FILL", .is_closing = true, .is_used = true, .qty = 3}, FILL(1, 2)}, 3, 1,
		{{1, 20000, "liquidated"}}},
	{"a purchase", {{.type = "FILL", .qty = 3, .price = {10000}}}, 3, 0, {{0}}},
	{"a sale without a quantity", {FILL((double)NAN, 3)}, 3, 0, {{0}}},
	{"a part of a share", {FILL(0.5, 3), FILL(1.9, 2)}, 3, 1, {{1, 20000, "liquidated"}}},
	{"a sale without a price",
		{{.type = "FILL", .is_closing = true, .qty = 3, .price = {INT64_MIN}}}, 3, 1,
		{{3, INT64_MIN, "liquidated"}}},
	{"O26 expired, signed", {{.type = "OPEXP", .qty = -3}}, 3, 1, {{3, 0, "expired"}}},
	{"O26 expired, without a quantity", {{.type = "OPEXP", .qty = (double)NAN}}, 3, 1,
		{{3, 0, "expired"}}},
	{"assigned: the price of the option is not known", {{.type = "OPASN", .qty = 1}}, 3, 1,
		{{1, INT64_MIN, "assigned"}}},
	{"exercised after a sale", {FILL(1, 3), {.type = "OPEXC", .qty = 2}}, 3, 2,
		{{1, 30000, "liquidated"}, {2, INT64_MIN, "exercised"}}},
	{"another type", {{.type = "DIV", .qty = 3}, {.type = "", .qty = 3}}, 3, 0, {{0}}},
	{"nothing is missing", {FILL(3, 3)}, 0, 0, {{0}}},
};

static void test_closing_explain(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(closings); i++) {
		struct closing_fact facts[4];
		struct closing_part parts[4];
		size_t count = 0;
		while (count < 4 && closings[i].facts[count].type != NULL) {
			facts[count] = closings[i].facts[count];
			count++;
		}
		size_t used = closing_explain(facts, count, closings[i].missing, parts);
		check(closings[i].name, used == closings[i].count);
		for (size_t k = 0; k < used; k++) {
			check(closings[i].name, parts[k].quantity == closings[i].parts[k].quantity);
			check(closings[i].name, parts[k].price.e4 == closings[i].parts[k].price_e4);
			check_text(closings[i].name, parts[k].reason, closings[i].parts[k].reason);
		}
	}
}

#define ENTRY "opt-e0123456789abcdef0123-a1"
#define AGAIN "opt-e0123456789abcdef0123-a2"
#define EXIT_ "opt-xd96e648825a6424491d8-a1"  /* the first exit of ENTRY */
#define STOP "opt-x81ad135aeae1314222ac-a1"   /* its first protective stop */
#define SHARES "opt-xa36ce378a4c7b10b8287-a1" /* the first exit of shares that it became */
#define OTHER "opt-x0123456789abcdef0123-a1"  /* an exit of another entry */

#define ORDER(id_, client_, replaces_, by_, buy_, filled_, average_, at_) \
	{ \
		.id = (id_), .client_order_id = (client_), .replaces = (replaces_), \
		.replaced_by = (by_), .is_buy = (buy_), .filled = (filled_), \
		.average = {(int64_t)((average_)*10000)}, .filled_at = { \
			(at_) \
		} \
	}

static const struct {
	const char *name;
	struct adoption_order orders[4];
	double held;
	int64_t quantity; /* 0: not adopted */
	double price;
	size_t entry;
	int64_t at;
} adoptions[] = {
	{"an entry of ours", {ORDER("1", ENTRY, "", "", true, 2, 2.5, 5)}, 2, 2, 2.5, 0, 5},
	{"of somebody else", {ORDER("1", "by-hand", "", "", true, 2, 2.5, 5)}, 2, 0, 0, 0, 0},
	{"nothing filled", {ORDER("1", ENTRY, "", "", true, 0, 0, 5)}, 2, 0, 0, 0, 0},
	{"no order", {{0}}, 2, 0, 0, 0, 0},
	{"bought and sold",
		{ORDER("1", ENTRY, "", "", true, 2, 2.5, 5),
			ORDER("2", EXIT_, "", "", false, 2, 3, 6)},
		2, 0, 0, 0, 0},
	{"half of it sold",
		{ORDER("1", ENTRY, "", "", true, 4, 2.5, 5),
			ORDER("2", EXIT_, "", "", false, 2, 3, 6)},
		2, 2, 2.5, 0, 5},
	{"sold by its stop",
		{ORDER("1", ENTRY, "", "", true, 4, 2.5, 5),
			ORDER("2", STOP, "", "", false, 3, 3, 6)},
		2, 1, 2.5, 0, 5},
	{"the shares of an assignment were sold, not these",
		{ORDER("1", ENTRY, "", "", true, 4, 2.5, 5),
			ORDER("2", SHARES, "", "", false, 4, 3, 6)},
		4, 4, 2.5, 0, 5},
	{"an exit of another position in the symbol",
		{ORDER("1", ENTRY, "", "", true, 4, 2.5, 5),
			ORDER("2", OTHER, "", "", false, 4, 3, 6)},
		4, 4, 2.5, 0, 5},
	{"bought to close what was sold: no entry", {ORDER("1", OTHER, "", "", true, 2, 2.5, 5)}, 2,
		0, 0, 0, 0},
	{"edited: the replacement points back",
		{ORDER("1", ENTRY, "", "", true, 0, 0, 5),
			ORDER("2", "abc", "1", "", true, 2, 2.6, 6)},
		2, 2, 2.6, 0, 6},
	{"edited: the first points forward",
		{ORDER("1", ENTRY, "", "2", true, 1, 2.5, 5),
			ORDER("2", "abc", "", "", true, 1, 2.7, 6)},
		2, 2, 2.6, 0, 5},
	{"edited twice",
		{ORDER("1", ENTRY, "", "2", true, 0, 0, 5),
			ORDER("2", "abc", "", "3", true, 0, 0, 6),
			ORDER("3", "def", "2", "", true, 2, 2.8, 7)},
		2, 2, 2.8, 0, 7},
	{"priced again: two attempts",
		{ORDER("1", ENTRY, "", "", true, 1, 2.4, 5),
			ORDER("2", AGAIN, "", "", true, 1, 2.6, 6)},
		2, 2, 2.5, 1, 5},
	{"the broker holds more: only ours", {ORDER("1", ENTRY, "", "", true, 2, 2.5, 5)}, 5, 2,
		2.5, 0, 5},
	{"the broker holds less", {ORDER("1", ENTRY, "", "", true, 5, 2.5, 5)}, 2, 2, 2.5, 0, 5},
	{"short", {ORDER("1", ENTRY, "", "", true, 5, 2.5, 5)}, -2, 0, 0, 0, 0},
	{"unknown quantity", {ORDER("1", ENTRY, "", "", true, 5, 2.5, 5)}, (double)NAN, 0, 0, 0, 0},
};

static void test_adoption_decide(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(adoptions); i++) {
		struct adoption_order orders[4];
		struct adoption got;
		size_t count = 0;
		while (count < 4 && adoptions[i].orders[count].id != NULL) {
			orders[count] = adoptions[i].orders[count];
			count++;
		}
		adoption_own(orders, count);
		bool yes = adoption_decide(orders, count, adoptions[i].held, &got);
		check(adoptions[i].name, yes == (adoptions[i].quantity > 0));
		if (!yes)
			continue;
		check(adoptions[i].name, got.quantity == adoptions[i].quantity);
		check(adoptions[i].name, price_compare(got.price, usd(adoptions[i].price)) == 0);
		check(adoptions[i].name, got.entry == adoptions[i].entry);
		check(adoptions[i].name, got.entry_time.us == adoptions[i].at);
	}
}

static void test_a_purchase_without_a_price_leaves_the_average_unknown(void **state)
{
	(void)state;
	struct adoption got;
	struct adoption_order orders[] = {
		ORDER("1", ENTRY, "", "", true, 1, 2, 5), ORDER("2", AGAIN, "", "", true, 1, 2, 6)};
	orders[1].average = PRICE_UNKNOWN;
	adoption_own(orders, 2);
	check("adopted", adoption_decide(orders, 2, 2, &got));
	check("price", !price_known(got.price));
}

static void test_exit_number(void **state)
{
	(void)state;
	char third[ORDER_ID_SIZE], other[ORDER_ID_SIZE];
	check("ids",
		order_exit_id(ENTRY, 0, 3, 2, third, NULL) == 0 &&
			order_exit_id("opt-effffffffffffffffffff-a1", 0, 9, 1, other, NULL) == 0);
	check("the first", adoption_exit_number(EXIT_, AGAIN, 0) == 1);
	check("another attempt of the third", adoption_exit_number(third, ENTRY, 0) == 3);
	check("of another entry", adoption_exit_number(other, ENTRY, 0) == 0);
	check("of the shares", adoption_exit_number(SHARES, ENTRY, 0) == 0);
	check("of the shares", adoption_exit_number(SHARES, ENTRY, 2) == 1);
	check("a stop has no number", adoption_exit_number(STOP, ENTRY, 0) == 0);
	check("an entry", adoption_exit_number(ENTRY, ENTRY, 0) == 0);
	check("by hand", adoption_exit_number("by-hand", ENTRY, 0) == 0);
	check("sold", adoption_sold(third, ENTRY) && adoption_sold(STOP, ENTRY));
	check("not sold", !adoption_sold(SHARES, ENTRY) && !adoption_sold(other, ENTRY));
}

static void test_strategy(void **state)
{
	(void)state;
	static const struct {
		int days;
		enum strategy strategy;
	} cases[] = {{-1, STRATEGY_DAY_TRADE}, {0, STRATEGY_DAY_TRADE}, {1, STRATEGY_DAY_TRADE},
		{2, STRATEGY_SWING_TRADE}, {30, STRATEGY_SWING_TRADE}, {31, STRATEGY_CONSERVATIVE}};
	for (size_t i = 0; i < array_size(cases); i++)
		check("strategy", adoption_strategy(cases[i].days) == cases[i].strategy);
}

static const struct {
	const char *name, *old_symbol, *new_symbol;
	int64_t old_qty;
	double new_qty;
	bool adjusted;
} symbols[] = {
	{"renamed", "AAPL260206C00100000", "AAPL1260206C00100000", 2, 2, true},
	{"split 2:1", "AAPL260206C00100000", "AAPL260206C00050000", 2, 4, true},
	{"split 3:1, a rounded strike", "AAPL260206C00100000", "AAPL260206C00033330", 1, 3, true},
	{"reverse split 1:10", "AAPL260206C00010000", "AAPL260206C00100000", 10, 1, true},
	{"another strike", "AAPL260206C00100000", "AAPL260206C00050000", 2, 2, false},
	{"another expiry", "AAPL260206C00100000", "AAPL1260213C00100000", 2, 2, false},
	{"another kind", "AAPL260206C00100000", "AAPL1260206P00100000", 2, 2, false},
	{"another root", "AAPL260206C00100000", "AA260206C00050000", 2, 4, false},
	{"a longer root", "AA260206C00100000", "AAPL260206C00100000", 2, 2, false},
	{"the same", "AAPL260206C00100000", "AAPL260206C00100000", 2, 2, false},
	{"a stock", "AAPL", "AAPL1260206C00100000", 2, 2, false},
};

static void test_symbols_adjusted(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(symbols); i++)
		check(symbols[i].name,
			symbols_adjusted(symbols[i].old_symbol, symbols[i].old_qty,
				symbols[i].new_symbol, symbols[i].new_qty) == symbols[i].adjusted);
}

static void test_symbols_renamed(void **state)
{
	(void)state;
	static const struct {
		const char *name, *new_symbol;
		double new_qty;
		bool renamed;
	} cases[] = {
		{"another root", "META260206C00100000", 2, true},
		{"the same", "AAPL260206C00100000", 2, false},
		{"another quantity", "META260206C00100000", 3, false},
		{"another strike", "META260206C00101000", 2, false},
		{"another expiry", "META260213C00100000", 2, false},
		{"another kind", "META260206P00100000", 2, false},
		{"a stock", "META", 2, false},
		{"an unknown quantity", "META260206C00100000", (double)NAN, false},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name, symbols_renamed("AAPL260206C00100000", 2, cases[i].new_symbol,
					     cases[i].new_qty) == cases[i].renamed);
}

/* An option on a strike of 100 that is gone after its expiry, and that no activity explains. */
static void test_expired_worthless(void **state)
{
	(void)state;
	const double unknown = (double)NAN;
	const struct {
		const char *name, *symbol;
		double shares_change;
		int64_t close_e4;
		bool want;
	} cases[] = {
		{"a call out of the money", "AAPL260206C00100000", 0, 990000, true},
		{"a call at the money", "AAPL260206C00100000", 0, 1000000, true},
		{"a call under a cent in the money", "AAPL260206C00100000", 0, 1000099, true},
		{"a call a cent in the money", "AAPL260206C00100000", 0, 1000100, false},
		{"a put out of the money", "AAPL260206P00100000", 0, 1010000, true},
		{"a put a cent in the money", "AAPL260206P00100000", 0, 999900, false},
		{"shares moved", "AAPL260206C00100000", 200, 990000, false},
		{"the shares are unknown", "AAPL260206C00100000", unknown, 990000, false},
		{"the close is unknown", "AAPL260206C00100000", 0, INT64_MIN, false},
		{"a close of 0 is none", "AAPL260206C00100000", 0, 0, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct option_contract contract;
		assert_int_equal(occ_parse(cases[i].symbol, &contract, NULL), 0);
		check(cases[i].name, expired_worthless(&contract, cases[i].shares_change,
					     (struct price){cases[i].close_e4}) == cases[i].want);
	}
}

static void test_shares(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum option_kind kind;
		bool is_long;
		double shares;
	} sides[] = {
		{"an exercised call brings shares", OPTION_CALL, true, 200},
		{"an exercised put takes shares", OPTION_PUT, true, -200},
		{"an assigned call takes shares", OPTION_CALL, false, -200},
		{"an assigned put brings shares", OPTION_PUT, false, 200},
	};
	for (size_t i = 0; i < array_size(sides); i++)
		check_near(sides[i].name, shares_of(sides[i].kind, sides[i].is_long, 2),
			sides[i].shares, 1e-9);
	static const struct {
		const char *name;
		double wanted, told, change;
		bool want;
	} cases[] = {
		{"they came", 100, 100, 100, true},
		{"they went", -100, -100, -100, true},
		{"somebody else has shares, too", 100, 100, 600, true},
		{"somebody else sold some of them", 100, 100, 40, false},
		{"they were delivered from shares of somebody else", -100, -100, 0, false},
		{"those of the other leg cancel them", 100, 0, 500, false},
		{"no activity tells of them", 100, 0, 100, false},
		{"the activity tells of others", 100, 200, 200, false},
		{"the list is not known", 100, 100, (double)NAN, false},
		{"not an option", 0, 0, 0, false},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name, shares_confirmed(cases[i].wanted, cases[i].told,
					     cases[i].change) == cases[i].want);
}

/* What was booked by the shares that came is not booked again by its activity. */
static void test_use_shares(void **state)
{
	(void)state;
	struct closing_fact facts[] = {{.type = "FILL", .is_closing = true, .qty = 1},
		{.type = "OPASN", .qty = 1}, {.type = "OPASN", .qty = 3},
		{.type = "OPEXP", .qty = -1}};
	closing_use_shares(facts, array_size(facts), 2);
	check("a fill is not", !facts[0].is_used);
	check("all of the first", facts[1].is_used);
	check("a part of the second", !facts[2].is_used && fabs(facts[2].qty - 2) < 1e-9);
	check("an expiry is not", !facts[3].is_used);
	struct closing_fact unknown = {.type = "OPEXC", .qty = (double)NAN};
	closing_use_shares(&unknown, 1, 1);
	check("of an unknown quantity all is", unknown.is_used);
	struct closing_fact none = {.type = "OPASN", .qty = 1};
	closing_use_shares(&none, 1, 0);
	check("nothing was booked", !none.is_used);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closing_explain),
		cmocka_unit_test(test_adoption_decide),
		cmocka_unit_test(test_a_purchase_without_a_price_leaves_the_average_unknown),
		cmocka_unit_test(test_exit_number),
		cmocka_unit_test(test_strategy),
		cmocka_unit_test(test_symbols_adjusted),
		cmocka_unit_test(test_symbols_renamed),
		cmocka_unit_test(test_expired_worthless),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_use_shares),
	};
	return cmocka_run_group_tests_name("adoption", tests, NULL, NULL);
}
