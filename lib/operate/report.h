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
#include "figures.h"
#include "instant.h"
#include "num.h"
#include "odd_rows.h"

struct analysis; /* analysis.h */

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

/* The value of a position in a look of the monitor, per share. */
struct report_mark {
	int64_t position_id;
	struct instant ts;
	struct price value;
};

/* An order that filled. */
struct report_fill {
	int64_t position_id;
	bool is_entry;
	struct instant ts;
	struct price price; /* per share; the net price of a spread */
	int64_t quantity;
	char reason[48]; /* of an exit the rule; else "" or why it was priced again */
};

/* A way in which one step of the decisions ended; the first rows of a step have the same count. */
struct report_step {
	int step;
	char stage[24], unit[24];
	int64_t n;	 /* that arrived at the step */
	char why[256];	 /* "": none ended there */
	int64_t ended;	 /* of them for this reason */
	int64_t refused; /* by this gate in all; INT64_MIN: not a gate */
};

struct report_account {
	char account[REPORT_ACCOUNT_SIZE];
	int64_t trades;
};

struct report_open {
	int64_t positions, unknown; /* open ones; those without a result so far */
	struct money pnl;	    /* of the known ones */
};

/* The arrays are owned. */
struct report {
	struct report_request request;
	char execution_mode[16];     /* of the newest snapshot; "": none */
	double rate;		     /* the risk-free rate per year */
	struct report_trade *trades; /* by exit time */
	size_t trade_count;
	struct report_mark *marks; /* by position and time */
	size_t mark_count;
	struct report_fill *fills; /* likewise */
	size_t fill_count;
	struct equity_point *points; /* by time */
	size_t point_count;
	struct equity_flow *flows; /* by day */
	size_t flow_count;
	struct report_step *steps; /* by step; of all accounts */
	size_t step_count;
	struct report_account *accounts; /* that have data, the one with the most trades first */
	size_t account_count;
	struct report_open open;
	struct odd_rows odd; /* rows that could not be read and are left out */
	const struct analysis *analysis; /* borrowed; what is not told by the trades alone */
	/* computed by report_compute */
	struct trade_result *results; /* one per trade */
	struct equity_day *days;
	size_t day_count;
	struct equity_value *curve;
	size_t value_count;
	struct trade_figures trade_figures;
	struct equity_figures equity_figures;
};

/* Computes what follows from the data. Returns 0, or -1 without memory. */
int report_compute(struct report *report);

/* The row of TRADE in an array that ascends by position, and how many there are. */
const struct report_mark *report_marks_of(
	const struct report *report, int64_t position_id, size_t *count);
const struct report_fill *report_fills_of(
	const struct report *report, int64_t position_id, size_t *count);

#endif
