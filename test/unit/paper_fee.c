/* The fees of the stand-in broker: taken at each fill, booked at the close, kept over a restart. */
#include "check.h"

#include <stdio.h>

#include "paper_fee.h"
#include "text.h"
#include "zone.h"

#define CALL "AAPL260126C00250000"

static struct paper_book book;

static int open_book(void **state)
{
	(void)state;
	struct instant ten = zone_from_new_york(date_from_ymd(2026, 1, 26), 36000);
	paper_book_init(&book, 1, money_from_double(10000), ten);
	return 0;
}

static int close_book(void **state)
{
	(void)state;
	paper_book_free(&book);
	return 0;
}

/* A fill as paper_trade.c books it. Returns what it took from the cash. */
static double fill(const char *symbol, enum paper_side side, int64_t qty, double usd)
{
	struct money before = book.cash;
	struct paper_activity a = {.type = PAPER_FILL,
		.side = side,
		.qty = qty,
		.price = price_from_double(usd),
		.at = book.now,
		.visible_at = book.now};
	(void)text_copy(a.symbol, sizeof a.symbol, symbol);
	paper_fee_charge(&book, symbol, side, qty, a.price);
	paper_activity_add(&book, &a);
	return money_to_double(money_sub(before, book.cash));
}

/* The fees that are booked since the activity FROM, as "TAF-1 OCC-5 ". */
static const char *booked(size_t from)
{
	static char text[128];
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = from; i < book.activity_count; i++) {
		const struct paper_activity *a = &book.activities[i];
		if (a->type == PAPER_FEE)
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%lld ",
				a->sub_type, (long long)a->net_amount.e4 / 100);
	}
	return text;
}

static double accrued(void)
{
	return money_to_double(paper_fee_accrued(&book));
}

static void test_a_day(void **state)
{
	(void)state;
	check_near("bought", fill(CALL, PAPER_BUY, 1, 2.10), .07, 1e-9);
	check_near("sold: another contract and TAF", fill(CALL, PAPER_SELL, 1, 2), .06, 1e-9);
	check_near("accrued", accrued(), .13, 1e-9);
	book.fee_date = DATE_UNKNOWN; /* as after a restart */
	check_near("the same", accrued(), .13, 1e-9);
	check_near("shares", fill("AAPL", PAPER_BUY, 10, 250), .01, 1e-9);
	check_near("within the same cents", fill("AAPL", PAPER_SELL, 10, 250), 0, 1e-9);
	check_text("nothing is booked before the close", booked(0), "");
	struct money day = book.cash;
	paper_fee_book(&book);
	check_text("booked", booked(0), "TAF-1 OCC-5 ORF-6 CAT-2 ");
	check("the cash is the same", money_compare(book.cash, day) == 0);
	check_near("nothing is accrued", accrued(), 0, 0);
	paper_fee_book(&book);
	check_text("once", booked(0), "TAF-1 OCC-5 ORF-6 CAT-2 ");
}

static void test_the_next_day(void **state)
{
	(void)state;
	(void)fill(CALL, PAPER_BUY, 1, 2.10);
	paper_fee_book(&book);
	size_t count = book.activity_count;
	book.now = instant_add(book.now, DAY_US);
	check_near("it starts from nothing", accrued(), 0, 0);
	check_near("and costs the same", fill(CALL, PAPER_BUY, 1, 2.10), .07, 1e-9);
	paper_fee_book(&book);
	check_text("booked", booked(count), "OCC-3 ORF-3 CAT-1 ");
}

/* From 2026-04-04 on a sale pays the SEC 20.60 of a million dollars. */
static void test_a_dated_rate(void **state)
{
	(void)state;
	book.now = zone_from_new_york(date_from_ymd(2026, 4, 6), 36000);
	check_near("bought", fill("AAPL", PAPER_BUY, 100, 250), .01, 1e-9);
	check_near("sold", fill("AAPL", PAPER_SELL, 100, 250), .52 + .02, 1e-9);
	paper_fee_book(&book);
	check_text("booked", booked(0), "REG-52 TAF-2 CAT-1 ");
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, open_book, close_book)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_a_day),
		CASE(test_the_next_day),
		CASE(test_a_dated_rate),
	};
	return cmocka_run_group_tests_name("paper_fee", tests, NULL, NULL);
}
