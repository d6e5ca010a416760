/*
 * Compares the database objects that the migrations declare with the objects that a database has.
 *
 * manifest_split cuts the text of a list into entries; manifest_compare compares two lists of
 * entries. Both lists are sorted by object name, byte by byte.
 */
#ifndef OPT_MANIFEST_H
#define OPT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One object: for example "column fills.price" and "numeric(14,4) not null". Both texts are
 * borrowed.
 */
struct manifest_entry {
	const char *object;
	const char *definition;
};

enum manifest_problem { MANIFEST_MISSING, MANIFEST_DIFFERS, MANIFEST_UNDECLARED };

struct manifest_difference {
	enum manifest_problem problem;
	/* borrowed from the entries */
	const char *object;
	const char *declared; /* NULL for MANIFEST_UNDECLARED */
	const char *found;    /* NULL for MANIFEST_MISSING */
};

/* Returns "missing", "differs" or "undeclared". */
const char *manifest_problem_name(enum manifest_problem problem);

/*
 * Cuts TEXT into entries that point into TEXT, and overwrites its tabs and newlines. Each line is
 * an object, a tab and a definition. Returns the number of entries; 0 when a line has no tab, when
 * the objects are not sorted or one is there twice, or when there are more than MAX.
 */
size_t manifest_split(char *text, struct manifest_entry *out, size_t max);

/*
 * Writes the differences to OUT, sorted by object, and returns their number. Both lists must be
 * sorted. OUT needs room for DECLARED_COUNT + FOUND_COUNT differences.
 */
size_t manifest_compare(const struct manifest_entry *declared, size_t declared_count,
	const struct manifest_entry *found, size_t found_count, struct manifest_difference *out);

#endif
