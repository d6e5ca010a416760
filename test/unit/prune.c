#include "check.h"

#include "array.h"
#include "prune.h"

/* 2026-06-15T05:00:00Z */
static const struct instant now = {INT64_C(1781499600) * 1000000};

static void test_before(void **state)
{
	(void)state;
	static const struct {
		double days;
		const char *want;
	} cases[] = {
		{1, "2026-06-14T00:00:00Z"},
		{30, "2026-05-16T00:00:00Z"},
		{365, "2025-06-15T00:00:00Z"},
		{7300, "2006-06-20T00:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[INSTANT_TEXT_SIZE];
		check_text(cases[i].want, instant_format(prune_before(cases[i].days, now), text),
			cases[i].want);
	}
}

static void test_rules(void **state)
{
	(void)state;
	struct params params;
	params_init(&params);
	for (size_t i = 0; i < prune_rule_count; i++) {
		struct instant before = prune_rule_before(&prune_rules[i], &params, now);
		double days = (double)instant_diff_us(now, before) / (double)DAY_US;
		check(prune_rules[i].name, days >= 30 && days < 731);
	}
}

static void test_piece(void **state)
{
	(void)state;
	static const struct {
		const char *entry, *want;
	} cases[] = {
		{"rows.jsonl.2026-06-15", "2026-06-15"},
		{"rows.jsonl", "unknown"},
		{"rows.jsonl.", "unknown"},
		{"rows.jsonl.1", "unknown"},
		{"rows.jsonl.2026-06-15.gz", "unknown"},
		{"rows.jsonl.2026-02-30", "unknown"},
		{"rows.jsonl2026-06-15", "unknown"},
		{"other.jsonl.2026-06-15", "unknown"},
		{"rows.json", "unknown"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[DATE_TEXT_SIZE];
		check_text(cases[i].entry,
			date_format(prune_piece_day("rows.jsonl", cases[i].entry), text),
			cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_piece),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
