#include "check.h"

#include "array.h"
#include "journal.h"
#include "text.h"

#define C240 "AAPL260130C00240000"

static struct lot_event event(const char *day, enum lot_kind kind, bool opens, bool buys,
	int64_t quantity, int64_t price_e4, int64_t fee_e4)
{
	struct lot_event e = {.account = "PA 1",
		.ticker = "AAPL",
		.symbol = C240,
		.position_id = 7,
		.kind = kind,
		.effect = opens ? LOT_OPENS : LOT_CLOSES,
		.buys = buys,
		.quantity = quantity,
		.price = {price_e4},
		.fee = {fee_e4}};
	check(day, date_parse(day, &e.day) == 0);
	e.at = instant_from_date(e.day, 15 * HOUR_US);
	return e;
}

static struct journal_cash cash(
	const char *day, int64_t hour, const char *type, bool is_balance, int64_t amount_e4)
{
	struct journal_cash c = {
		.account = "PA 1", .id = "x", .is_balance = is_balance, .amount = {amount_e4}};
	check(day, date_parse(day, &c.day) == 0);
	check(type, text_copy(c.type, sizeof c.type, type));
	c.at = instant_from_date(c.day, hour * HOUR_US);
	return c;
}

/* The transactions, without the declarations. */
static void check_journal(const char *name, const struct lot_event *events, size_t n,
	const struct journal_cash *moves, size_t m, const char *want, size_t unexplained)
{
	buf_auto struct buf out = BUF_INIT(1 << 16);
	struct lots lots = {0};
	struct error err = {0};
	struct journal_result result;
	check(name, lots_match(events, n, &lots, &err) == 0);
	check(name, journal_write(&out, &lots, moves, m, &result, &err) == 0);
	const char *transactions = strstr(buf_text(&out), "account Equity:Unexplained\n");
	check(name, transactions != NULL);
	check_text(name, transactions + strlen("account Equity:Unexplained\n"), want);
	check(name, result.unexplained == unexplained);
	lots_free(&lots);
}

static void test_trades(void **state)
{
	(void)state;
	const struct lot_event events[] = {
		event("2026-01-26", LOT_TRADED, true, true, 2, 49000, 1000),
		event("2026-01-27", LOT_TRADED, false, false, 2, 60000, 1200),
	};
	const struct journal_cash moves[] = {
		cash("2026-01-26", 14, "", true, 1000000000),
		cash("2026-01-27", 14, "DIV", false, 15000),
		cash("2026-01-27", 20, "", true, 1002212800),
	};
	check_journal("a trade, a dividend, and the cash of the broker", events, 2, moves, 3,
		"\n2026-01-26 * the cash at the start\n"
		"    Assets:Broker:Cash:PA_1  USD 100000.00\n"
		"    Equity:Opening  USD -100000.00\n"
		"\n2026-01-26 * the cash of the broker\n"
		"    ; time:2026-01-26T14:00:00Z\n"
		"    Assets:Broker:Cash:PA_1  USD 0.00 = USD 100000.00\n"
		"\n2026-01-26 * buy 2 " C240 " at 4.9000\n"
		"    ; time:2026-01-26T15:00:00Z, position:7\n"
		"    Expenses:Fees:Trades  USD 0.10\n"
		"    Assets:Broker:Options:PA_1  2 \"" C240 "\" @@ USD 980.00\n"
		"    Assets:Broker:Cash:PA_1  USD -980.10\n"
		"\n2026-01-27 * DIV\n"
		"    ; activity:x\n"
		"    Assets:Broker:Cash:PA_1  USD 1.50\n"
		"    Income:Dividends  USD -1.50\n"
		"\n2026-01-27 * sell 2 " C240 " at 6.0000\n"
		"    ; time:2026-01-27T15:00:00Z, position:7\n"
		"    Expenses:Fees:Trades  USD 0.12\n"
		"    Assets:Broker:Options:PA_1  -2 \"" C240 "\" @@ USD 980.00\n"
		"    Income:Trading:Options  USD -220.00\n"
		"    Assets:Broker:Cash:PA_1  USD 1199.88\n"
		"\n2026-01-27 * the cash of the broker\n"
		"    ; time:2026-01-27T20:00:00Z\n"
		"    Assets:Broker:Cash:PA_1  USD 0.00 = USD 100221.28\n",
		0);
}

static void test_ends(void **state)
{
	(void)state;
	const struct lot_event exercise[] = {
		event("2026-01-26", LOT_TRADED, true, true, 1, 50000, 500),
		event("2026-01-30", LOT_EXERCISED, false, false, 1, 2400000, 0),
	};
	check_journal("an exercise moves the premium into the shares", exercise, 2, NULL, 0,
		"\n2026-01-26 * buy 1 " C240 " at 5.0000\n"
		"    ; time:2026-01-26T15:00:00Z, position:7\n"
		"    Expenses:Fees:Trades  USD 0.05\n"
		"    Assets:Broker:Options:PA_1  1 \"" C240 "\" @@ USD 500.00\n"
		"    Assets:Broker:Cash:PA_1  USD -500.05\n"
		"\n2026-01-30 * exercised 1 " C240 "\n"
		"    ; time:2026-01-30T15:00:00Z, position:7\n"
		"    Assets:Broker:Options:PA_1  -1 \"" C240 "\" @@ USD 500.00\n"
		"    Assets:Broker:Stocks:PA_1  100 \"AAPL\" @@ USD 24500.00\n"
		"    Assets:Broker:Cash:PA_1  USD -24000.00\n",
		0);
	const struct lot_event gone[] = {
		event("2026-01-26", LOT_TRADED, true, true, 1, 50000, 0),
		event("2026-01-30", LOT_GONE, false, false, 1, 0, 0),
	};
	const struct journal_cash moves[] = {
		cash("2026-01-26", 14, "", true, 10000000),
		cash("2026-01-31", 20, "", true, 5000100),
	};
	check_journal("nothing explains it, nor a cent of the cash", gone, 2, moves, 2,
		"\n2026-01-26 * the cash at the start\n"
		"    Assets:Broker:Cash:PA_1  USD 1000.00\n"
		"    Equity:Opening  USD -1000.00\n"
		"\n2026-01-26 * the cash of the broker\n"
		"    ; time:2026-01-26T14:00:00Z\n"
		"    Assets:Broker:Cash:PA_1  USD 0.00 = USD 1000.00\n"
		"\n2026-01-26 * buy 1 " C240 " at 5.0000\n"
		"    ; time:2026-01-26T15:00:00Z, position:7\n"
		"    Assets:Broker:Options:PA_1  1 \"" C240 "\" @@ USD 500.00\n"
		"    Assets:Broker:Cash:PA_1  USD -500.00\n"
		"\n2026-01-30 * gone 1 " C240 "\n"
		"    ; time:2026-01-30T15:00:00Z, position:7\n"
		"    Assets:Broker:Options:PA_1  -1 \"" C240 "\" @@ USD 500.00\n"
		"    Equity:Unexplained  USD 500.00\n"
		"\n2026-01-31 * a difference that nothing explains\n"
		"    Assets:Broker:Cash:PA_1  USD 0.01\n"
		"    Equity:Unexplained  USD -0.01\n"
		"\n2026-01-31 * the cash of the broker\n"
		"    ; time:2026-01-31T20:00:00Z\n"
		"    Assets:Broker:Cash:PA_1  USD 0.00 = USD 500.01\n",
		2);
	const struct lot_event unopened[] = {
		event("2026-01-27", LOT_TRADED, false, false, 1, 60000, 600),
	};
	check_journal("a sale of what was never bought changes no holding", unopened, 1, NULL, 0,
		"\n2026-01-27 * sell 1 " C240 " at 6.0000\n"
		"    ; time:2026-01-27T15:00:00Z, position:7\n"
		"    Expenses:Fees:Trades  USD 0.06\n"
		"    Assets:Broker:Cash:PA_1  USD 599.94\n"
		"    Equity:Unexplained  USD -600.00\n",
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trades), cmocka_unit_test(test_ends)};
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
