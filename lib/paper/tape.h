/*
 * Series of bars and quotes in time order, and the part of them that was known at a moment. The
 * ts of a bar is the start of its minute or day; the bar is known when it is over. The ts of a
 * quote is the moment it was made. Add the rows, sort them once, then read.
 */
#ifndef OPT_TAPE_H
#define OPT_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bar.h"
#include "quote.h"

struct tape_bars {
	struct bar *rows; /* owned */
	size_t count, capacity;
};

struct tape_quotes {
	struct quote *rows; /* owned */
	size_t count, capacity;
};

/* Append a copy of the row. 0, or -1 when memory is short. */
int tape_bars_add(struct tape_bars *t, const struct bar *bar);
int tape_quotes_add(struct tape_quotes *t, const struct quote *quote);
void tape_bars_free(struct tape_bars *t);
void tape_quotes_free(struct tape_quotes *t);

/* Sort by ts; rows with the same ts keep their order. */
void tape_bars_sort(struct tape_bars *t);
void tape_quotes_sort(struct tape_quotes *t);

/* The number of bars before TS, which is the index of the first one at or after TS. */
size_t tape_bars_before(const struct tape_bars *t, struct instant ts);

/* The number of minute bars that are over at NOW: those with ts + 60 s <= NOW. */
size_t tape_minutes_known(const struct tape_bars *t, struct instant now);

/* The last quote made at or before NOW, NULL when there is none. Borrowed. */
const struct quote *tape_quote_at(const struct tape_quotes *t, struct instant now);

/*
 * Make SUM the bar of several ones: begin with the first bar and the ts TS, extend with each later
 * bar. The vwap is weighted by volume; it is unknown when that of one bar is.
 */
void tape_bar_begin(struct bar *sum, const struct bar *first, struct instant ts);
void tape_bar_extend(struct bar *sum, const struct bar *next);

/* N > 0 consecutive bars as one bar with the ts TS. */
void tape_bar_sum(const struct bar *rows, size_t n, struct instant ts, struct bar *out);

#endif
