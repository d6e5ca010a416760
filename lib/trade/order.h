/*
 * An order's life: its identity, what a POST's outcome means, when a doubtful order is resolved,
 * and how fills are booked. Everything here is decided the same way before and after a crash;
 * nothing here sends anything.
 *
 *	intent -> sending -> accepted | rejected | duplicate | not_sent | unknown
 *	                  -> the broker's statuses
 */
#ifndef OPT_ORDER_H
#define OPT_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"
#include "num.h"
#include "params.h"
#include "instrument.h"

/* ---- identity: "opt-" e|x, 20 hex digits of a SHA-256, "-aN"; never a serial ---- */

enum { ORDER_ID_SIZE = 40, ORDER_ATTEMPT_MAX = 999 };
enum order_purpose { ORDER_ENTRY, ORDER_EXIT };

/*
 * Attempts count from 1. LEG counts from 0. ERROR_INTERNAL when a field is missing or an attempt is
 * out of range.
 */
int order_entry_id(const char *account, const char *ticker, enum strategy strategy,
	struct instant decided_at, int leg, int attempt, char out[static ORDER_ID_SIZE],
	struct error *err);

/*
 * ENTRY_ID is the position's entry, of whichever attempt; EXIT_NUMBER counts the position's exits
 * from 1.
 */
int order_exit_id(const char *entry_id, int leg, int exit_number, int attempt,
	char out[static ORDER_ID_SIZE], struct error *err);

/*
 * True when ID is one that this pipeline makes: then whose purpose and attempt. Either pointer may
 * be NULL.
 */
bool order_id_parse(const char *id, enum order_purpose *purpose, int *attempt);

/* ---- status: ours until the broker has answered, then the broker's ---- */

enum order_status {
	ORDER_INTENT,	 /* committed, no byte sent */
	ORDER_SENDING,	 /* committed that bytes may leave */
	ORDER_NOT_SENT,	 /* the connection never came up */
	ORDER_UNKNOWN,	 /* sent, no answer to be trusted */
	ORDER_DUPLICATE, /* the broker has the id already */
	ORDER_DROPPED,	 /* was doubtful, proven not to be at the broker, not sent again */
	ORDER_ACCEPTED,
	ORDER_REJECTED,
	ORDER_NEW,
	ORDER_PENDING_NEW,
	ORDER_PARTIALLY_FILLED,
	ORDER_FILLED,
	ORDER_DONE_FOR_DAY,
	ORDER_CANCELED, /* also an intent that was never sent and no longer may be */
	ORDER_EXPIRED,	/* also an intent whose signal went stale */
	ORDER_REPLACED,
	ORDER_PENDING_CANCEL,
	ORDER_PENDING_REPLACE,
	ORDER_ACCEPTED_FOR_BIDDING,
	ORDER_STOPPED,
	ORDER_SUSPENDED,
	ORDER_CALCULATED,
	ORDER_HELD,
	ORDER_OTHER, /* a word the broker did not use before: open, and somebody should look */
	ORDER_STATUSES,
};

enum order_class {
	ORDER_UNSENT,	  /* may be sent or given up without a look-up */
	ORDER_UNRESOLVED, /* may or may not be at the broker: look it up before anything else */
	ORDER_OPEN,	  /* at the broker, may still fill */
	ORDER_TERMINAL,
};

const char *order_status_name(enum order_status status);
bool order_status_parse(const char *text, enum order_status *out); /* a stored word */
enum order_status order_status_of_broker(const char *text); /* any word; ORDER_OTHER: alert */
enum order_class order_status_class(enum order_status status);
/* ---- the outcome of one POST ---- */

enum post_transport {
	POST_ANSWERED, /* a complete HTTP response */
	/* resolving, connecting or the TLS handshake failed: no byte of the request left */
	POST_NOT_STARTED,
	POST_BROKEN, /* anything else: time-out, reset, truncation */
};
enum post_body {
	/* empty, truncated, not JSON, duplicate keys, no order and no broker error */
	POST_BODY_UNREADABLE,
	POST_BODY_MATCHES, /* an order with our client_order_id, symbol, side and quantity */
	POST_BODY_DIFFERS, /* an order, but another */
	POST_BODY_ERROR,   /* the broker's {"code", "message"} */
};
struct post_outcome {
	enum post_transport transport;
	int http_status;
	enum post_body body;
	int64_t broker_code; /* of POST_BODY_ERROR, else 0 */
};
struct post_verdict {
	enum order_status status;
	bool counts_as_reject; /* towards the consecutive rejections that halt entries */
	bool not_permitted;    /* credentials: stop sending, exit 77 */
	bool alert;
	const char *reason;
};
struct post_verdict order_classify_post(const struct post_outcome *outcome);

/* ---- resolving a doubtful order ---- */

enum order_look_up { LOOK_UP_SAME, LOOK_UP_DIFFERS, LOOK_UP_NOT_FOUND, LOOK_UP_FAILED };
enum order_resolution {
	RESOLVE_ADOPT,	    /* take the broker's order as ours */
	RESOLVE_WAIT,	    /* look again later; nothing new in the meantime */
	RESOLVE_DROP,	    /* it is not there: ORDER_DROPPED */
	RESOLVE_SEND_AGAIN, /* it is not there: POST under the same id */
	RESOLVE_CONFLICT,   /* another order bears our id: REDUCING, page, nothing is sent */
};
struct order_doubt {
	enum order_purpose purpose;
	enum order_status status;   /* sending, unknown or duplicate */
	enum order_look_up look_up; /* this look-up */
	int misses; /* definite "not found" answers since sent_at, this one included */
	int runs;   /* distinct runs that had one, this one included */
	struct instant sent_at, now;
};
enum order_resolution order_resolve(const struct order_doubt *doubt, const struct params *params);

/* ---- fills: cumulative, each booked once ---- */

struct order_book {
	int64_t quantity; /* ordered */
	int64_t filled;	  /* cumulative, never less than before */
	/* of what is filled; unknown when nothing is, or the broker did not say */
	struct price average;
};
struct fill {
	int64_t quantity; /* what is new */
	int64_t cum_qty;
	struct price price; /* of what is new; PRICE_UNKNOWN stays unknown */
};
enum fill_verdict {
	FILL_NOTHING, /* known already */
	FILL_BOOK,    /* *FILL is new */
	FILL_STALE,   /* an older snapshot: ignored, alert */
	/* more than was ordered, or negative: nothing booked, the ticker is halted */
	FILL_QUARANTINE,
};

/*
 * From a snapshot of the order (filled_qty, filled_avg_price). *FILL is written for FILL_BOOK only.
 */
enum fill_verdict order_fill_from_order(
	const struct order_book *book, int64_t filled, struct price average, struct fill *fill);
#endif
