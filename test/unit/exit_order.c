#include "array.h"
#include "exit_call.h"

static struct position call(void)
{
	return call_until(date_from_ymd(2026, 1, 27));
}

static void test_orders(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t wanted, available;
		double bid, ask;
		enum sale_pace pace;
		int attempts;
		double model;
		bool is_new, is_opening;
		double limit; /* NAN: at the market */
		int64_t quantity;
	} cases[] = {
		{"O34 urgent: 2 % of the mid under the bid", 4, 4, 1.20, 1.30, SALE_URGENT, 0,
			(double)NAN, false, false, 1.17, 4},
		{"O34 the second attempt is lower", 4, 4, 1.20, 1.30, SALE_URGENT, 1, (double)NAN,
			false, false, 1.15, 4},
		{"at most five times as far", 4, 4, 1.20, 1.30, SALE_URGENT, 40, (double)NAN, false,
			false, 1.07, 4},
		{"a tick is more than 2 %", 4, 4, 0.20, 0.22, SALE_URGENT, 0, (double)NAN, false,
			false, 0.19, 4},
		{"never under a tick", 4, 4, 0.01, 0.03, SALE_URGENT, 4, (double)NAN, false, false,
			0.01, 4},
		{"at the bid while the session opens", 4, 4, 0.70, 1.15, SALE_URGENT, 0, 0.90, true,
			true, 0.70, 4},
		{"not under half of the model while it is new", 4, 4, 0.10, 1.90, SALE_URGENT, 0,
			1.20, true, false, 0.60, 4},
		{"later", 4, 4, 0.10, 1.90, SALE_URGENT, 0, 1.20, false, false, 0.08, 4},
		{"patient: the mid", 4, 4, 1.20, 1.30, SALE_PATIENT, 0, (double)NAN, false, false,
			1.25, 4},
		{"patient: half-way", 4, 4, 1.20, 1.30, SALE_PATIENT, 1, (double)NAN, false, false,
			1.22, 4},
		{"patient: the bid", 4, 4, 1.20, 1.30, SALE_PATIENT, 2, (double)NAN, false, false,
			1.20, 4},
		{"patient: then urgent", 4, 4, 1.20, 1.30, SALE_PATIENT, 3, (double)NAN, false,
			false, 1.17, 4},
		{"what must be gone", 4, 4, 1.20, 1.30, SALE_GONE, 0, 2.50, true, false,
			(double)NAN, 4},
		{"O37 bid 0 rests at a tick", 4, 4, 0, 0.05, SALE_URGENT, 0, (double)NAN, false,
			false, 0.01, 4},
		{"pin 2: bid 0, must be gone", 4, 4, 0, 0.05, SALE_GONE, 0, 0.01, true, false, 0.01,
			4},
		{"no quote: .8 of the model", 4, 4, (double)NAN, (double)NAN, SALE_URGENT, 0, 2.00,
			false, false, 1.60, 4},
		{"no quote: in steps", 4, 4, (double)NAN, (double)NAN, SALE_URGENT, 2, 2.00, false,
			false, 1.20, 4},
		{"neither quote nor model", 4, 4, (double)NAN, (double)NAN, SALE_URGENT, 0,
			(double)NAN, false, false, (double)NAN, 4},
		{"O29 the broker has three", 4, 3, 1.20, 1.30, SALE_URGENT, 0, (double)NAN, false,
			false, 1.17, 3},
		{"O30 the broker has none", 4, 0, 1.20, 1.30, SALE_URGENT, 0, (double)NAN, false,
			false, 1.17, 0},
		{"the broker's quantity is not known", 4, -1, 1.20, 1.30, SALE_URGENT, 0,
			(double)NAN, false, false, 1.17, 0},
		{"no more than is wanted", 4, 9, 1.20, 1.30, SALE_URGENT, 0, (double)NAN, false,
			false, 1.17, 4},
	};
	struct params p;
	params_init(&p);
	struct position position = call();
	for (size_t i = 0; i < array_size(cases); i++) {
		struct sale sale = {
			.pace = cases[i].pace,
			.attempts_before = cases[i].attempts,
			.fresh = {usd(cases[i].bid), usd(cases[i].ask), 10, 10,
				position.entered_at},
			.model = usd(cases[i].model),
			.is_new = cases[i].is_new,
			.is_opening = cases[i].is_opening,
		};
		struct limit_terms terms = {.instrument = INSTRUMENT_CALL, .width = PRICE_UNKNOWN};
		struct exit_order order =
			exit_order(&p, &terms, cases[i].wanted, cases[i].available, &sale);
		check(cases[i].name,
			order.kind == (isnan(cases[i].limit) ? EXIT_MARKET : EXIT_LIMIT));
		check_near(cases[i].name, price_to_double(order.limit), cases[i].limit, 1e-9);
		check(cases[i].name, order.quantity == cases[i].quantity);
	}
}

static void test_pace(void **state)
{
	(void)state;
	static const struct {
		const char *name, *reason, *now;
		int expires_in_days;
		enum strategy strategy;
		enum sale_pace want;
	} cases[] = {
		{"rule 1 from 14:45", "expiry", "2026-01-26T19:45:00Z", 0, STRATEGY_SWING_TRADE,
			SALE_PATIENT},
		{"rule 1 at 14:59:59", "expiry", "2026-01-26T19:59:59Z", 0, STRATEGY_SWING_TRADE,
			SALE_PATIENT},
		{"rule 1 from 15:00", "expiry", "2026-01-26T20:00:00Z", 0, STRATEGY_SWING_TRADE,
			SALE_GONE},
		{"any rule from 15:00 on expiry day", "trailing", "2026-01-26T20:00:00Z", 0,
			STRATEGY_SWING_TRADE, SALE_GONE},
		{"rule 2 from 15:45", "end_of_day", "2026-01-26T20:45:00Z", 9, STRATEGY_DAY_TRADE,
			SALE_URGENT},
		{"rule 2 from 15:50", "end_of_day", "2026-01-26T20:50:00Z", 9, STRATEGY_DAY_TRADE,
			SALE_GONE},
		{"a swing_trade may stay", "trailing", "2026-01-26T20:50:00Z", 9,
			STRATEGY_SWING_TRADE, SALE_PATIENT},
		{"a stop", "underlying_stop", "2026-01-26T19:00:00Z", 9, STRATEGY_SWING_TRADE,
			SALE_URGENT},
		{"the premium", "premium_stop", "2026-01-26T19:00:00Z", 9, STRATEGY_SWING_TRADE,
			SALE_URGENT},
		{"the target", "underlying_target", "2026-01-26T19:00:00Z", 9, STRATEGY_SWING_TRADE,
			SALE_PATIENT},
		{"by hand", "manual", "2026-01-26T19:00:00Z", 9, STRATEGY_SWING_TRADE, SALE_URGENT},
		{"early close, expiry, 11:59", "expiry", "2026-11-27T16:59:00Z", 305,
			STRATEGY_SWING_TRADE, SALE_PATIENT},
		{"early close, expiry, 12:00", "expiry", "2026-11-27T17:00:00Z", 305,
			STRATEGY_SWING_TRADE, SALE_GONE},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		position.strategy = cases[i].strategy;
		position.expiry = date_add(date_from_ymd(2026, 1, 26), cases[i].expires_in_days);
		check(cases[i].name, exit_pace(&p, &position, cases[i].reason, at(cases[i].now)) ==
					     cases[i].want);
	}
}

static void test_rests(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid, ask, live;
		enum sale_pace pace;
		int attempts;
		bool rests;
	} cases[] = {
		{"urgent: the next limit is lower", 1.20, 1.30, 1.17, SALE_URGENT, 1, false},
		{"urgent: the bid came up to it", 1.25, 1.35, 1.19, SALE_URGENT, 1, true},
		{"patient: half-way is the bid, and the bid is the next step", 1.20, 1.21, 1.20,
			SALE_PATIENT, 2, false},
		{"patient: the last step is below the bid", 1.20, 1.21, 1.20, SALE_PATIENT, 3,
			false},
		{"O37 bid 0: it rests at the tick", 0, 0.05, 0.01, SALE_PATIENT, 1, true},
		{"urgent at the tick", 0.01, 0.05, 0.01, SALE_URGENT, 3, true},
		{"what must be gone", 1.20, 1.30, 1.17, SALE_GONE, 1, false},
	};
	struct params p;
	params_init(&p);
	const struct limit_terms a_call = {.instrument = INSTRUMENT_CALL, .width = PRICE_UNKNOWN};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct sale next = {
			.pace = cases[i].pace,
			.attempts_before = cases[i].attempts,
			.fresh = {usd(cases[i].bid), usd(cases[i].ask), 10, 10, INSTANT_UNKNOWN},
			.model = PRICE_UNKNOWN,
		};
		check(cases[i].name,
			limit_exit_rests(&p, &a_call, &next, usd(cases[i].live)) == cases[i].rests);
	}
}

static void test_rules_by_name(void **state)
{
	(void)state;
	assert_true(exit_find("underlying_stop")->is_stop && exit_find("premium_stop")->is_stop);
	assert_false(exit_find("trailing")->is_stop);
	assert_true(exit_find("underlying_target")->takes_half);
	assert_true(exit_find("trailing")->trails);
	assert_null(exit_find("manual"));
}

/* ---- the next exit order ---- */

static const struct date today = {20479}; /* 2026-01-26 */

struct plan_case {
	const char *name;
	struct exit_history last;
	int64_t decided; /* quantity of the rule that holds; 0: no rule holds */
	bool any;
	struct exit_step step;
};

/* number, attempt, seen, status, quantity, filled, day */
static const struct plan_case plans[] = {
	{"no exit so far, no rule holds", {0, 0, 0, ORDER_FILLED, 0, 0, {INT32_MIN}}, 0, false,
		{0}},
	{"a first exit", {0, 0, 0, ORDER_FILLED, 0, 0, {INT32_MIN}}, 4, true, {1, 1, 0, 4, false}},
	{"half was sold at the target, a rule holds", {1, 1, 1, ORDER_FILLED, 2, 2, {20479}}, 2,
		true, {2, 1, 0, 2, false}},
	{"half was sold, no rule holds", {1, 1, 1, ORDER_FILLED, 2, 2, {20479}}, 0, false, {0}},
	{"O33 rejected, the rule still holds", {1, 1, 1, ORDER_REJECTED, 4, 0, {20479}}, 4, true,
		{1, 2, 1, 4, false}},
	{"O33 rejected, the rule no longer holds", {1, 1, 1, ORDER_REJECTED, 4, 0, {20479}}, 0,
		true, {1, 2, 1, 4, true}},
	{"canceled when partly filled", {1, 2, 2, ORDER_CANCELED, 4, 1, {20479}}, 0, true,
		{1, 3, 2, 3, true}},
	{"the rule closes more than was left", {1, 2, 2, ORDER_CANCELED, 2, 1, {20479}}, 3, true,
		{1, 3, 2, 3, false}},
	{"never sent, no rule holds", {1, 1, 0, ORDER_CANCELED, 4, 0, {20479}}, 0, false, {0}},
	{"never sent, the rule still holds", {1, 1, 0, ORDER_CANCELED, 4, 0, {20479}}, 4, true,
		{2, 1, 0, 4, false}},
	{"of yesterday, no rule holds", {1, 3, 3, ORDER_EXPIRED, 4, 0, {20478}}, 0, false, {0}},
	{"of yesterday, a rule holds today", {1, 3, 3, ORDER_EXPIRED, 4, 0, {20478}}, 4, true,
		{2, 1, 0, 4, false}},
	{"O31 open at the broker", {1, 1, 1, ORDER_NEW, 4, 0, {20479}}, 4, false, {0}},
	{"O31 open since yesterday", {1, 1, 1, ORDER_ACCEPTED, 4, 0, {20478}}, 4, false, {0}},
	{"in doubt", {1, 1, 0, ORDER_UNKNOWN, 4, 0, {20479}}, 4, false, {0}},
	{"being sent", {1, 1, 0, ORDER_SENDING, 4, 0, {20479}}, 4, false, {0}},
	{"intended only", {1, 1, 0, ORDER_INTENT, 4, 0, {20479}}, 4, false, {0}},
	{"the status is not known to us", {1, 1, 1, ORDER_OTHER, 4, 0, {20479}}, 4, false, {0}},
	{"O24 the cancel is not confirmed", {1, 1, 1, ORDER_PENDING_CANCEL, 4, 0, {20479}}, 4,
		false, {0}},
	{"the day is not known", {1, 1, 1, ORDER_REJECTED, 4, 0, {INT32_MIN}}, 0, false, {0}},
};

static void test_plan(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(plans); i++) {
		const struct plan_case *c = &plans[i];
		struct exit_record decision = {.verdict = EXIT_CLOSE, .quantity = c->decided};
		struct exit_step got = {0};
		bool any = exit_plan(&c->last, c->decided > 0 ? &decision : NULL, today, &got);
		check(c->name, any == c->any);
		check(c->name, got.number == c->step.number && got.attempt == c->step.attempt);
		check(c->name, got.attempts_before == c->step.attempts_before);
		check(c->name, got.quantity == c->step.quantity && got.carried == c->step.carried);
	}
}

static void test_reprice_is_due(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum sale_pace pace;
		int64_t age_s; /* -1: never sent */
		bool due;
	} cases[] = {
		{"O31 urgent, too young", SALE_URGENT, 5, false},
		{"urgent", SALE_URGENT, 6, true},
		{"O31 patient, too young", SALE_PATIENT, 9, false},
		{"patient", SALE_PATIENT, 10, true},
		{"an order at the market rests no longer", SALE_GONE, 6, true},
		{"the time of sending is not known", SALE_URGENT, -1, false},
	};
	struct params p;
	struct instant sent = {1769439605 * SECOND_US};
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		bool known = cases[i].age_s >= 0;
		struct instant now = instant_add(sent, cases[i].age_s * SECOND_US);
		check(cases[i].name, exit_is_due(&p, cases[i].pace, known ? sent : INSTANT_UNKNOWN,
					     now) == cases[i].due);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_rests),
		cmocka_unit_test(test_rules_by_name),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_reprice_is_due),
	};
	return cmocka_run_group_tests_name("exit_order", tests, NULL, NULL);
}
