/*
 * The heart of Black's (1976) formula: the out-of-the-money option over the most it can be worth.
 * With x = |ln(F/K)|, s = volatility * sqrt(years), h = x/s, t = s/2:
 *
 *	p(x, s) = N(t - h) - exp(x) N(-t - h),  0 < p < 1.
 */
#ifndef OPT_BLACK_NORMALIZED_H
#define OPT_BLACK_NORMALIZED_H

/*
 * Relative error under (1 + h^2) * 1e-15. x >= 0, s > 0; 1 where s is over BLACK_NORMALIZED_S_MAX.
 */
double black_normalized_price(double x, double s);

#define BLACK_NORMALIZED_S_MAX \
	60.0 /* p is 1 in every digit long before, as long as x is under 700 */

/*
 * The s whose price is P, given both P and REST = 1 - P to their last digit: the smaller one
 * decides. x >= 0 finite, P and REST in [DBL_MIN, 1].
 */
double black_normalized_volatility(double x, double p, double rest);

/*
 * What black_normalized_volatility starts from: within BLACK_NORMALIZED_GUESS_ERROR (relative) for
 * x < 3.25 and P > exp(-511), crude elsewhere. Public for its test.
 */
double black_normalized_guess(double x, double p, double rest);

#define BLACK_NORMALIZED_GUESS_ERROR 2e-5

#endif
