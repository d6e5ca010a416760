#include <stdio.h>

#include "check.h"

#include "exit.h"
#include "gate.h"
#include "rules.h"

static bool has(const struct param *const *params, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(params[i]->name, name) == 0)
			return true;
	return false;
}

/* Every gate, exit and score is there once, and a word that looks like a parameter is one. */
static void test_formulas(void **state)
{
	(void)state;
	static const char *const others[] = {"p_neutral", "distance_sma20", "vol_ratio",
		"day_trade", "swing_trade", "trend_state", "spread_pct", "credit_spread",
		"debit_spread"};
	const struct param *params[RULE_PARAMS_MAX];
	struct named_rule rule;
	size_t scores = 0;
	for (size_t i = 0; rule_at(i, &rule); i++) {
		size_t count = rule_params(&rule, params);
		check(rule.name, strlen(rule.formula) > 0 && count < RULE_PARAMS_MAX);
		check(rule.name, (strcmp(rule.kind, "exit") == 0) == (rule.enabled != NULL));
		if (strcmp(rule.kind, "score") != 0)
			continue;
		scores++;
		for (const char *c = rule.formula; *c != '\0';) {
			size_t length = strspn(c, "abcdefghijklmnopqrstuvwxyz_0123456789");
			char word[64];
			bool other = false;
			(void)snprintf(word, sizeof word, "%.*s", (int)length, c);
			for (size_t k = 0; k < sizeof others / sizeof others[0]; k++)
				other = other || strcmp(word, others[k]) == 0;
			if (strchr(word, '_') != NULL && !other)
				check(word, has(params, count, word));
			c += length > 0 ? length : 1;
		}
	}
	check("scores", scores > 3);
}

/* The tables one after another, each to its end, an exit with its own switch. */
static void test_order(void **state)
{
	(void)state;
	struct named_rule rule;
	size_t n = 0;
	for (size_t i = 0; i < gate_before_choice_count; i++)
		check(gate_before_choice[i].name,
			rule_at(n++, &rule) && rule.name == gate_before_choice[i].name);
	for (size_t i = 0; i < gate_after_sizing_count; i++)
		check(gate_after_sizing[i].name,
			rule_at(n++, &rule) && rule.name == gate_after_sizing[i].name);
	for (size_t i = 0; i < exit_count; i++)
		check(exit_table[i].name, rule_at(n++, &rule) && rule.name == exit_table[i].name &&
						  rule.enabled->offset == exit_table[i].enabled);
	check("then the scores", rule_at(n, &rule) && strcmp(rule.kind, "score") == 0);
}

/* A parameter of each tier stands for TIER_ in a list. */
static void test_tiers(void **state)
{
	(void)state;
	const struct param *params[RULE_PARAMS_MAX];
	const struct named_rule rule = {
		"x", "gate", "At most good_until.", "TIER_contracts", NULL, NULL};
	size_t count = rule_params(&rule, params);
	check("four", count == 4);
	check("tiny", has(params, count, "tiny_contracts"));
	check("large", has(params, count, "large_contracts"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_tiers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
