/* The deepest fall of a running sum, as of the results of trades in R, the amounts they risked. */
#ifndef OPT_DRAWDOWN_H
#define OPT_DRAWDOWN_H

#include <stddef.h>

struct drawdown {
	double deepest;	     /* >= 0, in the unit of the values; NAN: no value is known */
	size_t peak, trough; /* how many values make up the highest sum before it, and the lowest */
	double now;	     /* what the last sum is under the highest one, >= 0; NAN likewise */
	size_t known, unknown; /* values; an unknown one (NAN) is left out */
};

/* Of COUNT values in the order of time. The sum starts at 0, which is a peak, too. */
struct drawdown drawdown_of(const double *values, size_t count);

#endif
