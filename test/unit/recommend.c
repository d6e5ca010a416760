#include "array.h"
#include "check.h"

#include "recommend.h"

static const struct instant now = {INT64_C(1769454305) * SECOND_US};

static struct instant ago(int minutes)
{
	return instant_add(now, -minutes * MINUTE_US);
}

static void test_outcomes(void **state)
{
	(void)state;
	const struct recommend_history none = {false, INSTANT_UNKNOWN, INSTANT_UNKNOWN};
	const struct recommend_history live = {true, ago(1), INSTANT_UNKNOWN};
	const struct recommend_history bullish_14 = {false, ago(14), INSTANT_UNKNOWN};
	const struct recommend_history bullish_15 = {false, ago(15), INSTANT_UNKNOWN};
	const struct recommend_history bearish_1 = {false, INSTANT_UNKNOWN, ago(1)};
	const struct {
		const char *name;
		enum signal_condition failed;
		enum direction direction;
		double confidence;
		bool evaluated;
		const struct recommend_history *history;
		enum recommend_outcome want;
	} cases[] = {
		{"signal", SIGNAL_PASSED, DIRECTION_BULLISH, 0.83, false, &none, RECOMMEND_PENDING},
		{"at the gate", SIGNAL_PASSED, DIRECTION_BULLISH, 0.70, false, &none,
			RECOMMEND_PENDING},
		{"under the gate", SIGNAL_PASSED, DIRECTION_BULLISH, 0.6999, false, &none,
			RECOMMEND_SKIPPED},
		{"no bar", SIGNAL_BAR_AGE, DIRECTION_BULLISH, 0.9, false, &none,
			RECOMMEND_NOT_FRESH},
		{"old features", SIGNAL_FEATURE_AGE, DIRECTION_BULLISH, 0.9, false, &none,
			RECOMMEND_NOT_FRESH},
		{"evaluated before", SIGNAL_PASSED, DIRECTION_BULLISH, 0.9, true, &none,
			RECOMMEND_NOT_FRESH},
		{"no news", SIGNAL_ARTICLES, DIRECTION_NONE, 0.9, false, &none,
			RECOMMEND_NO_SIGNAL},
		{"live", SIGNAL_PASSED, DIRECTION_BEARISH, 0.9, false, &live, RECOMMEND_LIVE},
		{"cooling", SIGNAL_PASSED, DIRECTION_BULLISH, 0.9, false, &bullish_14,
			RECOMMEND_COOLDOWN},
		{"cooled", SIGNAL_PASSED, DIRECTION_BULLISH, 0.9, false, &bullish_15,
			RECOMMEND_PENDING},
		{"other direction", SIGNAL_PASSED, DIRECTION_BULLISH, 0.9, false, &bearish_1,
			RECOMMEND_PENDING},
		{"its direction", SIGNAL_PASSED, DIRECTION_BEARISH, 0.9, false, &bearish_1,
			RECOMMEND_COOLDOWN},
		{"weak and cooling", SIGNAL_PASSED, DIRECTION_BEARISH, 0.4, false, &bearish_1,
			RECOMMEND_COOLDOWN},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct signal_decision d = {
			.in.now = now,
			.direction = cases[i].direction,
			.score.confidence = cases[i].confidence,
			.failed = cases[i].failed,
			.instrument = INSTRUMENT_CALL,
			.strategy = STRATEGY_DAY_TRADE,
		};
		enum recommend_outcome got =
			recommend_decide(&p, &d, cases[i].evaluated, cases[i].history);
		check_text(cases[i].name, recommend_outcome_name(got),
			recommend_outcome_name(cases[i].want));
		check(cases[i].name, recommend_is_stored(got) == (got == RECOMMEND_PENDING ||
									 got == RECOMMEND_SKIPPED));
	}
}

static void test_confidence(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	check_near(
		"default", recommend_confidence(&p, INSTRUMENT_PUT, STRATEGY_SWING_TRADE), 0.7, 0);
	p.gate_confidence_stock = 0.4;
	p.gate_confidence_swing_trade = 0.6;
	check_near("stock", recommend_confidence(&p, INSTRUMENT_STOCK, STRATEGY_DAY_TRADE), 0.4, 0);
	check_near("swing", recommend_confidence(&p, INSTRUMENT_PUT, STRATEGY_SWING_TRADE), 0.6, 0);
	check_near("day", recommend_confidence(&p, INSTRUMENT_CALL, STRATEGY_DAY_TRADE), 0.7, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_confidence),
	};
	return cmocka_run_group_tests_name("recommend", tests, NULL, NULL);
}
