#include "array.h"
#include "check.h"

#include "halt.h"

static const struct instant now = {INT64_C(1769454480) * 1000000};

static struct halt halt(enum halt_scope scope, const char *ticker)
{
	struct halt h = {.scope = scope,
		.reason = "because",
		.set_at = instant_add(now, -MINUTE_US),
		.expires_at = INSTANT_UNKNOWN,
		.cleared_at = INSTANT_UNKNOWN};
	(void)strncpy(h.ticker, ticker, sizeof h.ticker - 1);
	return h;
}

static void test_states(void **state)
{
	(void)state;
	struct halt none = halt(HALT_SCOPE_ENTRIES, "");
	none.cleared_at = now;
	struct halt expired = halt(HALT_SCOPE_ALL, "");
	expired.expires_at = now;
	struct halt lasting = halt(HALT_SCOPE_ENTRIES, "");
	lasting.expires_at = instant_add(now, 1);
	struct halt future = halt(HALT_SCOPE_ALL, "");
	future.set_at = instant_add(now, 1);
	const struct {
		const char *name;
		struct halt row;
		bool readable;
		enum halt_file file;
		const char *ticker;
		enum halt_state want;
		bool entries, exits;
	} cases[] = {
		{"nothing set", none, true, HALT_FILE_ABSENT, "AAPL", HALT_ACTIVE, true, true},
		{"expired", expired, true, HALT_FILE_ABSENT, "AAPL", HALT_ACTIVE, true, true},
		{"not yet set", future, true, HALT_FILE_ABSENT, "AAPL", HALT_ACTIVE, true, true},
		{"O49 expires in a microsecond", lasting, true, HALT_FILE_ABSENT, "AAPL",
			HALT_REDUCING, false, true},
		{"O49 entries", halt(HALT_SCOPE_ENTRIES, ""), true, HALT_FILE_ABSENT, "AAPL",
			HALT_REDUCING, false, true},
		{"O49 all", halt(HALT_SCOPE_ALL, ""), true, HALT_FILE_ABSENT, "AAPL", HALT_HALTED,
			false, false},
		{"the ticker of the order", halt(HALT_SCOPE_TICKER, "AAPL"), true, HALT_FILE_ABSENT,
			"AAPL", HALT_REDUCING, false, true},
		{"another ticker", halt(HALT_SCOPE_TICKER, "TSLA"), true, HALT_FILE_ABSENT, "AAPL",
			HALT_ACTIVE, true, true},
		{"no ticker is given", halt(HALT_SCOPE_TICKER, "AAPL"), true, HALT_FILE_ABSENT,
			NULL, HALT_ACTIVE, true, true},
		{"O50 the rows cannot be read", none, false, HALT_FILE_ABSENT, "AAPL", HALT_HALTED,
			false, true},
		{"O50 the file cannot be read", none, true, HALT_FILE_UNREADABLE, "AAPL",
			HALT_HALTED, false, true},
		{"file: entries", none, true, HALT_FILE_ENTRIES, "AAPL", HALT_REDUCING, false,
			true},
		{"file: all", none, true, HALT_FILE_ALL, "AAPL", HALT_HALTED, false, false},
		{"the file cannot be read, a row says all", halt(HALT_SCOPE_ALL, ""), true,
			HALT_FILE_UNREADABLE, "AAPL", HALT_HALTED, false, false},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct halt_view view = halt_decide(
			&cases[i].row, 1, cases[i].readable, cases[i].file, cases[i].ticker, now);
		check_text(
			cases[i].name, halt_state_name(view.state), halt_state_name(cases[i].want));
		check(cases[i].name, view.entries_allowed == cases[i].entries);
		check(cases[i].name, view.exits_allowed == cases[i].exits);
		check(cases[i].name, (view.reason[0] == '\0') == (cases[i].want == HALT_ACTIVE));
	}
	struct halt_view view = halt_decide(NULL, 0, true, HALT_FILE_ABSENT, NULL, INSTANT_UNKNOWN);
	assert_false(view.entries_allowed);
	assert_true(view.exits_allowed);
}

static void test_file(void **state)
{
	(void)state;
	struct instant at;
	assert_int_equal(instant_parse("2026-01-26T15:00:00Z", &at), 0);
	static const struct {
		const char *text;
		enum halt_file want;
	} cases[] = {
		{NULL, HALT_FILE_ABSENT},
		{"", HALT_FILE_ENTRIES},
		{"\n", HALT_FILE_ENTRIES},
		{"entries\n", HALT_FILE_ENTRIES},
		{" all \r\n", HALT_FILE_ALL},
		{"all please", HALT_FILE_ALL},
		{"ALL", HALT_FILE_ENTRIES},
		{"entriesall", HALT_FILE_ENTRIES},
		{"stop it, the quotes are wrong", HALT_FILE_ENTRIES},
		{"all until 2026-01-26T15:00:01Z by me", HALT_FILE_ALL},
		{"all until 2026-01-26T15:00:00Z by me", HALT_FILE_ABSENT},
		{"entries until 2026-01-26T14:59:59Z", HALT_FILE_ABSENT},
		{"entries until tomorrow", HALT_FILE_ENTRIES},
		{"all until", HALT_FILE_ALL},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].text == NULL ? "no file" : cases[i].text,
			halt_file_parse(cases[i].text, at) == cases[i].want);
	check("an unknown time ends no halt", halt_file_parse("all until 2026-01-26T14:00:00Z",
						      INSTANT_UNKNOWN) == HALT_FILE_ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_file),
	};
	return cmocka_run_group_tests_name("halt", tests, NULL, NULL);
}
