#include "check.h"

#include <stdlib.h>

#include "buf.h"
#include "mem.h"

static void test_append(void **state)
{
	(void)state;
	buf_auto struct buf b = BUF_INIT(1000);
	check_text("empty", buf_text(&b), "");
	check("an empty buffer is ok", buf_ok(&b) && b.data == NULL);
	buf_puts(&b, "a");
	buf_putc(&b, 'b');
	buf_append(&b, "c\0d", 3);
	buf_printf(&b, "%03d", 7);
	check("length", b.length == 8);
	assert_memory_equal(b.data, "abc\0d007", 9);
	buf_clear(&b);
	check("cleared", b.length == 0 && buf_ok(&b));
	check_text("cleared", buf_text(&b), "");
}

static void test_maximum(void **state)
{
	(void)state;
	buf_auto struct buf b = BUF_INIT(4);
	buf_puts(&b, "abcd");
	check("up to the maximum", buf_ok(&b));
	buf_putc(&b, 'e');
	check("one byte more", !buf_ok(&b));
	buf_puts(&b, "");
	check("the failure stays", !buf_ok(&b));
	check("nothing beyond the maximum", b.length <= 4);
	check("nothing to take", buf_take(&b) == NULL);
	buf_clear(&b);
	check("the failure is cleared", buf_ok(&b));
	buf_printf(&b, "%d", 12345);
	check("printf fails too", !buf_ok(&b));
}

static void test_take(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(100);
	char *text = buf_take(&b);
	assert_non_null(text);
	check_text("taken from nothing", text, "");
	free(text);
	buf_puts(&b, "mine");
	text = buf_take(&b);
	check_text("taken", text, "mine");
	check("empty afterwards", b.length == 0 && b.data == NULL);
	free(text);
	buf_puts(&b, "again");
	check_text("usable again", buf_text(&b), "again");
	buf_free(&b);
	check("freed", b.data == NULL && b.length == 0);
}

static void test_grow(void **state)
{
	(void)state;
	mem_auto int *numbers = NULL;
	size_t capacity = 0;
	check("grows", mem_grow(&numbers, &capacity, 3, sizeof *numbers, 10) == 0 && capacity >= 3);
	check("new elements are zero", numbers[0] == 0 && numbers[capacity - 1] == 0);
	numbers[0] = 42;
	check("grows to the maximum", mem_grow(&numbers, &capacity, 10, sizeof *numbers, 10) == 0);
	check("never beyond the maximum", capacity == 10 && numbers[0] == 42 && numbers[9] == 0);
	int *before = numbers;
	check("too many", mem_grow(&numbers, &capacity, 11, sizeof *numbers, 10) != 0);
	check("unchanged", numbers == before && capacity == 10);
	check("a size that wraps",
		mem_grow(&numbers, &capacity, SIZE_MAX / 2, sizeof *numbers, SIZE_MAX) != 0);
	check("unchanged", numbers == before && capacity == 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_maximum),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_grow),
	};
	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
