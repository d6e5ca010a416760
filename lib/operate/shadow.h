/*
 * Shadow fills: what the national best bid and offer would have given for each order, beside what
 * the broker's fill gave, and what an order that was never filled would have made.
 *
 * All prices are per share. Of a spread they are values: that of its main leg less that of the
 * other (trade/spread.h). A positive slippage is a cost.
 */
#ifndef OPT_SHADOW_H
#define OPT_SHADOW_H

#include <stdbool.h>
#include <stdint.h>

#include "instant.h"
#include "instrument.h"
#include "num.h"
#include "params.h"

/* An order that is over, as the ledger has it. */
struct shadow_order {
	bool buys;	/* the position or the spread as one thing; a credit spread is sold first */
	int64_t filled; /* contracts, spreads or shares; 0: unfilled */
	int multiplier; /* 100, or 1 for shares */
	struct price fill;			 /* the average; unknown when unfilled */
	struct price bid, ask;			 /* when the order was sent */
	struct price decision_bid, decision_ask; /* when its first attempt was */
};

struct shadow {
	struct price nbbo;		    /* the ask for a purchase, the bid for a sale */
	struct price mid;		    /* of the decision */
	struct price from_nbbo;		    /* the fill against NBBO: negative is better than it */
	struct price from_mid;		    /* the fill against the mid: the slippage */
	double from_nbbo_pct, from_mid_pct; /* in per cent of the mid; NAN unknown */
	struct money nbbo_dollars, mid_dollars; /* FROM_NBBO, FROM_MID times the quantity */
};

/* Unknown where the order or a quote is. A bid of 0 is a price; a crossed quote is unknown. */
struct shadow shadow_of(const struct shadow_order *order);

/* ---- unfilled orders ---- */

/* The source of the value of the contract at the exit, the best one first. */
enum shadow_source {
	SHADOW_NOTHING,	    /* no value: what it would have made is unknown */
	SHADOW_OPTION_BARS, /* the bars of the contract, of a spread those of both */
	SHADOW_STOCK_BARS,  /* of shares */
	SHADOW_MARKS,	    /* a look of the monitor at the same contract in another position */
	/* our model, with the underlying of then and the volatility of the decision */
	SHADOW_MODEL,
	SHADOW_SOURCES,
};
bool shadow_source_parse(const char *text, enum shadow_source *out);
const char *shadow_source_name(enum shadow_source source); /* "option_bars", ... ; NULL: nothing */

enum shadow_exit {
	SHADOW_EXIT_UNKNOWN,
	SHADOW_EXIT_STOP,   /* the underlying reached the stop of the plan */
	SHADOW_EXIT_TARGET, /* or the target; a bar that reached both counts as the stop */
	SHADOW_EXIT_TIME,   /* the longest hold, or the end of the session */
	SHADOW_EXITS,
};
bool shadow_exit_parse(const char *text, enum shadow_exit *out);
const char *shadow_exit_name(enum shadow_exit exit); /* "stop", "target", "time"; NULL: unknown */

/* The plan of an entry that was never filled. */
struct unfilled_plan {
	int direction;		       /* of the trade: 1 gains when the underlying rises */
	struct price stop, target;     /* of the underlying; unknown: none */
	struct instant decided, until; /* the longest hold ends at UNTIL */
	struct price entry;	       /* the far side of the quote of the decision */
	struct price spread;	       /* ask - bid then: half of it is lost again at the exit */
	bool buys;
	int64_t quantity;
	int multiplier;
	double fees; /* of both ways, in dollars; NAN unknown */
};

/* A minute of the underlying. */
struct unfilled_bar {
	struct instant ts; /* its start */
	struct price high, low, close;
};

struct unfilled_end {
	enum shadow_exit exit;
	struct instant at;	 /* the end of the minute in which it ends */
	struct price underlying; /* then */
};

/*
 * The end that the plan would have had: the first minute after the decision that reaches the stop
 * or the target, else the last one that ends by UNTIL. Unknown when the bars do not reach so far.
 * BARS ascend.
 */
struct unfilled_end unfilled_end(
	const struct unfilled_plan *plan, const struct unfilled_bar *bars, size_t count);

/* The result when the contract was worth VALUE at the exit: net of fees, in whole cents. */
struct money unfilled_pnl(const struct unfilled_plan *plan, struct price value);

/* ---- sums ---- */

struct shadow_sum {
	int64_t n, unknown; /* fills whose quotes are known, and the others */
	double mean_from_mid_pct, mean_from_nbbo_pct; /* 0 while n is 0 */
	struct money from_mid, from_nbbo;	      /* of all N */
};
void shadow_add(struct shadow_sum *sum, const struct shadow *shadow);

#endif
