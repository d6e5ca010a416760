/*
 * Compares the tickers that the broker lists with the stored ones, and decides which are tracked.
 * universe_sync returns the rows to store; universe_track and universe_track_top change which are
 * tracked, and mark the rows to store as LISTING_CHANGED.
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
	/* the broker no longer lists it: not tradable, no options, kept for its history */
	LISTING_GONE,
};

struct listing {
	char ticker[TICKER_SIZE];
	char name[LISTING_NAME_SIZE];	      /* "" unknown */
	char exchange[LISTING_EXCHANGE_SIZE]; /* "" unknown */
	bool tradable, options_enabled, tracked;
	struct money dollar_volume; /* of the last session, USD; unknown: never fetched */
	struct price last_price;    /* its close; unknown: not fetched by this run */
	enum listing_change change;
};

const char *listing_change_name(enum listing_change change); /* "same", "new" ... */

/* For qsort and bsearch: by ticker, in the order of bytes. */
int listing_compare(const void *a, const void *b);

/* Whether TICKER is SPY, which stands for the market and is always tracked. */
bool universe_is_always_tracked(const char *ticker);

/*
 * Compares OFFERED, the broker's list, with STORED, both sorted and without duplicates. Writes the
 * rows to store, sorted, to OUT (room for the sum of both counts), and returns how many. While no
 * stored ticker is tracked, the initial ones become tracked.
 */
size_t universe_sync(const struct listing *stored, size_t stored_count,
	const struct listing *offered, size_t offered_count, struct listing *out);

/*
 * Sets tracked of TICKER among LISTINGS (sorted); a change marks the row LISTING_CHANGED. Returns
 * the row; NULL: TICKER is not among them.
 */
struct listing *universe_track(
	struct listing *listings, size_t count, const char *ticker, bool tracked);

/*
 * Tracks SPY and the N tickers with the largest dollar_volume (ties by ticker) among those that are
 * tradable and have options, and no others. With a known MAX_PRICE, a ticker whose last_price is
 * above it or unknown is not among them. Marks each row whose tracked changes LISTING_CHANGED.
 * Returns how many candidates have a known dollar_volume. ORDER is scratch with room for COUNT.
 */
size_t universe_track_top(struct listing *listings, size_t count, size_t n, struct price max_price,
	struct listing **order);

#endif
