#include "array.h"
#include "check.h"

#include "spread_fill.h"

enum { ORDERED = 3 };

static struct price usd(double amount)
{
	return price_from_double(amount);
}

/* A leg of an order for ORDERED spreads, of which BOOKED are booked at the price BEFORE. */
static struct spread_leg_fill leg(
	bool is_buy, int64_t booked, double before, double filled, double average)
{
	return (struct spread_leg_fill){
		.is_buy = is_buy,
		.ratio = 1,
		.book = {.quantity = ORDERED, .filled = booked, .average = usd(before)},
		.filled = filled,
		.average = usd(average),
	};
}

/* One row per answer of the broker: of BOOKED spreads each leg is booked, at 2.00 and at .80. */
static const struct {
	const char *name;
	int64_t booked, filled;		/* spreads */
	double main_leg, other;		/* contracts that the legs filled */
	double main_price, other_price; /* their averages */
	const char *why;		/* a part of the reason; NULL: believed */
} answers[] = {
	{"both legs", 0, 2, 2, 2, 2.10, .90, NULL},
	{"one more", 2, 3, 3, 3, 2.10, .90, NULL},
	{"nothing yet", 0, 0, 0, 0, (double)NAN, (double)NAN, NULL},
	{"nothing new, and no price", 2, 2, 2, 2, (double)NAN, (double)NAN, NULL},
	{"a leg at nothing", 0, 1, 1, 1, .05, 0, NULL},
	{"the other leg alone is missing", 0, 2, 2, 1, 2.10, .90, "more or less than the spread"},
	{"the main leg alone is missing", 0, 2, 1, 2, 2.10, .90, "more or less than the spread"},
	{"a leg filled more", 0, 2, 2, 3, 2.10, .90, "more or less than the spread"},
	{"the legs filled, the spread did not", 0, 0, 1, 1, 2.10, .90,
		"more or less than the spread"},
	{"a leg without its quantity", 0, 2, 2, (double)NAN, 2.10, .90, "is missing"},
	{"the main leg without its quantity", 0, 2, (double)NAN, 2, 2.10, .90, "is missing"},
	{"half a contract", 0, 1, 1, 1.5, 2.10, .90, "not a whole number"},
	{"less than nothing", 0, 1, 1, -1, 2.10, .90, "not a whole number"},
	{"a leg without its price", 0, 2, 2, 2, 2.10, (double)NAN, "filled_avg_price is missing"},
	{"the main leg without its price", 0, 2, 2, 2, (double)NAN, .90,
		"filled_avg_price is missing"},
	{"a price under 0", 0, 2, 2, 2, 2.10, -.01, "is negative"},
	{"a price of which the rest is under 0", 2, 3, 3, 3, 2.00, .50, "a negative price"},
	{"a rest at nothing, after rounding", 2, 3, 3, 3, 2.00, 1.60 / 3, NULL},
	{"a rest as little under 0 as rounding explains", 1, 3, 3, 3, 2.10, .2666, NULL},
	{"a rest that no rounding explains", 2, 3, 3, 3, 2.00, .5331, "a negative price"},
	{"more than was ordered", 0, 4, 4, 4, 2.10, .90, "otherwise than the spread"},
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(answers); i++) {
		double price = answers[i].booked > 0 ? 2.00 : (double)NAN;
		const struct spread_leg_fill legs[] = {
			leg(false, answers[i].booked, price, answers[i].main_leg,
				answers[i].main_price),
			leg(true, answers[i].booked, .4 * price, answers[i].other,
				answers[i].other_price),
		};
		const char *why = spread_check_fills(legs, answers[i].booked, answers[i].filled);
		if ((why == NULL) != (answers[i].why == NULL) ||
			(why != NULL && strstr(why, answers[i].why) == NULL))
			fail_msg("%s: %s", answers[i].name, why != NULL ? why : "believed");
	}
}

/* A ratio of two: each spread is two contracts of the leg. */
static void test_ratio(void **state)
{
	(void)state;
	struct spread_leg_fill legs[] = {
		leg(false, 0, (double)NAN, 1, 2.10), leg(true, 0, (double)NAN, 2, .90)};
	check("another ratio", spread_check_fills(legs, 0, 1) != NULL);
	legs[1].ratio = 2;
	check("twice as many", spread_check_fills(legs, 0, 1) == NULL);
}

/* A leg that is booked already is not booked with the spread once more. */
static void test_booked_leg(void **state)
{
	(void)state;
	const struct spread_leg_fill legs[] = {
		leg(false, 0, (double)NAN, 1, 2.10), leg(true, 1, .90, 1, .90)};
	check("a leg is booked alone", strstr(spread_check_fills(legs, 0, 1), "otherwise") != NULL);
}

static void test_new_parts(void **state)
{
	(void)state;
	const struct spread_leg_fill legs[] = {
		leg(false, 2, 2.00, 3, 2.10), leg(true, 2, .80, 3, .90)};
	struct fill fills[SPREAD_LEGS];
	spread_next_fills(legs, fills);
	check("one is new", fills[0].quantity == 1 && fills[1].quantity == 1);
	check("of three", fills[0].cum_qty == 3 && fills[1].cum_qty == 3);
	check_near("3 at 2.10 less 2 at 2.00", price_to_double(fills[0].price), 2.30, 1e-9);
	check_near("3 at .90 less 2 at .80", price_to_double(fills[1].price), 1.10, 1e-9);
	check_near("leg 0 less leg 1", price_to_double(spread_fill_value(fills)), 1.20, 1e-9);
	const struct spread_leg_fill last[] = {
		leg(false, 2, 2.00, 3, 2.10), leg(true, 2, .80, 3, 1.60 / 3)};
	spread_next_fills(last, fills);
	check("nothing is not less than nothing", fills[1].price.e4 == 0);
	fills[1].price = PRICE_UNKNOWN;
	check("of a price that is not known", !price_known(spread_fill_value(fills)));
}

/* The sign of the broker: positive is paid. */
static void test_net_average(void **state)
{
	(void)state;
	const double nan = (double)NAN;
	const struct spread_leg_fill sold[] = {
		leg(false, 0, nan, 1, 2.10), leg(true, 0, nan, 1, .90)};
	const struct spread_leg_fill bought[] = {
		leg(true, 0, nan, 1, 2.10), leg(false, 0, nan, 1, .90)};
	const struct spread_leg_fill none[] = {
		leg(true, 0, nan, 1, 2.10), leg(false, 0, nan, 0, nan)};
	check_near("a credit", price_to_double(spread_net_average(sold)), -1.20, 1e-9);
	check_near("a debit", price_to_double(spread_net_average(bought)), 1.20, 1e-9);
	check("nothing filled", !price_known(spread_net_average(none)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_booked_leg),
		cmocka_unit_test(test_new_parts),
		cmocka_unit_test(test_net_average),
	};
	return cmocka_run_group_tests_name("spread_fill", tests, NULL, NULL);
}
