/* Checks a table of exit cases: what follows from each, as text. exit_case.h has the syntax. */
#ifndef OPT_TEST_EXIT_CASE_TABLE_H
#define OPT_TEST_EXIT_CASE_TABLE_H

#include "exit_case.h"

/* The first order of the exit that DECISION begins. */
static void case_tell_order(
	const struct case_state *s, const struct exit_record *decision, char *out, size_t size)
{
	const struct position *p = &s->position;
	static const struct quote unknown = {
		{INT64_MIN}, {INT64_MIN}, INT64_MIN, INT64_MIN, {INT64_MIN}};
	const struct mark *last = s->in.mark_count > 0 ? &s->marks[s->in.mark_count - 1] : NULL;
	struct sale sale = {
		.pace = exit_pace(&s->params, p, decision->name, s->in.now),
		.fresh = last != NULL ? mark_quote(last) : unknown,
		.model = last != NULL ? last->model : PRICE_UNKNOWN,
		.is_new = true,
		.is_opening = exit_is_opening(&s->params, s->in.now),
	};
	bool spread = trade_is_spread(p->strategy);
	struct limit_terms terms = {
		.instrument = p->instrument,
		.is_short = p->strategy == STRATEGY_CREDIT_SPREAD,
		.width = spread ? price_from_double(5) : PRICE_UNKNOWN,
	};
	struct exit_order order =
		exit_order(&s->params, &terms, decision->quantity, p->quantity, &sale);
	if (order.kind == EXIT_MARKET)
		(void)snprintf(
			out, size, "%s %lld market", decision->name, (long long)order.quantity);
	else
		(void)snprintf(out, size, "%s %lld %.2f", decision->name, (long long)order.quantity,
			price_to_double(order.limit));
}

/* What the rule that WANT begins with says. */
static void case_tell_rule(
	const struct exit_record *records, const char *want, char *out, size_t size)
{
	char name[32];
	(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(want, " "), want);
	for (size_t i = 0; i < exit_count; i++)
		if (text_equal(records[i].name, name))
			(void)snprintf(out, size, "%s %s", name,
				records[i].verdict == EXIT_HOLD && records[i].reason[0] != '\0'
					? "waits"
					: exit_verdict_name(records[i].verdict));
}

/* Every case of the table; each failure names its case. */
static void case_check(const struct exit_case *cases, size_t count)
{
	static struct case_state state;
	size_t failed = 0;
	for (size_t i = 0; i < count; i++) {
		const struct exit_case *c = &cases[i];
		struct exit_record records[EXIT_RULES_MAX];
		char got[96] = "none";
		case_begin(c, &state);
		const struct exit_record *closes = exit_decide(&state.in, &state.params, records);
		if (closes != NULL)
			case_tell_order(&state, closes, got, sizeof got);
		else if (!text_equal(c->want, "none"))
			case_tell_rule(records, c->want, got, sizeof got);
		if (!text_equal(got, c->want)) {
			failed++;
			print_error("%s: %s, not %s\n", c->name, got, c->want);
		}
	}
	assert_int_equal(failed, 0);
}

#define TABLE_TEST(name) \
	static void test_##name(void **state) \
	{ \
		(void)state; \
		case_check(name, array_size(name)); \
	}

#endif
