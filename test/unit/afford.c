#include "array.h"
#include "check.h"

#include "afford.h"

static const struct {
	const char *name;
	enum strategy strategy;
	int equity;
	unsigned least; /* the underlyings on which it finds a contract, a bit for each */
} table[] = {
	{"day_trade 1,000", STRATEGY_DAY_TRADE, 0, 0xe},
	{"day_trade 5,000", STRATEGY_DAY_TRADE, 1, 0xe},
	{"day_trade 10,000", STRATEGY_DAY_TRADE, 2, 0xe},
	{"day_trade 100,000", STRATEGY_DAY_TRADE, 3, 0xe},
	{"swing_trade 1,000: 30 and 100", STRATEGY_SWING_TRADE, 0, 0x3},
	{"swing_trade 5,000: 250 too", STRATEGY_SWING_TRADE, 1, 0x7},
	{"swing_trade 10,000", STRATEGY_SWING_TRADE, 2, 0x7},
	{"swing_trade 100,000: all", STRATEGY_SWING_TRADE, 3, 0xf},
	{"conservative 1,000: off", STRATEGY_CONSERVATIVE, 0, 0},
	{"conservative 5,000: off", STRATEGY_CONSERVATIVE, 1, 0},
	{"conservative 10,000: 30", STRATEGY_CONSERVATIVE, 2, 0x1},
	{"conservative 100,000: 100 too", STRATEGY_CONSERVATIVE, 3, 0x3},
	{"credit_spread 1,000: 30", STRATEGY_CREDIT_SPREAD, 0, 0x1},
	{"credit_spread 5,000: 100 too", STRATEGY_CREDIT_SPREAD, 1, 0x3},
	{"credit_spread 10,000", STRATEGY_CREDIT_SPREAD, 2, 0x3},
	{"credit_spread 100,000: 250 too", STRATEGY_CREDIT_SPREAD, 3, 0x7},
	{"debit_spread 1,000: 30 and 100", STRATEGY_DEBIT_SPREAD, 0, 0x3},
	{"debit_spread 5,000: all", STRATEGY_DEBIT_SPREAD, 1, 0xf},
	{"debit_spread 10,000", STRATEGY_DEBIT_SPREAD, 2, 0xf},
	{"debit_spread 100,000", STRATEGY_DEBIT_SPREAD, 3, 0xf},
};

static struct afford find(const struct params *p, enum strategy strategy, int equity, int i)
{
	struct error err = {0};
	struct afford_chain chain;
	struct afford a;
	check("reference chain", afford_reference(p, i, strategy, &chain, &err) == 0);
	afford_find(p, afford_equity(equity), strategy, &chain, &a);
	afford_chain_free(&chain);
	return a;
}

/* The limits of the tiers do not contradict each other. */
static void test_each_tier_buys(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	for (size_t row = 0; row < array_size(table); row++)
		for (int i = 0; i < AFFORD_REFERENCES; i++) {
			struct afford a = find(&p, table[row].strategy, table[row].equity, i);
			if ((table[row].least >> i & 1U) != 0)
				check(table[row].name, a.found);
			check(table[row].name, a.found == (a.why[0] == '\0'));
			check(table[row].name, !a.found || a.sizing.quantity >= 1);
			check(table[row].name, !a.found || a.bound_by != NULL);
		}
}

static void test_why_not(void **state)
{
	(void)state;
	static const struct {
		enum strategy strategy;
		int equity, reference;
		const char *bound_by, *why;
	} cases[] = {
		/* the contract at the money costs .28, the next in the money has a delta of .76 */
		{STRATEGY_DAY_TRADE, 0, 0, NULL,
			"no contract passes the checks and the score: delta 6, no_bid 4, "
			"spread 2, cheap 1"},
		{STRATEGY_CONSERVATIVE, 0, 1, NULL, "off in the tiny tier"},
		{STRATEGY_SWING_TRADE, 0, 3, "risk_per_trade",
			"unaffordable: the cheapest of 26 contracts, REF260202C00510000, needs "
			"400.00; risk_per_trade allows 150.00"},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct afford a = find(&p, cases[i].strategy, cases[i].equity, cases[i].reference);
		check_text(cases[i].why, a.why, cases[i].why);
		check_text(cases[i].why, a.bound_by == NULL ? "" : a.bound_by,
			cases[i].bound_by == NULL ? "" : cases[i].bound_by);
	}
}

static void test_change(void **state)
{
	(void)state;
	static const struct {
		const char *name, *parameter;
		double value;
		const char *refusal; /* NULL: allowed */
	} cases[] = {
		{"no change", "rate", 0.04, NULL},
		{"a smaller share that still buys", "tiny_day_trade_pct", 10, NULL},
		{"a share that buys nothing", "tiny_day_trade_pct", 3, "day_trade would find no"},
		{"0 is off", "tiny_day_trade_pct", 0, NULL},
		{"a strategy that was off", "small_conservative_pct", 1, NULL},
		{"another limit", "small_open_risk_pct", 0.1, "open_risk allows 5.00"},
		{"a Greek", "large_theta_pct", 0, "portfolio_theta allows 0.00"},
		{"the capital", "allocation_short_term_pct", 100, "allocation allows 0.00"},
		{"a contract that does not exist", "contract_day_delta_min", 0.55,
			"day_trade would find no contract at an equity of 1000 (tiny tier)"},
		{"a spread that nobody quotes", "contract_spread_max_pct", 1, "spread"},
		{"volume is not counted", "contract_volume_min", 1000, NULL},
	};
	struct params before, after;
	params_init(&before);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct error err = {0};
		after = before;
		check(cases[i].name,
			params_set(&after, cases[i].parameter, cases[i].value, &err) == 0);
		int result = afford_check_change(&before, &after, &err);
		check(cases[i].name, result == (cases[i].refusal == NULL ? 0 : -1));
		if (cases[i].refusal == NULL)
			continue;
		check(cases[i].name, err.kind == ERROR_CONFIG);
		check(err.text, strstr(err.text, cases[i].refusal) != NULL);
		/* what finds nothing already is not refused again */
		check(cases[i].name, afford_check_change(&after, &after, &err) == 0);
	}
}

/* Contracts of today are bought in the morning. */
static void test_zero_days(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	p.contract_day_days_max = 0;
	struct afford a = find(&p, STRATEGY_DAY_TRADE, 0, 2);
	check(a.why, a.found);
	p.contract_strike_span_pct = 50; /* the widest chain */
	p.contract_swing_days_min = 0;
	p.contract_swing_days_max = 365;
	a = find(&p, STRATEGY_SWING_TRADE, 3, 0);
	check(a.why, a.found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_tier_buys),
		cmocka_unit_test(test_why_not),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_zero_days),
	};
	return cmocka_run_group_tests_name("afford", tests, NULL, NULL);
}
