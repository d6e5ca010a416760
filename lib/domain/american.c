/*
 * The lattice: nodes S* e^(mu t + j dx), S* the spot less the dividends, mu = rate - yield -
 * volatility^2/2, so that up and down are equally likely at any volatility. Their probability makes
 * the expectation the forward exactly; dx^2 = 3 volatility^2 dt of the longest step matches the
 * fourth moment too. Each piece of time between ex-dividend dates has its own whole number of equal
 * steps. The nodes beside the first one give delta and gamma at time 0.
 */
#include "american.h"

#include <float.h>
#include <math.h>

#include "otm.h"

enum {
	DAYS_A_YEAR = 365,
	STEPS = 96, /* of the smaller lattice, before each dividend adds one at most */
	FINER = 2,  /* the larger one has so many times as many */
	PERIODS_MAX = CASH_DIVIDENDS_MAX + 1,
	HALF_WIDTH_MAX = 72, /* nodes on a side: REACH deviations of the largest lattice */
	NODES_MAX = 2 * HALF_WIDTH_MAX + 1,
	ITERATIONS_MAX = 60,
};

static const double REACH = 7;		  /* deviations to each side; beyond them 1e-12 is left */
static const double DEVIATION_MIN = 1e-8; /* total volatility taken for none */
static const double DEVIATION_MAX = 20;	  /* taken for any larger one */
static const double DEVIATION_SOLVED = 5; /* the largest solved for */
static const double STEP_LAST = 1e-10;	  /* relative, of the volatility solved for */
static const double SOLVED_FROM =
	1e-6; /* time value over the strike: less is the lattice's error */
static const double BUMP_VOLATILITY = 1e-3, BUMP_RATE = 1e-4;

/* Time between two ex-dividend dates, cut into equal steps. */
struct period {
	double from, to; /* years from now */
	int steps;
	double dividend; /* paid at TO; 0 at expiry */
	double later;	 /* value at TO of the dividends from TO on */
};

struct model {
	double sign, spot, strike; /* of a call 1; the spot without the dividends */
	double rate, yield, volatility;
	struct period periods[PERIODS_MAX];
	int count;
};

/* At the first node, in x = ln S*. */
struct value {
	double price, slope, curvature;
	bool exercised;
};

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
	return o->kind * (o->spot - o->strike);
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

static void make_model(const struct american_terms *terms, const struct option_terms *european,
	double volatility, struct model *out)
{
	struct model m = {
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
		m.periods[m.count++] = (struct period){
			.from = from,
			.to = to,
			.steps = (int)ceil(STEPS * (to - from) / years),
			.dividend = last ? 0 : terms->dividends[i].amount,
		};
		from = to;
		if (last)
			break;
	}
	for (int k = m.count - 2; k >= 0; k--) {
		struct period *p = &m.periods[k], *next = p + 1;
		p->later = p->dividend + next->later * exp(-m.rate * (next->to - next->from));
	}
	*out = m;
}

/* The spot's dividends still to come, at YEARS in PERIOD; on its first day those of that day, too,
   for who gains by them. */
static double to_come(const struct model *m, int period, double years, bool first_day)
{
	const struct period *p = &m->periods[period];
	double sum = p->later * exp(-m->rate * (p->to - years));
	if (first_day && period > 0 && m->sign > 0)
		sum += m->periods[period - 1].dividend;
	return sum;
}

/* The European option of one step, by node. */
static double last_step(const struct model *m, double spot, double x, double dt)
{
	double forward = spot * exp((m->rate - m->yield) * dt);
	double smaller = fmin(forward, m->strike);
	double value = fmax(m->sign * (forward - m->strike), 0) +
		       smaller * otm_price(fabs(x), m->volatility * sqrt(dt));
	return exp(-m->rate * dt) * value;
}

struct grid {
	double dx;
	int half;		  /* nodes on a side at most */
	double power[NODES_MAX];  /* exp(j dx), j from -HALF_WIDTH_MAX */
	double values[NODES_MAX]; /* of the time last done */
};

static void make_grid(const struct model *m, int finer, struct grid *out)
{
	double longest = 0, years = m->periods[m->count - 1].to;
	for (int k = 0; k < m->count; k++) {
		const struct period *p = &m->periods[k];
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

/* Nodes on a side at a step. */
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
	const double *power = g->power + HALF_WIDTH_MAX - width;
	int nodes = 2 * width + 1;
	for (int j = -1; j <= nodes; j++)
		before[j + 1] = after[j];
	for (int j = 0; j < nodes; j++) {
		double wait = middle * before[j + 1] + up * (before[j] + before[j + 2]);
		double exercise = sign * (power[j] * spot - strike);
		after[j] = wait > exercise ? wait : exercise;
	}
}

/* Nodes beyond the widest the grid gets, on a straight line through the outermost two. */
static void extend(struct grid *g)
{
	double *low = g->values + HALF_WIDTH_MAX - g->half;
	double *high = g->values + HALF_WIDTH_MAX + g->half;
	low[-1] = 2 * low[0] - low[1];
	high[1] = 2 * high[0] - high[-1];
}

static void last_nodes(
	const struct model *m, struct grid *g, int step, double years, double dt, double paid)
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

static struct value solve_lattice(const struct model *m, int finer)
{
	struct grid g;
	make_grid(m, finer, &g);
	double drift = m->rate - m->yield - 0.5 * m->volatility * m->volatility;
	double variance = m->volatility * m->volatility, half_step = sinh(0.5 * g.dx);
	int steps_all = 0;
	for (int k = 0; k < m->count; k++)
		steps_all += m->periods[k].steps * finer;
	int step = steps_all;
	for (int k = m->count - 1; k >= 0; k--) {
		const struct period *p = &m->periods[k];
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
		}
	}
	const double *v = g.values + HALF_WIDTH_MAX;
	double exercise = m->sign * (m->spot - (m->strike - to_come(m, 0, 0, true)));
	return (struct value){
		.price = v[0],
		.slope = (v[1] - v[-1]) / (2 * g.dx),
		.curvature = (v[1] - 2 * v[0] + v[-1]) / (g.dx * g.dx),
		.exercised = v[0] <= exercise,
	};
}

/* Richardson's extrapolation: the error of a lattice falls as one over its steps. */
static double extrapolate(double coarse, double fine)
{
	return fine + (fine - coarse) / (FINER - 1);
}

static struct value solve(const struct model *m)
{
	struct value coarse = solve_lattice(m, 1), fine = solve_lattice(m, FINER);
	return (struct value){
		.price = extrapolate(coarse.price, fine.price),
		.slope = extrapolate(coarse.slope, fine.slope),
		.curvature = extrapolate(coarse.curvature, fine.curvature),
		.exercised = fine.exercised,
	};
}

static void make_model_within(const struct american_terms *terms,
	const struct option_terms *european, double volatility, struct model *out)
{
	double root = sqrt(european->years);
	make_model(terms, european,
		fmin(fmax(volatility, DEVIATION_MIN / root), DEVIATION_MAX / root), out);
}

double american_price(const struct american_terms *terms, double volatility)
{
	struct option_terms european;
	struct model m;
	if (!american_european(terms, &european))
		return (double)NAN;
	double value = black_price(&european, volatility);
	if (isnan(value) || never_early(terms, &european))
		return value;
	value = fmax(value, exercise_now(&terms->option));
	if (!(european.years > 0))
		return value;
	make_model_within(terms, &european, volatility, &m);
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
static struct greeks lattice_greeks(const struct american_terms *terms, const struct model *m,
	const struct value *v, double volatility)
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
	struct model m;
	if (!american_european_greeks(terms, volatility, out))
		return false;
	(void)american_european(terms, &european);
	if (never_early(terms, &european))
		return true;
	make_model_within(terms, &european, volatility, &m);
	struct value v = solve(&m);
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
