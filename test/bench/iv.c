/*
 * Measures implied volatilities over moneyness e^-3 .. e^3 and total volatility .01 .. 5: those of
 * black.h and, compiled with -DQUANTLIB, those of QuantLib, in turns in the same run. The prices
 * are computed with 113 bits and rounded once; errors are measured with 113 bits. Prints one JSON
 * line per solver.
 */
#include <float.h>
#include <math.h>
#include <quadmath.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "array.h"
#include "black.h"
#ifdef QUANTLIB
#include "iv_quantlib.h"
#endif

enum { MONEYNESS = 241, DEVIATIONS = 120, CASES_MAX = MONEYNESS * DEVIATIONS * 2, ROUNDS = 9 };

struct example {
	struct option_terms terms;
	double deviation, price;
	double condition; /* |d price/d vol * vol/price| */
	bool timed;	  /* every solver finds a volatility */
};

static struct example examples[CASES_MAX];
static int example_count, undetermined;

/* The undiscounted price, from spot and strike without a carry. */
static __float128 exact_price(const struct option_terms *t, __float128 deviation, __float128 *vega)
{
	__float128 x = logq((__float128)t->spot / t->strike), sign = t->kind;
	__float128 d1 = x / deviation + deviation / 2, d2 = d1 - deviation;
	*vega = t->spot * expq(-d1 * d1 / 2) / sqrtq(2 * M_PIq);
	return sign * (t->spot * erfcq(-sign * d1 * M_SQRT1_2q) / 2 -
			      t->strike * erfcq(-sign * d2 * M_SQRT1_2q) / 2);
}

static void make_examples(void)
{
	for (int i = 0; i < MONEYNESS; i++) {
		for (int j = 0; j < DEVIATIONS; j++) {
			double x = -3 + 6.0 * i / (MONEYNESS - 1);
			double s = 0.01 * pow(500, (double)j / (DEVIATIONS - 1)), v;
			for (int kind = OPTION_PUT; kind <= OPTION_CALL; kind += 2) {
				struct example *e = &examples[example_count];
				__float128 vega;
				e->terms = (struct option_terms){
					(enum option_kind)kind, 100 * exp(x), 100, 1, 0, 0};
				e->deviation = s;
				__float128 price = exact_price(&e->terms, s, &vega);
				e->price = (double)price;
				e->condition = (double)(vega * s / price);
				e->timed = true;
				if (black_implied_volatility(&e->terms, e->price, &v) == IV_OK)
					example_count++;
				else
					undetermined++;
			}
		}
	}
}

typedef double solver(const struct example *e);

static double ours(const struct example *e)
{
	double v = -1;
	(void)black_implied_volatility(&e->terms, e->price, &v);
	return v;
}

#ifdef QUANTLIB
static double quantlib(const struct example *e)
{
	return quantlib_deviation(e->terms.kind, e->terms.strike, e->terms.spot, e->price, 1e-6);
}
static double quantlib_tight(const struct example *e)
{
	return quantlib_deviation(e->terms.kind, e->terms.strike, e->terms.spot, e->price, 1e-15);
}
#endif

static struct contestant {
	const char *name;
	solver *solve;
	double ns[ROUNDS];
} contestants[] = {
	{"opt", ours, {0}},
#ifdef QUANTLIB
	{"QuantLib, accuracy 1e-6 (its default)", quantlib, {0}},
	{"QuantLib, accuracy 1e-15", quantlib_tight, {0}},
#endif
};
enum { CONTESTANTS = array_size(contestants) };

static double cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		for (int k = 0; k < CONTESTANTS; k++) {
			volatile double sum = 0;
			int solved = 0;
			double from = cpu_ns();
			for (int i = 0; i < example_count; i++) {
				if (!examples[i].timed)
					continue;
				sum = sum + contestants[k].solve(&examples[i]);
				solved++;
			}
			contestants[k].ns[round] = (cpu_ns() - from) / solved;
		}
	}
	for (int k = 0; k < CONTESTANTS; k++)
		qsort(contestants[k].ns, ROUNDS, sizeof(double), compare);
}

static void report(const struct contestant *c)
{
	double worst_price = 0, worst_share = 0, worst_vol = 0;
	int failed = 0, over_price = 0, over_vol = 0;
	for (int i = 0; i < example_count; i++) {
		const struct example *e = &examples[i];
		double v = c->solve(e);
		__float128 vega;
		if (!(v > 0)) {
			failed++;
			continue;
		}
		double price_error = (double)fabsq(exact_price(&e->terms, v, &vega) / e->price - 1);
		double limit = fmax(1e-12, 4 * DBL_EPSILON * e->condition);
		double vol_error = fabs(v / e->deviation - 1);
		worst_price = fmax(worst_price, price_error);
		worst_share = fmax(worst_share, price_error / limit);
		over_price += price_error > limit;
		if (1 / e->condition < 10) {
			worst_vol = fmax(worst_vol, vol_error);
			over_vol += vol_error > 4e-15;
		}
	}
	printf("{\"solver\":\"%s\",\"ns\":%.1f,\"ratio\":%.2f,\"solved\":%d,\"failed\":%d,"
	       "\"price_error_max\":%.2g,\"of_its_limit\":%.2g,\"over_limit\":%d,"
	       "\"vol_error_max\":%.2g,\"vol_over_4e-15\":%d}\n",
		c->name, c->ns[ROUNDS / 2], c->ns[ROUNDS / 2] / contestants[0].ns[ROUNDS / 2],
		example_count - failed, failed, worst_price, worst_share, over_price, worst_vol,
		over_vol);
}

int main(void)
{
	make_examples();
	for (int i = 0; i < example_count; i++)
		for (int k = 0; k < CONTESTANTS; k++)
			if (!(contestants[k].solve(&examples[i]) > 0))
				examples[i].timed = false;
	measure();
	printf("{\"grid\":%d,\"price_determines_none\":%d}\n", example_count + undetermined,
		undetermined);
	for (int k = 0; k < CONTESTANTS; k++)
		report(&contestants[k]);
	return 0;
}
