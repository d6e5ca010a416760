#include "array.h"
#include "check.h"

#include "order.h"

static struct instant at(const char *text)
{
	struct instant t = INSTANT_UNKNOWN;
	check(text, instant_parse(text, &t) == 0);
	return t;
}

static void test_identity(void **state)
{
	(void)state;
	char entry[ORDER_ID_SIZE], again[ORDER_ID_SIZE], other[ORDER_ID_SIZE], exit[ORDER_ID_SIZE];
	struct instant decided = at("2026-01-26T19:08:00Z");
	struct error err;
	assert_int_equal(
		order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE, decided, 0, 1, entry, &err), 0);
	assert_int_equal(
		order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE, decided, 0, 1, again, &err), 0);
	assert_string_equal(entry, again);
	assert_int_equal(strlen(entry), 4 + 1 + 20 + 3);
	assert_memory_equal(entry, "opt-e", 5);
	assert_string_equal(entry + 25, "-a1");

	/* every field matters */
	(void)order_entry_id("PA2", "AAPL", STRATEGY_DAY_TRADE, decided, 0, 1, other, &err);
	check("O62 another account", strcmp(entry, other) != 0);
	(void)order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE, decided, 1, 1, other, &err);
	assert_string_not_equal(entry, other);
	(void)order_entry_id("PA1", "AAPL", STRATEGY_SWING_TRADE, decided, 0, 1, other, &err);
	assert_string_not_equal(entry, other);
	(void)order_entry_id(
		"PA1", "AAPL", STRATEGY_DAY_TRADE, instant_add(decided, 1), 0, 1, other, &err);
	assert_string_not_equal(entry, other);

	/* a second attempt differs in its number only, and leads to the same exits */
	(void)order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE, decided, 0, 2, other, &err);
	assert_memory_equal(entry, other, 26);
	assert_int_equal(order_exit_id(entry, 0, 1, 1, exit, &err), 0);
	assert_int_equal(order_exit_id(other, 0, 1, 1, again, &err), 0);
	assert_string_equal(exit, again);
	assert_memory_equal(exit, "opt-x", 5);
	(void)order_exit_id(entry, 0, 2, 1, again, &err);
	assert_string_not_equal(exit, again);
	(void)order_exit_id(entry, 1, 1, 1, again, &err);
	assert_string_not_equal(exit, again);

	assert_int_equal(order_exit_id("another-program", 0, 1, 1, exit, &err), -1);
	assert_int_equal(order_exit_id(exit, 0, 1, 1, again, &err), -1); /* an exit has no exits */
	assert_int_equal(
		order_entry_id("", "AAPL", STRATEGY_DAY_TRADE, decided, 0, 1, other, &err), -1);
	assert_int_equal(order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE, INSTANT_UNKNOWN, 0, 1,
				 other, &err),
		-1);
	assert_int_equal(
		order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE, decided, 0, 0, other, &err), -1);
	assert_int_equal(err.kind, ERROR_INTERNAL);
}

static void test_identity_is_pinned(void **state)
{
	(void)state;
	/* With another scheme we would lose the orders at the broker: this must not change. */
	char id[ORDER_ID_SIZE];
	assert_int_equal(order_entry_id("PA1", "AAPL", STRATEGY_DAY_TRADE,
				 at("2026-01-26T19:08:00Z"), 0, 1, id, NULL),
		0);
	assert_string_equal(id, "opt-e2d5fb1f85e40819df6a3-a1");
}

static void test_id_parse(void **state)
{
	(void)state;
	static const struct {
		const char *id;
		bool ours;
		int attempt;
	} cases[] = {
		{"opt-e0123456789abcdef0123-a1", true, 1},
		{"opt-x0123456789abcdef0123-a12", true, 12},
		{"opt-y0123456789abcdef0123-a1", false, 0},
		{"opt-e0123456789ABCDEF0123-a1", false, 0},
		{"opt-e0123456789abcdef012-a1", false, 0},
		{"opt-e0123456789abcdef01234-a1", false, 0},
		{"opt-e0123456789abcdef0123-a0", false, 0},
		{"opt-e0123456789abcdef0123-a01", false, 0},
		{"opt-e0123456789abcdef0123-a1 ", false, 0},
		{"opt-e0123456789abcdef0123-a", false, 0},
		{"opt-e0123456789abcdef0123", false, 0},
		{"opt-", false, 0},
		{"", false, 0},
		{"6cf4d1a0-2f9e-4d49-9c0b-3f1b1f4b2a77", false, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		int attempt = 0;
		check(cases[i].id, order_id_parse(cases[i].id, NULL, &attempt) == cases[i].ours);
		check(cases[i].id, attempt == cases[i].attempt);
	}
}

static void test_status_words(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		enum order_class class;
		bool broker;
	} cases[] = {
		{"intent", ORDER_UNSENT, false},
		{"not_sent", ORDER_UNSENT, false},
		{"sending", ORDER_UNRESOLVED, false},
		{"unknown", ORDER_UNRESOLVED, false},
		{"duplicate", ORDER_UNRESOLVED, false},
		{"dropped", ORDER_TERMINAL, false},
		{"new", ORDER_OPEN, true},
		{"partially_filled", ORDER_OPEN, true},
		{"filled", ORDER_TERMINAL, true},
		{"done_for_day", ORDER_OPEN, true},
		{"canceled", ORDER_TERMINAL, true},
		{"expired", ORDER_TERMINAL, true},
		{"replaced", ORDER_TERMINAL, true},
		{"pending_cancel", ORDER_OPEN, true},
		{"pending_replace", ORDER_OPEN, true},
		{"accepted", ORDER_OPEN, true},
		{"pending_new", ORDER_OPEN, true},
		{"accepted_for_bidding", ORDER_OPEN, true},
		{"stopped", ORDER_OPEN, true},
		{"rejected", ORDER_TERMINAL, true},
		{"suspended", ORDER_OPEN, true},
		{"calculated", ORDER_OPEN, true},
		{"held", ORDER_OPEN, true},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		enum order_status status = ORDER_OTHER;
		check(cases[i].word, order_status_parse(cases[i].word, &status));
		check_text(cases[i].word, order_status_name(status), cases[i].word);
		check(cases[i].word, order_status_class(status) == cases[i].class);
		/* our own statuses are unknown when the broker sends them */
		check(cases[i].word, order_status_of_broker(cases[i].word) ==
					     (cases[i].broker ? status : ORDER_OTHER));
	}
	assert_int_equal(order_status_of_broker("melted"), ORDER_OTHER);
	assert_int_equal(order_status_of_broker(""), ORDER_OTHER);
	assert_int_equal(order_status_of_broker(NULL), ORDER_OTHER);
	check("O17 an unknown status", order_status_class(ORDER_OTHER) == ORDER_OPEN);
}

static void test_post_outcomes(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct post_outcome outcome;
		enum order_status status;
		bool reject, not_permitted;
	} cases[] = {
		{"accepted", {POST_ANSWERED, 200, POST_BODY_MATCHES, 0}, ORDER_ACCEPTED, false,
			false},
		{"O16 another order", {POST_ANSWERED, 200, POST_BODY_DIFFERS, 0}, ORDER_UNKNOWN,
			false, false},
		{"O16 truncated", {POST_ANSWERED, 200, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN,
			false, false},
		{"O16 error body in a 200", {POST_ANSWERED, 200, POST_BODY_ERROR, 40310000},
			ORDER_UNKNOWN, false, false},
		{"O01 reset", {POST_BROKEN, 0, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN, false,
			false},
		{"O03 time-out", {POST_BROKEN, 0, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN, false,
			false},
		{"connection lost in a 200", {POST_BROKEN, 200, POST_BODY_MATCHES, 0},
			ORDER_UNKNOWN, false, false},
		{"O07 502 html", {POST_ANSWERED, 502, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN,
			false, false},
		{"O08 500", {POST_ANSWERED, 500, POST_BODY_ERROR, 50010000}, ORDER_UNKNOWN, false,
			false},
		{"504 with a code", {POST_ANSWERED, 504, POST_BODY_ERROR, 50410000}, ORDER_UNKNOWN,
			false, false},
		{"O09 duplicate", {POST_ANSWERED, 422, POST_BODY_ERROR, 40010001}, ORDER_DUPLICATE,
			false, false},
		{"422 sub-penny", {POST_ANSWERED, 422, POST_BODY_ERROR, 42210000}, ORDER_REJECTED,
			true, false},
		{"O12 buying power", {POST_ANSWERED, 403, POST_BODY_ERROR, 40310000},
			ORDER_REJECTED, true, false},
		{"O14 rate limited", {POST_ANSWERED, 429, POST_BODY_ERROR, 42910000}, ORDER_UNKNOWN,
			false, false},
		{"429 without code", {POST_ANSWERED, 429, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN,
			false, false},
		{"O15 401", {POST_ANSWERED, 401, POST_BODY_UNREADABLE, 0}, ORDER_REJECTED, false,
			true},
		{"O15 403 without code", {POST_ANSWERED, 403, POST_BODY_NO_CODE, 0}, ORDER_REJECTED,
			false, true},
		{"O16 half a 403", {POST_ANSWERED, 403, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN,
			false, false},
		{"404 html", {POST_ANSWERED, 404, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN, false,
			false},
		{"redirect", {POST_ANSWERED, 307, POST_BODY_UNREADABLE, 0}, ORDER_UNKNOWN, false,
			false},
		{"an assignment is worked on", {POST_ANSWERED, 403, POST_BODY_LOCK, 40310000},
			ORDER_NOT_SENT, false, false},
		{"the same words in a 200", {POST_ANSWERED, 200, POST_BODY_LOCK, 40310000},
			ORDER_UNKNOWN, false, false},
		{"no connection", {POST_NOT_STARTED, 0, POST_BODY_UNREADABLE, 0}, ORDER_NOT_SENT,
			false, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct post_verdict verdict = order_classify_post(&cases[i].outcome);
		check_text(cases[i].name, order_status_name(verdict.status),
			order_status_name(cases[i].status));
		check(cases[i].name, verdict.counts_as_reject == cases[i].reject);
		check(cases[i].name, verdict.not_permitted == cases[i].not_permitted);
		check(cases[i].name, verdict.reason[0] != '\0');
	}
}

static void test_resolution(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum order_purpose purpose;
		enum order_status status;
		enum order_look_up look_up;
		int misses, runs, age_s;
		enum order_resolution want;
	} cases[] = {
		{"O01 found", ORDER_ENTRY, ORDER_UNKNOWN, LOOK_UP_SAME, 0, 0, 1, RESOLVE_ADOPT},
		{"O03 found later", ORDER_ENTRY, ORDER_UNKNOWN, LOOK_UP_SAME, 2, 2, 90,
			RESOLVE_ADOPT},
		{"O10 another order has the id", ORDER_ENTRY, ORDER_DUPLICATE, LOOK_UP_DIFFERS, 0,
			0, 1, RESOLVE_CONFLICT},
		{"O11 look-up fails", ORDER_ENTRY, ORDER_DUPLICATE, LOOK_UP_FAILED, 9, 9, 900,
			RESOLVE_WAIT},
		{"O03 two misses", ORDER_ENTRY, ORDER_UNKNOWN, LOOK_UP_NOT_FOUND, 2, 2, 90,
			RESOLVE_WAIT},
		{"O03 three misses in one run", ORDER_ENTRY, ORDER_UNKNOWN, LOOK_UP_NOT_FOUND, 3, 1,
			90, RESOLVE_WAIT},
		{"O03 29 seconds", ORDER_ENTRY, ORDER_UNKNOWN, LOOK_UP_NOT_FOUND, 3, 2, 29,
			RESOLVE_WAIT},
		{"O08 dropped", ORDER_ENTRY, ORDER_UNKNOWN, LOOK_UP_NOT_FOUND, 3, 2, 30,
			RESOLVE_DROP},
		{"O08 a sending entry is never sent again", ORDER_ENTRY, ORDER_SENDING,
			LOOK_UP_NOT_FOUND, 3, 2, 30, RESOLVE_DROP},
		{"a sending exit is sent again", ORDER_EXIT, ORDER_SENDING, LOOK_UP_NOT_FOUND, 3, 2,
			30, RESOLVE_SEND_AGAIN},
		{"an unknown exit is sent again", ORDER_EXIT, ORDER_UNKNOWN, LOOK_UP_NOT_FOUND, 3,
			2, 30, RESOLVE_SEND_AGAIN},
		{"not after two misses", ORDER_EXIT, ORDER_UNKNOWN, LOOK_UP_NOT_FOUND, 2, 2, 30,
			RESOLVE_WAIT},
		{"O11 a duplicate exit is not sent again", ORDER_EXIT, ORDER_DUPLICATE,
			LOOK_UP_NOT_FOUND, 3, 2, 30, RESOLVE_DROP},
	};
	struct params params;
	params_init(&params);
	struct instant sent = at("2026-01-26T19:08:00Z");
	for (size_t i = 0; i < array_size(cases); i++) {
		struct order_doubt doubt = {
			.purpose = cases[i].purpose,
			.status = cases[i].status,
			.look_up = cases[i].look_up,
			.misses = cases[i].misses,
			.runs = cases[i].runs,
			.sent_at = sent,
			.now = instant_add(sent, cases[i].age_s * SECOND_US),
		};
		check(cases[i].name, order_resolve(&doubt, &params) == cases[i].want);
		doubt.sent_at = INSTANT_UNKNOWN; /* an unknown age proves nothing */
		enum order_resolution blind = order_resolve(&doubt, &params);
		check(cases[i].name, blind != RESOLVE_DROP && blind != RESOLVE_SEND_AGAIN);
	}
}

static void test_fills(void **state)
{
	(void)state;
	struct order_book none = {.quantity = 5, .filled = 0, .average = PRICE_UNKNOWN};
	struct order_book two = {.quantity = 5, .filled = 2, .average = {25000}};
	struct fill fill = {0};
	assert_int_equal(order_fill_from_order(&none, 0, PRICE_UNKNOWN, &fill), FILL_NOTHING);
	assert_int_equal(order_fill_from_order(&none, 2, (struct price){25000}, &fill), FILL_BOOK);
	assert_int_equal(fill.quantity, 2);
	assert_int_equal(fill.cum_qty, 2);
	assert_int_equal(fill.price.e4, 25000);

	check("O21 the same fill again, from another poll",
		order_fill_from_order(&two, 2, (struct price){25000}, &fill) == FILL_NOTHING);
	check("O22 an older state",
		order_fill_from_order(&two, 1, (struct price){25000}, &fill) == FILL_STALE);
	check("O23 more than was ordered",
		order_fill_from_order(&two, 6, (struct price){25000}, &fill) == FILL_QUARANTINE);
	assert_int_equal(
		order_fill_from_order(&two, -1, (struct price){25000}, &fill), FILL_QUARANTINE);

	/* The averages give the price of the rest: 2 at 2.50 and 3 at 2.60 average 2.56. */
	assert_int_equal(order_fill_from_order(&two, 5, (struct price){25600}, &fill), FILL_BOOK);
	assert_int_equal(fill.quantity, 3);
	assert_int_equal(fill.cum_qty, 5);
	assert_int_equal(fill.price.e4, 26000);
}

static void test_fill_prices_stay_unknown(void **state)
{
	(void)state;
	struct order_book none = {.quantity = 5, .filled = 0, .average = PRICE_UNKNOWN};
	struct order_book two = {.quantity = 5, .filled = 2, .average = PRICE_UNKNOWN};
	struct fill fill;
	assert_int_equal(order_fill_from_order(&none, 2, PRICE_UNKNOWN, &fill), FILL_BOOK);
	assert_false(price_known(fill.price));
	/* The price of the first two is not known, so the price of the next two is not either. */
	assert_int_equal(order_fill_from_order(&two, 4, (struct price){25000}, &fill), FILL_BOOK);
	assert_int_equal(fill.quantity, 2);
	assert_false(price_known(fill.price));
}

static void test_answers(void **state)
{
	(void)state;
	const struct price none = PRICE_UNKNOWN, zero = {0}, some = {25000}, low = {10000};
	const struct {
		const char *name;
		int64_t booked; /* of 5, at 2.50 */
		struct order_answer answer;
		bool sound;
	} cases[] = {
		{"nothing filled", 0, {ORDER_NEW, 0, none, false}, true},
		{"nothing filled at a price of 0", 0, {ORDER_NEW, 0, zero, false}, true},
		{"two filled", 0, {ORDER_PARTIALLY_FILLED, 2, some, false}, true},
		{"all filled", 0, {ORDER_FILLED, 5, some, false}, true},
		{"all filled, not over yet", 0, {ORDER_CALCULATED, 5, some, false}, true},
		{"all filled, done for the day", 0, {ORDER_DONE_FOR_DAY, 5, some, false}, true},
		{"canceled with one filled", 0, {ORDER_CANCELED, 1, some, false}, true},
		{"rejected with one filled", 0, {ORDER_REJECTED, 1, some, false}, true},
		{"expired with one filled", 0, {ORDER_EXPIRED, 1, some, false}, true},
		{"O17 an unknown word", 0, {ORDER_OTHER, 2, some, false}, true},
		{"replaced, with its successor", 0, {ORDER_REPLACED, 1, some, true}, true},
		{"nothing new needs no price", 5, {ORDER_FILLED, 5, none, false}, true},
		{"O22 an older state is not a contradiction", 2, {ORDER_NEW, 1, some, false}, true},
		{"no quantity", 0, {ORDER_NEW, (double)NAN, none, false}, false},
		{"negative", 0, {ORDER_NEW, -1, none, false}, false},
		{"O23 more than ordered", 0, {ORDER_FILLED, 6, some, false}, false},
		{"a fraction", 0, {ORDER_PARTIALLY_FILLED, 1.5, some, false}, false},
		{"infinite", 0, {ORDER_FILLED, (double)INFINITY, some, false}, false},
		{"filled with 0", 0, {ORDER_FILLED, 0, none, false}, false},
		{"filled with 0 after 5", 5, {ORDER_FILLED, 0, none, false}, false},
		{"filled in part", 0, {ORDER_FILLED, 4, some, false}, false},
		{"partially filled with 0", 0, {ORDER_PARTIALLY_FILLED, 0, none, false}, false},
		{"filled without a price", 0, {ORDER_FILLED, 5, none, false}, false},
		{"filled at 0", 0, {ORDER_FILLED, 5, zero, false}, false},
		{"filled at a negative price", 0, {ORDER_FILLED, 5, {-100}, false}, false},
		{"canceled with one filled at 0", 0, {ORDER_CANCELED, 1, zero, false}, false},
		{"the new part would cost less than nothing", 4, {ORDER_FILLED, 5, low, false},
			false},
		{"replaced by nothing", 0, {ORDER_REPLACED, 0, none, false}, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct order_book book = {
			5, cases[i].booked, cases[i].booked > 0 ? some : none, false};
		check(cases[i].name,
			(order_check_answer(&book, &cases[i].answer) == NULL) == cases[i].sound);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_identity_is_pinned),
		cmocka_unit_test(test_id_parse),
		cmocka_unit_test(test_status_words),
		cmocka_unit_test(test_post_outcomes),
		cmocka_unit_test(test_resolution),
		cmocka_unit_test(test_fills),
		cmocka_unit_test(test_fill_prices_stay_unknown),
		cmocka_unit_test(test_answers),
	};
	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
