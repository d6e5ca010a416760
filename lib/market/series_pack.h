/*
 * Bars of every ticker in as little memory as they take: a whole market's window is over a million.
 * What only the newest need (high, low, vwap) is kept for those that come with it.
 */
#ifndef OPT_SERIES_PACK_H
#define OPT_SERIES_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "bar.h"

struct packed_bar {
	int64_t close_e4, volume;
	int32_t minute;	 /* since 1970 */
	uint32_t detail; /* index + 1 of details; 0: none */
	int32_t feed;
};

struct packed_detail {
	struct price high, low, vwap;
};

/*
 * Bars come minute by minute, of every ticker in turn, and are read ticker by ticker: a series's
 * lie together, a block after the other, in the order they came in.
 */
enum { SERIES_BLOCK_BARS = 16 };
struct series_block {
	struct packed_bar bars[SERIES_BLOCK_BARS];
	uint32_t next; /* index + 1; 0: none yet */
};

struct packed_series {
	uint32_t first, last; /* of its blocks; index + 1 */
	uint32_t count;	      /* of bars */
	int32_t newest;	      /* minute, when there are any */
};

struct series_pack {
	struct packed_series *series; /* owned */
	size_t series_count, series_capacity;
	struct series_block **chunks; /* so that nothing is copied while it grows; owned */
	size_t chunk_count, chunk_capacity, block_count;
	struct packed_detail *details; /* owned */
	size_t detail_count, detail_capacity;
};

void series_pack_free(struct series_pack *p); /* it is empty after */

/*
 * BAR of series SERIES, in any order. Without DETAIL its high, low and vwap are dropped. 0 or -1.
 */
int series_pack_add(struct series_pack *p, uint32_t series, const struct bar *bar, int detail);

/*
 * How many bars were added to series SERIES, and the bars, in the order of time, into OUT (room for
 * all of them): of two of one minute that which came first. Returns how many. open is unknown, so
 * are high, low and vwap where there is no detail.
 */
size_t series_pack_count(const struct series_pack *p, uint32_t series);
size_t series_pack_bars(const struct series_pack *p, uint32_t series, struct bar *out);

/* The time of its newest bar; unknown: it has none. */
struct instant series_pack_newest(const struct series_pack *p, uint32_t series);

#endif
