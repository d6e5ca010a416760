/* QuantLib's Newton solver behind a C interface, for iv.c. */
#ifndef OPT_BENCH_IV_QUANTLIB_H
#define OPT_BENCH_IV_QUANTLIB_H

#ifdef __cplusplus
extern "C" {
#endif

/* volatility * sqrt(years), negative when QuantLib finds none. CALL: 1 or -1, of a put. */
double quantlib_deviation(int call, double strike, double forward, double price, double accuracy);

/*
 * American option, finite differences by QuantLib: price with STEPS in time and space; a cash
 * DIVIDEND is paid at DIVIDEND_YEARS when that is positive.
 */
double quantlib_american(int call, double spot, double strike, double years, double rate,
	double dividend_yield, double volatility, double dividend, double dividend_years, int steps);

#ifdef __cplusplus
}
#endif

#endif
