/*
 * American options at random (moneyness e^-.3 .. e^.3, 7 to 700 days, volatility .1 to .6, rate and
 * yield 0 to .1; then with one cash dividend), ours beside QuantLib's. Errors are over the strike.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "american.h"
#include "iv_quantlib.h"

enum { PLAIN = 500, DIVIDENDS = 60, GRID = 800 };

static double uniform(double from, double to)
{
	return from + (to - from) * drand48();
}

static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void compare(const char *name, int count, int with_dividend)
{
	double worst = 0, squares = 0, worst_vol = 0, price_us = 0, iv_us = 0, reference_us = 0;
	int solved = 0;
	for (int i = 0; i < count; i++) {
		struct quantlib_american q = {.call = drand48() < 0.5 ? 1 : -1,
			.days = (int)uniform(with_dividend ? 30 : 7, 700),
			.spot = 100 * exp(uniform(-0.3, 0.3)),
			.strike = 100,
			.rate = uniform(0, 0.1),
			.yield = with_dividend ? 0 : uniform(0, 0.1),
			.volatility = uniform(0.1, 0.6)};
		if (with_dividend) {
			q.dividend_days = (int)(q.days * uniform(0.1, 0.9));
			q.dividend = uniform(0.5, 3.5);
		}
		struct cash_dividend dividend = {q.dividend_days / 365.0, q.dividend};
		struct american_terms t = {{q.call > 0 ? OPTION_CALL : OPTION_PUT, q.spot, q.strike,
						   q.days / 365.0, q.rate, q.yield},
			&dividend, (size_t)with_dividend};
		double v, t0 = cpu_us();
		double price = american_price(&t, q.volatility);
		double t1 = cpu_us();
		double reference = quantlib_american_price(&q, GRID);
		double t2 = cpu_us();
		enum iv_status status = american_implied_volatility(&t, price, &v);
		iv_us += cpu_us() - t2;
		price_us += t1 - t0;
		reference_us += t2 - t1;
		double error = fabs(price - reference) / q.strike;
		squares += error * error;
		worst = fmax(worst, error);
		if (status != IV_OK)
			continue;
		solved++;
		worst_vol = fmax(worst_vol, fabs(american_price(&t, v) - price) / q.strike);
	}
	printf("{\"options\":\"%s\",\"count\":%d,\"error_max\":%.2g,\"error_rms\":%.2g,"
	       "\"us\":%.1f,\"quantlib_us\":%.1f,\"iv_us\":%.1f,\"iv_solved\":%d,"
	       "\"iv_price_error_max\":%.2g}\n",
		name, count, worst, sqrt(squares / count), price_us / count, reference_us / count,
		iv_us / count, solved, worst_vol);
}

int main(void)
{
	srand48(7);
	compare("yield only, beside QdFp", PLAIN, 0);
	compare("a cash dividend, beside finite differences", DIVIDENDS, 1);
	return 0;
}
