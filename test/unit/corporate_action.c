/* Tests of lib/market/corporate_action.c. */
#include "array.h"
#include "check.h"
#include "corporate_action.h"

#include <stdio.h>

static struct date day(const char *text)
{
	struct date d = DATE_UNKNOWN;
	(void)date_parse(text, &d);
	return d;
}

static void test_check(void **state)
{
	(void)state;
	static const struct {
		const char *name, *ticker, *ex_date;
		enum action_kind kind;
		double amount, new_shares, old_shares;
		const char *new_ticker;
		bool ok;
	} rows[] = {
		{"a dividend", "AAPL", "2026-02-06", ACTION_DIVIDEND, .26, 0, 0, "", true},
		{"of nothing", "AAPL", "2026-02-06", ACTION_DIVIDEND, 0, 0, 0, "", false},
		{"less than nothing", "AAPL", "2026-02-06", ACTION_DIVIDEND, -1, 0, 0, "", false},
		{"the most", "AAPL", "2026-02-06", ACTION_DIVIDEND, 1e5, 0, 0, "", true},
		{"more", "AAPL", "2026-02-06", ACTION_DIVIDEND, 100000.01, 0, 0, "", false},
		{"unknown", "AAPL", "2026-02-06", ACTION_DIVIDEND, (double)NAN, 0, 0, "", false},
		{"no ticker", "aapl", "2026-02-06", ACTION_DIVIDEND, .26, 0, 0, "", false},
		{"no day", "AAPL", "", ACTION_DIVIDEND, .26, 0, 0, "", false},
		{"another century", "AAPL", "2126-02-06", ACTION_DIVIDEND, .26, 0, 0, "", false},
		{"2 for 1", "AAPL", "2026-02-06", ACTION_SPLIT, 0, 2, 1, "", true},
		{"1 for 30", "AAPL", "2026-02-06", ACTION_SPLIT, 0, 1, 30, "", true},
		{"a stock dividend", "AAPL", "2026-02-06", ACTION_SPLIT, 0, 1.05, 1, "", true},
		{"1 for 1", "AAPL", "2026-02-06", ACTION_SPLIT, 0, 1, 1, "", false},
		{"2 for 0", "AAPL", "2026-02-06", ACTION_SPLIT, 0, 2, 0, "", false},
		{"2 for unknown", "AAPL", "2026-02-06", ACTION_SPLIT, 0, 2, (double)NAN, "", false},
		{"a rename", "FB", "2022-06-09", ACTION_RENAME, 0, 0, 0, "META", true},
		{"to itself", "FB", "2022-06-09", ACTION_RENAME, 0, 0, 0, "FB", false},
		{"to nothing", "FB", "2022-06-09", ACTION_RENAME, 0, 0, 0, "", false},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		struct corporate_action a = {.kind = rows[i].kind,
			.ex_date = day(rows[i].ex_date),
			.amount = rows[i].amount,
			.new_shares = rows[i].new_shares,
			.old_shares = rows[i].old_shares};
		struct error err = {0};
		(void)snprintf(a.ticker, sizeof a.ticker, "%s", rows[i].ticker);
		(void)snprintf(a.new_ticker, sizeof a.new_ticker, "%s", rows[i].new_ticker);
		check(rows[i].name, (corporate_action_check(&a, &err) == 0) == rows[i].ok);
		check(rows[i].name, rows[i].ok || err.kind == ERROR_DATA);
	}
}

static struct corporate_action dividend(
	const char *id, const char *ticker, const char *ex_date, double amount)
{
	struct corporate_action a = {
		.kind = ACTION_DIVIDEND, .ex_date = day(ex_date), .amount = amount};
	(void)snprintf(a.id, sizeof a.id, "%s", id);
	(void)snprintf(a.ticker, sizeof a.ticker, "%s", ticker);
	return a;
}

static void test_merge(void **state)
{
	(void)state;
	struct corporate_action rows[] = {
		dividend("3", "B", "2026-02-06", 5),
		dividend("1", "A", "2026-02-06", .25),
		dividend("2", "A", "2026-02-06", 1),   /* a special one of the same day */
		dividend("1", "A", "2026-02-06", .25), /* on a second page, again */
		dividend("", "A", "2026-02-06", .5),
		dividend("", "A", "2026-02-06", .5),
		dividend("4", "A", "2026-01-06", .1),
		dividend("3", "B", "2026-02-06", 5),
		dividend("5", "B", "2026-02-06", 9),
	};
	rows[0].kind = rows[7].kind = rows[8].kind = ACTION_SPLIT;
	size_t n = corporate_actions_merge(rows, array_size(rows));
	check("three", n == 3);
	check_near("the first day", rows[0].amount, .1, 0);
	check_near("the sum of a day", rows[1].amount, 2.25, 1e-12);
	check_near("splits are not added up", rows[2].amount, 5, 0);
	check("none", corporate_actions_merge(rows, 0) == 0);
}

static void test_read(void **state)
{
	(void)state;
	static const struct {
		const char *ticker, *day, *amount, *want;
	} rows[] = {
		{"ko", "2026-03-13", "0.51", "KO 2026-03-13 0.51"},
		{"KO", "13.3.2026", "0.51", "not a day: \"13.3.2026\": write it as 2026-01-28"},
		{"KO", "", "0.51", "not a day: \"\": write it as 2026-01-28"},
		{"KO", "2026-03-13", "$0.51", "not a dividend above 0: \"$0.51\""},
		{"KO", "2026-03-13", "0", "not a dividend above 0: \"0\""},
		{"KO", "2026-03-13", "", "not a dividend above 0: \"\""},
		{"KO", "2026-03-13", "nan", "not a dividend above 0: \"nan\""},
		{"K O", "2026-03-13", "1", "not a ticker: \"K O\""},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		const char *texts[] = {rows[i].ticker, rows[i].day, rows[i].amount};
		struct corporate_action a;
		struct error err = {0};
		char got[128], text[DATE_TEXT_SIZE];
		if (dividend_read(texts, &a, &err) == 0)
			(void)snprintf(got, sizeof got, "%s %s %g", a.ticker,
				date_format(a.ex_date, text), a.amount);
		else
			(void)snprintf(got, sizeof got, "%.120s", err.text);
		check_text(rows[i].amount, got, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_check),
		cmocka_unit_test(test_merge), cmocka_unit_test(test_read)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
