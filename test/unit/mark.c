#include "array.h"
#include "check.h"

#include "mark.h"
#include "spread.h"

static const char contract[] = "AAPL260220C00100000";

static struct price usd(double amount)
{
	return price_from_double(amount);
}

/* Seconds after 2026-01-26 10:00 New York. */
static struct instant at(double seconds)
{
	return instant_add(
		(struct instant){INT64_C(1769439600) * SECOND_US}, (int64_t)(seconds * 1e6));
}

static struct params parameters(void)
{
	struct params p;
	params_init(&p);
	return p;
}

struct look {
	double s, age; /* of the look and of its quote */
	double bid, ask, underlying;
	enum mark_source source;
};

static struct mark mark_of(const struct look *look, double model)
{
	return (struct mark){
		.ts = at(look->s),
		.quote_ts = at(look->s - look->age),
		.bid = usd(look->bid),
		.ask = usd(look->ask),
		.underlying = usd(look->underlying),
		.model = usd(model),
		.source = look->source,
	};
}

#define UNKNOWN ((double)NAN)
#define NO_LOOK \
	{ \
		0, 0, 0, 0, 0, MARK_UNJUDGED \
	}

struct judge_case {
	const char *name;
	struct look before, now; /* before.s 0: no mark before */
	double model;		 /* NAN: unknown */
	enum mark_source want;
};

static const struct judge_case options[] = {
	{"narrow", NO_LOOK, {60, 5, 2.45, 2.55, 100, 0}, UNKNOWN, MARK_QUOTE},
	{"30 % of the mid", NO_LOOK, {60, 5, 1.70, 2.30, 100, 0}, UNKNOWN, MARK_QUOTE},
	{"a tick more", NO_LOOK, {60, 5, 1.69, 2.30, 100, 0}, UNKNOWN, MARK_NONE},
	{"two ticks", NO_LOOK, {60, 5, 0.01, 0.03, 100, 0}, UNKNOWN, MARK_QUOTE},
	{"three ticks", NO_LOOK, {60, 5, 0.01, 0.04, 100, 0}, UNKNOWN, MARK_NONE},
	{"two ticks of a nickel", NO_LOOK, {60, 5, 3.00, 3.10, 100, 0}, 3.05, MARK_QUOTE},
	{"locked", NO_LOOK, {60, 5, 2.50, 2.50, 100, 0}, UNKNOWN, MARK_QUOTE},
	{"crossed", NO_LOOK, {60, 5, 2.60, 2.50, 100, 0}, UNKNOWN, MARK_NONE},
	{"crossed, with a model", NO_LOOK, {60, 5, 2.60, 2.50, 100, 0}, 2.5, MARK_MODEL},
	{"no ask", NO_LOOK, {60, 5, 2.60, 0, 100, 0}, UNKNOWN, MARK_NONE},
	{"absent", NO_LOOK, {60, 5, UNKNOWN, UNKNOWN, 100, 0}, UNKNOWN, MARK_NONE},
	{"negative", NO_LOOK, {60, 5, -1, 0.02, 100, 0}, UNKNOWN, MARK_NONE},
	/* a bid of 0 is a value */
	{"bid 0 within two ticks", NO_LOOK, {60, 5, 0, 0.02, 100, 0}, UNKNOWN, MARK_QUOTE},
	{"bid 0, wide", NO_LOOK, {60, 5, 0, 0.10, 100, 0}, UNKNOWN, MARK_BID_ZERO},
	{"bid 0, wide, the model knows", NO_LOOK, {60, 5, 0, 1.02, 100, 0}, 2.5, MARK_MODEL},
	{"bid 0 of an old quote", NO_LOOK, {60, 121, 0, 0.10, 100, 0}, UNKNOWN, MARK_NONE},
	{"both 0", NO_LOOK, {60, 5, 0, 0, 100, 0}, UNKNOWN, MARK_NONE},
	/* age */
	{"120 s old", NO_LOOK, {600, 120, 2.45, 2.55, 100, 0}, UNKNOWN, MARK_QUOTE},
	{"121 s old, nothing known of then", NO_LOOK, {600, 121, 2.45, 2.55, 100, 0}, UNKNOWN,
		MARK_NONE},
	{"old, the underlying moved .24 %", {300, 5, 2.45, 2.55, 100, MARK_QUOTE},
		{600, 290, 2.45, 2.55, 100.24, 0}, UNKNOWN, MARK_QUOTE},
	{"old, the underlying moved .25 %", {300, 5, 2.45, 2.55, 100, MARK_QUOTE},
		{600, 290, 2.45, 2.55, 100.25, 0}, UNKNOWN, MARK_NONE},
	{"old, the underlying is not known", {300, 5, 2.45, 2.55, 100, MARK_QUOTE},
		{600, 290, 2.45, 2.55, UNKNOWN, 0}, UNKNOWN, MARK_NONE},
	/* the model */
	{"35 % under the model", NO_LOOK, {60, 5, 1.60, 1.65, 100, 0}, 2.50, MARK_QUOTE},
	{"more than 35 % under", NO_LOOK, {60, 5, 1.59, 1.65, 100, 0}, 2.50, MARK_MODEL},
	{"35 % over", NO_LOOK, {60, 5, 3.35, 3.40, 100, 0}, 2.50, MARK_QUOTE},
	{"two ticks from a model of .03", NO_LOOK, {60, 5, 0.05, 0.05, 100, 0}, 0.03, MARK_QUOTE},
	/* the market's last word */
	{"open 2: .30/.34 twice, 30 s apart, model .85", {90, 5, 0.30, 0.34, 100, MARK_MODEL},
		{120, 5, 0.30, 0.34, 100, 0}, 0.85, MARK_MARKET},
	{"29 s apart", {91, 5, 0.30, 0.34, 100, MARK_MODEL}, {120, 5, 0.30, 0.34, 100, 0}, 0.85,
		MARK_MODEL},
	{"a spread over 15 %", {90, 5, 0.30, 0.34, 100, MARK_MODEL}, {120, 5, 0.29, 0.34, 100, 0},
		0.85, MARK_MODEL},
	{"the one before was wider", {90, 5, 0.29, 0.34, 100, MARK_MODEL},
		{120, 5, 0.30, 0.34, 100, 0}, 0.85, MARK_MODEL},
	{"more than 10 % from each other", {90, 5, 0.35, 0.37, 100, MARK_MODEL},
		{120, 5, 0.31, 0.33, 100, 0}, 0.85, MARK_MODEL},
	{"the one before was not fresh", {90, 121, 0.30, 0.34, 100, MARK_MODEL},
		{120, 5, 0.30, 0.34, 100, 0}, 0.85, MARK_MODEL},
	{"this one is not fresh", {60, 5, 0.30, 0.34, 100, MARK_MODEL},
		{181, 121, 0.30, 0.34, 100, 0}, 0.85, MARK_MODEL},
	{"a spread of 15 %", {90, 5, 0.925, 1.075, 100, MARK_MODEL}, {120, 5, 0.925, 1.075, 100, 0},
		5, MARK_MARKET},
	{"10 % from each other", {90, 5, 1.07, 1.13, 100, MARK_MODEL}, {120, 5, 0.97, 1.03, 100, 0},
		5, MARK_MARKET},
	{"300 s apart", {90, 5, 0.30, 0.34, 100, MARK_MODEL}, {390, 5, 0.30, 0.34, 100, 0}, 0.85,
		MARK_MARKET},
	{"301 s apart", {90, 5, 0.30, 0.34, 100, MARK_MODEL}, {391, 5, 0.30, 0.34, 100, 0}, 0.85,
		MARK_MODEL},
	{"one wide look: .05 x 2.40", {60, 5, 2.45, 2.55, 100, MARK_QUOTE},
		{120, 5, 0.05, 2.40, 100, 0}, 2.5, MARK_MODEL},
	{"GOOG: 1.10/2.00", NO_LOOK, {60, 5, 1.10, 2.00, 750, 0}, UNKNOWN, MARK_NONE},
};

static void test_judge_option(void **state)
{
	(void)state;
	struct params p = parameters();
	for (size_t i = 0; i < array_size(options); i++) {
		const struct judge_case *c = &options[i];
		struct mark before = mark_of(&c->before, UNKNOWN), now = mark_of(&c->now, c->model);
		check(c->name,
			mark_judge(&now, &before, c->before.s > 0, INSTRUMENT_CALL, &p) == c->want);
	}
}

/* A spread is sound when both its legs are; then its own spread counts. */
static void test_judge_spread(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid[2], ask[2], age[2]; /* of the legs */
		double model[2];
		struct look before;
		enum mark_source want;
	} cases[] = {
		{"both legs are narrow", {2.00, .90}, {2.05, .92}, {5, 5}, {2, .9}, NO_LOOK,
			MARK_QUOTE},
		{"one leg is wide", {2.00, .60}, {2.05, .92}, {5, 5}, {2, .9}, NO_LOOK, MARK_MODEL},
		{"one leg is old", {2.00, .90}, {2.05, .92}, {5, 121}, {2, .9}, NO_LOOK,
			MARK_MODEL},
		{"one leg is far from its model", {2.00, .90}, {2.05, .92}, {5, 5}, {2, .5},
			NO_LOOK, MARK_MODEL},
		{"under 30 % of the mid", {2.00, 1.40}, {2.10, 1.47}, {5, 5}, {2, 1.4}, NO_LOOK,
			MARK_QUOTE},
		{"the difference is wider", {2.00, 1.40}, {2.10, 1.50}, {5, 5}, {2, 1.4}, NO_LOOK,
			MARK_MODEL},
		{"four cents are narrow", {.06, .03}, {.08, .05}, {5, 5}, {UNKNOWN, UNKNOWN},
			NO_LOOK, MARK_QUOTE},
		{"nothing is known", {2.00, .60}, {2.05, .92}, {5, 5}, {UNKNOWN, UNKNOWN}, NO_LOOK,
			MARK_NONE},
		{"one model is not known", {2.00, .60}, {2.05, .92}, {5, 5}, {2, UNKNOWN}, NO_LOOK,
			MARK_NONE},
		{"twice the same, against the model", {2.00, .90}, {2.05, .92}, {5, 5}, {3.5, .5},
			{85, 5, 1.08, 1.15, 100, MARK_MODEL}, MARK_MARKET},
		{"a bid under 0 is not worthless", {.10, .08}, {.30, .28}, {5, 5},
			{UNKNOWN, UNKNOWN}, NO_LOOK, MARK_NONE},
		{"one leg has no quote", {2.00, UNKNOWN}, {2.05, UNKNOWN}, {5, 5}, {2, .9}, NO_LOOK,
			MARK_MODEL},
	};
	struct params p = parameters();
	for (size_t i = 0; i < array_size(cases); i++) {
		struct spread s = {.strategy = STRATEGY_CREDIT_SPREAD};
		struct mark legs[2];
		for (int k = 0; k < 2; k++) {
			struct look look = {120, cases[i].age[k], cases[i].bid[k], cases[i].ask[k],
				100, MARK_UNJUDGED};
			legs[k] = mark_of(&look, cases[i].model[k]);
			s.quotes[k] = mark_quote(&legs[k]);
			s.quotes[k].ts = legs[k].quote_ts;
		}
		struct quote q = spread_quote(&s);
		struct mark net = legs[0], before = mark_of(&cases[i].before, UNKNOWN);
		net.bid = q.bid;
		net.ask = q.ask;
		net.quote_ts = q.ts;
		net.model = spread_model_value(legs[0].model, legs[1].model);
		check(cases[i].name, mark_judge_spread(&net, legs, &before, cases[i].before.s > 0,
					     &p) == cases[i].want);
	}
}

/* Which price of the underlying an old quote is compared with: the last before it. */
static void test_steady(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct look before[2]; /* of a quote at 310 s, by an underlying of 101.1 at 600 s */
		enum mark_source want;
	} cases[] = {
		{"at the same time", {{300, 5, 2.4, 2.6, 100, 0}, {310, 5, 2.4, 2.6, 101, 0}},
			MARK_QUOTE},
		{"the second before it", {{300, 5, 2.4, 2.6, 100, 0}, {305, 5, 2.4, 2.6, 101, 0}},
			MARK_QUOTE},
		{"not one after it", {{300, 5, 2.4, 2.6, 100, 0}, {320, 5, 2.4, 2.6, 101, 0}},
			MARK_NONE},
	};
	struct params p = parameters();
	struct look look = {600, 290, 2.45, 2.55, 101.1, 0};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct mark before[2] = {mark_of(&cases[i].before[0], UNKNOWN),
			mark_of(&cases[i].before[1], UNKNOWN)};
		struct mark now = mark_of(&look, UNKNOWN);
		check(cases[i].name,
			mark_judge(&now, before, 2, INSTRUMENT_CALL, &p) == cases[i].want);
		now.quote_ts = INSTANT_UNKNOWN;
		check(cases[i].name, mark_judge(&now, before, 2, INSTRUMENT_CALL, &p) == MARK_NONE);
	}
	struct mark near = mark_of(&cases[0].before[1], UNKNOWN), old = mark_of(&look, UNKNOWN);
	check("an old quote", mark_judge(&old, &near, 1, INSTRUMENT_CALL, &p) == MARK_QUOTE);
	old.quote_ts = INSTANT_UNKNOWN;
	check("of when", mark_judge(&old, &near, 1, INSTRUMENT_CALL, &p) == MARK_NONE);
	/* A mark of an earlier release has no time of its quote, and still confirms. */
	struct look word = {90, 5, 0.30, 0.34, 100, MARK_UNJUDGED};
	struct mark before = mark_of(&word, UNKNOWN), now = before;
	before.quote_ts = INSTANT_UNKNOWN;
	now.ts = at(120);
	now.quote_ts = at(115);
	now.model = usd(0.85);
	check("unjudged", mark_judge(&now, &before, 1, INSTRUMENT_CALL, &p) == MARK_MARKET);
	before.source = MARK_MODEL;
	check("judged", mark_judge(&now, &before, 1, INSTRUMENT_CALL, &p) == MARK_MODEL);
	now.underlying_ts = INSTANT_UNKNOWN;
	check("ahead", mark_newest_underlying(&now, 1, instant_add(now.ts, -1), &p) == NULL);
	check("of now", mark_newest_underlying(&now, 1, now.ts, &p) == &now);
}

static void test_judge_stock(void **state)
{
	(void)state;
	static const struct judge_case cases[] = {
		{"1 %", NO_LOOK, {60, 5, 99.5, 100.5, 100, 0}, UNKNOWN, MARK_QUOTE},
		{"more", NO_LOOK, {60, 5, 99.4, 100.5, 100, 0}, UNKNOWN, MARK_NONE},
		{"old", NO_LOOK, {60, 121, 99.9, 100.1, 100, 0}, UNKNOWN, MARK_NONE},
		{"bid 0", NO_LOOK, {60, 5, 0, 0.01, 100, 0}, UNKNOWN, MARK_NONE},
	};
	struct params p = parameters();
	for (size_t i = 0; i < array_size(cases); i++) {
		struct mark now = mark_of(&cases[i].now, cases[i].model);
		check(cases[i].name,
			mark_judge(&now, NULL, 0, INSTRUMENT_STOCK, &p) == cases[i].want);
	}
}

static void test_value(void **state)
{
	(void)state;
	static const struct {
		enum mark_source source;
		double value, spread;
		bool second;
	} cases[] = {
		{MARK_UNJUDGED, 2.50, 0.10, false},
		{MARK_QUOTE, 2.50, 0.10, false},
		{MARK_MARKET, 2.50, 0.10, false},
		{MARK_MODEL, 2.20, UNKNOWN, true},
		{MARK_BID_ZERO, 0, UNKNOWN, true},
		{MARK_HALT, UNKNOWN, UNKNOWN, false},
		{MARK_NONE, UNKNOWN, UNKNOWN, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct mark m =
			mark_of(&(struct look){60, 5, 2.45, 2.55, 100, cases[i].source}, 2.20);
		const char *name = mark_source_name(cases[i].source);
		check_near(name == NULL ? "-" : name, price_to_double(mark_price(&m)),
			cases[i].value, 1e-9);
		check_near(name == NULL ? "-" : name, price_to_double(mark_spread(&m)),
			cases[i].spread, 1e-9);
		check(name == NULL ? "-" : name, mark_needs_second(&m) == cases[i].second);
		check(name == NULL ? "-" : name, mark_source_parse(name) == cases[i].source);
	}
	assert_int_equal(mark_source_parse("other"), MARK_UNJUDGED);
}

static void test_halt(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct look looks[4];
		size_t count;
		enum mark_trading want;
	} cases[] = {
		{"never", {{60, 5, 2.45, 2.55, 100, MARK_QUOTE}}, 1, MARK_TRADES},
		{"now", {{60, 5, 0, 0, 100, MARK_HALT}}, 1, MARK_HALTED},
		{"one wide look after it",
			{{60, 5, 0, 0, 100, MARK_HALT}, {65, 5, .1, 1.9, 92, MARK_MODEL}}, 2,
			MARK_RESUMES},
		{"one sound look after it",
			{{60, 5, 0, 0, 100, MARK_HALT}, {65, 5, .9, 1.0, 92, MARK_QUOTE}}, 2,
			MARK_RESUMES},
		{"two sound looks",
			{{60, 5, 0, 0, 100, MARK_HALT}, {65, 5, .9, 1.0, 92, MARK_QUOTE},
				{70, 5, .9, 1.0, 92, MARK_MARKET}},
			3, MARK_TRADES},
		{"59 s",
			{{60, 5, 0, 0, 100, MARK_HALT}, {65, 5, .1, 1.9, 92, MARK_MODEL},
				{124, 5, .1, 1.9, 92, MARK_MODEL}},
			3, MARK_RESUMES},
		{"60 s",
			{{60, 5, 0, 0, 100, MARK_HALT}, {65, 5, .1, 1.9, 92, MARK_MODEL},
				{125, 5, .1, 1.9, 92, MARK_MODEL}},
			3, MARK_TRADES},
		{"halted again",
			{{60, 5, 0, 0, 100, MARK_HALT}, {65, 5, .9, 1.0, 92, MARK_QUOTE},
				{70, 5, .9, 1.0, 92, MARK_QUOTE}, {75, 5, 0, 0, 92, MARK_HALT}},
			4, MARK_HALTED},
	};
	struct params p = parameters();
	for (size_t i = 0; i < array_size(cases); i++) {
		struct mark marks[4];
		for (size_t k = 0; k < cases[i].count; k++)
			marks[k] = mark_of(&cases[i].looks[k], UNKNOWN);
		check(cases[i].name, mark_trading(marks, cases[i].count, &p) == cases[i].want);
	}
}

/* The model gives back the price whose volatility it got, and what is not known stays unknown. */
static void test_model(void **state)
{
	(void)state;
	struct params p = parameters();
	struct mark m = mark_of(&(struct look){0, 0, 2.45, 2.55, 100, MARK_QUOTE}, UNKNOWN);
	double iv = mark_volatility(&m, contract, NULL, &p);
	assert_true(iv > 0.1 && iv < 0.5);
	check_near("round trip",
		price_to_double(mark_model_value(contract, usd(100), iv, m.ts, NULL, &p)), 2.50,
		1e-4);
	assert_true(price_to_double(mark_model_value(contract, usd(97), iv, m.ts, NULL, &p)) < 1.5);
	double delta = mark_delta(contract, usd(100), iv, m.ts, NULL, &p);
	assert_true(delta > 0.4 && delta < 0.7);
	m.source = MARK_MODEL;
	assert_true(isnan(mark_volatility(&m, contract, NULL, &p)));
	assert_false(price_known(mark_model_value(contract, PRICE_UNKNOWN, iv, m.ts, NULL, &p)));
	assert_false(price_known(mark_model_value(contract, usd(100), UNKNOWN, m.ts, NULL, &p)));
	assert_false(price_known(mark_model_value(contract, usd(100), 0, m.ts, NULL, &p)));
	assert_false(price_known(mark_model_value("AAPL", usd(100), iv, m.ts, NULL, &p)));
	assert_false(
		price_known(mark_model_value("AAPL260123C00100000", usd(100), iv, m.ts, NULL, &p)));
}

/*
 * A volatility is kept for the trading time that is left: 15 hours of Friday evening and a weekend
 * take none of it. 2026-01-26, a Monday, is the day of at().
 */
static void test_volatility_now(void **state)
{
	(void)state;
	enum { HOUR = 3600, OPEN = -HOUR / 2, DAY = 24 * HOUR };
	static const double friday = OPEN - 3 * DAY + 6.5 * HOUR;
	static const struct {
		const char *name, *symbol;
		double then, now; /* UNKNOWN: unknown */
		double squared;	  /* wanted: the square of the ratio of the volatilities */
	} cases[] = {
		{"the same moment", "X260130C00100000", 0, 0, 1},
		{"the last session", "X260126C00100000", OPEN, 6 * HOUR, 1},
		/* the calendar takes 65.5 of 168 hours away, the sessions that are left are five */
		{"a weekend", "X260130C00100000", friday, OPEN, 168 / 102.5},
		{"a weekend before the last session", "X260126P00100000", friday, OPEN, 72 / 6.5},
		{"a night", "X260130C00100000", OPEN + 6.5 * HOUR, OPEN + DAY, 96 / 78.5},
		/* half a session of two and a half is 3.25 of 54.5 hours */
		{"within a session", "X260128C00100000", OPEN, OPEN + 3.25 * HOUR,
			2.5 / 3 * 54.5 / 51.25},
		{"one that was measured later", "X260130C00100000", OPEN, friday, 102.5 / 168},
		{"the time then is unknown", "X260130C00100000", UNKNOWN, OPEN, 1},
		{"the time now is unknown", "X260130C00100000", friday, UNKNOWN, 1},
		{"it expired since", "X260123C00100000", friday - HOUR, OPEN, 1},
		{"it expires on a Saturday, after the last session", "X260131C00100000",
			OPEN + 3 * DAY, OPEN + 4 * DAY + 7 * HOUR, 1},
		{"not a contract", "X", friday, OPEN, 1},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct instant then = isnan(cases[i].then) ? INSTANT_UNKNOWN : at(cases[i].then),
			       now = isnan(cases[i].now) ? INSTANT_UNKNOWN : at(cases[i].now);
		check_near(cases[i].name, mark_volatility_now(cases[i].symbol, .3, then, now),
			.3 * sqrt(cases[i].squared), 1e-12);
	}
	assert_true(isnan(mark_volatility_now("X260130C00100000", UNKNOWN, at(friday), at(0))));
}

/*
 * The quote of Friday evening, unchanged at the open of Monday, is sound then, too. By the calendar
 * alone the model would refuse it: the call of the coming Friday, 2 % out of the money, lost 38 %.
 */
static void test_monday(void **state)
{
	(void)state;
	static const char symbol[] = "AAPL260130C00102000";
	struct params p = parameters();
	double friday_s = -3 * 86400 + 6 * 3600 - 60, monday_s = -1800 + 60;
	struct mark friday =
		mark_of(&(struct look){friday_s, 0, .76, .80, 100, MARK_QUOTE}, UNKNOWN);
	struct mark monday =
		mark_of(&(struct look){monday_s, 0, .75, .79, 100, MARK_UNJUDGED}, UNKNOWN);
	double iv = mark_volatility(&friday, symbol, NULL, &p),
	       carried = mark_volatility_now(symbol, iv, friday.ts, monday.ts);
	monday.model = mark_model_value(symbol, usd(100), iv, monday.ts, NULL, &p);
	check("by the calendar",
		mark_judge(&monday, &friday, 1, INSTRUMENT_CALL, &p) == MARK_MODEL);
	monday.model = mark_model_value(symbol, usd(100), carried, monday.ts, NULL, &p);
	check("by trading time",
		mark_judge(&monday, &friday, 1, INSTRUMENT_CALL, &p) == MARK_QUOTE);
	check_near("its value", price_to_double(monday.model), .775, .01);
}

/* Rules 3 and 5 go by a price that is at most 120 s old, whatever look it is of. */
static void test_newest_underlying(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double look_s, price_s; /* ages; look 0: there is no other */
		bool found;
	} cases[] = {
		{"a quote of 120 s", 0, 120, true},
		{"of 121 s", 0, 121, false},
		{"of the look before, 120 s old by now", 60, 120, true},
		{"of the look before, 121 s old by now", 60, 121, false},
		{"of an earlier release: the time of the look", 60, UNKNOWN, true},
		{"of an earlier release, 121 s ago", 121, UNKNOWN, false},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct mark marks[2] = {{.ts = at(1000 - cases[i].look_s), .underlying = usd(98)},
			{.ts = at(1000), .underlying = PRICE_UNKNOWN}};
		marks[0].underlying_ts =
			isnan(cases[i].price_s) ? INSTANT_UNKNOWN : at(1000 - cases[i].price_s);
		size_t count = cases[i].look_s > 0 ? 2 : 1;
		const struct mark *found = mark_newest_underlying(marks, count, at(1000), &p);
		check(cases[i].name, found == (cases[i].found ? &marks[0] : NULL));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_newest_underlying),
		cmocka_unit_test(test_judge_option),
		cmocka_unit_test(test_judge_spread),
		cmocka_unit_test(test_steady),
		cmocka_unit_test(test_judge_stock),
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_halt),
		cmocka_unit_test(test_model),
		cmocka_unit_test(test_volatility_now),
		cmocka_unit_test(test_monday),
	};
	return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
