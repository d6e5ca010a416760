/*
 * Minimises a smooth convex function: limited-memory BFGS (Nocedal 1980) with a backtracking
 * line search.
 */
#ifndef OPT_LBFGS_H
#define OPT_LBFGS_H

#include <stddef.h>

/* The value at X of N numbers, its slope into GRADIENT. */
typedef double lbfgs_function(const double *x, double *gradient, size_t n, void *context);

/*
 * From X, in place; at most ROUNDS steps, or until the value falls by less than 1e-7 of itself.
 * Deterministic.
 */
void lbfgs_minimise(double *x, size_t n, lbfgs_function *f, void *context, int rounds);

#endif
