#include "synth_path.h"

#include <math.h>
#include <string.h>

#include "mem.h"
#include "rng.h"
#include "zone.h"

#define MARKET_VOLATILITY .15
#define SESSIONS_A_YEAR 252.0

/*
 * GARCH(1,1): H is the variance in multiples of the usual one. omega + alpha + beta = 1: its mean
 * is 1.
 */
struct garch {
	double omega, alpha, beta, h;
};

static const struct garch garch_of_days = {.02, .08, .90, 1}, garch_of_minutes = {.07, .10, .83, 1};

static void garch_step(struct garch *g, double z)
{
	g->h = g->omega + (g->alpha * z * z + g->beta) * g->h;
}

/* Position in the session, -1 at the open and 1 at the close. */
static double position(size_t minute, size_t minutes)
{
	return 2 * ((double)minute + .5) / (double)minutes - 1;
}

static double volatility_shape(size_t minute, size_t minutes)
{
	double x = position(minute, minutes);
	return .80 + .55 * x * x;
}

/*
 * The mean over the session is 1, except for the first and the last minute, which have more volume.
 */
static double volume_shape(size_t minute, size_t minutes)
{
	double x = position(minute, minutes);
	double auction = minute == 0 ? 2.2 : minute + 1 == minutes ? 2.5 : 1;
	return (.62 + 1.14 * x * x) * auction;
}

static size_t session_minutes(const struct session *s)
{
	return (size_t)(instant_diff_us(s->close, s->open) / MINUTE_US);
}

void synth_factor(uint64_t seed, const struct synth_calendar *c, double *sessions, double *minutes)
{
	struct rng rng;
	rng_init(&rng, rng_hash(seed, 21, 0));
	struct garch day = garch_of_days, minute = garch_of_minutes;
	double day_sd = MARKET_VOLATILITY / sqrt(SESSIONS_A_YEAR);
	double minute_sd = day_sd / sqrt((double)SYNTH_SESSION_MINUTES);
	for (size_t i = 0; i < c->count; i++) {
		double z = rng_normal(&rng);
		sessions[i] = .0004 + day_sd * c->fear[i] * sqrt(day.h) * z;
		garch_step(&day, z);
	}
	for (size_t i = c->plain; i < c->count; i++) {
		for (size_t m = 0; m < SYNTH_SESSION_MINUTES; m++) {
			double z = rng_normal(&rng);
			minutes[(i - c->plain) * SYNTH_SESSION_MINUTES + m] =
				minute_sd * c->fear[i] * sqrt(minute.h) *
				volatility_shape(m, SYNTH_SESSION_MINUTES) * z;
			garch_step(&minute, z);
		}
	}
}

/* A bar before it is scaled and rounded; prices start at 1. */
struct row {
	struct instant ts;
	double open, high, low, close, volume;
};

struct walk {
	const struct synth_path *path;
	struct rng rng;
	double price, own_sd; /* own_sd: standard deviation of the company's own daily returns */
	double whole_sd;      /* of all its daily returns */
	double strayed;	      /* how far its own returns have moved the price from the trend */
	struct garch day, minute;
	struct row *rows;
	size_t count, capacity;
};

static int walk_add(struct walk *w, const struct row *row)
{
	/* Above 281 sessions and some weeks of minutes. */
	enum { ROWS_MAX = 400 * SYNTH_SESSION_MINUTES };
	if (mem_grow(&w->rows, &w->capacity, w->count + 1, sizeof *w->rows, ROWS_MAX) != 0)
		return -1;
	w->rows[w->count++] = *row;
	return 0;
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/*
 * The next bar, with return R; high and low are those of a path with standard deviation SD. Moves
 * the price to its close.
 */
static struct row step(struct walk *w, struct instant ts, double r, double sd)
{
	struct row row = {.ts = ts, .open = w->price, .close = w->price * (1 + r)};
	row.high = larger(row.open, row.close) * (1 + .45 * sd * fabs(rng_normal(&w->rng)));
	row.low = row.open + row.close - larger(row.open, row.close);
	row.low *= 1 - .45 * sd * fabs(rng_normal(&w->rng));
	w->price = row.close;
	return row;
}

static int walk_session(struct walk *w, size_t i)
{
	const struct synth_path *p = w->path;
	const struct session *s = &p->calendar->sessions[i];
	double sd = w->own_sd * p->calendar->fear[i] * sqrt(w->day.h), z = rng_normal(&w->rng);
	w->strayed += sd * z;
	double pull = -.03 * w->strayed; /* keeps the noise of a year below the trend */
	w->strayed += pull;
	double r = p->trend + p->company->beta * p->factor_sessions[i] + sd * z + pull;
	double gap = .3 * r;
	w->price *= 1 + gap;
	struct row row = step(w, zone_from_new_york(s->day, 0), r - gap,
		p->company->volatility / sqrt(SESSIONS_A_YEAR));
	row.volume = p->company->volume * (.7 + .4 * rng_unit(&w->rng)) * (.8 + .35 * fabs(z));
	garch_step(&w->day, z);
	return walk_add(w, &row);
}

static int walk_minutes(struct walk *w, size_t i)
{
	const struct synth_path *p = w->path;
	const struct session *s = &p->calendar->sessions[i];
	size_t minutes = session_minutes(s);
	const struct synth_push *push =
		p->push != NULL && i >= p->push_from ? &p->push[i - p->push_from] : NULL;
	const double *factor = p->factor_minutes + (i - p->calendar->plain) * SYNTH_SESSION_MINUTES;
	double day_sd = w->own_sd * p->calendar->fear[i] * sqrt(w->day.h), begin = w->price;
	double minute_sd = day_sd / sqrt((double)SYNTH_SESSION_MINUTES);
	/* The trend of the history tells nothing about the generated days. */
	w->price *= 1 + (i > p->join ? 0 : p->trend) + .25 * day_sd * rng_normal(&w->rng);
	for (size_t m = 0; m < minutes && m < SYNTH_SESSION_MINUTES; m++) {
		double z = rng_normal(&w->rng);
		double sd = minute_sd * sqrt(w->minute.h) * volatility_shape(m, minutes);
		double own = sd * z * (push != NULL ? push->noise[m] : 1);
		double r = p->company->beta * factor[m] + own + (push != NULL ? push->drift[m] : 0);
		struct row row = step(w, instant_add(s->open, (int64_t)m * MINUTE_US), r, sd);
		row.volume = p->company->volume / SYNTH_SESSION_MINUTES * volume_shape(m, minutes) *
			     (.75 + .3 * rng_unit(&w->rng)) * (1 + .15 * fabs(z)) *
			     (push != NULL ? push->volume[m] : 1);
		garch_step(&w->minute, z);
		w->price *=
			1 +
			.05 * sd *
				rng_normal(
					&w->rng); /* the next trade is rarely at the same price */
		if (walk_add(w, &row) != 0)
			return -1;
	}
	/* The move of the whole session, in standard deviations of all that moves it. */
	double z = (w->price / begin - 1) / (day_sd * w->whole_sd / w->own_sd);
	garch_step(&w->day, z > 3 ? 3 : z < -3 ? -3 : z);
	return 0;
}

static struct price cents(double usd)
{
	return price_from_double((double)llround(usd * 100) / 100);
}

/* Appends ROW, scaled to dollars and rounded to cents; low <= open, close <= high stays true. */
static int emit(const struct row *row, double scale, struct tape_bars *out)
{
	struct bar bar = {.ts = row->ts,
		.open = cents(row->open * scale),
		.close = cents(row->close * scale)};
	bar.high = cents(row->high * scale);
	bar.low = cents(row->low * scale);
	bar.vwap = price_from_double((row->open + row->high + row->low + row->close) / 4 * scale);
	bar.volume = llround(row->volume) + 1;
	bar.trade_count = 1 + bar.volume / 110;
	return tape_bars_add(out, &bar);
}

int synth_path_make(const struct synth_path *p, struct tape_bars *days, struct tape_bars *minutes,
	double *levels)
{
	const struct synth_calendar *c = p->calendar;
	double vol = p->company->volatility, market = p->company->beta * MARKET_VOLATILITY;
	double own = larger(vol * vol - market * market, .09 * vol * vol);
	struct walk w = {.path = p, .price = 1, .day = garch_of_days, .minute = garch_of_minutes};
	w.own_sd = sqrt(own / SESSIONS_A_YEAR);
	double own_share = own / (own + market * market);
	w.whole_sd = sqrt((own + market * market) / SESSIONS_A_YEAR);
	rng_init(&w.rng, p->seed);
	double joined = 1;
	size_t plain_rows = 0;
	int result = 0;
	for (size_t i = 0; i < c->count && result == 0; i++) {
		levels[i] = c->fear[i] * sqrt(1 + own_share * (w.day.h - 1));
		result = i < c->plain ? walk_session(&w, i) : walk_minutes(&w, i);
		if (i == p->join && w.count > 0)
			joined = w.rows[w.count - 1].close;
		if (i < c->plain)
			plain_rows = w.count;
	}
	for (size_t k = 0; k < w.count && result == 0; k++)
		result = emit(&w.rows[k], p->join_price / joined, k < plain_rows ? days : minutes);
	mem_free(&w.rows);
	return result;
}
