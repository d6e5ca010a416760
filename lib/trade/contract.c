#include "contract.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "chain.h"
#include "contract_spread.h"

enum strategy contract_main_strategy(const struct contract_request *r)
{
	return r->strategy == STRATEGY_DEBIT_SPREAD ? r->replaces : r->strategy;
}

void contract_days(const struct params *p, enum strategy strategy, int *least, int *most)
{
	double range[2] = {p->contract_swing_days_min, p->contract_swing_days_max};
	switch (strategy) {
	case STRATEGY_DAY_TRADE:
		range[0] = 0;
		range[1] = p->contract_day_days_max;
		break;
	case STRATEGY_SWING_TRADE:
		break;
	case STRATEGY_CONSERVATIVE:
		range[0] = p->contract_conservative_days_min;
		range[1] = p->contract_conservative_days_max;
		break;
	case STRATEGY_CREDIT_SPREAD:
		range[0] = p->credit_spread_days_min;
		range[1] = p->credit_spread_days_max;
		break;
	case STRATEGY_DEBIT_SPREAD: /* as the long option whose place it takes */
	case STRATEGIES:
		break;
	}
	*least = (int)range[0];
	*most = (int)range[1];
}

void contract_request_days(
	const struct params *p, const struct contract_request *request, int *least, int *most)
{
	contract_days(p, contract_main_strategy(request), least, most);
	if (request->roll_days <= 0)
		return;
	*least = request->roll_days;
	*most = (int)fmax(*most, p->exit_roll_days_max);
}

void contract_deltas(const struct params *p, enum strategy strategy, double *least, double *most)
{
	const double ranges[][2] = {
		[STRATEGY_DAY_TRADE] = {p->contract_day_delta_min, p->contract_day_delta_max},
		[STRATEGY_SWING_TRADE] = {p->contract_swing_delta_min, p->contract_swing_delta_max},
		[STRATEGY_CONSERVATIVE] = {p->contract_conservative_delta_min,
			p->contract_conservative_delta_max},
		[STRATEGY_CREDIT_SPREAD] = {p->credit_spread_delta - p->credit_spread_delta_reach,
			p->credit_spread_delta + p->credit_spread_delta_reach},
		[STRATEGY_DEBIT_SPREAD] = {p->contract_swing_delta_min,
			p->contract_swing_delta_max},
	};
	*least = ranges[strategy][0];
	*most = ranges[strategy][1];
}

/* Percentages are doubles: this much more still counts as exactly at the limit. */
static const double pct_rounding = 1e-9;

/* ---- the checks, one function each, in the order of the reasons ---- */

struct check {
	const struct contract_request *request;
	const struct params *params;
	const struct contract_candidate *candidate;
};

static bool is_adjusted(const struct check *check)
{
	return check->candidate->standard != FACT_YES ||
	       !occ_is_standard(&check->candidate->occ, check->request->ticker);
}

static bool is_not_tradable(const struct check *check)
{
	return check->candidate->tradable != FACT_YES;
}

static bool is_wrong_kind(const struct check *check)
{
	return check->candidate->occ.kind != check->request->kind;
}

static bool has_wrong_expiry(const struct check *check)
{
	int least, most;
	contract_request_days(check->params, check->request, &least, &most);
	if (!date_known(check->candidate->occ.expiry) || !date_known(check->request->today))
		return true;
	int days = date_diff(check->candidate->occ.expiry, check->request->today);
	return days < least || days > most;
}

static bool expires_too_soon(const struct check *check)
{
	if (date_compare(check->candidate->occ.expiry, check->request->today) != 0)
		return false;
	double left_s = instant_age_s(check->request->close, check->request->now);
	return !(left_s >= check->params->entry_zero_day_end_min * 60);
}

static bool has_far_strike(const struct check *check)
{
	double spot = price_to_double(check->request->underlying);
	double away_pct = 100 * fabs(price_to_double(check->candidate->occ.strike) / spot - 1);
	return !(away_pct <= check->params->contract_strike_span_pct + pct_rounding);
}

static bool is_not_fetched(const struct check *check)
{
	return check->candidate->fetched_now != FACT_YES;
}

static bool has_no_bid(const struct check *check)
{
	return !price_positive(check->candidate->quote.bid);
}

static bool is_crossed(const struct check *check)
{
	return !quote_is_sound(check->candidate->quote);
}

static bool has_wide_spread(const struct check *check)
{
	return !(check->candidate->spread_pct <=
		 check->params->contract_spread_max_pct + pct_rounding);
}

static bool is_cheap(const struct check *check)
{
	struct price least = price_from_double(check->params->contract_mid_min);
	return price_compare(quote_mid(check->candidate->quote), least) < 0;
}

static bool is_thin(const struct check *check)
{
	const struct params *p = check->params;
	bool interest = p->contract_open_interest_instead > 0 &&
			(double)check->candidate->open_interest >= p->contract_open_interest_min;
	return (double)check->candidate->volume < p->contract_volume_min && !interest;
}

static bool is_stale(const struct check *check)
{
	const struct params *p = check->params;
	double age = instant_age_s(check->request->now, check->candidate->quote.ts);
	if (!(age >= -p->gate_clock_skew_max_s)) /* unknown, or in the future */
		return true;
	return age > p->contract_quote_age_max_s &&
	       !(fabs(check->candidate->underlying_move_pct) < p->contract_quote_still_pct);
}

static bool has_no_delta(const struct check *check)
{
	return !isfinite(check->candidate->greeks.delta);
}

static bool has_wrong_delta(const struct check *check)
{
	double least, most, delta = fabs(check->candidate->greeks.delta);
	contract_deltas(check->params, contract_main_strategy(check->request), &least, &most);
	return !(delta >= least && delta <= most);
}

static const struct {
	enum contract_reason reason;
	bool (*rejects)(const struct check *check);
	bool main_only;	  /* not for the other leg of a spread */
	bool is_of_quote; /* of what changes after the choice */
} checks[] = {
	{CONTRACT_ADJUSTED, is_adjusted, false, false},
	{CONTRACT_NOT_TRADABLE, is_not_tradable, false, false},
	{CONTRACT_WRONG_KIND, is_wrong_kind, false, false},
	{CONTRACT_EXPIRY, has_wrong_expiry, false, false},
	{CONTRACT_EXPIRES_TODAY, expires_too_soon, false, false},
	{CONTRACT_STRIKE, has_far_strike, true, false},
	{CONTRACT_NOT_FETCHED, is_not_fetched, false, false},
	{CONTRACT_NO_BID, has_no_bid, false, true},
	{CONTRACT_CROSSED, is_crossed, false, true},
	{CONTRACT_SPREAD, has_wide_spread, false, true},
	{CONTRACT_CHEAP, is_cheap, false, true},
	{CONTRACT_THIN, is_thin, false, false},
	{CONTRACT_STALE, is_stale, false, true},
	{CONTRACT_NO_DELTA, has_no_delta, false, true},
	{CONTRACT_DELTA, has_wrong_delta, true, false},
};

/* ---- measuring ---- */

int contract_from_snapshot(
	const struct option_snapshot *snapshot, struct contract_candidate *out, struct error *err)
{
	struct contract_candidate c = {
		.quote = snapshot->quote,
		.last_price = snapshot->last_price,
		.last_at = snapshot->last_ts,
		.underlying_move_pct = (double)NAN,
		.volume_today = snapshot->volume,
		.volume_previous = snapshot->previous_volume,
		.open_interest = -1,
		.greeks = snapshot->greeks,
		.implied_volatility = snapshot->implied_volatility,
	};
	if (occ_parse(snapshot->symbol, &c.occ, err) != 0)
		return -1;
	*out = c;
	return 0;
}

/*
 * Keeps the Greeks of the broker when it sent all of them. Else computes them, at the volatility of
 * the broker or at the one that the mid implies. The stress needs the volatility in either case.
 */
static void complete_greeks(
	struct contract_candidate *c, const struct contract_request *r, const struct params *p)
{
	struct greeks own;
	struct dividend_terms terms;
	bool vendor = isfinite(c->greeks.delta) && isfinite(c->greeks.theta) &&
		      isfinite(c->greeks.vega) && isfinite(c->greeks.gamma);
	c->iv_source = "vendor";
	if (vendor && isfinite(c->implied_volatility))
		return;
	struct option_terms option = chain_terms(p, &c->occ, r->underlying, r->now);
	dividends_apply(&option, r->dividends, r->now, &terms);
	bool solved = chain_greeks(&terms.american, price_to_double(quote_mid(c->quote)),
		&c->implied_volatility, &own);
	if (vendor)
		return;
	c->iv_source = solved ? "own" : NULL;
	if (solved)
		c->greeks = own;
	else
		c->greeks.delta = (double)NAN;
}

static void check_candidate(
	struct contract_candidate *c, const struct contract_request *r, const struct params *p)
{
	c->spread_pct = quote_spread_pct(c->quote);
	c->volume = c->volume_today > c->volume_previous ? c->volume_today : c->volume_previous;
	c->target_strike = c->score = c->available = c->each = (double)NAN;
	c->bound_by = NULL;
	c->spread_points = c->volume_points = c->delta_points = c->strike_points = (double)NAN;
	c->other = NULL;
	c->net =
		(struct quote){PRICE_UNKNOWN, PRICE_UNKNOWN, INT64_MIN, INT64_MIN, INSTANT_UNKNOWN};
	c->width = c->net_model = PRICE_UNKNOWN;
	complete_greeks(c, r, p);
	struct check check = {.request = r, .params = p, .candidate = c};
	c->reason = CONTRACT_CHOSEN_FROM;
	c->is_liquid = true;
	for (size_t i = 0; i < array_size(checks) && c->is_liquid; i++) {
		bool rejected = checks[i].rejects(&check);
		c->is_liquid = !rejected || checks[i].main_only;
		if (rejected && c->reason == CONTRACT_CHOSEN_FROM)
			c->reason = checks[i].reason;
	}
}

enum contract_reason contract_check_again(const struct contract_request *r,
	const struct params *p, struct contract_candidate *c)
{
	struct check check = {.request = r, .params = p, .candidate = c};
	c->spread_pct = quote_spread_pct(c->quote);
	complete_greeks(c, r, p);
	for (size_t i = 0; i < array_size(checks); i++)
		if (checks[i].is_of_quote && checks[i].rejects(&check))
			return checks[i].reason;
	return CONTRACT_CHOSEN_FROM;
}

/*
 * The strike of EXPIRY whose |delta| is nearest to DELTA, of two the one nearer to the money. NAN
 * when no delta is known.
 */
static double strike_of_delta(double delta, struct date expiry, const struct contract_request *r,
	const struct contract_candidate *candidates, size_t count)
{
	double spot = price_to_double(r->underlying), best = (double)NAN, best_gap = HUGE_VAL;
	for (size_t i = 0; i < count; i++) {
		const struct contract_candidate *c = &candidates[i];
		if (c->occ.kind != r->kind || date_compare(c->occ.expiry, expiry) != 0 ||
			c->reason == CONTRACT_ADJUSTED || !isfinite(c->greeks.delta))
			continue;
		double gap = fabs(fabs(c->greeks.delta) - delta);
		double strike = price_to_double(c->occ.strike);
		bool tie = !(gap > best_gap) && fabs(strike - spot) < fabs(best - spot);
		if (gap < best_gap || tie) {
			best_gap = gap;
			best = strike;
		}
	}
	return best;
}

/*
 * The strike that the strategy aims for: conservative contract_conservative_itm_pct in the money;
 * day_trade contract_day_otm_pct out of the money, or the strike of contract_day_delta when that is
 * nearer to the money; the others at the money.
 */
static double target_strike(const struct contract_candidate *c, const struct contract_request *r,
	const struct params *p, const struct contract_candidate *candidates, size_t count)
{
	double spot = price_to_double(r->underlying),
	       out = (double)r->kind; /* out of the money: +1 for calls */
	enum strategy strategy = contract_main_strategy(r);
	if (strategy == STRATEGY_CONSERVATIVE)
		return spot * (1 - out * p->contract_conservative_itm_pct / 100);
	if (strategy != STRATEGY_DAY_TRADE)
		return spot;
	double by_distance = spot * (1 + out * p->contract_day_otm_pct / 100);
	double by_delta =
		strike_of_delta(p->contract_day_delta, c->occ.expiry, r, candidates, count);
	return fabs(by_delta - spot) < fabs(by_distance - spot) ? by_delta : by_distance;
}

/* ---- the score ---- */

double contract_spread_points(const struct params *params, double spread_pct)
{
	return params->contract_points_spread * (1 - spread_pct / params->contract_spread_max_pct);
}

double contract_volume_points(const struct params *params, int64_t volume)
{
	double v = (double)volume, least = params->contract_volume_min,
	       full = params->contract_volume_full;
	double low = params->contract_points_volume_least, high = params->contract_points_volume;
	if (v >= full)
		return high;
	return v >= least ? low + (high - low) * (v - least) / (full - least) : 0;
}

double contract_delta_points(const struct params *p, double delta)
{
	const struct {
		double low, high, points;
	} bands[] = {
		{p->contract_delta_best_min, p->contract_delta_best_max, p->contract_points_delta},
		{p->contract_delta_good_min, p->contract_delta_good_max,
			p->contract_points_delta_good},
		{p->contract_delta_fair_min, p->contract_delta_fair_max,
			p->contract_points_delta_fair},
	};
	double size = fabs(delta);
	for (size_t i = 0; i < array_size(bands); i++)
		if (size >= bands[i].low && size <= bands[i].high)
			return bands[i].points;
	return p->contract_points_delta_poor;
}

double contract_strike_points(const struct params *params, double strike, double target)
{
	double away = 100 * fabs(strike / target - 1) / params->contract_strike_zero_pct;
	return fmax(0, params->contract_points_strike * (1 - away));
}

static void score(struct contract_candidate *c, double target, const struct params *p)
{
	c->target_strike = target;
	c->spread_points = contract_spread_points(p, c->spread_pct);
	c->volume_points = contract_volume_points(p, c->volume);
	c->delta_points = contract_delta_points(p, c->greeks.delta);
	c->strike_points = contract_strike_points(p, price_to_double(c->occ.strike), target);
	c->score = c->spread_points + c->volume_points + c->delta_points + c->strike_points;
	if (!(c->score >= p->contract_score_min))
		c->reason = CONTRACT_SCORE;
}

static bool is_better(const struct contract_candidate *a, const struct contract_candidate *b)
{
	if (a->score > b->score || a->score < b->score)
		return a->score > b->score;
	double from_a = fabs(price_to_double(a->occ.strike) - a->target_strike);
	double from_b = fabs(price_to_double(b->occ.strike) - b->target_strike);
	if (from_a < from_b || from_a > from_b)
		return from_a < from_b;
	int expiry = date_compare(a->occ.expiry, b->occ.expiry);
	if (expiry != 0)
		return expiry < 0;
	char symbol_a[OCC_SYMBOL_SIZE], symbol_b[OCC_SYMBOL_SIZE];
	return strcmp(occ_format(&a->occ, symbol_a), occ_format(&b->occ, symbol_b)) < 0;
}

/* ---- a contract, or a spread, as it is traded ---- */

struct quote contract_quote(const struct contract_candidate *c)
{
	return c->other == NULL ? c->quote : c->net;
}

struct price contract_limit(
	const struct params *p, enum strategy strategy, const struct contract_candidate *c)
{
	return c->other == NULL ? limit_entry(p, INSTRUMENT_CALL, c->quote)
				: spread_entry_limit(p, strategy, c->net);
}

static struct exposure exposure_of(const struct contract_request *r, const struct params *p,
	const struct contract_candidate *c)
{
	struct option_terms option = chain_terms(p, &c->occ, r->underlying, r->now);
	struct dividend_terms terms;
	dividends_apply(&option, r->dividends, r->now, &terms);
	return exposure_of_contract(p, &terms.american, c->implied_volatility, &c->greeks,
		date_diff(c->occ.expiry, r->today));
}

struct exposure contract_exposure(const struct contract_request *r, const struct params *p,
	const struct contract_candidate *c)
{
	if (c->other == NULL)
		return exposure_of(r, p, c);
	const struct exposure legs[SPREAD_LEGS] = {
		exposure_of(r, p, c), exposure_of(r, p, c->other)};
	return spread_exposure(r->strategy, legs);
}

/* ---- the choice ---- */

struct sizing_input contract_sizing(const struct contract_request *r, const struct params *p,
	const struct contract_candidate *c)
{
	struct sizing_input size = *r->size;
	size.terms.premium = contract_limit(p, r->strategy, c);
	size.terms.spread_width = c->width;
	size.each = contract_exposure(r, p, c);
	return size;
}

/* Whether every limit lets one contract through; marks a candidate that is refused. */
static bool is_affordable(
	struct contract_candidate *c, const struct contract_request *r, const struct params *p)
{
	struct sizing sizing;
	if (r->size == NULL)
		return true;
	struct sizing_input size = contract_sizing(r, p, c);
	sizing_compute(&size, p, &sizing);
	if (sizing.quantity > 0)
		return true;
	c->reason = CONTRACT_UNAFFORDABLE;
	c->bound_by = sizing_limit_name(sizing.bound);
	c->available = sizing.limits[sizing.bound].available;
	c->each = sizing.limits[sizing.bound].each;
	return false;
}

static int best_left(const struct contract_candidate *candidates, size_t count)
{
	int best = -1;
	for (size_t i = 0; i < count; i++)
		if (candidates[i].reason == CONTRACT_CHOSEN_FROM &&
			(best < 0 || is_better(&candidates[i], &candidates[best])))
			best = (int)i;
	return best;
}

int contract_choose(const struct contract_request *request, const struct params *params,
	struct contract_candidate *candidates, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_candidate(&candidates[i], request, params);
	for (size_t i = 0; i < count; i++) {
		struct contract_candidate *c = &candidates[i];
		if (c->reason != CONTRACT_CHOSEN_FROM)
			continue;
		double target = target_strike(c, request, params, candidates, count);
		if (trade_is_spread(request->strategy))
			contract_pair(request, params, target, candidates, count, c);
		else
			score(c, target, params);
	}
	int best = best_left(candidates, count);
	while (best >= 0 && !is_affordable(&candidates[best], request, params))
		best = best_left(candidates, count);
	return best;
}
