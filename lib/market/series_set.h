/* The series of every ticker a run sees, and their bars. */
#ifndef OPT_SERIES_SET_H
#define OPT_SERIES_SET_H

#include <stdbool.h>

#include "series.h"
#include "series_pack.h"

struct series_set {
	struct series *series; /* in the order they were first seen */
	size_t count, capacity;
	uint32_t *table;  /* of index + 1 by ticker; 0: free */
	size_t last;	  /* the series asked for before */
	uint32_t numbers; /* series of the pack, those given up included */
	struct series_pack pack;
	struct bar *scratch; /* the bars of the series that is looked at */
	size_t scratch_capacity;
	struct series_same *same; /* sorted */
	size_t same_count, same_capacity;
};
#define series_set_auto __attribute__((cleanup(series_set_free)))
void series_set_free(struct series_set *set);

/*
 * The series of TICKER (LENGTH bytes, no NUL), new or not; NULL when it is too long or memory is
 * short.
 */
struct series *series_set_get(struct series_set *set, const char *ticker, size_t length);
/* The same, NULL where there is none. */
struct series *series_set_find(const struct series_set *set, const char *ticker, size_t length);

/* Forgets the bars of SERIES: others are added in their place. */
void series_set_restart(struct series_set *set, struct series *series);

/* Sets the bars of SERIES until the next call for another one. 0, or -1 when memory is short. */
int series_unpack(struct series_set *set, struct series *series);

#endif
