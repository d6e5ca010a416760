/*
 * The books of the stand-in broker: one paper account with its cash, orders, positions and
 * activities. Pure: time comes in with every call, quotes come from a market. Rules and words are
 * the broker's.
 */
#ifndef OPT_PAPER_BOOK_H
#define OPT_PAPER_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"
#include "paper_market.h"
#include "num.h"
#include "occ.h"

enum {
	PAPER_UUID_SIZE = 37,
	PAPER_CLIENT_ID_SIZE = 129, /* the broker takes 128 characters */
	PAPER_LEGS_MAX = 4,
	PAPER_OVERRIDES_MAX = 32,
};

enum paper_status {
	PAPER_PENDING_NEW,
	PAPER_ACCEPTED, /* waits for the session */
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

/* The broker's words for them; "" for none. */
const char *paper_status_name(enum paper_status s);
const char *paper_side_name(enum paper_side s);
const char *paper_type_name(enum paper_type t);
const char *paper_tif_name(enum paper_tif t);
const char *paper_intent_name(enum paper_intent i);
/* The other way; false for a word the broker would not take. */
bool paper_side_parse(const char *word, enum paper_side *out);
bool paper_type_parse(const char *word, enum paper_type *out);
bool paper_tif_parse(const char *word, enum paper_tif *out);
bool paper_intent_parse(const char *word, enum paper_intent *out);

bool paper_is_terminal(enum paper_status s);

struct paper_leg {
	char symbol[OCC_SYMBOL_SIZE];
	int64_t ratio;
	enum paper_side side;
	enum paper_intent intent;
};

/* What somebody wants; parsed, not yet checked. */
struct paper_request {
	char symbol[OCC_SYMBOL_SIZE];		    /* "" with legs */
	char client_order_id[PAPER_CLIENT_ID_SIZE]; /* "": the broker makes one */
	int64_t qty;				    /* shares, contracts or spreads; > 0 */
	enum paper_side side;
	enum paper_type type;
	enum paper_tif tif;
	enum paper_intent intent;
	struct price limit,
		stop; /* unknown where absent; of a spread: positive a debit, negative a credit */
	bool extended_hours;
	size_t leg_count; /* 0, or 2 .. PAPER_LEGS_MAX */
	struct paper_leg legs[PAPER_LEGS_MAX];
};

/* A spread is a parent (leg_count > 0) followed in the book by its legs (parent >= 0). */
struct paper_order {
	char id[PAPER_UUID_SIZE];
	struct paper_request
		want; /* of a leg: its own symbol, side, intent; qty = ratio * spreads */
	enum paper_status status;
	int64_t filled_qty;
	/* sum of price * quantity per share: the average is value / filled_qty */
	struct money filled_value;
	struct instant created_at, updated_at, filled_at, expires_at, expired_at, canceled_at,
		failed_at, replaced_at;
	int64_t parent;		       /* index, -1: none */
	int64_t replaces, replaced_by; /* indices, -1: none */
	bool triggered;		       /* a stop that became a market or limit order */
	bool doomed;		       /* will be rejected instead of filled: an armed fault */
	bool cancel_stuck;	       /* a cancel that is never confirmed: an armed fault */
	double fill_share; /* the first fill is cut to this share: an armed fault; 0: whole */
};

struct paper_position {
	char symbol[OCC_SYMBOL_SIZE];
	bool option;
	int64_t qty;		 /* negative: short; never 0 */
	struct money cost;	 /* signed like qty */
	struct money day_cost;	 /* the same with what was held overnight at the last close */
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
	const char *sub_type; /* of a fee: "OCC", "ORF"; else NULL; static */
	int64_t order;	      /* index of a fill's order, -1: none */
	char symbol[OCC_SYMBOL_SIZE];
	enum paper_side side;
	int64_t qty, cum_qty, leaves_qty; /* qty of the others: the change of the position */
	struct price price;
	struct money net_amount;
	struct instant at, visible_at; /* what is no trade shows the next day */
	enum paper_status order_status;
};

struct paper_book {
	uint64_t seed; /* of the ids */
	struct instant now;
	struct money cash, last_equity,
		close_equity;	    /* close_equity: at the newest close, last_equity tomorrow */
	uint64_t serials;	    /* ids given so far */
	struct paper_order *orders; /* in order of submission; owned */
	size_t order_count, order_capacity;
	struct paper_position *positions; /* by symbol; owned */
	size_t position_count, position_capacity;
	struct paper_activity *activities; /* in order; owned */
	size_t activity_count, activity_capacity;
	bool changed; /* since the owner last cleared it */
	bool failed;  /* memory ran out inside; the books are no longer right */
};

/* Quotes that were set by hand, for both the screen and the fills. */
struct paper_override {
	char symbol[OCC_SYMBOL_SIZE];
	struct quote quote;
};

struct paper_env {
	struct paper_market *market;
	const struct paper_override *overrides;
	size_t override_count;
};

void paper_book_init(struct paper_book *b, uint64_t seed, struct money cash, struct instant now);
void paper_book_free(struct paper_book *b);

/* Deterministic in (seed, serial); returns OUT. */
const char *paper_uuid(uint64_t seed, uint64_t serial, char out[static PAPER_UUID_SIZE]);

/* NULL when there is none. Borrowed until the next order or fill. */
struct paper_order *paper_order_find(const struct paper_book *b, const char *id);
struct paper_order *paper_order_find_client(
	const struct paper_book *b, const char *client_order_id);
struct paper_position *paper_position_find(const struct paper_book *b, const char *symbol);

/* The bid and ask at T, overrides first. */
bool paper_quote(
	const struct paper_env *e, const char *symbol, struct instant t, struct quote *out);

/* What one unit is valued at now: the middle of its quote; unknown when there is none. */
struct price paper_mark(const struct paper_env *e, const char *symbol, struct instant t);

/* Shares or contracts a price is multiplied by: 1 or 100. */
struct money paper_value(bool option, struct price price, int64_t qty);

struct paper_account {
	struct money equity, long_value, short_value;
	struct money held;	 /* reserved by open buy orders */
	struct money collateral; /* of short options */
	struct money buying_power, regt_buying_power, options_buying_power;
};
void paper_account(
	const struct paper_book *b, const struct paper_env *e, struct paper_account *out);

/* What a position of SYMBOL has that no open order holds already (>= 0). */
int64_t paper_available(const struct paper_book *b, const char *symbol);

/* Collateral of the short options in the books plus those of Q (which may be NULL). */
struct money paper_collateral(const struct paper_book *b, const struct paper_request *q);

/* Adds TO the activities; used by fills and expiries. */
void paper_activity_add(struct paper_book *b, const struct paper_activity *a);

/* Changes a position by QTY units at PRICE; cash is not touched. */
void paper_position_change(
	struct paper_book *b, const char *symbol, int64_t qty, struct price price);

#endif
