/*
 * What the stand-in broker knows of the market, recorded or generated, and what of it was known at
 * a moment NOW: no function here lets a caller see a bar before it is over or a quote before it was
 * made.
 */
#ifndef OPT_PAPER_MARKET_H
#define OPT_PAPER_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	struct tape_bars days;	  /* sessions that have no minutes here, ts = midnight New York */
	struct tape_quotes quotes;
	size_t contract_first, contract_count; /* in market.contracts */
	/* Of a generated stock; NULL and 0 when it is recorded. */
	const struct synth_company *company;
	double *levels;		  /* volatility level of each of market.sessions; owned */
	size_t generated;	  /* bars that no exchange ever saw */
	struct synth_crowd crowd; /* its bars are computed, not kept; seed 0: they are not */
};

struct paper_market_interest {
	struct date as_of;
	int64_t contracts;
};

/* A session's bar of an option, built as far as minute UPTO (an index into the stock's minutes). */
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
	struct paper_market_option_day cache[2]; /* of a generated contract: of two sessions */
};

struct paper_market {
	uint64_t seed;
	struct date day;		   /* the session the market is about */
	struct paper_market_stock *stocks; /* by symbol; owned */
	size_t stock_count, stock_capacity;
	struct paper_market_contract *contracts; /* by symbol; owned */
	size_t contract_count, contract_capacity;
	struct date *sessions; /* of a generated market, in order; owned */
	size_t session_count;
};

void paper_market_free(struct paper_market *m);

/*
 * Adds without an order; paper_market_finish sorts and links. NULL when memory is short. Borrowed
 * until the next add.
 */
struct paper_market_stock *paper_market_add_stock(struct paper_market *m, const char *symbol);
struct paper_market_contract *paper_market_add_contract(
	struct paper_market *m, const char *symbol, const struct option_contract *occ);

/*
 * Sorts everything by symbol and by time, drops nothing, links contracts to stocks by the option
 * root; a contract without its stock gets one without bars. ERROR_AGAIN when memory is short.
 */
int paper_market_finish(struct paper_market *m, struct error *err);

struct paper_market_stock *paper_market_stock_find(
	const struct paper_market *m, const char *symbol); /* NULL: none */
struct paper_market_contract *paper_market_contract_find(
	const struct paper_market *m, const char *symbol); /* NULL: none */

/* The contract is listed from the start until its expiry instant. */
bool paper_market_contract_active(const struct paper_market_contract *c, struct instant now);
/*
 * Open interest as last counted before NOW's New York date, or the first count there is. False:
 * never counted.
 */
bool paper_market_open_interest(const struct paper_market_contract *c, struct instant now,
	struct paper_market_interest *out);

/*
 * Minute bars from FROM to TO (both included, by ts) that are over at NOW, appended to OUT. 0 or -1
 * (memory). Of an option only minutes that traded exist.
 */
int paper_market_stock_minutes(const struct paper_market_stock *s, struct instant from,
	struct instant to, struct instant now, struct tape_bars *out);
int paper_market_option_minutes(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct tape_bars *out);

/* Session bars, ts = midnight New York; the session in progress as far as its minutes are known. */
int paper_market_stock_days(const struct paper_market_stock *s, struct instant from,
	struct instant to, struct instant now, struct tape_bars *out);
int paper_market_option_days(const struct paper_market *m, struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct tape_bars *out);

/* The last minute bar that is over; false when there is none. */
bool paper_market_stock_last(
	const struct paper_market_stock *s, struct instant now, struct bar *out);

/*
 * The bars of the newest session that has a known minute and of the one before it; false when there
 * is none.
 */
bool paper_market_stock_today(const struct paper_market_stock *s, struct instant now,
	struct bar *today, struct bar *previous, bool *has_previous);

/* What a quote screen shows at NOW; false when nothing was ever quoted. */
bool paper_market_stock_quote(const struct paper_market *m, const struct paper_market_stock *s,
	struct instant now, struct quote *out);
bool paper_market_option_quote(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant now, struct quote *out);

/*
 * One session's bar and last traded minute of an option as known at NOW; false when it did not
 * trade.
 */
bool paper_market_option_session(const struct paper_market *m, struct paper_market_contract *c,
	struct date day, struct instant now, struct bar *sum, struct bar *last);

/*
 * The price options are valued against at NOW: the middle of the stock's quote; unknown when there
 * is none.
 */
struct price paper_market_underlying(
	const struct paper_market *m, const struct paper_market_stock *s, struct instant now);

#endif
