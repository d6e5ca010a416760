#include "array.h"
#include "check.h"

#include <stdio.h>

#include "watchlist.h"

static struct params params;
static const double unknown = (double)NAN;
static const struct instant now = {1769454480 * SECOND_US};

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

static struct instant minutes_ago(int minutes)
{
	return instant_add(now, -minutes * MINUTE_US);
}

static void test_scores(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double s;
		int n;
		double age_s, distance, vol_ratio;
		enum trend trend;
		struct watchlist_scores want;
	} cases[] = {
		{"best", 1, 5, 0, 0, 1.5, TREND_UP, {1, 1, 1, 1, 1}},
		{"typical", -0.6, 2, 900, -0.004, 1.1, TREND_DOWN, {0.57, 0.6, 0.5, 1, 0.6495}},
		{"opposed", 0.6, 10, 1800, 0.02, 0.5, TREND_DOWN, {0.7, 0, 0, 0, 0.245}},
		{"no trend", 0.6, 1, 3599.9, 0.01, 3, TREND_FLAT,
			{0.36000555555555557, 0, 1, 0.5, 0.42600194444444445}},
		{"no direction", 0.05, 1, 0, 0.005, 0.7, TREND_UP, {0.285, 0.5, 0, 0.5, 0.32475}},
		{"no articles", (double)NAN, 0, (double)NAN, 0, 1.5, TREND_UP,
			{0, 1, 1, 0.5, 0.55}},
		{"no features", 1, 5, 0, (double)NAN, (double)NAN, TREND_UNKNOWN,
			{1, (double)NAN, (double)NAN, (double)NAN, 0.35}},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct watchlist_row row = {
			.ticker = "A",
			.news = {.s = cases[i].s, .n = cases[i].n, .age_s = cases[i].age_s},
			.distance_sma20 = cases[i].distance,
			.vol_ratio = cases[i].vol_ratio,
			.trend_state = cases[i].trend,
		};
		struct watchlist_scores got;
		watchlist_score(&params, &row, &got);
		check_near(cases[i].name, got.pressure, cases[i].want.pressure, 1e-12);
		check_near(cases[i].name, got.setup, cases[i].want.setup, 1e-12);
		check_near(cases[i].name, got.vol, cases[i].want.vol, 1e-12);
		check_near(cases[i].name, got.alignment, cases[i].want.alignment, 1e-12);
		check_near(cases[i].name, got.score, cases[i].want.score, 1e-12);
	}
}

/*
 * A row whose score is SCORE (0.20 to 0.55): without articles and with a flat trend, which adds
 * .10; the rest comes from setup and vol.
 */
static struct watchlist_row row_of(const char *ticker, double score)
{
	double rest = score - 0.10;
	double setup = fmin(rest / 0.25, 1), vol = (rest - 0.25 * setup) / 0.20;
	return (struct watchlist_row){
		.ticker = ticker,
		.news = {.s = unknown, .n = 0, .age_s = unknown},
		.distance_sma20 = (1 - setup) * 0.01,
		.vol_ratio = 0.7 + 0.8 * vol,
		.trend_state = TREND_FLAT,
		.entered_at = INSTANT_UNKNOWN,
	};
}

/* A score exactly at a bound passes it; a ticker that comes back enters at that time. */
static void test_bounds(void **state)
{
	(void)state;
	struct params p = params;
	struct watchlist_row row = row_of("A", 0.45);
	watchlist_score(&p, &row, &row.scores);
	p.watch_entry_score = row.scores.score;
	row.entered_at = minutes_ago(500);
	watchlist_decide(&p, now, &row, 1);
	check("enters", row.in_watchlist && row.reason == WATCHLIST_ENTERED);
	check("at that time", instant_compare(row.entered_at, now) == 0);
	p.watch_exit_score = row.scores.score;
	row.was_in = true;
	row.entered_at = minutes_ago(500);
	watchlist_decide(&p, now, &row, 1);
	check("stays", row.in_watchlist && row.reason == WATCHLIST_KEPT);
	check("since then", instant_compare(row.entered_at, minutes_ago(500)) == 0);
}

static void test_hysteresis(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double score;
		bool was_in, held;
		int minutes;
		bool in;
		enum watchlist_reason reason;
	} cases[] = {
		{"under entry", 0.54, false, false, 0, false, WATCHLIST_UNDER_ENTRY},
		{"enters", 0.551, false, false, 0, true, WATCHLIST_ENTERED},
		{"kept", 0.31, true, false, 300, true, WATCHLIST_KEPT},
		{"leaves", 0.29, true, false, 31, false, WATCHLIST_UNDER_EXIT},
		{"leaves at 30 minutes", 0.29, true, false, 30, false, WATCHLIST_UNDER_EXIT},
		{"too early to leave", 0.29, true, false, 29, true, WATCHLIST_MIN_STAY},
		{"held, new", 0.2, false, true, 0, true, WATCHLIST_HELD},
		{"held, would leave", 0.2, true, true, 300, true, WATCHLIST_HELD},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct watchlist_row row = row_of("A", fmin(cases[i].score, 0.55));
		if (cases[i].score > 0.55)
			row.news = (struct news_score){.s = 0.01, .n = 1, .age_s = 0};
		row.was_in = cases[i].was_in;
		row.held = cases[i].held;
		row.entered_at = row.was_in ? minutes_ago(cases[i].minutes) : INSTANT_UNKNOWN;
		watchlist_decide(&params, now, &row, 1);
		check_text(cases[i].name, watchlist_reason_name(row.reason),
			watchlist_reason_name(cases[i].reason));
		check(cases[i].name,
			row.in_watchlist == cases[i].in && row.rank == (cases[i].in ? 1 : 0));
		if (row.in_watchlist)
			check(cases[i].name,
				row.entered_at.us ==
					minutes_ago(cases[i].was_in ? cases[i].minutes : 0).us);
	}
}

static void test_ranks(void **state)
{
	(void)state;
	enum { ROWS = 40 };
	struct watchlist_row rows[ROWS];
	char names[ROWS][8];
	params.watch_size = 30;
	for (int i = 0; i < ROWS; i++) {
		snprintf(names[i], sizeof names[i], "T%02d", i);
		/* all are kept; two by two they have the same score; the last has a position */
		rows[i] = row_of(names[i], 0.50 - 0.01 * (i / 2));
		rows[i].was_in = true;
		rows[i].entered_at = minutes_ago(60);
		rows[i].held = i == ROWS - 1;
	}
	/* not in the order of the ranks */
	struct watchlist_row other = rows[0];
	rows[0] = rows[20];
	rows[20] = other;
	watchlist_decide(&params, now, rows, ROWS);
	for (int i = 0; i < ROWS; i++) {
		char want[8];
		int which = i < 29 ? i : i == 29 ? ROWS - 1 : i - 1;
		snprintf(want, sizeof want, "T%02d", which);
		check_text("order", rows[i].ticker, want);
		check(want,
			rows[i].in_watchlist == (i < 30) && rows[i].rank == (i < 30 ? i + 1 : 0));
		check(want, i < 30 || rows[i].reason == WATCHLIST_NO_ROOM);
	}
	/* positions may make the list longer than watch_size */
	params.watch_size = 1;
	for (int i = 0; i < 3; i++) {
		rows[i] = row_of(names[i], 0.2);
		rows[i].held = i != 1;
		rows[i].was_in = false;
	}
	watchlist_decide(&params, now, rows, 3);
	check("two held", rows[0].rank == 1 && rows[1].rank == 2 && rows[2].rank == 0);
	params_init(&params);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_hysteresis),
		cmocka_unit_test(test_ranks),
	};
	return cmocka_run_group_tests_name("watchlist", tests, set_up, NULL);
}
