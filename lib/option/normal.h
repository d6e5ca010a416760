/*
 * The normal distribution and the scaled complementary error function, accurate relative to their
 * value also far out in the tail: E(y) = exp(y^2) erfc(y) and its falling slope G(y) = -E'(y) =
 * 2/sqrt(pi) - 2 y E(y), both positive.
 */
#ifndef OPT_NORMAL_H
#define OPT_NORMAL_H

#define NORMAL_SQRT_1_2 0.70710678118654752440
#define NORMAL_1_SQRT_2PI 0.39894228040143267794
#define NORMAL_1_SQRT_PI 0.56418958354775628695

double normal_density(double z);
double normal_cdf(double z);	  /* P(Z <= z) = erfc(-z/sqrt 2)/2 */
double normal_quantile(double p); /* 0 < p < 1, otherwise NAN; relative error under 1e-14 */

/* A first guess of the quantile for 0 < p <= 1/2, good to 4 digits, without an iteration. */
double normal_quantile_guess(double p);

/* Both for y >= 0; relative error under 1e-15. */
double normal_erfcx(double y);
double normal_erfcx_slope(double y);

#endif
