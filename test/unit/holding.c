#include "array.h"
#include "check.h"

#include "holding.h"

static struct price usd(double value)
{
	return price_from_double(value);
}

static struct money cents(int value)
{
	return money_from_double(value / 100.0);
}

static void test_option_with_two_fills_each_way(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct holding h = {.instrument = INSTRUMENT_CALL,
		.entry_price = PRICE_UNKNOWN,
		.exit_price = PRICE_UNKNOWN};
	holding_enter(&h, 2, usd(2.00), cents(12));
	holding_enter(&h, 1, usd(2.30), cents(5));
	check("average", price_compare(h.entry_price, usd(2.10)) == 0);
	check("fees", money_compare(h.fees, cents(17)) == 0);
	check("more than held", !holding_exit(&h, 4, usd(3), cents(7)));
	check("a sale of none", !holding_exit(&h, 0, usd(3), cents(7)));
	check("no fee of what was refused", money_compare(h.fees, cents(17)) == 0);
	check("first", holding_exit(&h, 1, usd(3.10), cents(7)));
	/* a third of 17 cents is 6, what is left 11 */
	check("pnl", money_compare(h.realised_pnl, money_from_double(100 - 0.07 - 0.06)) == 0);
	check("open fees", money_compare(h.open_fees, cents(11)) == 0);
	check("rest", holding_exit(&h, 2, usd(1.60), cents(13)));
	check("pnl", money_compare(h.realised_pnl, money_from_double(100 - 100 - 0.37)) == 0);
	check("fees", money_compare(h.fees, cents(37)) == 0 && h.open_fees.e4 == 0);
	check("exit average", price_compare(h.exit_price, usd(2.10)) == 0);
	check("quantity", h.quantity == 0 && h.original_quantity == 3);
	check_text("label", holding_label(&h), "loss");
	check_near("percent", holding_pnl_pct(&h), -0.37 / 630 * 100, 1e-9);
	check_near("r", holding_r_multiple(&h, PRICE_UNKNOWN, &p), -0.37 / 315, 1e-9);
}

/* An option that expires costs no fee. */
static void test_expiry_costs_nothing(void **state)
{
	(void)state;
	struct holding h = {.instrument = INSTRUMENT_CALL, .exit_price = PRICE_UNKNOWN};
	holding_enter(&h, 2, usd(1), cents(10));
	check("expired", holding_exit(&h, 2, usd(0), cents(0)));
	check("the premium and the fees of the entry",
		money_compare(h.realised_pnl, money_from_double(-200.10)) == 0 &&
			money_compare(h.fees, money_from_double(0.10)) == 0);
}

static void test_unknown_exit_price_stays_unknown(void **state)
{
	(void)state;
	struct holding h = {.instrument = INSTRUMENT_PUT, .exit_price = PRICE_UNKNOWN};
	holding_enter(&h, 2, usd(1.50), cents(12));
	check("sold", holding_exit(&h, 1, PRICE_UNKNOWN, cents(7)));
	check("sold", holding_exit(&h, 1, usd(9), cents(6)));
	check("the fees are known", money_compare(h.fees, cents(25)) == 0 && h.open_fees.e4 == 0);
	check("price", !price_known(h.exit_price));
	check("pnl", !money_known(h.realised_pnl));
	check("label", holding_label(&h) == NULL);
	check("percent", isnan(holding_pnl_pct(&h)));
}

static void test_stock_risks_its_stop(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct holding h = {.instrument = INSTRUMENT_STOCK, .exit_price = PRICE_UNKNOWN};
	holding_enter(&h, 100, usd(50), cents(1));
	check("sold", holding_exit(&h, 100, usd(51), cents(14)));
	check("pnl", money_compare(h.realised_pnl, money_from_double(100 - .15)) == 0);
	check_near("r", holding_r_multiple(&h, usd(0.5), &p), 99.85 / 50, 1e-12);
	check("r unknown", isnan(holding_r_multiple(&h, PRICE_UNKNOWN, &p)));
	check_text("label", holding_label(&h), "win");
}

/* A spread risks its width less the credit, or its debit; not what the premium stop leaves. */
static void test_spreads_risk_their_width(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum strategy strategy;
		double width, entry, exit, r; /* the gain less the fees of four contracts */
	} cases[] = {
		{"credit", STRATEGY_CREDIT_SPREAD, 5, 1.20, 0.60, (60 - .20) / 380},
		{"credit, all lost", STRATEGY_CREDIT_SPREAD, 5, 1.20, 5, (-380 - .20) / 380},
		{"credit, the width is not known", STRATEGY_CREDIT_SPREAD, (double)NAN, 1.20, 0.60,
			(double)NAN},
		{"a credit of the width risks nothing", STRATEGY_CREDIT_SPREAD, 5, 5, 1,
			(double)NAN},
		{"debit", STRATEGY_DEBIT_SPREAD, 5, 2, 3, (100 - .20) / 200},
		{"debit, all lost", STRATEGY_DEBIT_SPREAD, 5, 2, 0, (-200 - .20) / 200},
		{"debit, the width does not matter", STRATEGY_DEBIT_SPREAD, (double)NAN, 2, 3,
			(100 - .20) / 200},
		{"an unknown exit", STRATEGY_DEBIT_SPREAD, 5, 2, (double)NAN, (double)NAN},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++)
		for (int64_t n = 1; n <= 3; n += 2) {
			struct holding h = {.instrument = INSTRUMENT_PUT,
				.strategy = cases[i].strategy,
				.width = usd(cases[i].width),
				.exit_price = PRICE_UNKNOWN};
			holding_enter(&h, n, usd(cases[i].entry), cents(10 * (int)n));
			check(cases[i].name,
				holding_exit(&h, n, usd(cases[i].exit), cents(10 * (int)n)));
			check_near(cases[i].name, holding_r_multiple(&h, PRICE_UNKNOWN, &p),
				cases[i].r, 1e-9);
		}
}

/* A purchase that arrives after a sale: the result is what all fills together say. */
static void test_a_purchase_after_a_sale(void **state)
{
	(void)state;
	struct holding h = {.instrument = INSTRUMENT_CALL, .exit_price = PRICE_UNKNOWN};
	holding_enter(&h, 5, usd(2.00), cents(25));
	check("sold", holding_exit(&h, 5, usd(2.50), cents(25)));
	check("all", money_compare(h.realised_pnl, money_from_double(250 - 0.50)) == 0);
	holding_enter(&h, 5, usd(3.00), cents(25));
	check("the average", price_compare(h.entry_price, usd(2.50)) == 0);
	check("sold", holding_exit(&h, 5, usd(2.80), cents(25)));
	check("250 and -100", money_compare(h.realised_pnl, money_from_double(150 - 1)) == 0);
	struct holding credit = {.instrument = INSTRUMENT_PUT,
		.strategy = STRATEGY_CREDIT_SPREAD,
		.exit_price = PRICE_UNKNOWN};
	holding_enter(&credit, 2, usd(1.00), cents(20));
	check("bought back", holding_exit(&credit, 1, usd(0.50), cents(10)));
	holding_enter(&credit, 2, usd(1.60), cents(20));
	check("bought back", holding_exit(&credit, 3, usd(0.60), cents(30)));
	check("520 less 230",
		money_compare(credit.realised_pnl, money_from_double(290 - 0.80)) == 0);
	struct holding lost = {.instrument = INSTRUMENT_CALL, .exit_price = PRICE_UNKNOWN};
	holding_enter(&lost, 1, usd(2.00), cents(10));
	check("gone", holding_exit(&lost, 1, PRICE_UNKNOWN, cents(10)));
	holding_enter(&lost, 1, usd(3.00), cents(10));
	check("unknown stays unknown", !money_known(lost.realised_pnl));
}

/* Of a credit_spread the entry is received and the exit paid. */
static void test_spreads(void **state)
{
	(void)state;
	struct holding credit = {.instrument = INSTRUMENT_PUT,
		.strategy = STRATEGY_CREDIT_SPREAD,
		.exit_price = PRICE_UNKNOWN};
	struct holding debit = credit;
	debit.strategy = STRATEGY_DEBIT_SPREAD;
	holding_enter(&credit, 1, usd(1.20), cents(10));
	holding_enter(&credit, 2, usd(1.50), cents(20));
	check("average credit", price_compare(credit.entry_price, usd(1.40)) == 0);
	check("fees of six contracts", money_compare(credit.fees, money_from_double(0.30)) == 0);
	check("bought back", holding_exit(&credit, 3, usd(0.70), cents(30)));
	check("gain", money_compare(credit.realised_pnl, money_from_double(210 - 0.60)) == 0);
	holding_enter(&debit, 1, usd(2), cents(10));
	check("sold", holding_exit(&debit, 1, usd(1.50), cents(10)));
	check("loss", money_compare(debit.realised_pnl, money_from_double(-50 - 0.20)) == 0);
}

/* The second half of a position: the gain at the peak and the loss at the lowest price stay. */
static void test_a_later_purchase_averages_the_extremes(void **state)
{
	(void)state;
	struct holding h = {.instrument = INSTRUMENT_CALL,
		.entry_price = PRICE_UNKNOWN,
		.exit_price = PRICE_UNKNOWN,
		.peak = PRICE_UNKNOWN,
		.lowest = PRICE_UNKNOWN};
	holding_enter(&h, 2, usd(2.00), cents(10));
	check("no mark yet", !price_known(h.peak) && !price_known(h.lowest));
	h.peak = usd(2.60);
	h.lowest = usd(1.60);
	holding_enter(&h, 2, usd(2.40), cents(10));
	check("entry", price_compare(h.entry_price, usd(2.20)) == 0);
	check("peak: .60 on two is .30 on four", price_compare(h.peak, usd(2.50)) == 0);
	check("lowest: -.40 on two is -.20 on four", price_compare(h.lowest, usd(2.00)) == 0);
	h.peak = PRICE_UNKNOWN;
	holding_enter(&h, 1, usd(2.20), cents(10));
	check("unknown stays unknown", !price_known(h.peak));
}

/* The broker books 3 cents more than was estimated for each of two fills. */
static void test_another_fee(void **state)
{
	(void)state;
	struct holding h = {.instrument = INSTRUMENT_CALL, .exit_price = PRICE_UNKNOWN};
	holding_enter(&h, 2, usd(1), cents(10));
	holding_correct_fee(&h, cents(3), true);
	check("what is held bears it", h.open_fees.e4 == 1300 && h.realised_pnl.e4 == 0);
	check("sold", holding_exit(&h, 1, usd(1), cents(6)));
	check("its share", h.realised_pnl.e4 == -1300 && h.open_fees.e4 == 600);
	holding_correct_fee(&h, cents(3), false);
	check("of the sale", h.realised_pnl.e4 == -1600 && h.fees.e4 == 2200);
	holding_correct_fee(&h, cents(-10), true);
	check("no more is given back than is open",
		h.open_fees.e4 == 0 && h.realised_pnl.e4 == -1200 && h.fees.e4 == 1200);
	check("sold", holding_exit(&h, 1, usd(1), cents(0)));
	holding_correct_fee(&h, cents(3), true);
	check("of what is closed", h.realised_pnl.e4 == -1500 && h.open_fees.e4 == 0);
	check("the result is that of the fees", h.realised_pnl.e4 == -h.fees.e4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_option_with_two_fills_each_way),
		cmocka_unit_test(test_unknown_exit_price_stays_unknown),
		cmocka_unit_test(test_stock_risks_its_stop),
		cmocka_unit_test(test_spreads),
		cmocka_unit_test(test_spreads_risk_their_width),
		cmocka_unit_test(test_expiry_costs_nothing),
		cmocka_unit_test(test_a_purchase_after_a_sale),
		cmocka_unit_test(test_a_later_purchase_averages_the_extremes),
		cmocka_unit_test(test_another_fee),
	};
	return cmocka_run_group_tests_name("holding", tests, NULL, NULL);
}
