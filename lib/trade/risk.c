#include "risk.h"

#include <math.h>

#include "spread.h"
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
			p->name##_spread_pct, p->name##_spread_pct}, \
			{0, (int64_t)p->name##_contracts, p->name##_open_risk_pct, \
				p->name##_daily_loss_pct, p->name##_drawdown_pct, \
				p->name##_delta_pct, p->name##_vega_pct, p->name##_theta_pct}, \
	}
	const struct {
		double trade_pct[STRATEGIES];
		struct tier_limits limits;
	} rows[TIERS] = {ROW(tiny), ROW(small), ROW(medium), ROW(large)};
#undef ROW
	struct tier_limits limits = rows[tier].limits;
	limits.trade_pct = rows[tier].trade_pct[strategy];
	return limits;
}

/* ---- the risk of a position ---- */

struct money risk_cost_each(const struct risk_terms *terms)
{
	if (instrument_is_option(terms->instrument) && trade_is_spread(terms->strategy))
		return spread_max_loss_each(terms->strategy, terms->spread_width, terms->premium);
	if (!price_positive(terms->premium))
		return MONEY_UNKNOWN;
	return trade_value(terms->instrument, terms->premium, 1);
}

struct money risk_each(const struct risk_terms *terms)
{
	if (instrument_is_option(terms->instrument))
		return risk_cost_each(terms);
	return price_positive(terms->stop_distance) ? money_of_shares(terms->stop_distance, 1)
						    : MONEY_UNKNOWN;
}

double risk_allocation_pct(
	const struct params *params, enum instrument instrument, enum strategy strategy)
{
	double short_term = params->allocation_short_term_pct;
	return trade_is_short_term(instrument, strategy) ? short_term : 100 - short_term;
}

/* ---- Greeks of all positions ---- */

const char *exposure_limit_name(enum exposure_limit limit)
{
	static const char *const names[EXPOSURE_LIMITS] = {
		[EXPOSURE_DELTA] = "delta",
		[EXPOSURE_VEGA] = "vega",
		[EXPOSURE_THETA] = "theta",
		[EXPOSURE_STRESS] = "stress",
	};
	return names[limit];
}

struct exposure exposure_unknown(void)
{
	const double unknown = (double)NAN;
	return (struct exposure){
		unknown, unknown, unknown, unknown, {unknown, unknown, unknown, unknown}};
}

/* The factors on the underlying and on the volatility in case I of the stress. */
static double stress_move(const struct params *p, int i)
{
	return 1 + (i % 2 == 0 ? 1 : -1) * p->stress_move_pct / 100;
}

static double stress_volatility(const struct params *p, int i)
{
	return 1 + (i < 2 ? 1 : -1) * p->stress_volatility_pct / 100;
}

struct exposure exposure_of_contract(const struct params *params,
	const struct american_terms *terms, double volatility, const struct greeks *greeks,
	int days_to_expiry)
{
	/* The multiplier of a contract: the value of one contract at 1 dollar per share. */
	double shares = money_to_double(occ_value((struct price){USD_E4}, 1));
	double s = terms->option.spot, move = s / 100;
	struct american_terms american = *terms;
	double value = american_price(&american, volatility);
	struct exposure e = {
		.delta = greeks->delta * s * shares,
		.gamma_move = greeks->gamma * move * move / 2 * shares,
		.vega = greeks->vega * shares,
		.theta = days_to_expiry > 1 ? greeks->theta * shares : 0,
	};
	for (int i = 0; i < STRESS_CASES; i++) {
		american.option.spot = s * stress_move(params, i);
		e.stress[i] = shares * (american_price(&american,
						volatility * stress_volatility(params, i)) -
					       value);
	}
	return e;
}

struct exposure exposure_of_share(const struct params *params, struct price spot)
{
	struct exposure e = {.delta = price_to_double(spot)};
	for (int i = 0; i < STRESS_CASES; i++)
		e.stress[i] = e.delta * (stress_move(params, i) - 1);
	return e;
}

struct exposure exposure_of_foreign(struct money market_value)
{
	struct exposure e = {0};
	for (int i = 0; i < STRESS_CASES; i++)
		e.stress[i] = -money_to_double(market_value);
	return e;
}

struct exposure exposure_add(struct exposure a, struct exposure b, int64_t count)
{
	double n = (double)count;
	struct exposure sum = {
		.delta = a.delta + n * b.delta,
		.gamma_move = a.gamma_move + n * b.gamma_move,
		.vega = a.vega + n * b.vega,
		.theta = a.theta + n * b.theta,
	};
	for (int i = 0; i < STRESS_CASES; i++)
		sum.stress[i] = a.stress[i] + n * b.stress[i];
	return sum;
}

/* The loss in the worst case, >= 0; NAN when a case is unknown. */
static double stress_loss(const struct exposure *exposure)
{
	double loss = 0;
	for (int i = 0; i < STRESS_CASES; i++) {
		if (isnan(exposure->stress[i]))
			return exposure->stress[i];
		loss = fmax(loss, -exposure->stress[i]);
	}
	return loss;
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
	case EXPOSURE_STRESS:
		return stress_loss(exposure);
	case EXPOSURE_LIMITS:
		break;
	}
	return (double)NAN;
}

double exposure_allowed(
	const struct tier_limits *tier, enum exposure_limit limit, struct money equity)
{
	const double pct[EXPOSURE_LIMITS] = {
		[EXPOSURE_DELTA] = tier->delta_pct,
		[EXPOSURE_VEGA] = tier->vega_pct,
		[EXPOSURE_THETA] = tier->theta_pct,
		[EXPOSURE_STRESS] = tier->open_risk_pct,
	};
	return money_to_double(equity) * pct[limit] / 100;
}
