/* Tests of lib/run/row_view.c and lib/base/row_scan.c: rows as tables on a terminal. */
#include "array.h"
#include "check.h"
#include "row_scan.h"
#include "row_view.h"

#include <stdio.h>

static void test_scan(void **state)
{
	(void)state;
	static const struct {
		const char *name, *row, *path, *want; /* NULL: missing */
	} rows[] = {
		{"a number keeps its digits", "{\"a\":1,\"b\":1.1300}", "b", "1.1300"},
		{"a text", "{\"a\":\"x \\\"y\\\" \\\\ \\u00e9\\n\"}", "a", "x \"y\" \\ \u00e9\n"},
		{"a pair of surrogates", "{\"a\":\"\\ud83d\\ude00\"}", "a", "\U0001f600"},
		{"a member of a member", "{\"a\":{\"b\":{\"c\":true}},\"c\":2}", "a.b.c", "true"},
		{"the name inside of another", "{\"x\":{\"a\":1},\"a\":2}", "a", "2"},
		{"the name inside of a text", "{\"x\":\"\\\"a\\\":1\",\"a\":2}", "a", "2"},
		{"brackets inside of a text", "{\"x\":\"}]{\",\"a\":2}", "a", "2"},
		{"an array", "{\"a\":[\"x\",\"y, z\",3,null]}", "a", "x, y, z, 3, "},
		{"an empty array", "{\"a\":[],\"b\":1}", "a", ""},
		{"an object as it stands", "{\"a\":{\"b\":1,\"c\":[2]}}", "a",
			"{\"b\":1,\"c\":[2]}"},
		{"null", "{\"a\":null}", "a", ""},
		{"spaces", " {", "a", NULL},
		{"spaces between", "{ \"b\" : 1 , \"a\" : 2 }", "a", "2"},
		{"missing", "{\"b\":1}", "a", NULL},
		{"missing in a number", "{\"a\":1}", "a.b", NULL},
		{"empty", "{}", "a", NULL},
		{"not a row", "ready", "a", NULL},
		{"cut in a text", "{\"a\":\"xy", "a", "x"},
		{"cut in an escape", "{\"a\":\"x\\", "a", "x"},
		{"cut after the name", "{\"a\"", "a", NULL},
		{"cut after the colon", "{\"a\":", "a", ""},
		{"cut in an array", "{\"a\":[1,", "a", "1"},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		buf_auto struct buf out = BUF_INIT(256);
		struct row_slice value, row = {rows[i].row, strlen(rows[i].row)};
		bool found = row_scan_member(row, rows[i].path, &value);
		check(rows[i].name, found == (rows[i].want != NULL));
		if (found) {
			row_scan_text(value, &out);
			check_text(rows[i].name, buf_text(&out), rows[i].want);
		}
	}
}

static const struct view_column trade_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"order.price", "price", .kind = VIEW_NUMBER, .decimals = 2},
	{"ts", "time", .kind = VIEW_TIME},
	{"open", "open", .kind = VIEW_TEXT},
	{0},
};
static const struct view_column day_columns[] = {
	{"day", "day", .kind = VIEW_DAY},
	{"opens", "opens", .kind = VIEW_CLOCK},
	{"n", "n", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{0},
};
static const struct row_view views[] = {
	{.when = "event=trade", .title = "Trades", .columns = trade_columns},
	{.when = "day", .columns = day_columns},
	{0},
};

#define TRADE(ticker, price, ts) \
	"{\"event\":\"trade\",\"ticker\":\"" ticker "\",\"order\":{\"price\":" price \
	"},\"ts\":\"" ts "\",\"open\":true}\n"
#define DAY(n) "{\"day\":\"2026-01-26\",\"opens\":\"2026-01-26T14:30:00Z\",\"n\":" n "}\n"

static void test_views(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *flushes[3];
		int width;
		const char *want;
	} rows[] = {
		{"one table",
			{TRADE("AAPL", "2.5", "2026-01-26T15:00:30Z")
					TRADE("F", "null", "2026-01-01T15:00:00Z")},
			0,
			"Trades\n"
			"ticker  price  time              UTC    open\n"
			"AAPL     2.50  Mon 10:00         15:00  yes\n"
			"F        -     2026-01-01 10:00  15:00  yes\n"},
		{"UTC goes first and is not named", {TRADE("AAPL", "2.5", "2026-01-26T15:00:30Z")},
			30,
			"Trades\n"
			"ticker  price  time       open\n"
			"AAPL     2.50  Mon 10:00  yes\n"},
		{"two kinds of rows",
			{DAY("7") TRADE("F", "1", "2026-01-26T15:00:00Z") DAY("12.5")}, 0,
			"Trades\n"
			"ticker  price  time       UTC    open\n"
			"F        1.00  Mon 10:00  15:00  yes\n"
			"\n"
			"day             opens  UTC       n\n"
			"Mon 2026-01-26  09:30  14:30   7\n"
			"Mon 2026-01-26  09:30  14:30  12.5\n"},
		{"a table goes on", {DAY("7"), DAY("123"), DAY("1")}, 0,
			"day             opens  UTC    n\n"
			"Mon 2026-01-26  09:30  14:30  7\n"
			"Mon 2026-01-26  09:30  14:30  123\n"
			"Mon 2026-01-26  09:30  14:30    1\n"},
		{"other columns get headings", {DAY("7"), DAY("123456")}, 24,
			"day             opens  n\n"
			"Mon 2026-01-26  09:30  7\n"
			"day             opens\n"
			"Mon 2026-01-26  09:30\n"
			"(too narrow for: n)\n"},
		{"text between", {DAY("7") "a sentence\n" DAY("8")}, 0,
			"day             opens  UTC    n\n"
			"Mon 2026-01-26  09:30  14:30  7\n"
			"a sentence\n"
			"day             opens  UTC    n\n"
			"Mon 2026-01-26  09:30  14:30  8\n"},
		{"hostile text",
			{"{\"event\":\"trade\",\"ticker\":\"A\\u001b[2J\\n\\u202eB\\\"\"}\n"}, 0,
			"Trades\n"
			"ticker                price  time  UTC  open\n"
			"A\\u001b[2J\\n\\u202eB\"      -  -     -    -\n"},
		{"a row of no view stays", {"{\"event\":\"other\",\"x\":1}\n"}, 0,
			"{\"event\":\"other\",\"x\":1}\n"},
		{"a longer value is another value", {"{\"event\":\"trades\"}\n"}, 0,
			"{\"event\":\"trades\"}\n"},
		{"missing members", {"{\"event\":\"trade\",\"ts\":\"soon\"}\n"}, 0,
			"Trades\n"
			"ticker  price  time  UTC  open\n"
			"-           -  soon  -    -\n"},
		{"nothing", {""}, 0, ""},
	};
	struct instant now;
	assert_int_equal(instant_parse("2026-01-26T16:00:00Z", &now), 0);
	for (size_t i = 0; i < array_size(rows); i++) {
		buf_auto struct buf out = BUF_INIT(4096);
		struct row_views v;
		row_views_init(&v, views);
		for (size_t k = 0; k < array_size(rows[i].flushes) && rows[i].flushes[k] != NULL;
			k++)
			row_views_write(&v, rows[i].flushes[k], strlen(rows[i].flushes[k]), now,
				rows[i].width, &out);
		row_views_free(&v);
		check(rows[i].name, buf_ok(&out));
		check_text(rows[i].name, buf_text(&out), rows[i].want);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_views),
	};
	return cmocka_run_group_tests_name("row_view", tests, NULL, NULL);
}
