#include "array.h"
#include "check.h"

#include "feature_plan.h"
#include "text.h"

/* Monday 2026-01-26: the session opens at 14:30Z; the one before ends on Friday at 21:00Z. */

static struct params params;
static struct session_span span;
static struct series_set set;

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	return *text == '\0' || instant_parse(text, &t) == 0 ? t : (struct instant){0};
}

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return session_span(&params, at("2026-01-26T15:00:04Z"), &span) ? 0 : -1;
}

static int empty_set(void **state)
{
	(void)state;
	series_set_free(&set);
	return 0;
}

static struct feature_plan plan_at(const char *now)
{
	return (struct feature_plan){.params = &params, .span = &span, .set = &set, .now = at(now)};
}

/* A whole state of TICKER: sums up to UNTIL, buckets up to the one that starts at BUCKET. */
static struct feature_state state_of(const char *ticker, const char *bucket, const char *until)
{
	struct feature_state s = {
		.bucket_ts = at(bucket),
		.first_bar_at = INSTANT_UNKNOWN,
		.last_close = {100 * USD_E4},
		.atr14 = 0.5,
		.buckets = 14,
		.vwap = {.money = 1000, .volume = 10, .until = at(until), .feed = FEED_IEX},
	};
	(void)text_copy(s.ticker, sizeof s.ticker, ticker);
	return s;
}

/* One bar per minute of TICKER at CLOSE USD, from FROM to TO (not included). */
static struct series *add_bars(
	const char *ticker, const char *from, const char *to, int64_t close, int detail)
{
	struct instant end = at(to);
	struct series *series = series_set_get(&set, ticker, strlen(ticker));
	for (struct instant t = at(from); t.us < end.us; t = instant_add(t, MINUTE_US)) {
		struct price price = {close * USD_E4};
		struct bar bar = {.ts = t,
			.high = price,
			.low = price,
			.close = price,
			.vwap = PRICE_UNKNOWN,
			.volume = 1};
		check("add", series_pack_add(&set.pack, series->number, &bar, detail) == 0);
	}
	return series;
}

static void check_times(const char *name, const struct feature_wanted *w, const char *from,
	const char *to, const char *detail)
{
	char text[INSTANT_TEXT_SIZE];
	check_text(name, instant_format(w->from, text), from);
	check_text(name, instant_format(w->to, text), to);
	check_text(name, instant_format(w->detail, text), detail);
}

/* As many minutes as the window of 120 bars has, and one for each minute without a row. */
static void test_usual(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now, *bucket, *until, *from, *detail;
	} cases[] = {
		{"no state, early: Friday's last minutes too", "2026-01-26T15:00:04Z", NULL, NULL,
			"2026-01-23T19:26:00Z", "2026-01-26T14:30:00Z"},
		{"no state, late: all of today", "2026-01-26T19:00:04Z", NULL, NULL,
			"2026-01-26T14:30:00Z", "2026-01-26T14:30:00Z"},
		{"the minute before has rows", "2026-01-26T19:00:04Z", "2026-01-26T18:50:00Z",
			"2026-01-26T18:59:00Z", "2026-01-26T17:00:00Z", "2026-01-26T18:55:00Z"},
		{"three minutes have none", "2026-01-26T19:00:04Z", "2026-01-26T18:50:00Z",
			"2026-01-26T18:57:00Z", "2026-01-26T16:58:00Z", "2026-01-26T18:55:00Z"},
		{"an hour has none: signal_volume_bars rows are made", "2026-01-26T19:00:04Z",
			"2026-01-26T17:50:00Z", "2026-01-26T18:00:00Z", "2026-01-26T16:56:00Z",
			"2026-01-26T17:55:00Z"},
		{"a state older than the window is not resumed", "2026-01-26T19:00:04Z",
			"2026-01-26T15:50:00Z", "2026-01-26T16:00:00Z", "2026-01-26T14:30:00Z",
			"2026-01-26T14:30:00Z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct feature_plan plan = plan_at(cases[i].now);
		bool any = cases[i].bucket != NULL;
		struct feature_state s = {.atr14 = (double)NAN};
		if (any)
			s = state_of("A", cases[i].bucket, cases[i].until);
		feature_plan_usual(&plan, &s, any);
		char now[INSTANT_TEXT_SIZE];
		check_times(cases[i].name, &plan.wanted, cases[i].from,
			instant_format(instant_floor(plan.now, MINUTE_US), now), cases[i].detail);
		check(cases[i].name, plan.wanted.tickers == NULL);
	}
}

/* A state is used whole or not at all. */
static void test_resume(void **state)
{
	(void)state;
	enum { WHOLE, FEW_BUCKETS, NO_ATR, NO_SUM, PREPARED, SPLIT, COUNT };
	static const char *const names[COUNT] = {"A", "B", "C", "D", "E", "F"};
	struct feature_state s[COUNT];
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T15:00:04Z");
	for (int i = 0; i < COUNT; i++) {
		add_bars(names[i], "2026-01-26T14:30:00Z", "2026-01-26T15:00:00Z",
			i == SPLIT ? 50 : 100, 1);
		s[i] = state_of(names[i], i < PREPARED ? "2026-01-26T14:50:00Z" : "",
			i < PREPARED ? "2026-01-26T14:59:00Z" : "2026-01-26T14:30:00Z");
	}
	s[FEW_BUCKETS].buckets = 13;
	s[NO_ATR].atr14 = (double)NAN;
	s[NO_SUM].vwap.until = INSTANT_UNKNOWN;
	feature_plan_usual(&plan, s, COUNT);
	check("resume", feature_plan_resume(&plan, s, COUNT) == 0);
	for (int i = 0; i < COUNT; i++) {
		const struct series *l = &set.series[i];
		bool want = i == WHOLE || i == PREPARED;
		check(names[i], l->has_atr == want && l->has_vwap == want);
	}
	check("without a state", plan.wanted.ticker_count == 4);
	check_text("the first of them", plan.wanted.tickers[0], "B");
	check("rows up to", set.series[WHOLE].featured.us == at("2026-01-26T14:58:00Z").us);
	check("buckets up to", set.series[WHOLE].atr.until.us == at("2026-01-26T14:55:00Z").us);
	check("a seed begins at the open",
		set.series[PREPARED].atr.until.us == at("2026-01-26T14:30:00Z").us);
	check("after a night", isnan(set.series[PREPARED].atr.atr.previous_close));
}

/* The usual bars start after the open, so today's first bar, and with it a split, is not known. */
static void test_resume_late(void **state)
{
	(void)state;
	struct feature_state s[] = {
		state_of("A", "2026-01-26T18:50:00Z", "2026-01-26T18:59:00Z"),
		state_of("B", "", "2026-01-26T14:30:00Z"),
	};
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T19:00:04Z");
	add_bars("A", "2026-01-26T17:00:00Z", "2026-01-26T19:00:00Z", 100, 1);
	add_bars("B", "2026-01-26T17:00:00Z", "2026-01-26T19:00:00Z", 100, 1);
	feature_plan_usual(&plan, s, 2);
	check("resume", feature_plan_resume(&plan, s, 2) == 0);
	check("a running state", set.series[0].has_atr);
	check("a seed", !set.series[1].has_atr);
}

/* A series that cannot go on drops its bars and gets all of today's with details. */
static void test_restart(void **state)
{
	(void)state;
	struct feature_state s = state_of("A", "2026-01-26T18:50:00Z", "2026-01-26T18:59:00Z");
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T19:00:04Z");
	feature_plan_usual(&plan, &s, 1);
	struct series *a = add_bars("A", "2026-01-26T17:00:00Z", "2026-01-26T18:55:00Z", 100, 0);
	add_bars("A", "2026-01-26T18:55:00Z", "2026-01-26T19:00:00Z", 100, 1);
	add_bars("B", "2026-01-26T17:00:00Z", "2026-01-26T19:00:00Z", 100, 0);
	struct series *done = add_bars("C", "2026-01-26T18:00:00Z", "2026-01-26T18:59:00Z", 100, 0);
	check("resume", feature_plan_resume(&plan, &s, 1) == 0);
	done->featured = at("2026-01-26T18:58:00Z");
	uint32_t number = set.series[1].number;
	check("restart", feature_plan_restart(&plan) == 0);
	check("one misses one row", a->missing == 1 && a->has_atr);
	check("B alone", plan.wanted.ticker_count == 1);
	check_text("B alone", plan.wanted.tickers[0], "B");
	check_times("from the open", &plan.wanted, "2026-01-26T14:30:00Z", "2026-01-26T19:00:00Z",
		"2026-01-26T14:30:00Z");
	check("its bars are dropped", set.series[1].number != number);
	check("C misses no row", done->missing == 0);
}

/* The usual bars of a run without any state have the details of the whole session. */
static void test_restart_with_details(void **state)
{
	(void)state;
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T15:00:04Z");
	feature_plan_usual(&plan, NULL, 0);
	add_bars("A", "2026-01-26T14:30:00Z", "2026-01-26T15:00:00Z", 100, 1);
	check("resume", feature_plan_resume(&plan, NULL, 0) == 0);
	check("restart", feature_plan_restart(&plan) == 0);
	check("misses rows", set.series[0].missing == 5);
	check("nothing is read again", plan.wanted.ticker_count == 0);
}

/* For a ticker that trades rarely each step reads twice as far back, up to the oldest session. */
static void test_lengthen(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
	} steps[] = {
		{"2026-01-23T17:30:04Z", "2026-01-23T19:26:00Z"}, /* 30 + 210 minutes */
		{"2026-01-22T20:00:04Z", "2026-01-23T17:30:04Z"}, /* 30 + 390 + 60 */
	};
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T15:00:04Z");
	feature_plan_usual(&plan, NULL, 0);
	add_bars("FULL", "2026-01-23T19:26:00Z", "2026-01-23T21:00:00Z", 100, 0);
	add_bars("FULL", "2026-01-26T14:30:00Z", "2026-01-26T15:00:00Z", 100, 1);
	add_bars("RARE", "2026-01-26T14:59:00Z", "2026-01-26T15:00:00Z", 100, 1);
	check("resume", feature_plan_resume(&plan, NULL, 0) == 0);
	check("restart", feature_plan_restart(&plan) == 0);
	size_t calls = 0;
	for (; feature_plan_lengthen(&plan) == 0 && plan.wanted.ticker_count > 0; calls++) {
		check("RARE alone", plan.wanted.ticker_count == 1);
		check_text("RARE alone", plan.wanted.tickers[0], "RARE");
		if (calls < array_size(steps))
			check_times("a step", &plan.wanted, steps[calls].from, steps[calls].to,
				steps[calls].to);
	}
	check("up to the oldest session", plan.reached.us == span.sessions[0].open.us);
	/* 240, 480 ... 3840 minutes; five sessions and this half hour have 1980 */
	check("and not further", calls == 5);
}

/* A ticker gets a seed once its bars suffice for a row. */
static void test_seed(void **state)
{
	(void)state;
	struct feature_seed seeds[3];
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T15:00:04Z");
	feature_plan_usual(&plan, NULL, 0);
	add_bars("FEW", "2026-01-26T14:41:00Z", "2026-01-26T15:00:00Z", 100, 1);
	add_bars("ENOUGH", "2026-01-26T14:40:00Z", "2026-01-26T15:00:00Z", 100, 1);
	struct series *done =
		add_bars("DONE", "2026-01-26T14:30:00Z", "2026-01-26T15:00:00Z", 100, 1);
	done->featured = at("2026-01-26T14:59:00Z");
	check("restart", feature_plan_restart(&plan) == 0);
	check("seed", feature_plan_seed(&plan) == 0);
	check("one", plan.wanted.ticker_count == 1);
	check_text("one", plan.wanted.tickers[0], "ENOUGH");
	for (size_t i = 0; i < 3; i++)
		feature_seed_begin(&seeds[i], &params);
	check("seeded", feature_plan_seeded(&plan, seeds) == 0);
	check("has an average", set.series[1].has_atr && !done->has_atr);
	check("from the open on", set.series[1].atr.until.us == at("2026-01-26T14:30:00Z").us);
}

static void test_before_open(void **state)
{
	(void)state;
	struct feature_state s = state_of("HAS", "", "2026-01-26T14:30:00Z");
	feature_plan_auto struct feature_plan plan = plan_at("2026-01-26T14:25:00Z");
	feature_plan_before_open(&plan);
	check_times("Friday's last window", &plan.wanted, "2026-01-23T19:00:00Z",
		"2026-01-26T14:30:00Z", "2026-01-26T14:30:00Z");
	add_bars("HAS", "2026-01-23T20:00:00Z", "2026-01-23T21:00:00Z", 100, 0);
	add_bars("NEW", "2026-01-23T20:00:00Z", "2026-01-23T21:00:00Z", 100, 0);
	check("unseeded", feature_plan_unseeded(&plan, &s, 1) == 0);
	check("one", plan.wanted.ticker_count == 1);
	check_text("one", plan.wanted.tickers[0], "NEW");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual),
		cmocka_unit_test_teardown(test_resume, empty_set),
		cmocka_unit_test_teardown(test_resume_late, empty_set),
		cmocka_unit_test_teardown(test_restart, empty_set),
		cmocka_unit_test_teardown(test_restart_with_details, empty_set),
		cmocka_unit_test_teardown(test_lengthen, empty_set),
		cmocka_unit_test_teardown(test_seed, empty_set),
		cmocka_unit_test_teardown(test_before_open, empty_set),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
