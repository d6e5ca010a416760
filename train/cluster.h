/*
 * Groups headlines that tell the same story, which belong into one fold. train.c calls cluster_rows
 * once.
 */
#ifndef OPT_CLUSTER_H
#define OPT_CLUSTER_H

#include "labelled.h"

/*
 * Stores the cluster of each row in OUT[count]; a cluster has the number of its first row. Two rows
 * are in one cluster when headline_normalise makes them equal, when six tenths or more of their
 * shingles of five characters agree (Jaccard; digits are all alike), or when a chain of such pairs
 * connects them.
 */
void cluster_rows(const struct labelled *rows, size_t *out);

#endif
