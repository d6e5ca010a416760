#include "chain.h"

#include <math.h>
#include <stddef.h>

#include "calendar.h"

static const double nan_ = (double)NAN;

const char *chain_flag_name(enum chain_flag flag)
{
	switch (flag) {
	case CHAIN_MISSING:
		return "missing";
	case CHAIN_STALE:
		return "stale";
	case CHAIN_CROSSED:
		return "crossed";
	case CHAIN_ARBITRAGE:
		return "arbitrage";
	case CHAIN_FAR:
		return "far";
	case CHAIN_UNDETERMINED:
		return "undetermined";
	}
	return "unknown";
}

struct option_terms chain_terms(const struct params *p, const struct option_contract *contract,
	struct price spot, struct instant now)
{
	return (struct option_terms){
		.kind = contract->kind,
		.spot = price_to_double(spot),
		.strike = price_to_double(contract->strike),
		.years = calendar_years_to_expiry(now, contract->expiry),
		.rate = p->rate,
		.dividend_yield = p->dividend_yield,
	};
}

static unsigned quote_flags(const struct params *p, const struct quote *quote, struct instant now)
{
	unsigned flags = 0;
	if (!price_positive(quote->bid) || !price_positive(quote->ask))
		flags |= CHAIN_MISSING;
	else if (price_compare(quote->bid, quote->ask) >= 0)
		flags |= CHAIN_CROSSED;
	if (!(fabs(instant_age_s(now, quote->ts)) <= p->quote_stale_s))
		flags |= CHAIN_STALE;
	return flags;
}

bool chain_greeks(
	const struct american_terms *terms, double mid, double *volatility, struct greeks *out)
{
	double solved = *volatility;
	if (!(solved > 0) && american_implied_volatility(terms, mid, &solved) != IV_OK)
		return false;
	if (!american_greeks(terms, solved, out))
		return false;
	*volatility = solved;
	return true;
}

void chain_check(const struct params *p, const struct option_snapshot *snapshot,
	const struct american_terms *terms, struct instant now, struct chain_quality *out)
{
	struct chain_quality r = {
		.flags = quote_flags(p, &snapshot->quote, now),
		.status = IV_BAD_INPUT,
		.implied_volatility = nan_,
		.greeks = {nan_, nan_, nan_, nan_, nan_},
	};
	double mid = price_to_double(quote_mid(snapshot->quote));
	if (!isnan(mid))
		r.status = american_implied_volatility(terms, mid, &r.implied_volatility);
	if (r.status == IV_BELOW_INTRINSIC || r.status == IV_ABOVE_MAXIMUM)
		r.flags |= CHAIN_ARBITRAGE;
	if (r.status == IV_NOT_DETERMINED)
		r.flags |= CHAIN_UNDETERMINED;
	if (r.status == IV_OK) {
		(void)american_greeks(terms, r.implied_volatility, &r.greeks);
		if (fabs(r.implied_volatility - snapshot->implied_volatility) > p->iv_vendor_gap)
			r.flags |= CHAIN_FAR;
	}
	*out = r;
}

/* Linear between (X0, Y0) and (X1, Y1), X0 < X1. */
static double between(double x, double x0, double y0, double x1, double y1)
{
	double share = (x - x0) / (x1 - x0);
	return y0 + share * (y1 - y0);
}

double chain_atm_volatility(const struct chain_strike *strikes, size_t count, double forward)
{
	const struct chain_strike *under = NULL, *over = NULL;
	for (const struct chain_strike *s = strikes; s < strikes + count; s++) {
		if (!(s->implied_volatility > 0))
			continue;
		if (s->strike <= forward)
			under = s;
		if (s->strike >= forward && over == NULL)
			over = s;
	}
	if (under == NULL || over == NULL)
		return nan_;
	if (!(over->strike > under->strike))
		return under->implied_volatility;
	return between(forward, under->strike, under->implied_volatility, over->strike,
		over->implied_volatility);
}

static double variance(const struct chain_expiry *e)
{
	return e->implied_volatility * e->implied_volatility * e->years;
}

double chain_term_volatility(const struct chain_expiry *expiries, size_t count, double years)
{
	const struct chain_expiry *before = NULL, *after = NULL;
	for (const struct chain_expiry *e = expiries; e < expiries + count; e++) {
		if (!(e->implied_volatility > 0) || !(e->years > 0))
			continue;
		if (e->years <= years)
			before = e;
		if (e->years >= years && after == NULL)
			after = e;
	}
	if (before == NULL || after == NULL)
		return nan_;
	if (!(after->years > before->years))
		return before->implied_volatility;
	return sqrt(between(years, before->years, variance(before), after->years, variance(after)) /
		    years);
}

void iv_rank(const struct params *p, const double *history, size_t count, double current,
	struct iv_rank *out)
{
	struct iv_rank r = {0, nan_, nan_};
	double least = current, most = current;
	int below = 0;
	size_t days = (size_t)p->iv_rank_days;
	for (size_t i = count > days ? count - days : 0; i < count; i++) {
		if (isnan(history[i]))
			continue;
		r.days++;
		below += history[i] < current;
		least = fmin(least, history[i]);
		most = fmax(most, history[i]);
	}
	if (!isnan(current) && r.days >= p->iv_rank_min_days) {
		r.percentile = 100.0 * below / r.days;
		if (most > least)
			r.rank = (current - least) / (most - least);
	}
	*out = r;
}
