#include "buf.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "lot.h"
#include "text.h"

enum { EVENTS_MAX = 12 };

/*
 * Reads "2026-01-26 buy 2 AAPL260130C00240000 4.90 0.10", a line per event. The words open, close,
 * buy and sell are trades; "open-" and "close-" are those of what is short. A price "?" is unknown.
 * "@B" at the end is of the account B, and a further word is the order.
 */
static void read_event(char *line, int number, struct lot_event *out)
{
	char day[16], word[16], symbol[32], price[16], fee[16], account[16] = "@A", order[16] = "";
	long long quantity;
	struct option_contract contract;
	struct price value = PRICE_UNKNOWN, paid;
	check(line, sscanf(line, "%15s %15s %lld %31s %15s %15s %15s %15s", day, word, &quantity,
			    symbol, price, fee, account, order) >= 6);
	*out = (struct lot_event){.position_id = number, .quantity = quantity};
	check(line, date_parse(day, &out->day) == 0);
	check(line, price[0] == '?' || price_parse(price, &value) == 0);
	check(line, price_parse(fee, &paid) == 0);
	out->price = value;
	out->fee = (struct money){paid.e4};
	out->at = instant_from_date(out->day, number * MINUTE_US);
	bool is_short = word[strlen(word) - 1] == '-';
	if (is_short)
		word[strlen(word) - 1] = '\0';
	if (!lot_kind_parse(word, &out->kind)) {
		bool opens = text_equal(word, "open"), closes = text_equal(word, "close");
		out->kind = LOT_TRADED;
		out->effect = opens ? LOT_OPENS : closes ? LOT_CLOSES : LOT_EITHER;
		out->buys = opens ? !is_short : closes ? is_short : text_equal(word, "buy");
	} else {
		out->buys = is_short;
	}
	check(line, text_copy(out->symbol, sizeof out->symbol, symbol));
	check(line, text_copy(out->order_id, sizeof out->order_id, order));
	check(line, text_copy(out->account, sizeof out->account, account + 1));
	check(line, text_copy(out->ticker, sizeof out->ticker,
			    occ_parse(symbol, &contract, NULL) == 0 ? contract.root : symbol));
}

static size_t read_events(const char *text, struct lot_event *out)
{
	char copy[2048], *rest = copy;
	size_t count = 0;
	check(text, text_copy(copy, sizeof copy, text));
	for (char *line = copy; line != NULL && count < EVENTS_MAX; line = rest) {
		rest = strchr(line, '\n');
		if (rest != NULL)
			*rest++ = '\0';
		read_event(line, (int)count, &out[count]);
		count++;
	}
	return count;
}

static const char *money_text(struct money m, char out[static NUM_TEXT_SIZE])
{
	return money_known(m) ? money_format(m, 2, out) : "?";
}

/* "2 SYMBOL acquired sold proceeds cost fees term [W disallowed]", a line per part. */
static void write_parts(const struct lots *lots, struct buf *out)
{
	for (size_t i = 0; i < lots->part_count; i++) {
		const struct lot_part *p = &lots->parts[i];
		char b[DATE_TEXT_SIZE], c[DATE_TEXT_SIZE], d[NUM_TEXT_SIZE], e[NUM_TEXT_SIZE],
			f[NUM_TEXT_SIZE], g[NUM_TEXT_SIZE];
		if (p->is_converted)
			continue;
		buf_printf(out, "%s%lld %s %s %s %s %s %s %s", out->length > 0 ? "\n" : "",
			(long long)p->quantity, p->symbol,
			date_known(p->acquired) ? date_format(p->acquired, b) : "?",
			date_known(p->sold) ? date_format(p->sold, c) : "?",
			money_text(p->proceeds, d), money_text(p->cost, e), money_text(p->fees, f),
			p->is_long_term ? "long" : "short");
		if (p->disallowed.e4 > 0)
			buf_printf(out, " W %s", money_text(p->disallowed, g));
	}
	for (size_t i = 0; i < lots->count; i++)
		if (lots->lots[i].left > 0)
			buf_printf(out, "%sopen %lld %s", out->length > 0 ? "\n" : "",
				(long long)lots->lots[i].left, lots->lots[i].symbol);
}

struct lot_case {
	const char *name, *events, *rows;
};

static void check_cases(const struct lot_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct lot_event events[EVENTS_MAX];
		struct lots lots = {0};
		struct error err = {0};
		buf_auto struct buf got = BUF_INIT(4096);
		size_t n = read_events(cases[i].events, events);
		check(cases[i].name, lots_match(events, n, &lots, &err) == 0);
		check(cases[i].name, lots_mark_wash_sales(&lots, &err) == 0);
		write_parts(&lots, &got);
		check_text(cases[i].name, buf_text(&got), cases[i].rows);
		lots_free(&lots);
	}
}

#define C240 "AAPL260130C00240000"
#define P230 "AAPL260130P00230000"

static void test_trades(void **state)
{
	(void)state;
	static const struct lot_case cases[] = {
		{"fees add to the cost and reduce the proceeds",
			"2026-01-26 open 2 " C240 " 4.90 0.10\n2026-01-27 close 2 " C240
			" 6.00 0.12",
			"2 " C240 " 2026-01-26 2026-01-27 1199.88 980.10 0.22 short"},
		{"a part that is sold splits the lot, and the cents add up",
			"2026-01-26 open 3 " C240 " 1.00 0.10\n2026-01-27 close 1 " C240
			" 2.00 0.04\n2026-01-28 close 2 " C240 " 3.00 0.08",
			"1 " C240 " 2026-01-26 2026-01-27 199.96 100.03 0.07 short\n"
			"2 " C240 " 2026-01-26 2026-01-28 599.92 200.07 0.15 short"},
		{"first in, first out, over two purchases",
			"2026-01-26 open 1 " C240 " 1.00 0.05\n2026-01-27 open 1 " C240
			" 2.00 0.05\n2026-01-28 close 2 " C240 " 3.00 0.11",
			"1 " C240 " 2026-01-26 2026-01-28 299.95 100.05 0.10 short\n"
			"1 " C240 " 2026-01-27 2026-01-28 299.94 200.05 0.11 short"},
		{"an account has its own lots",
			"2026-01-26 open 1 " C240 " 1.00 0\n2026-01-26 open 1 " C240
			" 2.00 0 @B\n2026-01-28 close 1 " C240 " 3.00 0 @B",
			"1 " C240 " 2026-01-26 2026-01-28 300.00 200.00 0.00 short\nopen 1 " C240},
		{"shares, with a price of four decimals",
			"2026-01-26 open 3 AAPL 10.3333 0\n2026-01-27 close 3 AAPL 11 0.01",
			"3 AAPL 2026-01-26 2026-01-27 32.99 31.00 0.01 short"},
		{"what was written is sold before it is acquired, and always short term",
			"2024-01-26 open- 1 " P230 " 5.00 0.10\n2026-01-27 close- 1 " P230
			" 2.00 0.05",
			"1 " P230 " 2026-01-27 2024-01-26 499.90 200.05 0.15 short"},
		{"a purchase closes what is short first, and opens with the rest",
			"2026-01-26 sell 100 AAPL 10 0\n2026-01-27 buy 150 AAPL 9 0",
			"100 AAPL 2026-01-27 2026-01-26 1000.00 900.00 0.00 short\nopen 50 AAPL"},
		{"a sale of what the ledger never bought has no cost",
			"2026-01-27 close 2 " C240 " 6.00 0.12",
			"2 " C240 " ? 2026-01-27 1199.88 ? 0.12 short"},
		{"a purchase of unknown price",
			"2026-01-26 open 1 " C240 " ? 0\n2026-01-27 close 1 " C240 " 6.00 0",
			"1 " C240 " 2026-01-26 2026-01-27 600.00 ? 0.00 short"},
		{"more is sold than was bought",
			"2026-01-26 open 1 " C240 " 1.00 0\n2026-01-27 close 2 " C240 " 6.00 0",
			"1 " C240 " 2026-01-26 2026-01-27 600.00 100.00 0.00 short\n"
			"1 " C240 " ? 2026-01-27 600.00 ? 0.00 short"},
	};
	check_cases(cases, array_size(cases));
}

static void test_ends(void **state)
{
	(void)state;
	static const struct lot_case cases[] = {
		{"a long option expires",
			"2026-01-26 open 1 " C240 " 1.00 0.05\n2026-01-30 expired 1 " C240 " 0 0",
			"1 " C240 " 2026-01-26 2026-01-30 0.00 100.05 0.05 short"},
		{"a written one expires",
			"2026-01-26 open- 1 " P230 " 1.00 0.05\n2026-01-30 expired- 1 " P230 " 0 0",
			"1 " P230 " 2026-01-30 2026-01-26 99.95 0.00 0.05 short"},
		{"what is gone without a reason",
			"2026-01-26 open 1 " C240 " 1.00 0.05\n2026-01-30 gone 1 " C240 " ? 0",
			"1 " C240 " 2026-01-26 2026-01-30 ? 100.05 0.05 short"},
		{"a call that is exercised makes its shares dearer",
			"2026-01-26 open 1 " C240 " 5.00 0.05\n2026-01-30 exercised 1 " C240
			" 0 0\n2026-02-02 close 100 AAPL 250 0.01",
			"100 AAPL 2026-01-30 2026-02-02 24999.99 24500.05 0.06 short"},
		{"a put that is assigned makes them cheaper",
			"2026-01-26 open- 1 " P230 " 5.00 0.05\n2026-01-30 assigned- 1 " P230
			" 0 0\n2026-02-02 close 100 AAPL 220 0.01",
			"100 AAPL 2026-01-30 2026-02-02 21999.99 22500.05 0.06 short"},
		{"a put that is exercised sells the shares that are held for less",
			"2026-01-20 open 100 AAPL 235 0\n2026-01-26 open 1 " P230
			" 3.00 0.05\n2026-01-30 exercised 1 " P230 " 0 0",
			"100 AAPL 2026-01-20 2026-01-30 22699.95 23500.00 0.05 short"},
		{"a call that is assigned sells them for more",
			"2026-01-20 open 100 AAPL 235 0\n2026-01-26 open- 1 " C240
			" 3.00 0.05\n2026-01-30 assigned- 1 " C240 " 0 0",
			"100 AAPL 2026-01-20 2026-01-30 24299.95 23500.00 0.05 short"},
		{"a put that is exercised without shares sells them short",
			"2026-01-26 open 1 " P230 " 3.00 0.05\n2026-01-30 exercised 1 " P230
			" 0 0\n2026-02-02 close- 100 AAPL 220 0.01",
			"100 AAPL 2026-02-02 2026-01-30 22699.95 22000.01 0.06 short"},
		{"both legs of a spread become shares, which cancel each other",
			"2026-01-26 open- 1 AAPL260130P00230000 5.00 0.05\n"
			"2026-01-26 open 1 AAPL260130P00225000 3.00 0.05\n"
			"2026-01-30 assigned- 1 AAPL260130P00230000 0 0\n"
			"2026-01-30 exercised 1 AAPL260130P00225000 0 0",
			"100 AAPL 2026-01-30 2026-01-30 22199.95 22500.05 0.10 short"},
		{"two lots of an option become two lots of shares",
			"2026-01-26 open 1 " C240 " 5.00 0.05\n2026-01-27 open 1 " C240
			" 7.00 0.05\n2026-01-30 exercised 2 " C240
			" 0 0\n2026-02-02 close 150 AAPL 250 0",
			"100 AAPL 2026-01-30 2026-02-02 25000.00 24500.05 0.05 short\n"
			"50 AAPL 2026-01-30 2026-02-02 12500.00 12350.02 0.02 short\nopen 50 AAPL"},
		{"shares of an option that the ledger never bought have no cost",
			"2026-01-30 exercised 1 " C240 " 0 0\n2026-02-02 close 100 AAPL 250 0",
			"100 AAPL 2026-01-30 2026-02-02 25000.00 ? 0.00 short"},
	};
	check_cases(cases, array_size(cases));
}

static void test_wash_sales(void **state)
{
	(void)state;
	static const struct lot_case cases[] = {
		{"bought again on the 30th day after",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-02-05 open 1 " C240 " 1 0",
			"1 " C240
			" 2026-01-05 2026-01-06 100.00 300.00 0.00 short W 200.00\nopen 1 " C240},
		{"and on the 31st",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-02-06 open 1 " C240 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short\nopen 1 " C240},
		{"bought 30 days before, and still held",
			"2025-12-01 open 1 " C240 " 3 0\n2025-12-07 open 1 " C240
			" 3 0\n2026-01-06 close 1 " C240 " 1 0",
			"1 " C240
			" 2025-12-01 2026-01-06 100.00 300.00 0.00 short W 200.00\nopen 1 " C240},
		{"31 days before",
			"2025-12-01 open 1 " C240 " 3 0\n2025-12-06 open 1 " C240
			" 3 0\n2026-01-06 close 1 " C240 " 1 0",
			"1 " C240 " 2025-12-01 2026-01-06 100.00 300.00 0.00 short\nopen 1 " C240},
		{"all that was bought is sold at once: nothing replaces it",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-05 open 1 " C240
			" 3 0\n2026-01-06 close 2 " C240 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short\n"
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short"},
		{"the rest of the same purchase replaces nothing",
			"2026-01-05 open 2 " C240 " 3 0\n2026-01-06 close 1 " C240 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short\nopen 1 " C240},
		{"two fills of one order are one purchase",
			"2026-01-05 open 1 " C240 " 3 0 @A x\n2026-01-05 open 1 " C240
			" 3 0 @A x\n2026-01-06 close 1 " C240 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short\nopen 1 " C240},
		{"a gain is none",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 4 0\n2026-01-07 open 1 " C240 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 400.00 300.00 0.00 short\nopen 1 " C240},
		{"half of it is bought again",
			"2026-01-05 open 2 " C240 " 3 0\n2026-01-06 close 2 " C240
			" 1 0.01\n2026-01-07 open 1 " C240 " 1 0",
			"2 " C240
			" 2026-01-05 2026-01-06 199.99 600.00 0.01 short W 200.00\nopen 1 " C240},
		{"each purchase replaces once",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-01-07 open 1 " C240 " 3 0\n2026-01-08 close 1 " C240 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short W 200.00\n"
			"1 " C240 " 2026-01-07 2026-01-08 100.00 300.00 0.00 short"},
		{"in another account",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-01-07 open 1 " C240 " 1 0 @B",
			"1 " C240
			" 2026-01-05 2026-01-06 100.00 300.00 0.00 short W 200.00\nopen 1 " C240},
		{"another call, and shares, of the same underlying",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-01-07 open 25 AAPL 200 0",
			"1 " C240
			" 2026-01-05 2026-01-06 100.00 300.00 0.00 short W 50.00\nopen 25 AAPL"},
		{"a put replaces no call",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-01-07 open 1 " P230 " 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short\nopen 1 " P230},
		{"another underlying",
			"2026-01-05 open 1 " C240 " 3 0\n2026-01-06 close 1 " C240
			" 1 0\n2026-01-07 open 1 MSFT260130C00240000 1 0",
			"1 " C240 " 2026-01-05 2026-01-06 100.00 300.00 0.00 short\n"
			"open 1 MSFT260130C00240000"},
		{"a loss of what was written, which is written again",
			"2026-01-05 open- 1 " P230 " 1 0\n2026-01-06 close- 1 " P230
			" 3 0\n2026-01-07 open- 1 " P230 " 1 0",
			"1 " P230
			" 2026-01-06 2026-01-05 100.00 300.00 0.00 short W 200.00\nopen 1 " P230},
		{"and which is bought: that is the other side",
			"2026-01-05 open- 1 " P230 " 1 0\n2026-01-06 close- 1 " P230
			" 3 0\n2026-01-07 open 1 " P230 " 1 0",
			"1 " P230 " 2026-01-06 2026-01-05 100.00 300.00 0.00 short\nopen 1 " P230},
	};
	check_cases(cases, array_size(cases));
}

/* Revenue Ruling 66-7 has the last days of months. */
static void test_terms(void **state)
{
	(void)state;
	static const struct {
		const char *acquired, *sold;
		bool is_long;
	} cases[] = {
		{"2025-01-15", "2026-01-15", false},
		{"2025-01-15", "2026-01-16", true},
		{"2024-02-29", "2025-02-28", false},
		{"2024-02-29", "2025-03-01", true},
		{"2024-02-28", "2025-02-28", false},
		{"2024-02-28", "2025-03-01", true},
		{"2023-02-28", "2024-02-29", false},
		{"2023-02-28", "2024-03-01", true},
		{"2025-12-31", "2026-12-31", false},
		{"2025-12-31", "2027-01-01", true},
		{"2026-01-26", "2026-01-26", false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct date acquired, sold;
		check(cases[i].acquired, date_parse(cases[i].acquired, &acquired) == 0);
		check(cases[i].sold, date_parse(cases[i].sold, &sold) == 0);
		check(cases[i].sold, lot_is_long_term(acquired, sold) == cases[i].is_long);
	}
	check("unknown", !lot_is_long_term(DATE_UNKNOWN, date_from_ymd(2026, 1, 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trades),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_wash_sales),
		cmocka_unit_test(test_terms),
	};
	return cmocka_run_group_tests_name("lot", tests, NULL, NULL);
}
