#include "check.h"

#include <stdio.h>

#include "bar_plan.h"
#include "array.h"
#include "text.h"
#include "zone.h"

static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	if (text != NULL)
		check(text, instant_parse(text, &t) == 0);
	return t;
}

static void test_open(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now;
		bool want;
	} cases[] = {
		{"04:00", "2026-01-26T09:00:00Z", true},
		{"before extended hours", "2026-01-26T08:59:59Z", false},
		{"late bars", "2026-01-27T01:04:59Z", true},
		{"after late bars", "2026-01-27T01:05:00Z", false},
		{"saturday", "2026-01-24T15:00:00Z", false},
		{"holiday", "2026-01-19T15:00:00Z", false},
		{"summer", "2026-07-01T08:00:00Z", true},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name, bar_plan_is_open(at(cases[i].now)) == cases[i].want);
}

static void test_end(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum bar_interval kind;
		const char *now, *want;
	} cases[] = {
		{"minute", BAR_MINUTE, "2026-01-26T15:00:04Z", "2026-01-26T14:59:00Z"},
		{"on the minute", BAR_MINUTE, "2026-01-26T15:00:00Z", "2026-01-26T14:59:00Z"},
		{"morning", BAR_DAILY, "2026-01-26T15:00:00Z", "2026-01-23T05:00:00Z"},
		{"after the close", BAR_DAILY, "2026-01-26T22:00:00Z", "2026-01-23T05:00:00Z"},
		{"20:00", BAR_DAILY, "2026-01-27T01:00:00Z", "2026-01-26T05:00:00Z"},
		{"sunday", BAR_DAILY, "2026-01-25T15:00:00Z", "2026-01-23T05:00:00Z"},
		{"summer", BAR_DAILY, "2026-07-01T15:00:00Z", "2026-06-30T04:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[INSTANT_TEXT_SIZE];
		struct instant end = bar_plan_end(cases[i].kind, at(cases[i].now));
		check_text(cases[i].name, instant_format(end, text), cases[i].want);
	}
}

static void test_plan(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum bar_interval kind;
		const char *now, *last, *want;
		bool history;
	} cases[] = {
		{"overlap", BAR_MINUTE, "2026-01-26T15:00:04Z", "2026-01-26T14:58:00Z",
			"2026-01-26T14:53:00Z", false},
		{"over the weekend", BAR_MINUTE, "2026-01-26T14:31:04Z", "2026-01-23T20:59:00Z",
			"2026-01-23T20:54:00Z", false},
		{"two sessions ago", BAR_MINUTE, "2026-01-26T14:31:04Z", "2026-01-22T20:59:00Z",
			"2026-01-22T20:54:00Z", true},
		{"no stored bar", BAR_MINUTE, "2026-01-26T14:31:04Z", NULL, "2025-12-24T09:00:00Z",
			true},
		{"a bar before the history", BAR_MINUTE, "2026-01-26T14:31:04Z",
			"2025-12-01T20:59:00Z", "2025-12-24T09:00:00Z", true},
		{"days", BAR_DAILY, "2026-01-26T14:31:04Z", "2026-01-23T05:00:00Z",
			"2026-01-15T05:00:00Z", false},
		{"no stored day", BAR_DAILY, "2026-01-26T14:31:04Z", NULL, "2025-01-10T05:00:00Z",
			true},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[INSTANT_TEXT_SIZE];
		struct bar_request f = {.last = at(cases[i].last), .hole = INSTANT_UNKNOWN};
		bar_plan(&params, cases[i].kind, at(cases[i].now), &f, 1);
		check_text(cases[i].name, instant_format(f.from, text), cases[i].want);
		check(cases[i].name, f.history == cases[i].history);
	}
}

static void test_groups(void **state)
{
	(void)state;
	struct instant now = at("2026-01-26T15:00:04Z");
	struct bar_request items[] = {
		{.ticker = "NEW", .hole = INSTANT_UNKNOWN, .last = INSTANT_UNKNOWN},
		{.ticker = "B", .hole = INSTANT_UNKNOWN, .last = at("2026-01-26T14:59:00Z")},
		{.ticker = "A", .hole = INSTANT_UNKNOWN, .last = at("2026-01-26T14:30:00Z")},
		{.ticker = "OLD", .hole = INSTANT_UNKNOWN, .last = at("2026-01-26T12:00:00Z")}};
	bar_plan(&params, BAR_MINUTE, now, items, array_size(items));
	check_text("first", items[0].ticker, "NEW");
	check("alone", bar_plan_group(items, 4) == 1);
	check("alone", bar_plan_group(items + 1, 3) == 1);
	check_text("sorted", items[2].ticker, "A");
	check("together", bar_plan_group(items + 2, 2) == 2);
}

static struct ticker_bar bar_of(const char *ticker, int minute, int64_t close)
{
	struct ticker_bar b = {.bar = {.ts = {minute * MINUTE_US}, .close = {close}, .volume = 1}};
	check(ticker, text_copy(b.ticker, sizeof b.ticker, ticker));
	return b;
}

static void test_diff(void **state)
{
	(void)state;
	struct ticker_bar bars[] = {bar_of("A", 3, 5), bar_of("B", 1, 5), bar_of("A", 1, 5),
		bar_of("A", 2, 5), bar_of("A", 2, 7), bar_of("C", 0, 1)};
	const struct ticker_bar stored[] = {
		bar_of("A", 1, 5), bar_of("A", 2, 5), bar_of("B", 2, 5), bar_of("A", 9, 1)};
	static const struct {
		const char *ticker;
		int minute;
		enum bar_change change;
	} want[] = {{"C", 0, BAR_NEW}, {"A", 1, BAR_SAME}, {"B", 1, BAR_NEW},
		{"A", 2, BAR_CORRECTED}, {"A", 3, BAR_NEW}};
	check("the later of two stays",
		ticker_bars_sort(bars, array_size(bars)) == array_size(want));
	check("changed", ticker_bars_diff(bars, array_size(want), stored, array_size(stored)) == 4);
	for (size_t i = 0; i < array_size(want); i++) {
		check_text("order", bars[i].ticker, want[i].ticker);
		check(want[i].ticker, bars[i].bar.ts.us == want[i].minute * MINUTE_US);
		check(want[i].ticker, bars[i].change == want[i].change);
	}
	check("corrected to", bars[3].bar.close.e4 == 7);
}

/* A piece is whole days long, is never empty, and never ends after the range. */
static void test_pieces(void **state)
{
	(void)state;
	struct instant from = at("2026-01-01T00:00:00Z"), end = at("2026-03-01T00:00:00Z");
	static const struct {
		const char *name;
		enum bar_interval kind;
		size_t tickers;
		int days;
	} cases[] = {
		{"one ticker", BAR_MINUTE, 1, 59},
		{"thirty tickers", BAR_MINUTE, 30, 2},
		{"all tickers", BAR_MINUTE, 11000, 1},
		{"days of all tickers", BAR_DAILY, 11000, 4},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct instant piece =
			bar_plan_piece_end(cases[i].kind, cases[i].tickers, from, end);
		check(cases[i].name, instant_diff_us(piece, from) == cases[i].days * DAY_US);
	}
}

/* A streamed piece is about one page per request, and a session starts a piece of its own. */
static void test_stream(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum bar_interval kind;
		size_t tickers;
		int wider;
		const char *from, *end;
	} cases[] = {
		{"the whole market", BAR_MINUTE, 11000, 1, "2026-01-26T15:00:00Z",
			"2026-01-26T15:08:00Z"},
		{"never wider in a session", BAR_MINUTE, 11000, 8, "2026-01-26T15:00:00Z",
			"2026-01-26T15:08:00Z"},
		{"wider before it", BAR_MINUTE, 11000, 8, "2026-01-26T09:00:00Z",
			"2026-01-26T10:11:00Z"},
		{"up to its open", BAR_MINUTE, 11000, 8, "2026-01-26T14:20:00Z",
			"2026-01-26T14:29:00Z"},
		{"from its open", BAR_MINUTE, 11000, 8, "2026-01-26T14:30:00Z",
			"2026-01-26T14:38:00Z"},
		{"some hundred tickers", BAR_MINUTE, 600, 1, "2026-01-26T15:00:00Z",
			"2026-01-26T15:15:00Z"},
		{"one ticker", BAR_MINUTE, 1, 1, "2026-01-26T20:59:00Z", "2026-01-26T21:00:00Z"},
		{"more tickers than exist", BAR_MINUTE, 1000000, 1, "2026-01-26T15:00:00Z",
			"2026-01-26T15:00:00Z"},
		{"days", BAR_DAILY, 600, 1, "2026-01-05T05:00:00Z", "2026-01-20T05:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[INSTANT_TEXT_SIZE];
		struct instant end = bar_plan_stream_end(cases[i].kind, cases[i].tickers, 600,
			10000, cases[i].wider, at(cases[i].from), at("2026-01-26T21:00:00Z"));
		check(cases[i].name, text_equal(instant_format(end, text), cases[i].end));
	}
}

/* The start of the whole market's next request: the overlap fetches every minute twice. */
static void test_market(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now, *until, *start;
	} cases[] = {
		{"never stored before", "2026-01-26T15:00:05Z", NULL, "2026-01-26T09:00:00Z"},
		{"the next minute", "2026-01-26T15:02:05Z", "2026-01-26T15:00:00Z",
			"2026-01-26T15:01:00Z"},
		{"nothing new", "2026-01-26T15:02:05Z", "2026-01-26T15:01:00Z",
			"2026-01-26T15:02:00Z"},
		{"a fifth minute", "2026-01-26T15:06:05Z", "2026-01-26T15:04:00Z",
			"2026-01-26T15:00:00Z"},
		{"after an hour", "2026-01-26T16:02:05Z", "2026-01-26T15:01:00Z",
			"2026-01-26T14:57:00Z"},
		{"after a week", "2026-01-26T16:02:05Z", "2026-01-19T15:01:00Z",
			"2026-01-23T09:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[INSTANT_TEXT_SIZE];
		struct instant start =
			bar_plan_market_start(&params, at(cases[i].now), at(cases[i].until));
		check(cases[i].name, text_equal(instant_format(start, text), cases[i].start));
	}
	struct instant opens[2], closes[2];
	check("holes",
		bar_plan_hole_sessions(&params, at("2026-01-26T15:44:05Z"), opens, closes) == 0);
	check("holes",
		bar_plan_hole_sessions(&params, at("2026-01-26T15:45:05Z"), opens, closes) == 2);
	check("holes", instant_compare(opens[0], at("2026-01-23T14:30:00Z")) == 0 &&
			       instant_compare(closes[0], at("2026-01-23T21:00:00Z")) == 0 &&
			       instant_compare(closes[1], at("2026-01-26T15:44:00Z")) == 0);
}

static void test_search(void **state)
{
	(void)state;
	static const struct {
		const char *name, *searched, *since, *compared;
	} cases[] = {
		{"never searched", NULL, "2026-01-26T09:00:00Z", "2026-01-26T09:00:00Z"},
		{"searched a week ago", "2026-01-16T20:44:00Z", "2026-01-23T09:00:00Z",
			"2026-01-23T09:00:00Z"},
		{"searched a minute ago", "2026-01-26T15:29:00Z", "2026-01-26T15:29:00Z",
			"2026-01-26T14:29:00Z"},
		{"searched early in the previous session", "2026-01-23T09:30:00Z",
			"2026-01-23T09:30:00Z", "2026-01-23T09:00:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct instant since, compared;
		bar_plan_market_search(at("2026-01-26T15:45:05Z"),
			cases[i].searched == NULL ? INSTANT_UNKNOWN : at(cases[i].searched), &since,
			&compared);
		check(cases[i].name, instant_compare(since, at(cases[i].since)) == 0);
		check(cases[i].name, instant_compare(compared, at(cases[i].compared)) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_diff),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_market),
		cmocka_unit_test(test_search),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
