#include "array.h"
#include "check.h"

#include <stdio.h>

#include "jsonl.h"

static void test_row(void **state)
{
	(void)state;
	buf_auto struct buf b = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &b);
	for (int i = 0; i < 2; i++) {
		jsonl_open(&w, NULL, '{');
		jsonl_text(&w, "ticker", "BRK.B");
		jsonl_text(&w, "name", NULL);
		jsonl_open(&w, "gates", '[');
		jsonl_open(&w, NULL, '{');
		jsonl_bool(&w, "pass", true);
		jsonl_close(&w);
		jsonl_i64(&w, NULL, INT64_MIN);
		jsonl_close(&w);
		jsonl_open(&w, "none", '[');
		jsonl_close(&w);
		jsonl_null(&w, "z");
		jsonl_line(&w);
	}
	static const char row[] = "{\"ticker\":\"BRK.B\",\"name\":null,\"gates\":[{\"pass\":true},-"
				  "9223372036854775808],"
				  "\"none\":[],\"z\":null}\n";
	char want[2 * sizeof row];
	(void)snprintf(want, sizeof want, "%s%s", row, row);
	check_text("two rows", buf_text(&b), want);
}

static void test_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double value;
		int decimals;
		const char *text;
	} cases[] = {
		{"shortest", 0.1, -1, "[0.1]\n"},
		{"as long as it must be", 0.1 + 0.2, -1, "[0.30000000000000004]\n"},
		{"a third", 1.0 / 3, -1, "[0.3333333333333333]\n"},
		{"fixed", 0.6003, 4, "[0.6003]\n"},
		{"rounded", 0.60035, 3, "[0.600]\n"},
		{"negative zero, fixed", -0.00001, 2, "[0.00]\n"},
		{"nan", (double)NAN, -1, "[null]\n"},
		{"infinity", (double)INFINITY, 2, "[null]\n"},
		{"minus infinity", -(double)INFINITY, -1, "[null]\n"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf b = BUF_INIT(256);
		struct jsonl w;
		jsonl_init(&w, &b);
		jsonl_open(&w, NULL, '[');
		jsonl_double(&w, NULL, cases[i].value, cases[i].decimals);
		jsonl_line(&w);
		check_text(cases[i].name, buf_text(&b), cases[i].text);
	}
}

static void test_values(void **state)
{
	(void)state;
	buf_auto struct buf b = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &b);
	jsonl_open(&w, NULL, '[');
	jsonl_price(&w, NULL, (struct price){25500}, 2);
	jsonl_price(&w, NULL, (struct price){25500}, 4);
	jsonl_price(&w, NULL, PRICE_UNKNOWN, 2);
	jsonl_money(&w, NULL, (struct money){-10050});
	jsonl_money(&w, NULL, MONEY_UNKNOWN);
	jsonl_instant(&w, NULL, (struct instant){500000});
	jsonl_instant(&w, NULL, INSTANT_UNKNOWN);
	jsonl_date(&w, NULL, (struct date){20777});
	jsonl_date(&w, NULL, DATE_UNKNOWN);
	jsonl_raw(&w, NULL, "{\"a\":1}");
	jsonl_raw(&w, NULL, "");
	jsonl_raw(&w, NULL, NULL);
	jsonl_text_n(&w, NULL, "a\0b", 3);
	jsonl_text(&w, NULL, "\x1b\xc2\x9b");
	jsonl_line(&w);
	check_text("values", buf_text(&b),
		"[2.55,2.5500,null,-1.01,null,\"1970-01-01T00:00:00.5Z\",null,\"2026-11-20\",null,{"
		"\"a\":1},"
		"null,null,\"a\\u0000b\",\"\\u001b\\u009b\"]\n");
}

static void test_keys_are_escaped(void **state)
{
	(void)state;
	buf_auto struct buf b = BUF_INIT(256);
	struct jsonl w;
	jsonl_init(&w, &b);
	jsonl_open(&w, NULL, '{');
	jsonl_i64(&w, "a\"b", 1);
	jsonl_line(&w);
	check_text("key", buf_text(&b), "{\"a\\\"b\":1}\n");
}

static void test_deep_and_long(void **state)
{
	(void)state;
	buf_auto struct buf b = BUF_INIT(256);
	struct jsonl w;
	jsonl_init(&w, &b);
	for (int i = 0; i < JSONL_DEPTH_MAX; i++)
		jsonl_open(&w, NULL, '[');
	check("the greatest depth", buf_ok(&b));
	jsonl_line(&w); /* closes all */
	check_text("closed", buf_text(&b), "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]\n");
	buf_auto struct buf small = BUF_INIT(8);
	jsonl_init(&w, &small);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "key", "a long value");
	jsonl_line(&w);
	check("too long fails, and the failure stays", !buf_ok(&small));
}

/* Fixed places are written without printf. The result is that of printf, also near halves. */
static void test_fixed_places_are_printfs(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 10);
	for (int i = -60000; i <= 60000; i++) {
		double value = i * 0.0005 + (i % 7) * 1e-9 + (i % 11) * 1e4;
		int decimals = (i & 0xff) % 7;
		char want[64];
		struct jsonl w;
		(void)snprintf(want, sizeof want, "%.*f", decimals, value);
		bool zero = strspn(want + 1, "0.") == strlen(want + 1);
		buf_clear(&b);
		jsonl_init(&w, &b);
		jsonl_double(&w, NULL, value, decimals);
		check_text("fixed", buf_text(&b), want[0] == '-' && zero ? want + 1 : want);
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_row),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_fixed_places_are_printfs),
		cmocka_unit_test(test_keys_are_escaped),
		cmocka_unit_test(test_deep_and_long),
	};
	return cmocka_run_group_tests_name("jsonl", tests, NULL, NULL);
}
