/* The dated fees of trades: at each change of a rate, at the cents, at the caps. */
#include "check.h"

#include <stdio.h>

#include "array.h"
#include "fee.h"

static struct fee_trade trade(const char *day, bool option, bool sale, int64_t quantity, double usd)
{
	struct fee_trade t = {DATE_UNKNOWN, option, sale, quantity, price_from_double(usd)};
	(void)date_parse(day, &t.day);
	return t;
}

/* The fee of each kind, in cents, as "REG TAF OCC ORF CAT". */
static const char *cents(const struct fee_day *day)
{
	static char text[96];
	long long c[FEE_KINDS];
	for (int kind = 0; kind < FEE_KINDS; kind++)
		c[kind] = fee_of_kind(day, (enum fee_kind)kind).e4 / 100;
	(void)snprintf(text, sizeof text, "%lld %lld %lld %lld %lld", c[0], c[1], c[2], c[3], c[4]);
	return text;
}

enum { OPTION = true, STOCK = false, SALE = true, PURCHASE = false };

static const struct {
	const char *name, *day;
	bool option, sale;
	int64_t quantity;
	double price;
	const char *cents;
} cases[] = {
	{"an option bought", "2026-01-26", OPTION, PURCHASE, 1, 2.50, "0 0 3 3 1"},
	{"an option sold", "2026-01-26", OPTION, SALE, 1, 2.50, "0 1 3 3 1"},
	{"shares bought", "2026-01-26", STOCK, PURCHASE, 100, 250, "0 0 0 0 1"},
	{"shares sold", "2026-01-26", STOCK, SALE, 100, 250, "0 2 0 0 1"},

	{"SEC on its last free day", "2026-04-03", STOCK, SALE, 4000, 250, "0 78 0 0 20"},
	{"SEC: 20.60 of a million", "2026-04-04", STOCK, SALE, 4000, 250, "2060 78 0 0 20"},
	{"SEC of a purchase", "2026-04-04", STOCK, PURCHASE, 4000, 250, "0 0 0 0 20"},
	{"SEC of options, of what they cost", "2026-04-06", OPTION, SALE, 100, 100,
		"2060 28 250 269 48"},
	{"SEC: 27.80 before it was free", "2025-05-13", STOCK, SALE, 4000, 250, "2780 67 0 0 20"},
	{"SEC is free", "2025-05-14", STOCK, SALE, 4000, 250, "0 67 0 0 20"},
	{"SEC without a price", "2026-04-06", STOCK, SALE, 4000, 0, "0 78 0 0 20"},

	{"OCC: 2 cents before", "2025-02-13", OPTION, PURCHASE, 2, 1, "0 0 4 6 1"},
	{"OCC: 2.5 cents from that day", "2025-02-14", OPTION, PURCHASE, 2, 1, "0 0 5 6 1"},
	{"OCC under its cap", "2025-02-13", OPTION, PURCHASE, 2749, 1, "0 0 5498 7382 1320"},
	{"OCC at its cap", "2025-02-13", OPTION, PURCHASE, 2750, 1, "0 0 5500 7384 1320"},
	{"OCC over its cap", "2025-02-13", OPTION, PURCHASE, 2751, 1, "0 0 5500 7387 1321"},
	{"OCC has no cap any more", "2025-02-14", OPTION, PURCHASE, 2751, 1, "0 0 6878 7387 1321"},

	{"TAF before its change", "2025-12-31", STOCK, SALE, 1000, 9, "0 17 0 0 5"},
	{"TAF after it", "2026-01-01", STOCK, SALE, 1000, 9, "0 20 0 0 5"},
	{"TAF under its cap", "2026-01-02", STOCK, SALE, 50205, 1, "0 979 0 0 241"},
	{"TAF at its cap", "2026-01-02", STOCK, SALE, 50206, 1, "0 979 0 0 241"},
	{"TAF far over its cap", "2026-01-02", STOCK, SALE, 1000000, 1, "0 979 0 0 4800"},
	{"the cap of the year before", "2025-12-31", STOCK, SALE, 1000000, 1, "0 830 0 0 4800"},
	{"TAF of options has none", "2026-01-02", OPTION, SALE, 10000, .01,
		"0 2790 25000 26850 4800"},

	{"exactly a cent is a cent", "2025-02-13", OPTION, PURCHASE, 50, 1, "0 0 100 135 24"},
	{"exactly 24 cents of CAT", "2026-01-26", STOCK, PURCHASE, 5000, 1, "0 0 0 0 24"},
	{"one share more is a cent more", "2026-01-26", STOCK, PURCHASE, 5001, 1, "0 0 0 0 25"},

	{"CAT before it began", "2024-08-31", STOCK, PURCHASE, 10000, 1, "0 0 0 0 0"},
	{"CAT of its first month", "2024-09-01", STOCK, PURCHASE, 10000, 1, "0 0 0 0 35"},
	{"CAT from October", "2024-10-01", STOCK, PURCHASE, 10000, 1, "0 0 0 0 48"},

	{"a recording of 2014", "2014-06-06", OPTION, SALE, 10, 2, "5 2 55 27 0"},
	{"a recording of 2015", "2015-12-24", OPTION, SALE, 10, 2, "4 2 55 27 0"},
	{"a day before the calendar", "1989-12-29", OPTION, SALE, 10, 2, "5 2 55 27 0"},
	{"a day long after the last row", "2035-06-01", OPTION, SALE, 1, 2.50, "1 1 3 3 1"},
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(cases); i++) {
		struct fee_day day = {0};
		struct fee_trade t = trade(cases[i].day, cases[i].option, cases[i].sale,
			cases[i].quantity, cases[i].price);
		struct money rise = fee_add(&day, &t);
		check_text(cases[i].name, cents(&day), cases[i].cents);
		check(cases[i].name, money_compare(rise, fee_total(&day)) == 0);
	}
}

/* The sums of the day are rounded, not the trades: the first contract pays for the second. */
static void test_a_day(void **state)
{
	(void)state;
	struct fee_day day = {0}, whole = {0};
	struct fee_trade one = trade("2026-01-26", OPTION, PURCHASE, 1, 2);
	static const int64_t rises[] = {700, 500, 700, 400}; /* of 2.5, 2.685 and .48 cents each */
	for (size_t i = 0; i < array_size(rises); i++)
		check("what the day rises by", fee_add(&day, &one).e4 == rises[i]);
	struct fee_trade four = trade("2026-01-26", OPTION, PURCHASE, 4, 2);
	check("four at once cost the same", fee_add(&whole, &four).e4 == 700 + 500 + 700 + 400);
	struct fee_trade sale = trade("2026-01-26", STOCK, SALE, 1, 2);
	struct fee_day first = {0}, last = day;
	(void)fee_add(&first, &sale);
	(void)fee_add(&first, &four);
	(void)fee_add(&last, &sale);
	check("the order does not matter", money_compare(fee_total(&first), fee_total(&last)) == 0);
}

/* A cap holds for a trade, not for a day. */
static void test_cap_per_trade(void **state)
{
	(void)state;
	struct fee_day day = {0};
	struct fee_trade sale = trade("2026-01-26", STOCK, SALE, 60000, 1);
	(void)fee_add(&day, &sale);
	(void)fee_add(&day, &sale);
	check("twice", fee_of_kind(&day, FEE_TAF).e4 == 2 * 97900);
}

static void test_odd(void **state)
{
	(void)state;
	struct fee_trade none = trade("2026-01-26", OPTION, SALE, 0, 2);
	struct fee_trade less = trade("2026-01-26", OPTION, SALE, -1, 2);
	struct fee_trade undated = trade("tomorrow", OPTION, SALE, 1, 2);
	struct fee_trade huge = trade("2026-04-06", OPTION, SALE, INT64_MAX / 2, 2);
	struct fee_trade unpriced = trade("2026-04-06", STOCK, SALE, 1000, (double)NAN);
	const struct fee_trade *const cases_[] = {&none, &less, &undated, &huge};
	for (size_t i = 0; i < array_size(cases_); i++) {
		struct fee_day day = {{1, 2, 3, 4, 5}};
		check("unknown", !money_known(fee_add(&day, cases_[i])));
		check("unchanged", day.e12[0] == 1 && day.e12[4] == 5);
		check("unknown", isnan(fee_exact(cases_[i])));
	}
	struct fee_day day = {0};
	(void)fee_add(&day, &unpriced);
	check_text("without a price", cents(&day), "0 20 0 0 5");
	struct fee_trade one = trade("2026-04-06", OPTION, SALE, 1, 2.50);
	check_near("exact", fee_exact(&one), .025 + .02685 + .00279 + .0048 + .00515, 1e-12);
	check("names", fee_find("REG") == FEE_SEC && fee_find("CAT") == FEE_CAT &&
			       fee_find("") < 0 && fee_find("WIRE") < 0);
}

static void test_divide(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t total, estimates[3], want[3];
	} cases_[] = {
		{"as estimated", 1900, {700, 500, 700}, {700, 500, 700}},
		{"one more", 2000, {700, 500, 700}, {700, 500, 800}},
		{"twice", 3800, {700, 500, 700}, {1400, 1000, 1400}},
		{"nothing", 0, {700, 500, 700}, {0, 0, 0}},
		{"a fill without a fee", 600, {0, 500, 0}, {0, 600, 0}},
		{"nothing was estimated", 1000, {0, 0, 0}, {300, 300, 400}},
		{"less than a cent", 250, {100, 100, 100}, {0, 100, 150}},
		{"a refund", -300, {100, 100, 100}, {-100, -100, -100}},
	};
	for (size_t i = 0; i < array_size(cases_); i++) {
		struct money estimates[3], out[3];
		for (int k = 0; k < 3; k++)
			estimates[k].e4 = cases_[i].estimates[k];
		fee_divide((struct money){cases_[i].total}, estimates, 3, out);
		for (int k = 0; k < 3; k++)
			check_near(cases_[i].name, (double)out[k].e4, (double)cases_[i].want[k], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_a_day),
		cmocka_unit_test(test_cap_per_trade),
		cmocka_unit_test(test_odd),
		cmocka_unit_test(test_divide),
	};
	return cmocka_run_group_tests_name("fee", tests, NULL, NULL);
}
