#include "check.h"

#include <stdio.h>

#include "array.h"
#include "text.h"
#include "universe.h"

#define ROW(ticker_, tradable_, options_, tracked_, dollars_) \
	{ \
		.ticker = ticker_, .name = "n", .tradable = (tradable_), \
		.options_enabled = (options_), .tracked = (tracked_), .dollar_volume = { \
			(dollars_)*USD_E4 \
		} \
	}

/* Writes a row as "TICKER change[ tracked]". */
static void write_row(const struct listing *l, char *out, size_t size)
{
	(void)snprintf(out, size, "%s %s%s", l->ticker, listing_change_name(l->change),
		l->tracked ? " tracked" : "");
}

static void check_rows(
	const char *name, const struct listing *rows, size_t count, const char *const *want)
{
	size_t n = 0;
	for (; n < count && want[n] != NULL; n++) {
		char text[64];
		write_row(&rows[n], text, sizeof text);
		check_text(name, text, want[n]);
	}
	check(name, n == count && want[n] == NULL);
}

static void test_sync(void **state)
{
	(void)state;
	static const struct listing none[1];
	static const struct listing few[] = {
		ROW("AAPL", true, true, false, 0), ROW("SPY", true, true, true, 0)};
	static const struct listing more[] = {ROW("AAPL", true, false, false, 0),
		ROW("BRK.B", true, true, false, 0), ROW("SPY", true, true, false, 0)};
	static const struct {
		const char *name;
		const struct listing *stored;
		size_t stored_count;
		const struct listing *offered;
		size_t offered_count;
		const char *want[5];
	} cases[] = {
		{"the first sync", none, 0, more, 3,
			{"AAPL new tracked", "BRK.B new", "SPY new tracked"}},
		{"the same list", few, 2, few, 2, {NULL}},
		{"a longer list", few, 2, more, 3, {"AAPL changed", "BRK.B new"}},
		{"tickers gone", more, 3, few, 2,
			{"AAPL changed tracked", "BRK.B gone", "SPY changed tracked"}},
		{"all gone", few, 2, none, 0, {"AAPL gone", "SPY gone tracked"}},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct listing out[6];
		size_t n = universe_sync(cases[i].stored, cases[i].stored_count, cases[i].offered,
			cases[i].offered_count, out);
		check_rows(cases[i].name, out, n, cases[i].want);
	}
}

static void test_track(void **state)
{
	(void)state;
	struct listing rows[] = {
		ROW("AAPL", true, true, false, 0), ROW("SPY", true, true, true, 0)};
	check("unknown", universe_track(rows, 2, "MSFT", true) == NULL);
	check("too long", universe_track(rows, 2, "WAYTOOLONGFORATICKER", true) == NULL);
	check("no rows", universe_track(NULL, 0, "AAPL", true) == NULL);
	check("same", universe_track(rows, 2, "SPY", true)->change == LISTING_SAME);
	check("set", universe_track(rows, 2, "AAPL", true)->change == LISTING_CHANGED);
	check("is set", rows[0].tracked);
}

static void test_top(void **state)
{
	(void)state;
	struct listing rows[] = {ROW("AAA", true, true, true, 10),
		ROW("BBB", true, true, false, 30), ROW("CCC", true, false, true, 90),
		ROW("DDD", true, true, false, 10), ROW("EEE", true, true, true, 0),
		ROW("SPY", true, true, false, 1)};
	static const char *const want[] = {"AAA same tracked", "BBB changed tracked", "CCC changed",
		"DDD same", "EEE changed", "SPY changed tracked", NULL};
	struct listing *order[array_size(rows)];
	rows[4].dollar_volume = MONEY_UNKNOWN;
	for (size_t i = 0; i < array_size(rows); i++)
		rows[i].last_price = PRICE_UNKNOWN;
	check("known", universe_track_top(rows, array_size(rows), 2, PRICE_UNKNOWN, order) == 4);
	check_rows("top", rows, array_size(rows), want);

	/* at most 40 dollars: the limit itself counts, an unknown price does not */
	static const char *const cheap[] = {"AAA changed", "BBB changed", "CCC changed",
		"DDD changed tracked", "EEE changed", "SPY changed tracked", NULL};
	rows[0].last_price = (struct price){40 * USD_E4 + 1};
	rows[3].last_price = (struct price){40 * USD_E4};
	check("known and cheap", universe_track_top(rows, array_size(rows), 2,
					 (struct price){40 * USD_E4}, order) == 1);
	check_rows("cheap", rows, array_size(rows), cheap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_sync),
		cmocka_unit_test(test_track), cmocka_unit_test(test_top)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
