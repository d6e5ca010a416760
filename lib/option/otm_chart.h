/*
 * Coordinates in which the volatility of an out-of-the-money option is almost a polynomial, so that
 * a table of small ones gives it to 4 digits or more; shared by otm.c, which looks it up, and by
 * the program that makes the table. With p, x, s of otm.h and q = 1 - p:
 *
 *	near  p <= 1/2, x < p:   s/p in p and x/p, each halved in two pieces
 *	tail  p <= 1/2, x >= p:  x/s in w = ln(min(x, 1/2)/p) and x
 *	top   p > 1/2:           s   in w = ln(1/(2 q)) and x
 *
 * tail and top have a row of pieces for each interval of x, a piece for each octave of 1 + w. A
 * piece is a polynomial in its two coordinates, each scaled to [0, 1).
 */
#ifndef OPT_OTM_CHART_H
#define OPT_OTM_CHART_H

enum {
	OTM_FIRST = 6,	/* coefficients in the first coordinate (p or w) */
	OTM_SECOND = 4, /* and in the second, contiguous: the compiler makes one vector of them */
	OTM_NEAR = 2,
	OTM_TAIL = 9, /* octaves: p down to exp(-511) */
	OTM_TOP = 6,  /* q down to exp(-63), less than a double can tell from 0 */
	OTM_ROWS = 7,
};

/* Bounds of the intervals of x; beyond the last there is no table. */
static const double otm_row_edge[OTM_ROWS + 1] = {0, 0.2, 0.5, 0.75, 1, 1.5, 2.25, 3.25};

struct otm_piece {
	float c[OTM_FIRST][OTM_SECOND];
};

#endif
