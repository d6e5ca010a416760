/*
 * Compares random American options of american.h with QuantLib's, in three families: the puts of a
 * chain as opt-chain fetches one (strikes within 15 %, 1 to 60 days, 4 %); all options without cash
 * dividends (moneyness e^-.3 .. e^.3, 7 to 700 days, volatility .1 to .6, rate and yield 0 to .1);
 * and options with one cash dividend. Errors are divided by the strike.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "american.h"
#include "iv_quantlib.h"

enum {
	COUNT_MAX = 500,
	ROUNDS = 20, /* american.h is timed over this many rounds */
	REFERENCE_SOLVED = 40,
	GRID = 800,
};

enum family { CHAIN, ANY, DIVIDEND };

static const struct {
	const char *name;
	int count;
} families[] = {
	[CHAIN] = {"puts of a chain, against QdFp", COUNT_MAX},
	[ANY] = {"yield only, against QdFp", COUNT_MAX},
	[DIVIDEND] = {"a cash dividend, against finite differences", 60},
};

struct sample {
	struct quantlib_american q;
	struct american_terms terms;
	struct cash_dividend dividend;
	double price, reference, quick, volatility;
	enum iv_status status;
};

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

/* Draws a random option. Days are whole, because QuantLib counts whole days. */
static void draw(enum family family, struct sample *s)
{
	struct quantlib_american q = {.strike = 100, .spot = 100, .rate = 0.04, .call = -1};
	if (family == CHAIN) {
		q.days = (int)uniform(1, 60);
		q.strike = 100 * uniform(0.85, 1.15);
		q.volatility = uniform(0.12, 0.8);
	} else {
		q.call = drand48() < 0.5 ? 1 : -1;
		q.days = (int)uniform(family == DIVIDEND ? 30 : 7, 700);
		q.spot = 100 * exp(uniform(-0.3, 0.3));
		q.rate = uniform(0, 0.1);
		q.yield = family == DIVIDEND ? 0 : uniform(0, 0.1);
		q.volatility = uniform(0.1, 0.6);
	}
	if (family == DIVIDEND) {
		q.dividend_days = (int)(q.days * uniform(0.1, 0.9));
		q.dividend = uniform(0.5, 3.5);
	}
	s->q = q;
	s->dividend = (struct cash_dividend){q.dividend_days / 365.0, q.dividend};
	s->terms = (struct american_terms){{q.call > 0 ? OPTION_CALL : OPTION_PUT, q.spot, q.strike,
						   q.days / 365.0, q.rate, q.yield},
		&s->dividend, family == DIVIDEND};
}

struct cost {
	double price, volatility, greeks, european, reference, reference_fast, reference_volatility;
};

static void time_ours(struct sample *samples, int count, struct cost *out)
{
	struct greeks g;
	double spare, t0 = cpu_us();
	for (int i = 0; i < ROUNDS * count; i++) {
		struct sample *s = &samples[i % count];
		s->price = american_price(&s->terms, s->q.volatility);
	}
	double t1 = cpu_us();
	for (int i = 0; i < ROUNDS * count; i++) {
		struct sample *s = &samples[i % count];
		s->status = american_implied_volatility(&s->terms, s->price, &s->volatility);
	}
	double t2 = cpu_us();
	for (int i = 0; i < ROUNDS * count; i++)
		(void)american_greeks(
			&samples[i % count].terms, samples[i % count].q.volatility, &g);
	double t3 = cpu_us();
	for (int i = 0; i < ROUNDS * count; i++)
		(void)black_implied_volatility(
			&samples[i % count].terms.option, samples[i % count].price, &spare);
	double share = 1.0 / (ROUNDS * count);
	out->price = (t1 - t0) * share;
	out->volatility = (t2 - t1) * share;
	out->greeks = (t3 - t2) * share;
	out->european = (cpu_us() - t3) * share;
}

static void time_reference(enum family family, struct sample *samples, int count, struct cost *out)
{
	double t0 = cpu_us();
	for (int i = 0; i < count; i++)
		samples[i].reference = quantlib_american_price(&samples[i].q, 0, GRID);
	double t1 = cpu_us();
	out->reference = (t1 - t0) / count;
	out->reference_fast = out->reference_volatility = (double)NAN;
	if (family == DIVIDEND)
		return;
	for (int i = 0; i < count; i++)
		samples[i].quick = quantlib_american_price(&samples[i].q, 1, GRID);
	double t2 = cpu_us();
	out->reference_fast = (t2 - t1) / count;
	for (int i = 0; i < REFERENCE_SOLVED; i++)
		(void)quantlib_american_volatility(&samples[i].q, samples[i].price, 1e-4);
	out->reference_volatility = (cpu_us() - t2) / REFERENCE_SOLVED;
}

static void compare(enum family family)
{
	static struct sample samples[COUNT_MAX];
	struct cost cost;
	int count = families[family].count, solved = 0;
	double worst = 0, squares = 0, worst_fast = 0, worst_round = 0;
	for (int i = 0; i < count; i++)
		draw(family, &samples[i]);
	time_ours(samples, count, &cost);
	time_reference(family, samples, count, &cost);
	for (int i = 0; i < count; i++) {
		const struct sample *s = &samples[i];
		double error = fabs(s->price - s->reference) / s->q.strike;
		squares += error * error;
		worst = fmax(worst, error);
		worst_fast = fmax(worst_fast, fabs(s->quick - s->reference) / s->q.strike);
		if (s->status != IV_OK)
			continue;
		solved++;
		worst_round = fmax(worst_round,
			fabs(american_price(&s->terms, s->volatility) - s->price) / s->q.strike);
	}
	printf("{\"options\":\"%s\",\"count\":%d,\"error_max\":%.2g,\"error_rms\":%.2g,"
	       "\"us\":%.2f,\"iv_us\":%.2f,\"greeks_us\":%.2f,\"european_iv_us\":%.2f,"
	       "\"iv_solved\":%d,\"iv_price_error_max\":%.2g,\"quantlib_us\":%.0f",
		families[family].name, count, worst, sqrt(squares / count), cost.price,
		cost.volatility, cost.greeks, cost.european, solved, worst_round, cost.reference);
	if (family != DIVIDEND)
		printf(",\"quantlib_fast_us\":%.1f,\"quantlib_fast_error_max\":%.2g,"
		       "\"quantlib_iv_us\":%.0f",
			cost.reference_fast, worst_fast, cost.reference_volatility);
	printf("}\n");
}

int main(void)
{
	srand48(7);
	compare(CHAIN);
	compare(ANY);
	compare(DIVIDEND);
	return 0;
}
