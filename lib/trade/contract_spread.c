#include "contract_spread.h"

#include <math.h>

#include "array.h"
#include "mark.h"

/* Percentages are doubles: this much more still counts as exactly at the limit. */
static const double pct_rounding = 1e-9;

struct spread contract_spread(enum strategy strategy, const struct contract_candidate *c)
{
	return (struct spread){strategy, {c->occ, c->other->occ}, {c->quote, c->other->quote}};
}

struct greeks contract_greeks(enum strategy strategy, const struct contract_candidate *c)
{
	const struct greeks *a = &c->greeks;
	if (c->other == NULL)
		return *a;
	const struct greeks *b = &c->other->greeks;
	double sign = spread_leg_is_long(strategy, 0) ? 1 : -1;
	return (struct greeks){
		.delta = sign * (a->delta - b->delta),
		.gamma = sign * (a->gamma - b->gamma),
		.theta = sign * (a->theta - b->theta),
		.vega = sign * (a->vega - b->vega),
		.rho = sign * (a->rho - b->rho),
	};
}

static bool is_credit(const struct contract_request *r)
{
	return r->strategy == STRATEGY_CREDIT_SPREAD;
}

static double width_pct(const struct contract_request *r, const struct params *p)
{
	return is_credit(r) ? p->credit_spread_width_pct : p->debit_spread_width_pct;
}

/* How far the strike of C is from that of MAIN, away from the money, in per cent of the latter. */
static double further_pct(
	const struct contract_candidate *main_leg, const struct contract_candidate *c)
{
	double from = price_to_double(main_leg->occ.strike), to = price_to_double(c->occ.strike);
	return 100 * (double)main_leg->occ.kind * (to / from - 1);
}

/* The first strike that is far enough, whether it can be traded or not; NULL: there is none. */
static const struct contract_candidate *first_further(const struct contract_request *r,
	const struct params *p, const struct contract_candidate *candidates, size_t count,
	const struct contract_candidate *main_leg)
{
	const struct contract_candidate *first = NULL;
	double least = width_pct(r, p) - pct_rounding;
	for (size_t i = 0; i < count; i++) {
		const struct contract_candidate *c = &candidates[i];
		if (c->occ.kind != main_leg->occ.kind || c->reason == CONTRACT_ADJUSTED ||
			date_compare(c->occ.expiry, main_leg->occ.expiry) != 0)
			continue;
		double away = further_pct(main_leg, c);
		if (away >= least && (first == NULL || away < further_pct(main_leg, first)))
			first = c;
	}
	return first;
}

static struct price model_of(const struct contract_request *r, const struct params *p,
	const struct contract_candidate *c)
{
	char symbol[OCC_SYMBOL_SIZE];
	return mark_model_value(occ_format(&c->occ, symbol), r->underlying, c->implied_volatility,
		r->now, r->dividends, p);
}

/* The part of the width that the first limit gets or pays, in per cent; NAN unknown. */
static double limit_pct(const struct contract_candidate *c, struct price limit)
{
	return 100 * price_to_double(limit) / price_to_double(c->width);
}

static enum contract_reason check_values(const struct contract_request *r, const struct params *p,
	const struct contract_candidate *c)
{
	struct price limit = spread_entry_limit(p, r->strategy, c->net);
	double pct = limit_pct(c, limit);
	if (!(quote_spread_pct(c->net) <= p->spread_net_max_pct + pct_rounding))
		return CONTRACT_NET_SPREAD;
	if (!is_credit(r))
		return pct > 0 && pct <= p->debit_spread_max_pct + pct_rounding
			       ? CONTRACT_CHOSEN_FROM
			       : CONTRACT_DEBIT;
	if (!(pct >= p->credit_spread_min_pct - pct_rounding) || !(pct < 100))
		return CONTRACT_CREDIT;
	double least = p->credit_spread_model_ratio * price_to_double(c->net_model);
	if (!(price_to_double(quote_mid(c->net)) >= least - pct_rounding))
		return CONTRACT_MODEL;
	bool enough = price_known(r->least_credit) && price_compare(limit, r->least_credit) >= 0;
	return enough ? CONTRACT_CHOSEN_FROM : CONTRACT_ROLL;
}

/* The nearer the |delta| of the sold leg is to credit_spread_delta, the more. */
static double credit_delta_points(const struct params *p, double delta)
{
	double away = fabs(fabs(delta) - p->credit_spread_delta) / p->credit_spread_delta_reach;
	return p->contract_points_delta * fmax(0, 1 - away);
}

/*
 * The parts of the score: the spread of the net quote, the volume of the thinner leg, the delta of
 * the main leg, and of a credit_spread how near the other strike is to the width that is wanted, of
 * a debit_spread how near the main strike is to its target.
 */
static void score_pair(const struct contract_request *r, const struct params *p, double target,
	struct contract_candidate *c)
{
	double wanted =
		price_to_double(c->occ.strike) * (1 + (double)c->occ.kind * width_pct(r, p) / 100);
	double net_pct = quote_spread_pct(c->net) / p->spread_net_max_pct;
	int64_t volume = c->volume < c->other->volume ? c->volume : c->other->volume;
	c->target_strike = is_credit(r) ? wanted : target;
	double strike = price_to_double(is_credit(r) ? c->other->occ.strike : c->occ.strike);
	c->spread_points = p->contract_points_spread * fmax(0, 1 - net_pct);
	c->volume_points = contract_volume_points(p, volume);
	c->delta_points = is_credit(r) ? credit_delta_points(p, c->greeks.delta)
				       : contract_delta_points(p, c->greeks.delta);
	c->strike_points = contract_strike_points(p, strike, c->target_strike);
	c->score = c->spread_points + c->volume_points + c->delta_points + c->strike_points;
	if (!(c->score >= p->contract_score_min))
		c->reason = CONTRACT_SCORE;
}

void contract_set_pair(enum strategy strategy, struct contract_candidate *c,
	const struct contract_candidate *other)
{
	c->other = other;
	struct spread s = contract_spread(strategy, c);
	c->width = spread_width(&s);
	c->net = spread_quote(&s);
	c->net_model = PRICE_UNKNOWN;
}

void contract_pair(const struct contract_request *r, const struct params *p, double target,
	const struct contract_candidate *candidates, size_t count, struct contract_candidate *c)
{
	const struct contract_candidate *other = first_further(r, p, candidates, count, c);
	if (other == NULL || !other->is_liquid) {
		c->reason = CONTRACT_OTHER_LEG;
		return;
	}
	contract_set_pair(r->strategy, c, other);
	c->net_model = spread_model_value(model_of(r, p, c), model_of(r, p, other));
	c->reason = check_values(r, p, c);
	if (c->reason == CONTRACT_CHOSEN_FROM)
		score_pair(r, p, target, c);
}
