/*
 * Without cash dividends the exercise boundary gives the price, otherwise, and where the boundary
 * is not at home, the lattice; where early exercise cannot pay it is the European formula.
 */
#include "american.h"

#include <float.h>
#include <math.h>

#include "boundary.h"
#include "lattice.h"

enum { DAYS_A_YEAR = 365, ITERATIONS_MAX = 60 };

static const double DEVIATION_MIN = 1e-8; /* total volatility taken for none */
static const double DEVIATION_MAX = 20;	  /* taken for any larger one */
static const double DEVIATION_SOLVED = 5; /* the largest solved for */
static const double STEP_LAST = 1e-10;	  /* relative, of the volatility solved for */
/* time value over the strike: less is lost in the price's error */
static const double SOLVED_FROM = 1e-6;
static const double BUMP_VOLATILITY = 1e-3, BUMP_RATE = 1e-4;
/* Total volatility for which the boundary is solved, and the step in ln spot over it. */
static const double BOUNDARY_FROM = 0.005, BOUNDARY_TO = 3, BOUNDARY_STEP = 0.02;

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

/* Present value of what is paid before expiry. */
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

/* What exercise now brings: negative out of the money. */
static double exercise_now(const struct option_terms *o)
{
	return (double)o->kind * (o->spot - o->strike);
}

/* Whether waiting is never worse: the European bound is over the exercise value at all times. */
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

/*
 * A call is a put with spot and strike, rate and yield exchanged; of strike 1, at spot e^y, y = ln
 * of the put's spot over its strike.
 */
static bool boundary_serves(const struct lattice_terms *m)
{
	double years = m->periods[0].to, s = m->volatility * sqrt(years);
	double rate = m->sign > 0 ? m->yield : m->rate, yield = m->sign > 0 ? m->rate : m->yield;
	return m->period_count == 1 && rate > 0 && yield >= 0 && s >= BOUNDARY_FROM &&
	       s <= BOUNDARY_TO;
}

static struct option_value boundary_value(const struct lattice_terms *m)
{
	bool call = m->sign > 0;
	double years = m->periods[0].to, step = BOUNDARY_STEP * m->volatility * sqrt(years);
	double unit = call ? m->spot : m->strike,
	       at = call ? m->strike / m->spot : m->spot / m->strike;
	struct boundary b;
	boundary_solve(
		call ? m->yield : m->rate, call ? m->rate : m->yield, m->volatility, years, &b);
	double here = boundary_put(&b, at), up = boundary_put(&b, at * exp(step));
	double down = boundary_put(&b, at * exp(-step));
	double slope = (up - down) / (2 * step), curvature = (up - 2 * here + down) / (step * step);
	return (struct option_value){
		.price = unit * here,
		.slope = unit * (call ? here - slope : slope),
		.curvature = unit * (call ? here - 2 * slope + curvature : curvature),
		.exercised = at <= boundary_spot(&b, years),
	};
}

static struct option_value solve(const struct lattice_terms *m)
{
	return boundary_serves(m) ? boundary_value(m) : lattice_value(m);
}

static void make_terms_within(const struct american_terms *terms,
	const struct option_terms *european, double volatility, struct lattice_terms *out)
{
	double root = sqrt(european->years);
	make_terms(terms, european,
		fmin(fmax(volatility, DEVIATION_MIN / root), DEVIATION_MAX / root), out);
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
	return fmax(value, solve(&m).price);
}

/*
 * At a spot that stands still the dividends to come grow and what is left of it shrinks; a higher
 * rate makes them worth less.
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

/* The price at another rate. */
static double price_at_rate(const struct american_terms *terms, double rate, double volatility)
{
	struct american_terms other = *terms;
	other.option.rate = rate;
	return american_price(&other, volatility);
}

/* Delta, gamma and theta off the lattice, vega and rho by differences. */
static struct greeks lattice_greeks(const struct american_terms *terms,
	const struct lattice_terms *m, const struct option_value *v, double volatility)
{
	double carry = m->rate * v->price - (m->rate - m->yield) * v->slope -
		       0.5 * volatility * volatility * (v->curvature - v->slope);
	double bump = BUMP_VOLATILITY * volatility;
	double vega =
		american_price(terms, volatility + bump) - american_price(terms, volatility - bump);
	double rho = price_at_rate(terms, m->rate + BUMP_RATE, volatility) -
		     price_at_rate(terms, m->rate - BUMP_RATE, volatility);
	double delta = v->slope / m->spot;
	/* at a spot that stands still the dividends to come grow, and what is left shrinks */
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
	if (!american_european_greeks(terms, volatility, out))
		return false;
	(void)american_european(terms, &european);
	if (never_early(terms, &european))
		return true;
	make_terms_within(terms, &european, volatility, &m);
	struct option_value v = solve(&m);
	*out = v.exercised ? (struct greeks){.delta = terms->option.kind}
			   : lattice_greeks(terms, &m, &v, volatility);
	return true;
}

/* Two volatilities and how far over PRICE each one's price is: UNDER < 0 <= OVER. */
struct bracket {
	const struct american_terms *terms;
	double price, low, high, under, over;
};

/* Puts VOLATILITY in the bracket; what its price is over the one wanted. */
static double probe(struct bracket *b, double volatility)
{
	double off = american_price(b->terms, volatility) - b->price;
	if (off < 0) {
		b->low = volatility;
		b->under = off;
	} else {
		b->high = volatility;
		b->over = off;
	}
	return off;
}

/* Regula falsi in the Illinois form: an end that stays for two steps counts half. */
static double close_in(struct bracket *b)
{
	double next = b->high, before;
	int stayed = 0;
	for (int i = 0; i < ITERATIONS_MAX; i++) {
		before = next;
		next = b->high - b->over * (b->high - b->low) / (b->over - b->under);
		if (fabs(next - before) <= STEP_LAST * next)
			break;
		bool over = probe(b, next) >= 0;
		if (over && stayed > 0)
			b->under *= 0.5;
		if (!over && stayed < 0)
			b->over *= 0.5;
		stayed = over ? 1 : -1;
	}
	return next;
}

/*
 * The European option that costs as much needs more volatility, so that one is over; with what
 * early exercise is worth there taken off the price it is close.
 */
static enum iv_status narrow(struct bracket *b, const struct option_terms *european)
{
	double most = DEVIATION_SOLVED / sqrt(european->years), guess;
	if (black_implied_volatility(european, b->price, &guess) == IV_OK && guess < most) {
		double premium = probe(b, guess) + b->price - black_price(european, guess);
		double closer;
		if (black_implied_volatility(european, b->price - premium, &closer) == IV_OK &&
			closer < guess)
			(void)probe(b, closer);
	}
	if (b->over < 0 && probe(b, most) < 0)
		return IV_NOT_DETERMINED;
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
	struct bracket b = {.terms = terms, .price = price, .over = -1};
	b.under = american_price(terms, 0) - price;
	if (b.under > rounding)
		return IV_BELOW_INTRINSIC;
	if (b.under >= -rounding)
		return IV_NOT_DETERMINED;
	enum iv_status status = narrow(&b, &european);
	if (status == IV_OK)
		*out = close_in(&b);
	return status;
}
