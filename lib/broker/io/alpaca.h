/*
 * The client of the broker's API (Alpaca v2 trading, v2 stocks and v1beta1 options data).
 *
 *	struct alpaca *broker;
 *	if (alpaca_open(&broker, &run->conf, run->deadline_us, err) != 0)
 *		return -1;
 *	int result = alpaca_positions(broker, &positions, &count, err); // then free(positions)
 *	alpaca_close(broker);
 *
 * Functions that return int return 0, or -1 with ERR set. They parse strictly: a response that is
 * cut, malformed or of another shape is an error, never an empty list. Fields that are not read
 * here are ignored; a number that is missing is unknown. One odd row of a list costs only itself:
 * a row that cannot be read is left out, a field that is not essential becomes unknown, and both
 * are added to alpaca_odd_rows. The caller reports those with alert_odd_rows (alert.h).
 *
 * Errors: ERROR_UNAVAILABLE without a response, for a 3xx or 5xx and for a 403 that is not JSON;
 * ERROR_AGAIN for a 429 and when the deadline passed; ERROR_PERMISSION for a 401, and for a 403
 * whose body is JSON without a code; ERROR_DATA for any other status from 400 on and for a body
 * that cannot be read.
 */
#ifndef OPT_ALPACA_H
#define OPT_ALPACA_H

#include "bar_page.h"
#include "broker.h"
#include "conf.h"
#include "corporate_action.h"
#include "odd_rows.h"
#include "quote.h"

struct alpaca;

/* Copies URLs, keys and feeds from CONF. DEADLINE_US (monotonic) ends every request. */
int alpaca_open(
	struct alpaca **out, const struct conf *conf, int64_t deadline_us, struct error *err);
void alpaca_close(struct alpaca *a); /* NULL is allowed; wipes the keys */

/* The number of requests sent since alpaca_open. */
int64_t alpaca_requests(const struct alpaca *a);

/* The odd rows of all responses since alpaca_open or the last report of them. */
struct odd_rows *alpaca_odd_rows(struct alpaca *a);

/*
 * From now on the answer to a GET of a single document may take SECONDS at most; 0: the usual 20 s.
 */
void alpaca_limit_answers(struct alpaca *a, double seconds);

/* The share of the requests that the rate limit allows. */
enum alpaca_share {
	ALPACA_ALL,   /* all of them: for exits */
	ALPACA_SPARE, /* all but the reserve of the exits: after that ERROR_AGAIN at once */
	ALPACA_WAIT,  /* the same: a GET waits until requests are allowed again */
};
/*
 * Sets the share of the requests from now on; RESERVE_PCT of a window are the reserve of the exits.
 * ALPACA_WAIT: before the broker refuses a GET, and again after a refusal; ERROR_AGAIN after a
 * signal to stop, and at once when the wait would end past the deadline. With a pinned clock use
 * ALPACA_ALL: a simulated market stands still during the wait.
 */
void alpaca_use(struct alpaca *a, enum alpaca_share share, double reserve_pct);
/* Whether the share allows a request about orders and positions now. */
bool alpaca_may_ask(const struct alpaca *a);

int alpaca_account(struct alpaca *a, struct broker_account *out, struct error *err);
int alpaca_clock(struct alpaca *a, struct broker_clock *out, struct error *err);
/*
 * *OUT becomes a new array of *COUNT elements, which the caller frees. This holds for every
 * function with OUT and COUNT below.
 */
int alpaca_calendar(struct alpaca *a, struct date from, struct date to, struct broker_session **out,
	size_t *count, struct error *err);
/*
 * A row whose quantity cannot be read, and a symbol with two rows that differ, are in the list with
 * the quantity NAN. A row whose symbol cannot be read is in the list with the symbol "".
 */
int alpaca_positions(
	struct alpaca *a, struct broker_position **out, size_t *count, struct error *err);

/* Sends BODY (JSON) once, on a fresh connection, for 10 s at most. Always fills REPLY. */
void alpaca_order_post(struct alpaca *a, const char *body, struct broker_reply *reply);
/*
 * Finds the order that has this client order id. *FOUND is false only when the broker's 404 states
 * that there is none.
 */
int alpaca_order_find(struct alpaca *a, const char *client_order_id, bool *found,
	struct broker_order *out, struct error *err);
/* The same by the id of the broker, for an order whose client order id is not ours. */
int alpaca_order_get(struct alpaca *a, const char *order_id, bool *found, struct broker_order *out,
	struct error *err);
/*
 * Requests the cancellation of an order. Whether the order was cancelled is known only after
 * another alpaca_order_find.
 */
void alpaca_order_cancel(struct alpaca *a, const char *order_id, struct broker_reply *reply);
/* Closes the whole position in SYMBOL at the market, once. Always fills REPLY. */
void alpaca_position_close(struct alpaca *a, const char *symbol, struct broker_reply *reply);
/*
 * The orders of STATUS ("open", "closed", "all") submitted at AFTER or later, oldest first. The
 * legs of a multi-leg order are in it, not in the list.
 */
int alpaca_orders(struct alpaca *a, const char *status, struct instant after,
	struct broker_order **out, size_t *count, struct error *err);

/*
 * The activities of the account since the day FROM, oldest first. TYPES: separated by commas, e.g.
 * "FILL,OPEXP"; NULL: all types. Free them with alpaca_activities_free.
 */
int alpaca_activities(struct alpaca *a, const char *types, struct date from,
	struct broker_activity **out, size_t *count, struct error *err);
void alpaca_activities_free(struct broker_activity *activities, size_t count);

/* The active US stocks. */
int alpaca_assets(struct alpaca *a, struct broker_asset **out, size_t *count, struct error *err);

/*
 * The cash dividends, splits and renames of the SYMBOLS that are processed from FROM to TO
 * (dividends are processed when they are paid), merged as by corporate_actions_merge.
 */
int alpaca_corporate_actions(struct alpaca *a, const char *const *symbols, size_t count,
	struct date from, struct date to, struct corporate_action **out, size_t *out_count,
	struct error *err);

/* Called for each bar. A result that is not 0 ends the call, which returns it. */
typedef bar_page_taker alpaca_bar_taker;

/* The caller's own work between the responses: alpaca_stock_bars waits for its descriptor too. */
struct alpaca_poll_hook {
	void *context;
	/*
	 * Returns the descriptor, -1: none. The wait ends when it can be read, and with *WRITE also
	 * when it can be written.
	 */
	int (*descriptor)(void *context, bool *write);
	/* Called after each wait. While it sets *HOLD, no further request starts. */
	int (*step)(void *context, bool *hold, struct error *err);
};

/*
 * Calls TAKE for each bar of the SYMBOLS from START to END, both inclusive. TIMEFRAME: "1Min" or
 * "1Day". Fetches chunks of symbols, as many as a URL has room for, every page of each, and several
 * chunks at once. The bars of one symbol come in the order of time; bars of other symbols may come
 * between them. HOOK may be NULL.
 */
int alpaca_stock_bars(struct alpaca *a, const char *const *symbols, size_t count,
	const char *timeframe, struct instant start, struct instant end, alpaca_bar_taker *take,
	void *context, const struct alpaca_poll_hook *hook, struct error *err);
/* About how many symbols one request has room for; bars per page. */
enum { ALPACA_SYMBOLS_A_REQUEST = 600, ALPACA_PAGE_BARS = 10000 };
/*
 * The same for options, with 100 symbols per request. *REFUSED, which may be NULL, becomes the HTTP
 * status of the response that ended the call, 0 when none did: one unknown contract fails the
 * request of all.
 */
int alpaca_option_bars(struct alpaca *a, const char *const *symbols, size_t count,
	const char *timeframe, struct instant start, struct instant end, alpaca_bar_taker *take,
	void *context, long *refused, struct error *err);

/*
 * The latest quote of each symbol. OUT has room for COUNT quotes, in the order of the symbols; a
 * symbol without a quote has an unknown ts.
 */
int alpaca_stock_quotes(struct alpaca *a, const char *const *symbols, size_t count,
	struct quote *out, struct error *err);

/* The contracts of UNDERLYING, and the snapshots of its option chain, that pass FILTER. */
int alpaca_contracts(struct alpaca *a, const char *underlying, const struct chain_filter *filter,
	struct broker_contract **out, size_t *count, struct error *err);
int alpaca_chain(struct alpaca *a, const char *underlying, const struct chain_filter *filter,
	struct option_snapshot **out, size_t *count, struct error *err);
/*
 * Snapshots of the contracts in SYMBOLS, 100 per request, in no particular order. Contracts that
 * the broker does not know are left out.
 */
int alpaca_option_snapshots(struct alpaca *a, const char *const *symbols, size_t count,
	struct option_snapshot **out, size_t *out_count, struct error *err);

#endif
