/* OHLCV bars of a stock or an option, and what makes one unusable. */
#ifndef OPT_BAR_H
#define OPT_BAR_H

#include "calendar.h"
#include "num.h"

struct bar {
	struct instant ts; /* start of the minute; of a daily bar: midnight of its day, New York */
	struct price open, high, low, close;
	int64_t volume;	     /* shares or contracts, >= 0 */
	int64_t trade_count; /* -1: unknown */
	struct price vwap;   /* PRICE_UNKNOWN where the feed gives none */
	int feed; /* the caller's number of it; volumes of two feeds are never compared */
};

/* Extended hours, seconds of New York's day. */
enum { BAR_EXTENDED_OPEN_S = 4 * 3600, BAR_EXTENDED_CLOSE_S = 20 * 3600 };

/* Why a bar is rejected, in the order they are looked for. */
enum bar_fault {
	BAR_OK,
	BAR_PRICE_NOT_POSITIVE, /* a price is unknown, zero or negative */
	BAR_HIGH_BELOW_LOW,
	BAR_OPEN_OUTSIDE,  /* not between low and high */
	BAR_CLOSE_OUTSIDE, /* not between low and high */
	BAR_NEGATIVE_VOLUME,
	BAR_OFF_THE_MINUTE, /* or no time at all */
	BAR_OUTSIDE_HOURS,  /* not within 04:00-20:00 New York of a day with a session */
	BAR_FAULT_COUNT,
};

const char *bar_fault_name(enum bar_fault fault); /* "ok", "high_below_low" ... */

/* Of a minute bar. */
enum bar_fault bar_check(const struct bar *bar);

/*
 * The same, for bars by the hundred thousand: HOURS (zeroed before the first) remembers the
 * extended hours of the day before.
 */
struct bar_hours {
	struct instant open, close;
};
enum bar_fault bar_check_within(const struct bar *bar, struct bar_hours *hours);

/* Prices and volume only: of a daily bar. */
enum bar_fault bar_check_values(const struct bar *bar);

/*
 * Whether a raw price that goes from BEFORE to AFTER over a night does so by a split: within 4 % of
 * a usual ratio, *ISSUED shares for *HELD. A fall by half on bad news looks the same.
 */
bool bar_split(struct price before, struct price after, int *issued, int *held);

/*
 * Whether a raw price is so far from that of a day before (a third more, a quarter less) that a
 * split may lie between, whatever the day itself did: the smallest usual one makes two thirds.
 */
bool bar_jump(struct price before, struct price after);

/* open <= ts < close of SESSION. */
bool bar_is_regular(const struct bar *bar, const struct session *session);

#endif
