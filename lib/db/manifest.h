/*
 * What the migrations declare, beside what a database has: two lists of objects in byte order of
 * their names.
 */
#ifndef OPT_MANIFEST_H
#define OPT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

/* "column fills.price" and "numeric(14,4) not null"; borrowed. */
struct manifest_entry {
	const char *object;
	const char *definition;
};

enum manifest_problem { MANIFEST_MISSING, MANIFEST_DIFFERS, MANIFEST_UNDECLARED };

struct manifest_difference {
	enum manifest_problem problem;
	const char *object;   /* borrowed, like the next two */
	const char *declared; /* NULL where undeclared */
	const char *found;    /* NULL where missing */
};

const char *manifest_problem_name(
	enum manifest_problem problem); /* "missing", "differs", "undeclared" */

/*
 * Cuts TEXT, lines of object, tab, definition, into entries that point into it. Returns how many
 * there are, 0 when a line has no tab, the order is not that of the bytes, or there are more than
 * MAX.
 */
size_t manifest_split(char *text, struct manifest_entry *out, size_t max);

/*
 * OUT takes up to DECLARED_COUNT + FOUND_COUNT differences, in order. Returns how many. Both lists
 * must be in order.
 */
size_t manifest_compare(const struct manifest_entry *declared, size_t declared_count,
	const struct manifest_entry *found, size_t found_count, struct manifest_difference *out);

#endif
