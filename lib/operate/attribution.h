/*
 * The result of a closed trade by what moved it: the underlying (delta, gamma), the volatility
 * (vega), time (theta), fees, and the rest that the Greeks of the entry do not explain. In dollars;
 * the parts add up to the result.
 */
#ifndef OPT_ATTRIBUTION_H
#define OPT_ATTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

/* NAN: unknown. */
struct attribution_trade {
	/* of what was held, per share; they have the other sign when it is short */
	double delta, gamma;			  /* per dollar of the underlying */
	double vega;				  /* per point of volatility */
	double theta;				  /* per calendar day */
	double shares;				  /* quantity times the multiplier */
	double entry_underlying, exit_underlying; /* dollars */
	double entry_iv, exit_iv;		  /* fractions per year; not needed for shares */
	double days;   /* of the calendar, from entry to exit, with a fraction */
	double fees;   /* >= 0 */
	double pnl;    /* net of fees */
	bool is_stock; /* delta is 1, and the other Greeks are 0 */
};

struct attribution {
	bool known; /* all that follow; else each is NAN */
	double delta, gamma, vega, theta, fees /* <= 0 */, remainder;
	double pnl; /* the sum */
};

struct attribution attribution_of(const struct attribution_trade *trade);

/* The sum of those that are known; *UNKNOWN is how many are not. All 0 when none is known. */
struct attribution attribution_sum(
	const struct attribution *each, size_t count, size_t *known, size_t *unknown);

#endif
