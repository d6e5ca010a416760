/*
 * Z is the standard normal variable of the spot on the ex-date, after the dividend. Beyond a bound
 * in z the holder exercises, and this part has a formula; the part on the other side is integrated.
 */
#include "ex_date.h"

#include <math.h>
#include <stddef.h>

#include "array.h"
#include "black.h"
#include "boundary.h"
#include "normal.h"

enum { NEWTON_MAX = 40 };

static const double Z_MAX = 6.5;      /* beyond it is 1e-10 of the probability */
static const double WIDE = 7;	      /* a put so many deviations out of the money has no worth */
static const double BOUND_TO = 1e-12; /* Newton's last step, as a share of the spot */

/* The half of the nodes of Gauss-Legendre on [-1, 1] that is above 0, and their weights. */
static const struct {
	double at, weight;
} gauss[] = {
	{0.99312859918509488, 0.017614007139152264},
	{0.96397192727791381, 0.04060142980038705},
	{0.91223442825132595, 0.06267204833410904},
	{0.83911697182221889, 0.083276741576704741},
	{0.7463319064601508, 0.10193011981724048},
	{0.63605368072651502, 0.11819453196151831},
	{0.51086700195082713, 0.1316886384491765},
	{0.37370608871541955, 0.14209610931838215},
	{0.22778585114164507, 0.14917298647260382},
	{0.076526521133497338, 0.15275338713072598},
};

/* The one dividend, and what is left after it. */
struct ex_date {
	double sign, strike, rate, yield, volatility;
	double amount, until, after; /* the years until the ex-date and after it */
	double spot;		     /* at z = 0 on the ex-date */
	double deviation;	     /* of its logarithm */
	double deviation_after;
};

static struct ex_date ex_date_of(const struct lattice_terms *m)
{
	double until = m->periods[0].to, after = m->periods[1].to - until, v = m->volatility;
	return (struct ex_date){
		.sign = m->sign,
		.strike = m->strike,
		.rate = m->rate,
		.yield = m->yield,
		.volatility = v,
		.amount = m->periods[0].dividend,
		.until = until,
		.after = after,
		.spot = m->spot * exp((m->rate - m->yield - 0.5 * v * v) * until),
		.deviation = v * sqrt(until),
		.deviation_after = v * sqrt(after),
	};
}

bool ex_date_serves(const struct lattice_terms *m)
{
	if (m->period_count != 2 || !(m->rate >= 0) || !(m->yield >= 0))
		return false;
	struct ex_date e = ex_date_of(m);
	if (m->sign > 0)
		return !(m->yield > 0);
	return e.amount >= e.strike * expm1(e.rate * e.until) &&
	       boundary_serves(e.rate * e.after, e.yield * e.after, e.deviation_after);
}

static double spot_at(const struct ex_date *e, double z)
{
	return e->spot * exp(e->deviation * z);
}

static double z_of(const struct ex_date *e, double spot)
{
	return log(spot / e->spot) / e->deviation;
}

/* The European put over the time after the ex-date. */
static double put_after(const struct ex_date *e, double spot)
{
	const struct option_terms put = {OPTION_PUT, spot, e->strike, e->after, e->rate, 0};
	return black_price(&put, e->volatility);
}

/*
 * The integral of the put's value and the normal density from FROM up. BOUNDARY is that of the
 * American put of strike 1 after the ex-date; NULL: the put is European.
 */
static double integrate(const struct ex_date *e, const struct boundary *boundary, double from)
{
	double worthless = z_of(e, e->strike) + WIDE * e->deviation_after / e->deviation;
	double low = fmax(from, -Z_MAX), high = fmin(worthless, Z_MAX), sum = 0;
	double half = 0.5 * (high - low), middle = low + half;
	if (!(high > low))
		return 0;
	for (size_t i = 0; i < 2 * array_size(gauss); i++) {
		double at = gauss[i / 2].at, z = middle + half * (i % 2 == 0 ? at : -at);
		double spot = spot_at(e, z);
		double put = boundary == NULL
				     ? put_after(e, spot)
				     : e->strike * boundary_put(boundary, spot / e->strike);
		sum += gauss[i / 2].weight * put * normal_density(z);
	}
	return half * sum;
}

/*
 * The z from which on a call is exercised just before the ex-date: the dividend is worth more than
 * the interest on the strike and the put, GAIN being the dividend less that interest. The gain less
 * the put is concave in the spot, so that Newton's method ascends to its root from below.
 */
static double call_bound(const struct ex_date *e, double gain)
{
	double spot = e->strike - e->amount;
	if (!(spot > 0))
		return -Z_MAX;
	for (int i = 0; i < NEWTON_MAX; i++) {
		double d = (log(spot / e->strike) + e->rate * e->after) / e->deviation_after +
			   0.5 * e->deviation_after;
		double step = (put_after(e, spot) - gain) / normal_cdf(-d);
		if (!(step > BOUND_TO * spot))
			break;
		spot += step;
	}
	return z_of(e, spot);
}

/* Exercise gains the dividend, and loses the interest on the strike and the put. */
static double call_price(const struct ex_date *e)
{
	const struct option_terms european = {OPTION_CALL,
		e->spot * exp(0.5 * e->deviation * e->deviation - e->rate * e->until), e->strike,
		e->until + e->after, e->rate, 0};
	double gain = e->amount + e->strike * expm1(-e->rate * e->after);
	double price = black_price(&european, e->volatility);
	if (!(gain > 0))
		return price;
	double bound = call_bound(e, gain);
	double early = gain * normal_cdf(-bound) - integrate(e, NULL, bound);
	return price + exp(-e->rate * e->until) * fmax(early, 0);
}

static double put_price(const struct ex_date *e)
{
	struct boundary b;
	boundary_solve(e->rate * e->after, e->yield * e->after, e->deviation_after, &b);
	double bound = z_of(e, e->strike * boundary_spot(&b));
	double forward = e->spot * exp(0.5 * e->deviation * e->deviation);
	double exercised =
		e->strike * normal_cdf(bound) - forward * normal_cdf(bound - e->deviation);
	return exp(-e->rate * e->until) * (exercised + integrate(e, &b, bound));
}

double ex_date_price(const struct lattice_terms *m)
{
	struct ex_date e = ex_date_of(m);
	return e.sign > 0 ? call_price(&e) : put_price(&e);
}
