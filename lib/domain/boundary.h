/*
 * The American put without cash dividends, by its exercise boundary: the integral equation of Kim
 * (1990) for the spot at which exercise begins, solved by the fixed point of Andersen, Lake and
 * Offengenden (High Performance American Option Pricing, Journal of Computational Finance 20,
 * 2016, their system A) on Chebyshev nodes in the root of time. Of strike 1: a put is strike times
 * that at spot/strike, and a call is spot times that at strike/spot with rate and yield exchanged.
 */
#ifndef OPT_BOUNDARY_H
#define OPT_BOUNDARY_H

enum { BOUNDARY_NODES = 8 };

struct boundary {
	double rate, yield, volatility, years;
	double start; /* ln of the boundary at expiry */
	/* Chebyshev coefficients of (ln of the boundary - start)^2 in sqrt(time to expiry) */
	double series[BOUNDARY_NODES + 1];
};

/* RATE, VOLATILITY and YEARS > 0; YIELD >= 0. */
void boundary_solve(
	double rate, double yield, double volatility, double years, struct boundary *out);

/* The spot at or under which to exercise, YEARS before expiry. */
double boundary_spot(const struct boundary *b, double years);

/* The put of strike 1 at SPOT; 1 - SPOT where it is to be exercised. */
double boundary_put(const struct boundary *b, double spot);

#endif
