/*
 * The edges of exits, found by test/mutations.pl: ages and gaps exactly at their limit, the first
 * mark of the array, the reasons of rules that do not close.
 */
#include "array.h"
#include "exit_call.h"

static struct params params;

static int set_up(void **state)
{
	(void)state;
	params_init(&params);
	return 0;
}

/* It expires in a month. */
static struct position call(void)
{
	return call_until(date_from_ymd(2026, 2, 20));
}

/* What the rule NUMBER says. */
static struct exit_record ask(int number, const struct position *position, const struct mark *marks,
	size_t count, struct instant now)
{
	struct exit_record records[EXIT_RULES_MAX];
	struct exit_input in = {
		.position = position, .marks = marks, .mark_count = count, .now = now};
	(void)exit_decide(&in, &params, records);
	for (size_t i = 0; i < exit_count; i++)
		if (records[i].number == number)
			return records[i];
	fail_msg("no rule %d", number);
	return records[0];
}

/* A mark is the newest of this pass for exit_mark_age_max_s, and not when it lies ahead. */
static void test_age(void **state)
{
	(void)state;
	struct position position = call();
	struct mark m = mark("2026-01-26T19:30:00Z", 0.98, 1.02, 100);
	int64_t most = (int64_t)params.exit_mark_age_max_s * SECOND_US;
	check("at the limit",
		ask(4, &position, &m, 1, instant_add(m.ts, most)).verdict == EXIT_CLOSE);
	check("older", ask(4, &position, &m, 1, instant_add(m.ts, most + 1)).verdict ==
			       EXIT_NOT_EVALUABLE);
	check("of now", ask(4, &position, &m, 1, m.ts).verdict == EXIT_CLOSE);
	check("ahead",
		ask(4, &position, &m, 1, instant_add(m.ts, -1)).verdict == EXIT_NOT_EVALUABLE);
}

/* Two looks 300 s apart run on, 301 s do not. */
static void test_looks_running(void **state)
{
	(void)state;
	struct position position = call();
	struct mark m[2] = {mark("2026-01-26T19:25:00Z", 0.05, 2.4, 100),
		mark("2026-01-26T19:30:00Z", 0.05, 2.4, 100)};
	m[0].source = m[1].source = MARK_MODEL;
	m[0].model = m[1].model = (struct price){12000};
	check("300 s", ask(4, &position, m, 2, m[1].ts).verdict == EXIT_CLOSE);
	m[0].ts = at("2026-01-26T19:24:59Z");
	struct exit_record r = ask(4, &position, m, 2, m[1].ts);
	check("301 s", r.verdict == EXIT_HOLD);
	check_text("301 s", r.reason, "waits for a second look");
}

/* Just after the open the look before counts at the level; a first mark has none before it. */
static void test_opening(void **state)
{
	(void)state;
	struct position position = call();
	struct mark m[2] = {mark("2026-01-27T14:30:05Z", 2.4, 2.6, 98.40),
		mark("2026-01-27T14:31:00Z", 2.4, 2.6, 98.30)};
	check("at the level", ask(3, &position, m, 2, m[1].ts).verdict == EXIT_CLOSE);
	check("no look before", ask(3, &position, &m[1], 1, m[1].ts).verdict == EXIT_HOLD);
	position.expiry = date_from_ymd(2026, 2, 20);
	position.strategy = STRATEGY_SWING_TRADE;
	/* 15 per cent of 1.00 exactly */
	struct mark narrow = mark("2026-01-27T14:31:00Z", 0.925, 1.075, 100);
	check("narrow", ask(4, &position, &narrow, 1, narrow.ts).verdict == EXIT_CLOSE);
}

/* The looks without a price of the underlying: those given, and not those of a halt. */
static void test_blind(void **state)
{
	(void)state;
	struct position position = call();
	struct mark m[9];
	for (int i = 0; i < 9; i++) {
		m[i] = mark("2026-01-26T19:30:00Z", 2.58, 2.62, (double)NAN);
		m[i].ts = instant_add(m[i].ts, i * MINUTE_US);
		m[i].source = i < 4 ? MARK_HALT : MARK_QUOTE;
	}
	check("4 minutes since a halt",
		ask(3, &position, m, 9, m[8].ts).verdict == EXIT_NOT_EVALUABLE);
	for (int i = 0; i < 9; i++)
		m[i].source = MARK_QUOTE;
	check("4 minutes of looks",
		ask(3, &position, &m[4], 5, m[8].ts).verdict == EXIT_NOT_EVALUABLE);
	check("5 minutes of looks", ask(3, &position, &m[3], 6, m[8].ts).verdict == EXIT_CLOSE);
}

static void test_reasons(void **state)
{
	(void)state;
	struct position position = call();
	struct instant now = at("2026-01-26T19:30:00Z");
	struct mark blind = mark("2026-01-26T19:30:00Z", 2.48, 2.52, (double)NAN);
	for (int rule = 3; rule <= 5; rule += 2) {
		const char *no_mark = ask(rule, &position, NULL, 0, now).reason,
			   *no_underlying = ask(rule, &position, &blind, 1, now).reason;
		check_text("a mark", no_underlying, "the price of the underlying is not known");
		check("no mark", strcmp(no_mark, no_underlying) != 0);
	}
	/* A rule that closes does not wait, and one that does not hold neither. */
	struct mark lost = mark("2026-01-26T19:30:00Z", 0.98, 1.02, 100);
	check_text("closes", ask(4, &position, &lost, 1, now).reason, "the premium is lost");
	position.expiry = date_from_ymd(2026, 1, 27);
	struct mark well = mark("2026-01-26T19:30:00Z", 2.58, 2.62, 100);
	check_text("holds", ask(4, &position, &well, 1, now).reason, "");
	position.trailing_armed = true;
	position.peak = (struct price){40000};
	check_text("trails", ask(7, &position, &well, 1, now).reason,
		"gave back its share of the peak");
	well.source = MARK_MODEL;
	well.model = (struct price){39000};
	check_text("does not fall", ask(7, &position, &well, 1, now).reason, "");
	position.peak = PRICE_UNKNOWN;
	check("no peak", ask(7, &position, &well, 1, now).verdict == EXIT_NOT_EVALUABLE);
}

/* Half of two is one; what is wanted, held or left is the least. */
static void test_quantities(void **state)
{
	(void)state;
	struct position position = call();
	struct mark up = mark("2026-01-26T19:30:00Z", 2.98, 3.02, 103.20);
	position.quantity = 2;
	assert_int_equal(ask(5, &position, &up, 1, up.ts).quantity, 1);
	struct exit_record one = {.verdict = EXIT_CLOSE, .quantity = 1};
	struct exit_history none = {.day = DATE_UNKNOWN};
	struct exit_step step;
	check("one is sold", exit_plan(&none, &one, date_from_ymd(2026, 1, 26), &step));
	one.quantity = 0;
	check("none is not", !exit_plan(&none, &one, date_from_ymd(2026, 1, 26), &step));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_age, set_up),
		cmocka_unit_test_setup(test_looks_running, set_up),
		cmocka_unit_test_setup(test_opening, set_up),
		cmocka_unit_test_setup(test_blind, set_up),
		cmocka_unit_test_setup(test_reasons, set_up),
		cmocka_unit_test_setup(test_quantities, set_up),
	};
	return cmocka_run_group_tests_name("exit_edges", tests, NULL, NULL);
}
