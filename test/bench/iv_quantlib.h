/* QuantLib with a C interface, the reference of iv.c and american.c. CALL is 1, or -1 for a put. */
#ifndef OPT_BENCH_IV_QUANTLIB_H
#define OPT_BENCH_IV_QUANTLIB_H

#ifdef __cplusplus
extern "C" {
#endif

/* volatility * sqrt(years) by Newton's iteration; negative when the iteration fails. */
double quantlib_deviation(int call, double strike, double forward, double price, double accuracy);

struct quantlib_american {
	int call, days, dividend_days; /* days 0: no cash dividend */
	double spot, strike, rate, yield, volatility, dividend;
};

/*
 * The price. Without a cash dividend from the fixed point of the exercise boundary (QdFp), with the
 * FAST or the most exact scheme; otherwise by finite differences in the escrowed model, with GRID
 * times and GRID prices.
 */
double quantlib_american_price(const struct quantlib_american *o, int fast, int grid);

/* The price from a binomial tree of Leisen and Reimer; without cash dividends. */
double quantlib_american_tree(const struct quantlib_american *o, int steps);

/* The implied volatility to ACCURACY; without cash dividends. Negative: none found. */
double quantlib_american_volatility(
	const struct quantlib_american *o, double price, double accuracy);

#ifdef __cplusplus
}
#endif

#endif
