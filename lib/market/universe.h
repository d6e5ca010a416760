/*
 * Which tickers there are and which of them are tracked: what the broker lists against what is
 * stored.
 */
#ifndef OPT_UNIVERSE_H
#define OPT_UNIVERSE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "num.h"
#include "occ.h"

enum { LISTING_NAME_SIZE = 256, LISTING_EXCHANGE_SIZE = 32 };

/* Why a row is stored. */
enum listing_change {
	LISTING_SAME,
	LISTING_NEW,
	LISTING_CHANGED,
	/* the broker lists it no more: neither tradable nor optionable, kept for its history */
	LISTING_GONE,
};

struct listing {
	char ticker[TICKER_SIZE];
	char name[LISTING_NAME_SIZE];	      /* "" unknown */
	char exchange[LISTING_EXCHANGE_SIZE]; /* "" unknown */
	bool tradable, options_enabled, tracked;
	struct money dollar_volume; /* of the last session; unknown where nobody asked */
	enum listing_change change;
};

const char *listing_change_name(enum listing_change change); /* "same", "new" ... */

/* For qsort and bsearch: by ticker, in the order of bytes. */
int listing_compare(const void *a, const void *b);

/* The market's own ticker: tracked always, whatever anybody asks. */
bool universe_is_always_tracked(const char *ticker);

/*
 * What the broker OFFERS against what is STORED, both sorted and without duplicates, into OUT (room
 * for the sum of both counts): the rows to store, sorted. While nothing at all is tracked, the
 * initial tickers are. Returns how many rows.
 */
size_t universe_sync(const struct listing *stored, size_t stored_count,
	const struct listing *offered, size_t offered_count, struct listing *out);

/*
 * Sets tracked of TICKER; LISTING_CHANGED when it was otherwise. NULL when it is not among LISTINGS
 * (sorted).
 */
struct listing *universe_track(
	struct listing *listings, size_t count, const char *ticker, bool tracked);

/*
 * Tracks the N optionable tickers with the largest dollar_volume (ties by ticker) and what is
 * always tracked, and no others. Every row whose tracked changed is LISTING_CHANGED. Returns how
 * many have a known dollar_volume. ORDER is scratch with room for COUNT.
 */
size_t universe_track_top(struct listing *listings, size_t count, size_t n, struct listing **order);

#endif
