#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar_page.h"
#include "array.h"
#include "rng.h"

static struct {
	int count;
	char symbol[32];
	struct bar bar;
} seen;

static int take(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	(void)context, (void)err;
	seen.count++;
	(void)snprintf(seen.symbol, sizeof seen.symbol, "%s", symbol);
	seen.bar = *bar;
	return 0;
}

static char token[BAR_PAGE_TOKEN_SIZE];
static struct odd_rows odd;

static int read_text(const char *text)
{
	struct error err = {.kind = ERROR_NONE};
	memset(&odd, 0, sizeof odd);
	memset(&seen, 0, sizeof seen);
	token[0] = '\0';
	return bar_page_read(text, strlen(text), take, NULL, token, &odd, &err);
}

#define BAR "{\"t\":\"2026-01-26T15:00:00Z\",\"o\":1,\"h\":2,\"l\":0.5,\"c\":1.23456,\"v\":7}"

static void test_pages(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		int bars; /* -1: refused */
		const char *token;
	} table[] = {
		{"one bar", "{\"bars\":{\"A\":[" BAR "]},\"next_page_token\":null}", 1, ""},
		{"white space", " { \"bars\" : { \"A\" : [ " BAR " , " BAR " ] } } \n", 2, ""},
		{"two symbols", "{\"bars\":{\"A\":[" BAR "],\"B\":[" BAR "]}}", 2, ""},
		{"a token", "{\"next_page_token\":\"QQ==\",\"bars\":{}}", 0, "QQ=="},
		{"no bars at all", "{\"bars\":null,\"next_page_token\":null}", 0, ""},
		{"an empty list", "{\"bars\":{\"A\":[],\"B\":null}}", 0, ""},
		{"unknown names",
			"{\"x\":[{\"y\":[1,-2.5e3,true,null,\"\\u00e9\"]}],\"bars\":{\"A\":[{\"z\":"
			"{},"
			"\"t\":\"2026-01-26T10:00:00-05:00\",\"o\":1,\"h\":2,\"l\":1,\"c\":1,\"v\":"
			"7}]}}",
			1, ""},
		{"nothing", "", -1, ""},
		{"not an object", "[]", -1, ""},
		{"no bars", "{\"message\":\"hello\"}", -1, ""},
		{"bars that are not an object", "{\"bars\":[]}", -1, ""},
		{"cut in a bar", "{\"bars\":{\"A\":[{\"t\":\"2026-01-26T15:00:00Z\",\"o\":1", -1,
			""},
		{"cut after a bar", "{\"bars\":{\"A\":[" BAR, -1, ""},
		{"cut before the end", "{\"bars\":{\"A\":[" BAR "]}", -1, ""},
		{"text after the page", "{\"bars\":{}}{}", -1, ""},
		{"one comma too many", "{\"bars\":{\"A\":[" BAR ",]}}", -1, ""},
		{"bars twice", "{\"bars\":{},\"bars\":{}}", -1, ""},
		{"a symbol twice", "{\"bars\":{\"A\":[],\"A\":[]}}", -1, ""},
		{"a leading zero",
			"{\"bars\":{\"A\":[{\"t\":\"2026-01-26T15:00:00Z\",\"o\":01,\"h\":2,\"l\":"
			"1,"
			"\"c\":1,\"v\":7}]}}",
			-1, ""},
		{"a bad escape", "{\"x\":\"\\q\",\"bars\":{}}", -1, ""},
		{"a control character", "{\"x\":\"\x01\",\"bars\":{}}", -1, ""},
		{"not UTF-8", "{\"x\":\"\xff\",\"bars\":{}}", -1, ""},
	};
	for (size_t i = 0; i < array_size(table); i++) {
		int result = read_text(table[i].text);
		check(table[i].name, (result == 0) == (table[i].bars >= 0));
		check(table[i].name, result != 0 || seen.count == table[i].bars);
		check(table[i].name, result != 0 || strcmp(token, table[i].token) == 0);
	}
	check("deep", read_text("{\"bars\":{},\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
				"[[[[[[[[[[[["
				"[[[[[[[[[[[[[[[[[[[[[[[[[") != 0);
}

#define ODD(values) "{\"bars\":{\"A\":[{" values "}," BAR "],\"B\":[" BAR "]}}"
#define TIME "\"t\":\"2026-01-26T15:02:00Z\""

/* One odd bar costs only itself: the two other bars are taken, and the odd one is named. */
static void test_odd(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *note;
	} table[] = {
		{"no close", ODD(TIME ",\"o\":1,\"h\":2,\"l\":1,\"v\":7"),
			"2026-01-26T15:02:00Z: \"c\" is missing"},
		{"a null close", ODD(TIME ",\"o\":1,\"h\":2,\"l\":1,\"c\":null,\"v\":7"),
			"2026-01-26T15:02:00Z: \"c\" is missing"},
		{"a name twice", ODD(TIME ",\"o\":1,\"o\":1,\"h\":2,\"l\":1,\"c\":1,\"v\":7"),
			"2026-01-26T15:02:00Z: \"o\": 1: the name occurs twice"},
		{"a price as text", ODD(TIME ",\"o\":\"x\",\"h\":2,\"l\":1,\"c\":1,\"v\":7"),
			"2026-01-26T15:02:00Z: \"o\": \"x\": it is not a number"},
		{"a price out of range", ODD(TIME ",\"o\":1e99,\"h\":2,\"l\":1,\"c\":1,\"v\":7"),
			"2026-01-26T15:02:00Z: \"o\": 1e99: the price is out of range"},
		{"a volume that is an object",
			ODD(TIME ",\"o\":1,\"h\":2,\"l\":1,\"c\":1,\"v\":{\"x\":[1]}"),
			"2026-01-26T15:02:00Z: \"v\": {\"x\":[1]}: it is not a number"},
		{"an endless price",
			ODD(TIME ",\"o\":25222222222222222222222222222222220.89,\"h\":2,\"l\":1,"
				 "\"c\":1,\"v\":7"),
			NULL},
		{"an endless volume",
			ODD(TIME ",\"o\":1,\"h\":2,\"l\":1,\"c\":1,\"v\":99999999999999999999"),
			NULL},
		{"hour 25",
			ODD("\"t\":\"2026-01-26T25:00:00Z\",\"o\":1,\"h\":2,\"l\":1,\"c\":1,"
			    "\"v\":7"),
			"a bar: \"t\": \"2026-01-26T25:00:00Z\": it is not a time"},
		{"an empty bar", ODD(""), "a bar: \"t\" is missing"},
		{"a bar that is null", "{\"bars\":{\"A\":[null," BAR "],\"B\":[" BAR "]}}",
			"a bar: a bar is not an object"},
		{"bars that are a number", "{\"bars\":{\"C\":5,\"A\":[" BAR "],\"B\":[" BAR "]}}",
			"the bars are not a list"},
		{"a symbol that is none",
			"{\"bars\":{\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\":[{}],\"A\":[" BAR
			"],\"B\":[" BAR "]}}",
			NULL},
	};
	for (size_t i = 0; i < array_size(table); i++) {
		check(table[i].name, read_text(table[i].text) == 0);
		check(table[i].name, seen.count == 2 && odd.count == 1 && odd.kept == 1);
		check(table[i].name,
			table[i].note == NULL || strcmp(odd.row[0].text, table[i].note) == 0);
	}
	/* exchanges report fractions of shares: a volume is rounded, half away from zero */
	check("half a share", read_text("{\"bars\":{\"A\":[{" TIME
					",\"o\":1,\"h\":2,\"l\":1,\"c\":1,\"v\":12.75}]}}") == 0);
	check("half a share", seen.count == 1 && seen.bar.volume == 13 && odd.count == 0);
}

static void test_values(void **state)
{
	(void)state;
	static const struct {
		const char *number;
		int64_t e4;
	} prices[] = {
		{"1", 10000},
		{"0.1", 1000},
		{"-2.5", -25000},
		{"123.4567", 1234567},
		{"123.45675", 1234568},
		{"123.45674999", 1234567},
		{"0.00005", 1},
		{"-0.00005", -1},
		{"1e2", 1000000},
		{"2.5E-1", 2500},
		{"99999999999999.9999", 999999999999999999},
		{"0.99999", 10000},
	};
	for (size_t i = 0; i < array_size(prices); i++) {
		char text[256];
		(void)snprintf(text, sizeof text,
			"{\"bars\":{\"A\":[{\"t\":\"2026-01-26T15:00:00Z\",\"o\":%s,\"h\":2,\"l\":"
			"1,"
			"\"c\":1,\"v\":7.0,\"n\":3,\"vw\":%s}]}}",
			prices[i].number, prices[i].number);
		check(prices[i].number, read_text(text) == 0);
		check(prices[i].number, seen.bar.open.e4 == prices[i].e4);
		check(prices[i].number, seen.bar.vwap.e4 == prices[i].e4);
		check(prices[i].number, seen.bar.volume == 7 && seen.bar.trade_count == 3);
	}
	check("absent", read_text("{\"bars\":{\"BRK.B\":[" BAR "]}}") == 0);
	check("absent", seen.bar.trade_count == -1 && !price_known(seen.bar.vwap));
	check("absent", strcmp(seen.symbol, "BRK.B") == 0);
	struct instant t;
	check("time", instant_parse("2026-01-26T15:00:00Z", &t) == 0);
	check("time", instant_compare(seen.bar.ts, t) == 0);
}

/* A damaged page is read or refused, without a crash; a page that was cut is refused. */
static void test_damage(void **state)
{
	(void)state;
	static const char page[] =
		"{\"bars\":{\"A\":[" BAR "," BAR "],\"B\":[" BAR "]},\"next_page_token\":\"QUJD\"}";
	struct rng rng;
	rng_init(&rng, 11);
	for (size_t cut = 0; cut < sizeof page - 1; cut++) {
		char *text = strndup(page, cut);
		check("cut", read_text(text) != 0);
		free(text);
	}
	for (int round = 0; round < 50000; round++) {
		char *text = strdup(page);
		for (int k = 0; k < 3; k++)
			text[rng_below(&rng, sizeof page - 1)] =
				"{}[]\",:0123456789.eE-+ntu\\x\x80"[rng_below(&rng, 29)];
		(void)read_text(text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_odd),
		cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
