#include "check.h"

#include "chain.h"
#include "array.h"
#include "calendar.h"

static struct params params;
static const double unknown = (double)NAN;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static void test_check(void **state)
{
	(void)state;
	struct instant now = at("2026-01-26T19:08:00Z");
	struct option_contract contract;
	check("contract", occ_parse("AAPL260220C00100000", &contract, NULL) == 0);
	struct option_terms terms = chain_terms(&params, &contract, price_from_double(101), now);
	struct american_terms american = {.option = terms};
	check_near("years", terms.years, calendar_years_to_expiry(now, contract.expiry), 0);
	check("terms", terms.kind == OPTION_CALL && terms.spot == 101 && terms.strike == 100 &&
			       terms.rate == 0.04);
	/* at a volatility of .25 the option is worth 3.31 */
	static const struct {
		const char *name;
		double bid, ask, age_s, vendor;
		unsigned flags;
		enum iv_status status;
	} cases[] = {
		{"good", 3.23, 3.37, 60, 0.25, 0, IV_OK},
		{"no vendor's volatility", 3.23, 3.37, 60, (double)NAN, 0, IV_OK},
		{"far from the vendor", 3.23, 3.37, 60, 0.31, CHAIN_FAR, IV_OK},
		{"no bid", 0, 3.37, 60, 0.25, CHAIN_MISSING, IV_BAD_INPUT},
		{"unknown bid", (double)NAN, 3.37, 60, 0.25, CHAIN_MISSING, IV_BAD_INPUT},
		{"no ask", 3.23, 0, 60, 0.25, CHAIN_MISSING, IV_BAD_INPUT},
		{"crossed", 3.37, 3.23, 60, 0.25, CHAIN_CROSSED, IV_BAD_INPUT},
		{"locked", 3.30, 3.30, 60, 0.25, CHAIN_CROSSED, IV_BAD_INPUT},
		{"15 minutes", 3.23, 3.37, 900, 0.25, 0, IV_OK},
		{"older", 3.23, 3.37, 901, 0.25, CHAIN_STALE, IV_OK},
		{"from the future", 3.23, 3.37, -901, 0.25, CHAIN_STALE, IV_OK},
		{"under intrinsic", 0.90, 1.10, 60, 0.25, CHAIN_ARBITRAGE, IV_BELOW_INTRINSIC},
		{"over the underlying", 101, 102, 60, 0.25, CHAIN_ARBITRAGE, IV_ABOVE_MAXIMUM},
		{"all at once", 3.37, 0, 5000, 0.25, CHAIN_MISSING | CHAIN_STALE, IV_BAD_INPUT},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct option_snapshot snapshot = {.implied_volatility = cases[i].vendor};
		snapshot.quote = (struct quote){
			.bid = price_from_double(cases[i].bid),
			.ask = price_from_double(cases[i].ask),
			.ts = instant_add(now, -(int64_t)(cases[i].age_s * 1e6)),
		};
		struct chain_quality q;
		chain_check(&params, &snapshot, &american, now, &q);
		if (q.flags != cases[i].flags)
			fail_msg("%s: flags %u, not %u", cases[i].name, q.flags, cases[i].flags);
		check_text(
			cases[i].name, iv_status_name(q.status), iv_status_name(cases[i].status));
		check(cases[i].name, isnan(q.implied_volatility) == (q.status != IV_OK));
		check(cases[i].name, isnan(q.greeks.delta) == (q.status != IV_OK));
		if (q.status == IV_OK)
			check_near(cases[i].name, q.implied_volatility, 0.25, 0.01);
	}
	struct option_snapshot timeless = {.implied_volatility = unknown};
	timeless.quote = (struct quote){
		price_from_double(3.6), price_from_double(3.7), 1, 1, INSTANT_UNKNOWN};
	struct chain_quality q;
	chain_check(&params, &timeless, &american, now, &q);
	check("no time", q.flags == CHAIN_STALE);
	for (unsigned i = 0; i < CHAIN_FLAG_COUNT; i++)
		check("name", strcmp(chain_flag_name((enum chain_flag)(1u << i)), "unknown") != 0);
}

static void test_at_the_money(void **state)
{
	(void)state;
	const struct chain_strike strikes[] = {
		{95, 0.30}, {100, 0.26}, {105, unknown}, {110, 0.24}};
	static const struct {
		const char *name;
		double forward, want;
	} cases[] = {
		{"on a strike", 100, 0.26},
		{"between", 97.5, 0.28},
		{"over an unknown", 105, 0.25},
		{"first", 95, 0.30},
		{"last", 110, 0.24},
		{"under all", 94, (double)NAN},
		{"over all", 111, (double)NAN},
		{"unknown", (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name,
			chain_atm_volatility(strikes, array_size(strikes), cases[i].forward),
			cases[i].want, 1e-12);
	check("none", isnan(chain_atm_volatility(NULL, 0, 100)));
}

static void test_term(void **state)
{
	(void)state;
	const double day = 1 / 365.0;
	const struct chain_expiry expiries[] = {
		{0, 0.9}, {4 * day, 0.50}, {18 * day, 0.30}, {25 * day, unknown}, {46 * day, 0.20}};
	/* variance times days: 18 days 1.62, 46 days 1.84, so 30 days 1.62 + .22 * 12/28 */
	static const struct {
		const char *name;
		double days, want;
	} cases[] = {
		{"30 days", 30, 0.23904572186687875},
		{"on an expiry", 18, 0.30},
		{"last", 46, 0.20},
		{"past the last", 47, (double)NAN},
		{"before the first", 3, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check_near(cases[i].name,
			chain_term_volatility(expiries, array_size(expiries), cases[i].days * day),
			cases[i].want, 1e-12);
	check("none", isnan(chain_term_volatility(NULL, 0, 30 * day)));
}

static void test_rank(void **state)
{
	(void)state;
	double history[300];
	for (int i = 0; i < 300; i++)
		/* the last 252 are .200 to .451; the 48 before them are outside the window */
		history[i] = i < 48 ? 9 : 0.20 + 0.001 * (i - 48);
	static const struct {
		const char *name;
		size_t count;
		double current;
		int days;
		double rank, percentile;
	} cases[] = {
		{"middle", 300, 0.3005, 252, 0.1005 / 0.251, 100 * 101 / 252.0},
		{"lowest", 300, 0.20, 252, 0, 0},
		{"a new low", 300, 0.10, 252, 0, 0},
		{"a new high", 300, 0.50, 252, 1, 100},
		{"unknown today", 300, (double)NAN, 252, (double)NAN, (double)NAN},
		{"29 days", 29, 0.3, 29, (double)NAN, (double)NAN},
		{"30 equal days", 30, 9, 30, (double)NAN, 0},
		{"none", 0, 0.3, 0, (double)NAN, (double)NAN},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct iv_rank got;
		iv_rank(&params, history, cases[i].count, cases[i].current, &got);
		check(cases[i].name, got.days == cases[i].days);
		check_near(cases[i].name, got.rank, cases[i].rank, 1e-9);
		check_near(cases[i].name, got.percentile, cases[i].percentile, 1e-9);
	}
	for (int i = 60; i < 282; i++)
		history[i] = unknown;
	struct iv_rank got;
	iv_rank(&params, history, 300, 0.44, &got);
	check("30 known", got.days == 30 && !isnan(got.rank));
	history[299] = unknown;
	iv_rank(&params, history, 300, 0.44, &got);
	check("29 known", got.days == 29 && isnan(got.rank) && isnan(got.percentile));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_at_the_money),
		cmocka_unit_test(test_term),
		cmocka_unit_test(test_rank),
	};
	return cmocka_run_group_tests_name("chain", tests, set_up, NULL);
}
