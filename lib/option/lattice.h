/*
 * Prices an American option with cash dividends on a trinomial lattice. american.c makes the terms.
 * The last step is the European formula (Broadie and Detemple, American Option Valuation, Review of
 * Financial Studies 9, 1996, who call the binomial form BBS), and the price is extrapolated from
 * lattices of two sizes (Richardson).
 */
#ifndef OPT_LATTICE_H
#define OPT_LATTICE_H

#include <stdbool.h>

enum {
	LATTICE_STEPS = 96, /* of the smaller size, for all periods together */
	LATTICE_PERIODS_MAX = 33,
};

/* The time between two ex-dividend dates, which is divided into equal steps. */
struct lattice_period {
	double from, to; /* years from now */
	int steps;	 /* this period's share of LATTICE_STEPS by its length, at least 1 */
	double dividend; /* paid at TO; 0 at expiry */
	double later;	 /* the value at TO of the dividends at TO and after it */
};

struct lattice_terms {
	double sign;	     /* 1 for a call, -1 for a put */
	double spot, strike; /* the spot less the present value of the dividends */
	double rate, yield, volatility;
	struct lattice_period periods[LATTICE_PERIODS_MAX];
	int period_count;
};

/* The value now, and its derivatives in x = ln spot. */
struct option_value {
	double price, slope, curvature;
	bool exercised; /* exercise now is worth as much */
};

struct option_value lattice_value(const struct lattice_terms *terms);

#endif
