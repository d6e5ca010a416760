#include "check.h"

#include "array.h"
#include "csv_out.h"

static void test_fields(void **state)
{
	(void)state;
	static const struct {
		const char *text, *field;
	} cases[] = {
		{"AAPL", "AAPL"},
		{"", ""},
		{NULL, ""},
		{"a,b", "\"a,b\""},
		{"say \"no\"", "\"say \"\"no\"\"\""},
		{"two\nlines", "\"two\nlines\""},
		{"\r", "\"\r\""},
		{" x ", " x "},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf out = BUF_INIT(1024);
		struct csv_out csv = {.out = &out};
		csv_text(&csv, cases[i].text);
		check_text(cases[i].field, buf_text(&out), cases[i].field);
	}
}

static void test_lines(void **state)
{
	(void)state;
	static const char *const names[] = {"a", "b"};
	buf_auto struct buf out = BUF_INIT(1024);
	struct csv_out csv = {.out = &out};
	csv_line(&csv, names, array_size(names));
	csv_text(&csv, NULL);
	csv_i64(&csv, -7);
	csv_i64(&csv, INT64_MIN);
	csv_double(&csv, 0.25, 4);
	csv_double(&csv, (double)NAN, 4);
	csv_price(&csv, (struct price){25500});
	csv_price(&csv, PRICE_UNKNOWN);
	csv_money(&csv, (struct money){-4249400});
	csv_money(&csv, MONEY_UNKNOWN);
	csv_date(&csv, date_from_ymd(2026, 1, 30));
	csv_date(&csv, DATE_UNKNOWN);
	csv_instant(&csv, instant_from_date(date_from_ymd(2026, 1, 30), 0));
	csv_instant(&csv, INSTANT_UNKNOWN);
	csv_end(&csv);
	check_text("two lines", buf_text(&out),
		"a,b\r\n,-7,,0.2500,,2.5500,,-424.94,,2026-01-30,,2026-01-30T00:00:00Z,\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields), cmocka_unit_test(test_lines)};
	return cmocka_run_group_tests_name("csv_out", tests, NULL, NULL);
}
