#include "array.h"
#include "check.h"

#include "adoption_spread.h"

#define NO ((double)NAN)

#define ENTRY "opt-e0123456789abcdef0123-a1"
#define AGAIN "opt-e0123456789abcdef0123-a2"
#define LATER "opt-effffffffffffffffffff-a1"
#define EXIT_ "opt-xd96e648825a6424491d8-a1" /* the first exit of ENTRY */
#define SECOND "opt-xfe25dbfc24a0cc142b74-a1"
#define OTHER "opt-x0123456789abcdef0123-a1" /* an exit of another entry */

#define P215 "AAPL260220P00215000"
#define P210 "AAPL260220P00210000"
#define P205 "AAPL260220P00205000"
#define C245 "AAPL260220C00245000"
#define C250 "AAPL260220C00250000"

/* An order at the broker: FILLED spreads of a sold and a bought leg, each at its price. */
struct case_order {
	const char *id, *client, *replaces;
	double filled;
	struct {
		const char *symbol;
		double price;
	} sold, bought;
	int64_t at;
};

static const struct {
	const char *name;
	struct case_order orders[5];
	const char *symbol;
	double held[2]; /* of leg 0 and leg 1, as we would hold them */
	struct {
		int64_t original, legs[2];
		double price, leg_prices[2], exits[2]; /* NAN: none */
		double pnl;
		size_t entry;
		int64_t at;
	} want; /* original 0: not adopted */
	const char *why;
	enum strategy strategy;
} cases[] = {
	{"a put spread that was sold", {{"1", ENTRY, "", 2, {P215, 3.10}, {P210, 1.90}, 5}}, P210,
		{2, 2}, {2, {2, 2}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"the same, for its other leg", {{"1", ENTRY, "", 2, {P215, 3.10}, {P210, 1.90}, 5}}, P215,
		{2, 2}, {2, {2, 2}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"a put spread that was bought", {{"1", ENTRY, "", 1, {P210, 1.90}, {P215, 3.10}, 5}}, P215,
		{1, 1}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL,
		STRATEGY_DEBIT_SPREAD},
	{"a call spread that was sold", {{"1", ENTRY, "", 1, {C245, 6}, {C250, 3}, 5}}, C250,
		{1, 1}, {1, {1, 1}, 3, {6, 3}, {NO, NO}, 0, 0, 5}, NULL, STRATEGY_CREDIT_SPREAD},
	{"a call spread that was bought", {{"1", ENTRY, "", 1, {C250, 3}, {C245, 6}, 5}}, C250,
		{1, 1}, {1, {1, 1}, 3, {6, 3}, {NO, NO}, 0, 0, 5}, NULL, STRATEGY_DEBIT_SPREAD},
	{"the short leg is gone: both are adopted",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5}}, P210, {0, 1},
		{1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL, STRATEGY_CREDIT_SPREAD},
	{"the long leg is gone: both are adopted",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5}}, P215, {1, 0},
		{1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL, STRATEGY_CREDIT_SPREAD},
	{"a leg is held the other way round: it is not ours",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5}}, P215, {-1, 0},
		{0, {0}, 0, {0}, {0}, 0, 0, 0}, NULL, STRATEGY_CREDIT_SPREAD},
	{"closed as one",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5},
			{"2", EXIT_, "", 1, {P210, .70}, {P215, 1.30}, 6}},
		P215, {1, 1}, {0, {0}, 0, {0}, {0}, 0, 0, 0}, NULL, STRATEGY_CREDIT_SPREAD},
	{"half of it closed",
		{{"1", ENTRY, "", 2, {P215, 3.10}, {P210, 1.90}, 5},
			{"2", EXIT_, "", 1, {P210, .70}, {P215, 1.30}, 6}},
		P215, {1, 1}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"the exit of another entry closed something else",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5},
			{"2", OTHER, "", 1, {P210, .70}, {P215, 1.30}, 6}},
		P215, {1, 1}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"its long leg was sold alone, and the short leg is back",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5},
			{"2", EXIT_, "", 1, {P210, 1.00}, {NULL, 0}, 6}},
		P215, {1, 0}, {1, {1, 0}, 1.20, {3.10, 1.90}, {NO, 1.00}, -90, 0, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"two attempts",
		{{"1", ENTRY, "", 1, {P215, 3.20}, {P210, 1.90}, 5},
			{"2", AGAIN, "", 1, {P215, 3.10}, {P210, 1.90}, 6}},
		P215, {2, 2}, {2, {2, 2}, 1.25, {3.15, 1.90}, {NO, NO}, 0, 1, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"edited: the replacement filled",
		{{"1", ENTRY, "", 0, {P215, 0}, {P210, 0}, 5},
			{"2", "abc", "1", 1, {P215, 3.10}, {P210, 1.90}, 6}},
		P215, {1, 1}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 6}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"the earlier entry was closed by hand: the later one is held",
		{{"1", ENTRY, "", 3, {P215, 4.10}, {P210, 1.90}, 5},
			{"2", LATER, "", 1, {P215, 3.10}, {P210, 1.90}, 9}},
		P215, {1, 1}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 1, 9}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"the newest spread with the leg",
		{{"1", ENTRY, "", 1, {P215, 3.10}, {P205, 1.00}, 5},
			{"2", LATER, "", 1, {P215, 3.10}, {P210, 1.90}, 9}},
		P215, {1, 1}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 1, 9}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"the broker holds more: only ours", {{"1", ENTRY, "", 1, {P215, 3.10}, {P210, 1.90}, 5}},
		P215, {4, 4}, {1, {1, 1}, 1.20, {3.10, 1.90}, {NO, NO}, 0, 0, 5}, NULL,
		STRATEGY_CREDIT_SPREAD},
	{"somebody else's spread", {{"1", "by-hand", "", 1, {P215, 3.10}, {P210, 1.90}, 5}}, P215,
		{1, 1}, {0, {0}, 0, {0}, {0}, 0, 0, 0}, NULL, STRATEGY_CREDIT_SPREAD},
	{"an exit that opens nothing", {{"1", EXIT_, "", 1, {P215, 3.10}, {P210, 1.90}, 5}}, P215,
		{1, 1}, {0, {0}, 0, {0}, {0}, 0, 0, 0}, NULL, STRATEGY_CREDIT_SPREAD},
	{"two legs that are not a spread", {{"1", ENTRY, "", 1, {P215, 3.10}, {C250, 1.90}, 5}},
		P215, {1, 1}, {0, {0}, 0, {0}, {0}, 0, 0, 0}, NULL, STRATEGY_CREDIT_SPREAD},
	{"a single option", {{"1", ENTRY, "", 1, {NULL, 0}, {P215, 3.10}, 5}}, P215, {1, 0},
		{0, {0}, 0, {0}, {0}, 0, 0, 0}, NULL, STRATEGY_CREDIT_SPREAD},
	{"a leg without a price", {{"1", ENTRY, "", 2, {P215, 3.10}, {P210, -1}, 5}}, P215, {2, 2},
		{0, {0}, 0, {0}, {0}, 0, 0, 0},
		"a leg is filled, but its filled_avg_price is missing", STRATEGY_CREDIT_SPREAD},
	{"no value", {{"1", ENTRY, "", 2, {P215, 1.90}, {P210, 1.90}, 5}}, P215, {2, 2},
		{0, {0}, 0, {0}, {0}, 0, 0, 0},
		"the legs filled at prices that give the spread no value", STRATEGY_CREDIT_SPREAD},
};

/* A price under 0 in the table is one that the broker does not report. */
static struct price price_of(double price)
{
	return price < 0 ? PRICE_UNKNOWN : price_from_double(price);
}

static void read_orders(const struct case_order *from, struct adoption_order *orders,
	struct adoption_legs *legs, size_t *count)
{
	for (*count = 0; *count < 5 && from[*count].id != NULL; (*count)++) {
		const struct case_order *o = &from[*count];
		struct adoption_legs *l = &legs[*count];
		orders[*count] = (struct adoption_order){.id = o->id,
			.client_order_id = o->client,
			.replaces = o->replaces,
			.replaced_by = "",
			.filled = o->filled,
			.filled_at = {o->at}};
		*l = (struct adoption_legs){0};
		for (int buy = 0; buy <= 1; buy++) {
			const char *symbol = buy ? o->bought.symbol : o->sold.symbol;
			if (symbol == NULL)
				continue;
			l->leg[l->count].symbol = symbol;
			l->leg[l->count].is_buy = buy;
			l->leg[l->count].filled = o->filled;
			l->leg[l->count++].average =
				price_of(buy ? o->bought.price : o->sold.price);
		}
	}
}

static void test_decide(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(cases); i++) {
		const char *name = cases[i].name, *why = NULL;
		struct adoption_order orders[5];
		struct adoption_legs legs[5];
		struct adoption_spread s;
		size_t count;
		read_orders(cases[i].orders, orders, legs, &count);
		adoption_own(orders, count);
		bool yes = adoption_spread_find(orders, legs, count, cases[i].symbol, &s) &&
			   adoption_spread_decide(orders, legs, count, cases[i].held, &s, &why);
		check(name, yes == (cases[i].want.original > 0));
		check_text(name, why == NULL ? "" : why, cases[i].why == NULL ? "" : cases[i].why);
		if (!yes)
			continue;
		check(name, s.strategy == cases[i].strategy);
		check(name, s.entry == cases[i].want.entry);
		check(name, s.entry_time.us == cases[i].want.at);
		check(name, s.holding.original_quantity == cases[i].want.original);
		check_near(name, price_to_double(s.holding.entry_price), cases[i].want.price, 1e-9);
		check_near(name, money_to_double(s.holding.realised_pnl), cases[i].want.pnl, 1e-9);
		for (int k = 0; k < 2; k++) {
			check(name, s.legs[k].quantity == cases[i].want.legs[k]);
			check(name,
				s.legs[k].is_long == (k == (s.strategy == STRATEGY_CREDIT_SPREAD)));
			check_near(name, price_to_double(s.legs[k].entry_price),
				cases[i].want.leg_prices[k], 1e-9);
			check_near(name, price_to_double(s.legs[k].exit_price),
				cases[i].want.exits[k], 1e-9);
		}
	}
}

static void test_a_leg_that_filled_less(void **state)
{
	(void)state;
	const char *why = NULL;
	struct adoption_order orders[5];
	struct adoption_legs legs[5];
	struct adoption_spread s;
	size_t count;
	read_orders(cases[0].orders, orders, legs, &count);
	adoption_own(orders, count);
	legs[0].leg[1].filled = 1;
	check("found", adoption_spread_find(orders, legs, count, P215, &s));
	check("not adopted", !adoption_spread_decide(orders, legs, count, cases[0].held, &s, &why));
	check_text("why", why, "a leg filled more or less than the spread");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_a_leg_that_filled_less),
	};
	return cmocka_run_group_tests_name("adoption_spread", tests, NULL, NULL);
}
