#include "array.h"
#include "check.h"

#include <math.h>

#include "facts.h"

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static struct date on(const char *text)
{
	struct date d = DATE_UNKNOWN;
	check(text, date_parse(text, &d) == 0);
	return d;
}

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void test_moves(void **state)
{
	(void)state;
	const struct close_point closes[] = {
		{at("2026-01-26T15:00:00Z"), {1000000}},
		{at("2026-01-26T15:01:00Z"), {1010000}},
		{at("2026-01-26T15:02:00Z"), {1020000}},
	};
	static const struct {
		const char *name, *at;
		int64_t now_e4;
		double move; /* NAN: unknown */
	} rows[] = {
		{"before the first bar ended", "2026-01-26T15:00:59Z", 1000000, (double)NAN},
		{"exactly when it ended", "2026-01-26T15:01:00Z", 1010000, 1},
		{"down counts like up", "2026-01-26T15:01:30Z", 990000, 1},
		{"by the second bar", "2026-01-26T15:02:59Z", 1010000, 0},
		{"after the last bar", "2026-01-26T20:00:00Z", 1020000, 0},
		{"no price now", "2026-01-26T15:02:00Z", INT64_MIN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		struct price now = {rows[i].now_e4};
		if (rows[i].now_e4 == INT64_MIN)
			now = PRICE_UNKNOWN;
		double move = facts_move_since(closes, array_size(closes), at(rows[i].at), now);
		check(rows[i].name, isnan(rows[i].move) ? isnan(move) : near(move, rows[i].move));
	}
	const struct close_point dime = {at("2026-01-26T15:00:00Z"), {1000}};
	check("of ten cents",
		near(facts_move_since(&dime, 1, at("2026-01-26T15:01:00Z"), (struct price){1100}),
			10));
	const struct close_point zero = {at("2026-01-26T15:00:00Z"), {0}};
	check("of nothing", isnan(facts_move_since(
				    &zero, 1, at("2026-01-26T15:01:00Z"), (struct price){1100})));
	check("no bars", isnan(facts_move_since(
				 closes, 0, at("2026-01-26T15:02:00Z"), (struct price){1000000})));
	check("a quote of unknown time",
		isnan(facts_move_since(closes, 3, INSTANT_UNKNOWN, (struct price){1000000})));
}

/* Case money/j.t: the market of a pinned run goes on while the run lasts. */
static void test_answer_times(void **state)
{
	(void)state;
	static const struct {
		const char *name, *newest;
		bool pinned;
		const char *expected;
	} rows[] = {
		{"a real clock: the arrival", "2026-01-26T15:01:08Z", false,
			"2026-01-26T15:01:05Z"},
		{"pinned, older quotes", "2026-01-26T15:01:04Z", true, "2026-01-26T15:01:05Z"},
		{"pinned, 3 s later", "2026-01-26T15:01:08Z", true, "2026-01-26T15:01:08Z"},
		{"pinned, 50 s later", "2026-01-26T15:01:55Z", true, "2026-01-26T15:01:55Z"},
		{"pinned, later than a run lasts", "2026-01-26T15:01:56Z", true,
			"2026-01-26T15:01:05Z"},
	};
	struct instant now = at("2026-01-26T15:01:05Z");
	for (size_t i = 0; i < array_size(rows); i++)
		check(rows[i].name, instant_compare(facts_answer_time(now, at(rows[i].newest),
							    rows[i].pinned, 50),
					    at(rows[i].expected)) == 0);
	check("no quote at all",
		instant_compare(facts_answer_time(now, INSTANT_UNKNOWN, true, 50), now) == 0);
	struct instant soon = instant_add(now, SECOND_US / 2);
	check("half a second later",
		instant_compare(facts_answer_time(now, soon, true, 50), soon) == 0);
	check("an unknown arrival",
		!instant_known(facts_answer_time(INSTANT_UNKNOWN, now, true, 50)));
	check("an unknown time before", isnan(facts_clock_skew_s(INSTANT_UNKNOWN, now, now)));
	check("an unknown time after", isnan(facts_clock_skew_s(now, INSTANT_UNKNOWN, now)));
}

static void test_skews(void **state)
{
	(void)state;
	struct instant before = at("2026-01-26T15:00:00Z"), after = at("2026-01-26T15:00:03Z");
	check("a slow answer is no difference of clocks",
		facts_clock_skew_s(before, after, at("2026-01-26T15:00:01Z")) == 0);
	check("behind", near(facts_clock_skew_s(before, after, at("2026-01-26T14:59:56Z")), 4));
	check("ahead", near(facts_clock_skew_s(before, after, at("2026-01-26T15:00:05Z")), 2));
	check("unknown", isnan(facts_clock_skew_s(before, after, INSTANT_UNKNOWN)));
}

static void test_drawdowns(void **state)
{
	(void)state;
	struct money equity = money_from_double(90000), ten = money_from_double(10000), none = {0},
		     lost = money_from_double(-10000);
	check("10,000 of 100,000 lost", near(facts_drawdown_pct(equity, none, ten), 10));
	check("a peak that starts at the first point is 0",
		facts_drawdown_pct(equity, lost, MONEY_UNKNOWN) == 0);
	check("above the peak", facts_drawdown_pct(equity, ten, none) == 0);
	check("a withdrawal alone is no loss",
		facts_drawdown_pct(money_from_double(10), none, none) == 0);
	check("unknown profit", isnan(facts_drawdown_pct(equity, MONEY_UNKNOWN, ten)));
	check("no equity", isnan(facts_drawdown_pct((struct money){0}, lost, none)));
	check("a debt", isnan(facts_drawdown_pct(lost, money_from_double(-500), none)));
	check("half a dollar", near(facts_drawdown_pct(money_from_double(0.5), none, none), 0));
	check("unknown equity", isnan(facts_drawdown_pct(MONEY_UNKNOWN, none, ten)));
}

static void test_kellys(void **state)
{
	(void)state;
	struct kelly k = facts_kelly(100, 0.05, 0.5, 0.8);
	check("point", near(k.point, 0.2));
	check("lower", fabs(k.lower - (0.05 - 0.8416212335729143 * 0.05) / 0.25) < 1e-9);
	check("a loss on average", facts_kelly(60, -0.1, 0.5, 0.8).point < 0);
	check("two returns", near(facts_kelly(2, 0.05, 0.5, 0.8).point, 0.2));
	check("one return", isnan(facts_kelly(1, 0.05, 0.5, 0.8).point));
	check("no deviation", isnan(facts_kelly(60, 0.05, 0, 0.8).lower));
}

static void test_stop_targets(void **state)
{
	(void)state;
	struct params params;
	params_init(&params);
	static const struct {
		const char *name;
		enum instrument instrument;
		enum strategy strategy;
		double spot, distance, stop, target; /* a stop of 0: unknown */
	} rows[] = {
		{"a call", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100, 2, 98, 104},
		{"a put", INSTRUMENT_PUT, STRATEGY_SWING_TRADE, 100, 2, 102, 96},
		{"a stock", INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, 100, 2, 98, 104},
		{"a bull put spread", INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD, 100, 2, 98, 104},
		{"a bear call spread", INSTRUMENT_CALL, STRATEGY_CREDIT_SPREAD, 100, 2, 102, 96},
		{"no distance", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100, (double)NAN, 0, 0},
		{"a distance of zero", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100, 0, 0, 0},
		{"a negative one", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100, -1, 0, 0},
		{"as wide as the price", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 100, 100, 0, 0},
		{"no price", INSTRUMENT_CALL, STRATEGY_DAY_TRADE, (double)NAN, 2, 0, 0},
	};
	params.exit_target_ratio = 2;
	for (size_t i = 0; i < array_size(rows); i++) {
		struct stop_target t = facts_stop_target(&params, rows[i].instrument,
			rows[i].strategy, price_from_double(rows[i].spot),
			price_from_double(rows[i].distance));
		if (rows[i].stop > 0)
			check(rows[i].name,
				t.stop.e4 == price_from_double(rows[i].stop).e4 &&
					t.target.e4 == price_from_double(rows[i].target).e4);
		else
			check(rows[i].name, !price_known(t.stop) && !price_known(t.target));
	}
}

static void test_reports(void **state)
{
	(void)state;
	static const struct {
		const char *name, *day;
		enum report_time time;
		const char *now;
		enum report_state state;
	} rows[] = {
		/* T5: 2026-01-26 is a Monday */
		{"T5 today, time unknown, in the session", "2026-01-26", REPORT_UNKNOWN,
			"2026-01-26T15:01:05Z", REPORT_NEAR},
		{"T5 tomorrow, time unknown", "2026-01-27", REPORT_UNKNOWN, "2026-01-26T15:01:05Z",
			REPORT_NEAR},
		{"after today's close", "2026-01-26", REPORT_AFTER_CLOSE, "2026-01-26T15:01:05Z",
			REPORT_NEAR},
		{"after the close, the next day before the open", "2026-01-26", REPORT_AFTER_CLOSE,
			"2026-01-27T14:29:59Z", REPORT_NEAR},
		{"after the close, the next session is open", "2026-01-26", REPORT_AFTER_CLOSE,
			"2026-01-27T14:30:00Z", REPORT_OUT},
		{"before the open, that session is open", "2026-01-26", REPORT_BEFORE_OPEN,
			"2026-01-26T14:30:00Z", REPORT_OUT},
		{"before Monday's open, on Friday", "2026-01-26", REPORT_BEFORE_OPEN,
			"2026-01-23T20:00:00Z", REPORT_NEAR},
		{"before Monday's open, 24 h before Friday's open", "2026-01-26",
			REPORT_BEFORE_OPEN, "2026-01-22T14:30:00Z", REPORT_NEAR},
		{"a second earlier", "2026-01-26", REPORT_BEFORE_OPEN, "2026-01-22T14:29:59Z",
			REPORT_FAR},
		{"unknown blocks until the next session is open", "2026-01-26", REPORT_UNKNOWN,
			"2026-01-27T14:29:59Z", REPORT_NEAR},
		{"and no longer", "2026-01-26", REPORT_UNKNOWN, "2026-01-27T14:30:00Z", REPORT_OUT},
		{"a report on a Saturday", "2026-01-24", REPORT_UNKNOWN, "2026-01-23T15:00:00Z",
			REPORT_NEAR},
		{"over Thanksgiving", "2026-11-25", REPORT_AFTER_CLOSE, "2026-11-26T15:00:00Z",
			REPORT_NEAR},
		{"two weeks away", "2026-02-09", REPORT_UNKNOWN, "2026-01-26T15:00:00Z",
			REPORT_FAR},
		{"30 days ago", "2025-12-26", REPORT_BEFORE_OPEN, "2026-01-25T14:30:00Z",
			REPORT_OUT},
		{"a second more", "2025-12-26", REPORT_BEFORE_OPEN, "2026-01-25T14:30:01Z",
			REPORT_PAST},
		{"last quarter's", "2025-10-27", REPORT_UNKNOWN, "2026-01-26T15:00:00Z",
			REPORT_PAST},
		{"beyond the calendar", "2050-01-26", REPORT_UNKNOWN, "2026-01-26T15:00:00Z",
			REPORT_NEAR},
	};
	double hours;
	for (size_t i = 0; i < array_size(rows); i++)
		check(rows[i].name, facts_report(on(rows[i].day), rows[i].time, at(rows[i].now), 24,
					    &hours) == rows[i].state);
	check("not listed", facts_report(DATE_UNKNOWN, REPORT_UNKNOWN, at("2026-01-26T15:00:00Z"),
				    24, &hours) == REPORT_NOT_LISTED &&
				    isnan(hours));
	check("no time", facts_report(on("2026-01-26"), REPORT_UNKNOWN, INSTANT_UNKNOWN, 24,
				 &hours) == REPORT_NEAR);
}

static void test_sessions(void **state)
{
	(void)state;
	static const struct {
		const char *name, *day, *today;
		enum fact recent;
	} rows[] = {
		{"today", "2026-01-26", "2026-01-26", FACT_YES},
		{"Friday on Monday", "2026-01-23", "2026-01-26", FACT_YES},
		{"Thursday on Monday", "2026-01-22", "2026-01-26", FACT_NO},
		{"T21 three months", "2025-10-20", "2026-01-26", FACT_NO},
	};
	for (size_t i = 0; i < array_size(rows); i++)
		check(rows[i].name, facts_is_recent_session(on(rows[i].day), on(rows[i].today)) ==
					    rows[i].recent);
	check("unknown", facts_is_recent_session(DATE_UNKNOWN, on("2026-01-26")) == FACT_UNKNOWN);
}

/* Deposits and withdrawals explain a gap; those of the day of the snapshot may be before it. */
static void test_cash_gap(void **state)
{
	(void)state;
	static const double unknown = (double)NAN;
	static const struct {
		const char *name;
		double start, fills, later, same_day, cash, gap;
	} rows[] = {
		{"nothing happened", 1000, 0, 0, 0, 1000, 0},
		{"a purchase", 1000, -250, 0, 0, 750, 0},
		{"less than expected", 1000, -250, 0, 0, 748.5, 1.5},
		{"more than expected", 1000, -250, 0, 0, 751.5, 1.5},
		{"a deposit", 1000, 0, 500, 0, 1500, 0},
		{"a withdrawal", 1000, 0, -500, 0, 500, 0},
		{"a deposit after the snapshot of its day", 1000, 0, 0, 500, 1500, 0},
		{"a deposit before it", 1500, 0, 0, 500, 1500, 0},
		{"half of it is not explained", 1000, 0, 0, 500, 1250, 250},
		{"cash unknown", 1000, 0, 0, 0, unknown, unknown},
		{"start unknown", unknown, 0, 0, 0, 1000, unknown},
		{"fills unknown", 1000, unknown, 0, 0, 1000, unknown},
		{"an activity unknown", 1000, 0, 0, unknown, 1000, unknown},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		struct cash_ledger l = {money_from_double(rows[i].start),
			money_from_double(rows[i].fills), money_from_double(rows[i].later),
			money_from_double(rows[i].same_day)};
		struct money gap = facts_cash_gap(&l, money_from_double(rows[i].cash));
		check(rows[i].name, money_known(gap) == !isnan(rows[i].gap));
		if (money_known(gap))
			check(rows[i].name, near(money_to_double(gap), rows[i].gap));
	}
	struct params p;
	params_init(&p);
	check("at least a dollar",
		near(money_to_double(facts_gap_allowed(&p, money_from_double(999))), 1));
	check("or .1 %",
		near(money_to_double(facts_gap_allowed(&p, money_from_double(50000))), 50));
	check("of an unknown equity nothing", !money_known(facts_gap_allowed(&p, MONEY_UNKNOWN)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_answer_times),
		cmocka_unit_test(test_skews),
		cmocka_unit_test(test_drawdowns),
		cmocka_unit_test(test_kellys),
		cmocka_unit_test(test_stop_targets),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_cash_gap),
	};
	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
