#include "array.h"
#include "check.h"

#include "params.h"

/*
 * Every row has a default that is in range and of its kind, a unit and a meaning, and param_find
 * finds it by its name.
 */
static void test_table(void **state)
{
	(void)state;
	struct params p;
	struct error err = {0};
	params_init(&p);
	for (size_t i = 0; i < param_count; i++) {
		const struct param *row = &param_table[i];
		check(row->name, row->least <= row->initial && row->initial <= row->most);
		check(row->name, row->kind == PARAM_NUMBER || row->initial == floor(row->initial));
		check(row->name, row->kind != PARAM_SWITCH || (row->least == 0 && row->most == 1));
		check(row->name, row->unit[0] != '\0' && row->meaning[0] != '\0');
		check(row->name, param_find(row->name) == row);
		check_near(row->name, params_get(&p, row), row->initial, 0);
	}
	check("the defaults pass params_check", params_check(&p, &err) == 0);
	check("unknown names", param_find("no_such_row") == NULL && param_find("") == NULL);
}

/* What the release before can read in a stored version, and what this one has dropped. */
static void test_released(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double value;
		bool readable, dropped;
	} cases[] = {
		{"rate", 0.05, true, false},
		{"tiny_open_risk_pct", 25, true, false}, /* the most that it allowed */
		{"tiny_open_risk_pct", 25.1, false, false},
		{"tiny_open_risk_pct", (double)NAN, false, false},
		{"tiny_delta_pct", 3000, false, false},
		{"greeks_delta_pct", 100, true, true},
		{"fee_per_contract", 0.05, true, true},
		{"no_such_row", 1, false, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		check(cases[i].name,
			param_was_readable(cases[i].name, cases[i].value) == cases[i].readable);
		check(cases[i].name, param_was_dropped(cases[i].name) == cases[i].dropped);
	}
}

static void test_set(void **state)
{
	(void)state;
	static const struct {
		const char *case_name, *name;
		double value;
		int result;
	} cases[] = {
		{"in range", "gate_confidence_min", 0.8, 0},
		{"the least value", "gate_confidence_min", 0, 0},
		{"the greatest value", "gate_confidence_min", 2, 0},
		{"too great", "gate_confidence_min", 2.0001, -1},
		{"too small", "gate_confidence_min", -0.0001, -1},
		{"not a number", "gate_confidence_min", (double)NAN, -1},
		{"infinite", "gate_confidence_min", (double)INFINITY, -1},
		{"a fraction, but the kind is INTEGER", "feature_min_bars", 20.5, -1},
		{"an unknown name", "gate_confidence", 0.8, -1},
		{"a name in upper case", "GATE_CONFIDENCE_MIN", 0.8, -1},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p, before;
		struct error err = {0};
		params_init(&p);
		before = p;
		check(cases[i].case_name,
			params_set(&p, cases[i].name, cases[i].value, &err) == cases[i].result);
		if (cases[i].result == 0) {
			check_near(cases[i].case_name, p.gate_confidence_min, cases[i].value, 0);
		} else {
			check(cases[i].case_name, err.kind == ERROR_CONFIG);
			check(cases[i].case_name, memcmp(&p, &before, sizeof p) == 0);
		}
	}
}

static void test_relations(void **state)
{
	(void)state;
	struct params p;
	struct error err = {0};
	params_init(&p);
	p.signal_weight_trend += 0.01;
	check("weights that do not sum to 1",
		params_check(&p, &err) != 0 && err.kind == ERROR_CONFIG);
	params_init(&p);
	p.watch_exit_score = p.watch_entry_score + 0.01;
	check("a lower bound above its upper bound", params_check(&p, &err) != 0);
	assert_non_null(strstr(err.text, "watch_exit_score"));
	p.watch_exit_score = p.watch_entry_score;
	check("a lower bound equal to its upper bound", params_check(&p, &err) == 0);
}

static void test_risk(void **state)
{
	(void)state;
	struct params before, after;
	const struct param *row = NULL;
	params_init(&before);
	after = before;
	check("no change", !params_raise_risk(&before, &after, &row) && row == NULL);
	after.gate_confidence_min -= 0.1; /* DOWN: a lower value risks more */
	check("a lower gate", params_raise_risk(&before, &after, &row));
	check_text("the parameter that risks more", row->name, "gate_confidence_min");
	check("a higher gate", !params_raise_risk(&after, &before, &row));
	after = before;
	for (size_t i = 0; i < param_count; i++)
		if (param_table[i].risk == PARAM_RISK_UP &&
			param_table[i].initial < param_table[i].most) {
			struct error err = {0};
			after = before;
			check(param_table[i].name, params_set(&after, param_table[i].name,
							   param_table[i].most, &err) == 0);
			check(param_table[i].name, params_raise_risk(&before, &after, &row));
			check(param_table[i].name, row == &param_table[i]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_released),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_relations),
		cmocka_unit_test(test_risk),
	};
	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
