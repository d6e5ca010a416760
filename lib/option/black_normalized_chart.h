/*
 * The layout of the table of first guesses. In these coordinates the volatility of an
 * out-of-the-money option is almost a polynomial, so that a table of small polynomials gives it to
 * 4 digits or more. black_normalized.c looks the volatility up, and gen/black_normalized_table.c
 * makes the table. With p, x, s of black_normalized.h and q = 1 - p:
 *
 *	near  p <= 1/2, x < p:   s/p in p and x/p, each divided into two pieces
 *	tail  p <= 1/2, x >= p:  x/s in w = ln(min(x, 1/2)/p) and x
 *	top   p > 1/2:           s   in w = ln(1/(2 q)) and x
 *
 * tail and top have a row of pieces for each interval of x, with one piece per octave of 1 + w.
 * A piece is a polynomial in its two coordinates, each scaled to [0, 1).
 */
#ifndef OPT_BLACK_NORMALIZED_CHART_H
#define OPT_BLACK_NORMALIZED_CHART_H

enum {
	BLACK_NORMALIZED_FIRST = 6, /* coefficients in the first coordinate (p or w) */
	/* and in the second; they are contiguous, so that the compiler makes one vector of them */
	BLACK_NORMALIZED_SECOND = 4,
	BLACK_NORMALIZED_NEAR = 2,
	BLACK_NORMALIZED_TAIL = 9, /* octaves: p down to exp(-511) */
	BLACK_NORMALIZED_TOP = 6,  /* q down to exp(-63), where 1 - q rounds to 1 */
	BLACK_NORMALIZED_ROWS = 7,
};

/* The bounds of the intervals of x. The table ends at the last one. */
static const double black_normalized_row_edge[BLACK_NORMALIZED_ROWS + 1] = {
	0, 0.2, 0.5, 0.75, 1, 1.5, 2.25, 3.25};

struct black_normalized_piece {
	float c[BLACK_NORMALIZED_FIRST][BLACK_NORMALIZED_SECOND];
};

#endif
