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

static struct price limit_sale(
	const struct params *p, enum instrument instrument, const struct sale *sale)
{
	struct limit_terms terms = {.instrument = instrument, .width = PRICE_UNKNOWN};
	return limit_exit(p, &terms, sale);
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
	struct limit_terms terms = {.instrument = INSTRUMENT_CALL, .width = PRICE_UNKNOWN};
	check("rests", limit_exit_rests(&p, &terms, &sale, limit_sale(&p, INSTRUMENT_CALL, &sale)));
	sale.attempts_before = 2;
	check("steps",
		!limit_exit_rests(&p, &terms, &sale, limit_sale(&p, INSTRUMENT_CALL, &sale)));
}

/* What is short is bought back; a spread is closed in cents, between one cent and its width. */
static void test_closes(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	static const enum instrument CALL = INSTRUMENT_CALL, STOCK = INSTRUMENT_STOCK;
	static const double none = (double)NAN;
	const struct {
		const char *name;
		enum instrument instrument;
		bool is_short;
		double width;
		enum sale_pace pace;
		int before;
		double bid, ask, model;
		bool is_new, is_opening;
		double limit;
	} cases[] = {
		{"a short call, urgent", CALL, true, none, SALE_URGENT, 0, 2.40, 2.50, none, 0, 0,
			2.55},
		{"each attempt goes further", CALL, true, none, SALE_URGENT, 2, 2.40, 2.50, none, 0,
			0, 2.65},
		{"in nickels", CALL, true, none, SALE_URGENT, 0, 3.10, 3.20, none, 0, 0, 3.30},
		{"while it opens at the ask", CALL, true, none, SALE_URGENT, 0, 2.40, 2.50, none, 0,
			1, 2.50},
		{"at the market", CALL, true, none, SALE_GONE, 0, 2.40, 2.50, none, 0, 0, none},
		{"no ask: by the model", CALL, true, none, SALE_URGENT, 0, 2.40, none, 2.00, 0, 0,
			2.40},
		{"no ask: it goes further", CALL, true, none, SALE_URGENT, 3, none, none, 2.00, 0,
			0, 3.00},
		{"no bid: above the ask", CALL, true, none, SALE_URGENT, 0, none, 2.50, none, 0, 0,
			2.55},
		{"crossed: above the ask", CALL, true, none, SALE_URGENT, 0, 4.00, 2.50, none, 0, 0,
			2.55},
		{"nothing is known", CALL, true, none, SALE_URGENT, 0, none, none, none, 1, 0,
			none},
		{"not over twice the model while new", CALL, true, none, SALE_URGENT, 0, .10, 2.50,
			1.00, 1, 0, 2.00},
		{"later it is", CALL, true, none, SALE_URGENT, 0, .10, 2.50, 1.00, 0, 0, 2.53},
		{"shares are covered", STOCK, true, none, SALE_URGENT, 0, 99.98, 100.02, none, 0, 0,
			102.02},
		{"a share for less than a cent is offered for one", STOCK, false, none, SALE_URGENT,
			0, .005, .006, none, 0, 0, .01},
		{"a credit spread, patient", CALL, true, 5, SALE_PATIENT, 0, .52, .61, .55, 1, 0,
			.57},
		{"no bid: above the ask at once", CALL, true, 5, SALE_PATIENT, 0, none, .61, .55, 1,
			0, .63},
		{"half-way", CALL, true, 5, SALE_PATIENT, 1, .52, .61, .55, 1, 0, .59},
		{"the ask", CALL, true, 5, SALE_PATIENT, 2, .52, .61, .55, 1, 0, .61},
		{"then urgent", CALL, true, 5, SALE_PATIENT, 3, .52, .61, .55, 1, 0, .63},
		{"cents also from 3.00", CALL, true, 5, SALE_PATIENT, 2, 3.02, 3.11, 3.05, 1, 0,
			3.11},
		{"a bid under 0 is 0", CALL, true, 5, SALE_PATIENT, 0, 0, .06, .05, 1, 0, .03},
		{"never more than the width", CALL, true, 5, SALE_URGENT, 4, 4.90, 4.98, 4.95, 0, 0,
			5.00},
		{"a limit at the width, not the market", CALL, true, 5, SALE_GONE, 0, 4.90, 5.20,
			none, 0, 0, 5.00},
		{"without any price too", CALL, true, 5, SALE_URGENT, 0, none, none, none, 1, 0,
			5.00},
		{"by its model", CALL, true, 5, SALE_URGENT, 0, none, none, 1.10, 0, 0, 1.32},
		{"not over twice the model", CALL, true, 5, SALE_URGENT, 0, .10, 2.50, .40, 1, 0,
			.80},
		{"nearly worthless: at least a cent", CALL, true, 5, SALE_PATIENT, 2, 0, .01, 0, 1,
			0, .01},
		{"a debit spread, patient", CALL, false, 5, SALE_PATIENT, 0, 2.02, 2.11, 2.05, 1, 0,
			2.06},
		{"its bid", CALL, false, 5, SALE_PATIENT, 2, 2.02, 2.11, 2.05, 1, 0, 2.02},
		{"cents from 3.00", CALL, false, 5, SALE_PATIENT, 2, 3.02, 3.11, 3.05, 1, 0, 3.02},
		{"urgent", CALL, false, 5, SALE_URGENT, 0, 2.02, 2.11, 2.05, 1, 0, 1.97},
		{"not under half the model", CALL, false, 5, SALE_URGENT, 0, .10, 2.50, 2.00, 1, 0,
			1.00},
		{"a bid of 0 is not the end", CALL, false, 5, SALE_PATIENT, 0, 0, .30, .14, 1, 0,
			.15},
		{"for a cent, not at the market", CALL, false, 5, SALE_GONE, 0, .10, .30, .14, 0, 0,
			.01},
		{"without any price", CALL, false, 5, SALE_URGENT, 0, none, none, none, 0, 0, .01},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct limit_terms terms = {
			cases[i].instrument, cases[i].is_short, usd(cases[i].width)};
		struct sale sale = {cases[i].pace, cases[i].before,
			quote(cases[i].bid, cases[i].ask), usd(cases[i].model), cases[i].is_new,
			cases[i].is_opening};
		struct price limit = limit_exit(&p, &terms, &sale);
		check_near(cases[i].name, price_to_double(limit), cases[i].limit, 1e-9);
		bool rests = limit_exit_rests(&p, &terms, &sale, limit);
		bool steps = cases[i].pace == SALE_PATIENT && cases[i].before < 3;
		check(cases[i].name, rests == (price_known(limit) && !steps));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_reprices),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_closes),
	};
	return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}
