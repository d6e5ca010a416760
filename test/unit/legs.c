#include "array.h"
#include "check.h"

#include "legs.h"

static struct price usd(double amount)
{
	return price_from_double(amount);
}

/* A put spread of 215/210 that was sold for 2.10 less .90. */
static struct position put_spread(int64_t sold, int64_t bought)
{
	return (struct position){
		.instrument = INSTRUMENT_PUT,
		.strategy = STRATEGY_CREDIT_SPREAD,
		.quantity = sold > bought ? sold : bought,
		.entry_price = usd(1.20),
		.legs = {{.symbol = "AAPL260220P00215000",
				 .quantity = sold,
				 .entry_price = usd(2.10)},
			{.symbol = "AAPL260220P00210000",
				.is_long = true,
				.quantity = bought,
				.entry_price = usd(0.90)}},
	};
}

static void test_alone(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t sold, bought, whole, contracts;
		int alone;
	} cases[] = {
		{"whole", 2, 2, 2, 0, -1},
		{"one of two assigned", 1, 2, 1, 1, 1},
		{"all assigned", 0, 2, 0, 2, 1},
		{"the long leg was taken", 2, 0, 0, 2, 0},
		{"a part of the long leg was taken", 3, 2, 2, 1, 0},
		{"nothing is left", 0, 0, 0, 0, -1},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position p = put_spread(cases[i].sold, cases[i].bought);
		int64_t contracts = -1;
		check(cases[i].name, legs_whole(&p) == cases[i].whole);
		check(cases[i].name, legs_alone(&p, &contracts) == cases[i].alone);
		check(cases[i].name, contracts == cases[i].contracts);
	}
	struct position p = put_spread(0, 1);
	int64_t contracts;
	check_text("nobody knows why", legs_why(&p, 1), "one_leg");
	memcpy(p.legs[0].gone_for, "assigned", sizeof "assigned");
	check_text("the other leg was assigned", legs_why(&p, 1), "assigned");
	p.legs[1].symbol[0] = '\0';
	check("legs that are not known", !legs_known(&p) && legs_alone(&p, &contracts) == -1);
	p = put_spread(1, 1);
	p.strategy = STRATEGY_SWING_TRADE;
	check("not a spread", !legs_known(&p) && legs_whole(&p) == 0);
}

static void test_width_and_value(void **state)
{
	(void)state;
	struct position p = put_spread(1, 2);
	check_near("width", price_to_double(legs_width(&p)), 5, 1e-9);
	const struct price values[] = {usd(1.50), usd(0.70)};
	check_near("each leg by what is held of it", money_to_double(legs_pnl(&p, values)),
		60 - 2 * 20, 1e-9);
	const struct price one[] = {PRICE_UNKNOWN, usd(0.70)};
	check("a value is not known", !money_known(legs_pnl(&p, one)));
	p.legs[0].quantity = 0;
	check_near("that of a leg that is gone is not needed", money_to_double(legs_pnl(&p, one)),
		-40, 1e-9);
	p.legs[1].entry_price = PRICE_UNKNOWN;
	check("an entry price is not known", !money_known(legs_pnl(&p, values)));
	memcpy(p.legs[1].symbol, "AAPL260227P00210000", sizeof "AAPL260227P00210000");
	check("another expiry has no width", !price_known(legs_width(&p)));
}

static void open_legs(struct holding *h, struct leg_holding legs[static 2], int64_t quantity)
{
	*h = (struct holding){.instrument = INSTRUMENT_PUT,
		.strategy = STRATEGY_CREDIT_SPREAD,
		.quantity = quantity,
		.original_quantity = quantity,
		.entry_price = usd(1.20),
		.exit_price = PRICE_UNKNOWN,
		.open_fees = {quantity * 1100}};
	legs[0] = (struct leg_holding){false, quantity, quantity, usd(2.10), PRICE_UNKNOWN};
	legs[1] = (struct leg_holding){true, quantity, quantity, usd(0.90), PRICE_UNKNOWN};
}

/* The result is the sum over the legs, less the fees of both ways, whatever their order. */
static void test_close(void **state)
{
	(void)state;
	struct holding h;
	struct leg_holding legs[2];
	open_legs(&h, legs, 2);
	check("the short leg",
		legs_close(&h, legs, 0, 2, usd(1.00), (struct money){600}) && h.quantity == 2);
	check("the exit price needs both", !price_known(h.exit_price));
	check("the long leg",
		legs_close(&h, legs, 1, 2, usd(0.40), (struct money){600}) && h.quantity == 0);
	check_near("credit less what it costs", money_to_double(h.realised_pnl),
		200 * (1.20 - 0.60) - 2 * .11 - 2 * .06, 1e-9);
	check("all fees are borne", h.open_fees.e4 == 0 && h.fees.e4 == 1200);
	check_near("net", price_to_double(h.exit_price), .60, 1e-9);
	check("no more than is held", !legs_close(&h, legs, 0, 1, usd(1), (struct money){600}));
	check("not nothing", !legs_close(&h, legs, 0, 0, usd(1), (struct money){600}));

	open_legs(&h, legs, 2);
	(void)legs_close(&h, legs, 0, 1, usd(1.00), (struct money){600});
	check("one of two is gone", h.quantity == 2 && legs[0].quantity == 1);
	check("a contract of four bears its share, to the cent", h.open_fees.e4 == 1600);
	(void)legs_close(&h, legs, 1, 1, usd(0.40), (struct money){600});
	check("one spread is left", h.quantity == 1);
	(void)legs_close(&h, legs, 0, 1, usd(2.00), (struct money){600});
	(void)legs_close(&h, legs, 1, 1, usd(0.80), (struct money){600});
	check_near("averages", price_to_double(h.exit_price), 1.50 - .60, 1e-9);

	open_legs(&h, legs, 3);
	(void)legs_close(&h, legs, 0, 1, (struct price){10001}, (struct money){600});
	(void)legs_close(&h, legs, 0, 1, (struct price){10000}, (struct money){600});
	check("half of 1/10000 is rounded up", legs[0].exit_price.e4 == 10001);
	(void)legs_close(&h, legs, 0, 1, (struct price){10000}, (struct money){600});
	check("2 at 1.0001 and 1 at 1.0000", legs[0].exit_price.e4 == 10001);

	open_legs(&h, legs, 1);
	(void)legs_close(&h, legs, 0, 1, PRICE_UNKNOWN, (struct money){600});
	(void)legs_close(&h, legs, 1, 1, usd(0.40), (struct money){600});
	check("an unknown price makes the result unknown",
		h.quantity == 0 && !money_known(h.realised_pnl) && !price_known(h.exit_price));
}

/*
 * Put spread 215/210 sold for 1.20, assigned at 206: the shares are sold at the market and the long
 * put at what it is worth. The loss is the width less the credit.
 */
static void test_assigned(void **state)
{
	(void)state;
	static const struct {
		const char *name, *symbol;
		double spot, value, share_price;
	} cases[] = {
		{"a put in the money", "AAPL260220P00215000", 206, 9, 206},
		{"a put out of the money", "AAPL260220P00215000", 216, 0, 215},
		{"a call in the money", "AAPL260220C00245000", 251.5, 6.5, 251.5},
		{"a call out of the money", "AAPL260220C00245000", 240, 0, 245},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct option_contract contract;
		assert_int_equal(occ_parse(cases[i].symbol, &contract, NULL), 0);
		struct price value = legs_exercise_value(&contract, usd(cases[i].spot));
		check_near(cases[i].name, price_to_double(value), cases[i].value, 1e-9);
		check_near(cases[i].name, price_to_double(legs_share_price(&contract, value)),
			cases[i].share_price, 1e-9);
		check(cases[i].name, !price_known(legs_exercise_value(&contract, PRICE_UNKNOWN)));
		struct option_contract other = contract;
		other.strike.e4 -= usd(5).e4;
		check_near("both legs settled: the width, whatever the spot",
			fabs(price_to_double(legs_settled_value(&contract, usd(cases[i].spot))) -
				price_to_double(legs_settled_value(&other, usd(cases[i].spot)))),
			5, 1e-9);
	}
	struct holding h;
	struct leg_holding legs[2];
	open_legs(&h, legs, 1);
	(void)legs_close(&h, legs, 0, 1, usd(9), (struct money){0});
	(void)legs_close(&h, legs, 1, 1, usd(4), (struct money){600});
	check_near("the width less the credit, and the fees",
		money_to_double(h.realised_pnl), -380 - .11 - .06, 1e-9);
}

/* Shares that were sold gain as they fall. */
static void test_short_shares(void **state)
{
	(void)state;
	struct position position = {
		.instrument = INSTRUMENT_STOCK, .entry_price = usd(245), .is_short = true};
	struct holding h = {.instrument = INSTRUMENT_STOCK,
		.is_short = true,
		.quantity = 100,
		.original_quantity = 100,
		.entry_price = usd(245),
		.exit_price = PRICE_UNKNOWN};
	check_near("held", money_to_double(position_pnl(&position, usd(250), 100)), -500, 1e-9);
	check("covered", holding_exit(&h, 100, usd(250), (struct money){200}));
	check_near("booked", money_to_double(h.realised_pnl), -500 - .02, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_width_and_value),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_assigned),
		cmocka_unit_test(test_short_shares),
	};
	return cmocka_run_group_tests_name("legs", tests, NULL, NULL);
}
