#include "array.h"
#include "check.h"

#include <math.h>
#include <stdio.h>

#include "caps.h"
#include "status.h"
#include "text.h"

/* Monday, 11:00 in New York; the session opened at 09:30. */
static const struct instant now = {INT64_C(1769443200) * 1000000};

static const struct status_check *find(const char *name)
{
	size_t i = status_check_find(name);
	check(name, i < status_check_count);
	return &status_checks[i];
}

static bool is_age(const struct status_check *check)
{
	return check->kind == STATUS_NEWEST || check->kind == STATUS_OLDEST;
}

/* Decides CHECK at T, with its fact VALUE: seconds of age, or a number. */
static struct status_finding decide_with(const struct status_check *check, struct instant t,
	double value, const char *detail, double positions, double watched)
{
	struct params params;
	struct status_facts facts;
	struct status_finding finding;
	params_init(&params);
	status_facts_init(&facts, t);
	status_fact_set(&facts, STATUS_FACT_positions, INSTANT_UNKNOWN, positions, NULL);
	status_fact_set(&facts, STATUS_FACT_watched, INSTANT_UNKNOWN, watched, NULL);
	if (is_age(check) && !isnan(value))
		status_fact_set(&facts, check->fact, instant_add(t, -(int64_t)(value * SECOND_US)),
			(double)NAN, detail);
	else
		status_fact_set(&facts, check->fact, INSTANT_UNKNOWN, value, detail);
	status_decide(check, &facts, &params, &finding);
	return finding;
}

static struct status_finding decide(
	const struct status_check *check, struct instant t, double value, const char *detail)
{
	return decide_with(check, t, value, detail, 1, 1);
}

/* One row per check and level: the value that is just bad enough. */
static const struct bad {
	const char *check;
	enum status_level level;
	double value;
	const char *detail;
	const char *text;
} bad[] = {
	{"database", STATUS_CRITICAL, 1, "connection refused", "database: connection refused"},
	{"schema", STATUS_CRITICAL, 1, "version 3", "schema: version 3"},
	{"roles", STATUS_CRITICAL, 1, "no roles", "roles of the programs: no roles"},
	{"database_slow", STATUS_WARNING, 1001, NULL,
		"database answers within: 1001 ms; limit 1000 ms"},
	{"database_slow", STATUS_CRITICAL, 5001, NULL,
		"database answers within: 5001 ms; limit 5000 ms"},
	{"halt_file", STATUS_WARNING, 1, "/x says entries", "halt file: /x says entries"},
	{"halt_file", STATUS_CRITICAL, 2, "/x says all", "halt file: /x says all"},
	{"disk", STATUS_WARNING, 9.9, "/home", "free space on the disk: 9.9 %; limit 10 % (/home)"},
	{"disk", STATUS_CRITICAL, 2.9, "/home", "free space on the disk: 2.9 %; limit 3 % (/home)"},
	{"halts", STATUS_WARNING, 1, "entries by ann: late",
		"halts in force: entries by ann: late"},
	{"halts", STATUS_CRITICAL, 2, "all by ann: late", "halts in force: all by ann: late"},
	{"posmon", STATUS_CRITICAL, 121, "AAPL",
		"positions looked at: 2 min ago; limit 2 min (AAPL)"},
	{"unprotected", STATUS_CRITICAL, 1, "AAPL (position 7)",
		"positions without a stop: 1 (AAPL (position 7))"},
	{"missing_positions", STATUS_WARNING, 1, "AAPL (position 7)",
		"positions that the broker does not list: 1 (AAPL (position 7))"},
	{"intents", STATUS_WARNING, 121, "opt-e1-a1",
		"oldest order in doubt: 2 min ago; limit 2 min (opt-e1-a1)"},
	{"intents", STATUS_CRITICAL, 601, "opt-e1-a1",
		"oldest order in doubt: 10 min ago; limit 10 min (opt-e1-a1)"},
	{"quarantine", STATUS_CRITICAL, 1, "opt-e1-a1", "orders in quarantine: 1 (opt-e1-a1)"},
	{"option_bars", STATUS_WARNING, 601, NULL,
		"bars of open contracts answered: 10 min ago; limit 10 min"},
	{"option_bars", STATUS_CRITICAL, 3001, NULL,
		"bars of open contracts answered: 50 min ago; limit 50 min"},
	{"bars", STATUS_WARNING, 121, NULL, "newest minute bar ended: 2 min ago; limit 2 min"},
	{"bars", STATUS_CRITICAL, 601, NULL, "newest minute bar ended: 10 min ago; limit 10 min"},
	{"features", STATUS_WARNING, 121, NULL,
		"newest features are of a bar that ended: 2 min ago; limit 2 min"},
	{"features", STATUS_CRITICAL, 601, NULL,
		"newest features are of a bar that ended: 10 min ago; limit 10 min"},
	{"watchlist", STATUS_WARNING, 421, NULL, "watchlist computed: 7 min ago; limit 7 min"},
	{"watchlist", STATUS_CRITICAL, 2101, NULL, "watchlist computed: 35 min ago; limit 35 min"},
	{"chains", STATUS_WARNING, 901, NULL,
		"opt-chain last ended well: 15 min ago; limit 15 min"},
	{"chains", STATUS_CRITICAL, 4501, NULL,
		"opt-chain last ended well: 1 h 15 min ago; limit 1 h 15 min"},
	{"signals", STATUS_WARNING, 601, NULL,
		"opt-signal last ended well: 10 min ago; limit 10 min"},
	{"signals", STATUS_CRITICAL, 3001, NULL,
		"opt-signal last ended well: 50 min ago; limit 50 min"},
	{"recommendations", STATUS_WARNING, 601, NULL,
		"oldest open recommendation: 10 min ago; limit 10 min"},
	{"recommendations", STATUS_CRITICAL, 3001, NULL,
		"oldest open recommendation: 50 min ago; limit 50 min"},
	{"dispatch", STATUS_WARNING, 601, NULL,
		"opt-dispatch last ended well: 10 min ago; limit 10 min"},
	{"dispatch", STATUS_CRITICAL, 3001, NULL,
		"opt-dispatch last ended well: 50 min ago; limit 50 min"},
	{"broker", STATUS_CRITICAL, 1, "timed out", "broker: timed out"},
	{"news", STATUS_WARNING, 301, NULL, "opt-rss last ended well: 5 min ago; limit 5 min"},
	{"news", STATUS_CRITICAL, 1501, NULL, "opt-rss last ended well: 25 min ago; limit 25 min"},
	{"classifier", STATUS_WARNING, 301, NULL,
		"opt-classify last ended well: 5 min ago; limit 5 min"},
	{"classifier", STATUS_CRITICAL, 1501, NULL,
		"opt-classify last ended well: 25 min ago; limit 25 min"},
	{"backlog", STATUS_WARNING, 601, "9 wait",
		"oldest article without a class: 10 min ago; limit 10 min (9 wait)"},
	{"backlog", STATUS_CRITICAL, 3001, "9 wait",
		"oldest article without a class: 50 min ago; limit 50 min (9 wait)"},
	{"no_feeds", STATUS_WARNING, 0, NULL, "feeds: 0; limit 1"},
	{"feeds_failing", STATUS_WARNING, 1, "Nasdaq", "failing feeds: 1 (Nasdaq)"},
	{"all_feeds", STATUS_CRITICAL, 0, NULL, "working feeds: 0; limit 1"},
	{"never_ran", STATUS_WARNING, 1, "opt-chain", "stages without any run: 1 (opt-chain)"},
	{"missed_slots", STATUS_WARNING, 6, "opt-bars 6 of 60",
		"runs that cron did not start in the last hour: 6; limit 5 (opt-bars 6 of 60)"},
	{"missed_slots", STATUS_CRITICAL, 26, "opt-bars 26 of 60",
		"runs that cron did not start in the last hour: 26; limit 25 (opt-bars 26 of 60)"},
	{"failed_runs", STATUS_WARNING, 1, "opt-bars",
		"runs that failed or were lost in the last hour: 1 (opt-bars)"},
	{"failed_runs", STATUS_CRITICAL, 11, "opt-bars",
		"runs that failed or were lost in the last hour: 11; limit 10 (opt-bars)"},
	{"clock_database", STATUS_WARNING, 2.1, NULL,
		"clock of the database differs by: 2.1 s; limit 2 s"},
	{"clock_database", STATUS_CRITICAL, 10.1, NULL,
		"clock of the database differs by: 10.1 s; limit 10 s"},
	{"clock_broker", STATUS_WARNING, 2.1, NULL,
		"clock of the broker differs by: 2.1 s; limit 2 s"},
	{"clock_broker", STATUS_CRITICAL, 10.1, NULL,
		"clock of the broker differs by: 10.1 s; limit 10 s"},
	{"partitions", STATUS_WARNING, 6, "iv_surface",
		"partitions ahead: 6 d; limit 7 d (iv_surface)"},
	{"partitions", STATUS_CRITICAL, 0, "iv_surface",
		"partitions ahead: 0 d; limit 1 d (iv_surface)"},
	{"alerts", STATUS_WARNING, 901, "3 wait",
		"oldest alert that is not delivered: 15 min ago; limit 15 min (3 wait)"},
	{"inert_gates", STATUS_WARNING, 1, "earnings",
		"gates that judged nothing in 30 days: 1 (earnings)"},
	{"caps", STATUS_WARNING, 10.1, "tier tiny: day_trade 10.1 %",
		"most of the buying power that one trade may cost: 10.1 %; limit 10 % (tier tiny: "
		"day_trade 10.1 %)"},
	{"keys", STATUS_CRITICAL, 1, "none", "keys of the broker: none"},
	{"broker_answers", STATUS_CRITICAL, 1, "unauthorized",
		"answer of the broker: unauthorized"},
	{"catalog", STATUS_CRITICAL, 2, "fills.fee is missing",
		"objects that are missing or different: 2 (fills.fee is missing)"},
	{"cron", STATUS_CRITICAL, 301, NULL,
		"opt-posmon, which cron starts, last ended well: 5 min ago; limit 5 min"},
	{"mail", STATUS_WARNING, 1, "sendmail is missing",
		"program for the mail of cron: sendmail is missing"},
	{"channels", STATUS_WARNING, 1, "none is set", "channels of opt-alert: none is set"},
	{"channels", STATUS_CRITICAL, 2, "email: timed out",
		"channels of opt-alert: email: timed out"},
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(bad); i++) {
		const struct bad *b = &bad[i];
		struct status_finding got = decide(find(b->check), now, b->value, b->detail);
		if (got.level != b->level || !text_equal(got.text, b->text))
			fail_msg("%s: %s \"%s\", not %s \"%s\"", b->check,
				status_level_name(got.level), got.text, status_level_name(b->level),
				b->text);
	}
}

/* Each level that a row can have is in the table above, and its limit itself is not that bad. */
static void test_limits(void **state)
{
	(void)state;
	struct params params;
	params_init(&params);
	for (size_t i = 0; i < status_check_count; i++) {
		const struct status_check *check = &status_checks[i];
		for (int level = STATUS_WARNING; level <= STATUS_CRITICAL; level++) {
			const struct status_limit *limit =
				level == STATUS_WARNING ? &check->warning : &check->critical;
			size_t rows = 0;
			for (size_t j = 0; j < array_size(bad); j++)
				rows += text_equal(bad[j].check, check->name) &&
					(int)bad[j].level == level;
			if (rows != (isnan(limit->factor) ? 0U : 1U))
				fail_msg("%s: %zu rows for the level %s", check->name, rows,
					status_level_name((enum status_level)level));
			for (size_t j = 0; j < array_size(bad); j++) {
				if (!text_equal(bad[j].check, check->name) ||
					(int)bad[j].level != level)
					continue;
				double at = decide(check, now, bad[j].value, NULL).limit;
				if ((int)decide(check, now, at, NULL).level >= level)
					fail_msg("%s: %g is at the limit already", check->name, at);
			}
		}
	}
}

/* A fact that nobody looked up decides nothing; one that is unknown is never a pass. */
static void test_unknown(void **state)
{
	(void)state;
	struct params params;
	params_init(&params);
	for (size_t i = 0; i < status_check_count; i++) {
		const struct status_check *check = &status_checks[i];
		struct status_facts facts;
		struct status_finding got;
		status_facts_init(&facts, now);
		status_decide(check, &facts, &params, &got);
		if (got.applies || got.level != STATUS_HEALTHY)
			fail_msg("%s: decided without its fact", check->name);
		got = decide(check, now, (double)NAN, NULL);
		bool good = check->kind == STATUS_OLDEST; /* nothing is left undone */
		if (!got.applies || (got.level == STATUS_HEALTHY) != good)
			fail_msg("%s: unknown is %s", check->name, status_level_name(got.level));
	}
}

/* The times and the conditions under which a check applies. */
static void test_applies(void **state)
{
	(void)state;
	const struct {
		const char *name, *check;
		int64_t minutes; /* after 11:00 */
		double age_s, positions, watched;
		bool applies;
		enum status_level level;
	} cases[] = {
		{"bars of yesterday before the open", "bars", -91, 60000, 1, 1, false, 0},
		{"at the open", "bars", -90, 60000, 1, 1, true, STATUS_HEALTHY},
		{"two minutes after it", "bars", -88, 60000, 1, 1, true, STATUS_HEALTHY},
		{"three minutes after it", "bars", -87, 60000, 1, 1, true, STATUS_WARNING},
		{"eleven minutes after it", "bars", -79, 60000, 1, 1, true, STATUS_CRITICAL},
		{"never any bar, at the open", "bars", -90, (double)NAN, 1, 1, true,
			STATUS_HEALTHY},
		{"never any bar", "bars", -79, (double)NAN, 1, 1, true, STATUS_CRITICAL},
		{"the last minute", "bars", 299, 700, 1, 1, true, STATUS_CRITICAL},
		{"at the close", "bars", 300, 700, 1, 1, false, 0},
		{"a Sunday", "posmon", 6 * 1440, 700, 1, 1, false, 0},
		{"news on a Sunday", "news", 6 * 1440, 700, 1, 1, true, STATUS_WARNING},
		{"late news at the open, since when they come at night, too", "news", -89, 700, 1,
			1, true, STATUS_WARNING},
		{"a row from the future", "news", 0, -700, 1, 1, true, STATUS_HEALTHY},
		{"no position to look at", "posmon", 0, 3600, 0, 1, false, 0},
		{"an unknown number of positions", "posmon", 0, 3600, (double)NAN, 1, true,
			STATUS_CRITICAL},
		{"no contract to ask for", "option_bars", 0, 3600, 0, 1, false, 0},
		{"an unknown number of contracts", "option_bars", 0, 3600, (double)NAN, 1, true,
			STATUS_CRITICAL},
		{"an empty watchlist", "signals", 0, 3600, 1, 0, false, 0},
		{"an unknown watchlist", "signals", 0, 3600, 1, (double)NAN, true, STATUS_CRITICAL},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct instant t = instant_add(now, cases[i].minutes * MINUTE_US);
		struct status_finding got = decide_with(find(cases[i].check), t, cases[i].age_s,
			NULL, cases[i].positions, cases[i].watched);
		if (got.applies != cases[i].applies || got.level != cases[i].level)
			fail_msg("%s: %s, %s", cases[i].name, got.applies ? "applies" : "does not",
				status_level_name(got.level));
	}
}

static void test_caps(void **state)
{
	(void)state;
	const struct {
		enum tier tier;
		double limit, highest;
		const char *text;
	} cases[] = {
		{TIER_TINY, 10, 25, "tier tiny: day_trade 25 %, swing_trade 15 %"},
		{TIER_TINY, 9.9, 25,
			"tier tiny: day_trade 25 %, swing_trade 15 %, credit_spread 10 %, "
			"debit_spread 10 %"},
		{TIER_SMALL, 12, 12, ""},
		{TIER_SMALL, 10, 12, "tier small: day_trade 12 %"},
		{TIER_LARGE, 10, 2, ""},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[CAPS_TEXT_SIZE];
		struct params params;
		params_init(&params);
		params.status_cap_pct = cases[i].limit;
		check_near(cases[i].text, caps_highest(&params, cases[i].tier, text),
			cases[i].highest, 0);
		assert_string_equal(text, cases[i].text);
	}
}

/* The texts of checks that are healthy or unknown, and of a detail that is too long. */
static void test_healthy_texts(void **state)
{
	(void)state;
	char long_detail[3 * STATUS_DETAIL_SIZE + 1] = "";
	for (size_t i = 0; i < STATUS_DETAIL_SIZE; i++)
		memcpy(long_detail + 3 * i, "\xe2\x82\xac", 4); /* the sign of the euro */
	const struct {
		const char *check;
		double value;
		const char *text;
	} cases[] = {
		{"database", 0, "database: ok"},
		{"halts", (double)NAN, "halts in force: not known"},
		{"news", (double)NAN, "opt-rss last ended well: never; limit 25 min"},
		{"intents", (double)NAN, "oldest order in doubt: none"},
		{"news", 0.5, "opt-rss last ended well: 0 s ago"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct status_finding got = decide(find(cases[i].check), now, cases[i].value, NULL);
		check_text(cases[i].check, got.text, cases[i].text);
	}
	struct status_finding got = decide(find("database"), now, 1, long_detail);
	assert_int_equal(strlen(got.text), strlen("database: ") + (STATUS_DETAIL_SIZE - 1) / 3 * 3);
	assert_true(text_is_utf8(got.text, strlen(got.text)));
}

static void test_texts(void **state)
{
	(void)state;
	const struct {
		double seconds;
		const char *want;
	} cases[] = {{0, "0 s"}, {45, "45 s"}, {60, "1 min"}, {119, "119 s"}, {120, "2 min"},
		{3599, "59 min"}, {121, "2 min"}, {3600, "1 h"}, {3659, "1 h"}, {3660, "1 h 1 min"},
		{172799, "47 h 59 min"}, {172800, "2 days"}, {(double)NAN, "never"},
		{(double)INFINITY, "never"}};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[STATUS_DURATION_SIZE];
		assert_string_equal(status_duration(cases[i].seconds, text), cases[i].want);
	}
	assert_int_equal(status_fact_find("bars"), STATUS_FACT_bars);
	assert_int_equal(status_fact_find("luck"), STATUS_FACTS);
	assert_int_equal(status_check_find("luck"), status_check_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_applies),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_healthy_texts),
		cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
