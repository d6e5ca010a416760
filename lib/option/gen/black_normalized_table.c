/*
 * Prints the part of the table of black_normalized_chart.h that its argument names: near, tail or
 * top. Each piece interpolates the volatility at Chebyshev nodes, where bisection finds it from the
 * price alone. Run by `make black-normalized-table`.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "black_normalized.h"
#include "black_normalized_chart.h"

enum { HALVINGS = 200, NODES_MAX = BLACK_NORMALIZED_FIRST };

static const double pi = 3.14159265358979323846;
static const double least_p = 1e-7; /* replaces 0: near the limit, but not lost in rounding */

/* 1 - p, exact to its last digits where p is above 1/2. */
static double black_normalized_rest(double x, double s)
{
	double h = x / s, t = s / 2;
	return 0.5 * (erfc((t - h) / sqrt(2)) + exp(x) * erfc((t + h) / sqrt(2)));
}

/* The s above which ln price(x, s) is above LIMIT, or ln rest(x, s) below it. */
static double bisect(double x, double limit, int of_rest)
{
	double low = 1e-12, high = BLACK_NORMALIZED_S_MAX;
	for (int i = 0; i < HALVINGS; i++) {
		double s = sqrt(low * high);
		int over = of_rest ? log(black_normalized_rest(x, s)) < limit
				   : log(black_normalized_price(x, s)) > limit;
		if (over)
			high = s;
		else
			low = s;
	}
	return sqrt(low * high);
}

typedef double chart(double first, double second);

static double near_chart(double p, double ratio)
{
	double least = fmax(p, least_p);
	return bisect(ratio * least, log(least), 0) / least;
}

static double tail_chart(double w, double x)
{
	double least = fmax(x, least_p);
	return least / bisect(least, log(fmin(least, 0.5)) - w, 0);
}

static double top_chart(double w, double x)
{
	return bisect(x, -log(2) - w, 1);
}

/* The coefficients of the polynomial through COUNT VALUES at NODES, by Newton's form. */
static void interpolate(const double *nodes, const double *values, int count, double *out)
{
	double d[NODES_MAX];
	for (int i = 0; i < count; i++)
		d[i] = values[i];
	for (int order = 1; order < count; order++)
		for (int i = count - 1; i >= order; i--)
			d[i] = (d[i] - d[i - 1]) / (nodes[i] - nodes[i - order]);
	for (int i = 0; i < count; i++)
		out[i] = 0;
	for (int i = count - 1; i >= 0; i--) {
		for (int j = count - 1; j > 0; j--)
			out[j] = out[j - 1] - nodes[i] * out[j];
		out[0] = d[i] - nodes[i] * out[0];
	}
}

static void nodes_of(int count, double *out)
{
	for (int i = 0; i < count; i++)
		out[i] = 0.5 - 0.5 * cos(pi * (i + 0.5) / count);
}

static void print_piece(chart *f, double first, double width1, double second, double width2)
{
	double u[BLACK_NORMALIZED_FIRST], v[BLACK_NORMALIZED_SECOND],
		rows[BLACK_NORMALIZED_SECOND][BLACK_NORMALIZED_FIRST],
		c[BLACK_NORMALIZED_FIRST][BLACK_NORMALIZED_SECOND];
	nodes_of(BLACK_NORMALIZED_FIRST, u);
	nodes_of(BLACK_NORMALIZED_SECOND, v);
	for (int j = 0; j < BLACK_NORMALIZED_SECOND; j++) {
		double values[BLACK_NORMALIZED_FIRST];
		for (int i = 0; i < BLACK_NORMALIZED_FIRST; i++)
			values[i] = f(first + width1 * u[i], second + width2 * v[j]);
		interpolate(u, values, BLACK_NORMALIZED_FIRST, rows[j]);
	}
	for (int i = 0; i < BLACK_NORMALIZED_FIRST; i++) {
		double values[BLACK_NORMALIZED_SECOND];
		for (int j = 0; j < BLACK_NORMALIZED_SECOND; j++)
			values[j] = rows[j][i];
		interpolate(v, values, BLACK_NORMALIZED_SECOND, c[i]);
	}
	printf("{{");
	for (int i = 0; i < BLACK_NORMALIZED_FIRST; i++)
		printf("%s{%#.6gf,%#.6gf,%#.6gf,%#.6gf}", i == 0 ? "" : ",\n", c[i][0], c[i][1],
			c[i][2], c[i][3]);
	printf("}},\n");
}

static void print_rows(chart *f, int octaves)
{
	for (int row = 0; row < BLACK_NORMALIZED_ROWS; row++) {
		double x = black_normalized_row_edge[row],
		       width = black_normalized_row_edge[row + 1] - x;
		printf("{\n");
		for (int octave = 0; octave < octaves; octave++)
			print_piece(f, ldexp(1, octave) - 1, ldexp(1, octave), x, width);
		printf("},\n");
	}
}

static void print_near(void)
{
	for (int i = 0; i < BLACK_NORMALIZED_NEAR; i++) {
		const double width = 1.0 / BLACK_NORMALIZED_NEAR;
		printf("{\n");
		for (int j = 0; j < BLACK_NORMALIZED_NEAR; j++)
			print_piece(near_chart, 0.5 * i * width, 0.5 * width, j * width, width);
		printf("},\n");
	}
}

int main(int argc, char **argv)
{
	const char *part = argc == 2 ? argv[1] : "";
	printf("/* Made by lib/option/gen/black_normalized_table.c (make black-normalized-table); "
	       "see black_normalized_chart.h. */\n");
	if (strcmp(part, "near") == 0)
		print_near();
	else if (strcmp(part, "tail") == 0)
		print_rows(tail_chart, BLACK_NORMALIZED_TAIL);
	else if (strcmp(part, "top") == 0)
		print_rows(top_chart, BLACK_NORMALIZED_TOP);
	else
		return 64;
	return 0;
}
