/*
 * The American put without cash dividends, by its exercise boundary: the integral equation of Kim
 * (1990) for the spot at which exercise begins, in the form of Andersen, Lake and Offengenden (High
 * Performance American Option Pricing, Journal of Computational Finance 20, 2016, their system A),
 * solved by Newton's method on Chebyshev nodes in the root of time. Of strike 1: a put is strike
 * times that at spot/strike, and a call is spot times that at strike/spot with rate and yield
 * exchanged. Rate and yield are times the years to expiry, the deviation is volatility times their
 * root: nothing else matters.
 */
#ifndef OPT_BOUNDARY_H
#define OPT_BOUNDARY_H

enum {
	BOUNDARY_NODES = 6,	   /* in time, without the one at expiry */
	BOUNDARY_SWEEP_DATES = 6,  /* of the integrals that make the boundary */
	BOUNDARY_PRICE_DATES = 18, /* and of the price's */
};

struct boundary {
	double rate, yield, deviation;
	double start; /* ln of the boundary at expiry */
	/* what ln of the boundary is under that at the nodes, the last of which is now; > 0 */
	double depth[BOUNDARY_NODES];
};

/*
 * RATE and DEVIATION > 0, YIELD >= 0; DEVIATION up to 3, RATE and YIELD up to thrice that: beyond,
 * the nodes are too few.
 */
void boundary_solve(double rate, double yield, double deviation, struct boundary *out);

/*
 * As boundary_solve for terms a hundredth from those of NEAR at most, in one step from it: for
 * differences.
 */
void boundary_move(const struct boundary *near, double rate, double yield, double deviation,
	struct boundary *out);

/* The spot at or under which to exercise now. */
double boundary_spot(const struct boundary *b);

/* The put of strike 1 at SPOT; 1 - SPOT where it is to be exercised. */
double boundary_put(const struct boundary *b, double spot);

/*
 * The same in a tenth of the time, from a first guess of the boundary on three dates: within 1e-4
 * for up to 70 days at 4 %, root mean square 1.4e-5.
 */
double boundary_put_quickly(double rate, double yield, double deviation, double spot);

#endif
