/* A C interface to QuantLib, the reference of iv.c and american.c. CALL is 1, or -1 for a put. */
#ifndef OPT_BENCH_IV_QUANTLIB_H
#define OPT_BENCH_IV_QUANTLIB_H

#ifdef __cplusplus
extern "C" {
#endif

/* volatility * sqrt(years) by Newton's iteration; negative: none found. */
double quantlib_deviation(int call, double strike, double forward, double price, double accuracy);

struct quantlib_american {
	int call, days, dividend_days; /* dividend_days 0: no cash dividend */
	double spot, strike, rate, yield, volatility, dividend;
};

/*
 * The price. Without a cash dividend by the fixed point of the exercise boundary (QdFp), with its
 * FAST scheme or its most exact one; with a cash dividend by finite differences in the escrowed
 * model, on a grid of GRID times and GRID prices.
 */
double quantlib_american_price(const struct quantlib_american *o, int fast, int grid);

/* The implied volatility of an option without cash dividends, to ACCURACY; negative: none. */
double quantlib_american_volatility(
	const struct quantlib_american *o, double price, double accuracy);

#ifdef __cplusplus
}
#endif

#endif
