#include "array.h"
#include "check.h"

#include "occ.h"

static void test_symbols(void **state)
{
	(void)state;
	static const struct {
		const char *symbol, *root, *expiry;
		enum option_kind kind;
		int64_t strike_e4;
	} cases[] = {
		{"AAPL250620C00100000", "AAPL", "2025-06-20", OPTION_CALL, 1000000},
		{"F260116P00012500", "F", "2026-01-16", OPTION_PUT, 125000},
		{"BRKB260116C00480000", "BRKB", "2026-01-16", OPTION_CALL, 4800000},
		{"GOOGL240229P00000500", "GOOGL", "2024-02-29", OPTION_PUT, 5000},
		{"AAPL1250620C00100000", "AAPL1", "2025-06-20", OPTION_CALL, 1000000},
		{"SPY991231C99999999", "SPY", "2099-12-31", OPTION_CALL, 999999990},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct option_contract c;
		struct error err = {0};
		char text[OCC_SYMBOL_SIZE], day[DATE_TEXT_SIZE];
		check(cases[i].symbol, occ_parse(cases[i].symbol, &c, &err) == 0);
		check_text(cases[i].symbol, c.root, cases[i].root);
		check_text(cases[i].symbol, date_format(c.expiry, day), cases[i].expiry);
		check(cases[i].symbol,
			c.kind == cases[i].kind && c.strike.e4 == cases[i].strike_e4);
		check_text("and back", occ_format(&c, text), cases[i].symbol);
		check(cases[i].symbol, occ_is_symbol(cases[i].symbol));
	}
}

static void test_no_symbols(void **state)
{
	(void)state;
	static const char *const cases[] = {"", "AAPL", "AAPL250620", "AAPL250620X00100000",
		"AAPL250620c00100000", "aapl250620C00100000", "AAPL250230C00100000",
		"AAPL251320C00100000", "AAPL250600C00100000", "AAPL250620C0010000",
		"AAPL250620C001000000", "AAPL250620C00000000", "AAPL250620C0010000x",
		"250620C00100000", "TOOLONG250620C00100000", "A1B250620C00100000",
		"AAPL 250620C00100000", "AAPL250620C00100000 ", "AAPL-50620C00100000",
		"AAPL250620C-0100000"};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct option_contract c = {.kind = OPTION_PUT, .strike = {7}};
		struct error err = {0};
		check(cases[i], occ_parse(cases[i], &c, &err) != 0 && err.kind == ERROR_DATA);
		check(cases[i], c.strike.e4 == 7 && !occ_is_symbol(cases[i]));
	}
}

static void test_tickers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool ticker;
		const char *root;
	} cases[] = {
		{"A", true, "A"},
		{"GOOGL", true, "GOOGL"},
		{"BRK.B", true, "BRKB"},
		{"BF.B", true, "BFB"},
		{"", false, NULL},
		{"brk.b", false, NULL},
		{"BRK.", false, NULL},
		{"BRK.BB", false, NULL},
		{".B", false, NULL},
		{"TOOLONG", false, NULL},
		{"BRK-B", false, NULL},
		{"A1", false, NULL},
		{"A ", false, NULL},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char root[OCC_ROOT_SIZE];
		check(cases[i].text, occ_is_ticker(cases[i].text) == cases[i].ticker);
		if (cases[i].ticker)
			check_text(cases[i].text, occ_root_of_ticker(cases[i].text, root),
				cases[i].root);
	}
	struct option_contract c = {.root = "BRKB"}, adjusted = {.root = "AAPL1"};
	check("contract of a class share", occ_is_standard(&c, "BRK.B"));
	check("contract of another ticker", !occ_is_standard(&c, "BRK.A"));
	check("adjusted contract", !occ_is_standard(&adjusted, "AAPL"));
}

static void test_value(void **state)
{
	(void)state;
	check("times 100, once", occ_value((struct price){25000}, 4).e4 == 1000 * USD_E4);
	check("unknown", !money_known(occ_value(PRICE_UNKNOWN, 1)));
	check("overflow", !money_known(occ_value((struct price){25000}, INT64_MAX)));
	check("below 3", occ_tick_e4((struct price){29999}) == 100);
	check("3 or more", occ_tick_e4((struct price){30000}) == 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_symbols),
		{"P29 not a symbol", test_no_symbols, NULL, NULL, NULL},
		{"P28 not a ticker", test_tickers, NULL, NULL, NULL},
		cmocka_unit_test(test_value),
	};
	return cmocka_run_group_tests_name("occ", tests, NULL, NULL);
}
