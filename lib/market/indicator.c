#include "indicator.h"

#include <math.h>
#include <stdlib.h>

double indicator_sma(const double *values, size_t count, size_t period)
{
	if (period < 1 || count < period)
		return (double)NAN;
	double sum = 0;
	for (size_t i = count - period; i < count; i++)
		sum += values[i];
	return sum / (double)period;
}

double indicator_stddev(const double *values, size_t count)
{
	if (count < 2)
		return (double)NAN;
	double mean = indicator_sma(values, count, count), sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return sqrt(sum / (double)(count - 1));
}

size_t indicator_returns(const double *closes, const bool *gap, size_t count, double *out)
{
	size_t n = 0;
	for (size_t i = 1; i < count; i++)
		if (gap == NULL || !gap[i])
			out[n++] = closes[i] / closes[i - 1] - 1;
	return n;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double indicator_median(double *values, size_t count)
{
	if (count < 1)
		return (double)NAN;
	qsort(values, count, sizeof values[0], compare_doubles);
	double upper = values[count / 2];
	return count % 2 == 1 ? upper : 0.5 * (values[count / 2 - 1] + upper);
}

void wilder_init(struct wilder *w, int period)
{
	*w = (struct wilder){.period = period};
}

void wilder_add(struct wilder *w, double value)
{
	if (w->count >= w->period) {
		w->value += (value - w->value) / w->period;
		return;
	}
	w->value += value;
	if (++w->count == w->period)
		w->value /= w->period;
}

double wilder_value(const struct wilder *w)
{
	return w->count >= w->period ? w->value : (double)NAN;
}

void atr_init(struct atr *a, int period)
{
	wilder_init(&a->average, period);
	atr_gap(a);
}

void atr_gap(struct atr *a)
{
	a->previous_close = (double)NAN;
}

void atr_add(struct atr *a, double high, double low, double close)
{
	/* fmax and fmin ignore an unknown previous close */
	wilder_add(&a->average, fmax(high, a->previous_close) - fmin(low, a->previous_close));
	a->previous_close = close;
}

double atr_value(const struct atr *a)
{
	return wilder_value(&a->average);
}

double indicator_atr(
	const double *high, const double *low, const double *close, size_t count, int period)
{
	struct atr a;
	atr_init(&a, period);
	for (size_t i = 0; i < count; i++)
		atr_add(&a, high[i], low[i], close[i]);
	return atr_value(&a);
}

void rsi_init(struct rsi *r, int period)
{
	wilder_init(&r->gain, period);
	wilder_init(&r->loss, period);
	r->previous_close = (double)NAN;
}

void rsi_add(struct rsi *r, double close)
{
	if (!isnan(r->previous_close)) {
		double change = close - r->previous_close;
		wilder_add(&r->gain, fmax(change, 0));
		wilder_add(&r->loss, fmax(-change, 0));
	}
	r->previous_close = close;
}

double rsi_value(const struct rsi *r)
{
	double gain = wilder_value(&r->gain), loss = wilder_value(&r->loss);
	if (isnan(gain))
		return gain;
	return gain + loss > 0 ? 100 * gain / (gain + loss) : 50;
}

double indicator_rsi(const double *closes, size_t count, int period)
{
	struct rsi r;
	rsi_init(&r, period);
	for (size_t i = 0; i < count; i++)
		rsi_add(&r, closes[i]);
	return rsi_value(&r);
}
