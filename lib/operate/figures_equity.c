#include <math.h>
#include <stdlib.h>

#include "figures.h"
#include "resample.h"
#include "rng.h"
#include "zone.h"

static const double unknown = (double)NAN;
static const double days_per_year = 365.25;

enum { SEED = 20260127 };

/* ---- days ---- */

static bool is_same_day(struct date a, struct date b)
{
	return date_compare(a, b) == 0;
}

static double rate_of(const struct equity_day *d)
{
	double capital = d->start + d->flow / 2;
	return capital > 0 ? d->pnl / capital : unknown;
}

/* The first day: money that came on it is a flow only when the start is the close before. */
static struct equity_day first_day(const struct equity_point *p, struct date day)
{
	bool known = isfinite(p->last_equity) && p->last_equity > 0;
	return (struct equity_day){.day = day, .start = known ? p->last_equity : p->equity};
}

/* The first flow that is not before DAY. */
static size_t skip_flows(const struct equity_flow *flows, size_t count, struct date day)
{
	size_t i = 0;
	while (i < count && date_compare(flows[i].day, day) < 0)
		i++;
	return i;
}

size_t equity_days(const struct equity_point *points, size_t count, const struct equity_flow *flows,
	size_t flow_count, struct equity_day *out)
{
	size_t n = 0, flow = 0;
	for (size_t i = 0; i < count; i++) {
		struct date day = zone_new_york_date(points[i].ts, NULL);
		if (isnan(points[i].equity))
			continue;
		if (n == 0) {
			bool before = isfinite(points[i].last_equity) && points[i].last_equity > 0;
			flow = skip_flows(flows, flow_count, before ? day : date_add(day, 1));
			out[n++] = first_day(&points[i], day);
		} else if (!is_same_day(out[n - 1].day, day)) {
			out[n] = (struct equity_day){.day = day, .start = out[n - 1].close};
			n++;
		}
		struct equity_day *d = &out[n - 1];
		for (; flow < flow_count && date_compare(flows[flow].day, day) <= 0; flow++)
			d->flow += flows[flow].amount;
		d->close = points[i].equity;
		d->pnl = d->close - d->start - d->flow;
		d->rate = rate_of(d);
	}
	return n;
}

/* ---- the curve ---- */

struct curve_state {
	double index, profit; /* at the start of the day */
	double peak;
	size_t n;
	struct equity_value *out;
};

static void add_value(struct curve_state *s, struct instant ts, double index, double profit)
{
	s->peak = index > s->peak ? index : s->peak;
	s->out[s->n++] = (struct equity_value){
		ts, index, profit, s->peak > 0 ? 100 * (1 - index / s->peak) : 0};
}

static bool is_of_day(const struct equity_point *p, struct date day)
{
	return isnan(p->equity) || is_same_day(zone_new_york_date(p->ts, NULL), day);
}

size_t equity_curve(const struct equity_point *points, size_t count, const struct equity_day *days,
	size_t day_count, struct equity_value *out)
{
	struct curve_state s = {.index = 1, .out = out};
	size_t i = 0;
	for (size_t d = 0; d < day_count; d++) {
		const struct equity_day *day = &days[d];
		bool quiet = fabs(day->flow) < 0.005 && day->start > 0; /* less than a cent */
		size_t last = i;
		for (; i < count && is_of_day(&points[i], day->day); i++) {
			if (isnan(points[i].equity))
				continue;
			last = i;
			if (s.n == 0)
				add_value(&s, points[i].ts, 1, 0);
			if (quiet)
				add_value(&s, points[i].ts, s.index * points[i].equity / day->start,
					s.profit + points[i].equity - day->start);
		}
		s.index *= isnan(day->rate) ? 1 : 1 + day->rate;
		s.profit += day->pnl;
		if (!quiet && last < count)
			add_value(&s, points[last].ts, s.index, s.profit);
	}
	return s.n;
}

/* ---- figures ---- */

/* The moments of daily rates that the figures are made of. */
struct moments {
	double n, sum, squares, downside; /* of the excess over the risk-free rate */
	double logs;			  /* of 1 + the rate */
};

static void add_rate(struct moments *m, double rate, double free_rate)
{
	double excess = rate - free_rate;
	m->n++;
	m->sum += excess;
	m->squares += excess * excess;
	m->downside += excess < 0 ? excess * excess : 0;
	m->logs += rate > -1 ? log1p(rate) : -HUGE_VAL;
}

static double deviation_of(const struct moments *m)
{
	double mean = m->sum / m->n;
	return sqrt(fmax(0, (m->squares - m->n * mean * mean) / (m->n - 1)));
}

/* The mean excess per year over DEVIATION per year; infinite when that is 0. */
static double ratio_of(const struct moments *m, double deviation)
{
	const double least = 1e-12;
	double mean = m->sum / m->n;
	if (deviation > least)
		return mean / deviation * sqrt(SESSIONS_PER_YEAR);
	return mean > least ? HUGE_VAL : mean < -least ? -HUGE_VAL : 0;
}

static double growth_pct(const struct moments *m, double years)
{
	return 100 * expm1(m->logs / years);
}

/* The figures of drawn days, for their intervals. */
static void draw(
	const double *rates, size_t n, double free_rate, double years, struct equity_figures *out)
{
	static double sharpe[RESAMPLES], sortino[RESAMPLES], growth[RESAMPLES];
	struct rng rng;
	rng_init(&rng, SEED);
	for (int i = 0; i < RESAMPLES; i++) {
		struct moments m = {0};
		for (size_t j = 0; j < n; j++)
			add_rate(&m, rates[rng_below(&rng, n)], free_rate);
		sharpe[i] = ratio_of(&m, deviation_of(&m));
		sortino[i] = ratio_of(&m, sqrt(m.downside / m.n));
		growth[i] = growth_pct(&m, years);
	}
	resample_interval(sharpe, &out->sharpe.low, &out->sharpe.high);
	resample_interval(sortino, &out->sortino.low, &out->sortino.high);
	resample_interval(growth, &out->cagr_pct.low, &out->cagr_pct.high);
}

static double finite_or_unknown(double x)
{
	return isfinite(x) ? x : unknown;
}

static void take_rates(
	const struct equity_day *days, size_t count, double rate, struct equity_figures *out)
{
	double *rates = calloc(count + 1, sizeof *rates);
	double free_rate = rate / SESSIONS_PER_YEAR;
	struct moments m = {0};
	size_t n = 0;
	for (size_t i = 0; rates != NULL && i < count; i++) {
		if (isnan(days[i].rate))
			continue;
		rates[n++] = days[i].rate;
		add_rate(&m, days[i].rate, free_rate);
	}
	out->days = (int64_t)n;
	if (n > 0)
		out->return_pct = 100 * expm1(m.logs);
	out->cagr_pct.n = out->sharpe.n = out->sortino.n = (int64_t)n;
	if (n >= FIGURE_DAYS_LEAST) {
		/* the first day counts, too: its start is the close of the day before */
		double years = (date_diff(days[count - 1].day, days[0].day) + 1) / days_per_year;
		out->volatility_pct = 100 * deviation_of(&m) * sqrt(SESSIONS_PER_YEAR);
		out->sharpe.value = finite_or_unknown(ratio_of(&m, deviation_of(&m)));
		out->sortino.value = finite_or_unknown(ratio_of(&m, sqrt(m.downside / m.n)));
		out->cagr_pct.value = growth_pct(&m, years);
		draw(rates, n, free_rate, years, out);
	}
	free(rates);
}

static void take_falls(const struct equity_value *curve, size_t count, struct equity_figures *out)
{
	size_t peak = 0;
	double highest = -HUGE_VAL;
	for (size_t i = 0; i < count; i++) {
		peak = curve[i].index > curve[peak].index ? i : peak;
		highest = fmax(highest, curve[i].profit);
		out->fall_dollars = fmax(out->fall_dollars, highest - curve[i].profit);
		if (curve[i].fall_pct > out->fall_pct) {
			out->fall_pct = curve[i].fall_pct;
			out->peak = curve[peak].ts;
			out->trough = curve[i].ts;
		}
	}
}

void figures_of_equity(const struct equity_day *days, size_t day_count,
	const struct equity_value *curve, size_t value_count, double rate,
	struct equity_figures *out)
{
	const struct figure none = {unknown, unknown, unknown, 0};
	*out = (struct equity_figures){.start = unknown,
		.end = unknown,
		.flow = unknown,
		.pnl = unknown,
		.return_pct = unknown,
		.fall_dollars = unknown,
		.fall_pct = unknown,
		.peak = INSTANT_UNKNOWN,
		.trough = INSTANT_UNKNOWN,
		.cagr_pct = none,
		.sharpe = none,
		.sortino = none,
		.volatility_pct = unknown};
	if (day_count == 0)
		return;
	out->start = days[0].start;
	out->end = days[day_count - 1].close;
	out->flow = out->fall_dollars = out->fall_pct = 0;
	for (size_t i = 0; i < day_count; i++)
		out->flow += days[i].flow;
	out->pnl = out->end - out->start - out->flow;
	take_rates(days, day_count, rate, out);
	take_falls(curve, value_count, out);
}
