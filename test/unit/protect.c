#include "array.h"
#include "check.h"

#include "protect.h"

static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

static struct price usd(double amount)
{
	return price_from_double(amount);
}

/* Two contracts bought at 2.50; 2.45 is bid: the stop is at .75, its limit .37. */
static struct protect_input usual(struct position *p)
{
	*p = (struct position){.instrument = INSTRUMENT_CALL,
		.strategy = STRATEGY_SWING_TRADE,
		.quantity = 2,
		.original_quantity = 2,
		.entry_price = usd(2.50)};
	return (struct protect_input){
		.position = p,
		.is_single_long = true,
		.is_trading = true,
		.bid = usd(2.45),
		.available = 2,
		.stop_quantity = 2,
		.stop_price = usd(0.75),
	};
}

struct change {
	const char *name;
	enum protect_verdict want;
	bool off, opening, halted, no_quote, works, spread, stop, doubtful;
	double bid, entry, stop_price;				 /* 0: the usual one */
	int64_t quantity, available, stop_quantity, stop_filled; /* 0: the usual one; -1: 0 */
	int refusals;
};

static const struct change cases[] = {
	{.name = "the usual one", .want = PROTECT_ARM},
	{.name = "switched off", .want = PROTECT_LEAVE, .off = true},
	{.name = "switched off while it rests", .want = PROTECT_LIFT, .off = true, .stop = true},
	{.name = "switched off, in doubt",
		.want = PROTECT_LEAVE,
		.off = true,
		.stop = true,
		.doubtful = true},
	{.name = "the open", .want = PROTECT_LEAVE, .opening = true},
	{.name = "a halt of the underlying", .want = PROTECT_LEAVE, .halted = true},
	{.name = "no sound quote", .want = PROTECT_LEAVE, .no_quote = true},
	{.name = "an exit works", .want = PROTECT_LEAVE, .works = true},
	{.name = "a spread", .want = PROTECT_LEAVE, .spread = true},
	{.name = "it rests", .want = PROTECT_LEAVE, .stop = true},
	{.name = "it rests, at the open too", .want = PROTECT_LEAVE, .stop = true, .opening = true},
	{.name = "half was sold", .want = PROTECT_LIFT, .stop = true, .quantity = 1},
	{.name = "more was bought", .want = PROTECT_LIFT, .stop = true, .stop_quantity = 1},
	{.name = "the entry price changed", .want = PROTECT_LIFT, .stop = true, .entry = 3},
	{.name = "it fills", .want = PROTECT_LEAVE, .stop = true, .quantity = 1, .stop_filled = 1},
	{.name = "in doubt", .want = PROTECT_LEAVE, .stop = true, .doubtful = true, .quantity = 1},
	{.name = "the bid is at the stop", .want = PROTECT_LEAVE, .bid = 0.75},
	{.name = "the bid is a cent above", .want = PROTECT_ARM, .bid = 0.76},
	{.name = "the broker holds less", .want = PROTECT_LEAVE, .available = 1},
	{.name = "the broker holds more", .want = PROTECT_ARM, .available = 3},
	{.name = "the positions are unknown", .want = PROTECT_LEAVE, .available = -1},
	{.name = "a single contract", .want = PROTECT_ARM, .quantity = 1, .available = 1},
	{.name = "all is sold", .want = PROTECT_LEAVE, .quantity = -1},
	{.name = "two were refused", .want = PROTECT_ARM, .refusals = 2},
	{.name = "three were refused", .want = PROTECT_TOLD, .refusals = 3},
	{.name = "three were refused, and an exit works",
		.want = PROTECT_LEAVE,
		.refusals = 3,
		.works = true},
};

static void test_decide(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_size(cases); i++) {
		const struct change *c = &cases[i];
		struct position p;
		struct protect_input in = usual(&p);
		params.protective_stop = !c->off;
		p.quantity = c->quantity == 0 ? p.quantity : c->quantity < 0 ? 0 : c->quantity;
		p.entry_price = c->entry > 0 ? usd(c->entry) : p.entry_price;
		in.is_single_long = !c->spread;
		in.is_trading = !c->halted;
		in.is_opening = c->opening;
		in.works = c->works;
		in.bid = c->no_quote ? PRICE_UNKNOWN : c->bid > 0 ? usd(c->bid) : in.bid;
		in.available = c->available != 0 ? c->available : in.available;
		in.refusals = c->refusals;
		in.has_stop = c->stop;
		in.stop_is_open = c->stop && !c->doubtful;
		in.stop_filled = c->stop_filled;
		in.stop_quantity = c->stop_quantity > 0 ? c->stop_quantity : in.stop_quantity;
		struct protect_plan plan = protect_decide(&in, &params);
		if (plan.verdict != c->want)
			fail_msg("%s: %d (%s), not %d", c->name, plan.verdict, plan.why, c->want);
		check(c->name, (plan.verdict == PROTECT_ARM) == price_known(plan.price));
	}
}

static void test_level(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double entry, pct, gap, price, limit;
	} levels[] = {
		{"2.50", 2.50, 70, 50, 0.75, 0.37},
		{"rounded down to the cent", 1.11, 70, 50, 0.33, 0.16},
		{"ticks of a nickel from 3 on", 12.34, 70, 50, 3.70, 1.85},
		{"just under 3", 9.99, 70, 50, 2.99, 1.49},
		{"at least a tick", 0.02, 70, 50, 0.01, 0.01},
		{"the least gap", 2.50, 70, 5, 0.75, 0.71},
		{"the nearest level", 2.50, 30, 95, 1.75, 0.08},
		{"the furthest level", 2.50, 95, 95, 0.12, 0.01},
	};
	params.protective_stop = 1;
	for (size_t i = 0; i < array_size(levels); i++) {
		struct position p;
		struct protect_input in = usual(&p);
		p.entry_price = in.bid = usd(levels[i].entry);
		params.protective_stop_pct = levels[i].pct;
		params.protective_stop_gap_pct = levels[i].gap;
		struct protect_plan plan = protect_decide(&in, &params);
		check(levels[i].name, plan.verdict == PROTECT_ARM);
		check(levels[i].name, price_compare(plan.price, usd(levels[i].price)) == 0);
		check(levels[i].name, price_compare(plan.limit, usd(levels[i].limit)) == 0);
		check(levels[i].name, plan.quantity == 2);
	}
	params_init(&params);
}

static void test_probe(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double bid;
		int refusals;
		enum protect_verdict want;
	} probes[] = {
		{"far below", 2.45, 0, PROTECT_ARM},
		{"eleven cents", 0.11, 0, PROTECT_ARM},
		{"ten cents: too near", 0.10, 0, PROTECT_LEAVE},
		{"refused thrice", 2.45, 3, PROTECT_LEAVE},
	};
	for (size_t i = 0; i < array_size(probes); i++) {
		struct position p;
		struct protect_input in = usual(&p);
		in.bid = usd(probes[i].bid);
		in.refusals = probes[i].refusals;
		struct protect_plan plan = protect_probe(&in, &params);
		check(probes[i].name, plan.verdict == probes[i].want);
		if (plan.verdict == PROTECT_ARM)
			check(probes[i].name,
				plan.quantity == 1 && plan.price.e4 == 100 && plan.limit.e4 == 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_level),
		cmocka_unit_test(test_probe),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
