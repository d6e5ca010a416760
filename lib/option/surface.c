#include "surface.h"

#include <math.h>
#include <stdlib.h>

#include "calendar.h"

enum {
	STRIKES_MAX = 2000, /* of one expiry; SPY has 400 */
	EXPIRIES_MAX = 256, /* of one ticker; SPY has 30 */
	SESSIONS_A_YEAR = 252,
	SESSION_S = CALENDAR_REGULAR_CLOSE_S - CALENDAR_REGULAR_OPEN_S,
};

static const double nan_ = (double)NAN;

struct surface_scope surface_scope(const struct params *p, struct date today, struct price spot)
{
	double span = p->chain_strike_span_pct / 100;
	return (struct surface_scope){
		.expiry_from = today,
		.expiry_to = date_add(today, (int)p->chain_days_max),
		.strike_from = price_scale(spot, 1 - span),
		.strike_to = price_scale(spot, 1 + span),
	};
}

struct price surface_spot(
	const struct params *p, const struct quote *quote, struct price last, struct instant now)
{
	bool fresh = fabs(instant_age_s(now, quote->ts)) <= p->quote_stale_s;
	bool narrow = quote_spread_pct(*quote) <= p->chain_spot_spread_max_pct;
	return fresh && narrow ? quote_mid(*quote) : last;
}

static int compare_points(const void *a, const void *b)
{
	const struct surface_point *x = a, *y = b;
	int order = date_compare(x->contract.expiry, y->contract.expiry);
	if (order == 0)
		order = price_compare(x->contract.strike, y->contract.strike);
	return order != 0 ? order : (int)x->contract.kind - (int)y->contract.kind;
}

/* The solved volatility of a good quote. One that is far from the vendor's is good as well. */
static double good_volatility(const struct surface_point *point)
{
	bool good = point->quality.status == IV_OK &&
		    (point->quality.flags & ~(unsigned)CHAIN_FAR) == 0;
	return good ? point->quality.implied_volatility : nan_;
}

/*
 * Takes the points of the first strike: *OUT gets the mean of the good ones. Returns their number.
 */
static size_t strike_of(const struct surface_point *points, size_t count, struct chain_strike *out)
{
	double sum = 0;
	size_t n = 0;
	int good = 0;
	for (; n < count &&
		price_compare(points[n].contract.strike, points[0].contract.strike) == 0;
		n++) {
		double volatility = good_volatility(&points[n]);
		sum += isnan(volatility) ? 0 : volatility;
		good += !isnan(volatility);
	}
	out->strike = price_to_double(points[0].contract.strike);
	out->implied_volatility = good == 0 ? nan_ : sum / good;
	return n;
}

/* The inputs of the solver that all contracts of one ticker share. */
struct market {
	const struct params *params;
	struct price spot;
	const struct dividends *dividends;
	struct instant now;
};

static void terms_of(
	const struct market *m, const struct option_contract *contract, struct dividend_terms *out)
{
	struct option_terms terms = chain_terms(m->params, contract, m->spot, m->now);
	dividends_apply(&terms, m->dividends, m->now, out);
}

/* The forward of the spot without the dividends before expiry; NAN when they exceed the spot. */
static double forward_of(const struct dividend_terms *terms)
{
	struct option_terms european;
	if (!american_european(&terms->american, &european))
		return nan_;
	return european.spot * exp((european.rate - european.dividend_yield) * european.years);
}

/* The at-the-money volatility of one expiry's points, at the forward of their terms. */
static struct chain_expiry expiry_of(
	const struct market *m, const struct surface_point *points, size_t count)
{
	struct chain_strike strikes[STRIKES_MAX];
	size_t n = 0;
	for (size_t i = 0; i < count && n < STRIKES_MAX; n++)
		i += strike_of(points + i, count - i, &strikes[n]);
	struct dividend_terms terms;
	terms_of(m, &points[0].contract, &terms);
	return (struct chain_expiry){
		terms.american.option.years, chain_atm_volatility(strikes, n, forward_of(&terms))};
}

/* The same variance over the trading time to EXPIRY; unknown when no trading time is left. */
static struct chain_expiry in_trading_time(
	const struct chain_expiry *e, struct instant now, struct date expiry)
{
	int64_t left_s = calendar_open_seconds(now, calendar_expiry_instant(expiry));
	double years = (double)left_s / ((double)SESSIONS_A_YEAR * SESSION_S);
	double scale = years > 0 ? sqrt(e->years / years) : nan_;
	return (struct chain_expiry){years, e->implied_volatility * scale};
}

static void count_flags(const struct surface_point *point, struct surface_summary *out)
{
	out->contracts++;
	out->solved += point->quality.status == IV_OK;
	for (int i = 0; i < CHAIN_FLAG_COUNT; i++)
		out->flagged[i] += (point->quality.flags & (1U << i)) != 0;
}

void surface_solve(const struct params *p, struct price spot, const struct dividends *dividends,
	struct instant now, struct surface_point *points, size_t count, struct surface_summary *out)
{
	struct market m = {p, spot, dividends, now};
	struct surface_summary r = {.near_volatility = nan_, .near_expiry = DATE_UNKNOWN};
	struct chain_expiry expiries[EXPIRIES_MAX];
	qsort(points, count, sizeof *points, compare_points);
	for (struct surface_point *s = points; s < points + count; s++) {
		struct dividend_terms terms;
		terms_of(&m, &s->contract, &terms);
		chain_check(p, &s->snapshot, &terms.american, now, &s->quality);
		count_flags(s, &r);
	}
	for (size_t i = 0, n; i < count && r.expiries < EXPIRIES_MAX; i += n) {
		struct date expiry = points[i].contract.expiry;
		for (n = 1;
			i + n < count && date_compare(points[i + n].contract.expiry, expiry) == 0;
			n++)
			;
		struct chain_expiry e = expiry_of(&m, points + i, n);
		if (isnan(r.near_volatility) && !isnan(e.implied_volatility)) {
			r.near_volatility = e.implied_volatility;
			r.near_expiry = expiry;
		}
		expiries[r.expiries++] = in_trading_time(&e, now, expiry);
	}
	r.implied_volatility =
		chain_term_volatility(expiries, (size_t)r.expiries, p->iv_target_days / 365);
	*out = r;
}
