/*
 * The data of a report about the trades of one account: io/report_load.c reads it, the figures are
 * computed from it (figures.h), and report_page.c and report_text.c show it. A number that nothing
 * tells is unknown, in all of them.
 */
#ifndef OPT_REPORT_H
#define OPT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "instant.h"
#include "num.h"
#include "odd_rows.h"

enum { REPORT_ACCOUNT_SIZE = 64, REPORT_STRATEGY_SIZE = 24, REPORT_SYMBOL_SIZE = 32 };

/* The period and what of it the report is about. */
struct report_request {
	char account[REPORT_ACCOUNT_SIZE];   /* "": the one with the newest data */
	char strategy[REPORT_STRATEGY_SIZE]; /* "": all of them */
	struct date since, until;	     /* in New York; unknown: all, up to now */
	struct instant from, to;	     /* the same as moments, FROM included, TO not */
	struct instant now;
};

/* A closed position. */
struct report_trade {
	int64_t position_id;
	char ticker[16], instrument_type[8], strategy_type[REPORT_STRATEGY_SIZE], side[8];
	char option_symbol[REPORT_SYMBOL_SIZE]; /* "": shares */
	char other_symbol[REPORT_SYMBOL_SIZE];	/* of the other leg of a spread; else "" */
	char exit_reason[48];
	int64_t quantity, multiplier;
	struct instant entry_time, exit_time;
	struct price entry_price, exit_price; /* per share */
	struct money fees, pnl, mfe, mae;     /* PNL is net of FEES */
	double pnl_percent, r_multiple;
	int64_t holding_minutes; /* of market time */
	double entry_delta, entry_iv, iv_rank, days_to_expiry;
};

struct report {
	struct report_request request;
	struct report_trade *trades; /* by exit time */
	size_t trade_count;
	struct odd_rows odd; /* rows that could not be read and are left out */
};

#endif
