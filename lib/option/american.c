/*
 * The European formula gives the price where early exercise cannot pay. Otherwise the exercise
 * boundary gives it; with one cash dividend the value on the ex-date, where that is enough; and
 * else the lattice: with several dividends, and outside the boundary's range.
 */
#include "american.h"

#include <math.h>

#include "boundary.h"
#include "ex_date.h"
#include "lattice.h"

enum { DAYS_A_YEAR = 365, STEPS_MAX = 200, BISECT_EVERY = 5 };

static const double DEVIATION_MIN = 1e-8; /* a total volatility up to this counts as none */
static const double DEVIATION_MAX = 20;	  /* a higher one counts as this */
static const double DEVIATION_SOLVED = 5; /* the largest that is solved for */
/* time value, divided by the strike: a smaller one is lost in the price's error */
static const double SOLVED_FROM = 1e-6;
static const double SOLVED_TO = 5e-10; /* largest error of the price, divided by the strike */
static const double BUMP_VOLATILITY = 5e-3, BUMP_RATE = 5e-4;
/* in ln spot, for slopes, divided by the total volatility */
static const double SLOPE_STEP = 0.02;

static bool dividends_good(const struct american_terms *terms)
{
	double before = 0;
	if (terms->dividend_count > CASH_DIVIDENDS_MAX)
		return false;
	for (size_t i = 0; i < terms->dividend_count; i++) {
		const struct cash_dividend *d = &terms->dividends[i];
		if (!(d->years > before) || !(d->amount > 0) || !isfinite(d->years) ||
			!isfinite(d->amount))
			return false;
		before = d->years;
	}
	return true;
}

/* The present value of the cash dividends before expiry. */
static double escrow(const struct american_terms *terms)
{
	double sum = 0;
	for (size_t i = 0; i < terms->dividend_count; i++) {
		const struct cash_dividend *d = &terms->dividends[i];
		if (d->years < terms->option.years)
			sum += d->amount * exp(-terms->option.rate * d->years);
	}
	return sum;
}

bool american_european(const struct american_terms *terms, struct option_terms *out)
{
	if (!dividends_good(terms))
		return false;
	struct option_terms european = terms->option;
	european.spot -= escrow(terms);
	if (isnan(black_price(&european, 0)))
		return false;
	*out = european;
	return true;
}

/* The gain of exercise now: negative out of the money. */
static double exercise_now(const struct option_terms *o)
{
	return (double)o->kind * (o->spot - o->strike);
}

/* True when waiting is never worse: the European bound is above the exercise value at all times. */
static bool never_early(const struct american_terms *terms, const struct option_terms *european)
{
	bool dividends = european->spot < terms->option.spot;
	double rate = european->rate, yield = european->dividend_yield;
	if (!(european->years > 0))
		return false;
	if (european->kind == OPTION_CALL)
		return yield <= 0 && rate >= 0 && !dividends;
	return rate <= 0 && yield >= 0;
}

static void make_terms(const struct american_terms *terms, const struct option_terms *european,
	double volatility, struct lattice_terms *out)
{
	struct lattice_terms m = {
		.sign = european->kind,
		.spot = european->spot,
		.strike = european->strike,
		.rate = european->rate,
		.yield = european->dividend_yield,
		.volatility = volatility,
	};
	double from = 0, years = european->years;
	for (size_t i = 0; i <= terms->dividend_count; i++) {
		bool last = i == terms->dividend_count || terms->dividends[i].years >= years;
		double to = last ? years : terms->dividends[i].years;
		m.periods[m.period_count++] = (struct lattice_period){
			.from = from,
			.to = to,
			.steps = (int)ceil(LATTICE_STEPS * (to - from) / years),
			.dividend = last ? 0 : terms->dividends[i].amount,
		};
		from = to;
		if (last)
			break;
	}
	for (int k = m.period_count - 2; k >= 0; k--) {
		struct lattice_period *p = &m.periods[k], *next = p + 1;
		p->later = p->dividend + next->later * exp(-m.rate * (next->to - next->from));
	}
	*out = m;
}

/* The option as UNIT puts of strike 1 at SPOT. */
struct unit_put {
	double rate, yield, deviation; /* over all the years */
	double spot, unit;
};

/* A call is a put with spot and strike, and rate and yield, exchanged. */
static struct unit_put unit_put_of(const struct lattice_terms *m)
{
	double years = m->periods[0].to, deviation = m->volatility * sqrt(years);
	if (m->sign < 0)
		return (struct unit_put){m->rate * years, m->yield * years, deviation,
			m->spot / m->strike, m->strike};
	return (struct unit_put){
		m->yield * years, m->rate * years, deviation, m->strike / m->spot, m->spot};
}

enum method { METHOD_BOUNDARY, METHOD_EX_DATE, METHOD_LATTICE };

static enum method method_of(const struct lattice_terms *m)
{
	if (m->period_count > 1)
		return ex_date_serves(m) ? METHOD_EX_DATE : METHOD_LATTICE;
	struct unit_put u = unit_put_of(m);
	return boundary_serves(u.rate, u.yield, u.deviation) ? METHOD_BOUNDARY : METHOD_LATTICE;
}

static struct option_value boundary_value(const struct lattice_terms *m, struct boundary *out)
{
	struct unit_put u = unit_put_of(m);
	double step = SLOPE_STEP * u.deviation;
	bool call = m->sign > 0;
	boundary_solve(u.rate, u.yield, u.deviation, out);
	double here = boundary_put(out, u.spot), up = boundary_put(out, u.spot * exp(step));
	double down = boundary_put(out, u.spot * exp(-step));
	double slope = (up - down) / (2 * step), curvature = (up - 2 * here + down) / (step * step);
	return (struct option_value){
		.price = u.unit * here,
		.slope = u.unit * (call ? here - slope : slope),
		.curvature = u.unit * (call ? here - 2 * slope + curvature : curvature),
		.exercised = u.spot <= boundary_spot(out),
	};
}

static double boundary_price(const struct lattice_terms *m)
{
	struct unit_put u = unit_put_of(m);
	struct boundary b;
	boundary_solve(u.rate, u.yield, u.deviation, &b);
	return u.unit * boundary_put(&b, u.spot);
}

static double price_by(enum method method, const struct lattice_terms *m)
{
	switch (method) {
	case METHOD_BOUNDARY:
		return boundary_price(m);
	case METHOD_EX_DATE:
		return ex_date_price(m);
	case METHOD_LATTICE:
		break;
	}
	return lattice_value(m).price;
}

/* Exercise now is not best: a dividend is still to come. */
static struct option_value ex_date_value(const struct lattice_terms *m)
{
	double step = SLOPE_STEP * m->volatility * sqrt(m->periods[1].to);
	struct lattice_terms above = *m, below = *m;
	above.spot *= exp(step);
	below.spot *= exp(-step);
	double here = ex_date_price(m), up = ex_date_price(&above), down = ex_date_price(&below);
	return (struct option_value){
		.price = here,
		.slope = (up - down) / (2 * step),
		.curvature = (up - 2 * here + down) / (step * step),
	};
}

static void make_terms_within(const struct american_terms *terms,
	const struct option_terms *european, double volatility, struct lattice_terms *out)
{
	double root = sqrt(european->years);
	make_terms(terms, european,
		fmin(fmax(volatility, DEVIATION_MIN / root), DEVIATION_MAX / root), out);
}

/*
 * Without volatility the spot moves with its forward: exercise at the best time. No cash dividends.
 */
static double value_without_volatility(const struct option_terms *o)
{
	double best = fmax(0, exercise_now(o)), at[] = {o->years, o->years};
	double turn = log(o->dividend_yield * o->spot / (o->rate * o->strike)) /
		      (o->dividend_yield - o->rate);
	if (turn > 0 && turn < o->years)
		at[1] = turn;
	for (int i = 0; i < 2; i++)
		best = fmax(best, (double)o->kind * (o->spot * exp(-o->dividend_yield * at[i]) -
							    o->strike * exp(-o->rate * at[i])));
	return best;
}

double american_price(const struct american_terms *terms, double volatility)
{
	struct option_terms european;
	struct lattice_terms m;
	if (!american_european(terms, &european))
		return (double)NAN;
	double value = black_price(&european, volatility);
	if (isnan(value) || never_early(terms, &european))
		return value;
	value = fmax(value, exercise_now(&terms->option));
	if (!(european.years > 0))
		return value;
	make_terms_within(terms, &european, volatility, &m);
	if (m.period_count == 1 && volatility * sqrt(european.years) <= DEVIATION_MIN)
		return fmax(value, value_without_volatility(&european));
	return fmax(value, price_by(method_of(&m), &m));
}

/*
 * While the full spot stays the same, the present value of the dividends grows with time, so that
 * the spot without them shrinks. A higher rate makes the dividends worth less.
 */
bool american_european_greeks(
	const struct american_terms *terms, double volatility, struct greeks *out)
{
	struct option_terms european;
	struct greeks g;
	if (!american_european(terms, &european) || !black_greeks(&european, volatility, &g))
		return false;
	double rate = european.rate, duration = 0;
	for (size_t i = 0; i < terms->dividend_count; i++) {
		const struct cash_dividend *d = &terms->dividends[i];
		if (d->years < european.years)
			duration += d->years * d->amount * exp(-rate * d->years);
	}
	g.theta -= g.delta * rate * (terms->option.spot - european.spot) / DAYS_A_YEAR;
	g.rho += g.delta * duration / 100;
	*out = g;
	return true;
}

/* A method, and of METHOD_BOUNDARY the boundary of terms that are near. */
struct pricing {
	enum method method;
	struct boundary near;
};

/*
 * The price at another rate or volatility. A cash dividend keeps its method: the error of the
 * lattice would be taken for a slope.
 */
static double price_at(const struct american_terms *terms, const struct pricing *by, double rate,
	double volatility)
{
	struct american_terms other = *terms;
	struct option_terms european;
	struct lattice_terms m;
	other.option.rate = rate;
	if (by->method != METHOD_EX_DATE || !american_european(&other, &european))
		european = other.option;
	make_terms(&other, &european, volatility, &m);
	if (by->method == METHOD_EX_DATE && rate > 0)
		return ex_date_price(&m);
	if (by->method == METHOD_LATTICE || method_of(&m) != METHOD_BOUNDARY)
		return american_price(&other, volatility);
	struct unit_put u = unit_put_of(&m);
	struct boundary b;
	boundary_move(&by->near, u.rate, u.yield, u.deviation, &b);
	return u.unit * boundary_put(&b, u.spot);
}

/* Delta, gamma and theta from the value and its slopes, vega and rho from differences. */
static struct greeks greeks_of(const struct american_terms *terms, const struct lattice_terms *m,
	const struct option_value *v, const struct pricing *by, double volatility)
{
	double carry = m->rate * v->price - (m->rate - m->yield) * v->slope -
		       0.5 * volatility * volatility * (v->curvature - v->slope);
	double bump = BUMP_VOLATILITY * volatility;
	double vega = price_at(terms, by, m->rate, volatility + bump) -
		      price_at(terms, by, m->rate, volatility - bump);
	double rho = price_at(terms, by, m->rate + BUMP_RATE, volatility) -
		     price_at(terms, by, m->rate - BUMP_RATE, volatility);
	double delta = v->slope / m->spot;
	/* as in american_european_greeks: the spot without the dividends shrinks */
	double cash = delta * m->rate * (terms->option.spot - m->spot);
	return (struct greeks){
		.delta = delta,
		.gamma = (v->curvature - v->slope) / (m->spot * m->spot),
		.theta = (carry - cash) / DAYS_A_YEAR,
		.vega = vega / (2 * bump) / 100,
		.rho = rho / (2 * BUMP_RATE) / 100,
	};
}

bool american_greeks(const struct american_terms *terms, double volatility, struct greeks *out)
{
	struct option_terms european;
	struct lattice_terms m;
	struct pricing by;
	if (!american_european_greeks(terms, volatility, out))
		return false;
	(void)american_european(terms, &european);
	if (never_early(terms, &european))
		return true;
	make_terms_within(terms, &european, volatility, &m);
	by.method = method_of(&m);
	struct option_value v = by.method == METHOD_BOUNDARY  ? boundary_value(&m, &by.near)
				: by.method == METHOD_EX_DATE ? ex_date_value(&m)
							      : lattice_value(&m);
	*out = v.exercised ? (struct greeks){.delta = terms->option.kind}
			   : greeks_of(terms, &m, &v, &by, volatility);
	return true;
}

/* The volatility is between LOW and HIGH. */
struct volatility_search {
	const struct american_terms *terms;
	double price, low, high;
	/* the last two volatilities tried, and how far their prices are above PRICE */
	double here, off, before, off_before;
};

/* Tries VOLATILITY; returns how far its price is above the wanted one. */
static double probe(struct volatility_search *s, double volatility)
{
	s->before = s->here;
	s->off_before = s->off;
	s->here = volatility;
	s->off = american_price(s->terms, volatility) - s->price;
	if (s->off < 0)
		s->low = volatility;
	else
		s->high = volatility;
	return s->off;
}

/* Secant steps; a step to the middle of the bracket when one leads out of it, and every fifth. */
static double refine(struct volatility_search *s)
{
	double enough = SOLVED_TO * s->terms->option.strike;
	for (int i = 1; i < STEPS_MAX && fabs(s->off) > enough; i++) {
		double slope = (s->off - s->off_before) / (s->here - s->before);
		double next = s->here - s->off / slope;
		bool bisect = i % BISECT_EVERY == 0 || !(next > s->low && next < s->high);
		(void)probe(s, bisect ? 0.5 * (s->low + s->high) : next);
	}
	return s->here;
}

/*
 * The first two guesses. The European option of the same price needs more volatility, so that guess
 * is too high. The second guess subtracts the value of early exercise at the first from the price,
 * and is close.
 */
static enum iv_status make_guesses(struct volatility_search *s, const struct option_terms *european)
{
	double most = DEVIATION_SOLVED / sqrt(european->years), guess, closer;
	if (black_implied_volatility(european, s->price, &guess) != IV_OK || guess >= most)
		return probe(s, most) < 0 ? IV_NOT_DETERMINED : IV_OK;
	double premium = probe(s, guess) + s->price - black_price(european, guess);
	if (black_implied_volatility(european, s->price - premium, &closer) == IV_OK &&
		closer < guess)
		(void)probe(s, closer);
	return IV_OK;
}

enum iv_status american_implied_volatility(
	const struct american_terms *terms, double price, double *out)
{
	struct option_terms european;
	const struct option_terms *o = &terms->option;
	if (!american_european(terms, &european) || !(price > 0) || !isfinite(price))
		return IV_BAD_INPUT;
	if (!(european.years > 0))
		return IV_EXPIRED;
	if (never_early(terms, &european))
		return black_implied_volatility(&european, price, out);
	if (price >= (o->kind == OPTION_CALL ? o->spot : o->strike))
		return IV_ABOVE_MAXIMUM;
	double rounding = SOLVED_FROM * o->strike;
	struct volatility_search s = {.terms = terms, .price = price};
	(void)probe(&s, 0);
	if (s.off > rounding)
		return IV_BELOW_INTRINSIC;
	if (s.off >= -rounding)
		return IV_NOT_DETERMINED;
	enum iv_status status = make_guesses(&s, &european);
	if (status == IV_OK)
		*out = refine(&s);
	return status;
}
