#include "array.h"
#include "check.h"

#include "figures.h"
#include "zone.h"

static const double unknown = (double)NAN;

static struct date day(int number)
{
	return date_add(date_from_ymd(2026, 1, 1), number - 1);
}

static struct instant at(int number, int hour)
{
	return zone_from_new_york(day(number), hour * 3600);
}

/* The values of qt(.975, n) of R. */
static void test_student(void **state)
{
	(void)state;
	const struct {
		int64_t n;
		double want;
	} cases[] = {{0, (double)NAN}, {1, 12.706205}, {4, 2.776445}, {9, 2.262157}, {10, 2.228139},
		{12, 2.178813}, {30, 2.042272}, {100, 1.983972}, {1000, 1.962339}};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near("quantile", figure_student(cases[i].n), cases[i].want, 0.00002);
}

/* ---- trades ---- */

static void check_figure(
	const char *name, struct figure got, double value, double low, double high, int64_t n)
{
	check_near(name, got.value, value, 1e-6);
	check_near(name, got.low, low, 2e-4 * (1 + fabs(low)));
	check_near(name, got.high, high, 2e-4 * (1 + fabs(high)));
	check(name, got.n == n);
}

/*
 * The wanted values are those of a short program in Python: the sandwich of residual sums by day
 * with G / (G - 1) and Student's t of 4 degrees, and Wilson's interval.
 */
static const struct {
	int day;
	double pnl, r;
} trades[] = {{1, 100, .5}, {1, -50, -.25}, {2, -80, -.4}, {2, 30, .15}, {3, 60, .3}, {3, 20, .1},
	{4, -40, -.2}, {4, 10, .05}, {5, 90, .45}, {5, -20, -.1}, {5, 5, .025}};

static struct trade_figures figures_of(size_t count, bool with_unknown)
{
	struct trade_result results[array_size(trades) + 1];
	struct trade_figures got;
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		if (with_unknown && i == 3)
			results[n++] = (struct trade_result){day(2), unknown, unknown};
		results[n++] =
			(struct trade_result){day(trades[i].day), trades[i].pnl, trades[i].r};
	}
	figures_of_trades(results, n, &got);
	return got;
}

static void test_trades(void **state)
{
	(void)state;
	for (int with_unknown = 0; with_unknown < 2; with_unknown++) {
		const char *name = with_unknown ? "with a result that is unknown" : "all known";
		struct trade_figures got = figures_of(array_size(trades), with_unknown);
		check(name, got.trades == 11 && got.unknown == with_unknown && got.days == 5);
		check(name, got.wins == 7 && got.losses == 4);
		check_near(name, got.net, 125, 1e-9);
		check_near(name, got.gain, 315, 1e-9);
		check_near(name, got.loss, 190, 1e-9);
		check_near(name, got.best, 100, 0);
		check_near(name, got.worst, -80, 0);
		check_figure(name, got.expectancy, 125.0 / 11, -21.7472004, 44.4744731, 11);
		check_figure(name, got.expectancy_r, .625 / 11, -0.10873600, 0.22237237, 11);
		check_figure(name, got.win_rate_pct, 700.0 / 11, 35.3801175, 84.8335289, 11);
		check_near(name, got.profit_factor.value, 315.0 / 190, 1e-12);
		/* by days the worst is day 2 (30 / 80), the best is day 3, which has no loss */
		check(name, got.profit_factor.low > 30.0 / 80 && got.profit_factor.low < 1);
		check(name, got.profit_factor.high > 2);
	}
}

static void test_same_twice(void **state)
{
	(void)state;
	struct trade_figures a = figures_of(array_size(trades), false);
	struct trade_figures b = figures_of(array_size(trades), false);
	check_near("profit factor", a.profit_factor.low, b.profit_factor.low, 0);
	check_near("profit factor", a.profit_factor.high, b.profit_factor.high, 0);
}

static void test_few_trades(void **state)
{
	(void)state;
	const struct {
		const char *name;
		size_t count;
		double value; /* of the expectancy */
		bool has_interval;
	} cases[] = {
		{"none", 0, (double)NAN, false},
		{"one", 1, 100, false},
		{"nine on five days", 9, 140.0 / 9, false},
		{"ten on five days", 10, 12, true},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct trade_figures got = figures_of(cases[i].count, false);
		bool known = isfinite(got.expectancy.low);
		check_near(cases[i].name, got.expectancy.value, cases[i].value, 1e-9);
		check(cases[i].name, known == cases[i].has_interval);
		check(cases[i].name, isfinite(got.win_rate_pct.low) == cases[i].has_interval);
		check(cases[i].name, isfinite(got.profit_factor.low) == cases[i].has_interval);
	}
	struct trade_result same_day[12], wins[12];
	struct trade_figures got;
	for (int i = 0; i < 12; i++) {
		same_day[i] = (struct trade_result){day(1 + i / 3), i % 2 ? 10 : -10, unknown};
		wins[i] = (struct trade_result){day(1 + i), 10, unknown};
	}
	figures_of_trades(same_day, array_size(same_day), &got);
	check("twelve on four days", got.trades == 12 && isnan(got.expectancy.low));
	check("twelve on four days", isnan(got.profit_factor.low));
	check("no R is known", got.expectancy_r.n == 0 && isnan(got.expectancy_r.value));
	figures_of_trades(wins, array_size(wins), &got);
	check("no loss: the profit factor is unknown", isnan(got.profit_factor.value));
	check_near("no loss", got.win_rate_pct.value, 100, 0);
	check("no loss: the win rate may be less", got.win_rate_pct.low < 80);
}

/* ---- equity ---- */

static struct equity_figures equity_of(const struct equity_point *points, size_t count,
	const struct equity_flow *flows, size_t flow_count, double rate)
{
	struct equity_day days[64];
	struct equity_value curve[129];
	struct equity_figures got;
	size_t n = equity_days(points, count, flows, flow_count, days);
	size_t values = equity_curve(points, count, days, n, curve);
	figures_of_equity(days, n, curve, values, rate, &got);
	return got;
}

static void test_equity_days(void **state)
{
	(void)state;
	const struct equity_point points[] = {
		{at(5, 10), 1010, 1000},
		{at(5, 15), 1020, 1000},
		{at(6, 10), (double)NAN, (double)NAN},
		{at(6, 15), 918, 1020},
		{at(8, 10), 1430, 918},
		{at(8, 15), 1428, 918},
	};
	const struct equity_flow flows[] = {{day(4), 7}, {day(7), 500}};
	struct equity_day days[6];
	size_t n = equity_days(points, array_size(points), flows, array_size(flows), days);
	const struct equity_day want[] = {
		{day(5), 1000, 1020, 0, 20, 0.02},
		{day(6), 1020, 918, 0, -102, -0.1},
		{day(8), 918, 1428, 500, 10, 10 / 1168.0},
	};
	check("days", n == array_size(want));
	for (size_t i = 0; i < n; i++) {
		check("day", date_compare(days[i].day, want[i].day) == 0);
		check_near("start", days[i].start, want[i].start, 1e-9);
		check_near("close", days[i].close, want[i].close, 1e-9);
		check_near("flow", days[i].flow, want[i].flow, 1e-9);
		check_near("pnl", days[i].pnl, want[i].pnl, 1e-9);
		check_near("rate", days[i].rate, want[i].rate, 1e-12);
	}
	struct equity_figures got =
		equity_of(points, array_size(points), flows, array_size(flows), 0);
	check("few days", got.days == 3 && isnan(got.sharpe.value) && isnan(got.cagr_pct.value));
	check_near("start", got.start, 1000, 0);
	check_near("end", got.end, 1428, 0);
	check_near("flow", got.flow, 500, 0);
	check_near("pnl", got.pnl, -72, 1e-9);
	check_near("return", got.return_pct, 100 * (1.02 * 0.9 * (1 + 10 / 1168.0) - 1), 1e-9);
	/* the deposit is no gain, so the fall stays that from 1020 to 918 */
	check_near("fall", got.fall_pct, 10, 1e-9);
	check_near("fall", got.fall_dollars, 102, 1e-9);
	check("peak", instant_compare(got.peak, at(5, 15)) == 0);
	check("trough", instant_compare(got.trough, at(6, 15)) == 0);
}

static void test_first_day(void **state)
{
	(void)state;
	const struct {
		const char *name;
		double equity, last_equity, flow, start, pnl, rate;
	} cases[] = {
		{"since the close before", 1010, 1000, 0, 1000, 10, 0.01},
		{"money came on it", 1510, 1000, 500, 1000, 10, 10 / 1250.0},
		{"the close before is unknown", 1010, (double)NAN, 0, 1010, 0, 0},
		{"and money came: nobody tells when", 1510, (double)NAN, 500, 1510, 0, 0},
		{"a new account", 1000, 0, 1000, 1000, 0, 0},
		{"nothing at all", 0, 0, 0, 0, 0, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		const struct equity_point point = {
			at(5, 10), cases[i].equity, cases[i].last_equity};
		const struct equity_flow flow = {day(5), cases[i].flow};
		struct equity_day got;
		check(cases[i].name, equity_days(&point, 1, &flow, 1, &got) == 1);
		check_near(cases[i].name, got.start, cases[i].start, 1e-9);
		check_near(cases[i].name, got.pnl, cases[i].pnl, 1e-9);
		check_near(cases[i].name, got.rate, cases[i].rate, 1e-12);
	}
}

/* Daily rates (i * 37 mod 23 - 10) / 1000; the wanted values are those of Python's statistics. */
static size_t made_points(struct equity_point *points, int count)
{
	double equity = 1000;
	for (int i = 0; i < count; i++) {
		points[i].last_equity = equity;
		equity *= 1 + (i * 37 % 23 - 10) / 1000.0;
		points[i].equity = equity;
		points[i].ts = at(1 + i + i / 5 * 2, 16);
	}
	return (size_t)count;
}

static void test_ratios(void **state)
{
	(void)state;
	struct equity_point points[24];
	size_t n = made_points(points, 24);
	struct equity_figures got = equity_of(points, n, NULL, 0, 0.04);
	check("days", got.days == 24 && got.sharpe.n == 24);
	check_near("return", got.return_pct, 1.2510775471532565, 1e-9);
	check_near("Sharpe", got.sharpe.value, 0.8680493823194881, 1e-9);
	check_near("Sortino", got.sortino.value, 1.3239888569266385, 1e-9);
	check_near("volatility", got.volatility_pct, 11.116879058440817, 1e-9);
	/* 24 sessions from the 1st on, two days off after each five: 32 days of the calendar */
	check_near("CAGR", got.cagr_pct.value, 100 * (pow(1.012510775471532565, 365.25 / 32) - 1),
		1e-7);
	check("intervals", got.sharpe.low < got.sharpe.value && got.sharpe.value < got.sharpe.high);
	/* about 2 / sqrt(n / 252) to each side */
	check_near("width", got.sharpe.high - got.sharpe.low, 4 * sqrt(252 / 24.0), 3.5);
	n = made_points(points, 20);
	check("20 days", isfinite(equity_of(points, n, NULL, 0, 0.04).sharpe.value));
	n = made_points(points, 19);
	got = equity_of(points, n, NULL, 0, 0.04);
	check("19 days", isnan(got.sharpe.value) && isnan(got.sortino.value));
	check("19 days", isnan(got.cagr_pct.value) && isnan(got.volatility_pct));
	check("19 days", got.sharpe.n == 19 && isfinite(got.return_pct));
}

static void test_odd_equity(void **state)
{
	(void)state;
	struct equity_point flat[24],
		ruin[] = {{at(5, 10), 100, 1000}, {at(6, 10), 0, 100}, {at(7, 10), -50, 0}};
	for (int i = 0; i < 24; i++)
		flat[i] = (struct equity_point){at(1 + i, 16), 1000, 1000};
	struct equity_figures got = equity_of(flat, array_size(flat), NULL, 0, 0);
	check("equity that never moves has no ratio", fabs(got.sharpe.value) < 1e-12);
	check_near("nor a fall", got.fall_pct, 0, 0);
	check("nor a peak", !instant_known(got.peak));
	got = equity_of(ruin, array_size(ruin), NULL, 0, 0);
	check_near("all is lost", got.fall_pct, 100, 1e-9);
	check_near("and more", got.fall_dollars, 1050, 1e-9);
	check_near("return", got.return_pct, -100, 1e-9);
	got = equity_of(NULL, 0, NULL, 0, 0);
	check("no equity", isnan(got.start) && isnan(got.return_pct) && isnan(got.fall_pct));
	struct equity_point none[] = {{at(5, 10), unknown, unknown}};
	got = equity_of(none, 1, NULL, 0, 0);
	check("unknown equity", isnan(got.start) && got.days == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_student),
		cmocka_unit_test(test_trades),
		cmocka_unit_test(test_same_twice),
		cmocka_unit_test(test_few_trades),
		cmocka_unit_test(test_equity_days),
		cmocka_unit_test(test_first_day),
		cmocka_unit_test(test_ratios),
		cmocka_unit_test(test_odd_equity),
	};
	return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
