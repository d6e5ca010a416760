#include "array.h"
#include "check.h"

#include "limit.h"

static struct price usd(double amount)
{
	return price_from_double(amount);
}

static struct quote quote(double bid, double ask)
{
	return (struct quote){usd(bid), usd(ask), 10, 10, {0}};
}

static void test_limits(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	static const struct {
		const char *name;
		double bid, ask, entry;
	} cases[] = {
		{"a quarter of the spread, rounded up", 2.40, 2.50, 2.48},
		{"one tick wide", 2.50, 2.51, 2.51},
		{"nickels from 3.00", 3.00, 3.20, 3.15},
		{"three times a nickel", 3.10, 3.15, 3.15},
		{"crossed", 2.50, 2.40, (double)NAN},
		{"no bid", 0, 2.40, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct quote q = quote(cases[i].bid, cases[i].ask);
		check_near(cases[i].name, price_to_double(limit_entry(&p, INSTRUMENT_CALL, q)),
			cases[i].entry, 1e-9);
	}
	struct quote q = quote(100.001, 100.029);
	assert_int_equal(limit_entry(&p, INSTRUMENT_STOCK, q).e4, 1000300);
	/* O37: a sale needs a bid for its limit, but no ask. */
	struct sale sale = {.pace = SALE_PATIENT, .attempts_before = 2, .fresh = q};
	sale.model = PRICE_UNKNOWN;
	assert_int_equal(limit_sale(&p, INSTRUMENT_STOCK, &sale).e4, 1000000);
	sale.fresh = quote(3.07, 3.20);
	assert_int_equal(limit_sale(&p, INSTRUMENT_PUT, &sale).e4, 30500);
	sale.pace = SALE_URGENT;
	sale.attempts_before = 0;
	sale.fresh = quote(0.04, 0);
	assert_int_equal(limit_sale(&p, INSTRUMENT_PUT, &sale).e4, 300);
}

/* Another attempt goes half-way to the ask, then to the ask, never above the ask seen first. */
static void test_reprices(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid, ask, last, first_ask, halfway, at_ask;
	} cases[] = {
		{"half-way, rounded up", 2.40, 2.51, 2.46, 2.51, 2.49, 2.51},
		{"the ask fell", 2.30, 2.40, 2.46, 2.51, 2.43, 2.40},
		{"the ask rose: the first one is the cap", 2.60, 2.70, 2.46, 2.51, 2.51, 2.51},
		{"nickels from 3.00", 3.00, 3.20, 3.10, 3.20, 3.15, 3.20},
		{"crossed", 2.50, 2.40, 2.46, 2.51, (double)NAN, (double)NAN},
		{"no bid", 0, 2.40, 2.46, 2.51, (double)NAN, (double)NAN},
		{"no first ask", 2.40, 2.51, 2.46, (double)NAN, (double)NAN, (double)NAN},
		{"no last limit", 2.40, 2.51, (double)NAN, 2.51, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct quote q = quote(cases[i].bid, cases[i].ask);
		struct price last = usd(cases[i].last), first = usd(cases[i].first_ask);
		check_near(cases[i].name,
			price_to_double(limit_reprice(INSTRUMENT_CALL, q, last, first, true)),
			cases[i].halfway, 1e-9);
		check_near(cases[i].name,
			price_to_double(limit_reprice(INSTRUMENT_CALL, q, last, first, false)),
			cases[i].at_ask, 1e-9);
	}
}

/* A stock ticks in cents from a dollar on; the discount of a sale grows with five attempts. */
static void test_steps(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	assert_int_equal(limit_tick_e4(INSTRUMENT_STOCK, usd(1)), 100);
	assert_int_equal(limit_tick_e4(INSTRUMENT_STOCK, usd(0.9999)), 1);
	struct sale sale = {
		.pace = SALE_URGENT, .fresh = quote(2.48, 2.52), .model = PRICE_UNKNOWN};
	struct price before = PRICE_UNKNOWN;
	for (sale.attempts_before = 0; sale.attempts_before <= 6; sale.attempts_before++) {
		struct price limit = limit_sale(&p, INSTRUMENT_CALL, &sale);
		if (sale.attempts_before > 0)
			check("lower, five times",
				(price_compare(limit, before) < 0) == (sale.attempts_before < 5));
		before = limit;
	}
	/* after its three steps a patient sale rests where the next limit is the same */
	sale.pace = SALE_PATIENT;
	sale.attempts_before = 3;
	check("rests", limit_sale_rests(
			       &p, INSTRUMENT_CALL, &sale, limit_sale(&p, INSTRUMENT_CALL, &sale)));
	sale.attempts_before = 2;
	check("steps", !limit_sale_rests(
			       &p, INSTRUMENT_CALL, &sale, limit_sale(&p, INSTRUMENT_CALL, &sale)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_reprices),
		cmocka_unit_test(test_steps),
	};
	return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}
