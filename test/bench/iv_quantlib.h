/* QuantLib behind a C interface, the reference of iv.c and american.c. CALL: 1, or -1 of a put. */
#ifndef OPT_BENCH_IV_QUANTLIB_H
#define OPT_BENCH_IV_QUANTLIB_H

#ifdef __cplusplus
extern "C" {
#endif

/* volatility * sqrt(years) by Newton's iteration; negative when it finds none. */
double quantlib_deviation(int call, double strike, double forward, double price, double accuracy);

struct quantlib_american {
	int call, days, dividend_days; /* days 0: no cash dividend */
	double spot, strike, rate, yield, volatility, dividend;
};

/*
 * Without a cash dividend by the fixed point of the exercise boundary (QdFp), its FAST scheme or
 * its most exact one; otherwise by finite differences in the escrowed model, GRID times and prices.
 */
double quantlib_american_price(const struct quantlib_american *o, int fast, int grid);

/* By a binomial tree of Leisen and Reimer; without cash dividends. */
double quantlib_american_tree(const struct quantlib_american *o, int steps);

/* Its implied volatility of an option without cash dividends, to ACCURACY; negative: none. */
double quantlib_american_volatility(
	const struct quantlib_american *o, double price, double accuracy);

#ifdef __cplusplus
}
#endif

#endif
