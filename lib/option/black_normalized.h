/*
 * Black's (1976) formula, normalized (Jaeckel's term): the price of the out-of-the-money option
 * divided by its maximum. With x = |ln(F/K)|, s = volatility * sqrt(years), h = x/s, t = s/2:
 *
 *	p(x, s) = N(t - h) - exp(x) N(-t - h),  0 < p < 1.
 */
#ifndef OPT_BLACK_NORMALIZED_H
#define OPT_BLACK_NORMALIZED_H

/*
 * The price p(x, s) for x >= 0, s > 0; 1 when s is above BLACK_NORMALIZED_S_MAX. The relative error
 * is under (1 + h^2) * 1e-15.
 */
double black_normalized_price(double x, double s);

/* p is 1 in every digit well below this, as long as x is under 700 */
#define BLACK_NORMALIZED_S_MAX 60.0

/*
 * The s whose price is P. P and REST = 1 - P are both given to their last digit; the smaller of
 * them is the one that is solved. x >= 0 and finite, P and REST in [DBL_MIN, 1].
 */
double black_normalized_volatility(double x, double p, double rest);

/*
 * The first guess of black_normalized_volatility. Its relative error is within
 * BLACK_NORMALIZED_GUESS_ERROR for x < 3.25 and P > exp(-511); elsewhere the guess is crude. Public
 * for its test.
 */
double black_normalized_guess(double x, double p, double rest);

#define BLACK_NORMALIZED_GUESS_ERROR 2e-5

#endif
