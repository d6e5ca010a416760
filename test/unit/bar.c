#include "array.h"
#include "check.h"

#include "bar.h"

static struct price usd(double value)
{
	return price_from_double(value);
}

static void test_check(void **state)
{
	(void)state;
	static const struct {
		const char *name, *ts;
		double open, high, low, close;
		int64_t volume;
		enum bar_fault fault;
	} cases[] = {
		{"good", "2026-01-26T15:00:00Z", 10, 11, 9, 10.5, 100, BAR_OK},
		{"four equal prices", "2026-01-26T15:00:00Z", 10, 10, 10, 10, 0, BAR_OK},
		{"before the open", "2026-01-26T09:00:00Z", 10, 11, 9, 10, 1, BAR_OK},
		{"last minute of the evening", "2026-01-27T00:59:00Z", 10, 11, 9, 10, 1, BAR_OK},
		{"evening of an early close", "2015-12-24T18:30:00Z", 10, 11, 9, 10, 1, BAR_OK},
		{"in summer", "2026-07-06T08:00:00Z", 10, 11, 9, 10, 1, BAR_OK},
		{"04:00 is in", "2026-01-26T08:59:00Z", 10, 11, 9, 10, 1, BAR_OUTSIDE_HOURS},
		{"20:00 is out", "2026-01-27T01:00:00Z", 10, 11, 9, 10, 1, BAR_OUTSIDE_HOURS},
		{"Saturday", "2026-01-24T15:00:00Z", 10, 11, 9, 10, 1, BAR_OUTSIDE_HOURS},
		{"holiday", "2026-01-19T15:00:00Z", 10, 11, 9, 10, 1, BAR_OUTSIDE_HOURS},
		{"off the minute", "2026-01-26T15:00:01Z", 10, 11, 9, 10, 1, BAR_OFF_THE_MINUTE},
		{"high < low", "2026-01-26T15:00:00Z", 10, 9, 11, 10, 1, BAR_HIGH_BELOW_LOW},
		{"open above high", "2026-01-26T15:00:00Z", 11.01, 11, 9, 10, 1, BAR_OPEN_OUTSIDE},
		{"open below low", "2026-01-26T15:00:00Z", 8.99, 11, 9, 10, 1, BAR_OPEN_OUTSIDE},
		{"close above high", "2026-01-26T15:00:00Z", 10, 11, 9, 11.0001, 1,
			BAR_CLOSE_OUTSIDE},
		{"close below low", "2026-01-26T15:00:00Z", 10, 11, 9, 8.9999, 1,
			BAR_CLOSE_OUTSIDE},
		{"zero", "2026-01-26T15:00:00Z", 0, 11, 0, 10, 1, BAR_PRICE_NOT_POSITIVE},
		{"negative", "2026-01-26T15:00:00Z", 10, 11, -1, 10, 1, BAR_PRICE_NOT_POSITIVE},
		{"unknown", "2026-01-26T15:00:00Z", 10, 11, 9, (double)NAN, 1,
			BAR_PRICE_NOT_POSITIVE},
		{"negative volume", "2026-01-26T15:00:00Z", 10, 11, 9, 10, -1, BAR_NEGATIVE_VOLUME},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct bar bar = {
			.open = usd(cases[i].open),
			.high = usd(cases[i].high),
			.low = usd(cases[i].low),
			.close = usd(cases[i].close),
			.volume = cases[i].volume,
			.trade_count = -1,
			.vwap = PRICE_UNKNOWN,
		};
		check(cases[i].name, instant_parse(cases[i].ts, &bar.ts) == 0);
		check_text(cases[i].name, bar_fault_name(bar_check(&bar)),
			bar_fault_name(cases[i].fault));
	}
	struct bar unknown = {.ts = INSTANT_UNKNOWN, usd(1), usd(1), usd(1), usd(1), .volume = 1};
	check("no time", bar_check(&unknown) == BAR_OFF_THE_MINUTE);
	check("no time, values", bar_check_values(&unknown) == BAR_OK);
}

static void test_regular(void **state)
{
	(void)state;
	static const struct {
		const char *ts;
		bool regular;
	} cases[] = {
		{"2015-12-24T14:29:00Z", false},
		{"2015-12-24T14:30:00Z", true},
		{"2015-12-24T17:59:00Z", true},
		{"2015-12-24T18:00:00Z", false},
		{"2015-12-23T15:00:00Z", false},
	};
	struct session s;
	check("session", calendar_session(date_from_ymd(2015, 12, 24), &s));
	for (size_t i = 0; i < array_size(cases); i++) {
		struct bar bar = {.volume = 1};
		check(cases[i].ts, instant_parse(cases[i].ts, &bar.ts) == 0);
		check(cases[i].ts, bar_is_regular(&bar, &s) == cases[i].regular);
	}
}

static void test_jump(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double before, after;
		bool jump;
	} cases[] = {
		{"a usual day", 100, 104, false},
		{"a third more", 75, 100, true},
		{"less than a third more", 75.01, 100, false},
		{"a quarter less", 100, 75, true},
		{"less than a quarter less", 100, 75.01, false},
		{"3 for 2 on a good day", 90, 66, true},
		{"4 for 1", 400, 100, true},
		{"1 for 10", 1, 10, true},
		{"no price", 0, 10, false},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name, bar_jump(price_from_double(cases[i].before),
					     price_from_double(cases[i].after)) == cases[i].jump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_check),
		cmocka_unit_test(test_regular), cmocka_unit_test(test_jump)};
	return cmocka_run_group_tests_name("bar", tests, NULL, NULL);
}
