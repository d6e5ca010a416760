#include "array.h"
#include "check.h"

#include "scale.h"
#include "sizing.h"

static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	params.entry_scale_in = 1;
	return 0;
}

static struct price usd(double amount)
{
	return price_from_double(amount);
}

static struct instant at(const char *text)
{
	struct instant t;
	assert_int_equal(instant_parse(text, &t), 0);
	return t;
}

/* ---- how much is kept ---- */

static void test_kept(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum instrument instrument;
		enum strategy strategy;
		bool off;
		int64_t quantity, kept;
	} cases[] = {
		{"none", INSTRUMENT_CALL, STRATEGY_SWING_TRADE, false, 0, 0},
		{"one cannot be halved", INSTRUMENT_CALL, STRATEGY_SWING_TRADE, false, 1, 0},
		{"two", INSTRUMENT_CALL, STRATEGY_SWING_TRADE, false, 2, 1},
		{"the larger half of three", INSTRUMENT_PUT, STRATEGY_DAY_TRADE, false, 3, 2},
		{"ten", INSTRUMENT_PUT, STRATEGY_CONSERVATIVE, false, 10, 5},
		{"shares", INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, false, 101, 51},
		/* the strategy of shares may name a spread: shares have no legs */
		{"shares of a spread", INSTRUMENT_STOCK, STRATEGY_CREDIT_SPREAD, false, 100, 50},
		{"a credit_spread", INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD, false, 4, 0},
		{"a debit_spread", INSTRUMENT_CALL, STRATEGY_DEBIT_SPREAD, false, 4, 0},
		{"switched off", INSTRUMENT_CALL, STRATEGY_SWING_TRADE, true, 10, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p = params;
		p.entry_scale_in = cases[i].off ? 0 : 1;
		int64_t kept =
			scale_kept(&p, cases[i].instrument, cases[i].strategy, cases[i].quantity);
		check(cases[i].name, kept == cases[i].kept);
	}
	struct params initial;
	params_init(&initial);
	check("off by default",
		scale_kept(&initial, INSTRUMENT_CALL, STRATEGY_SWING_TRADE, 10) == 0);
}

/* ---- the plan ---- */

/* The session of Thursday 2025-12-24 ends at 13:00 New York, and Friday begins at 09:30. */
static void test_until(void **state)
{
	(void)state;
	static const struct {
		const char *name, *from, *until;
		double minutes;
	} cases[] = {
		{"the same session", "2026-01-26T15:00:00Z", "2026-01-26T16:00:00Z", 60},
		{"the close counts", "2026-01-26T20:00:00Z", "2026-01-26T21:00:00Z", 60},
		{"the next session", "2026-01-26T20:00:00Z", "2026-01-27T14:31:00Z", 61},
		{"a session later", "2026-01-26T15:00:00Z", "2026-01-27T15:00:00Z", 390},
		{"over a weekend", "2026-01-30T20:30:00Z", "2026-02-02T15:00:00Z", 60},
		{"an early close", "2025-12-24T17:30:00Z", "2025-12-26T15:00:00Z", 60},
		{"before the open", "2026-01-26T10:00:00Z", "2026-01-26T14:40:00Z", 10},
		{"after the close", "2026-01-26T22:00:00Z", "2026-01-27T14:40:00Z", 10},
		{"a change of the clocks", "2026-03-06T20:30:00Z", "2026-03-09T14:00:00Z", 60},
		{"beyond the calendar", "2035-12-31T20:59:00Z", NULL, 390},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct params p = params;
		p.entry_scale_in_wait_min = cases[i].minutes;
		struct scale_plan plan = scale_plan(&p, 1, 2, at(cases[i].from));
		if (cases[i].until == NULL)
			check(cases[i].name, !instant_known(plan.until));
		else
			check(cases[i].name, instant_compare(plan.until, at(cases[i].until)) == 0);
	}
}

static void test_plan(void **state)
{
	(void)state;
	struct instant now = at("2026-01-26T15:00:00Z");
	struct scale_plan plan = scale_plan(&params, 3, 2.5, now);
	check("quantity", plan.quantity == 3);
	check("half an ATR", price_compare(plan.distance, usd(1.25)) == 0);
	check("nothing kept", scale_plan(&params, 0, 2.5, now).quantity == 0);
	check("no time", scale_plan(&params, 3, 2.5, INSTANT_UNKNOWN).quantity == 0);
	check("no ATR", !price_known(scale_plan(&params, 3, (double)NAN, now).distance));
	check("an ATR of 0", !price_known(scale_plan(&params, 3, 0, now).distance));
	check("an ATR under a tick", !price_known(scale_plan(&params, 3, 0.00001, now).distance));
}

/* ---- one look ---- */

struct look {
	const char *name, *why; /* why: a part of the reason; NULL: any */
	enum scale_state want;
	enum instrument instrument;
	double entry, distance, spot; /* 0: 100, 1 and 101; -1: unknown */
	enum mark_source source;      /* MARK_UNJUDGED: MARK_QUOTE */
	int64_t kept, held;	      /* 0: two, of two bought; -1: none */
	bool off, ordered, exiting, target, trailing, no_mark, no_until;
	int64_t late_s, age_s;
};

static const struct look looks[] = {
	{.name = "a call at the price", .want = SCALE_CONFIRMED},
	{.name = "beyond it", .want = SCALE_CONFIRMED, .spot = 107},
	{.name = "a hundredth of a cent before", .want = SCALE_WAITS, .spot = 100.9999},
	{.name = "the wrong way", .want = SCALE_WAITS, .spot = 98},
	{.name = "a put at the price",
		.want = SCALE_CONFIRMED,
		.instrument = INSTRUMENT_PUT,
		.spot = 99},
	{.name = "a put a hundredth of a cent before",
		.want = SCALE_WAITS,
		.instrument = INSTRUMENT_PUT,
		.spot = 99.0001},
	{.name = "a put, the wrong way",
		.want = SCALE_WAITS,
		.instrument = INSTRUMENT_PUT,
		.spot = 102},
	{.name = "a stock", .want = SCALE_CONFIRMED, .instrument = INSTRUMENT_STOCK},
	{.name = "by the market's last word", .want = SCALE_CONFIRMED, .source = MARK_MARKET},
	{.name = "by our model", .want = SCALE_WAITS, .source = MARK_MODEL, .why = "not sound"},
	{.name = "nothing is bid", .want = SCALE_WAITS, .source = MARK_BID_ZERO},
	{.name = "a halt", .want = SCALE_WAITS, .source = MARK_HALT},
	{.name = "without a value", .want = SCALE_WAITS, .source = MARK_NONE},
	{.name = "no mark", .want = SCALE_WAITS, .no_mark = true},
	{.name = "no price of the underlying", .want = SCALE_WAITS, .spot = -1},
	{.name = "as old as allowed", .want = SCALE_CONFIRMED, .age_s = 120},
	{.name = "a second older", .want = SCALE_WAITS, .age_s = 121},
	{.name = "no underlying at the entry", .want = SCALE_WAITS, .entry = -1},
	{.name = "no distance", .want = SCALE_WAITS, .distance = -1},
	{.name = "no end", .want = SCALE_WAITS, .no_until = true},
	{.name = "at the end", .want = SCALE_CONFIRMED, .late_s = 0},
	{.name = "a second later", .want = SCALE_OVER, .late_s = 1, .why = "too late"},
	{.name = "an exit is due", .want = SCALE_WAITS, .exiting = true, .why = "exit"},
	{.name = "ordered", .want = SCALE_OVER, .ordered = true, .why = "ordered"},
	{.name = "a part was sold", .want = SCALE_OVER, .held = 1, .why = "sold"},
	{.name = "the target was taken", .want = SCALE_OVER, .target = true, .why = "sold"},
	{.name = "the rest trails", .want = SCALE_OVER, .trailing = true, .why = "trailing"},
	{.name = "switched off meanwhile", .want = SCALE_OVER, .off = true, .why = "off"},
	{.name = "over, whatever the mark is",
		.want = SCALE_OVER,
		.ordered = true,
		.no_mark = true},
	{.name = "nothing kept", .want = SCALE_NONE, .kept = -1},
	{.name = "nothing kept, an exit is due", .want = SCALE_NONE, .kept = -1, .exiting = true},
};

/* 0 is the usual amount, -1 an unknown one. */
static struct price amount(double value, double usual)
{
	return value < 0 ? PRICE_UNKNOWN : usd(value > 0 ? value : usual);
}

static void test_looks(void **state)
{
	(void)state;
	struct instant until = at("2026-01-26T16:00:00Z");
	for (size_t i = 0; i < array_size(looks); i++) {
		const struct look *l = &looks[i];
		struct params p = params;
		p.entry_scale_in = l->off ? 0 : 1;
		struct position position = {.instrument = l->instrument,
			.strategy = STRATEGY_SWING_TRADE,
			.quantity = l->held > 0 ? l->held : 2,
			.original_quantity = 2,
			.entry_underlying = amount(l->entry, 100),
			.target_taken = l->target,
			.trailing_armed = l->trailing};
		struct instant now = instant_add(until, l->late_s * SECOND_US);
		struct mark mark = {.ts = now,
			.underlying = amount(l->spot, 101),
			.underlying_ts = instant_add(now, -l->age_s * SECOND_US),
			.source = l->source == MARK_UNJUDGED ? MARK_QUOTE : l->source};
		struct scale_input in = {.position = &position,
			.plan = {l->kept < 0 ? INT64_MIN : 2, amount(l->distance, 1),
				l->no_until ? INSTANT_UNKNOWN : until},
			.is_ordered = l->ordered,
			.is_exiting = l->exiting,
			.mark = l->no_mark ? NULL : &mark,
			.now = now};
		struct scale_answer answer = scale_decide(&in, &p);
		check(l->name, answer.state == l->want);
		check(l->name, l->why == NULL || strstr(answer.why, l->why) != NULL);
	}
}

/* A position grows by what the limits of one trade leave, and by what the account allows. */
static void test_room(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t held, trade, contracts, position, cash, room;
		enum sizing_limit bound;
	} cases[] = {
		{"the trade", 5, 9, 10, 10, 10, 4, SIZING_TRADE},
		{"the cap of the tier", 5, 20, 10, 20, 20, 5, SIZING_CONTRACTS},
		{"the position", 5, 20, 20, 8, 20, 3, SIZING_POSITION},
		{"cash, which is paid already", 5, 20, 20, 20, 2, 2, SIZING_CASH},
		{"no room", 5, 5, 20, 20, 20, 0, SIZING_TRADE},
		{"less than is held", 5, 3, 20, 20, 20, 0, SIZING_TRADE},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct sizing s = {0};
		enum sizing_limit bound = SIZING_LIMITS;
		for (int k = 0; k < SIZING_LIMITS; k++)
			s.limits[k].allows = 1000;
		s.limits[SIZING_TRADE].allows = cases[i].trade;
		s.limits[SIZING_CONTRACTS].allows = cases[i].contracts;
		s.limits[SIZING_POSITION].allows = cases[i].position;
		s.limits[SIZING_CASH].allows = cases[i].cash;
		check(cases[i].name, sizing_room(&s, cases[i].held, &bound) == cases[i].room);
		check(cases[i].name, bound == cases[i].bound);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_until),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_room),
	};
	return cmocka_run_group_tests_name("scale", tests, set_up, NULL);
}
