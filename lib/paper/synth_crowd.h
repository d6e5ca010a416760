/*
 * The rest of a whole generated market: thousands of symbols beside the companies of the table,
 * whose bars are not kept but computed when they are asked for. A minute's bar depends on the
 * symbol and the minute alone: its price is a sum of noises of several lengths, one minute's close
 * is the next one's open, every regular minute trades. No options, no news.
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
	uint64_t seed;		  /* of this symbol; 0: it is not one of these */
	struct date first;	  /* session with a daily bar */
	struct date minutes_from; /* session with minutes */
	struct date last;	  /* session generated */
};

/* The bar of the minute that starts at TS. */
void synth_crowd_minute(uint64_t seed, struct instant ts, struct bar *out);

/* As paper_market_stock_minutes, paper_market_stock_days and paper_market_stock_last. */
int synth_crowd_minutes(const struct synth_crowd *c, struct instant from, struct instant to,
	struct instant now, struct tape_bars *out);
int synth_crowd_days(const struct synth_crowd *c, struct instant from, struct instant to,
	struct instant now, struct tape_bars *out);
bool synth_crowd_last(const struct synth_crowd *c, struct instant now, struct bar *out);

/* Session S so far; false when none of its minutes is over at NOW. */
bool synth_crowd_session(
	const struct synth_crowd *c, const struct session *s, struct instant now, struct bar *out);

/*
 * Adds symbols to the generated market M until it has TOTAL. paper_market_finish must follow.
 * 0, or -1 when memory is short.
 */
struct paper_market;
int synth_crowd_add(struct paper_market *m, size_t total);

#endif
