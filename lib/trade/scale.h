/*
 * Scaling in: an entry buys half of its size; the other half is kept, and bought once the
 * underlying has moved entry_scale_in_atr ATRs the way of the trade.
 *
 *	kept = scale_kept(params, instrument, strategy, quantity);    at the sizing
 *	plan = scale_plan(params, kept, atr14, now);    stored with the order of the first half
 *	answer = scale_decide(&in, params);    in each look of opt-posmon
 *
 * opt-dispatch buys the kept half when the newest look confirmed it, and scale_is_past says the
 * same of the quote that it fetches itself. It is bought once at most, and never after a part was
 * sold.
 */
#ifndef OPT_SCALE_H
#define OPT_SCALE_H

#include <stdbool.h>
#include <stdint.h>

#include "instrument.h"
#include "mark.h"
#include "params.h"
#include "position.h"

/* The reasons that are stored with the orders of the kept half: its first, and for its rest. */
extern const char scale_reason[], scale_rest_reason[];

/*
 * The part of QUANTITY that is kept. It is the larger half of an odd size: without the confirmation
 * never more than half is held. 0 for a spread, for a single contract or share, and while
 * entry_scale_in is off.
 */
int64_t scale_kept(const struct params *params, enum instrument instrument, enum strategy strategy,
	int64_t quantity);

/* What is kept of an entry: how much, how far the underlying must move for it, and until when. */
struct scale_plan {
	int64_t quantity;      /* 0: nothing is kept */
	struct price distance; /* from the underlying at the entry */
	struct instant until;
};
/* ATR14 is the one that the stop is set with. An unknown one makes a plan that never confirms. */
struct scale_plan scale_plan(
	const struct params *params, int64_t kept, double atr14, struct instant now);

/* The price of the underlying that confirms the trade of POSITION; unknown when a part of it is. */
struct price scale_price(const struct position *position, struct price distance);
/* Whether SPOT is at that price, or beyond it the way of the trade. */
bool scale_is_past(const struct position *position, struct price distance, struct price spot);

enum scale_state {
	SCALE_NONE,	 /* nothing is kept */
	SCALE_WAITS,	 /* not in this look */
	SCALE_CONFIRMED, /* by this look */
	SCALE_OVER,	 /* what is kept is not bought any more */
};
struct scale_input {
	const struct position *position;
	struct scale_plan plan;
	bool is_ordered;	 /* an order for the kept half was sent */
	bool is_exiting;	 /* an exit of the position works, or is due in this look */
	const struct mark *mark; /* of this look; NULL: none */
	struct instant now;
};
struct scale_answer {
	enum scale_state state;
	const char *why; /* static */
};
struct scale_answer scale_decide(const struct scale_input *in, const struct params *params);
const char *scale_state_name(enum scale_state state); /* "none", "waits", "confirmed", "over" */

#endif
