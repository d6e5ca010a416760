/*
 * The ledger of orders, broker_orders: a row for every order ever intended.
 *
 *	order_insert           T1: the intent, in the transaction of its decision
 *	order_begin_sending    T2: "sending"; only one run may then POST order_body
 *	order_check_sending    right before the POST: nothing has come in between
 *	order_store_outcome    T3: the outcome, and every later status
 */
#ifndef OPT_STORE_ORDERS_H
#define OPT_STORE_ORDERS_H

#include "broker.h"
#include "order.h"
#include "run.h"
#include "scale.h"
#include "spread.h"

/* A leg of an order for a spread, a row of order_legs. Its quantities are in contracts. */
struct ledger_leg {
	char symbol[OCC_SYMBOL_SIZE];
	char side[8];		  /* "buy", "sell" */
	char position_intent[16]; /* "buy_to_open", ... */
	int ratio;
	char broker_order_id[BROKER_ID_SIZE];
	int64_t filled_qty, booked_qty;
	struct price filled_avg_price;
};

/*
 * An order for a spread (leg_count 2) has the symbol "" and no position_intent; its side is "buy"
 * when it opens the spread, "sell" when it closes it. Its quantity is in spreads, and its prices
 * have the sign of the broker: positive is paid, negative received (spread_order_limit).
 */
struct ledger_order {
	char client_order_id[ORDER_ID_SIZE];
	char purpose[8];			/* "entry", "exit", "stop" */
	int64_t recommendation_id, position_id; /* INT64_MIN: none */
	char execution_id[RUN_ID_SIZE];
	int leg, exit_number, attempt; /* exit_number INT_MIN for an entry */
	char ticker[TICKER_SIZE];
	char symbol[OCC_SYMBOL_SIZE];
	char side[8];		  /* "buy", "sell" */
	char position_intent[16]; /* "" for a stock */
	char order_type[12];	  /* "limit", "market", "stop_limit" */
	int64_t qty;
	struct price limit_price, first_mid;
	struct price stop_price; /* of a stop_limit order; else not used */
	char reason[64];
	char status[24];
	char broker_order_id[BROKER_ID_SIZE];
	int64_t filled_qty, booked_qty;
	struct price filled_avg_price;
	int misses, miss_runs;
	char last_miss_run_id[RUN_ID_SIZE];
	struct instant created_at, sent_at, cancel_requested_at, quarantined_at;
	bool sender_is_gone; /* no run can still be sending it; as loaded */
	bool is_urgent;	     /* an exit, or an order in a ticker with a position; as loaded */
	bool is_resting;     /* the list of open orders shows it unchanged in this pass */
	struct ledger_leg legs[SPREAD_LEGS];
	int leg_count; /* 0: not a spread */
};

/* An exit or a protective stop: it sells what a position holds. */
bool ledger_order_is_exit(const struct ledger_order *o);
/* A protective stop (protect.h): it rests, and an exit of ours cancels it. */
bool ledger_order_is_stop(const struct ledger_order *o);
/* The reason of an entry for the rest of another one. */
extern const char reprice_reason[];
/* It buys the kept half of a position, or its rest (scale.h). */
bool ledger_order_scales(const struct ledger_order *o);
bool ledger_order_is_stock(const struct ledger_order *o);
/* The symbol of the order, or of the main leg of a spread. */
const char *ledger_order_symbol(const struct ledger_order *o);
/* ORDER_OTHER when the text is not a status */
enum order_status ledger_order_status(const struct ledger_order *o);

/*
 * Loads the orders that are not settled: exits, then entries, then those that were dropped today,
 * which may be at the broker after all. The caller frees *OUT. Rows that cannot be read are left
 * out, reported with an alert once a day, and counted.
 */
int orders_load_unsettled(struct run *run, const char *account, struct ledger_order **out,
	size_t *count, int64_t *odd_count, struct error *err);

/* Writes the body of the POST from the ledger alone: after a crash the bytes are the same. */
void order_body(const struct ledger_order *o, struct buf *out);

/* T1 with its legs, inside the transaction of the caller. QUOTE_JSON may be NULL. */
int order_insert(struct run *run, const char *account, const struct ledger_order *o,
	const char *quote_json, struct error *err);

/*
 * T2, with the lease. AT is the moment of sending. *MAY_SEND is true for the one run that may send
 * now. With AGAIN the order may be doubtful.
 */
int order_begin_sending(struct run *run, const struct ledger_order *o, struct instant at,
	bool again, bool *may_send, struct error *err);

/* After T2, right before the POST: ERROR_AGAIN when this run has lost its lease or the order. */
int order_check_sending(struct run *run, const struct ledger_order *o, struct error *err);

/*
 * Takes T2 back, because no byte was sent: STATUS is ORDER_NOT_SENT, or ORDER_UNKNOWN when an
 * earlier POST may have arrived. *STORED is false when another run has taken the order over.
 */
int order_store_unsent(struct run *run, struct ledger_order *o, enum order_status status,
	bool *stored, struct error *err);

/*
 * Follows an order that was edited at the broker to its SUCCESSOR there. QTY is its quantity with
 * the fills of the orders before it. *IS_NEW is false when the ledger knows the successor already.
 */
int order_store_successor(struct run *run, struct ledger_order *o,
	const struct broker_order *successor, int64_t qty, bool *is_new, struct error *err);

/* T3 and later: stores STATUS, and the data of REPLY and FOUND, which may be NULL. */
int order_store_outcome(struct run *run, struct ledger_order *o, enum order_status status,
	const struct broker_reply *reply, const struct broker_order *found, const char *why,
	struct error *err);

/* Reads what is booked of the legs of O. Its row is locked, which every change of them needs. */
int order_load_legs(struct run *run, struct ledger_order *o, struct error *err);
/* Stores leg I as it is in O: its id at the broker, what it filled, and that this is booked. */
int order_store_leg(struct run *run, const struct ledger_order *o, int i, struct error *err);

/* Counts a look-up that did not find the order. */
int order_store_miss(struct run *run, struct ledger_order *o, struct error *err);
int order_store_cancel_request(struct run *run, struct ledger_order *o, struct error *err);
/*
 * Quarantines an order whose state at the broker contradicts itself, and halts its ticker.
 * BROKER_ORDER_ID is the order at the broker; NULL when it is not ours.
 */
int order_store_quarantine(struct run *run, struct ledger_order *o, const char *why,
	const char *broker_order_id, struct error *err);
/* Ends the quarantine and its halt: the broker's answer makes sense again. */
int order_store_release(struct run *run, struct ledger_order *o, struct error *err);

#endif
