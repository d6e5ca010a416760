/*
 * Prints the dates of the integrals of boundary.c, as its struct integral_date. The argument
 * "sweep" prints those for the time between each node and expiry, "price" those for all the time to
 * expiry. Run by `make boundary-table`.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "boundary.h"

enum { NEWTON_STEPS = 50 };

static const double pi = 3.14159265358979323846;

/* Zero number INDEX of Legendre's polynomial of degree COUNT, and its weight, on [0, 1]. */
static void legendre(int count, int index, double *node, double *weight)
{
	double x = cos(pi * (index + 0.75) / (count + 0.5)), slope = 1;
	for (int step = 0; step < NEWTON_STEPS; step++) {
		double before = 1, here = x;
		for (int k = 2; k <= count; k++) {
			double next = ((2 * k - 1) * x * here - (k - 1) * before) / k;
			before = here;
			here = next;
		}
		slope = count * (x * here - before) / (x * x - 1);
		x -= here / slope;
	}
	*node = 0.5 + 0.5 * x;
	*weight = 1 / ((1 - x * x) * slope * slope);
}

/* The square root of node I's share of all the time; 0 at expiry. */
static double root_of(int i)
{
	return 0.5 - 0.5 * cos(pi * i / BOUNDARY_NODES);
}

/* The value at X of Lagrange's polynomial of node J. */
static double lagrange(int j, double x)
{
	double product = 1;
	for (int m = 0; m <= BOUNDARY_NODES; m++)
		if (m != j)
			product *= (x - root_of(m)) / (root_of(j) - root_of(m));
	return product;
}

static void print_dates(double root, int count)
{
	for (int k = 0; k < count; k++) {
		double node, weight;
		legendre(count, k, &node, &weight);
		double angle = 0.5 * pi * node;
		printf("{%.17g, %.17g, {", sin(angle), 0.5 * pi * weight * sin(2 * angle));
		for (int j = 1; j <= BOUNDARY_NODES; j++)
			printf("%s%.17g", j == 1 ? "" : ", ", lagrange(j, root * cos(angle)));
		printf("}},\n");
	}
}

int main(int argc, char **argv)
{
	const char *part = argc == 2 ? argv[1] : "";
	printf("/* Made by lib/option/gen/boundary_table.c (make boundary-table). */\n");
	if (strcmp(part, "price") == 0)
		print_dates(1, BOUNDARY_PRICE_DATES);
	else if (strcmp(part, "sweep") == 0)
		for (int i = 1; i <= BOUNDARY_NODES; i++) {
			printf("{%.17g, {\n", root_of(i));
			print_dates(root_of(i), BOUNDARY_SWEEP_DATES);
			printf("}},\n");
		}
	else
		return 64;
	return 0;
}
