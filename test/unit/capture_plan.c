#include "check.h"

#include "array.h"
#include "capture_plan.h"
#include "text.h"

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	if (text != NULL)
		check(text, instant_parse(text, &t) == 0);
	return t;
}

static void test_from(void **state)
{
	(void)state;
	static const struct {
		const char *name, *entry, *last, *want;
	} cases[] = {
		{"no bar yet: the minute of the entry", "2026-01-26T15:00:59Z", NULL,
			"2026-01-26T15:00:00Z"},
		{"five minutes before the newest bar", "2026-01-26T15:00:05Z",
			"2026-01-26T16:00:00Z", "2026-01-26T15:55:00Z"},
		{"never before the entry", "2026-01-26T15:00:05Z", "2026-01-26T15:03:00Z",
			"2026-01-26T15:00:00Z"},
		{"the overlap ends at the entry", "2026-01-26T15:00:05Z", "2026-01-26T15:05:00Z",
			"2026-01-26T15:00:00Z"},
		{"and a minute later", "2026-01-26T15:00:05Z", "2026-01-26T15:06:00Z",
			"2026-01-26T15:01:00Z"},
		{"bars of an earlier position in the contract", "2026-01-26T15:00:05Z",
			"2026-01-23T16:00:00Z", "2026-01-26T15:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct capture_contract c = {
			.entry_time = at(cases[i].entry),
			.last_ts = at(cases[i].last),
		};
		check(cases[i].name, instant_compare(capture_from(&c, 5), at(cases[i].want)) == 0);
	}
}

/* COUNT contracts from FIRST on, and one more that begins at LATER. */
static void test_batch(void **state)
{
	(void)state;
	enum { MOST = 250 };
	static struct capture_contract contracts[MOST];
	static const struct {
		const char *name, *first, *rest;
		size_t count, want;
	} cases[] = {
		{"one", "2026-01-26T15:00:00Z", "2026-01-26T15:00:00Z", 1, 1},
		{"99", "2026-01-26T15:00:00Z", "2026-01-26T15:00:00Z", 99, 99},
		{"100", "2026-01-26T15:00:00Z", "2026-01-26T15:00:00Z", 100, 100},
		{"101: the broker takes 100", "2026-01-26T15:00:00Z", "2026-01-26T15:00:00Z", 101,
			100},
		{"99 that are 101 minutes ahead: 9,999 bars come again", "2026-01-26T15:00:00Z",
			"2026-01-26T16:41:00Z", 100, 100},
		{"102 minutes: the last does not fit", "2026-01-26T15:00:00Z",
			"2026-01-26T16:42:00Z", 100, 99},
		{"a night between is no minute", "2026-01-23T20:59:00Z", "2026-01-26T14:40:00Z",
			100, 100},
		{"one contract without bars for five sessions", "2026-01-20T15:00:00Z",
			"2026-01-27T15:00:00Z", 100, 6},
		{"26 sessions behind: alone", "2025-12-15T14:30:00Z", "2026-01-26T15:00:00Z", 100,
			1},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		for (size_t k = 0; k < cases[i].count; k++) {
			contracts[k] = (struct capture_contract){
				.from = at(k == 0 ? cases[i].first : cases[i].rest)};
		}
		size_t got = capture_batch(contracts, cases[i].count);
		if (got != cases[i].want)
			fail_msg("%s: %zu, not %zu", cases[i].name, got, cases[i].want);
	}
}

static void test_sort(void **state)
{
	(void)state;
	struct capture_contract c[] = {
		{.symbol = "B", .from = at("2026-01-26T15:00:00Z")},
		{.symbol = "C", .from = at("2026-01-26T14:00:00Z")},
		{.symbol = "A", .from = at("2026-01-26T15:00:00Z")},
	};
	capture_sort(c, array_size(c));
	check_text("the earliest first", c[0].symbol, "C");
	check_text("then by symbol", c[1].symbol, "A");
	check_text("the last", c[2].symbol, "B");
	capture_sort(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_sort),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
