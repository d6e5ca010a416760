/* Which headlines tell the same story: those belong into one fold. */
#ifndef OPT_CLUSTER_H
#define OPT_CLUSTER_H

#include "labelled.h"

/*
 * The cluster of each row, named by its first row, into OUT[count]. Together are rows with the same
 * headline_story_key, and rows whose shingles of five characters (figures all alike) agree by six
 * tenths or more (Jaccard), and those together with these.
 */
void cluster_rows(const struct labelled *rows, size_t *out);

#endif
