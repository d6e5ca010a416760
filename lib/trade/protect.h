/*
 * Protective stops: an order that rests at the broker far below the price of an option, for the
 * time in which opt-posmon cannot look, because its host, its network or its database failed.
 *
 * The stop is a stop-limit order for the day. It is armed after the first minutes of each session,
 * because a wide quote at the open would trigger it, and again after an exit that did not sell
 * everything. Our own exits come first: they cancel it. protect_decide says what to do with the
 * stop of a position in one look.
 */
#ifndef OPT_PROTECT_H
#define OPT_PROTECT_H

#include <stdbool.h>
#include <stdint.h>

#include "position.h"

/* The reasons that are stored with the orders; the first one is the close_reason of its fill. */
extern const char protect_reason[], protect_probe_reason[];

struct protect_input {
	const struct position *position;
	bool is_single_long;	     /* a long option outside of a spread */
	bool is_trading, is_opening; /* the underlying trades; the session has just begun */
	struct price bid;	     /* of a sound mark; else unknown */
	bool works;		     /* an exit, or an entry in the contract, is not over */
	int64_t available;	     /* contracts at the broker; negative: unknown */
	int refusals;		     /* stops of this session that the broker did not keep */
	bool has_stop, stop_is_open; /* one that is not over; one that the broker confirmed */
	int64_t stop_filled, stop_quantity;
	struct price stop_price; /* of that one */
};

enum protect_verdict {
	PROTECT_LEAVE, /* nothing is to be done, or can be */
	PROTECT_ARM,   /* send PRICE, LIMIT and QUANTITY */
	PROTECT_LIFT,  /* cancel the stop; the next look arms another one */
	PROTECT_TOLD,  /* the broker does not keep our stops: none is sent, an alert */
};

struct protect_plan {
	enum protect_verdict verdict;
	struct price price, limit; /* of PROTECT_ARM */
	int64_t quantity;
	const char *why;
};

struct protect_plan protect_decide(const struct protect_input *in, const struct params *params);

/*
 * The order that shows whether the account accepts such stops: one contract at one tick, which a
 * contract for which more than ten ticks are bid cannot trigger. PROTECT_ARM or PROTECT_LEAVE.
 */
struct protect_plan protect_probe(const struct protect_input *in, const struct params *params);

#endif
