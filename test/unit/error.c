#include "check.h"

#include "error.h"

static void test_set(void **state)
{
	(void)state;
	struct error e = {0};
	assert_int_equal(error_set(&e, ERROR_DATA, "could not read \"%s\"", "x"), -1);
	assert_int_equal(e.kind, 65);
	check_text("text", e.text, "could not read \"x\"");
	assert_int_equal(error_prefix(&e, "%s:%d", "opt.conf", 3), -1);
	check_text("prefix", e.text, "opt.conf:3: could not read \"x\"");
	assert_int_equal(e.kind, ERROR_DATA);
	assert_int_equal(error_memory(&e), -1);
	assert_int_equal(e.kind, ERROR_AGAIN);
	assert_int_equal(error_set(NULL, ERROR_DATA, "not wanted"), -1);
	assert_int_equal(error_prefix(NULL, "not wanted"), -1);
	assert_int_equal(error_memory(NULL), -1);
}

/* The text is one line, whatever it contains, and never longer than ERROR_TEXT_SIZE. */
static void test_one_line(void **state)
{
	(void)state;
	struct error e = {0};
	(void)error_set(&e, ERROR_UNAVAILABLE, "%s", "FATAL: no\nDETAIL: really\n");
	assert_null(strchr(e.text, '\n'));
	char longer[2 * ERROR_TEXT_SIZE];
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	(void)error_set(&e, ERROR_DATA, "%s", longer);
	assert_int_equal(strlen(e.text), ERROR_TEXT_SIZE - 1);
	(void)error_prefix(&e, "%s", "file");
	assert_int_equal(strlen(e.text), ERROR_TEXT_SIZE - 1);
	assert_memory_equal(e.text, "file: xxx", 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_one_line),
	};
	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
