#include "check.h"

#include <stdio.h>
#include <string.h>

#include "odd_rows.h"

static void test_rows(void **state)
{
	(void)state;
	struct odd_rows odd = {0};
	odd_rows_add(NULL, "positions", "PFE", "nothing is noted");
	odd_rows_add(&odd, "positions", "PFE", "\"%s\" is missing", "qty");
	odd_rows_add(&odd, "positions", "PFE", "\"%s\" is missing", "qty");
	check("the same row once", odd.count == 1 && odd.kept == 1);
	check("its list", strcmp(odd.row[0].list, "positions") == 0);
	check("its text", strcmp(odd.row[0].text, "\"qty\" is missing") == 0);
	odd_rows_add(&odd, "orders", "PFE", "\"%s\" is missing", "qty");
	odd_rows_add(&odd, "orders", "\xc3\xa4\n", "\x01");
	check("another list", odd.count == 3 && odd.kept == 3);
	check("only ASCII", strcmp(odd.row[2].name, "???") == 0 && odd.row[2].text[0] == '?');
}

static void test_many(void **state)
{
	(void)state;
	struct odd_rows odd = {0};
	char name[500];
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof name, "%0*d", i % 2 == 0 ? 4 : 400, i);
		odd_rows_add(&odd, "positions", name, "odd %d", i);
	}
	check("all are counted", odd.count == 1000);
	check("the first are kept", odd.kept == ODD_ROWS_KEPT);
	check("in order", strcmp(odd.row[2].name, "0002") == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
