/*
 * The price: with c = h/sqrt 2 and d = t/sqrt 2, p is exp(-(c - d)^2) m, where m is half of
 * E(c - d) - E(c + d), and E is the scaled complementary error function. In this form large numbers
 * never cancel, and ln p needs no exponential. Where the two E are almost equal, their difference
 * is computed as a Taylor series around c. Where d > c, 1 - p is computed in the same way with a
 * sum.
 *
 * The volatility: Householder's third order iteration on ln p, or on ln(1 - p) where 1 - p is
 * smaller. The first guess comes from a table (black_normalized_chart.h) and is so close that one
 * step is enough. Outside the table the iteration is bracketed.
 */
#include "black_normalized.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "normal.h"
#include "black_normalized_chart.h"

enum {
	TAYLOR_FEW = 4,	      /* terms, when each is smaller by a factor of 4096 or more */
	TAYLOR_MANY = 8,      /* terms, when each is smaller by a factor of 64 or more */
	ITERATIONS_MAX = 100, /* bisection alone needs fewer; outside the table, four are enough */
};

static const double STEP_LAST = 4e-5; /* the error after a step is the step's fourth power */
static const double SPREAD = 2; /* from this x, E(c - d) and E(c + d) differ enough to subtract */
static const double SERIES_MAX = 1e-3; /* largest y for ln(1 + y) in four terms: error < y^4/5 */

static const struct black_normalized_piece near_pieces[BLACK_NORMALIZED_NEAR]
						      [BLACK_NORMALIZED_NEAR] = {
#include "black_normalized_near.def"
};
static const struct black_normalized_piece tail_pieces[BLACK_NORMALIZED_ROWS]
						      [BLACK_NORMALIZED_TAIL] = {
#include "black_normalized_tail.def"
};
static const struct black_normalized_piece top_pieces[BLACK_NORMALIZED_ROWS][BLACK_NORMALIZED_TOP] =
	{
#include "black_normalized_top.def"
};

/* (E(c - d) - E(c + d))/2 around c: e[n] = (-1)^n E^(n), E^(n+1) = 2 c E^(n) + 2 n E^(n-1). */
static double taylor(double c, double d, int terms)
{
	double before = normal_erfcx(c), e = normal_erfcx_slope(c);
	double power = d, sum = d * e;
	for (int n = 1; n < 2 * terms - 1; n++) {
		static const double inverse[2 * TAYLOR_MANY] = {0, 1, 1 / 2.0, 1 / 3.0, 1 / 4.0,
			1 / 5.0, 1 / 6.0, 1 / 7.0, 1 / 8.0, 1 / 9.0, 1 / 10.0, 1 / 11.0, 1 / 12.0,
			1 / 13.0, 1 / 14.0, 1 / 15.0};
		double next = 2 * (n * before - c * e);
		before = e;
		e = next;
		power *= d * inverse[n + 1];
		if (n % 2 == 0)
			sum += power * e;
	}
	return sum;
}

/* Returns p; sets *RATIO to p'/p, where p' is the slope in s. */
static double price_at(double x, double h, double t, double *ratio)
{
	double density = exp(-0.5 * (h - t) * (h - t));
	double c = NORMAL_SQRT_1_2 * h, d = NORMAL_SQRT_1_2 * t;
	double scale = fmax(c, 1), m;
	if (x < SPREAD && 8 * d < scale)
		m = taylor(c, d, 64 * d < scale ? TAYLOR_FEW : TAYLOR_MANY);
	else if (c >= d)
		m = 0.5 * (normal_erfcx(c - d) - normal_erfcx(c + d));
	else {
		double p = 1 - 0.5 * density * (normal_erfcx(d - c) + normal_erfcx(d + c));
		*ratio = NORMAL_1_SQRT_2PI * density / p;
		return p;
	}
	*ratio = NORMAL_1_SQRT_2PI / m;
	return m * density;
}

/* Returns 1 - p for t >= h; sets *RATIO to its slope divided by it. */
static double rest_at(double h, double t, double *ratio)
{
	double c = NORMAL_SQRT_1_2 * h, d = NORMAL_SQRT_1_2 * t;
	double n = 0.5 * (normal_erfcx(d - c) + normal_erfcx(d + c));
	*ratio = -NORMAL_1_SQRT_2PI / n;
	return n * exp(-0.5 * (t - h) * (t - h));
}

double black_normalized_price(double x, double s)
{
	double ratio;
	if (s > BLACK_NORMALIZED_S_MAX)
		return 1;
	return price_at(x, x / s, 0.5 * s, &ratio);
}

/* ln(got/want) */
static double log_ratio(double got, double want)
{
	double y = (got - want) / want;
	if (fabs(y) > SERIES_MAX)
		return log(got / want);
	return y * (1 - y * (0.5 - y * (1 / 3.0 - y * 0.25)));
}

/* The step from S towards the s whose price is P. */
static double solver_step(double x, double s, double p, double rest)
{
	double h = x / s, t = 0.5 * s, inverse = 1 / s;
	double ratio, value, target = p;
	if (p <= rest)
		value = price_at(x, h, t, &ratio);
	else {
		value = rest_at(h, t, &ratio);
		target = rest;
	}
	/* p'' = g p', p''' = (g^2 + g2) p'; f = ln value, f2 and f3 its derivatives over f'. */
	double g = h * h * inverse - 0.5 * t, g2 = -3 * h * h * inverse * inverse - 0.25;
	double f2 = g - ratio, f3 = f2 * (f2 - ratio) + g2;
	double newton = -log_ratio(value, target) / ratio;
	return newton * (1 + 0.5 * f2 * newton) / (1 + newton * (f2 + f3 * newton / 6));
}

static float piece_value(const struct black_normalized_piece *piece, float first, float second)
{
	float sum[BLACK_NORMALIZED_SECOND];
	memcpy(sum, piece->c[BLACK_NORMALIZED_FIRST - 1], sizeof sum);
	for (int i = BLACK_NORMALIZED_FIRST - 2; i >= 0; i--)
		for (int j = 0; j < BLACK_NORMALIZED_SECOND; j++)
			sum[j] = sum[j] * first + piece->c[i][j];
	return sum[0] + second * (sum[1] + second * (sum[2] + second * sum[3]));
}

/* Splits Y >= 1 into 2^octave * (1 + fraction) by its bits. */
static int octave_of(double y, float *fraction)
{
	const int mantissa_bits = DBL_MANT_DIG - 1, bias = DBL_MAX_EXP - 1;
	uint64_t bits;
	memcpy(&bits, &y, sizeof bits);
	int octave = (int)(bits >> mantissa_bits) - bias;
	bits = (bits & ((UINT64_C(1) << mantissa_bits) - 1)) | (uint64_t)bias << mantissa_bits;
	memcpy(&y, &bits, sizeof y);
	*fraction = (float)(y - 1);
	return octave;
}

/* Outside the table: far out, p or 1 - p is about exp(-(h - t)^2/2). */
static double crude_guess(double x, double p, double rest)
{
	double y = sqrt(-2 * log(fmin(p, rest)));
	double larger = 0.5 * (y + sqrt(y * y + 2 * x));
	return p <= rest ? x / larger : 2 * larger;
}

double black_normalized_guess(double x, double p, double rest)
{
	if (x < p && p <= rest) {
		double first = p * (2 * BLACK_NORMALIZED_NEAR),
		       second = x / p * BLACK_NORMALIZED_NEAR;
		int i = first >= 1, j = second >= 1;
		return p * (double)piece_value(
				   &near_pieces[i][j], (float)(first - i), (float)(second - j));
	}
	if (x >= black_normalized_row_edge[BLACK_NORMALIZED_ROWS])
		return crude_guess(x, p, rest);
	int row = 0;
	for (int i = 1; i < BLACK_NORMALIZED_ROWS; i++)
		row += x >= black_normalized_row_edge[i];
	double from = black_normalized_row_edge[row];
	float across = (float)((x - from) / (black_normalized_row_edge[row + 1] - from)), along;
	bool tail = p <= rest;
	double y = 1 + log(tail ? fmin(x, 0.5) / p : 0.5 / rest);
	int octave = octave_of(fmax(y, 1), &along);
	if (octave >= (tail ? BLACK_NORMALIZED_TAIL : BLACK_NORMALIZED_TOP))
		return crude_guess(x, p, rest);
	return tail ? x / (double)piece_value(&tail_pieces[row][octave], along, across)
		    : (double)piece_value(&top_pieces[row][octave], along, across);
}

double black_normalized_volatility(double x, double p, double rest)
{
	double low = 0, high = BLACK_NORMALIZED_S_MAX, s = black_normalized_guess(x, p, rest);
	if (p > rest)
		low = sqrt(2 * x); /* p is above 1/2 only where d > c */
	for (int i = 0; i < ITERATIONS_MAX; i++) {
		double change = solver_step(x, s, p, rest), next = s + change;
		if (fabs(change) <= STEP_LAST * s)
			return next;
		if (change > 0)
			low = s;
		else
			high = s;
		if (!(next > low && next < high))
			next = low > 0 && high > 8 * low ? sqrt(low * high) : 0.5 * (low + high);
		s = next;
	}
	return s;
}
