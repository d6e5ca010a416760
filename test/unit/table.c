/* Tests of lib/base/table.c: the tables that programs print on a terminal. */
#include "array.h"
#include "check.h"
#include "table.h"
#include "text.h"

#include <stdio.h>

/* The text of a table whose CELLS are separated by |, at WIDTH. */
static void write(const struct table_column *columns, size_t count, const char *cells, int width,
	struct buf *out)
{
	table_auto struct table t = TABLE_INIT(columns, count);
	while (*cells != '\0') {
		char cell[256];
		size_t length = strcspn(cells, "|");
		memcpy(cell, cells, length);
		cell[length] = '\0';
		table_text(&t, cell);
		cells += length + (cells[length] == '|');
	}
	table_write(&t, width, out);
}

static void test_write(void **state)
{
	(void)state;
	static const struct table_column plain[] = {{.heading = "ticker"},
		{.heading = "n", .align = TABLE_RIGHT}, {.heading = "price", .align = TABLE_POINT}};
	static const struct table_column texts[] = {{.heading = "id"},
		{.heading = "title", .least = 6}, {.heading = "reason", .least = 4, .worth = 1}};
	static const struct table_column worths[] = {{.heading = "first", .worth = -9},
		{.heading = "second", .worth = 1}, {.heading = "third"}, {.heading = "fourth"}};
	static const struct table_column folds[] = {
		{.heading = "name"}, {.heading = "meaning", .least = 8, .folds = true}};
	static const struct {
		const char *name;
		const struct table_column *columns;
		size_t count;
		int width;
		const char *cells, *want;
	} rows[] = {
		{"numbers", plain, 3, 0, "AAPL|5|1.5|F|1234|1234.25|SPY|7|12",
			"ticker     n    price\n"
			"AAPL       5     1.5\n"
			"F       1234  1234.25\n"
			"SPY        7    12\n"},
		{"unknown", plain, 3, 0, "A|||B|-12|-0.25",
			"ticker    n  price\n"
			"A         -   -\n"
			"B       -12  -0.25\n"},
		{"it fits exactly", texts, 3, 21, "1|a title|why not",
			"id  title    reason\n1   a title  why not\n"},
		{"one column too many", texts, 3, 19, "1|a title|why not",
			"id  title   reason\n1   a tit…  why not\n"},
		{"the widest shrinks first", texts, 3, 24, "1|title|a very long reason",
			"id  title  reason\n1   title  a very long …\n"},
		{"both shrink", texts, 3, 18, "1|a long title|a long reason",
			"id  title   reason\n1   a lon…  a lon…\n"},
		{"then the least worth goes", texts, 3, 14, "1|a long title|a long reason",
			"id  reason\n1   a long re…\n(too narrow f…\n"},
		{"of equal worth the last", worths, 4, 20, "1|2|3|4",
			"first  second  third\n1      2       3\n(too narrow for: fo…\n"},
		{"then the next", worths, 4, 19, "1|2|3|4",
			"first  second\n1      2\n(too narrow for: t…\n"},
		{"the first stays", worths, 4, 3, "1|2|3|4", "first\n1\n(t…\n"},
		{"a text continues below", folds, 2, 20, "one|a meaning of several words|two|short",
			"name  meaning\n"
			"one   a meaning of\n"
			"      several words\n"
			"two   short\n"},
		{"a word longer than the line", folds, 2, 14, "one|incomprehensibly long",
			"name  meaning\n"
			"one   incompre\n"
			"      hensibly\n"
			"      long\n"},
		{"control characters", texts, 3, 0, "1|a\x1b[2Jb\n\tc|\"q\" \xff",
			"id  title             reason\n"
			"1   a\\u001b[2Jb\\n\\tc  \"q\" \\u00ff\n"},
		{"wide and combining characters", texts, 3, 0, "1|\u682a\u5f0f|x|2|e\u0301tat|y",
			"id  title  reason\n"
			"1   \u682a\u5f0f   x\n"
			"2   e\u0301tat   y\n"},
		{"a wide character is not cut in two", texts, 3, 19,
			"1|\u682a\u5f0f\u682a\u5f0f|why not",
			"id  title   reason\n1   \u682a\u5f0f…   why not\n"},
		{"an accent at the cut", texts, 3, 19, "1|abcde\u0301fg|why not",
			"id  title   reason\n1   abcde\u0301…  why not\n"},
		{"no rows", plain, 3, 0, "", "ticker  n  price\n"},
		{"an unfinished row is left out", plain, 3, 0, "A|1|2|B|1",
			"ticker  n  price\nA       1      2\n"},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		buf_auto struct buf out = BUF_INIT(4096);
		write(rows[i].columns, rows[i].count, rows[i].cells, rows[i].width, &out);
		check(rows[i].name, buf_ok(&out));
		check_text(rows[i].name, buf_text(&out), rows[i].want);
	}
}

/* Every width from nothing to enough: no line is wider than the terminal, except for the first
   column alone. */
static void test_every_width(void **state)
{
	(void)state;
	static const struct table_column columns[] = {{.heading = "id"},
		{.heading = "n", .align = TABLE_POINT, .worth = 3}, {.heading = "text", .least = 5},
		{.heading = "last", .least = 5, .worth = 2, .folds = true}};
	const char *cells = "1|2.5|some words and more|\u682a\u5f0f and words|22|-|x|12345.678";
	for (int width = 2; width < 80; width++) {
		buf_auto struct buf out = BUF_INIT(4096);
		char name[32];
		(void)snprintf(name, sizeof name, "width %d", width);
		write(columns, array_size(columns), cells, width, &out);
		for (const char *line = buf_text(&out); *line != '\0';) {
			size_t length = strcspn(line, "\n");
			check(name, text_width(line, length) <= width);
			line += length + 1;
		}
	}
}

static void test_failure(void **state)
{
	(void)state;
	static const struct table_column columns[] = {{.heading = "a"}};
	buf_auto struct buf out = BUF_INIT(4096);
	table_auto struct table t = TABLE_INIT(columns, 1);
	t.cells.max = 4;
	table_text(&t, "too long");
	table_write(&t, 0, &out);
	check("a cell that was lost", !buf_ok(&out));
}

static void test_indent(void **state)
{
	(void)state;
	static const struct table_column columns[] = {{.heading = "a"}, {.heading = "b"}};
	buf_auto struct buf out = BUF_INIT(4096);
	table_auto struct table t = TABLE_INIT(columns, 2);
	t.indent = 2;
	t.no_headings = true;
	table_printf(&t, "%d of %d", 1, 2);
	table_i64(&t, INT64_MIN);
	table_text(&t, NULL);
	table_i64(&t, -7);
	table_write(&t, 0, &out);
	check_text("indented", buf_text(&out), "  1 of 2  -\n  -       -7\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_every_width),
		cmocka_unit_test(test_failure),
		cmocka_unit_test(test_indent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
