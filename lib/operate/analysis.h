/*
 * The analyses of a report beyond its trades: io/analysis_load.c fills them in for the account and
 * the period of a report. Each says how many of its observations are unknown: those are in no sum
 * and no mean.
 */
#ifndef OPT_ANALYSIS_H
#define OPT_ANALYSIS_H

#include "attribution.h"
#include "drawdown.h"
#include "drift.h"
#include "odd_rows.h"
#include "shadow.h"

/* An order that is over. */
struct shadow_row {
	char client_order_id[136];
	char execution_id[40];	     /* "": none */
	int64_t position_id;	     /* INT64_MIN: none */
	char purpose[8];	     /* "entry", "exit" or "stop" */
	char ticker[16], symbol[24]; /* SYMBOL is "" for a spread */
	char strategy_type[24], reason[64];
	struct instant created_at, quote_ts;
	int64_t quantity; /* what was ordered */
	struct shadow_order order;
	struct shadow shadow;
	bool is_unfilled; /* the last attempt of an entry of which nothing filled; then: */
	bool is_stored;	  /* the row is in shadow_fills */
	bool is_new;	  /* the outcome is known, and not stored */
	struct unfilled_end end;
	enum shadow_source source;
	struct price value; /* of the contract at the end */
	struct money pnl;   /* dollars, net of fees; unknown: nothing tells, or not yet */
};

/* The results that the entries which were never filled would have had. */
struct unfilled_sum {
	int64_t n, unknown; /* entries with a known result, and the others */
	int64_t wins;
	struct money pnl;	      /* of all N */
	int64_t from[SHADOW_SOURCES]; /* how many of N have their value from there */
};

/* A closed trade, in the order of the exits. */
struct analysis_trade {
	int64_t position_id;
	struct attribution attribution;
	double break_even_pct; /* NAN: unknown */
	double r;	       /* NAN: unknown */
};

struct break_even_sum {
	int64_t n, unknown;
	double mean_pct, median_pct; /* NAN: n is 0 */
};

/* The loss that the open positions may have at once, by the newest snapshot of the account. */
struct open_stress {
	struct instant ts; /* unknown: no snapshot */
	int64_t positions; /* INT64_MIN: unknown */
	/*
	 * By our model when every underlying gaps and every volatility changes, in the worst case
	 * of the gate "stress" (trade/risk.h), and what that gate allows; NAN: unknown.
	 */
	double loss, allowed;
	struct money open_risk; /* what the positions can lose at most */
};

/* The arrays are owned. */
struct analysis {
	struct shadow_row *orders; /* by time */
	size_t order_count;
	struct shadow_sum entries, exits; /* of the filled ones */
	int64_t unfilled_orders;	  /* attempts without a fill, entries and exits */
	struct unfilled_sum unfilled;
	struct analysis_trade *trades;
	size_t trade_count;
	struct attribution by_greek; /* the sum of those that are known */
	size_t greek_known, greek_unknown;
	struct break_even_sum break_even;
	struct forward forward[FORWARD_HORIZONS];
	struct drawdown drawdown_r;
	struct open_stress stress;
	struct money data_cost_month; /* of opt.conf(5) */
	struct instant data_since;    /* the start of the period, else the first order */
	struct money data_cost;	      /* from then to the end: no equity has it */
	struct odd_rows odd;	      /* rows that could not be read and are left out */
};

/* Computes the sums of the rows. Returns 0, or -1 without memory. */
int analysis_compute(struct analysis *analysis);

#endif
