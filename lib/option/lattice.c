/*
 * The nodes are S* e^(mu t + j dx), S* being the spot less the dividends and
 * mu = rate - yield - volatility^2/2, so that up and down are equally likely at any volatility. The
 * probability of each is chosen so that the expectation is exactly the forward. dx^2 =
 * 3 volatility^2 dt of the longest step also matches the fourth moment. Each period between
 * ex-dividend dates has a whole number of equal steps. The two neighbours of the first node give
 * delta and gamma at time 0.
 */
#include "lattice.h"

#include <math.h>

#include "black_normalized.h"

enum {
	FINER = 2,	     /* the larger size has this many times as many steps */
	HALF_WIDTH_MAX = 72, /* nodes on a side: REACH deviations in the largest lattice */
	NODES_MAX = 2 * HALF_WIDTH_MAX + 1,
};

static const double REACH = 7; /* deviations to each side; the probability beyond them is 1e-12 */

/*
 * The value at YEARS, in PERIOD, of the dividends still to be paid. On the first day of the period
 * a call, which gains by it, also counts the dividend of that day.
 */
static double to_come(const struct lattice_terms *m, int period, double years, bool first_day)
{
	const struct lattice_period *p = &m->periods[period];
	double sum = p->later * exp(-m->rate * (p->to - years));
	if (first_day && period > 0 && m->sign > 0)
		sum += m->periods[period - 1].dividend;
	return sum;
}

/* The value of the European option over the last step, at one node. */
static double last_step(const struct lattice_terms *m, double spot, double x, double dt)
{
	double forward = spot * exp((m->rate - m->yield) * dt);
	double smaller = fmin(forward, m->strike);
	double value = fmax(m->sign * (forward - m->strike), 0) +
		       smaller * black_normalized_price(fabs(x), m->volatility * sqrt(dt));
	return exp(-m->rate * dt) * value;
}

struct grid {
	double dx;
	int half;		  /* nodes on a side at most */
	double power[NODES_MAX];  /* exp(j dx), j from -HALF_WIDTH_MAX */
	double values[NODES_MAX]; /* at the step computed last */
	double gain[NODES_MAX];	  /* exercise at that step less the value of waiting */
};

static void make_grid(const struct lattice_terms *m, int finer, struct grid *out)
{
	double longest = 0, years = m->periods[m->period_count - 1].to;
	for (int k = 0; k < m->period_count; k++) {
		const struct lattice_period *p = &m->periods[k];
		longest = fmax(longest, (p->to - p->from) / (p->steps * finer));
	}
	out->dx = m->volatility * sqrt(3 * longest);
	double half = ceil(REACH * m->volatility * sqrt(years) / out->dx);
	out->half = half < HALF_WIDTH_MAX - 1 ? (int)half : HALF_WIDTH_MAX - 1;
	double up = exp(out->dx), above = 1;
	for (int j = 0; j <= HALF_WIDTH_MAX; j++, above *= up) {
		out->power[HALF_WIDTH_MAX + j] = above;
		out->power[HALF_WIDTH_MAX - j] = 1 / above;
	}
}

/* The number of nodes on a side at a step. */
static int width_at(const struct grid *g, int step)
{
	return step + 1 < g->half ? step + 1 : g->half;
}

/* values[j] = max(exercise, discounted expectation) for the nodes within WIDTH. */
static void step_back(struct grid *g, int width, double up, double middle, double sign, double spot,
	double strike)
{
	double before[NODES_MAX + 2];
	double *after = g->values + HALF_WIDTH_MAX - width;
	double *gain = g->gain + HALF_WIDTH_MAX - width;
	const double *power = g->power + HALF_WIDTH_MAX - width;
	int nodes = 2 * width + 1;
	for (int j = -1; j <= nodes; j++)
		before[j + 1] = after[j];
	for (int j = 0; j < nodes; j++) {
		double wait = middle * before[j + 1] + up * (before[j] + before[j + 2]);
		gain[j] = sign * (power[j] * spot - strike) - wait;
		after[j] = wait + (gain[j] > 0 ? gain[j] : 0);
	}
}

/*
 * On an ex-dividend date the value has a kink where exercise begins to be better than waiting. The
 * node nearest to the kink takes the mean gain of exercise over its cell, linear between the nodes.
 * Without this the price would oscillate with the position of the kink between the nodes.
 */
static void smooth_kink(struct grid *g, int width)
{
	const double *gain = g->gain + HALF_WIDTH_MAX - width;
	double *after = g->values + HALF_WIDTH_MAX - width;
	for (int j = 0; j < 2 * width; j++) {
		if ((gain[j] > 0) == (gain[j + 1] > 0))
			continue;
		int near = fabs(gain[j]) < fabs(gain[j + 1]) ? j : j + 1;
		double slope = fabs(gain[j + 1] - gain[j]), reach = gain[near] + 0.5 * slope;
		after[near] += 0.5 * reach * reach / slope - fmax(gain[near], 0);
	}
}

/* Sets the nodes just beyond the widest grid, on a straight line through the outermost two. */
static void extend(struct grid *g)
{
	double *low = g->values + HALF_WIDTH_MAX - g->half;
	double *high = g->values + HALF_WIDTH_MAX + g->half;
	low[-1] = 2 * low[0] - low[1];
	high[1] = 2 * high[0] - high[-1];
}

/* Sets the nodes of the last step before expiry. */
static void last_nodes(const struct lattice_terms *m, struct grid *g, int step, double years,
	double dt, double paid)
{
	double drift = m->rate - m->yield - 0.5 * m->volatility * m->volatility;
	double spot = m->spot * exp(drift * years);
	double x = log(spot / m->strike) + (m->rate - m->yield) * dt;
	int width = width_at(g, step);
	for (int j = -width; j <= width; j++) {
		double here = spot * g->power[HALF_WIDTH_MAX + j];
		g->values[HALF_WIDTH_MAX + j] = fmax(
			last_step(m, here, x + j * g->dx, dt), m->sign * (here + paid - m->strike));
	}
}

static struct option_value solve_lattice(const struct lattice_terms *m, int finer)
{
	struct grid g;
	make_grid(m, finer, &g);
	double drift = m->rate - m->yield - 0.5 * m->volatility * m->volatility;
	double variance = m->volatility * m->volatility, half_step = sinh(0.5 * g.dx);
	int steps_all = 0;
	for (int k = 0; k < m->period_count; k++)
		steps_all += m->periods[k].steps * finer;
	int step = steps_all;
	for (int k = m->period_count - 1; k >= 0; k--) {
		const struct lattice_period *p = &m->periods[k];
		int steps = p->steps * finer;
		double dt = (p->to - p->from) / steps, discount = exp(-m->rate * dt);
		double up = 0.25 * expm1(0.5 * variance * dt) / (half_step * half_step);
		for (int i = steps - 1; i >= 0; i--) {
			double years = p->from + i * dt, paid = to_come(m, k, years, i == 0);
			if (--step == steps_all - 1) {
				last_nodes(m, &g, step, years, dt, paid);
				continue;
			}
			if (width_at(&g, step) == g.half)
				extend(&g);
			step_back(&g, width_at(&g, step), discount * up, discount * (1 - 2 * up),
				m->sign, m->spot * exp(drift * years), m->strike - paid);
			if (i == 0 && k > 0 && m->sign > 0)
				smooth_kink(&g, width_at(&g, step));
		}
	}
	const double *v = g.values + HALF_WIDTH_MAX;
	double exercise = m->sign * (m->spot - (m->strike - to_come(m, 0, 0, true)));
	return (struct option_value){
		.price = v[0],
		.slope = (v[1] - v[-1]) / (2 * g.dx),
		.curvature = (v[1] - 2 * v[0] + v[-1]) / (g.dx * g.dx),
		.exercised = v[0] <= exercise,
	};
}

/* Richardson's extrapolation: the error of a lattice is proportional to 1/steps. */
static double extrapolate(double coarse, double fine)
{
	return fine + (fine - coarse) / (FINER - 1);
}

struct option_value lattice_value(const struct lattice_terms *m)
{
	struct option_value coarse = solve_lattice(m, 1), fine = solve_lattice(m, FINER);
	return (struct option_value){
		.price = extrapolate(coarse.price, fine.price),
		.slope = extrapolate(coarse.slope, fine.slope),
		.curvature = extrapolate(coarse.curvature, fine.curvature),
		.exercised = fine.exercised,
	};
}
