/*
 * One condition of a decision, so that it can be shown: the observed value, the needed one, and the
 * margin between them.
 */
#ifndef OPT_CONDITION_H
#define OPT_CONDITION_H

#include <stdbool.h>

enum condition_needs { NEEDS_AT_LEAST, NEEDS_ABOVE, NEEDS_AT_MOST, NEEDS_BELOW, NEEDS_KNOWN };

struct condition {
	const char *name; /* static */
	enum condition_needs needs;
	bool absolute;		    /* the size of the observed value counts, not its sign */
	double observed, threshold; /* NAN: unknown; NEEDS_KNOWN has no threshold */
	bool pass;
};

/* Fills in the result of the comparison; an unknown value fails. */
struct condition condition_of(
	const char *name, enum condition_needs needs, double observed, double threshold);
/* The same for the size of OBSERVED. */
struct condition condition_of_size(
	const char *name, enum condition_needs needs, double observed, double threshold);

/* ">=", ">", "<=", "<"; "known" */
const char *condition_needs_text(enum condition_needs needs);
/* By how much the observed value passes; negative: by how much it fails; NAN: unknown. */
double condition_margin(const struct condition *c);

#endif
