/* OHLCV bars of a stock or an option, and what makes one unusable. */
#ifndef OPT_BAR_H
#define OPT_BAR_H

#include "calendar.h"
#include "num.h"

/* The exchange feed a stock bar comes from. The volumes of two feeds are never compared. */
enum stock_feed {
	FEED_SEVERAL = -2, /* of a sum over bars of different feeds: the sum is unknown */
	FEED_NONE = -1,	   /* no bar yet, or a name that is not a feed's */
	FEED_IEX,
	FEED_SIP,
	FEED_DELAYED_SIP,
	FEED_BOATS,
	FEED_OVERNIGHT,
	FEED_OTC,
	STOCK_FEED_COUNT,
};
const char *stock_feed_name(enum stock_feed feed);  /* "iex", "sip" ...; "" below FEED_IEX */
enum stock_feed stock_feed_parse(const char *name); /* FEED_NONE for any other text */

struct bar {
	struct instant ts; /* start of the minute; of a daily bar: midnight of its day, New York */
	struct price open, high, low, close;
	int64_t volume;	      /* shares or contracts, >= 0 */
	int64_t trade_count;  /* -1: unknown */
	struct price vwap;    /* PRICE_UNKNOWN where the feed gives none */
	enum stock_feed feed; /* of a stock */
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
