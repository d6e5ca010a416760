/*
 * Minimises a smooth convex function by limited-memory BFGS (Nocedal 1980) with a backtracking line
 * search. fit.c calls lbfgs_minimise with the loss of its weights.
 */
#ifndef OPT_LBFGS_H
#define OPT_LBFGS_H

#include <stddef.h>

/* Returns the value at X, which has N numbers, and stores its slope in GRADIENT. */
typedef double lbfgs_function(const double *x, double *gradient, size_t n, void *context);

/*
 * Starts at X and stores the minimum there. Stops after ROUNDS steps, or when one step lowers the
 * value by less than 1e-7 of it. Deterministic.
 */
void lbfgs_minimise(double *x, size_t n, lbfgs_function *f, void *context, int rounds);

#endif
