/*
 * With u the time between a date and the one looked at, both integrals have 1/sqrt(u) in them: u is
 * taken as years * ((1 + y)/2)^2, which leaves a smooth function of y for Gauss and Legendre.
 */
#include "boundary.h"

#include <math.h>
#include <stdbool.h>

#include "normal.h"

enum {
	SWEEPS_MAX = 12,  /* five do for nine digits */
	SWEEP_NODES = 16, /* of the integrals in a sweep */
	PRICE_NODES = 32, /* and of the price's */
};

static const double SWEEP_LAST = 3e-7; /* relative; a sweep leaves a tenth of the change or less */
static const double pi = 3.14159265358979323846;

/* Gauss and Legendre's positive nodes on [-1, 1] and their weights. */
struct node {
	double y, weight;
};

static const struct node sweep_nodes[SWEEP_NODES / 2] = {
	{0.98940093499164993, 0.027152459411754095},
	{0.94457502307323258, 0.062253523938647893},
	{0.86563120238783174, 0.095158511682492785},
	{0.75540440835500303, 0.12462897125553387},
	{0.61787624440264375, 0.14959598881657673},
	{0.45801677765722739, 0.16915651939500254},
	{0.28160355077925891, 0.18260341504492359},
	{0.09501250983763744, 0.1894506104550685},
};

static const struct node price_nodes[PRICE_NODES / 2] = {
	{0.99726386184948156, 0.0070186100094700966},
	{0.98561151154526834, 0.016274394730905671},
	{0.96476225558750643, 0.025392065309262059},
	{0.93490607593773969, 0.034273862913021433},
	{0.89632115576605212, 0.042835898022226681},
	{0.84936761373256997, 0.050998059262376176},
	{0.79448379596794241, 0.058684093478535547},
	{0.73218211874028968, 0.065822222776361847},
	{0.6630442669302152, 0.072345794108848506},
	{0.58771575724076233, 0.078193895787070306},
	{0.50689990893222939, 0.083311924226946755},
	{0.42135127613063535, 0.087652093004403811},
	{0.33186860228212765, 0.091173878695763885},
	{0.23928736225213707, 0.093844399080804566},
	{0.14447196158279649, 0.095638720079274859},
	{0.048307665687738316, 0.096540088514727801},
};

/* Node I of all COUNT of them. */
static struct node node_at(const struct node *half, int count, int i)
{
	if (i < count / 2)
		return half[i];
	struct node n = half[i - count / 2];
	n.y = -n.y;
	return n;
}

/* (ln B - start)^2 at time to expiry YEARS (Clenshaw). */
static double squared(const struct boundary *b, double years)
{
	double z = 2 * sqrt(years / b->years) - 1, next = 0, after = 0;
	for (int k = BOUNDARY_NODES; k > 0; k--) {
		double here = b->series[k] + 2 * z * next - after;
		after = next;
		next = here;
	}
	return fmax(0, b->series[0] + z * next - after);
}

static double log_boundary(const struct boundary *b, double years)
{
	return b->start - sqrt(squared(b, years));
}

double boundary_spot(const struct boundary *b, double years)
{
	return exp(log_boundary(b, years));
}

/* Time to expiry of Chebyshev node I, from expiry (0) to all of it. */
static double node_years(const struct boundary *b, int i)
{
	double z = -cos(pi * i / BOUNDARY_NODES);
	return b->years * 0.25 * (1 + z) * (1 + z);
}

/* The series through the logarithms of the boundary at the nodes. */
static void set_series(struct boundary *b, const double *logs)
{
	for (int k = 0; k <= BOUNDARY_NODES; k++) {
		double sum = 0;
		for (int i = 0; i <= BOUNDARY_NODES; i++) {
			double h = (logs[i] - b->start) * (logs[i] - b->start);
			double term = h * cos(pi * k * (BOUNDARY_NODES - i) / BOUNDARY_NODES);
			sum += i == 0 || i == BOUNDARY_NODES ? 0.5 * term : term;
		}
		bool end = k == 0 || k == BOUNDARY_NODES;
		b->series[k] = sum * (end ? 1.0 : 2.0) / BOUNDARY_NODES;
	}
}

/* What a date at a distance of YEARS adds to both sums: see system A of the paper. */
static void add_date(const struct boundary *b, double years, double log_ratio, double deviation,
	double grown_rate, double grown_yield, double *above, double *below)
{
	double middle = (log_ratio + (b->rate - b->yield) * years) / deviation;
	double d_minus = middle - 0.5 * deviation, d_plus = middle + 0.5 * deviation;
	*above += grown_rate * normal_density(d_minus) / deviation;
	if (grown_yield > 0)
		*below += grown_yield * (normal_cdf(d_plus) + normal_density(d_plus) / deviation);
}

/* The boundary at node I once more, from the one there is. */
static double sweep(const struct boundary *b, int i, double log_here)
{
	double years = node_years(b, i), above = 0, below = 0;
	double carry = b->rate - b->yield;
	add_date(b, years, log_here, b->volatility * sqrt(years), 1, 1, &above, &below);
	for (int k = 0; k < SWEEP_NODES; k++) {
		struct node n = node_at(sweep_nodes, SWEEP_NODES, k);
		double y = 0.5 * (1 + n.y), distance = years * y * y;
		double weight = n.weight * years * y, then = years - distance;
		add_date(b, distance, log_here - log_boundary(b, then),
			b->volatility * sqrt(years) * y, weight * b->rate * exp(b->rate * then),
			weight * b->yield * exp(b->yield * then), &above, &below);
	}
	return -carry * years + log(above / below);
}

/* Between the boundary at expiry and the perpetual option's. */
static double first_guess(const struct boundary *b, double years)
{
	double variance = b->volatility * b->volatility;
	double slope = b->rate - b->yield - 0.5 * variance;
	double power = (-slope - sqrt(slope * slope + 2 * b->rate * variance)) / variance;
	double start = exp(b->start), perpetual = power / (power - 1);
	double pull = 2 * b->volatility * sqrt(years) * start / (start - perpetual);
	return log(perpetual + (start - perpetual) * exp(-pull));
}

void boundary_solve(
	double rate, double yield, double volatility, double years, struct boundary *out)
{
	struct boundary b = {
		rate, yield, volatility, years, .start = yield > rate ? log(rate / yield) : 0};
	double logs[BOUNDARY_NODES + 1] = {b.start};
	for (int i = 1; i <= BOUNDARY_NODES; i++)
		logs[i] = first_guess(&b, node_years(&b, i));
	for (int pass = 0; pass < SWEEPS_MAX; pass++) {
		double moved = 0;
		set_series(&b, logs);
		for (int i = 1; i <= BOUNDARY_NODES; i++) {
			double next = fmin(sweep(&b, i, logs[i]), b.start);
			moved = fmax(moved, fabs(next - logs[i]));
			logs[i] = next;
		}
		if (moved <= SWEEP_LAST)
			break;
	}
	set_series(&b, logs);
	*out = b;
}

/* The European put of strike 1 and what early exercise adds (Kim). */
double boundary_put(const struct boundary *b, double spot)
{
	double log_spot = log(spot);
	if (log_spot <= log_boundary(b, b->years))
		return 1 - spot;
	double root = b->volatility * sqrt(b->years);
	double d_plus = (log_spot + (b->rate - b->yield) * b->years) / root + 0.5 * root;
	double sum = exp(-b->rate * b->years) * normal_cdf(root - d_plus) -
		     spot * exp(-b->yield * b->years) * normal_cdf(-d_plus);
	for (int k = 0; k < PRICE_NODES; k++) {
		struct node n = node_at(price_nodes, PRICE_NODES, k);
		double y = 0.5 * (1 + n.y), distance = b->years * y * y;
		double deviation = root * y;
		double ratio = log_spot - log_boundary(b, b->years - distance);
		double d = (ratio + (b->rate - b->yield) * distance) / deviation + 0.5 * deviation;
		double gain = b->rate * exp(-b->rate * distance) * normal_cdf(deviation - d);
		if (b->yield > 0)
			gain -= b->yield * spot * exp(-b->yield * distance) * normal_cdf(-d);
		sum += n.weight * b->years * y * gain;
	}
	return sum;
}
