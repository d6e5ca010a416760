#include "array.h"
#include "check.h"

#include "crontab.h"

/* 2026-01-26 is a Monday, 2026-02-01 a Sunday. */
static void test_due(void **state)
{
	(void)state;
	static const struct {
		const char *line, *day;
		int hour, minute;
		bool due;
	} cases[] = {
		{"* * * * * x", "2026-01-26", 0, 0, true},
		{"*/5 * * * * x", "2026-01-26", 9, 35, true},
		{"*/5 * * * * x", "2026-01-26", 9, 36, false},
		{"0-30/10 9 * * * x", "2026-01-26", 9, 20, true},
		{"0-30/10 9 * * * x", "2026-01-26", 9, 40, false},
		{"1,7,50-52 * * * * x", "2026-01-26", 3, 51, true},
		{"1,7,50-52 * * * * x", "2026-01-26", 3, 53, false},
		{"1,*/20 * * * * x", "2026-01-26", 3, 40, true},
		{"0 0 1 * * x", "2026-02-01", 0, 0, true},
		{"0 0 31 * * x", "2026-01-26", 0, 0, false},
		{"0 0 * jan * x", "2026-01-26", 0, 0, true},
		{"0 0 * FEB-Apr * x", "2026-01-26", 0, 0, false},
		{"0 0 * * mon x", "2026-01-26", 0, 0, true},
		{"0 0 * * 0 x", "2026-02-01", 0, 0, true},
		{"0 0 * * 7 x", "2026-02-01", 0, 0, true},
		{"0 0 * * 5-7 x", "2026-02-01", 0, 0, true},
		{"0 0 * * 5-7 x", "2026-01-26", 0, 0, false},
		{"0 0 * * 1-5 x", "2026-01-26", 0, 0, true},
		/* neither day field begins with *: one match is enough */
		{"0 0 13 * mon x", "2026-01-26", 0, 0, true},
		{"0 0 26 * sun x", "2026-01-26", 0, 0, true},
		{"0 0 13 * sun x", "2026-01-26", 0, 0, false},
		/* one day field begins with *, even with a step: both must match */
		{"0 0 */2 * mon x", "2026-01-26", 0, 0, false},
		{"0 0 */5 * mon x", "2026-01-26", 0, 0, true},
		{"0 0 26 * */2 x", "2026-01-26", 0, 0, false},
		{"0 0 1-31/2 * mon x", "2026-01-26", 0, 0, true},
		{"@hourly x", "2026-01-26", 7, 0, true},
		{"@hourly x", "2026-01-26", 7, 1, false},
		{"@daily x", "2026-01-26", 0, 0, true},
		{"@midnight x", "2026-01-26", 1, 0, false},
		{"@weekly x", "2026-02-01", 0, 0, true},
		{"@weekly x", "2026-01-26", 0, 0, false},
		{"@monthly x", "2026-02-01", 0, 0, true},
		{"@yearly x", "2026-02-01", 0, 0, false},
		{"@annually x", "2026-01-01", 0, 0, true},
		{"@reboot x", "2026-01-01", 0, 0, false},
		{"\t 59\t23 * *  * x", "2026-01-26", 23, 59, true},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct crontab_line line;
		struct error err = {0};
		struct date day;
		check(cases[i].line, crontab_parse_line(cases[i].line, &line, &err) == 0);
		check(cases[i].line, line.kind == CRONTAB_JOB);
		check_text(cases[i].line, line.command, "x");
		check(cases[i].line, date_parse(cases[i].day, &day) == 0);
		check(cases[i].line, crontab_due(&line.schedule, day, cases[i].hour,
					     cases[i].minute) == cases[i].due);
	}
}

static void test_refused(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"60 * * * * x",
		"* 24 * * * x",
		"* * 0 * * x",
		"* * 32 * * x",
		"* * * 13 * x",
		"* * * 0 * x",
		"* * * * 8 x",
		"* * * * x",
		"* * * * *",
		"* * * * * ",
		"5/10 * * * * x",
		"*/0 * * * * x",
		"30-10 * * * * x",
		"1, * * * * x",
		",1 * * * * x",
		"-1 * * * * x",
		"1- * * * * x",
		"* * * janx * x",
		"mon * * * * x",
		"@sometimes x",
		"@hourlyx x",
		"@daily",
		"opt-bars",
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct crontab_line line = {.kind = CRONTAB_NOTHING};
		struct error err = {0};
		check(cases[i], crontab_parse_line(cases[i], &line, &err) == -1);
		check(cases[i], err.kind == ERROR_DATA && err.text[0] != '\0');
		check(cases[i], line.kind == CRONTAB_NOTHING);
	}
}

static void test_commands(void **state)
{
	(void)state;
	static const struct {
		const char *line, *command, *input;
	} cases[] = {
		{"* * * * * a; b | c #d", "a; b | c #d", ""},
		{"* * * * * date +\\%H", "date +%H", ""},
		{"* * * * * mail%one%two", "mail", "one\ntwo\n"},
		{"* * * * * mail%", "mail", "\n"},
		{"* * * * * mail%50\\%", "mail", "50%\n"},
		{"* * * * * a \\\\b", "a \\\\b", ""},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct crontab_line line;
		struct error err = {0};
		check(cases[i].line, crontab_parse_line(cases[i].line, &line, &err) == 0);
		check_text(cases[i].line, line.command, cases[i].command);
		check_text(cases[i].line, line.input, cases[i].input);
	}
	char text[1200] = "* * * * * ";
	size_t prefix = strlen(text);
	struct crontab_line line;
	struct error err = {0};
	memset(text + prefix, 'x', CRONTAB_TEXT_MAX);
	text[prefix + CRONTAB_TEXT_MAX] = '\0';
	check("the longest command", crontab_parse_line(text, &line, &err) == 0);
	text[prefix + CRONTAB_TEXT_MAX] = 'x';
	text[prefix + CRONTAB_TEXT_MAX + 1] = '\0';
	check("a command that is too long", crontab_parse_line(text, &line, &err) == -1);
	text[prefix + CRONTAB_TEXT_MAX] = '\0';
	text[prefix] = '%';
	check("the longest input", crontab_parse_line(text, &line, &err) == 0);
	check("the longest input", strlen(line.input) == CRONTAB_TEXT_MAX);
}

static void test_settings(void **state)
{
	(void)state;
	static const struct {
		const char *line, *name, *value;
	} cases[] = {
		{"PATH=/usr/bin:/bin", "PATH", "/usr/bin:/bin"},
		{"  MAILTO = ops@example.org  ", "MAILTO", "ops@example.org"},
		{"MAILTO=\"\"", "MAILTO", ""},
		{"A=", "A", ""},
		{"A=' two  words '", "A", " two  words "},
		{"\"B\" = c d", "B", "c d"},
		{"URL=http://h/?a=b", "URL", "http://h/?a=b"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct crontab_line line;
		struct error err = {0};
		check(cases[i].line, crontab_parse_line(cases[i].line, &line, &err) == 0);
		check(cases[i].line, line.kind == CRONTAB_SETTING);
		check_text(cases[i].line, line.name, cases[i].name);
		check_text(cases[i].line, line.value, cases[i].value);
	}
	static const char *const nothing[] = {"", "   ", "# A=b", "\t# * * * * * x"};
	for (size_t i = 0; i < array_size(nothing); i++) {
		struct crontab_line line = {.kind = CRONTAB_JOB};
		check(nothing[i], crontab_parse_line(nothing[i], &line, NULL) == 0);
		check(nothing[i], line.kind == CRONTAB_NOTHING);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_settings),
	};
	return cmocka_run_group_tests_name("crontab", tests, NULL, NULL);
}
