/* The lanes of every ticker a run sees, and their bars. */
#ifndef OPT_LANE_SET_H
#define OPT_LANE_SET_H

#include <stdbool.h>

#include "lane.h"
#include "lane_pack.h"

struct lane_set {
	struct lane *lanes; /* in the order they were first seen */
	size_t count, capacity;
	uint32_t *table;  /* of index + 1 by ticker; 0: free */
	size_t last;	  /* the lane asked for before */
	uint32_t numbers; /* lanes of the pack, those given up included */
	struct lane_pack pack;
	struct bar *scratch; /* the bars of the lane that is looked at */
	size_t scratch_capacity;
	struct lane_same *same; /* sorted */
	size_t same_count, same_capacity;
};
#define lane_set_auto __attribute__((cleanup(lane_set_free)))
void lane_set_free(struct lane_set *set);

/*
 * The lane of TICKER (LENGTH bytes, no NUL), new or not; NULL when it is too long or memory is
 * short.
 */
struct lane *lane_set_lane(struct lane_set *set, const char *ticker, size_t length);
/* The same, NULL where there is none. */
struct lane *lane_set_find(const struct lane_set *set, const char *ticker, size_t length);

/* Forgets the bars of LANE: others are added in their place. */
void lane_set_restart(struct lane_set *set, struct lane *lane);

/* Sets the bars of LANE until the next call for another one. 0, or -1 when memory is short. */
int lane_set_look(struct lane_set *set, struct lane *lane);

#endif
