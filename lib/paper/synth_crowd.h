/*
 * Thousands of further symbols of a generated market, in addition to the companies of the table.
 * Their bars are not stored but computed when they are read. The bar of a minute depends only on
 * the symbol and the minute: the price is a sum of noises of several lengths, the close of a
 * minute is the open of the next, and every regular minute trades. These symbols have no options
 * and no news.
 */
#ifndef OPT_SYNTH_CROWD_H
#define OPT_SYNTH_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "calendar.h"
#include "tape.h"

struct synth_crowd {
	uint64_t seed;		  /* of this symbol; 0: the stock is not one of these */
	struct date first;	  /* first session with a daily bar */
	struct date minutes_from; /* first session with minutes */
	struct date last;	  /* last generated session */
};

/* Like paper_market_stock_minutes, paper_market_stock_days and paper_market_stock_last. */
int synth_crowd_minutes(const struct synth_crowd *c, struct instant from, struct instant to,
	struct instant now, struct tape_bars *out);
int synth_crowd_days(const struct synth_crowd *c, struct instant from, struct instant to,
	struct instant now, struct tape_bars *out);
bool synth_crowd_last(const struct synth_crowd *c, struct instant now, struct bar *out);

/* The daily bar of session S as known at NOW; false when none of its minutes is over. */
bool synth_crowd_session(
	const struct synth_crowd *c, const struct session *s, struct instant now, struct bar *out);

/*
 * Adds symbols to the generated market M until it has TOTAL stocks. Call paper_market_finish after
 * it. 0, or -1 when memory is short.
 */
struct paper_market;
int synth_crowd_add(struct paper_market *m, size_t total);

#endif
