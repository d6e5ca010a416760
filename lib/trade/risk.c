#include "risk.h"

#include <math.h>

#include "text.h"

/* ---- account tiers ---- */

enum { TIERS = TIER_LARGE + 1 };

static const char *const tier_names[TIERS] = {
	[TIER_TINY] = "tiny",
	[TIER_SMALL] = "small",
	[TIER_MEDIUM] = "medium",
	[TIER_LARGE] = "large",
};

const char *tier_name(enum tier tier)
{
	return tier_names[tier];
}

bool tier_parse(const char *text, enum tier *out)
{
	int i = text_find(tier_names, TIERS, text);
	if (i < 0)
		return false;
	*out = (enum tier)i;
	return true;
}

/* The highest equity of TIER, which is not TIER_LARGE. */
static struct money tier_bound(const struct params *params, enum tier tier)
{
	const double bounds[] = {
		params->tier_tiny_max, params->tier_small_max, params->tier_medium_max};
	return money_from_double(bounds[tier]);
}

bool tier_choose(const struct params *params, struct money equity, const enum tier *previous,
	bool loss_day, enum tier *out)
{
	if (!money_known(equity) || equity.e4 <= 0)
		return false;
	enum tier tier = TIER_TINY;
	while (tier < TIER_LARGE && money_compare(equity, tier_bound(params, tier)) > 0)
		tier++;
	if (previous != NULL && tier < *previous) {
		enum tier floor_tier = tier;
		tier = *previous;
		while (!loss_day && tier > floor_tier) {
			struct money bound = tier_bound(params, tier - 1);
			struct money under = money_pct(bound, 100 - params->tier_hysteresis_pct);
			if (money_compare(equity, under) > 0)
				break;
			tier--;
		}
	}
	*out = tier;
	return true;
}

struct tier_limits tier_limits(const struct params *p, enum tier tier, enum strategy strategy)
{
#define ROW(name) \
	{ \
		{p->name##_day_trade_pct, p->name##_swing_trade_pct, p->name##_conservative_pct, \
			p->name##_conservative_pct}, \
			(int64_t)p->name##_contracts, p->name##_open_risk_pct, \
			p->name##_daily_loss_pct, p->name##_drawdown_pct, \
	}
	const struct {
		double trade_pct[STRATEGY_CREDIT_SPREAD + 1];
		int64_t contracts;
		double open_risk_pct, daily_loss_pct, drawdown_pct;
	} rows[TIERS] = {ROW(tiny), ROW(small), ROW(medium), ROW(large)};
#undef ROW
	return (struct tier_limits){
		.trade_pct = rows[tier].trade_pct[strategy],
		.contracts = rows[tier].contracts,
		.open_risk_pct = rows[tier].open_risk_pct,
		.daily_loss_pct = rows[tier].daily_loss_pct,
		.drawdown_pct = rows[tier].drawdown_pct,
	};
}

/* ---- the risk of a position ---- */

struct money risk_cost_each(const struct risk_terms *terms)
{
	struct price each = terms->premium;
	bool spread = instrument_is_option(terms->instrument) &&
		      terms->strategy == STRATEGY_CREDIT_SPREAD;
	if (spread)
		each = price_sub(terms->spread_width, terms->premium);
	if (!price_positive(each) || !price_positive(terms->premium))
		return MONEY_UNKNOWN;
	return trade_value(terms->instrument, each, 1);
}

struct money risk_each(const struct params *params, const struct risk_terms *terms)
{
	if (!instrument_is_option(terms->instrument))
		return price_positive(terms->stop_distance)
			       ? money_of_shares(terms->stop_distance, 1)
			       : MONEY_UNKNOWN;
	struct money cost = risk_cost_each(terms);
	bool all = terms->strategy == STRATEGY_CREDIT_SPREAD || terms->held_overnight ||
		   terms->expires_today;
	return all || !money_known(cost) ? cost : money_pct(cost, params->exit_premium_stop_pct);
}

double risk_allocation_pct(
	const struct params *params, enum instrument instrument, enum strategy strategy)
{
	double short_term = params->risk_short_term_pct;
	return trade_is_short_term(instrument, strategy) ? short_term : 100 - short_term;
}

/* ---- Greeks of all positions ---- */

struct exposure exposure_of_contract(
	const struct greeks *greeks, struct price spot, int days_to_expiry)
{
	/* The multiplier of a contract: the value of one contract at 1 dollar per share. */
	double shares = money_to_double(occ_value((struct price){USD_E4}, 1));
	double s = price_to_double(spot), move = s / 100;
	return (struct exposure){
		.delta = greeks->delta * s * shares,
		.gamma_move = greeks->gamma * move * move / 2 * shares,
		.vega = greeks->vega * shares,
		.theta = days_to_expiry > 1 ? greeks->theta * shares : 0,
	};
}

struct exposure exposure_of_share(struct price spot)
{
	return (struct exposure){.delta = price_to_double(spot)};
}

struct exposure exposure_add(struct exposure a, struct exposure b, int64_t count)
{
	double n = (double)count;
	return (struct exposure){
		.delta = a.delta + n * b.delta,
		.gamma_move = a.gamma_move + n * b.gamma_move,
		.vega = a.vega + n * b.vega,
		.theta = a.theta + n * b.theta,
	};
}

double exposure_used(const struct exposure *exposure, enum exposure_limit limit)
{
	switch (limit) {
	case EXPOSURE_DELTA:
		return fabs(exposure->delta);
	case EXPOSURE_VEGA:
		return fabs(exposure->vega);
	case EXPOSURE_THETA: /* only a loss counts */
		return isnan(exposure->theta) ? exposure->theta : fmax(0, -exposure->theta);
	case EXPOSURE_MOVE: { /* the worse direction */
		double loss = fabs(exposure->delta) / 100 - exposure->gamma_move;
		return isnan(loss) ? loss : fmax(0, loss);
	}
	case EXPOSURE_LIMITS:
		break;
	}
	return (double)NAN;
}

double exposure_allowed(const struct params *params, enum exposure_limit limit, struct money equity)
{
	const double pct[EXPOSURE_LIMITS] = {
		[EXPOSURE_DELTA] = params->greeks_delta_pct,
		[EXPOSURE_VEGA] = params->greeks_vega_pct,
		[EXPOSURE_THETA] = params->greeks_theta_pct,
		[EXPOSURE_MOVE] = params->greeks_move_loss_pct,
	};
	return money_to_double(equity) * pct[limit] / 100;
}
