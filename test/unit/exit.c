#include "array.h"
#include "exit_call.h"

enum { NONE = 0, MARKS_MAX = 16 };

static struct position call(void)
{
	return call_until(date_from_ymd(2026, 1, 27));
}

/* The number of the rule that closes, NONE when none does. */
static int decide(const struct position *position, const struct mark *marks, size_t count,
	struct instant now, struct exit_record *out)
{
	struct params p;
	struct exit_record records[EXIT_RULES_MAX];
	params_init(&p);
	p.exit_reversal = 0; /* test/unit/exit_cases_premium.c has it */
	struct exit_input in = {
		.position = position, .marks = marks, .mark_count = count, .now = now};
	const struct exit_record *closes = exit_decide(&in, &p, records);
	if (closes != NULL && out != NULL)
		*out = *closes;
	return closes == NULL ? NONE : closes->number;
}

static enum exit_verdict verdict_of(int number, const struct position *position,
	const struct mark *marks, size_t count, struct instant now)
{
	struct params p;
	struct exit_record records[EXIT_RULES_MAX];
	params_init(&p);
	struct exit_input in = {
		.position = position, .marks = marks, .mark_count = count, .now = now};
	(void)exit_decide(&in, &p, records);
	for (size_t i = 0; i < exit_count; i++)
		if (records[i].number == number) {
			check(records[i].name,
				records[i].verdict == EXIT_HOLD || records[i].reason[0] != '\0');
			return records[i].verdict;
		}
	fail_msg("no rule %d", number);
	return EXIT_OFF;
}

/* The stop of a day trade that nobody can see closes it after 5 minutes of looks. */
static void test_blind(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum strategy strategy;
		int last; /* minutes after 15:00 */
		int seen; /* the look that finds a price; -1: none */
		int gap;  /* minutes before the last look without one */
		enum mark_source source;
		int want;
	} cases[] = {
		{"4 minutes", STRATEGY_DAY_TRADE, 4, -1, 0, MARK_NONE, NONE},
		{"5 minutes", STRATEGY_DAY_TRADE, 5, -1, 0, MARK_NONE, 3},
		{"a price in between", STRATEGY_DAY_TRADE, 8, 4, 0, MARK_NONE, NONE},
		{"a price 6 minutes ago", STRATEGY_DAY_TRADE, 10, 4, 0, MARK_NONE, 3},
		{"no looks", STRATEGY_DAY_TRADE, 12, -1, 7, MARK_NONE, NONE},
		{"a halt", STRATEGY_DAY_TRADE, 8, -1, 0, MARK_HALT, NONE},
		{"a swing", STRATEGY_SWING_TRADE, 8, -1, 0, MARK_NONE, NONE},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		struct mark marks[MARKS_MAX];
		size_t count = 0;
		position.strategy = cases[i].strategy;
		for (int m = 0; m <= cases[i].last; m++) {
			if (m < cases[i].last && m >= cases[i].last - cases[i].gap)
				continue;
			struct mark look = mark("2026-01-26T20:00:00Z", 2.58, 2.62, 100.5);
			if (m != cases[i].seen)
				look.underlying = PRICE_UNKNOWN;
			look.source = cases[i].source;
			look.ts = instant_add(look.ts, m * MINUTE_US);
			marks[count++] = look;
		}
		check(cases[i].name, decide(&position, marks, count, marks[count - 1].ts, NULL) ==
					     cases[i].want);
	}
}

/* The rules of time decide the same with a quote and without one. */
static void test_time(void **state)
{
	(void)state;
	static const struct {
		const char *name, *now;
		int expires_in_days; /* from 2026-01-26, or from the early close */
		enum strategy strategy;
		const char *entered;
		int want;
	} cases[] = {
		{"no rule holds", "2026-01-26T19:30:00Z", 1, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", NONE},
		{"rule 1 at 14:44:59", "2026-01-26T19:44:59Z", 0, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", NONE},
		{"O54 rule 1 at 14:45", "2026-01-26T19:45:00Z", 0, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", 1},
		{"O54 15:25", "2026-01-26T20:25:00Z", 0, STRATEGY_SWING_TRADE,
			"2026-01-26T19:08:00Z", 1},
		{"expires tomorrow", "2026-01-26T20:25:00Z", 1, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", NONE},
		{"rule 2 at 15:44:59", "2026-01-26T20:44:59Z", 1, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", NONE},
		{"rule 2 at 15:45", "2026-01-26T20:45:00Z", 1, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", 2},
		{"a swing_trade is held overnight", "2026-01-26T20:55:00Z", 9, STRATEGY_SWING_TRADE,
			"2026-01-26T19:08:00Z", NONE},
		{"held overnight", "2026-01-27T14:30:00Z", 9, STRATEGY_DAY_TRADE,
			"2026-01-26T19:08:00Z", 2},
		{"rule 10: 239 minutes", "2026-01-26T18:39:00Z", 1, STRATEGY_DAY_TRADE,
			"2026-01-26T14:40:00Z", NONE},
		{"rule 10: 240 minutes", "2026-01-26T18:40:00Z", 1, STRATEGY_DAY_TRADE,
			"2026-01-26T14:40:00Z", 10},
		{"rule 10: 9 sessions", "2026-02-06T19:08:00Z", 30, STRATEGY_SWING_TRADE,
			"2026-01-26T19:08:00Z", NONE},
		{"rule 10: 10 sessions", "2026-02-09T14:40:00Z", 30, STRATEGY_SWING_TRADE,
			"2026-01-26T19:08:00Z", 10},
		{"O55 early close, 11:44:59", "2026-11-27T16:44:59Z", 305, STRATEGY_DAY_TRADE,
			"2026-11-27T15:00:00Z", NONE},
		{"O55 early close, rule 1 at 11:45", "2026-11-27T16:45:00Z", 305,
			STRATEGY_DAY_TRADE, "2026-11-27T15:00:00Z", 1},
		{"O55 early close, 12:44:59", "2026-11-27T17:44:59Z", 306, STRATEGY_DAY_TRADE,
			"2026-11-27T15:00:00Z", NONE},
		{"O55 early close, rule 2 at 12:45", "2026-11-27T17:45:00Z", 306,
			STRATEGY_DAY_TRADE, "2026-11-27T15:00:00Z", 2},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		position.strategy = cases[i].strategy;
		position.entered_at = at(cases[i].entered);
		position.expiry = date_add(date_from_ymd(2026, 1, 26), cases[i].expires_in_days);
		struct instant now = at(cases[i].now);
		struct mark quiet = mark(cases[i].now, 2.58, 2.62, 100.5);
		check(cases[i].name, decide(&position, &quiet, 1, now, NULL) == cases[i].want);
		struct exit_record r;
		int rule = decide(&position, NULL, 0, now, &r);
		check(cases[i].name, rule == cases[i].want);
		check(cases[i].name, rule == NONE || r.quantity == 4);
	}
}

static void test_time_that_is_not_known(void **state)
{
	(void)state;
	struct position position = call();
	position.expiry = DATE_UNKNOWN;
	struct instant now = at("2026-01-26T20:25:00Z");
	assert_int_equal(verdict_of(1, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
	position = call();
	position.entered_at = INSTANT_UNKNOWN;
	assert_int_equal(verdict_of(2, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
	assert_int_equal(verdict_of(10, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
	position = call();
	position.expiry = date_from_ymd(2026, 1, 23); /* expired: to sell it would open a short */
	assert_int_equal(verdict_of(1, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
	position = call();
	now = at("2026-01-25T20:25:00Z"); /* a Sunday */
	position.expiry = date_from_ymd(2026, 1, 25);
	assert_int_equal(verdict_of(1, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
	assert_int_equal(verdict_of(2, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
}

/* Rules 3 and 5, at the level and one cent before it. */
static void test_underlying(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum instrument instrument;
		double stop, target, underlying;
		int64_t quantity;
		bool taken;
		int want;
		int64_t sells;
	} cases[] = {
		{"call above its stop", INSTRUMENT_CALL, 98.4, 103.2, 98.41, 4, false, NONE, 0},
		{"call at its stop", INSTRUMENT_CALL, 98.4, 103.2, 98.40, 4, false, 3, 4},
		{"O35 call far below its stop", INSTRUMENT_CALL, 98.4, 103.2, 90, 4, false, 3, 4},
		{"put below its stop", INSTRUMENT_PUT, 101.6, 96.8, 101.59, 4, false, NONE, 0},
		{"put at its stop", INSTRUMENT_PUT, 101.6, 96.8, 101.60, 4, false, 3, 4},
		{"stock at its stop", INSTRUMENT_STOCK, 98.4, 103.2, 98.40, 7, false, 3, 7},
		{"call at its target: half", INSTRUMENT_CALL, 98.4, 103.2, 103.20, 4, false, 5, 2},
		{"half of five is two", INSTRUMENT_CALL, 98.4, 103.2, 103.20, 5, false, 5, 2},
		{"a single one is sold whole", INSTRUMENT_CALL, 98.4, 103.2, 103.20, 1, false, 5,
			1},
		{"a cent below the target", INSTRUMENT_CALL, 98.4, 103.2, 103.19, 4, false, NONE,
			0},
		{"the target is taken only once", INSTRUMENT_CALL, 98.4, 103.2, 104, 2, true, NONE,
			0},
		{"put at its target", INSTRUMENT_PUT, 101.6, 96.8, 96.80, 4, false, 5, 2},
		{"stock at its target", INSTRUMENT_STOCK, 98.4, 103.2, 103.20, 7, false, 5, 3},
	};
	struct instant now = at("2026-01-26T19:30:00Z");
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		position.instrument = cases[i].instrument;
		position.stop = usd(cases[i].stop);
		position.target = usd(cases[i].target);
		position.quantity = position.original_quantity = cases[i].quantity;
		position.target_taken = cases[i].taken;
		struct mark m = mark("2026-01-26T19:30:00Z", 2.58, 2.62, cases[i].underlying);
		struct exit_record r = {0};
		check(cases[i].name, decide(&position, &m, 1, now, &r) == cases[i].want);
		check(cases[i].name, r.quantity == cases[i].sells);
	}
	/* The stop of the underlying needs no quote of the option. */
	struct position position = call();
	struct mark m = mark("2026-01-26T19:30:00Z", 0, 0, 98);
	assert_int_equal(decide(&position, &m, 1, now, NULL), 3);
	/* The last sound price of the underlying counts for two minutes. */
	struct mark two[2] = {mark("2026-01-26T19:28:00Z", 2.58, 2.62, 98),
		mark("2026-01-26T19:30:00Z", 2.58, 2.62, (double)NAN)};
	assert_int_equal(decide(&position, two, 2, now, NULL), 3);
	two[0].ts = at("2026-01-26T19:27:59Z");
	check("O36 old", verdict_of(3, &position, two, 2, now) == EXIT_NOT_EVALUABLE);
	/* A missing fact makes the rule not evaluable. */
	m.underlying = PRICE_UNKNOWN;
	assert_int_equal(verdict_of(3, &position, &m, 1, now), EXIT_NOT_EVALUABLE);
	assert_int_equal(verdict_of(5, &position, &m, 1, now), EXIT_NOT_EVALUABLE);
	m = mark("2026-01-26T19:27:59Z", 2.58, 2.62, 98);
	check("O36 old", verdict_of(3, &position, &m, 1, now) == EXIT_NOT_EVALUABLE);
	assert_int_equal(verdict_of(3, &position, NULL, 0, now), EXIT_NOT_EVALUABLE);
	position.stop = PRICE_UNKNOWN;
	m = mark("2026-01-26T19:30:00Z", 2.58, 2.62, 98);
	assert_int_equal(verdict_of(3, &position, &m, 1, now), EXIT_NOT_EVALUABLE);
}

/* O37 O39: marks that are not sound, one look and two looks running. */
static void test_premium_stop_by_source(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum mark_source before, source;
		double bid, ask, model;
		int days, want; /* to expiry */
	} cases[] = {
		{"a quote that is sound", MARK_NONE, MARK_QUOTE, 0.98, 1.02, 2.5, 25, 4},
		{"the market's last word", MARK_NONE, MARK_MARKET, 0.98, 1.02, 2.5, 25, 4},
		{"O39 a wide quote does nothing by itself", MARK_NONE, MARK_MODEL, 0.05, 2.40, 2.5,
			25, NONE},
		{"O39 the model in one look", MARK_NONE, MARK_MODEL, 0.05, 2.40, 1.2, 25, NONE},
		{"the model in two looks", MARK_MODEL, MARK_MODEL, 0.05, 2.40, 1.2, 25, 4},
		{"bid 0, sound", MARK_NONE, MARK_QUOTE, 0, 0.02, 0.01, 25, 4},
		{"O37 bid 0 in one look", MARK_NONE, MARK_BID_ZERO, 0, 0.10, 0, 25, NONE},
		{"O37 bid 0 in two looks", MARK_BID_ZERO, MARK_BID_ZERO, 0, 0.10, 0, 25, 4},
		{"expires tomorrow: -60 %, one look", MARK_NONE, MARK_QUOTE, 0.98, 1.02, 1, 1,
			NONE},
		{"expires tomorrow: -60 %, two looks", MARK_QUOTE, MARK_QUOTE, 0.98, 1.02, 1, 1, 4},
		{"expires tomorrow: -56 %, two looks", MARK_QUOTE, MARK_QUOTE, 1.08, 1.12, 1, 1,
			NONE},
		{"expires in two days: -56 %", MARK_NONE, MARK_QUOTE, 1.08, 1.12, 1, 2, 4},
	};
	struct instant now = at("2026-01-26T19:30:00Z");
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		position.expiry = date_add(date_from_ymd(2026, 1, 26), cases[i].days);
		struct mark m[2] = {mark("2026-01-26T19:29:00Z", cases[i].bid, cases[i].ask, 100),
			mark("2026-01-26T19:30:00Z", cases[i].bid, cases[i].ask, 100)};
		m[0].source = cases[i].before;
		m[1].source = cases[i].source;
		m[0].model = m[1].model = usd(cases[i].model);
		check(cases[i].name, decide(&position, m, 2, now, NULL) == cases[i].want);
	}
	struct position position = call();
	struct mark none = mark("2026-01-26T19:30:00Z", 1.3, 1.2, 100);
	none.source = MARK_NONE;
	assert_int_equal(verdict_of(4, &position, &none, 1, now), EXIT_NOT_EVALUABLE);
}

/* Until 09:35 a wide quote must be confirmed by the quote before it. */
static void test_after_the_open(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct {
			const char *ts;
			double bid, ask;
		} marks[2];
		int want;
	} cases[] = {
		{"wide, once", {{NULL, 0, 0}, {"2026-01-27T14:31:00Z", 0.8, 1.2}}, NONE},
		{"narrow, once", {{NULL, 0, 0}, {"2026-01-27T14:31:00Z", 0.93, 1.07}}, 4},
		{"wide, twice",
			{{"2026-01-27T14:30:05Z", 0.8, 1.2}, {"2026-01-27T14:31:00Z", 0.8, 1.2}},
			4},
		{"the first quote is above the stop",
			{{"2026-01-27T14:30:05Z", 2.2, 2.8}, {"2026-01-27T14:31:00Z", 0.8, 1.2}},
			NONE},
		{"the first mark has no bid",
			{{"2026-01-27T14:30:05Z", 0, 1.2}, {"2026-01-27T14:31:00Z", 0.8, 1.2}},
			NONE},
		{"a mark of yesterday does not confirm",
			{{"2026-01-26T20:59:00Z", 0.8, 1.2}, {"2026-01-27T14:31:00Z", 0.8, 1.2}},
			NONE},
		{"09:34:59", {{NULL, 0, 0}, {"2026-01-27T14:34:59Z", 0.8, 1.2}}, NONE},
		{"09:35", {{NULL, 0, 0}, {"2026-01-27T14:35:00Z", 0.8, 1.2}}, 4},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		position.strategy = STRATEGY_SWING_TRADE;
		position.expiry = date_from_ymd(2026, 2, 20);
		struct mark marks[2];
		size_t count = 0;
		for (size_t k = 0; k < 2; k++)
			if (cases[i].marks[k].ts != NULL)
				marks[count++] = mark(cases[i].marks[k].ts, cases[i].marks[k].bid,
					cases[i].marks[k].ask, 100);
		check(cases[i].name, decide(&position, marks, count, marks[count - 1].ts, NULL) ==
					     cases[i].want);
	}
}

/* Paths of the premium, one price per minute, and the minute in which the trail closes. */
static void test_trailing_paths(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double half_spread;
		double mids[8];
		int closes_at; /* index, -1 never */
	} cases[] = {
		{"never armed", 0.02, {2.6, 3.0, 3.7, 3.0, 2.6, 2.5}, -1},
		{"a peak of 4.00 closes at 3.475", 0.02, {3.0, 3.8, 4.0, 3.6, 3.48, 3.475}, 5},
		{"a new peak raises the level", 0.02, {3.8, 4.0, 3.6, 5.0, 4.13, 4.125}, 5},
		/* 35 % of 1.50 is .525; two spreads of .40 are .80: closes at 3.20 */
		{"never tighter than two spreads", 0.20, {3.0, 3.8, 4.0, 3.6, 3.3, 3.20}, 5},
		{"the price jumps through the level", 0.02, {3.8, 4.0, 2.8}, 2},
	};
	struct params p;
	params_init(&p);
	for (size_t i = 0; i < array_size(cases); i++) {
		struct position position = call();
		struct mark marks[MARKS_MAX];
		size_t count = 0;
		int closed = -1;
		for (size_t k = 0;
			k < array_size(cases[i].mids) && cases[i].mids[k] > 0 && closed < 0; k++) {
			double mid = cases[i].mids[k], half = cases[i].half_spread;
			marks[count] = (struct mark){
				.ts = instant_add(
					position.entered_at, (int64_t)(k + 1) * MINUTE_US),
				.bid = usd(mid - half),
				.ask = usd(mid + half),
				.underlying = usd(100),
			};
			position_observe(&position, &marks[count], &p);
			count++;
			if (decide(&position, marks, count, marks[count - 1].ts, NULL) == 7)
				closed = (int)k;
		}
		check(cases[i].name, closed == cases[i].closes_at);
	}
}

static void test_the_rest_trails(void **state)
{
	(void)state;
	struct params p;
	params_init(&p);
	struct position position = call();
	struct mark marks[3] = {mark("2026-01-26T19:10:00Z", 3.28, 3.32, 103.5)};
	position_observe(&position, &marks[0], &p);
	struct exit_record r;
	assert_int_equal(decide(&position, marks, 1, marks[0].ts, &r), 5);
	position.quantity -= r.quantity;
	position.target_taken = true;
	assert_int_equal(position.quantity, 2);
	marks[1] = mark("2026-01-26T19:11:00Z", 3.18, 3.22, 103.5);
	position_observe(&position, &marks[1], &p); /* under +50 %, armed by the target */
	assert_int_equal(decide(&position, marks, 2, marks[1].ts, NULL), NONE);
	marks[2] = mark("2026-01-26T19:12:00Z", 2.99, 3.03, 103.0); /* peak 3.30 - .28 */
	position_observe(&position, &marks[2], &p);
	assert_int_equal(decide(&position, marks, 3, marks[2].ts, &r), 7);
	assert_int_equal(r.quantity, 2);
}

static void test_first_match_wins(void **state)
{
	(void)state;
	struct position position = call();
	position.expiry = date_from_ymd(2026, 1, 26);
	struct instant now = at("2026-01-26T20:55:00Z");
	struct mark m[2] = {mark("2026-01-26T20:54:00Z", 0.50, 0.52, 90),
		mark("2026-01-26T20:55:00Z", 0.50, 0.52, 90)};
	struct params p;
	params_init(&p);
	struct exit_record records[EXIT_RULES_MAX];
	struct exit_input in = {.position = &position, .marks = m, .mark_count = 2, .now = now};
	assert_int_equal(exit_decide(&in, &p, records)->number, 1);
	p.exit_expiry = 0;
	assert_int_equal(exit_decide(&in, &p, records)->number, 2);
	assert_int_equal(records[0].verdict, EXIT_OFF);
	p.exit_end_of_day = 0;
	assert_int_equal(exit_decide(&in, &p, records)->number, 3);
	p.exit_stop = 0;
	assert_int_equal(exit_decide(&in, &p, records)->number, 4);
	p.exit_premium_stop = 0;
	assert_null(exit_decide(&in, &p, records));
	for (size_t i = 1; i < exit_count; i++)
		assert_true(exit_table[i].number >= exit_table[i - 1].number);
}

/* Just after the open one look at the underlying is not enough. */
static void test_gap(void **state)
{
	(void)state;
	struct position position = call();
	position.strategy = STRATEGY_SWING_TRADE;
	position.expiry = date_from_ymd(2026, 2, 20);
	struct mark m[2] = {mark("2026-01-27T14:30:05Z", 2.4, 2.6, 98.39),
		mark("2026-01-27T14:31:05Z", 2.4, 2.6, 98.39)};
	assert_int_equal(decide(&position, m, 1, m[0].ts, NULL), NONE);
	assert_int_equal(decide(&position, m, 2, m[1].ts, NULL), 3);
	m[1].underlying = usd(98.60); /* gap 3: back above the stop */
	assert_int_equal(decide(&position, m, 2, m[1].ts, NULL), NONE);
}

static void test_trail_is_wider_than_the_noise(void **state)
{
	(void)state;
	struct position position = call();
	position.expiry = date_from_ymd(2026, 2, 20);
	position.trailing_armed = true;
	position.peak = usd(4.00);
	/* 35 % of 1.50 is .525; 2 x .5 x .96 / 1.6 is .60 */
	position.delta = 0.5;
	position.atr5 = 0.96;
	struct mark m = mark("2026-01-26T19:30:00Z", 3.40, 3.44, 100);
	assert_int_equal(decide(&position, &m, 1, m.ts, NULL), NONE);
	m = mark("2026-01-26T19:30:00Z", 3.38, 3.42, 100);
	assert_int_equal(decide(&position, &m, 1, m.ts, NULL), 7);
	position.delta = (double)NAN; /* unknown: no noise */
	m = mark("2026-01-26T19:30:00Z", 3.45, 3.49, 100);
	assert_int_equal(decide(&position, &m, 1, m.ts, NULL), 7);
}

static void test_json(void **state)
{
	(void)state;
	struct position position = call();
	struct mark m = mark("2026-01-26T19:30:00Z", 2.58, 2.62, 98);
	struct exit_record r;
	assert_int_equal(decide(&position, &m, 1, m.ts, &r), 3);
	struct buf out = BUF_INIT(4096);
	struct jsonl w;
	jsonl_init(&w, &out);
	jsonl_open(&w, NULL, '{');
	exit_write(&w, &r);
	jsonl_close(&w);
	assert_string_equal(buf_text(&out),
		"{\"rule\":3,\"name\":\"underlying_stop\",\"verdict\":\"close\",\"observed\":98."
		"0000,"
		"\"threshold\":98.4000,\"unit\":\"usd\",\"quantity\":4,\"confidence\":null,"
		"\"reason\":\"the underlying reached the stop\"}");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_time_that_is_not_known),
		cmocka_unit_test(test_underlying),
		cmocka_unit_test(test_premium_stop_by_source),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_trail_is_wider_than_the_noise),
		cmocka_unit_test(test_after_the_open),
		cmocka_unit_test(test_trailing_paths),
		cmocka_unit_test(test_the_rest_trails),
		cmocka_unit_test(test_first_match_wins),
		cmocka_unit_test(test_json),
	};
	return cmocka_run_group_tests_name("exit", tests, NULL, NULL);
}
