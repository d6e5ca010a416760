/*
 * Several exit rules at once: of each two that hold, the first of the table decides. Then the
 * record of an exit, and what should be gone by now.
 */
#include "exit_case.h"

/* A market in which all RULES hold at once, in the order of the table. */
static const struct {
	struct exit_case all; /* WANT is not read */
	const char *rules[10];
} ladders[] = {
	{{"a day trade that is lost", DAY_CALL, "15:46",
		 "-120 0.45/0.57@90,-60 0.45/0.57@90,0 0.45/0.57@90",
		 "entered=2026-01-26_09:40 expiry=2026-01-26", ""},
		{"expiry", "end_of_day", "underlying_stop", "premium_stop", "spread_widening",
			"max_hold"}},
	{{"a day trade that was won", DAY_PUT, "15:46", "-60 4.38/4.42@96,0 3.38/3.42@96",
		 "entered=2026-01-26_09:40 expiry=2026-01-26 peak=4.40 bars=60/0/1000", ""},
		{"expiry", "end_of_day", "underlying_target", "momentum_reversal", "trailing",
			"volume_collapse", "max_hold"}},
	{{"shares that are lost", SHARES, "15:46", "0 89.99/90.01@90", "entered=2026-01-26_09:40",
		 ""},
		{"end_of_day", "underlying_stop", "max_hold"}},
	{{"a swing that is lost", SWING_CALL, "14:50",
		 "-120 0.45/0.57@90,-60 0.45/0.57@90,0 0.45/0.57@90",
		 "entered=2026-01-09_10:00 expiry=2026-01-26 report=2026-01-26/after_close", ""},
		{"expiry", "underlying_stop", "premium_stop", "spread_widening", "max_hold",
			"theta", "earnings"}},
	{{"a swing whose gain is gone", SWING_PUT, "14:50", "-60 4.38/4.42@89,0 2.58/2.62@89",
		 "entered=2026-01-09_10:00 expiry=2026-01-26 peak=4.40 "
		 "report=2026-01-27/before_open bars=60/0/1000",
		 ""},
		{"expiry", "underlying_target", "momentum_reversal", "trailing", "volume_collapse",
			"max_hold", "theta", "earnings"}},
	{{"a credit spread that is lost", BULL_PUT, "14:50", "0 3.68/3.72@94",
		 "expiry=2026-01-26 report=2026-01-27/before_open", ""},
		{"expiry", "underlying_stop", "credit_stop", "credit_days", "earnings"}},
	{{"a credit spread that is won", BEAR_CALL, "14:50", "0 0.48/0.52@90",
		 "expiry=2026-01-26 ex=2026-01-27/0.26 short=0.10", ""},
		{"expiry", "underlying_target", "credit_target", "credit_days", "earnings"}},
};

/* Switches every rule off but FIRST and SECOND. */
static void leave_on(struct params *p, const char *first, const char *second)
{
	for (size_t i = 0; i < exit_count; i++) {
		bool on = text_equal(exit_table[i].name, first) ||
			  text_equal(exit_table[i].name, second);
		double value = on ? 1 : 0;
		memcpy((char *)p + exit_table[i].enabled, &value, sizeof value);
	}
}

/* Of each two rules that hold, the first of the table decides, and alone either does. */
static void test_pairs(void **state)
{
	(void)state;
	static struct case_state s;
	size_t pairs = 0;
	for (size_t i = 0; i < array_size(ladders); i++)
		for (size_t a = 0; ladders[i].rules[a] != NULL; a++)
			for (size_t b = a; ladders[i].rules[b] != NULL; b++) {
				const char *first = ladders[i].rules[a],
					   *second = ladders[i].rules[b];
				struct exit_record records[EXIT_RULES_MAX];
				case_begin(&ladders[i].all, &s);
				leave_on(&s.params, first, second);
				const struct exit_record *closes =
					exit_decide(&s.in, &s.params, records);
				if (closes == NULL || !text_equal(closes->name, first))
					fail_msg("%s: %s and %s: %s decides", ladders[i].all.name,
						first, second,
						closes == NULL ? "none" : closes->name);
				pairs++;
			}
	assert_true(pairs > 100);
}

/* With every rule on, the first one decides, and no other holds than those listed. */
static void test_ladders(void **state)
{
	(void)state;
	static struct case_state s;
	for (size_t i = 0; i < array_size(ladders); i++) {
		struct exit_record records[EXIT_RULES_MAX];
		size_t next = 0;
		case_begin(&ladders[i].all, &s);
		(void)exit_decide(&s.in, &s.params, records);
		for (size_t k = 0; k < exit_count; k++)
			if (records[k].verdict == EXIT_CLOSE) {
				const char *want = ladders[i].rules[next++];
				check_text(ladders[i].all.name, records[k].name,
					want != NULL ? want : "none");
			}
		check(ladders[i].all.name, ladders[i].rules[next] == NULL);
	}
}

/* Each record has what was observed, the threshold, and the confidence of rules 6 and 8. */
static void test_records(void **state)
{
	(void)state;
	static const struct {
		struct exit_case all;
		double observed, threshold, confidence;
	} cases[] = {
		{{"6", DAY_CALL, "14:30", "-60 3.28/3.32@100,0 2.94/2.98@100", "", ""}, 2.96, 2.97,
			0.85},
		{{"8", DAY_CALL, "14:30", "0 2.58/2.62@100", "bars=60/110/1100", ""}, 22, 30, 0.7},
		{{"9", DAY_CALL, "14:30", "-120 1.87/2.13@100,-60 1.87/2.13@100,0 1.87/2.13@100",
			 "", ""},
			0.26, 0.24, (double)NAN},
		{{"11", SWING_CALL, "15:00", CALM, "expiry=2026-01-30", ""}, 4, 4, (double)NAN},
		{{"12 stop", BULL_PUT, "15:00", "0 3.58/3.62@100", "", ""}, -200, -200,
			(double)NAN},
		{{"12 target", BULL_PUT, "15:00", "0 0.58/0.62@100", "", ""}, 50, 50, (double)NAN},
		{{"12 days", BULL_PUT, "15:00", CALM_SPREAD, "expiry=2026-02-16", ""}, 21, 21,
			(double)NAN},
		{{"13 report", SWING_CALL, "2026-01-30 15:00", CALM, "report=2026-02-02/unknown",
			 ""},
			3, 3, (double)NAN},
		{{"13 dividend", BEAR_CALL, "15:00", "0 1.18/1.22@106",
			 "stop=120 ex=2026-01-27/0.26 short=1.10", ""},
			0.10, 0.26, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		static struct case_state s;
		struct exit_record records[EXIT_RULES_MAX];
		case_begin(&cases[i].all, &s);
		const struct exit_record *r = exit_decide(&s.in, &s.params, records);
		check(cases[i].all.name, r != NULL);
		check_near(cases[i].all.name, r->observed, cases[i].observed, 1e-9);
		check_near(cases[i].all.name, r->threshold, cases[i].threshold, 1e-9);
		check_near(cases[i].all.name, r->confidence, cases[i].confidence, 1e-9);
	}
}

/* The first half of a trade, in minutes of an open market; unknown while it is short. */
static void test_volume_span(void **state)
{
	(void)state;
	static const struct {
		const char *name, *entered, *now, *half; /* NULL: unknown */
	} cases[] = {
		{"22 minutes", "14:08", "14:30", "14:19"},
		{"odd ones", "14:08", "14:31", "14:19"},
		{"seconds", "14:08:59", "14:30:59", "14:19"},
		{"ten minutes", "14:08", "14:18", "14:13"},
		{"nine minutes", "14:08", "14:17:59", NULL},
		{"over a weekend", "2026-01-23 15:50", "09:50", "09:35"},
	};
	struct params p;
	struct position position = {.entered_at = INSTANT_UNKNOWN};
	params_init(&p);
	struct exit_volume_span span = exit_volume_span(&position, case_time("14:30"), &p);
	check("no entry", !instant_known(span.half) && !instant_known(span.from));
	position.entered_at = case_time("14:08");
	span = exit_volume_span(&position, INSTANT_UNKNOWN, &p);
	check("no time", !instant_known(span.half) && !instant_known(span.from));
	for (size_t i = 0; i < array_size(cases); i++) {
		position.entered_at = case_time(cases[i].entered);
		span = exit_volume_span(&position, case_time(cases[i].now), &p);
		struct instant want =
			cases[i].half == NULL ? INSTANT_UNKNOWN : case_time(cases[i].half);
		check(cases[i].name, span.half.us == want.us);
	}
}

/* Of a report that is out nothing is observed. */
static void test_reports_that_are_out(void **state)
{
	(void)state;
	static const struct exit_case cases[] = {
		{"today", SWING_CALL, "10:00", CALM, "report=2026-01-26/before_open", ""},
		{"long ago", SWING_CALL, "15:00", CALM, "report=2025-10-30/unknown", ""},
	};
	static struct case_state s;
	for (size_t i = 0; i < array_size(cases); i++) {
		struct exit_record records[EXIT_RULES_MAX];
		case_begin(&cases[i], &s);
		(void)exit_decide(&s.in, &s.params, records);
		const struct exit_record *earnings = &records[exit_count - 1];
		check_text(cases[i].name, earnings->name, "earnings");
		check(cases[i].name, earnings->verdict == EXIT_HOLD && isnan(earnings->observed));
	}
}

/* Only exits of rule 11 and for the days of rule 12 roll, and only with their switch on. */
static void test_rolls(void **state)
{
	(void)state;
	static const struct {
		struct exit_case all;
		bool rolls;
	} cases[] = {
		{{"off", SWING_CALL, "15:00", CALM, "expiry=2026-01-30", ""}, false},
		{{"on", SWING_CALL, "15:00", CALM, "expiry=2026-01-30 exit_roll=1", ""}, true},
		{{"another rule", SWING_CALL, "15:00", "0 2.48/2.52@95",
			 "expiry=2026-01-30 exit_roll=1", ""},
			false},
		{{"12 off", BULL_PUT, "15:00", CALM_SPREAD, "expiry=2026-02-16 exit_roll=1", ""},
			false},
		{{"12 on", BULL_PUT, "15:00", CALM_SPREAD, "expiry=2026-02-16 exit_credit_roll=1",
			 ""},
			true},
		{{"12 on, calls", BEAR_CALL, "15:00", CALM_SPREAD,
			 "expiry=2026-02-16 exit_credit_roll=1", ""},
			true},
		{{"12 on, for its loss", BULL_PUT, "15:00", "0 3.58/3.62@100",
			 "expiry=2026-02-16 exit_credit_roll=1", ""},
			false},
		{{"12 on, for its gain", BULL_PUT, "15:00", "0 0.58/0.62@100",
			 "expiry=2026-02-16 exit_credit_roll=1", ""},
			false},
		{{"the switch of rule 12 is not that of rule 11", SWING_CALL, "15:00", CALM,
			 "expiry=2026-01-30 exit_credit_roll=1", ""},
			false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		static struct case_state s;
		struct exit_record records[EXIT_RULES_MAX];
		case_begin(&cases[i].all, &s);
		const struct exit_record *r = exit_decide(&s.in, &s.params, records);
		check(cases[i].all.name, r != NULL && r->rolls == cases[i].rolls);
	}
}

/* What should be gone: 55 minutes before the close on expiry day, 5 at the end of the day. */
static void test_should_be_gone(void **state)
{
	(void)state;
	static const struct {
		struct exit_case all;
		bool gone;
	} cases[] = {
		{{"15:04:59", SWING_CALL, "15:04:59", "", "expiry=2026-01-26", ""}, false},
		{{"15:05", SWING_CALL, "15:05", "", "expiry=2026-01-26", ""}, true},
		{{"tomorrow's", SWING_CALL, "15:05", "", "expiry=2026-01-27", ""}, false},
		{{"yesterday's", SWING_CALL, "15:05", "", "expiry=2026-01-25", ""}, false},
		{{"early close, 12:04:59", SWING_CALL, "2026-11-27 12:04:59", "",
			 "expiry=2026-11-27", ""},
			false},
		{{"early close, 12:05", SWING_CALL, "2026-11-27 12:05", "", "expiry=2026-11-27",
			 ""},
			true},
		{{"15:54:59", DAY_CALL, "15:54:59", "", "", ""}, false},
		{{"15:55", DAY_CALL, "15:55", "", "", ""}, true},
		{{"shares", SHARES, "15:55", "", "", ""}, true},
		{{"a swing", SWING_CALL, "15:55", "", "", ""}, false},
		{{"a Sunday", DAY_CALL, "2026-01-25 15:55", "", "", ""}, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		static struct case_state s;
		case_begin(&cases[i].all, &s);
		check(cases[i].all.name,
			exit_should_be_gone(&s.params, &s.position, s.in.now) == cases[i].gone);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_ladders),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_volume_span),
		cmocka_unit_test(test_reports_that_are_out),
		cmocka_unit_test(test_rolls),
		cmocka_unit_test(test_should_be_gone),
	};
	return cmocka_run_group_tests_name("exit_pairs", tests, NULL, NULL);
}
