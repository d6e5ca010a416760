/*
 * The broker's API (Alpaca v2 trading, v2 stocks and v1beta1 options data), parsed strictly: an
 * answer that is cut, malformed or of another shape is an error, never an empty list. Unknown
 * fields of the broker's are ignored, missing numbers are unknown.
 *
 * Errors: no answer or 5xx ERROR_UNAVAILABLE, 429 and the deadline ERROR_AGAIN, 401 and 403 without
 * a code ERROR_PERMISSION, what does not parse ERROR_DATA.
 */
#ifndef OPT_ALPACA_H
#define OPT_ALPACA_H

#include "bar_page.h"
#include "conf.h"
#include "http.h"
#include "quote.h"

struct alpaca;

int alpaca_open(
	struct alpaca **out, const struct conf *conf, int64_t deadline_us, struct error *err);
void alpaca_close(struct alpaca *a); /* NULL is allowed; wipes the keys */
/*
 * From here on a GET waits until the rate limit lets it go on, before it is refused and when it is;
 * not past the deadline, and not once RUN (borrowed) should stop: ERROR_AGAIN, at once where the
 * wait would end past the deadline. Not for what must be quick; nothing of it with a pinned clock,
 * as a simulated market stands still meanwhile.
 */
struct run;
void alpaca_honor_rate_limit(struct alpaca *a, struct run *run);

enum { BROKER_ID_SIZE = 48, CLIENT_ORDER_ID_SIZE = 129, BROKER_WORD_SIZE = 32 };

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
	char symbol[OCC_SYMBOL_SIZE];
	char asset_class[BROKER_WORD_SIZE];
	/* signed: negative is short; whole but for stocks that are not ours */
	double qty;
	double qty_available; /* NAN when not told */
	struct price avg_entry_price, current_price;
	bool foreign; /* not ours: set by reconciliation */
	struct money market_value;
};

struct broker_order {
	char id[BROKER_ID_SIZE];
	char client_order_id[CLIENT_ORDER_ID_SIZE];
	char symbol[OCC_SYMBOL_SIZE]; /* "" for a multi-leg order */
	char side[BROKER_WORD_SIZE];
	char type[BROKER_WORD_SIZE];
	char status[BROKER_WORD_SIZE];
	double qty, filled_qty;
	struct price limit_price, filled_avg_price;
	struct instant submitted_at, filled_at;
};

/* What came of a POST or a DELETE: the facts order.h classifies. */
struct broker_reply {
	enum http_outcome outcome;
	long status;
	int64_t code;	   /* the broker's, e.g. 40010001; INT64_MIN without */
	char message[256]; /* the broker's words, or why there is no answer */
	char body_sha256[65];
	bool has_order; /* a 2xx whose body is an order */
	struct broker_order order;
};

int alpaca_account(struct alpaca *a, struct broker_account *out, struct error *err);
int alpaca_clock(struct alpaca *a, struct broker_clock *out, struct error *err);
/* OUT: a new array, the caller frees it. So for every function with *OUT and *COUNT. */
int alpaca_calendar(struct alpaca *a, struct date from, struct date to, struct broker_session **out,
	size_t *count, struct error *err);
int alpaca_positions(
	struct alpaca *a, struct broker_position **out, size_t *count, struct error *err);

/* Sends BODY (JSON) once, on a fresh connection, 10 s at most. Fills REPLY always. */
void alpaca_order_post(struct alpaca *a, const char *body, struct broker_reply *reply);
/* *FOUND false only on a definite 404. */
int alpaca_order_find(struct alpaca *a, const char *client_order_id, bool *found,
	struct broker_order *out, struct error *err);
/* A request to cancel; whether it was is seen by finding the order again. */
void alpaca_order_cancel(struct alpaca *a, const char *order_id, struct broker_reply *reply);
/* Closes the whole position in SYMBOL at the market, once. Fills REPLY always. */
void alpaca_position_close(struct alpaca *a, const char *symbol, struct broker_reply *reply);
/*
 * All orders of STATUS ("open", "closed", "all") submitted after AFTER, oldest first, every page.
 */
int alpaca_orders(struct alpaca *a, const char *status, struct instant after,
	struct broker_order **out, size_t *count, struct error *err);

struct broker_activity {
	char id[80];
	char activity_type[BROKER_WORD_SIZE];
	char order_id[BROKER_ID_SIZE];
	char symbol[OCC_SYMBOL_SIZE];
	char side[BROKER_WORD_SIZE];
	double qty, cum_qty, leaves_qty;
	struct price price;
	struct money net_amount;
	struct instant transaction_time; /* fills */
	struct date date;		 /* the others */
	char *data;			 /* the whole record as JSON; owned */
};
/*
 * From the day FROM on, oldest first, every page. TYPES comma separated, e.g. "FILL,OPEXP"; NULL
 * for all.
 */
int alpaca_activities(struct alpaca *a, const char *types, struct date from,
	struct broker_activity **out, size_t *count, struct error *err);
void alpaca_activities_free(struct broker_activity *activities, size_t count);

struct broker_asset {
	char symbol[OCC_SYMBOL_SIZE];
	char name[256];
	char exchange[BROKER_WORD_SIZE];
	bool tradable;
	bool options_enabled;
};
int alpaca_assets(struct alpaca *a, struct broker_asset **out, size_t *count, struct error *err);

struct broker_contract {
	char symbol[OCC_SYMBOL_SIZE];
	char underlying_symbol[TICKER_SIZE];
	char root_symbol[OCC_ROOT_SIZE];
	bool tradable;
	int64_t open_interest; /* INT64_MIN unknown */
	struct date open_interest_date;
};

/* Called for each bar; a non-zero answer ends the call with it. */
typedef bar_page_taker alpaca_bar_taker;

/* What the caller does while requests are under way. */
struct alpaca_poll_hook {
	void *context;
	/* A descriptor to wait for too, -1: none; *WRITE: also until it can be written. */
	int (*descriptor)(void *context, bool *write);
	/* Called whenever it or an answer came. *HOLD: no further request may start now. */
	int (*step)(void *context, bool *hold, struct error *err);
};

/*
 * TIMEFRAME "1Min" or "1Day"; START and END inclusive; symbols in chunks by URL length, all pages,
 * several requests under way at once. The bars of a symbol come in the order of time; those of
 * others may come between. HOOK may be NULL.
 */
int alpaca_stock_bars(struct alpaca *a, const char *const *symbols, size_t count,
	const char *timeframe, struct instant start, struct instant end, alpaca_bar_taker *take,
	void *context, const struct alpaca_poll_hook *hook, struct error *err);
/* How many symbols of these lengths a request has room for, about. */
enum { ALPACA_SYMBOLS_A_REQUEST = 600, ALPACA_PAGE_BARS = 10000 };
/* The same for options, 100 symbols a request. */
int alpaca_option_bars(struct alpaca *a, const char *const *symbols, size_t count,
	const char *timeframe, struct instant start, struct instant end, alpaca_bar_taker *take,
	void *context, struct error *err);

/*
 * Latest quotes; OUT has COUNT elements, one per symbol in order; ts unknown where there is none.
 */
int alpaca_stock_quotes(struct alpaca *a, const char *const *symbols, size_t count,
	struct quote *out, struct error *err);

struct chain_filter {
	struct date expiry_from, expiry_to;
	struct price strike_from, strike_to; /* unknown: no bound */
	int kind;			     /* OPTION_CALL, OPTION_PUT, 0 both */
	bool expired;			     /* contracts: those that are no longer traded */
};
int alpaca_contracts(struct alpaca *a, const char *underlying, const struct chain_filter *filter,
	struct broker_contract **out, size_t *count, struct error *err);
int alpaca_chain(struct alpaca *a, const char *underlying, const struct chain_filter *filter,
	struct option_snapshot **out, size_t *count, struct error *err);
/*
 * Snapshots of the given contracts, 100 a request, in no particular order; contracts unknown to the
 * broker are left out.
 */
int alpaca_option_snapshots(struct alpaca *a, const char *const *symbols, size_t count,
	struct option_snapshot **out, size_t *out_count, struct error *err);

#endif
