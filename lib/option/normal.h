/*
 * The normal distribution, and the scaled complementary error function E(y) = exp(y^2) erfc(y) with
 * its negative slope G(y) = -E'(y) = 2/sqrt(pi) - 2 y E(y), both positive. Errors are relative to
 * the value, also far out in the tail.
 */
#ifndef OPT_NORMAL_H
#define OPT_NORMAL_H

#define NORMAL_SQRT_1_2 0.70710678118654752440
#define NORMAL_1_SQRT_2PI 0.39894228040143267794
#define NORMAL_1_SQRT_PI 0.56418958354775628695

double normal_density(double z);
double normal_cdf(double z);	  /* P(Z <= z) = erfc(-z/sqrt 2)/2 */
double normal_quantile(double p); /* 0 < p < 1, otherwise NAN; relative error under 1e-14 */

/* Both for y >= 0; relative error under 1e-15. */
double normal_erfcx(double y);	     /* E(y) */
double normal_erfcx_slope(double y); /* G(y) */

#endif
