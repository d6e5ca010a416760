/*
 * The records of a broker, whichever broker it is: account, clock, sessions, positions, orders,
 * activities, assets and contracts, and the reply to an order. alpaca.h reads them from Alpaca.
 *
 * A text that is missing is "", a number NAN or INT64_MIN, a price, time or date unknown.
 */
#ifndef OPT_BROKER_H
#define OPT_BROKER_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "http.h"
#include "instant.h"
#include "instrument.h"
#include "num.h"
#include "occ.h"

enum {
	BROKER_ID_SIZE = 48,
	CLIENT_ORDER_ID_SIZE = 129,
	BROKER_WORD_SIZE = 32,
	BROKER_LEGS_MAX = 4
};

struct broker_account {
	char account_number[64];
	char status[BROKER_WORD_SIZE];
	struct money equity, last_equity, cash, buying_power, options_buying_power;
	int64_t options_trading_level; /* 0 none, 1 covered, 2 long, 3 spreads; INT64_MIN unknown */
	bool trading_blocked, account_blocked, trade_suspended_by_user;
};

struct broker_clock {
	struct instant timestamp, next_open, next_close;
	bool is_open;
};

struct broker_session {
	struct date date;
	char open[8], close[8]; /* HH:MM New York */
};

struct broker_position {
	/* "": it cannot be read, so that each symbol without a row may be this one */
	char symbol[OCC_SYMBOL_SIZE];
	char asset_class[BROKER_WORD_SIZE];
	/*
	 * Negative: short; a whole number, except for stocks that this suite did not buy. NAN: the
	 * broker lists the symbol, but its row cannot be read or another row contradicts it. Such a
	 * position is unknown, not gone.
	 */
	double qty;
	double qty_available; /* NAN: unknown */
	struct price avg_entry_price, current_price;
	bool foreign;  /* the position is not of this suite; reconciliation sets it */
	bool searched; /* this run has looked for orders of ours that explain it, and found none */
	struct money market_value;
};

/* A leg of an order of class mleg. Its quantities are in contracts. */
struct broker_leg {
	char id[BROKER_ID_SIZE]; /* an id of its own, which its fills have */
	char symbol[OCC_SYMBOL_SIZE];
	char side[BROKER_WORD_SIZE];
	char status[BROKER_WORD_SIZE];
	char replaced_by[BROKER_ID_SIZE]; /* the id of the order that took its place; "": none */
	double qty, filled_qty;
	struct price filled_avg_price; /* never negative */
};

struct broker_order {
	char id[BROKER_ID_SIZE];
	char client_order_id[CLIENT_ORDER_ID_SIZE];
	char symbol[OCC_SYMBOL_SIZE]; /* "" for a multi-leg order */
	char side[BROKER_WORD_SIZE];
	char type[BROKER_WORD_SIZE];
	char status[BROKER_WORD_SIZE];
	/* ids of the order that took its place and of the order whose place it took; "": none */
	char replaced_by[BROKER_ID_SIZE], replaces[BROKER_ID_SIZE];
	double qty, filled_qty;
	/* of a multi-leg order the net per share: positive is paid, negative received */
	struct price limit_price, stop_price, filled_avg_price;
	struct instant submitted_at, filled_at;
	/* of a multi-leg order, in the broker's order; more than BROKER_LEGS_MAX are left out */
	struct broker_leg legs[BROKER_LEGS_MAX];
	int leg_count; /* as the broker sent them; -1: the legs cannot be read */
};

/* The outcome of a POST or a DELETE: the facts that order.h classifies. */
struct broker_reply {
	enum http_outcome outcome;
	long status;
	int64_t code;	   /* the broker's error code, e.g. 40010001; INT64_MIN: none */
	char message[256]; /* the broker's message, or why there is no order or no response */
	char body_sha256[65];
	bool is_json;	/* the whole body is JSON */
	bool has_order; /* true for a 2xx whose body is an order */
	struct broker_order order;
};

struct broker_activity {
	char id[80];
	char activity_type[BROKER_WORD_SIZE];
	char activity_sub_type[BROKER_WORD_SIZE]; /* of a fee its kind; "": none */
	char order_id[BROKER_ID_SIZE];
	char symbol[OCC_SYMBOL_SIZE];
	char side[BROKER_WORD_SIZE];
	double qty, cum_qty, leaves_qty;
	struct price price;
	struct money net_amount;
	struct instant transaction_time; /* of a fill; unknown for other types */
	struct date date;		 /* of the other types; unknown for a fill */
	char *data;			 /* the whole record as JSON; owned */
};

struct broker_asset {
	char symbol[OCC_SYMBOL_SIZE];
	char name[256];
	char exchange[BROKER_WORD_SIZE];
	bool tradable;
	bool options_enabled;
};

struct broker_contract {
	char symbol[OCC_SYMBOL_SIZE];
	char underlying_symbol[TICKER_SIZE];
	char root_symbol[OCC_ROOT_SIZE];
	bool tradable;
	int64_t open_interest; /* contracts; INT64_MIN: unknown */
	struct date open_interest_date;
};

/* Selects the contracts of an underlying. */
struct chain_filter {
	struct date expiry_from, expiry_to;
	struct price strike_from, strike_to; /* unknown: no bound */
	int kind;			     /* OPTION_CALL, OPTION_PUT, 0: both */
	bool expired; /* alpaca_contracts only: contracts that are no longer traded */
};

#endif
