#include "array.h"
#include "check.h"

#include <stdio.h>

#include "num.h"

static void test_parse_i64(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
		int64_t value;
	} cases[] = {
		{"0", 0, 0},
		{"-0", 0, 0},
		{"9223372036854775807", 0, INT64_MAX},
		{"-9223372036854775808", 0, INT64_MIN},
		{"9223372036854775808", -1, 0},
		{"-9223372036854775809", -1, 0},
		{"99999999999999999999999", -1, 0},
		{"", -1, 0},
		{"-", -1, 0},
		{" 1", -1, 0},
		{"1 ", -1, 0},
		{"+1", -1, 0},
		{"0x10", -1, 0},
		{"1e3", -1, 0},
		{"1.0", -1, 0},
		{"1,000", -1, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		int64_t value = 77;
		int result = num_parse_i64(cases[i].text, INT64_MIN, INT64_MAX, &value);
		check(cases[i].text, result == cases[i].result);
		check(cases[i].text, value == (result == 0 ? cases[i].value : 77));
	}
	int64_t value = 77;
	check("below the range", num_parse_i64("4", 5, 9, &value) != 0);
	check("above the range", num_parse_i64("10", 5, 9, &value) != 0 && value == 77);
	check("the end of the range", num_parse_i64("5", 5, 9, &value) == 0 && value == 5);
	char text[NUM_TEXT_SIZE];
	check_text("least", num_format_i64(INT64_MIN, text), "-9223372036854775808");
}

static void test_parse_double(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int result;
		double value;
	} cases[] = {
		{"2.5", 0, 2.5},
		{"-1e-3", 0, -0.001},
		{"1e-400", 0, 0}, /* rounds to zero, which is near enough */
		{"1e400", -1, 0},
		{"nan", -1, 0},
		{"inf", -1, 0},
		{"0x1p3", -1, 0},
		{"1 ", -1, 0},
		{" 1", -1, 0},
		{"", -1, 0},
		{"1,5", -1, 0},
		{"101", -1, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		double value = 77;
		int result = num_parse_double(cases[i].text, -100, 100, &value);
		check(cases[i].text, result == cases[i].result);
		check_near(cases[i].text, value, result == 0 ? cases[i].value : 77, 1e-15);
	}
}

static void test_price_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t e4; /* INT64_MIN: refused */
		int decimals;
		const char *printed;
	} cases[] = {
		{"2.55", 25500, 2, "2.55"},
		{"2.5", 25000, 2, "2.50"},
		{"1.005", 10050, 2, "1.01"}, /* as a double it is less than the half */
		{"-1.005", -10050, 2, "-1.01"},
		{"0.00005", 1, 4, "0.0001"},
		{"-0.00005", -1, 4, "-0.0001"},
		{"0.00004999", 0, 4, "0.0000"},
		{"-0.00004999", 0, 2, "0.00"}, /* no negative zero */
		{"-0", 0, 0, "0"},
		{"-0.004", -40, 2, "0.00"},
		{"-0.005", -50, 2, "-0.01"},
		{"0.5", 5000, 0, "1"},
		{"1.4999", 14999, 0, "1"},
		{"99999999999999.9999", 999999999999999999, 4, "99999999999999.9999"},
		{"999999999999999", INT64_MIN, 0, NULL},
		{"1.", INT64_MIN, 0, NULL},
		{".5", INT64_MIN, 0, NULL},
		{"1e2", INT64_MIN, 0, NULL},
		{"1.2.3", INT64_MIN, 0, NULL},
		{"$1", INT64_MIN, 0, NULL},
		{" 1", INT64_MIN, 0, NULL},
		{"1 ", INT64_MIN, 0, NULL},
		{"NaN", INT64_MIN, 0, NULL},
		{"", INT64_MIN, 0, NULL},
		{"-", INT64_MIN, 0, NULL},
	};
	char text[NUM_TEXT_SIZE];
	for (size_t i = 0; i < array_size(cases); i++) {
		struct price p = {77};
		int result = price_parse(cases[i].text, &p);
		if (cases[i].e4 == INT64_MIN) {
			check(cases[i].text, result != 0 && p.e4 == 77);
			continue;
		}
		check(cases[i].text, result == 0 && p.e4 == cases[i].e4);
		check_text(
			cases[i].text, price_format(p, cases[i].decimals, text), cases[i].printed);
	}
}

static void test_price_of_double(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double usd;
		int64_t e4;
	} cases[] = {
		{"2.55", 2.55, 25500},
		{"0.1 + 0.2", 0.1 + 0.2, 3000},
		{"half a ten-thousandth", 0.00005, 1},
		{"minus half a ten-thousandth", -0.00005, -1},
		{"negative zero", -0.0, 0},
		{"nan", (double)NAN, INT64_MIN},
		{"infinity", (double)INFINITY, INT64_MIN},
		{"too large", 1e15, INT64_MIN},
		{"too small", -1e15, INT64_MIN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name, price_from_double(cases[i].usd).e4 == cases[i].e4);
	check_near("back", price_to_double((struct price){25500}), 2.55, 0);
	check_near("unknown", price_to_double(PRICE_UNKNOWN), (double)NAN, 0);
}

static void test_arithmetic(void **state)
{
	(void)state;
	const struct price most = {INT64_MAX}, one = {1}, three = {3};
	check("overflow", !price_known(price_add(most, one)));
	check("a difference of INT64_MIN",
		!price_known(price_sub((struct price){INT64_MIN + 1}, one)));
	check("underflow", !price_known(price_sub((struct price){-2}, most)));
	check("unknown + 1", !price_known(price_add(PRICE_UNKNOWN, one)));
	check("1 - unknown", !price_known(price_sub(one, PRICE_UNKNOWN)));
	check("unknown times", !price_known(price_scale(PRICE_UNKNOWN, 2)));
	check("times unknown", !price_known(price_scale(one, (double)NAN)));
	check("mid", price_mid((struct price){2}, three).e4 == 2);
	check("mid below 0", price_mid((struct price){-2}, (struct price){-3}).e4 == -3);
	check("mid unknown", !price_known(price_mid(one, PRICE_UNKNOWN)));
	check("scale",
		price_scale(three, 0.5).e4 == 2 && price_scale((struct price){-3}, 0.5).e4 == -2);
	check("positive", price_positive(one) && !price_positive((struct price){0}) &&
				  !price_positive(PRICE_UNKNOWN));

	static const struct {
		const char *name;
		int64_t e4, tick, up, down;
	} ticks[] = {
		{"on a tick", 25500, 500, 25500, 25500},
		{"between ticks", 25501, 500, 26000, 25500},
		{"below 0", -25501, 500, -25500, -26000},
		{"zero", 0, 500, 0, 0},
	};
	for (size_t i = 0; i < array_size(ticks); i++) {
		struct price p = {ticks[i].e4};
		check(ticks[i].name, price_round_up(p, ticks[i].tick).e4 == ticks[i].up);
		check(ticks[i].name, price_round_down(p, ticks[i].tick).e4 == ticks[i].down);
	}
	check("unknown stays", !price_known(price_round_up(PRICE_UNKNOWN, 100)));
	check("the next tick overflows", !price_known(price_round_up(most, 10000)));
}

static void test_money(void **state)
{
	(void)state;
	const struct money usd100 = {100 * USD_E4};
	check("shares", money_of_shares((struct price){25500}, 300).e4 == 765 * USD_E4);
	check("too many shares", !money_known(money_of_shares((struct price){25500}, INT64_MAX)));
	check("of unknown", !money_known(money_of_shares(PRICE_UNKNOWN, 0)));
	check("times", money_times(usd100, -3).e4 == -300 * USD_E4);
	check("overflow", !money_known(money_times(usd100, INT64_MAX)));
	check("cents", money_to_cents((struct money){149}).e4 == 100);
	check("half a cent", money_to_cents((struct money){150}).e4 == 200);
	check("half a cent less", money_to_cents((struct money){-150}).e4 == -200);
	check("unknown cents", !money_known(money_to_cents(MONEY_UNKNOWN)));
	check("too many cents", !money_known(money_to_cents((struct money){INT64_MAX})));
	/* a limit is never too wide: 33.3333 % of 0.01 is 0.003333..., 7 % of 100 is 7 */
	check("pct", money_pct((struct money){100}, 33.3333).e4 == 33);
	check("pct exact", money_pct(usd100, 7).e4 == 7 * USD_E4);
	check("pct of all", money_pct(usd100, 100).e4 == usd100.e4);
	check("pct of zero", money_pct((struct money){0}, 25).e4 == 0);
	check("pct unknown", !money_known(money_pct(MONEY_UNKNOWN, 25)));
	check("pct nan", !money_known(money_pct(usd100, (double)NAN)));
	char text[NUM_TEXT_SIZE];
	check_text("cents", money_format((struct money){12345}, 2, text), "1.23");
	check_text("a half", money_format((struct money){12350}, 2, text), "1.24");
	check_text(
		"a million", money_format((struct money){1234567890000}, 2, text), "123456789.00");
	check("compare", money_compare((struct money){-1}, usd100) < 0 &&
				 money_compare(usd100, usd100) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_i64),
		cmocka_unit_test(test_parse_double),
		cmocka_unit_test(test_price_text),
		cmocka_unit_test(test_price_of_double),
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_money),
	};
	return cmocka_run_group_tests_name("num", tests, NULL, NULL);
}
