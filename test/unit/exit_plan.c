#include "array.h"
#include "check.h"

#include "exit_plan.h"

static const struct date today = {20479}; /* 2026-01-26 */

struct plan_case {
	const char *name;
	struct exit_history last;
	int64_t decided; /* 0: no rule holds */
	bool any;
	struct exit_step step;
};

/* number, attempt, seen, status, quantity, filled, day */
static const struct plan_case plans[] = {
	{"nothing ever, nothing now", {0, 0, 0, ORDER_FILLED, 0, 0, {INT32_MIN}}, 0, false, {0}},
	{"a first exit", {0, 0, 0, ORDER_FILLED, 0, 0, {INT32_MIN}}, 4, true, {1, 1, 0, 4, false}},
	{"after the target's half", {1, 1, 1, ORDER_FILLED, 2, 2, {20479}}, 2, true,
		{2, 1, 0, 2, false}},
	{"half sold, no rule", {1, 1, 1, ORDER_FILLED, 2, 2, {20479}}, 0, false, {0}},
	{"rejected, the rule still holds", {1, 1, 1, ORDER_REJECTED, 4, 0, {20479}}, 4, true,
		{1, 2, 1, 4, false}},
	{"rejected, the rule holds no more", {1, 1, 1, ORDER_REJECTED, 4, 0, {20479}}, 0, true,
		{1, 2, 1, 4, true}},
	{"taken back half filled", {1, 2, 2, ORDER_CANCELED, 4, 1, {20479}}, 0, true,
		{1, 3, 2, 3, true}},
	{"a rule for more than was left", {1, 2, 2, ORDER_CANCELED, 2, 1, {20479}}, 3, true,
		{1, 3, 2, 3, false}},
	{"never sent: forgotten", {1, 1, 0, ORDER_CANCELED, 4, 0, {20479}}, 0, false, {0}},
	{"never sent, decided anew", {1, 1, 0, ORDER_CANCELED, 4, 0, {20479}}, 4, true,
		{2, 1, 0, 4, false}},
	{"yesterday's is over", {1, 3, 3, ORDER_EXPIRED, 4, 0, {20478}}, 0, false, {0}},
	{"yesterday's, and today again", {1, 3, 3, ORDER_EXPIRED, 4, 0, {20478}}, 4, true,
		{2, 1, 0, 4, false}},
	{"alive", {1, 1, 1, ORDER_NEW, 4, 0, {20479}}, 4, false, {0}},
	{"alive since yesterday", {1, 1, 1, ORDER_ACCEPTED, 4, 0, {20478}}, 4, false, {0}},
	{"in doubt", {1, 1, 0, ORDER_UNKNOWN, 4, 0, {20479}}, 4, false, {0}},
	{"being sent", {1, 1, 0, ORDER_SENDING, 4, 0, {20479}}, 4, false, {0}},
	{"intended only", {1, 1, 0, ORDER_INTENT, 4, 0, {20479}}, 4, false, {0}},
	{"a word nobody knows", {1, 1, 1, ORDER_OTHER, 4, 0, {20479}}, 4, false, {0}},
	{"its cancel is not confirmed", {1, 1, 1, ORDER_PENDING_CANCEL, 4, 0, {20479}}, 4, false,
		{0}},
	{"of an unknown day", {1, 1, 1, ORDER_REJECTED, 4, 0, {INT32_MIN}}, 0, false, {0}},
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

static void test_due(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum exit_order_kind kind;
		int64_t age_s; /* -1: never sent */
		bool due;
	} cases[] = {
		{"young", EXIT_LIMIT, 44, false},
		{"old enough", EXIT_LIMIT, 45, true},
		{"a market order works on", EXIT_MARKET, 3600, false},
		{"of an unknown time", EXIT_LIMIT, -1, false},
	};
	struct params p;
	struct instant sent = {1769439605 * SECOND_US};
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		bool known = cases[i].age_s >= 0;
		struct instant now = instant_add(sent, cases[i].age_s * SECOND_US);
		check(cases[i].name, exit_is_due(&p, cases[i].kind, known ? sent : INSTANT_UNKNOWN,
					     now) == cases[i].due);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_due),
	};
	return cmocka_run_group_tests_name("exit_plan", tests, NULL, NULL);
}
