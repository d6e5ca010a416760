#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "cell.h"

static const struct {
	enum cell_kind kind;
	const char *value, *want;
} values[] = {
	{CELL_NUMBER, "2.5500", "2.5500"},
	{CELL_NUMBER, "9223372036854775807", "9223372036854775807"},
	{CELL_NUMBER, "\"NaN\"", "null"},
	{CELL_NUMBER, "\"-Infinity\"", "null"},
	{CELL_NUMBER, "null", "null"},
	{CELL_TEXT, "\"NaN\"", "\"NaN\""},
	{CELL_TEXT, "\"null\"", "\"null\""},
	{CELL_TEXT, "true", "true"},
	{CELL_TEXT, "\"a \\\"quoted\\\" \\\\ word\"", "\"a \\\"quoted\\\" \\\\ word\""},
	{CELL_TEXT, "{\"a\":\n\t[1,\r 2]}", "{\"a\":  [1,  2]}"},
	{CELL_TEXT, "\"\x7f\"", "\"\\u007f\""},
	{CELL_TEXT, "\"\xc2\x9b[2J\"", "\"\\u009b[2J\""},
	{CELL_TEXT, "\"\xe2\x80\xae\"", "\"\\u202e\""},
	{CELL_TEXT, "\"\xff\"", "\"\\u00ff\""},
	{CELL_TEXT, "\"caf\xc3\xa9\"", "\"caf\xc3\xa9\""},
	{CELL_TIME, "\"2026-01-26T19:08:00+00:00\"", "\"2026-01-26T19:08:00Z\""},
	{CELL_TIME, "\"2026-01-26T19:08:00.5+00:00\"", "\"2026-01-26T19:08:00.5Z\""},
	{CELL_TIME, "\"infinity\"", "\"infinity\""},
	{CELL_TIME, "null", "null"},
	{CELL_TEXT, "\"2026-01-26T19:08:00+00:00\"", "\"2026-01-26T19:08:00+00:00\""},
};

static void test_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(values); i++) {
		buf_auto struct buf out = BUF_INIT(4096), want = BUF_INIT(4096);
		struct jsonl w;
		jsonl_init(&w, &out);
		jsonl_open(&w, NULL, '{');
		cell_write_json(&w, "k", values[i].kind, values[i].value, strlen(values[i].value));
		jsonl_line(&w);
		buf_printf(&want, "{\"k\":%s}\n", values[i].want);
		check_text(values[i].value, buf_text(&out), buf_text(&want));
	}
}

static void test_names(void **state)
{
	(void)state;
	static const char *const asked[] = {"a", "a", "a_2", "a", "?column?"};
	static const char *const want[] = {"a", "a_2", "a_2_2", "a_3", "?column?"};
	char *taken[array_size(asked)];
	for (size_t i = 0; i < array_size(asked); i++) {
		struct buf name = BUF_INIT(64);
		cell_column_name(&name, asked[i], taken, i);
		check_text(asked[i], buf_text(&name), want[i]);
		taken[i] = buf_take(&name);
	}
	for (size_t i = 0; i < array_size(asked); i++)
		free(taken[i]);
}

static const struct {
	const char *text;
	int position, line, column;
} places[] = {
	{"select x", 8, 1, 8},
	{"select\n x", 9, 2, 2},
	{"select 'b\xc3\xa4\xc3\xa4', x", 15, 1, 15},
	{"\n\n", 3, 3, 1},
	{"select", 99, 1, 7},
	{"", 1, 1, 1},
};

static void test_position(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(places); i++) {
		int line, column;
		cell_position(places[i].text, places[i].position, &line, &column);
		assert_int_equal(line, places[i].line);
		assert_int_equal(column, places[i].column);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_position),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
