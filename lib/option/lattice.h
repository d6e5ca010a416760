/*
 * An American option on a trinomial lattice: for american.c, which makes the terms. The last step
 * is the European formula (Broadie and Detemple, American Option Valuation, Review of Financial
 * Studies 9, 1996, who call the binomial form BBS), and two sizes are extrapolated (Richardson).
 */
#ifndef OPT_LATTICE_H
#define OPT_LATTICE_H

#include <stdbool.h>

enum {
	LATTICE_STEPS = 96, /* of the smaller size, to be shared among the periods */
	LATTICE_PERIODS_MAX = 33,
};

/* Time between two ex-dividend dates, to be cut into equal steps. */
struct lattice_period {
	double from, to; /* years from now */
	int steps;	 /* about LATTICE_STEPS of all the years, 1 at least */
	double dividend; /* paid at TO; 0 at expiry */
	double later;	 /* value at TO of the dividends from TO on */
};

struct lattice_terms {
	double sign;	     /* 1 of a call, -1 of a put */
	double spot, strike; /* the spot without the dividends' present value */
	double rate, yield, volatility;
	struct lattice_period periods[LATTICE_PERIODS_MAX];
	int period_count;
};

/* Now, with its derivatives in x = ln spot. */
struct option_value {
	double price, slope, curvature;
	bool exercised; /* exercise is worth as much */
};

struct option_value lattice_value(const struct lattice_terms *terms);

#endif
