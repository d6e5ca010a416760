#include "array.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "breakdown.h"
#include "chart.h"
#include "report_format.h"
#include "report_page.h"
#include "report_text.h"
#include "text.h"
#include "zone.h"

static const double unknown = (double)NAN;

/* ---- numbers and times ---- */

static void test_formats(void **state)
{
	(void)state;
	const struct {
		const char *name;
		double value;
		int decimals;
		bool with_sign;
		const char *want;
	} cases[] = {
		{"a gain", 1234.5, 2, true, "+$1,234.50"},
		{"a loss", -424.94, 2, true, "\xe2\x88\x92$424.94"},
		{"a loss has its sign always", -1, 0, false, "\xe2\x88\x92$1"},
		{"zero has none", 0, 2, true, "$0.00"},
		{"nor what rounds to zero", -0.004, 2, true, "$0.00"},
		{"three digits", 999, 0, false, "$999"},
		{"four digits", 1000, 0, false, "$1,000"},
		{"seven digits", 1234567.891, 2, false, "$1,234,567.89"},
		{"unknown", (double)NAN, 2, true, FORMAT_UNKNOWN},
		{"without a bound", (double)INFINITY, 2, true, "\xe2\x88\x9e"},
		{"too large to be a result", 1e16, 2, true, FORMAT_UNKNOWN},
		{"the largest", 999999999999999.0, 2, true, "+$999,999,999,999,999.00"},
	};
	char text[FORMAT_SIZE];
	for (size_t i = 0; i < array_size(cases); i++)
		check_text(cases[i].name,
			format_dollars(cases[i].value, cases[i].decimals, cases[i].with_sign, text),
			cases[i].want);
	check_text("percent", format_percent(-12.34, 1, true, text),
		"\xe2\x88\x92"
		"12.3\xc2\xa0%");
	check_text("no count", format_count(INT64_MIN, text), FORMAT_UNKNOWN);
	check_text("summer", format_time((struct instant){INT64_C(1783166400) * SECOND_US}, text),
		"4 Jul 2026 08:00");
	check_text("no time", format_time(INSTANT_UNKNOWN, text), FORMAT_UNKNOWN);
	check_text("short", format_short_day(date_from_ymd(2026, 1, 9), text), "9 Jan");
	check_text("59 minutes", format_minutes(59, text), "59\xc2\xa0min");
	check_text("an hour", format_minutes(60, text),
		"1\xc2\xa0h\xc2\xa0"
		"0\xc2\xa0min");
	check_text("a gain", format_class(0.01), "gain");
	check_text("neither", format_class(0), "");
	check_text("unknown", format_class(unknown), "");
}

static void test_steps(void **state)
{
	(void)state;
	const struct {
		double range;
		int count;
		double want;
	} cases[] = {{10, 5, 2}, {10, 10, 1}, {11, 10, 2}, {1000, 3, 500}, {0.07, 5, 0.02},
		{5e6, 4, 2e6}, {0, 5, 1}, {-3, 5, 1}, {(double)NAN, 5, 1}, {1, 0, 1}};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near("step", chart_step(cases[i].range, cases[i].count), cases[i].want,
			cases[i].want * 1e-9);
}

static void test_sparks(void **state)
{
	(void)state;
	const struct {
		const char *name;
		double values[8];
		size_t count;
		int width;
		const char *want;
	} cases[] = {
		{"up and down", {0, 7, 3.5}, 3, 10, "\xe2\x96\x81\xe2\x96\x88\xe2\x96\x85"},
		{"flat", {5, 5}, 2, 10, "\xe2\x96\x81\xe2\x96\x81"},
		{"a gap", {0, (double)NAN, 7}, 3, 10, "\xe2\x96\x81 \xe2\x96\x88"},
		{"narrower: the last of each part", {9, 0, 3, 7}, 4, 2, "\xe2\x96\x81\xe2\x96\x87"},
		{"no width", {1, 2}, 2, 0, "\xe2\x96\x88"},
		{"nothing", {0}, 0, 10, ""},
		{"nothing known", {(double)NAN, (double)INFINITY}, 2, 10, "  "},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf out = BUF_INIT(1024);
		report_spark(&out, cases[i].values, cases[i].count, cases[i].width);
		check_text(cases[i].name, buf_text(&out), cases[i].want);
	}
}

/* ---- groups ---- */

static struct instant at(int day, int hour, int minute)
{
	return zone_from_new_york(
		date_add(date_from_ymd(2026, 1, 1), day - 1), hour * 3600 + minute * 60);
}

static struct report_trade trade(int day, double pnl, double delta)
{
	struct report_trade t = {.position_id = day,
		.ticker = "NVDA",
		.instrument_type = "CALL",
		.strategy_type = "day_trade",
		.side = "long",
		.option_symbol = "NVDA260130C00190000",
		.exit_reason = "trailing",
		.quantity = 1,
		.multiplier = 100,
		.entry_time = at(day, 9, 45),
		.exit_time = at(day, 11, 0),
		.entry_price = price_from_double(2),
		.exit_price = price_from_double(3),
		.fees = {0},
		.pnl = isnan(pnl) ? MONEY_UNKNOWN : money_from_double(pnl),
		.mfe = MONEY_UNKNOWN,
		.mae = MONEY_UNKNOWN,
		.pnl_percent = unknown,
		.r_multiple = unknown,
		.entry_delta = delta,
		.entry_iv = unknown,
		.iv_rank = unknown,
		.days_to_expiry = 0};
	return t;
}

/* A report about TRADES, which it owns from then on. */
static struct report report_of(const struct report_trade *trades, size_t count)
{
	struct report report = {.rate = 0.04};
	report.request.now = at(60, 12, 0);
	report.trades = calloc(count + 1, sizeof *report.trades);
	assert_non_null(report.trades);
	if (count > 0)
		memcpy(report.trades, trades, count * sizeof *trades);
	report.trade_count = count;
	assert_int_equal(report_compute(&report), 0);
	return report;
}

static void drop(struct report *report)
{
	free(report->trades);
	free(report->results);
	free(report->days);
	free(report->curve);
}

static void test_groups(void **state)
{
	(void)state;
	struct report_trade trades[] = {trade(5, 10, 0.2), trade(6, -4, -0.2999),
		trade(6, unknown, 0.3), trade(7, 1, 0.6), trade(7, 0, unknown)};
	trades[3].option_symbol[0] = '\0';
	struct report report = report_of(trades, array_size(trades));
	struct breakdown_row rows[BREAKDOWN_ROWS_MAX];
	size_t count = breakdown_of(&report, BREAKDOWN_DELTA, rows);
	check("bands", count == 4);
	check_text("a band contains its lower bound", rows[0].label, ".20 to .29");
	check("its trades", rows[0].trades == 2 && rows[0].wins == 1);
	check_near("its result", rows[0].net, 6, 1e-9);
	check("a result that is unknown", rows[1].trades == 0 && rows[1].unknown == 1);
	check_text("shares have no delta of a contract", rows[2].label, "shares");
	check_text("a delta that is unknown", rows[3].label, "unknown");
	count = breakdown_of(&report, BREAKDOWN_HOUR, rows);
	check("hours", count == 1 && rows[0].trades == 4);
	check_text("hour", rows[0].label, "09:00");
	count = breakdown_of(&report, BREAKDOWN_WEEKDAY, rows);
	check("weekdays", count == 3);
	check_text("the 5th is a Monday", rows[0].label, "Monday");
	count = breakdown_of(&report, BREAKDOWN_EXIT, rows);
	check("rules", count == 1);
	drop(&report);
}

static void test_many_groups(void **state)
{
	(void)state;
	struct report_trade trades[60];
	for (int i = 0; i < 60; i++) {
		trades[i] = trade(5, 1, 0.5);
		(void)snprintf(trades[i].exit_reason, sizeof trades[i].exit_reason, "rule_%d", i);
	}
	struct report report = report_of(trades, array_size(trades));
	struct breakdown_row rows[BREAKDOWN_ROWS_MAX];
	size_t count = breakdown_of(&report, BREAKDOWN_EXIT, rows);
	int64_t sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += rows[i].trades;
	check("the last row has the others", count == BREAKDOWN_ROWS_MAX && sum == 60);
	check_text("others", rows[count - 1].label, "others");
	drop(&report);
}

static void test_months(void **state)
{
	(void)state;
	struct report_trade trades[] = {
		trade(5, 10, 0.2), trade(31, 5, 0.2), trade(32, -7, 0.2), trade(60, unknown, 0.2)};
	struct report report = report_of(trades, array_size(trades));
	struct report_month months[4];
	size_t count = report_months(&report, months, array_size(months));
	check("months", count == 3);
	check("January", months[0].month == 1 && months[0].trades == 2 && months[0].wins == 2);
	check_near("January", months[0].net, 15, 1e-9);
	check("February", months[1].month == 2 && months[1].trades == 1);
	check("March", months[2].month == 3 && months[2].trades == 0 && months[2].unknown == 1);
	check("no equity, no return", isnan(months[0].return_pct));
	count = report_months(&report, months, 2);
	check("the newest ones", count == 2 && months[0].month == 2 && months[1].month == 3);
	drop(&report);
}

/* ---- rows of a position ---- */

static void test_rows_of(void **state)
{
	(void)state;
	struct report_mark marks[] = {{.position_id = 3}, {.position_id = 3}, {.position_id = 7}};
	struct report_fill fills[] = {{.position_id = 7}};
	struct report report = {.marks = marks,
		.mark_count = array_size(marks),
		.fills = fills,
		.fill_count = array_size(fills)};
	const struct {
		int64_t id;
		size_t marks, fills;
	} cases[] = {{2, 0, 0}, {3, 2, 0}, {5, 0, 0}, {7, 1, 1}, {8, 0, 0}};
	for (size_t i = 0; i < array_size(cases); i++) {
		size_t count;
		(void)report_marks_of(&report, cases[i].id, &count);
		check("marks", count == cases[i].marks);
		(void)report_fills_of(&report, cases[i].id, &count);
		check("fills", count == cases[i].fills);
	}
}

/* ---- pages of odd data ---- */

static void test_pages(void **state)
{
	(void)state;
	struct report_trade odd = trade(5, 1e12, 0.5);
	odd.exit_price = PRICE_UNKNOWN;
	odd.quantity = INT64_MAX;
	odd.holding_minutes = -1;
	(void)snprintf(odd.ticker, sizeof odd.ticker, "\xff\xfe<i>");
	odd.exit_time = odd.entry_time;
	const struct {
		const char *name, *holds;
		struct report_trade trades[2];
		size_t count;
	} cases[] = {
		{"nothing", "no trade was closed", {{0}}, 0},
		{"one trade", "1 trade on 1 day", {trade(5, 10, 0.2)}, 1},
		{"no result is known", "the result of 1 more is unknown",
			{trade(5, unknown, unknown)}, 1},
		{"an odd one", "&lt;i&gt;", {trade(4, -1, 0.1), odd}, 2},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf page = BUF_INIT(1 << 22), text = BUF_INIT(1 << 20);
		struct report report = report_of(cases[i].trades, cases[i].count);
		report_page(&page, &report);
		report_text(&text, &report, 80);
		check(cases[i].name, buf_ok(&page) && buf_ok(&text));
		check(cases[i].name, strstr(buf_text(&page), cases[i].holds) != NULL);
		check(cases[i].name, strstr(buf_text(&page), "nan") == NULL);
		check(cases[i].name, strstr(buf_text(&page), "inf") == NULL);
		check(cases[i].name, text_is_utf8(buf_text(&page), page.length));
		drop(&report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_sparks),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_many_groups),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_rows_of),
		cmocka_unit_test(test_pages),
	};
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
