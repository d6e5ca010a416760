/*
 * The life of an order: its identity, its status, the outcome of a POST, the resolution of a
 * doubtful order, and its fills.
 *
 *	intent -> sending -> accepted | rejected | duplicate | not_sent | unknown
 *	                  -> the statuses of the broker
 *
 * The caller makes the id with order_entry_id or order_exit_id, classifies the response to the POST
 * with order_classify_post, resolves a doubtful order with order_resolve, and books each fill that
 * order_fill_from_order finds. All functions are pure: they decide the same before and after a
 * crash.
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

/*
 * ---- identity: "opt-", e or x, 20 hex digits of a SHA-256, "-aN" ----
 *
 * The id is a digest of the decision, never a serial number: after a crash it is the same.
 */

enum { ORDER_ID_SIZE = 40, ORDER_ATTEMPT_MAX = 999 };
enum order_purpose { ORDER_ENTRY, ORDER_EXIT };

/*
 * Makes the client order id of an entry. ATTEMPT counts from 1, LEG from 0. ERROR_INTERNAL when a
 * field is missing or ATTEMPT is out of range.
 */
int order_entry_id(const char *account, const char *ticker, enum strategy strategy,
	struct instant decided_at, int leg, int attempt, char out[static ORDER_ID_SIZE],
	struct error *err);

/*
 * Makes the client order id of an exit. ENTRY_ID is the id of the entry, of any attempt.
 * EXIT_NUMBER counts the exits of the position from 1. ERROR_INTERNAL when ENTRY_ID is not an entry
 * id of ours, or a number is out of range.
 */
int order_exit_id(const char *entry_id, int leg, int exit_number, int attempt,
	char out[static ORDER_ID_SIZE], struct error *err);

/* Makes the client order id of a protective stop, like that of an exit. NUMBER counts from 1. */
int order_stop_id(
	const char *entry_id, int number, char out[static ORDER_ID_SIZE], struct error *err);

/* True when ID is an id of ours; then *PURPOSE and *ATTEMPT are set. Either pointer may be NULL. */
bool order_id_parse(const char *id, enum order_purpose *purpose, int *attempt);

/* ---- status: ours until the broker has responded, then that of the broker ---- */

enum order_status {
	ORDER_INTENT,	 /* committed, no byte sent */
	ORDER_SENDING,	 /* committed that bytes may leave */
	ORDER_NOT_SENT,	 /* the connection never came up */
	ORDER_UNKNOWN,	 /* sent, without a response that can be trusted */
	ORDER_DUPLICATE, /* the broker already has the id */
	ORDER_DROPPED,	 /* was doubtful, is proven not to be at the broker, is not sent again */
	ORDER_ACCEPTED,
	ORDER_REJECTED,
	ORDER_NEW,
	ORDER_PENDING_NEW,
	ORDER_PARTIALLY_FILLED,
	ORDER_FILLED,
	ORDER_DONE_FOR_DAY,
	ORDER_CANCELED, /* also an intent that was not sent and may no longer be sent */
	ORDER_EXPIRED,	/* also an intent whose signal is no longer fresh */
	ORDER_REPLACED,
	ORDER_PENDING_CANCEL,
	ORDER_PENDING_REPLACE,
	ORDER_ACCEPTED_FOR_BIDDING,
	ORDER_STOPPED,
	ORDER_SUSPENDED,
	ORDER_CALCULATED,
	ORDER_HELD,
	ORDER_OTHER, /* a status of the broker that we do not know: counts as open, alert */
	ORDER_STATUSES,
};

enum order_class {
	ORDER_UNSENT,	  /* may be sent or given up without a look-up */
	ORDER_UNRESOLVED, /* may be at the broker or not: look the order up first */
	ORDER_OPEN,	  /* at the broker, may still fill */
	ORDER_TERMINAL,
};

const char *order_status_name(enum order_status status);
/* Parses a stored status. False, *OUT untouched, for any other text. */
bool order_status_parse(const char *text, enum order_status *out);
/* Parses a status of the broker. ORDER_OTHER, for which the caller alerts, for any other text. */
enum order_status order_status_of_broker(const char *text);
enum order_class order_status_class(enum order_status status);
/* ---- the outcome of one POST ---- */

enum post_transport {
	POST_ANSWERED, /* a complete HTTP response */
	/* resolving, connecting or the TLS handshake failed: no byte of the request left */
	POST_NOT_STARTED,
	POST_BROKEN, /* any other failure: time-out, reset, truncation */
};
enum post_body {
	POST_BODY_UNREADABLE, /* empty, truncated, not JSON, duplicate keys */
	POST_BODY_NO_CODE,    /* JSON, but neither an order nor an error with a code */
	POST_BODY_MATCHES,    /* an order with our client_order_id, symbol, side and quantity */
	POST_BODY_DIFFERS,    /* another order */
	POST_BODY_ERROR,      /* {"code", "message"} of the broker */
	POST_BODY_LOCK,	      /* such an error: not while an assignment is worked on */
	POST_BODY_ANY,	      /* of a rule: whatever the body is */
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
	bool not_permitted;    /* the credentials: send no more, exit 77 */
	bool alert;
	const char *reason;
};
/* Any outcome that is not in the table of order.c is ORDER_UNKNOWN. */
struct post_verdict order_classify_post(const struct post_outcome *outcome);

/* ---- resolving a doubtful order ---- */

enum order_look_up { LOOK_UP_SAME, LOOK_UP_DIFFERS, LOOK_UP_NOT_FOUND, LOOK_UP_FAILED };
enum order_resolution {
	RESOLVE_ADOPT,	    /* take the broker's order as ours */
	RESOLVE_WAIT,	    /* look again later; send nothing new until then */
	RESOLVE_DROP,	    /* the order is not there: ORDER_DROPPED */
	RESOLVE_SEND_AGAIN, /* the order is not there: POST it under the same id */
	RESOLVE_CONFLICT,   /* another order has our id: REDUCING, alert, send nothing */
};
struct order_doubt {
	enum order_purpose purpose;
	enum order_status status;   /* sending, unknown or duplicate */
	enum order_look_up look_up; /* this look-up */
	int misses;		    /* look-ups since sent_at that found nothing, with this one */
	int runs;		    /* distinct runs that had such a look-up, with this one */
	struct instant sent_at, now;
};
/*
 * An order that look-ups do not find counts as missing after resolve_misses misses in resolve_runs
 * runs and resolve_age_s. Then an entry is dropped; an exit is sent again, unless the broker called
 * it a duplicate.
 */
enum order_resolution order_resolve(const struct order_doubt *doubt, const struct params *params);

/* ---- fills: the broker reports cumulative quantities; each fill is booked once ---- */

/* The booked part of an order. */
struct order_book {
	int64_t quantity; /* ordered */
	int64_t filled;	  /* cumulative, never falls */
	/* of the filled part; unknown when nothing is filled, or the broker sent no price */
	struct price average;
	bool is_spread; /* its average has the sign of the broker; the legs have the prices */
};
struct fill {
	int64_t quantity; /* the new part */
	int64_t cum_qty;
	struct price price; /* of the new part; may be unknown */
};
enum fill_verdict {
	FILL_NOTHING, /* nothing new */
	FILL_BOOK,    /* *FILL is new: book it */
	FILL_STALE,   /* an older state of the order: ignored, alert */
	/* more than was ordered, or negative: book nothing, halt the ticker */
	FILL_QUARANTINE,
};

/* The state of an order as the broker reports it, before it is believed. */
struct order_answer {
	enum order_status status;
	double filled;	      /* filled_qty; NAN: not reported */
	struct price average; /* filled_avg_price; may be unknown */
	bool has_successor;   /* replaced_by names one */
};

/*
 * Checks whether ANSWER makes sense for an order of which BOOK is booked. Returns NULL when it
 * does, else the reason. Such an answer is not believed: the caller books nothing of it, takes no
 * status from it, reports it, and queries the order again in its next run.
 */
const char *order_check_answer(const struct order_book *book, const struct order_answer *answer);

/*
 * Finds the fill that the broker reports beyond BOOK: FILLED is its filled_qty, AVERAGE its
 * filled_avg_price, which may be unknown. *FILL is written for FILL_BOOK only.
 */
enum fill_verdict order_fill_from_order(
	const struct order_book *book, int64_t filled, struct price average, struct fill *fill);
#endif
