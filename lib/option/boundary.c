/*
 * A date of an integral is at the share sin^2 of an angle of the time to expiry. The integrals
 * depend on the square root of the distance to the date, and the boundary on the square root of the
 * time from the date to expiry. Both are smooth in the angle, so that Gauss-Legendre integration
 * needs few dates.
 */
#include "boundary.h"

#include <math.h>

#include "normal.h"

enum { STEPS_MAX = 12 }; /* Newton steps; usually one or two, more when rate and yield are close */

static const double DEVIATION_TO = 3, RATE_TO = 3; /* rate and yield divided by the deviation */

/* About how much Newton's next step may still change the price. */
static const double PRICE_LAST = 1e-7;

struct integral_date {
	double root;   /* square root of its distance, as a share of the time to expiry */
	double weight; /* of its value in the integral over that time */
	/* the weight of each node's depth^2 in the boundary's depth^2 at the date (Lagrange) */
	double share[BOUNDARY_NODES];
};

static const struct {
	double root; /* square root of its share of all the time to expiry */
	struct integral_date dates[BOUNDARY_SWEEP_DATES];
} nodes[BOUNDARY_NODES] = {
#include "boundary_sweep.def"
};

static const struct integral_date price_dates[BOUNDARY_PRICE_DATES] = {
#include "boundary_price.def"
};

/* How far the boundary is below its start on a date. SQUARES are those of the nodes' depths. */
static double depth_at(const struct integral_date *d, const double squares[static BOUNDARY_NODES])
{
	double sum = 0;
	for (int j = 0; j < BOUNDARY_NODES; j++)
		sum += d->share[j] * squares[j];
	return sum > 0 ? sqrt(sum) : 0;
}

static void square_depths(const struct boundary *b, double squares[static BOUNDARY_NODES])
{
	for (int j = 0; j < BOUNDARY_NODES; j++)
		squares[j] = b->depth[j] * b->depth[j];
}

/* e^growth times the normal density. */
static double grown_density(double z, double growth)
{
	return NORMAL_1_SQRT_2PI * exp(growth - 0.5 * z * z);
}

/* The arguments of the exercise probabilities on a date, for a spot on the boundary of now. */
struct moment {
	double d_minus, d_plus, per_deviation;
};

/* The spot is e^LOG_RATIO times the boundary on the date, which is DISTANCE away. */
static struct moment moment_at(
	const struct boundary *b, double log_ratio, double distance, double deviation)
{
	double per = 1 / deviation, middle = (log_ratio + (b->rate - b->yield) * distance) * per;
	return (struct moment){middle - 0.5 * deviation, middle + 0.5 * deviation, per};
}

/* A term of one of the two sums of system A, and its slope in the logarithm of the spot. */
struct term {
	double value, slope;
};

static struct term above_at(const struct moment *m, double weight, double growth)
{
	double value = weight * m->per_deviation * grown_density(m->d_minus, growth);
	return (struct term){value, -value * m->d_minus * m->per_deviation};
}

static struct term below_at(const struct moment *m, double weight, double growth)
{
	double density = weight * m->per_deviation * grown_density(m->d_plus, growth);
	return (struct term){weight * exp(growth) * normal_cdf(m->d_plus) + density,
		density * (1 - m->d_plus * m->per_deviation)};
}

static void term_add(struct term *sum, struct term term)
{
	sum->value += term.value;
	sum->slope += term.slope;
}

/*
 * The equation of node I is: ln of the boundary = ln(above/below) - carry. Returns the difference
 * of its two sides; sets ROW to the slopes of the difference in the depths of the nodes.
 */
static double equation(const struct boundary *b, int i, const double squares[static BOUNDARY_NODES],
	double row[static BOUNDARY_NODES])
{
	struct term ups[BOUNDARY_SWEEP_DATES], downs[BOUNDARY_SWEEP_DATES] = {{0}};
	double depths[BOUNDARY_SWEEP_DATES];
	double root = nodes[i].root, time = root * root, log_here = b->start - b->depth[i];
	struct moment expiry = moment_at(b, log_here, time, b->deviation * root);
	struct term above = above_at(&expiry, 1, 0), below = below_at(&expiry, 1, 0);
	for (int k = 0; k < BOUNDARY_SWEEP_DATES; k++) {
		const struct integral_date *d = &nodes[i].dates[k];
		double distance = time * d->root * d->root, weight = time * d->weight;
		depths[k] = depth_at(d, squares);
		struct moment m = moment_at(
			b, depths[k] - b->depth[i], distance, b->deviation * root * d->root);
		ups[k] = above_at(&m, weight * b->rate, b->rate * (time - distance));
		term_add(&above, ups[k]);
		if (b->yield > 0) {
			downs[k] = below_at(&m, weight * b->yield, b->yield * (time - distance));
			term_add(&below, downs[k]);
		}
	}
	for (int j = 0; j < BOUNDARY_NODES; j++)
		row[j] = 0;
	double per_above = 1 / above.value, per_below = 1 / below.value;
	for (int k = 0; k < BOUNDARY_SWEEP_DATES; k++) {
		double slope = ups[k].slope * per_above - downs[k].slope * per_below;
		double per_square = depths[k] > 0 ? slope / depths[k] : 0;
		for (int j = 0; j < BOUNDARY_NODES; j++)
			row[j] += per_square * nodes[i].dates[k].share[j];
	}
	for (int j = 0; j < BOUNDARY_NODES; j++)
		row[j] *= b->depth[j];
	row[i] += 1 - above.slope * per_above + below.slope * per_below;
	return log(above.value * per_below) - (b->rate - b->yield) * time - log_here;
}

/* Gaussian elimination; the diagonal is large enough for it. VALUES becomes the solution. */
static void solve_linear(
	double rows[static BOUNDARY_NODES][BOUNDARY_NODES], double values[static BOUNDARY_NODES])
{
	for (int k = 0; k < BOUNDARY_NODES; k++) {
		double per_pivot = 1 / rows[k][k];
		for (int i = k + 1; i < BOUNDARY_NODES; i++) {
			double factor = rows[i][k] * per_pivot;
			for (int j = k + 1; j < BOUNDARY_NODES; j++)
				rows[i][j] -= factor * rows[k][j];
			values[i] -= factor * values[k];
		}
	}
	for (int k = BOUNDARY_NODES - 1; k >= 0; k--) {
		for (int j = k + 1; j < BOUNDARY_NODES; j++)
			values[k] -= rows[k][j] * values[j];
		values[k] /= rows[k][k];
	}
}

/* One step of Newton's method, each depth within a third and three times; the largest change. */
static double newton_step(struct boundary *b)
{
	double squares[BOUNDARY_NODES], rows[BOUNDARY_NODES][BOUNDARY_NODES], off[BOUNDARY_NODES];
	double moved = 0;
	square_depths(b, squares);
	for (int i = 0; i < BOUNDARY_NODES; i++)
		off[i] = equation(b, i, squares, rows[i]);
	solve_linear(rows, off);
	for (int i = 0; i < BOUNDARY_NODES; i++) {
		double before = b->depth[i];
		b->depth[i] = fmin(fmax(before - off[i], before / 3), before * 3);
		moved = fmax(moved, fabs(b->depth[i] - before));
	}
	return moved;
}

/*
 * A first guess of the depth, ROOT being the square root of the time left. Divided by the
 * deviation, the depth near expiry is the square root of ln(1/(8 pi r^2)), r being the rate divided
 * by the deviation (Evans, Kuske and Keller, American Options on Assets with Dividends near Expiry,
 * Mathematical Finance 12, 2002; their .64 where the yield is above the rate). Further from expiry
 * the formula is fitted, and stays within the depth of the perpetual option.
 */
static double first_depth(const struct boundary *b, double root)
{
	double deviation = b->deviation * root,
	       r = (b->rate - 0.8 * b->yield) * root / b->deviation;
	if (b->yield <= b->rate)
		return deviation * sqrt(log1p((0.04 + 0.19 * sqrt(r)) / (r * r))) /
		       (1 + 0.1 * deviation);
	double variance = b->deviation * b->deviation;
	double drift = b->rate - b->yield - 0.5 * variance;
	double power = (-drift - sqrt(drift * drift + 2 * b->rate * variance)) / variance;
	double share = 1 - power / (power - 1) / exp(b->start);
	return -log1p(share * expm1(-0.65 * deviation / share));
}

static struct boundary boundary_of(double rate, double yield, double deviation)
{
	return (struct boundary){
		rate, yield, deviation, .start = yield > rate ? log(rate / yield) : 0};
}

bool boundary_serves(double rate, double yield, double deviation)
{
	double most = RATE_TO * deviation;
	return rate > 0 && yield >= 0 && rate <= most && yield <= most && deviation <= DEVIATION_TO;
}

void boundary_solve(double rate, double yield, double deviation, struct boundary *out)
{
	struct boundary b = boundary_of(rate, yield, deviation);
	for (int i = 0; i < BOUNDARY_NODES; i++)
		b.depth[i] = first_depth(&b, nodes[i].root);
	/* relative to the deviation, the error after a step is the square of the step */
	double last = deviation * sqrt(PRICE_LAST / rate);
	for (int step = 0; step < STEPS_MAX; step++)
		if (newton_step(&b) <= last)
			break;
	*out = b;
}

void boundary_move(const struct boundary *near, double rate, double yield, double deviation,
	struct boundary *out)
{
	struct boundary b = boundary_of(rate, yield, deviation);
	for (int i = 0; i < BOUNDARY_NODES; i++)
		b.depth[i] = near->depth[i];
	(void)newton_step(&b);
	*out = b;
}

static double log_boundary(const struct boundary *b)
{
	return b->start - b->depth[BOUNDARY_NODES - 1];
}

double boundary_spot(const struct boundary *b)
{
	return exp(log_boundary(b));
}

/* The European put of strike 1. */
static double european_put(const struct boundary *b, double spot, double log_spot)
{
	double d_plus = (log_spot + b->rate - b->yield) / b->deviation + 0.5 * b->deviation;
	return exp(-b->rate) * normal_cdf(b->deviation - d_plus) -
	       spot * exp(-b->yield) * normal_cdf(-d_plus);
}

/*
 * The gain per unit of time from exercise on a date. ROOT is the square root of its distance,
 * LOG_RATIO the ln of SPOT over the boundary on that date.
 */
static double gain_at(const struct boundary *b, double spot, double log_ratio, double root)
{
	double distance = root * root, deviation = b->deviation * root;
	double d = (log_ratio + (b->rate - b->yield) * distance) / deviation + 0.5 * deviation;
	double gain = b->rate * exp(-b->rate * distance) * normal_cdf(deviation - d);
	if (b->yield > 0)
		gain -= b->yield * spot * exp(-b->yield * distance) * normal_cdf(-d);
	return gain;
}

double boundary_put(const struct boundary *b, double spot)
{
	double squares[BOUNDARY_NODES], log_spot = log(spot);
	if (log_spot <= log_boundary(b))
		return 1 - spot;
	square_depths(b, squares);
	double sum = european_put(b, spot, log_spot);
	for (int k = 0; k < BOUNDARY_PRICE_DATES; k++) {
		const struct integral_date *d = &price_dates[k];
		double log_ratio = log_spot - b->start + depth_at(d, squares);
		sum += d->weight * gain_at(b, spot, log_ratio, d->root);
	}
	return sum;
}

double boundary_put_quickly(double rate, double yield, double deviation, double spot)
{
	/* three dates of Gauss-Legendre in the angle */
	static const struct {
		double root, root_left, weight;
	} dates[] = {
		{0.98437083079068155, 0.17610811306826088, 0.15128137800307004},
		{0.70710678118654746, 0.70710678118654757, 0.69813170079773179},
		{0.17610811306826071, 0.98437083079068155, 0.15128137800306987},
	};
	struct boundary b = boundary_of(rate, yield, deviation);
	double log_spot = log(spot), sum = european_put(&b, spot, log_spot);
	for (int k = 0; k < 3; k++) {
		double depth = first_depth(&b, dates[k].root_left);
		double log_ratio = log_spot - b.start + depth;
		sum += dates[k].weight * gain_at(&b, spot, log_ratio, dates[k].root);
	}
	return fmax(sum, 1 - spot);
}
