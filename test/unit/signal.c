#include "array.h"
#include "check.h"

#include "rng.h"
#include "signal.h"

static struct params params;
static const double unknown = (double)NAN;
static const int64_t now_us = 1769454480 * SECOND_US; /* 2026-01-26T19:08:00Z */

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

static struct instant ago(double seconds)
{
	return (struct instant){now_us - (int64_t)(seconds * (double)SECOND_US)};
}

/* A ticker whose inputs are all known and good; each test row changes some of them. */
static struct signal_input good(void)
{
	return (struct signal_input){
		.now = {now_us},
		.bar_ts = ago(90),
		.feature_ts = ago(90),
		.news = {.s = 0.6, .n = 2, .age_s = 300, .newest = ago(300), .oldest = ago(600)},
		.close = 100.4,
		.sma20 = 100,
		.distance_sma20 = 0.004,
		.trend_state = TREND_UP,
		.vol_ratio = 1,
		.volume_ratio = 1.7,
		.daily_trend = TREND_UP,
		.iv_percentile = unknown,
		.long_stock = FACT_NO,
	};
}

/* The four worked examples of the specification, section 6; a confidence above 1; the rounding. */
static void test_worked_examples(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double s, distance, vol_ratio, volume_ratio, confidence;
		bool signal;
		enum strategy strategy;
	} cases[] = {
		{"swing", 0.6, 0.004, 1.0, 1.7, 0.83, true, STRATEGY_SWING_TRADE},
		{"day", 0.6, 0.012, 1.5, 3.5, 0.819, true, STRATEGY_DAY_TRADE},
		{"nothing", 0.6, 0.002, 1.0, 0.9, 0.2565, false, STRATEGY_DAY_TRADE},
		{"swing the gate refuses", 1, 1e-9, 1.0, 1.49, 0.6, true, STRATEGY_SWING_TRADE},
		{"above 1", 0.9, 0.002, 1.0, 3.0, 1.2285, true, STRATEGY_DAY_TRADE},
		{".69996 is .7", 0.51, 0.01716554, 1.5, 3.0, 0.7, true, STRATEGY_DAY_TRADE},
		{".69994 is less", 0.51, 0.01716677, 1.5, 3.0, 0.6999, true, STRATEGY_SWING_TRADE},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct signal_input in = good();
		struct signal_decision d;
		in.news.s = cases[i].s;
		in.distance_sma20 = cases[i].distance;
		in.close = in.sma20 * (1 + in.distance_sma20);
		in.vol_ratio = cases[i].vol_ratio;
		in.volume_ratio = cases[i].volume_ratio;
		check(cases[i].name, signal_decide(&params, &in, &d) == cases[i].signal);
		check_near(cases[i].name, d.score.confidence, cases[i].confidence, 0);
		if (cases[i].signal) {
			check(cases[i].name, d.failed == SIGNAL_PASSED && isnan(d.observed));
			check_text(cases[i].name, strategy_name(d.strategy),
				strategy_name(cases[i].strategy));
			check(cases[i].name,
				d.instrument == INSTRUMENT_CALL && d.action == ACTION_BUY);
		} else {
			check_text(cases[i].name, signal_condition_name(d.failed), "confidence");
			check_near(cases[i].name, d.observed, cases[i].confidence, 0);
			check_near(cases[i].name, d.threshold, 0.35, 0);
		}
	}
}

static void bearish(struct signal_input *in)
{
	in->news.s = -0.6;
	in->close = 99.6;
	in->distance_sma20 = -0.004;
	in->trend_state = TREND_DOWN;
	in->daily_trend = TREND_DOWN;
}

/* Each row changes a good input: the condition that fails, its observed and its required value. */
static void test_conditions(void **state)
{
	(void)state;
	struct signal_input cases[40];
	const char *names[40], *failed[40];
	double observed[40], threshold[40];
	size_t n = 0;
#define CASE(name, change, condition, seen, asked) \
	do { \
		struct signal_input in = good(); \
		change; \
		cases[n] = in; \
		names[n] = name; \
		failed[n] = condition; \
		observed[n] = seen; \
		threshold[n++] = asked; \
	} while (0)
	CASE("good", (void)in, "passed", unknown, unknown);
	CASE("bar of 120 s", in.bar_ts = ago(180), "passed", unknown, unknown);
	CASE("bar of 121 s", in.bar_ts = ago(181), "bar_age", 121, 120);
	CASE("no bar", in.bar_ts = INSTANT_UNKNOWN, "bar_age", unknown, 120);
	CASE("features of 300 s", in.feature_ts = ago(360), "passed", unknown, unknown);
	CASE("features of 301 s", in.feature_ts = ago(361), "feature_age", 301, 300);
	CASE("no features", in.feature_ts = INSTANT_UNKNOWN, "feature_age", unknown, 300);
	CASE("no articles", in.news.n = 0; in.news.s = unknown, "articles", 0, 1);
	CASE("s at the limit", in.news.s = 0.5, "sentiment", 0.5, 0.5);
	CASE("s above", in.news.s = 0.5001, "passed", unknown, unknown);
	CASE("s below, bearish", in.news.s = -0.5, "sentiment", -0.5, 0.5);
	CASE("bearish over the sma", in.news.s = -0.6, "sma20", 100.4, 100);
	CASE("at the sma", in.close = 100, "sma20", 100, 100);
	CASE("no sma", in.sma20 = unknown, "sma20", 100.4, unknown);
	CASE("trend down", in.trend_state = TREND_DOWN, "trend_state", -1, 0);
	CASE("no trend", in.trend_state = TREND_FLAT, "passed", unknown, unknown);
	CASE("trend unknown", in.trend_state = TREND_UNKNOWN, "trend_state", unknown, 0);
	CASE("2 % away", in.distance_sma20 = 0.02, "passed", unknown, unknown);
	CASE("further", in.distance_sma20 = 0.0201, "distance_sma20", 0.0201, 0.02);
	CASE("distance unknown", in.distance_sma20 = unknown, "distance_sma20", unknown, 0.02);
	CASE("volatility unknown", in.vol_ratio = unknown, "vol_ratio", unknown, unknown);
	CASE("volume unknown", in.volume_ratio = unknown, "confidence", 0, 0.35);
	CASE("no volume", in.volume_ratio = 0.49, "confidence", 0, 0.35);
	CASE("bearish", bearish(&in), "passed", unknown, unknown);
	CASE("bearish, trend up", bearish(&in); in.trend_state = TREND_UP, "trend_state", 1, 0);
	CASE("stock against the day", in.daily_trend = TREND_DOWN, "daily_trend", -1, 0);
	CASE("bearish stock, none held", bearish(&in);
		in.daily_trend = TREND_UNKNOWN, "long_stock", 0, 1);
	CASE("bearish stock, holding unknown", bearish(&in); in.daily_trend = TREND_UNKNOWN;
		in.long_stock = FACT_UNKNOWN, "long_stock", unknown, 1);
	CASE("bearish stock, held", bearish(&in); in.daily_trend = TREND_UNKNOWN;
		in.long_stock = FACT_YES, "passed", unknown, unknown);
	CASE("bearish stock against the day", bearish(&in); in.daily_trend = TREND_UP;
		in.long_stock = FACT_YES, "daily_trend", 1, 0);
#undef CASE
	for (size_t i = 0; i < n; i++) {
		struct signal_decision d;
		bool passed = signal_decide(&params, &cases[i], &d);
		check_text(names[i], signal_condition_name(d.failed), failed[i]);
		check(names[i], passed == (d.failed == SIGNAL_PASSED));
		check_near(names[i], d.observed, observed[i], 1e-12);
		check_near(names[i], d.threshold, threshold[i], 0);
		check(names[i], isnan(d.score.confidence) == (d.failed < SIGNAL_CONFIDENCE));
	}
}

/* Confidence, volume and the daily trend choose the instrument and the strategy. */
static void test_strategies(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool bearish;
		double volume_ratio;
		enum trend daily;
		double iv_percentile;
		double credit, conservative;
		enum instrument instrument;
		enum strategy strategy;
	} cases[] = {
		{"day needs no daily trend", false, 3, TREND_DOWN, 0, 0, 0, INSTRUMENT_CALL,
			STRATEGY_DAY_TRADE},
		{"day, bearish", true, 3, TREND_UNKNOWN, 0, 0, 0, INSTRUMENT_PUT,
			STRATEGY_DAY_TRADE},
		{"volume just under", false, 2.99, TREND_UP, 0, 0, 0, INSTRUMENT_CALL,
			STRATEGY_SWING_TRADE},
		{"flat daily trend", false, 1.7, TREND_FLAT, 0, 0, 0, INSTRUMENT_CALL,
			STRATEGY_SWING_TRADE},
		{"swing, bearish", true, 1.7, TREND_DOWN, 0, 0, 0, INSTRUMENT_PUT,
			STRATEGY_SWING_TRADE},
		{"daily trend unknown", false, 1.7, TREND_UNKNOWN, 0, 0, 0, INSTRUMENT_STOCK,
			STRATEGY_DAY_TRADE},
		{"little volume", false, 1.2, TREND_UP, 0, 0, 0, INSTRUMENT_STOCK,
			STRATEGY_DAY_TRADE},
		{"conservative", false, 1.7, TREND_UP, 0, 0, 1, INSTRUMENT_CALL,
			STRATEGY_CONSERVATIVE},
		{"spread is off", false, 1.7, TREND_UP, 90, 0, 0, INSTRUMENT_CALL,
			STRATEGY_SWING_TRADE},
		{"IV at the limit", false, 1.7, TREND_UP, 70, 1, 0, INSTRUMENT_CALL,
			STRATEGY_SWING_TRADE},
		{"IV above: a bull put spread", false, 1.7, TREND_UP, 70.1, 1, 0, INSTRUMENT_PUT,
			STRATEGY_CREDIT_SPREAD},
		{"IV above, bearish: a bear call spread", true, 1.7, TREND_DOWN, 90, 1, 1,
			INSTRUMENT_CALL, STRATEGY_CREDIT_SPREAD},
		{"IV unknown", false, 1.7, TREND_UP, (double)NAN, 1, 1, INSTRUMENT_CALL,
			STRATEGY_CONSERVATIVE},
		{"a day_trade is never a spread", false, 3, TREND_UP, 90, 1, 1, INSTRUMENT_CALL,
			STRATEGY_DAY_TRADE},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p = params;
		struct signal_input in = good();
		struct signal_decision d;
		if (cases[i].bearish)
			bearish(&in);
		in.volume_ratio = cases[i].volume_ratio;
		in.daily_trend = cases[i].daily;
		in.iv_percentile = cases[i].iv_percentile;
		p.signal_credit_spread = cases[i].credit;
		p.signal_conservative = cases[i].conservative;
		/* .83 * .6 = .498: stock */
		check(cases[i].name, signal_decide(&p, &in, &d));
		check_text(cases[i].name, instrument_name(d.instrument),
			instrument_name(cases[i].instrument));
		check_text(
			cases[i].name, strategy_name(d.strategy), strategy_name(cases[i].strategy));
		check(cases[i].name, d.action == ACTION_BUY);
		check(cases[i].name, trade_direction(d.instrument, d.strategy) == (int)d.direction);
	}
}

static void test_volume(void **state)
{
	(void)state;
	static const struct {
		double ratio, factor;
	} steps[] = {
		{0, 0},
		{0.4999, 0},
		{0.5, 0.3},
		{1.1999, 0.3},
		{1.2, 0.6},
		{1.4999, 0.6},
		{1.5, 1},
		{1.9999, 1},
		{2, 1.2},
		{2.9999, 1.2},
		{3, 1.3},
		{100, 1.3},
		{(double)NAN, 0},
	};
	for (size_t i = 0; i < array_size(steps); i++)
		check_near("multiplier", signal_multiplier(&params, steps[i].ratio),
			steps[i].factor, 0);
	const double ratios[] = {9, 1, unknown, 3, 2, unknown};
	check_near("the last five", signal_volume_ratio(&params, ratios, 6), 3, 0);
	check_near("one", signal_volume_ratio(&params, ratios, 1), 9, 0);
	check("none known", isnan(signal_volume_ratio(&params, ratios + 5, 1)));
	check("none", isnan(signal_volume_ratio(&params, ratios, 0)));
	struct signal_score score;
	signal_score(&params, 1, 1, 0, 1, 5, &score);
	check_near("not capped at 1", score.confidence, 1.3, 0);
	signal_score(&params, 0.6, 0, 0.004, 0.79, 2, &score);
	check_near("flat and quiet", score.base, 0.18 + 0.125 + 0.2 + 0.14, 1e-15);
	signal_score(&params, 0.61237, 1, 0, 1, 1.7, &score);
	check_near("4 places", score.confidence, 0.8837, 0);
	static const double vola[][2] = {{0.7999, 0.7}, {0.8, 1}, {1.3, 1}, {1.3001, 0.5}};
	for (size_t i = 0; i < array_size(vola); i++) {
		signal_score(&params, 1, 1, 0, vola[i][0], 1.7, &score);
		check_near("vola", score.vola, vola[i][1], 0);
	}
}

static void test_news(void **state)
{
	(void)state;
	bool counted[8];
	struct news_score r;
	struct instant now = {now_us};
	news_score(&params, NULL, 0, now, NULL, &r);
	check("none", r.n == 0 && isnan(r.s) && isnan(r.age_s) && !instant_known(r.newest));

	/* by age the weights are 1, 1/2 and 1/4; the second article is half neutral */
	const struct news_item items[] = {
		{ago(0), 0.8, 0, 1},
		{ago(1200), -0.4, 0.5, 2},
		{ago(2400), 1, 0, 0},
	};
	news_score(&params, items, 3, now, counted, &r);
	check_near("s", r.s, (0.8 - 0.25 * 0.4 + 0.25) / 1.5, 1e-15);
	check("n", r.n == 3 && counted[0] && counted[1] && counted[2]);
	check_near("age", r.age_s, 0, 0);
	check("newest", r.newest.us == now_us && r.oldest.us == ago(2400).us);

	const struct news_item odd[] = {
		{ago(3600), 1, 0, 0},	      /* an hour old: outside the window */
		{ago(-1), 1, 0, 0},	      /* not published yet */
		{INSTANT_UNKNOWN, 1, 0, 0},   /* unknown time */
		{ago(60), (double)NAN, 0, 0}, /* unknown score */
		{ago(60), 1, (double)NAN, 0}, /* unknown p_neutral */
		{ago(3599), 0.5, 0.1, 0},     /* counts */
	};
	news_score(&params, odd, 6, now, counted, &r);
	check("n", r.n == 1 && counted[5] && !counted[0] && !counted[1] && !counted[2] &&
			   !counted[3] && !counted[4]);
	check_near("s", r.s, 0.5, 1e-15);
	check_near("age", r.age_s, 3599, 0);

	/*
	 * Story 7 has three articles: only the first counts. Story 8 began two hours ago: it does
	 * not count. Story 9 began more than a day ago: it counts again. Articles of story 0 are
	 * separate stories.
	 */
	const struct news_item again[] = {
		{ago(60), 0.9, 0, 7},
		{ago(600), 0.3, 0, 7},
		{ago(600), 0.5, 0, 7},
		{ago(30), 1, 0, 8},
		{ago(7200), 1, 0, 8},
		{ago(90000), 1, 0, 9},
		{ago(600), 0.3, 0, 9},
		{ago(600), 0.3, 0, 0},
	};
	news_score(&params, again, 8, now, counted, &r);
	check("n", r.n == 3);
	check("only the first article of a story counts", !counted[0] && counted[1] && !counted[2]);
	check("a story of two hours ago does not count", !counted[3] && !counted[4]);
	check("a story of more than a day ago counts again", counted[6]);
	check_near("s", r.s, 0.3, 1e-15);

	/*
	 * An article without direction hardly weighs: three strongly negative ones and one that an
	 * engine calls mildly positive stay below the threshold of a signal for the whole hour.
	 */
	for (int minute = 0; minute < 40; minute++) {
		double older = 60.0 * minute;
		const struct news_item crash[] = {
			{ago(older + 1200), -0.95, 0.04, 1},
			{ago(older + 900), -0.9, 0.05, 2},
			{ago(older + 300), -0.85, 0.1, 3},
			{ago(older), 0.2, 0.6, 4},
			{ago(older), 0, 1, 5},
		};
		news_score(&params, crash, 5, now, NULL, &r);
		check("n", r.n == 5);
		check("mildly positive", r.s < -0.5);
	}

	const struct news_item neutral[] = {{ago(60), 0, 1, 0}, {ago(90), 0, 1, 0}};
	news_score(&params, neutral, 2, now, NULL, &r);
	check("neutral only", r.n == 2);
	check_near("neutral only", r.s, 0, 0);
}

/* In random cases the first condition that fails by itself is the one that signal_decide names. */
static void test_conditions_agree(void **state)
{
	(void)state;
	struct rng r;
	rng_init(&r, 7);
	int signals = 0;
	for (int i = 0; i < 5000; i++) {
		struct signal_input in = good();
		struct signal_decision d;
		struct condition c[SIGNAL_CONDITION_COUNT];
		size_t first = 0;
		in.bar_ts = ago(rng_between(&r, 60, 190));
		in.feature_ts = ago(rng_between(&r, 60, 370));
		in.news.s = rng_between(&r, -1, 1);
		in.news.n = (int)rng_between(&r, 0, 4);
		in.close = in.sma20 * rng_between(&r, 0.97, 1.03);
		in.distance_sma20 = in.close / in.sma20 - 1;
		in.trend_state = (enum trend)(int)rng_between(&r, -1.99, 1.99);
		in.daily_trend =
			i % 5 == 0 ? TREND_UNKNOWN : (enum trend)(int)rng_between(&r, -1.99, 1.99);
		in.vol_ratio = i % 7 == 0 ? unknown : rng_between(&r, 0.5, 1.5);
		in.volume_ratio = rng_between(&r, 0, 4);
		in.long_stock = i % 2 == 0 ? FACT_YES : FACT_NO;
		signals += signal_decide(&params, &in, &d);
		signal_conditions(&params, &in, c);
		while (first < SIGNAL_CONDITION_COUNT && c[first].pass)
			first++;
		check_text("first", signal_condition_name((enum signal_condition)first),
			signal_condition_name(d.failed));
		if (first < SIGNAL_CONDITION_COUNT) {
			check_near(c[first].name, c[first].observed, d.observed, 0);
			check_near(c[first].name, c[first].threshold, d.threshold, 0);
			check(c[first].name, !(condition_margin(&c[first]) > 0));
		}
	}
	check("some are signals", signals > 20);
}

/* Without a direction or an input there is no confidence; of an option the last three pass. */
static void test_conditions_without_score(void **state)
{
	(void)state;
	struct params p = params;
	struct condition c[SIGNAL_CONDITION_COUNT];
	for (int i = 0; i < 4; i++) {
		struct signal_input in = good();
		if (i == 0)
			in.news.s = 0;
		else if (i == 1)
			in.trend_state = TREND_UNKNOWN;
		else if (i == 2)
			in.vol_ratio = unknown;
		else
			in.distance_sma20 = unknown;
		signal_conditions(&p, &in, c);
		check("no confidence", isnan(c[SIGNAL_CONFIDENCE].observed));
	}
	struct signal_input in = good();
	struct signal_decision d;
	p.signal_stock_confidence = 0.95;
	signal_conditions(&p, &in, c);
	for (int i = SIGNAL_CONFIDENCE; i < SIGNAL_CONDITION_COUNT; i++)
		check(c[i].name, c[i].pass);
	p.signal_swing_confidence = 0.83; /* the confidence itself */
	check("the bound", signal_decide(&p, &in, &d));
	check_text("the bound", strategy_name(d.strategy), "swing_trade");
	in.news.s = 0;
	(void)signal_decide(&p, &in, &d);
	check_text("0", direction_name(d.direction), "none");
	check_text("1", direction_name(DIRECTION_BULLISH), "bullish");
	check_text("-1", direction_name(DIRECTION_BEARISH), "bearish");
}

/* The margin is the distance to the threshold, negative when the condition fails. */
static void test_margin(void **state)
{
	(void)state;
	const struct {
		const char *name;
		struct condition c;
		bool pass;
		double margin;
	} cases[] = {
		{"at least, at the limit", condition_of("", NEEDS_AT_LEAST, 2, 2), true, 0},
		{"at least, under it", condition_of("", NEEDS_AT_LEAST, 1.5, 2), false, -0.5},
		{"above, at the limit", condition_of("", NEEDS_ABOVE, 2, 2), false, 0},
		{"at most, at the limit", condition_of("", NEEDS_AT_MOST, 2, 2), true, 0},
		{"at most, over it", condition_of("", NEEDS_AT_MOST, 3, 2), false, -1},
		{"below, at the limit", condition_of("", NEEDS_BELOW, 2, 2), false, 0},
		{"size, above", condition_of_size("", NEEDS_ABOVE, -0.75, 0.5), true, 0.25},
		{"size, at most", condition_of_size("", NEEDS_AT_MOST, -0.75, 0.5), false, -0.25},
		{"known", condition_of("", NEEDS_KNOWN, 0, unknown), true, unknown},
		{"not known", condition_of("", NEEDS_KNOWN, unknown, unknown), false, unknown},
		{"unknown", condition_of("", NEEDS_AT_LEAST, unknown, 2), false, unknown},
		{"no threshold", condition_of("", NEEDS_AT_MOST, 2, unknown), false, unknown},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		check(cases[i].name, cases[i].c.pass == cases[i].pass);
		check_near(cases[i].name, condition_margin(&cases[i].c), cases[i].margin, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_examples),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_strategies),
		cmocka_unit_test(test_volume),
		cmocka_unit_test(test_news),
		cmocka_unit_test_setup(test_conditions_agree, set_up),
		cmocka_unit_test(test_conditions_without_score),
		cmocka_unit_test(test_margin),
	};
	return cmocka_run_group_tests_name("signal", tests, set_up, NULL);
}
