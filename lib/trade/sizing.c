#include "sizing.h"

#include <math.h>

#include "cost.h"
#include "scale.h"

const char *sizing_limit_name(enum sizing_limit limit)
{
	static const char *const names[SIZING_LIMITS] = {
		[SIZING_TRADE] = "risk_per_trade",
		[SIZING_CONTRACTS] = "contracts",
		[SIZING_FIRST] = "first_live_trades",
		[SIZING_POSITION] = "position_size",
		[SIZING_OPEN_RISK] = "open_risk",
		[SIZING_ALLOCATION] = "allocation",
		[SIZING_CASH] = "cash",
		[SIZING_BUYING_POWER] = "buying_power",
		[SIZING_DELTA] = "portfolio_delta",
		[SIZING_VEGA] = "portfolio_vega",
		[SIZING_THETA] = "portfolio_theta",
		[SIZING_STRESS] = "stress",
	};
	return names[limit];
}

/* kelly_fraction of Kelly as a factor of TIER_PCT: at most 1, at least kelly_floor_pct. */
static double kelly_factor(
	const struct sizing_input *in, const struct params *p, double tier_pct, bool *halt)
{
	if (in->closed_trades < (int64_t)p->kelly_min_trades)
		return in->closed_trades < 0 ? 0 : 1;
	if (isnan(in->kelly_point) || isnan(in->kelly_lower))
		return 0;
	if (in->kelly_point < 0) {
		*halt = true;
		return 0;
	}
	double factor = p->kelly_fraction * in->kelly_lower * 100 / tier_pct;
	return fmin(fmax(factor, p->kelly_floor_pct / 100), 1);
}

/*
 * Half the size when the volatility of the market is high; 0 when the volatility is unknown, 1
 * while no value is stored yet.
 */
static double market_factor(const struct sizing_input *in, const struct params *p)
{
	if (in->market_iv_values == 0)
		return 1;
	if (in->market_iv_values < 0 || isnan(in->market_iv))
		return 0;
	return in->market_iv >= p->gate_market_iv_half ? 0.5 : 1;
}

/* Smaller in proportion when the ticker moves more than usual; at most 1. */
static double atr_factor(const struct sizing_input *in)
{
	if (!(in->atr_ratio > 0) || !(in->atr_ratio_median > 0) ||
		in->atr_ratio <= in->atr_ratio_median)
		return 1;
	return in->atr_ratio_median / in->atr_ratio;
}

/*
 * Half the size in the tiny tier after a trade that lost, until one wins; 0 when it is unknown
 * whether the last one lost.
 */
static double loss_factor(const struct sizing_input *in, const struct params *p)
{
	if (in->tier != TIER_TINY || !(p->tiny_half_after_loss > 0))
		return 1;
	return in->last_trade_lost == FACT_NO ? 1 : in->last_trade_lost == FACT_YES ? 0.5 : 0;
}

static void limit_money(
	struct sizing *s, enum sizing_limit limit, struct money available, struct money each)
{
	s->limits[limit].available = money_to_double(available);
	s->limits[limit].each = money_to_double(each);
	bool usable =
		money_known(available) && available.e4 > 0 && money_known(each) && each.e4 > 0;
	s->limits[limit].allows = usable ? available.e4 / each.e4 : 0;
}

static struct money at_least_zero(struct money m)
{
	return money_known(m) && m.e4 < 0 ? (struct money){0} : m;
}

/*
 * Allows the largest count that keeps all positions together within the limit. The exposure is
 * convex in the count: when 0 and n are within the limit, every count between is. Positions that
 * are already beyond the limit allow 0.
 */
static void limit_exposure(struct sizing *s, enum sizing_limit limit, enum exposure_limit kind,
	const struct sizing_input *in, const struct tier_limits *tier, int64_t most)
{
	double allowed = exposure_allowed(tier, kind, in->equity);
	int64_t low = 0, high = most;
	while (low < high) {
		int64_t middle = low + (high - low + 1) / 2;
		struct exposure after = exposure_add(in->book, in->each, middle);
		if (exposure_used(&after, kind) <= allowed)
			low = middle;
		else
			high = middle - 1;
	}
	s->limits[limit].available = allowed - exposure_used(&in->book, kind);
	s->limits[limit].each = exposure_used(&in->each, kind);
	s->limits[limit].allows = exposure_used(&in->book, kind) <= allowed ? low : 0;
}

static void compute_limits(struct sizing *s, const struct sizing_input *in, const struct params *p)
{
	struct tier_limits tier = tier_limits(p, in->tier, in->terms.strategy);
	bool option = instrument_is_option(in->terms.instrument);
	struct money cost = risk_cost_each(&in->terms), risk = risk_each(&in->terms);
	struct money position = money_pct(in->equity, p->position_max_pct);
	struct money budget = money_pct(in->equity, tier.open_risk_pct);
	double share = risk_allocation_pct(p, in->terms.instrument, in->terms.strategy);
	int64_t ceiling = option ? SIZING_CONTRACTS_CEILING : SIZING_SHARES_CEILING;

	if (option)
		limit_money(s, SIZING_TRADE, money_pct(in->buying_power, s->pct), cost);
	else
		limit_money(s, SIZING_TRADE, money_pct(in->equity, s->pct), risk);
	int64_t cap = option && tier.contracts < ceiling ? tier.contracts : ceiling;
	s->limits[SIZING_CONTRACTS].available = (double)cap;
	s->limits[SIZING_CONTRACTS].each = 1;
	s->limits[SIZING_CONTRACTS].allows = cap;
	int64_t first = option && in->first_trades > 0 ? in->first_trades : ceiling;
	s->limits[SIZING_FIRST].available = (double)first;
	s->limits[SIZING_FIRST].each = 1;
	s->limits[SIZING_FIRST].allows = first;
	limit_money(s, SIZING_POSITION, position, cost);
	limit_money(s, SIZING_OPEN_RISK, at_least_zero(money_sub(budget, in->open_risk)), risk);
	limit_money(s, SIZING_ALLOCATION,
		at_least_zero(money_sub(money_pct(in->equity, share), in->class_cost)), cost);
	struct money fee = cost_entry_fee(&in->terms, in->day);
	limit_money(s, SIZING_CASH, in->cash, money_add(cost, fee));
	limit_money(s, SIZING_BUYING_POWER, in->buying_power, cost);
	limit_exposure(s, SIZING_DELTA, EXPOSURE_DELTA, in, &tier, ceiling);
	limit_exposure(s, SIZING_VEGA, EXPOSURE_VEGA, in, &tier, ceiling);
	limit_exposure(s, SIZING_THETA, EXPOSURE_THETA, in, &tier, ceiling);
	limit_exposure(s, SIZING_STRESS, EXPOSURE_STRESS, in, &tier, ceiling);
}

void sizing_compute(const struct sizing_input *in, const struct params *params, struct sizing *out)
{
	struct sizing s = {0};
	s.tier_pct = instrument_is_option(in->terms.instrument)
			     ? tier_limits(params, in->tier, in->terms.strategy).trade_pct
			     : params->stock_risk_pct;
	s.kelly_factor = kelly_factor(in, params, s.tier_pct, &s.strategy_halt);
	s.market_factor = market_factor(in, params);
	s.atr_factor = atr_factor(in);
	s.loss_factor = loss_factor(in, params);
	s.pct = s.tier_pct * s.kelly_factor * s.market_factor * s.atr_factor * s.loss_factor;
	compute_limits(&s, in, params);

	s.bound = SIZING_TRADE;
	for (int i = SIZING_TRADE + 1; i < SIZING_LIMITS; i++)
		if (s.limits[i].allows < s.limits[s.bound].allows)
			s.bound = (enum sizing_limit)i;
	s.quantity = s.limits[s.bound].allows;
	s.kept = scale_kept(params, in->terms.instrument, in->terms.strategy, s.quantity);
	s.cost = money_times(risk_cost_each(&in->terms), s.quantity);
	s.risk = money_times(risk_each(&in->terms), s.quantity);
	*out = s;
}

int64_t sizing_room(const struct sizing *s, int64_t held, enum sizing_limit *bound)
{
	static const bool is_of_trade[SIZING_LIMITS] = {[SIZING_TRADE] = true,
		[SIZING_CONTRACTS] = true,
		[SIZING_FIRST] = true,
		[SIZING_POSITION] = true};
	int64_t room = INT64_MAX;
	for (int i = 0; i < SIZING_LIMITS; i++) {
		int64_t allows = s->limits[i].allows - (is_of_trade[i] ? held : 0);
		if (allows >= room)
			continue;
		room = allows;
		*bound = (enum sizing_limit)i;
	}
	return room < 0 ? 0 : room;
}

void sizing_write(struct jsonl *w, const char *key, const struct sizing *s)
{
	jsonl_open(w, key, '{');
	jsonl_i64(w, "quantity", s->quantity);
	if (s->kept > 0)
		jsonl_i64(w, "kept", s->kept);
	jsonl_text(w, "bound_by", sizing_limit_name(s->bound));
	jsonl_money(w, "cost", s->cost);
	jsonl_money(w, "risk", s->risk);
	jsonl_double(w, "tier_pct", s->tier_pct, -1);
	jsonl_double(w, "pct", s->pct, -1);
	jsonl_double(w, "kelly_factor", s->kelly_factor, -1);
	jsonl_double(w, "market_factor", s->market_factor, -1);
	jsonl_double(w, "atr_factor", s->atr_factor, -1);
	jsonl_double(w, "loss_factor", s->loss_factor, -1);
	jsonl_open(w, "limits", '{');
	for (int i = 0; i < SIZING_LIMITS; i++) {
		jsonl_open(w, sizing_limit_name((enum sizing_limit)i), '{');
		jsonl_double(w, "available", s->limits[i].available, 4);
		jsonl_double(w, "each", s->limits[i].each, 4);
		jsonl_i64(w, "allows", s->limits[i].allows);
		jsonl_close(w);
	}
	jsonl_close(w);
	jsonl_close(w);
}
