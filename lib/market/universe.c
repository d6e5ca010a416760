#include "universe.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "text.h"

/* Tracked by the first sync; the operator changes them later. The first stands for the market. */
static const char *const initially_tracked[] = {
	"SPY", "AAPL", "MSFT", "TSLA", "GOOGL", "AMZN", "META", "NVDA"};

const char *listing_change_name(enum listing_change change)
{
	static const char *const names[] = {
		[LISTING_SAME] = "same",
		[LISTING_NEW] = "new",
		[LISTING_CHANGED] = "changed",
		[LISTING_GONE] = "gone",
	};
	return names[change];
}

int listing_compare(const void *a, const void *b)
{
	const struct listing *x = a, *y = b;
	return strcmp(x->ticker, y->ticker);
}

bool universe_is_always_tracked(const char *ticker)
{
	return text_equal(ticker, initially_tracked[0]);
}

static bool is_initially_tracked(const char *ticker)
{
	for (size_t i = 0; i < array_size(initially_tracked); i++)
		if (text_equal(ticker, initially_tracked[i]))
			return true;
	return false;
}

static bool any_tracked(const struct listing *listings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (listings[i].tracked)
			return true;
	return false;
}

/* The row of STORED with the broker's current values. */
static struct listing listing_update(
	const struct listing *stored, const struct listing *offered, bool tracked)
{
	struct listing row = *offered;
	row.tracked = tracked;
	row.dollar_volume = stored->dollar_volume;
	row.last_price = PRICE_UNKNOWN;
	bool same =
		text_equal(row.name, stored->name) && text_equal(row.exchange, stored->exchange) &&
		row.tradable == stored->tradable &&
		row.options_enabled == stored->options_enabled && row.tracked == stored->tracked;
	row.change = same ? LISTING_SAME : LISTING_CHANGED;
	return row;
}

static struct listing listing_add(const struct listing *offered, bool tracked)
{
	struct listing row = *offered;
	row.tracked = tracked;
	row.dollar_volume = MONEY_UNKNOWN;
	row.last_price = PRICE_UNKNOWN;
	row.change = LISTING_NEW;
	return row;
}

static struct listing listing_drop(const struct listing *stored)
{
	struct listing row = *stored;
	row.change = row.tradable || row.options_enabled ? LISTING_GONE : LISTING_SAME;
	row.tradable = row.options_enabled = false;
	return row;
}

size_t universe_sync(const struct listing *stored, size_t stored_count,
	const struct listing *offered, size_t offered_count, struct listing *out)
{
	bool initial = !any_tracked(stored, stored_count);
	size_t s = 0, o = 0, n = 0;
	while (s < stored_count || o < offered_count) {
		int order = s == stored_count	 ? 1
			    : o == offered_count ? -1
						 : listing_compare(&stored[s], &offered[o]);
		const char *ticker = order < 0 ? stored[s].ticker : offered[o].ticker;
		bool tracked = universe_is_always_tracked(ticker) ||
			       (initial && is_initially_tracked(ticker)) ||
			       (order <= 0 && stored[s].tracked);
		if (order < 0)
			out[n] = listing_drop(&stored[s++]);
		else if (order > 0)
			out[n] = listing_add(&offered[o++], tracked);
		else
			out[n] = listing_update(&stored[s++], &offered[o++], tracked);
		n += out[n].change != LISTING_SAME;
	}
	return n;
}

struct listing *universe_track(
	struct listing *listings, size_t count, const char *ticker, bool tracked)
{
	struct listing key = {.tracked = tracked};
	if (count == 0 || !text_copy(key.ticker, sizeof key.ticker, ticker))
		return NULL;
	struct listing *found = bsearch(&key, listings, count, sizeof *listings, listing_compare);
	if (found != NULL && found->tracked != tracked) {
		found->tracked = tracked;
		found->change = LISTING_CHANGED;
	}
	return found;
}

/* Whether L can be among the top: the price of what is traded must be known to be low enough. */
static bool is_candidate(const struct listing *l, struct price max_price)
{
	bool cheap = !price_known(max_price) ||
		     (price_known(l->last_price) && price_compare(l->last_price, max_price) <= 0);
	return l->tradable && l->options_enabled && money_known(l->dollar_volume) && cheap;
}

static int rank_compare(const void *a, const void *b)
{
	const struct listing *x = *(struct listing *const *)a, *y = *(struct listing *const *)b;
	int order = money_compare(y->dollar_volume, x->dollar_volume);
	return order != 0 ? order : listing_compare(x, y);
}

/* In the order of the list itself, which is that of the tickers. */
static int compare_places(const void *a, const void *b)
{
	return listing_compare(*(struct listing *const *)a, *(struct listing *const *)b);
}

size_t universe_track_top(struct listing *listings, size_t count, size_t n, struct price max_price,
	struct listing **order)
{
	size_t known = 0;
	for (size_t i = 0; i < count; i++)
		if (is_candidate(&listings[i], max_price))
			order[known++] = &listings[i];
	size_t top = n < known ? n : known, at = 0;
	if (known > 0) {
		qsort(order, known, sizeof *order, rank_compare);
		qsort(order, top, sizeof *order, compare_places);
	}
	for (struct listing *l = listings; l < listings + count; l++) {
		bool is_top = at < top && order[at] == l;
		at += is_top;
		bool tracked = is_top || universe_is_always_tracked(l->ticker);
		if (l->tracked != tracked)
			l->change = LISTING_CHANGED;
		l->tracked = tracked;
	}
	return known;
}
