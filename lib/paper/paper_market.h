/*
 * The market of the stand-in broker, recorded or generated, as it was known at a moment NOW: no
 * function here returns a bar before it is over or a quote before it was made.
 *
 * Add the stocks and contracts, fill their series, call paper_market_finish, then read. The market
 * owns everything in it; paper_market_free frees it.
 */
#ifndef OPT_PAPER_MARKET_H
#define OPT_PAPER_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "corporate_action.h"
#include "date.h"
#include "error.h"
#include "instant.h"
#include "occ.h"
#include "synth_company.h"
#include "synth_crowd.h"
#include "tape.h"

enum { MARKET_NAME_SIZE = 96, MARKET_EXCHANGE_SIZE = 16 };

struct paper_market_stock {
	char symbol[TICKER_SIZE];
	char name[MARKET_NAME_SIZE];
	char exchange[MARKET_EXCHANGE_SIZE];
	bool options_enabled;
	struct tape_bars minutes; /* all hours */
	struct tape_bars days;	  /* ts = midnight New York; paper_market_finish completes them */
	struct tape_quotes quotes;
	size_t contract_first, contract_count; /* in market.contracts */
	/* NULL and 0 when the stock is recorded. */
	const struct synth_company *company;
	double *levels;		  /* volatility level of each of market.sessions; owned */
	size_t generated;	  /* number of generated bars, also before a recording */
	struct synth_crowd crowd; /* seed != 0: bars are not stored but computed when read */
};

struct paper_market_interest {
	struct date as_of;
	int64_t contracts;
};

/* The daily bar of an option, built as far as minute UPTO (an index into the stock's minutes). */
struct paper_market_option_day {
	struct date day;
	size_t upto;
	bool traded;
	struct bar sum, last; /* of the session, of the last minute that traded */
};

struct paper_market_contract {
	char symbol[OCC_SYMBOL_SIZE];
	struct option_contract occ;
	size_t stock;
	struct instant expires;
	uint64_t hash; /* of a generated contract; 0 when recorded */
	struct tape_bars minutes;
	struct tape_quotes quotes;
	struct paper_market_interest *interest; /* by as_of; owned */
	size_t interest_count, interest_capacity;
	struct paper_market_option_day cache[2]; /* of a generated contract, for two sessions */
};

struct paper_market_action {
	struct corporate_action action;
	struct instant shown_at; /* the broker does not list it before */
};

struct paper_market {
	uint64_t seed;
	struct date day;		   /* the first session that is served */
	struct paper_market_stock *stocks; /* by symbol; owned */
	size_t stock_count, stock_capacity;
	struct paper_market_contract *contracts; /* by symbol; owned */
	size_t contract_count, contract_capacity;
	struct paper_market_action *actions; /* owned */
	size_t action_count, action_capacity;
	struct date *sessions; /* of a generated market, in order; owned */
	size_t session_count;
};

void paper_market_free(struct paper_market *m);

/*
 * Adds a stock or a contract, in any order: paper_market_finish sorts and links them. NULL when
 * memory is short or SYMBOL is too long. Valid until the next one is added.
 */
struct paper_market_stock *paper_market_add_stock(struct paper_market *m, const char *symbol);
struct paper_market_contract *paper_market_add_contract(
	struct paper_market *m, const char *symbol, const struct option_contract *occ);

/* Reads "dividend", "split" or "rename". False, *OUT untouched, for any other text. */
bool paper_market_action_kind(const char *text, enum action_kind *out);
/* Adds a corporate action that is listed from SHOWN_AT on. 0, or -1 when memory is short. */
int paper_market_add_action(
	struct paper_market *m, const struct corporate_action *action, struct instant shown_at);

/*
 * Sorts everything by symbol and by time, adds the daily bars of sessions with minutes, and links
 * contracts to stocks by the option root. Nothing is dropped: for a contract without a stock, a
 * stock without bars is added. ERROR_AGAIN when memory is short.
 */
int paper_market_finish(struct paper_market *m, struct error *err);

struct paper_market_stock *paper_market_stock_find(
	const struct paper_market *m, const char *symbol); /* NULL: none */
struct paper_market_contract *paper_market_contract_find(
	const struct paper_market *m, const char *symbol); /* NULL: none */

/* Whether NOW is before the expiry of C; C is listed from the start of the market on. */
bool paper_market_contract_active(const struct paper_market_contract *c, struct instant now);
/*
 * The newest open interest that was counted before NOW's New York date, or the first count when all
 * are later. False when there is no count.
 */
bool paper_market_open_interest(const struct paper_market_contract *c, struct instant now,
	struct paper_market_interest *out);

/*
 * Appends to OUT the minute bars with FROM <= ts <= TO that are over at NOW. An option has a bar
 * only for the minutes in which it traded. 0, or -1 when memory is short.
 */
int paper_market_stock_minutes(const struct paper_market_stock *s, struct instant from,
	struct instant to, struct instant now, struct tape_bars *out);
int paper_market_option_minutes(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct tape_bars *out);

/*
 * The same for daily bars, ts = midnight New York. The bar of the session in progress has the
 * minutes that are over.
 */
int paper_market_stock_days(const struct paper_market_stock *s, struct instant from,
	struct instant to, struct instant now, struct tape_bars *out);
int paper_market_option_days(const struct paper_market *m, struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct tape_bars *out);

/* The newest minute bar that is over at NOW; false when there is none. */
bool paper_market_stock_last(
	const struct paper_market_stock *s, struct instant now, struct bar *out);

/*
 * The daily bar of the newest session that has a minute that is over at NOW, and the daily bar
 * before it. False when there is no such session.
 */
bool paper_market_stock_today(const struct paper_market_stock *s, struct instant now,
	struct bar *today, struct bar *previous, bool *has_previous);

/*
 * The quote that is valid at NOW; false when there is none. A recorded stock without a quote on
 * that day has one cent on each side of its last trade.
 */
bool paper_market_stock_quote(const struct paper_market *m, const struct paper_market_stock *s,
	struct instant now, struct quote *out);
bool paper_market_option_quote(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant now, struct quote *out);

/*
 * The daily bar of an option in the session of DAY as known at NOW, and its last minute that
 * traded; false when it did not trade.
 */
bool paper_market_option_session(const struct paper_market *m, struct paper_market_contract *c,
	struct date day, struct instant now, struct bar *sum, struct bar *last);

/*
 * The price of S that options are valued with at NOW: the middle of its quote; unknown without a
 * quote.
 */
struct price paper_market_underlying(
	const struct paper_market *m, const struct paper_market_stock *s, struct instant now);

#endif
