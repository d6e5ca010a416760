/* O39: the price collar of a purchase. */
#include "array.h"
#include "check.h"

#include "collar.h"
#include "mark.h"

static const char contract[] = "AAPL260220C00100000";

static struct price usd(double amount)
{
	return price_from_double(amount);
}

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static struct quote quote(double bid, double ask)
{
	return (struct quote){.bid = usd(bid), .ask = usd(ask)};
}

static void test_stocks(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double limit, bid, ask, close;
		bool inside;
	} rows[] = {
		{"near quote and bar", 100.01, 99.99, 100.01, 100, true},
		{"10 % above the bar", 110, 109.99, 110.01, 100, true},
		{"O39 more than that", 110.01, 110, 110.02, 100, false},
		{"more than 10 % below", 89.99, 89.98, 90, 100, false},
		{"10 cents of a cheap stock", 0.35, 0.34, 0.36, 0.26, true},
		{"O39 quote and limit ten times off", 1000, 999.9, 1000.1, 100, false},
		{"O39 a tenth", 10, 9.99, 10.01, 100, false},
		{"no bar", 100, 99.99, 100.01, (double)NAN, false},
		{"a bar of 0", 100, 99.99, 100.01, 0, false},
		{"far from its quote", 112, 99.99, 100.01, 105, false},
		{"no bid", 100, 0, 100.01, 100, false},
		{"no limit", (double)NAN, 99.99, 100.01, 100, false},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(rows); i++) {
		struct collar c = {usd(rows[i].close), PRICE_UNKNOWN, PRICE_UNKNOWN};
		struct price reference;
		const char *why = collar_check(&p, INSTRUMENT_STOCK, usd(rows[i].limit),
			quote(rows[i].bid, rows[i].ask), &c, &reference);
		check(rows[i].name, (why == NULL) == rows[i].inside);
	}
}

static void test_options(void **state)
{
	(void)state;
	static const char far[] = "the limit is far from its quote",
			  model[] = "the limit is far from the value by our model",
			  underlying[] = "the quote of the underlying is far from the close of its "
					 "last bar",
			  no_model[] = "the value of the contract by our model is not known",
			  no_close[] = "the close of the last bar is not known",
			  no_quote[] = "the limit or its quote is not known";
	static const struct {
		const char *name;
		double limit, bid, ask, close, spot, model;
		const char *why; /* NULL: inside */
	} rows[] = {
		{"all agree", 2.53, 2.48, 2.52, 100, 100.1, 2.45, NULL},
		{"35 % above the model", 2.70, 2.68, 2.72, 100, 100, 2.00, NULL},
		{"O39 a cent more", 2.71, 2.69, 2.73, 100, 100, 2.00, model},
		{"35 % under it", 1.30, 1.28, 1.32, 100, 100, 2.00, NULL},
		{"10 cents of a cheap one", 0.35, 0.33, 0.37, 100, 100, 0.25, NULL},
		{"O39 a quote ten times off", 25.30, 24.80, 25.20, 100, 100, 2.50, model},
		{"O39 a tenth", 0.25, 0.24, 0.26, 100, 100, 2.50, model},
		{"O39 the underlying's quote ten times off", 2.53, 2.48, 2.52, 100, 1000, 2.50,
			underlying},
		{"an underlying of unknown price", 2.53, 2.48, 2.52, 100, (double)NAN, 2.50,
			underlying},
		{"no bar", 2.53, 2.48, 2.52, (double)NAN, 100, 2.50, no_close},
		{"no volatility", 2.53, 2.48, 2.52, 100, 100, (double)NAN, no_model},
		{"a model of 0", 0.09, 0.08, 0.10, 100, 100, 0, no_model},
		{"far from its own quote", 2.80, 2.48, 2.52, 100, 100, 2.50, far},
		{"5 % over the ask", 2.52, 2.36, 2.40, 100, 100, 2.50, NULL},
		{"more", 2.53, 2.36, 2.40, 100, 100, 2.50, far},
		{"no bid", 2.50, 0, 2.52, 100, 100, 2.50, no_quote},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(rows); i++) {
		struct collar c = {usd(rows[i].close), usd(rows[i].spot), usd(rows[i].model)};
		struct price reference;
		const char *why = collar_check(&p, INSTRUMENT_CALL, usd(rows[i].limit),
			quote(rows[i].bid, rows[i].ask), &c, &reference);
		check_text(rows[i].name, why == NULL ? "" : why,
			rows[i].why == NULL ? "" : rows[i].why);
	}
}

/* The volatility comes from before the quote: of a chain, else of the last trade. */
static void test_volatilities(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct instant then = at("2026-01-26T15:00:00Z");
	struct price spot = usd(100), value = mark_model_value(contract, spot, 0.3, then, NULL, &p);
	struct collar_trade traded = {value, then, spot}, none = {PRICE_UNKNOWN, then, spot},
			    no_spot = {value, then, PRICE_UNKNOWN},
			    no_time = {value, INSTANT_UNKNOWN, spot},
			    impossible = {usd(200), then, spot};
	double unknown = (double)NAN;
	check_near("of a chain", collar_volatility(&p, contract, 0.25, &traded, NULL), 0.25, 0);
	check_near("of the last trade", collar_volatility(&p, contract, unknown, &traded, NULL),
		0.3, 1e-3);
	check_near(
		"a stored 0 is none", collar_volatility(&p, contract, 0, &traded, NULL), 0.3, 1e-3);
	check("no trade", isnan(collar_volatility(&p, contract, unknown, &none, NULL)));
	check("no underlying then",
		isnan(collar_volatility(&p, contract, unknown, &no_spot, NULL)));
	check("no time", isnan(collar_volatility(&p, contract, unknown, &no_time, NULL)));
	check("above the stock",
		isnan(collar_volatility(&p, contract, unknown, &impossible, NULL)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stocks),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_volatilities),
	};
	return cmocka_run_group_tests_name("collar", tests, NULL, NULL);
}
