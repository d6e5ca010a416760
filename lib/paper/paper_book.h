/*
 * The books of the stand-in broker: one paper account with its cash, orders, positions and
 * activities. They follow the broker's rules and use its words. They have no clock of their own:
 * paper_advance moves their time, and quotes come from the market in struct paper_env.
 *
 *	paper_book_init(&book, seed, cash, now);
 *	if (paper_submit(&book, &env, &request, &order, &refusal))   (paper_trade.h)
 *		paper_match(&book, &env);
 *	paper_advance(&book, &env, later);
 *	paper_book_free(&book);
 */
#ifndef OPT_PAPER_BOOK_H
#define OPT_PAPER_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "fee.h"
#include "instant.h"
#include "paper_market.h"
#include "num.h"
#include "occ.h"

enum {
	PAPER_UUID_SIZE = 37,
	PAPER_CLIENT_ID_SIZE = 129, /* the broker accepts 128 characters */
	PAPER_LEGS_MAX = 4,
	PAPER_OVERRIDES_MAX = 32,
};

enum paper_status {
	PAPER_PENDING_NEW,
	PAPER_ACCEPTED, /* waits for the next session */
	PAPER_NEW,
	PAPER_PARTIALLY_FILLED,
	PAPER_PENDING_CANCEL,
	PAPER_FILLED,
	PAPER_CANCELED,
	PAPER_EXPIRED,
	PAPER_REJECTED,
	PAPER_REPLACED,
};
enum paper_side { PAPER_SELL = -1, PAPER_NO_SIDE = 0, PAPER_BUY = 1 };
enum paper_type { PAPER_MARKET, PAPER_LIMIT, PAPER_STOP, PAPER_STOP_LIMIT };
enum paper_tif { PAPER_DAY, PAPER_GTC, PAPER_IOC, PAPER_FOK };
enum paper_intent {
	PAPER_NO_INTENT,
	PAPER_BUY_TO_OPEN,
	PAPER_BUY_TO_CLOSE,
	PAPER_SELL_TO_OPEN,
	PAPER_SELL_TO_CLOSE,
};

/* The broker's word for a value; "" for no side and for no intent. Static. */
const char *paper_status_name(enum paper_status s);
const char *paper_side_name(enum paper_side s);
const char *paper_type_name(enum paper_type t);
const char *paper_tif_name(enum paper_tif t);
const char *paper_intent_name(enum paper_intent i);
/* The value of a word; false, with *OUT unchanged, for a word that the broker does not accept. */
bool paper_side_parse(const char *word, enum paper_side *out);
bool paper_type_parse(const char *word, enum paper_type *out);
bool paper_tif_parse(const char *word, enum paper_tif *out);
bool paper_intent_parse(const char *word, enum paper_intent *out);

/* Filled, canceled, expired, rejected or replaced: the order does not change any more. */
bool paper_is_terminal(enum paper_status s);

struct paper_leg {
	char symbol[OCC_SYMBOL_SIZE];
	int64_t ratio;
	enum paper_side side;
	enum paper_intent intent;
};

/* An order as a client sends it: parsed, not yet checked. */
struct paper_request {
	char symbol[OCC_SYMBOL_SIZE];		    /* "" when there are legs */
	char client_order_id[PAPER_CLIENT_ID_SIZE]; /* "": the broker makes one */
	int64_t qty;				    /* shares, contracts or spreads; > 0 */
	enum paper_side side;
	enum paper_type type;
	enum paper_tif tif;
	enum paper_intent intent;
	/* unknown when absent; the limit of a spread is > 0 for a debit, < 0 for a credit */
	struct price limit, stop;
	bool extended_hours;
	size_t leg_count; /* 0, or 2 .. PAPER_LEGS_MAX */
	struct paper_leg legs[PAPER_LEGS_MAX];
};

/* A spread is a parent (leg_count > 0) followed in the book by its legs (parent >= 0). */
struct paper_order {
	char id[PAPER_UUID_SIZE];
	/* a leg has its own symbol, side and intent, and qty = ratio * spreads */
	struct paper_request want;
	enum paper_status status;
	int64_t filled_qty;
	/* sum of price * quantity, without the 100 of a contract: filled_qty times the average */
	struct money filled_value;
	struct instant created_at, updated_at, filled_at, expires_at, expired_at, canceled_at,
		failed_at, replaced_at;
	int64_t parent;		       /* index, -1: none */
	int64_t replaces, replaced_by; /* indices, -1: none */
	bool triggered;	   /* a stop whose price was reached: now a market or limit order */
	bool doomed;	   /* an armed fault: rejected instead of filled */
	bool cancel_stuck; /* an armed fault: a cancel is never confirmed */
	double fill_share; /* an armed fault: the first fill is cut to this fraction; 0: not cut */
};

struct paper_position {
	char symbol[OCC_SYMBOL_SIZE];
	bool option;
	int64_t qty;		 /* negative: short; never 0 */
	struct money cost;	 /* signed like qty */
	struct money day_cost;	 /* as cost, but what was held overnight counts at its last close */
	struct price last_close; /* unknown when not held overnight */
};

enum paper_activity_type {
	PAPER_FILL,
	PAPER_FEE,
	PAPER_OPEXP,
	PAPER_OPEXC,
	PAPER_OPASN,
	PAPER_OPTRD
};

struct paper_activity {
	uint64_t serial;
	enum paper_activity_type type;
	const char *sub_type; /* of a fee: its fee_name; else NULL; static */
	int64_t order;	      /* index of a fill's order, -1: none */
	char symbol[OCC_SYMBOL_SIZE];
	enum paper_side side;
	int64_t qty, cum_qty, leaves_qty; /* qty of expiry events: the change of the position */
	struct price price;
	struct money net_amount;
	struct instant at, visible_at; /* expiry events are visible from the next day on */
	enum paper_status order_status;
};

struct paper_book {
	uint64_t seed; /* the ids depend on it */
	struct instant now;
	struct money cash, last_equity,
		close_equity;	    /* at the newest close; becomes last_equity at midnight */
	uint64_t serials;	    /* number of ids given so far */
	struct paper_order *orders; /* in order of submission; owned */
	size_t order_count, order_capacity;
	struct paper_position *positions; /* by symbol; owned */
	size_t position_count, position_capacity;
	struct paper_activity *activities; /* in order; owned */
	size_t activity_count, activity_capacity;
	/*
	 * While the broker works on an assignment, it refuses to sell the last long options of this
	 * root. An unknown lock_until means that nothing is locked.
	 */
	char lock_root[OCC_ROOT_SIZE];
	struct instant lock_until;
	struct fee_day fees;  /* of the fills of FEE_DATE */
	struct date fee_date; /* unknown: fees are not added up yet */
	bool changed;	      /* something changed since the owner last cleared this flag */
	bool failed;	      /* memory ran out in a call: the books are wrong since then */
};

/* A quote that was set by hand; it is shown to clients and used for fills. */
struct paper_override {
	char symbol[OCC_SYMBOL_SIZE];
	struct quote quote;
};

/* The source of quotes; all of it is borrowed. */
struct paper_env {
	struct paper_market *market;
	const struct paper_override *overrides;
	size_t override_count;
};

void paper_book_init(struct paper_book *b, uint64_t seed, struct money cash, struct instant now);
void paper_book_free(struct paper_book *b);

/* The UUID with number SERIAL: a function of SEED and SERIAL. Returns OUT. */
const char *paper_uuid(uint64_t seed, uint64_t serial, char out[static PAPER_UUID_SIZE]);

/*
 * The order or position with this name, NULL when there is none. Valid until the next order or
 * fill.
 */
struct paper_order *paper_order_find(const struct paper_book *b, const char *id);
struct paper_order *paper_order_find_client(
	const struct paper_book *b, const char *client_order_id);
struct paper_position *paper_position_find(const struct paper_book *b, const char *symbol);

/*
 * The quote of a stock or an option at T; an override takes precedence. False when there is none.
 */
bool paper_quote(
	const struct paper_env *e, const char *symbol, struct instant t, struct quote *out);

/* The price that SYMBOL is valued at: the middle of its quote at T; unknown without a quote. */
struct price paper_mark(const struct paper_env *e, const char *symbol, struct instant t);

/* PRICE * QTY for shares, 100 times that for contracts. */
struct money paper_value(bool option, struct price price, int64_t qty);

struct paper_account {
	struct money equity, long_value, short_value;
	struct money held;	 /* reserved by open orders to buy and for spreads */
	struct money collateral; /* of short options */
	struct money buying_power, regt_buying_power, options_buying_power;
};

/*
 * The account at B's now. The free margin is equity less the margin in use; buying power is 4
 * times it, that of Regulation T 2 times it. Options buying power is cash less held and
 * collateral. None of them is below 0.
 */
void paper_account(
	const struct paper_book *b, const struct paper_env *e, struct paper_account *out);

/* The quantity (>= 0) of a position that no open order reserves; 0 without a position. */
int64_t paper_available(const struct paper_book *b, const char *symbol);

/* The collateral of the short options in the books and in the legs of Q, which may be NULL. */
struct money paper_collateral(const struct paper_book *b, const struct paper_request *q);

/* Appends a copy of A with a serial of its own. Fills and expiries call this. */
void paper_activity_add(struct paper_book *b, const struct paper_activity *a);

/*
 * Changes a position by QTY units (< 0: sold) at PRICE, and removes it at 0. Cash stays the same.
 */
void paper_position_change(
	struct paper_book *b, const char *symbol, int64_t qty, struct price price);

#endif
