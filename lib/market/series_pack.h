/*
 * Holds the bars of every ticker in little memory: the window of a whole market has more than a
 * million. A bar's open, high, low and vwap are kept only when it is added with them, since only
 * the newest bars need them. Zero a struct series_pack, series_pack_add the bars, series_pack_bars
 * one series at a time, series_pack_free.
 */
#ifndef OPT_SERIES_PACK_H
#define OPT_SERIES_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "bar.h"

struct packed_bar {
	int64_t close_e4, volume;
	int32_t minute;	 /* minutes since 1970 */
	uint32_t detail; /* index + 1 in details; 0: none */
	int32_t feed;
};

struct packed_detail {
	struct price open, high, low, vwap;
};

/*
 * Bars are added minute by minute, and read ticker by ticker. The bars of a series are in a chain
 * of blocks, in the order in which they were added.
 */
enum { SERIES_BLOCK_BARS = 16 };
struct series_block {
	struct packed_bar bars[SERIES_BLOCK_BARS];
	uint32_t next; /* index + 1 of the next block; 0: none yet */
};

struct packed_series {
	uint32_t first, last; /* index + 1 of its first and last block; 0: none */
	uint32_t count;	      /* of bars */
	int32_t newest;	      /* minute of its newest bar, when it has one */
};

struct series_pack {
	struct packed_series *series; /* owned */
	size_t series_count, series_capacity;
	struct series_block **chunks; /* in chunks, so that growth copies no block; owned */
	size_t chunk_count, chunk_capacity, block_count;
	struct packed_detail *details; /* owned */
	size_t detail_count, detail_capacity;
};

void series_pack_free(struct series_pack *p); /* leaves P empty */

/*
 * Adds BAR to series SERIES; the order does not matter. With DETAIL 0 its open, high, low and
 * vwap are dropped. Returns 0, or -1 when memory is short.
 */
int series_pack_add(struct series_pack *p, uint32_t series, const struct bar *bar, int detail);

/*
 * series_pack_count is how many bars were added to series SERIES. series_pack_bars writes them to
 * OUT (room for that many) in the order of time and returns how many there are: of two bars of one
 * minute only the one added first. open, high, low and vwap of a bar without detail are unknown.
 */
size_t series_pack_count(const struct series_pack *p, uint32_t series);
size_t series_pack_bars(const struct series_pack *p, uint32_t series, struct bar *out);

/* The time of the newest bar of SERIES; unknown: none. */
struct instant series_pack_newest(const struct series_pack *p, uint32_t series);

#endif
