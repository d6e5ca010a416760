#include "manifest.h"

#include <string.h>

static const char *const problem_names[] = {
	[MANIFEST_MISSING] = "missing",
	[MANIFEST_DIFFERS] = "differs",
	[MANIFEST_UNDECLARED] = "undeclared",
};

const char *manifest_problem_name(enum manifest_problem problem)
{
	return problem_names[problem];
}

size_t manifest_split(char *text, struct manifest_entry *out, size_t max)
{
	size_t count = 0;
	while (*text != '\0') {
		char *end = strchr(text, '\n');
		char *next = end == NULL ? text + strlen(text) : end + 1;
		if (end != NULL)
			*end = '\0';
		char *tab = strchr(text, '\t');
		if (tab == NULL || count == max)
			return 0;
		*tab = '\0';
		if (count > 0 && strcmp(out[count - 1].object, text) >= 0)
			return 0;
		out[count++] = (struct manifest_entry){text, tab + 1};
		text = next;
	}
	return count;
}

size_t manifest_compare(const struct manifest_entry *declared, size_t declared_count,
	const struct manifest_entry *found, size_t found_count, struct manifest_difference *out)
{
	size_t d = 0, f = 0, count = 0;
	while (d < declared_count || f < found_count) {
		int order = d == declared_count ? 1
			    : f == found_count	? -1
						: strcmp(declared[d].object, found[f].object);
		const char *want = order <= 0 ? declared[d].definition : NULL;
		const char *have = order >= 0 ? found[f].definition : NULL;
		const char *object = order <= 0 ? declared[d].object : found[f].object;
		d += order <= 0;
		f += order >= 0;
		if (want == NULL)
			out[count++] = (struct manifest_difference){
				MANIFEST_UNDECLARED, object, NULL, have};
		else if (have == NULL)
			out[count++] =
				(struct manifest_difference){MANIFEST_MISSING, object, want, NULL};
		else if (strcmp(want, have) != 0)
			out[count++] =
				(struct manifest_difference){MANIFEST_DIFFERS, object, want, have};
	}
	return count;
}
