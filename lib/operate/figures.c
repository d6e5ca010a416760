#include "figures.h"

#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "resample.h"
#include "rng.h"

static const double unknown = (double)NAN;

enum { SEED = 20260126 };

static struct figure figure_of(double value, int64_t n)
{
	return (struct figure){value, unknown, unknown, n};
}

/* The values of R: qt(.975, 1:9). Beyond them the expansion of Cornish and Fisher is close. */
double figure_student(int64_t n)
{
	static const double few[] = {12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912,
		2.364624, 2.306004, 2.262157};
	const double z = 1.959963985, v = (double)n;
	const double z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, z9 = z7 * z * z;
	if (n < 1)
		return unknown;
	if (n <= (int64_t)array_size(few))
		return few[n - 1];
	return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
	       (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v) +
	       (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * v * v * v * v);
}

/* ---- trades ---- */

/* The sums of the trades of one day. */
struct day_sum {
	struct date day;
	int64_t n, n_r;
	double pnl, r, gain, loss;
};

static size_t sum_days(const struct trade_result *results, size_t count, struct day_sum *days)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		const struct trade_result *t = &results[i];
		if (isnan(t->pnl))
			continue;
		if (n == 0 || date_compare(days[n - 1].day, t->day) != 0)
			days[n++] = (struct day_sum){.day = t->day};
		struct day_sum *d = &days[n - 1];
		d->n++;
		d->pnl += t->pnl;
		d->gain += t->pnl > 0 ? t->pnl : 0;
		d->loss += t->pnl < 0 ? -t->pnl : 0;
		d->n_r += !isnan(t->r);
		d->r += isnan(t->r) ? 0 : t->r;
	}
	return n;
}

/* The mean of X, of which the day has N, with its interval by days; IN_R selects what X is. */
static struct figure mean_of(const struct day_sum *days, size_t count, bool in_r)
{
	double sum = 0, squares = 0;
	int64_t n = 0, clusters = 0;
	for (size_t i = 0; i < count; i++) {
		n += in_r ? days[i].n_r : days[i].n;
		sum += in_r ? days[i].r : days[i].pnl;
	}
	struct figure f = figure_of(n == 0 ? unknown : sum / (double)n, n);
	if (n < FIGURE_TRADES_LEAST)
		return f;
	for (size_t i = 0; i < count; i++) {
		double m = (double)(in_r ? days[i].n_r : days[i].n);
		double residual = (in_r ? days[i].r : days[i].pnl) - m * f.value;
		squares += residual * residual;
		clusters += m > 0;
	}
	if (clusters < FIGURE_CLUSTERS_LEAST)
		return f;
	double g = (double)clusters;
	double half = figure_student(clusters - 1) * sqrt(squares * g / (g - 1)) / (double)n;
	f.low = f.value - half;
	f.high = f.value + half;
	return f;
}

static struct figure win_rate_of(int64_t wins, int64_t n)
{
	const double z = 1.959963985, count = (double)n;
	struct figure f = figure_of(n == 0 ? unknown : 100 * (double)wins / count, n);
	if (n < FIGURE_TRADES_LEAST)
		return f;
	double p = (double)wins / count, scale = 1 + z * z / count;
	double middle = (p + z * z / (2 * count)) / scale;
	double half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / scale;
	f.low = 100 * fmax(0, middle - half);
	f.high = 100 * fmin(1, middle + half);
	return f;
}

static struct figure profit_factor_of(
	const struct trade_figures *t, const struct day_sum *days, size_t count)
{
	static double drawn[RESAMPLES];
	struct figure f = figure_of(t->loss > 0 ? t->gain / t->loss : unknown, t->trades);
	struct rng rng;
	if (isnan(f.value) || t->trades < FIGURE_TRADES_LEAST || count < FIGURE_CLUSTERS_LEAST)
		return f;
	rng_init(&rng, SEED);
	for (int i = 0; i < RESAMPLES; i++) {
		double gain = 0, loss = 0;
		for (size_t j = 0; j < count; j++) {
			const struct day_sum *d = &days[rng_below(&rng, count)];
			gain += d->gain;
			loss += d->loss;
		}
		drawn[i] = loss > 0 ? gain / loss : gain > 0 ? HUGE_VAL : 1;
	}
	resample_interval(drawn, &f.low, &f.high);
	return f;
}

static void count_trades(
	const struct trade_result *results, size_t count, struct trade_figures *out)
{
	*out = (struct trade_figures){.best = unknown, .worst = unknown};
	for (size_t i = 0; i < count; i++) {
		double pnl = results[i].pnl;
		if (isnan(pnl)) {
			out->unknown++;
			continue;
		}
		out->trades++;
		out->net += pnl;
		out->wins += pnl > 0;
		out->losses += pnl < 0;
		out->gain += pnl > 0 ? pnl : 0;
		out->loss += pnl < 0 ? -pnl : 0;
		out->best = isnan(out->best) || pnl > out->best ? pnl : out->best;
		out->worst = isnan(out->worst) || pnl < out->worst ? pnl : out->worst;
	}
}

void figures_of_trades(const struct trade_result *results, size_t count, struct trade_figures *out)
{
	struct day_sum *days = calloc(count + 1, sizeof *days);
	size_t n = days == NULL ? 0 : sum_days(results, count, days);
	count_trades(results, count, out);
	out->days = (int64_t)n;
	out->expectancy = mean_of(days, n, false);
	out->expectancy_r = mean_of(days, n, true);
	out->win_rate_pct = win_rate_of(out->wins, out->trades);
	out->profit_factor = profit_factor_of(out, days, n);
	free(days);
}
