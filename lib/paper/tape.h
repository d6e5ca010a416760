/*
 * Series of bars and quotes in time order, and what of them was known at a moment. A bar's ts is
 * the start of its minute (or of its day); it is known only when it is over. A quote's ts is when
 * it was made.
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

/* 0, or -1 when memory is short. */
int tape_bars_add(struct tape_bars *t, const struct bar *bar);
int tape_quotes_add(struct tape_quotes *t, const struct quote *quote);
void tape_bars_free(struct tape_bars *t);
void tape_quotes_free(struct tape_quotes *t);

/* By ts; rows of one ts keep their order. */
void tape_bars_sort(struct tape_bars *t);
void tape_quotes_sort(struct tape_quotes *t);

/* How many rows lie before TS: the index of the first row at or after it. */
size_t tape_bars_before(const struct tape_bars *t, struct instant ts);
size_t tape_quotes_before(const struct tape_quotes *t, struct instant ts);

/* How many minute bars are over at NOW: those with ts + 60 s <= NOW. */
size_t tape_minutes_known(const struct tape_bars *t, struct instant now);

/* The last quote made at or before NOW, NULL when there is none. Borrowed. */
const struct quote *tape_quote_at(const struct tape_quotes *t, struct instant now);

/* Starts SUM with the first bar, or adds a later one to it; the vwap is weighted by volume. */
void tape_bar_begin(struct bar *sum, const struct bar *first, struct instant ts);
void tape_bar_extend(struct bar *sum, const struct bar *next);

/* N > 0 consecutive bars as one that starts at TS. */
void tape_bar_sum(const struct bar *rows, size_t n, struct instant ts, struct bar *out);

#endif
