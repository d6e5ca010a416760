#include "array.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "unhealthy.h"

static const struct status_check *find(const char *name)
{
	size_t i = status_check_find(name);
	check(name, i < status_check_count);
	return &status_checks[i];
}

/*
 * FINDINGS has a letter per run: h healthy, w warning, c critical, - does not apply. WANT has what
 * each run does: . nothing, s stores, T tells, E tells the end, f forgets.
 */
static void test_steps(void **state)
{
	(void)state;
	static const char acts[] = {[UNHEALTHY_NOTHING] = '.',
		[UNHEALTHY_STORE] = 's',
		[UNHEALTHY_TELL] = 'T',
		[UNHEALTHY_END] = 'E',
		[UNHEALTHY_FORGET] = 'f'};
	const struct {
		const char *name, *check, *findings, *want;
	} cases[] = {
		{"healthy", "bars", "hh-h", "...."},
		{"critical is told after three runs, once", "bars", "cccccc", "ssTsss"},
		{"two runs are not told", "bars", "cch", "ssf"},
		{"the runs are in a row", "bars", "cchcc", "ssfss"},
		{"the end is told after three runs, once", "bars", "ccchhhh", "ssTssE."},
		{"a relapse before the end is no end", "bars", "ccchhchhh", "ssTsssssE"},
		{"a warning is told after fifteen", "bars", "wwwwwwwwwwwwwwww", "ssssssssssssssTs"},
		{"a warning becomes critical", "bars", "wwwwwwwwwwwwwwwcccc",
			"ssssssssssssssTssTs"},
		{"critical becomes a warning", "bars", "cccwwwwwwwwwwwwwwwwhhh",
			"ssTssssssssssssssssssE"},
		{"the night is no end", "bars", "ccc--hhh", "ssT..ssE"},
		{"the night is no run", "bars", "cc-c", "ss.T"},
		{"a halt file at once", "halt_file", "wwhw", "TsET"},
		{"a halt file that says all", "halt_file", "wch", "TTE"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct unhealthy u = {0};
		char got[64] = "";
		struct instant first = {0};
		for (size_t run = 0; run < strlen(cases[i].findings); run++) {
			char letter = cases[i].findings[run];
			struct instant now = {(int64_t)(run + 1) * MINUTE_US};
			struct status_finding finding = {.applies = letter != '-',
				.level = letter == 'c'	 ? STATUS_CRITICAL
					 : letter == 'w' ? STATUS_WARNING
							 : STATUS_HEALTHY};
			bool was_healthy = u.level == STATUS_HEALTHY;
			got[run] = acts[unhealthy_step(&u, find(cases[i].check), &finding, now, 3)];
			got[run + 1] = '\0';
			if (was_healthy && u.level != STATUS_HEALTHY)
				first = now;
			if (u.level != STATUS_HEALTHY || got[run] == 'E')
				check(cases[i].name, u.began.us == first.us);
		}
		check_text(cases[i].name, got, cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_steps)};
	return cmocka_run_group_tests_name("unhealthy", tests, NULL, NULL);
}
