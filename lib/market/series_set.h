/*
 * The series of all tickers of a run, and their bars. Zero a struct series_set, get the series of
 * each ticker with series_set_get, add bars to set->pack under series->number, then unpack one
 * series at a time.
 */
#ifndef OPT_SERIES_SET_H
#define OPT_SERIES_SET_H

#include <stdbool.h>

#include "series.h"
#include "series_pack.h"

struct series_set {
	struct series *series; /* in the order they were added; moves when one is added; owned */
	size_t count, capacity;
	uint32_t *table;  /* hash table by ticker of index + 1; 0: free; owned */
	size_t last;	  /* index of the series returned before */
	uint32_t numbers; /* series in the pack, those that were restarted included */
	struct series_pack pack;
	struct bar *scratch; /* the bars of the series unpacked last; owned */
	size_t scratch_capacity;
	struct series_same *same; /* sorted by series_same_compare; owned */
	size_t same_count, same_capacity;
};
#define series_set_auto __attribute__((cleanup(series_set_free)))
void series_set_free(struct series_set *set);

/*
 * Returns the series of TICKER (LENGTH bytes, without a NUL), and adds it first if needed. NULL
 * when the ticker is too long or memory is short.
 */
struct series *series_set_get(struct series_set *set, const char *ticker, size_t length);
/* Returns the series of TICKER; NULL: none. */
struct series *series_set_find(const struct series_set *set, const char *ticker, size_t length);

/* Drops the bars of SERIES: those added from here on replace them. */
void series_set_restart(struct series_set *set, struct series *series);

/* Sets the bars of SERIES; they are valid until the next call. 0, or -1 when memory is short. */
int series_unpack(struct series_set *set, struct series *series);

#endif
