/*
 * OHLCV bars of a stock or an option: their checks, and the price jumps that a split leaves. A bar
 * from outside is checked once, with bar_check (minutes) or bar_check_values (days), before it is
 * used.
 */
#ifndef OPT_BAR_H
#define OPT_BAR_H

#include "calendar.h"
#include "num.h"

/* The exchange feed a stock bar comes from. The volumes of two feeds are never compared. */
enum stock_feed {
	FEED_SEVERAL = -2, /* bars of different feeds were added up: the sum is unknown */
	FEED_NONE = -1,	   /* no bar yet, or not the name of a feed */
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
	struct price vwap;    /* PRICE_UNKNOWN when the feed does not send it */
	enum stock_feed feed; /* stock bars only */
};

/* Extended hours, in seconds since midnight New York. */
enum { BAR_EXTENDED_OPEN_S = 4 * 3600, BAR_EXTENDED_CLOSE_S = 20 * 3600 };

/* Why a bar is rejected. The checks are made in this order. */
enum bar_fault {
	BAR_OK,
	BAR_PRICE_NOT_POSITIVE, /* a price is unknown, zero or negative */
	BAR_HIGH_BELOW_LOW,
	BAR_OPEN_OUTSIDE,  /* not between low and high */
	BAR_CLOSE_OUTSIDE, /* not between low and high */
	BAR_NEGATIVE_VOLUME,
	BAR_OFF_THE_MINUTE, /* the time is not a whole minute, or unknown */
	BAR_OUTSIDE_HOURS,  /* not within 04:00-20:00 New York of a day with a session */
	BAR_FAULT_COUNT,
};

const char *bar_fault_name(enum bar_fault fault); /* "ok", "high_below_low" ... */

/* Checks a minute bar. Returns the first fault, or BAR_OK. */
enum bar_fault bar_check(const struct bar *bar);

/*
 * As bar_check, for hundreds of thousands of bars: HOURS, zeroed before the first call, remembers
 * the extended hours of the previous bar's day.
 */
struct bar_hours {
	struct instant open, close;
};
enum bar_fault bar_check_within(const struct bar *bar, struct bar_hours *hours);

/* Checks a daily bar: prices and volume only. */
enum bar_fault bar_check_values(const struct bar *bar);

/*
 * Whether the raw prices BEFORE and AFTER a night differ as after a split: within 4 % of a usual
 * ratio of *ISSUED new shares for *HELD old ones. A fall by half on bad news looks the same. False
 * leaves both outputs untouched.
 */
bool bar_split(struct price before, struct price after, int *issued, int *held);

/*
 * Whether a raw price is so far from the one a day before (at least a third higher, or a quarter
 * lower) that a split may lie between them, however the price moved that day: the smallest usual
 * split, 3 for 2, leaves two thirds of the price.
 */
bool bar_jump(struct price before, struct price after);

/* Whether open <= ts < close of SESSION. */
bool bar_is_regular(const struct bar *bar, const struct session *session);

#endif
