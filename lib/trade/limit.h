/*
 * The limit prices of orders, in whole ticks. For a quote that cannot be used the result is
 * PRICE_UNKNOWN; then the caller sends no limit order.
 */
#ifndef OPT_LIMIT_H
#define OPT_LIMIT_H

#include <stdbool.h>

#include "num.h"
#include "params.h"
#include "quote.h"
#include "instrument.h"

/*
 * The tick at PRICE, in 1/10000 dollars. For a stock 1 cent, or 1/10000 dollar below 1 dollar (Rule
 * 612 of Regulation NMS); for an option that of occ_tick_e4.
 */
int64_t limit_tick_e4(enum instrument instrument, struct price price);

/* The first limit of an entry: the mid + order_spread_share of the spread, rounded up. */
struct price limit_entry(const struct params *params, enum instrument instrument, struct quote q);
/*
 * The limit of the next attempt of an entry: half-way from the LAST limit to the ask when it is the
 * first of these, then the ask; never above FIRST_ASK, the ask of the quote of the decision.
 * Unknown when there is no sound quote, or when LAST or FIRST_ASK is not known.
 */
struct price limit_reprice(enum instrument instrument, struct quote q, struct price last,
	struct price first_ask, bool is_first);
/* How an exit is sold. */
enum sale_pace {
	SALE_PATIENT, /* the mid, half-way to the bid, the bid, then urgent */
	SALE_URGENT,  /* below the bid */
	SALE_GONE,    /* at the market */
};
struct sale {
	enum sale_pace pace;
	int attempts_before; /* of this exit, seen by the broker */
	struct quote fresh;  /* prices unknown: none was to be had; a bid of 0 is a value */
	struct price model;  /* the value by our model; unknown */
	bool is_new;	     /* decided less than exit_floor_min ago */
	bool is_opening;     /* the session is less than exit_open_guard_min old */
};
/* The position, or the legs of it, that an exit closes. */
struct limit_terms {
	enum instrument instrument;
	bool is_short;	    /* it is bought back; else it is sold */
	struct price width; /* of a spread; unknown: a single contract or a stock */
};
/*
 * The limit of an exit, unknown for an order at the market. An urgent sale is exit_urgent_pct of
 * the mid below the bid, or one tick if that is more, and further below at each attempt (at most
 * five times as much); at the bid while the session opens. A new one is not limited under half of
 * the model value. Without a bid the model value less 20 per cent, 10 more at each attempt, stands
 * in; without that too the order is one at the market. An option for which 0 is bid rests at one
 * tick. A purchase is the mirror image: above the ask, and a new one not over twice the model
 * value.
 *
 * An exit of a spread always has a limit, in whole cents, as a value of the spread: at least one
 * cent for a sale, at most the width for a purchase, which is the most that a spread can cost.
 */
struct price limit_exit(
	const struct params *params, const struct limit_terms *terms, const struct sale *sale);
/*
 * Whether an exit that rests at LIVE and is due stays there, because the NEXT limit would be the
 * same. The steps of a patient one are all sent, or it would never become urgent in a market that
 * does not move.
 */
bool limit_exit_rests(const struct params *params, const struct limit_terms *terms,
	const struct sale *next, struct price live);

#endif
