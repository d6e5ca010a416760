#include "array.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "manifest.h"

enum { ENTRIES = 8 };

static void test_split(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		size_t count;
	} cases[] = {
		{"nothing", "", 0},
		{"one line", "a\tb\n", 1},
		{"no newline at the end", "a\tb\nc\td", 2},
		{"a tab in the definition", "a\tb\tc\n", 1},
		{"an empty definition", "a\t\n", 1},
		{"a line without a tab", "a\tb\nc\n", 0},
		{"an empty line", "a\tb\n\nc\td\n", 0},
		{"out of order", "c\td\na\tb\n", 0},
		{"the same object twice", "a\tb\na\tc\n", 0},
		{"more than there is room for", "a\t\nb\t\nc\t\nd\t\ne\t\nf\t\ng\t\nh\t\ni\t\n", 0},
		{"as many as there is room for", "a\t\nb\t\nc\t\nd\t\ne\t\nf\t\ng\t\nh\t\n",
			ENTRIES},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[64];
		struct manifest_entry entries[ENTRIES];
		(void)snprintf(text, sizeof text, "%s", cases[i].text);
		check(cases[i].name, manifest_split(text, entries, ENTRIES) == cases[i].count);
	}
}

static void test_compare(void **state)
{
	(void)state;
	/* one sign and object per difference: - missing, ~ differs, + undeclared */
	static const struct {
		const char *name, *declared, *found, *differences;
	} cases[] = {
		{"both empty", "", "", ""},
		{"the same", "a\t1\nb\t2\n", "a\t1\nb\t2\n", ""},
		{"everything is missing", "a\t1\nb\t2\n", "", "-a-b"},
		{"everything is undeclared", "", "a\t1\nb\t2\n", "+a+b"},
		{"the first is missing", "a\t1\nb\t2\n", "b\t2\n", "-a"},
		{"the last is missing", "a\t1\nb\t2\n", "a\t1\n", "-b"},
		{"another type", "a\t1\nb\t2\n", "a\t1\nb\t3\n", "~b"},
		{"all three at once", "a\t1\nb\t2\nc\t3\n", "aa\t0\nb\t0\nc\t3\nd\t4\n",
			"-a+aa~b+d"},
		{"a prefix is another object", "ab\t1\n", "a\t1\n", "+a-ab"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char declared[64], found[64], got[64] = "";
		struct manifest_entry d[ENTRIES], f[ENTRIES];
		struct manifest_difference out[2 * ENTRIES];
		(void)snprintf(declared, sizeof declared, "%s", cases[i].declared);
		(void)snprintf(found, sizeof found, "%s", cases[i].found);
		size_t d_count = manifest_split(declared, d, ENTRIES),
		       f_count = manifest_split(found, f, ENTRIES);
		size_t count = manifest_compare(d, d_count, f, f_count, out);
		for (size_t n = 0; n < count; n++) {
			size_t used = strlen(got);
			(void)snprintf(got + used, sizeof got - used, "%c%s", "-~+"[out[n].problem],
				out[n].object);
			check(cases[i].name, (out[n].declared == NULL) ==
						     (out[n].problem == MANIFEST_UNDECLARED));
			check(cases[i].name,
				(out[n].found == NULL) == (out[n].problem == MANIFEST_MISSING));
		}
		check(cases[i].name, strcmp(got, cases[i].differences) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_compare),
	};
	return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
