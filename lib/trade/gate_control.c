#include "gate_control.h"

#include <math.h>

#include "cost.h"
#include "gate_answer.h"

static bool is_option(const struct gate_input *in)
{
	return instrument_is_option(in->size.terms.instrument);
}

/* ---- before the choice ---- */

struct gate_record gate_ask_equity_gap(const struct gate_input *in, const struct params *p)
{
	struct money most = facts_gap_allowed(p, in->size.equity);
	if (in->mode == MODE_SIMULATED)
		return gate_not_applicable("the simulated account is the ledger itself");
	if (in->equity_baselines < 0)
		return gate_answer(false, (double)NAN, money_to_double(most), gate_not_known);
	if (in->equity_baselines == 0)
		return gate_not_applicable("no snapshot of the account to begin with");
	return gate_money_at_most(
		in->equity_gap, most, "the ledger does not explain the equity at the broker");
}

struct gate_record gate_ask_slippage(const struct gate_input *in, const struct params *p)
{
	double most = p->gate_slippage_ratio * in->slippage_model_pct;
	if (in->slippage_fills < 0)
		return gate_answer(false, (double)NAN, most, gate_not_known);
	if ((double)in->slippage_fills < p->gate_slippage_fills)
		return gate_not_applicable("too few fills");
	return gate_at_most(in->slippage_pct, most,
		isnan(most) ? gate_not_known : "fills are worse than the model assumes");
}

struct gate_record gate_ask_volume_feed(const struct gate_input *in, const struct params *p)
{
	if (!is_option(in) || in->size.terms.strategy != STRATEGY_DAY_TRADE)
		return gate_not_applicable("not an option for a day_trade");
	bool needed = in->mode == MODE_LIVE && p->gate_live_needs_sip > 0;
	if (in->volume_is_sip == FACT_UNKNOWN)
		return gate_words(false, NULL, needed ? "sip" : "known", gate_not_known);
	bool sip = in->volume_is_sip == FACT_YES;
	return gate_words(sip || !needed, sip ? "sip" : "not sip", needed ? "sip" : "known",
		"live needs the volume of the SIP");
}

/* ---- after the sizing ---- */

struct gate_record gate_ask_premium_today(const struct gate_input *in, const struct params *p)
{
	const double by_tier[] = {
		[TIER_TINY] = p->tiny_premium_day_pct,
		[TIER_SMALL] = p->small_premium_day_pct,
		[TIER_MEDIUM] = p->medium_premium_day_pct,
		[TIER_LARGE] = p->large_premium_day_pct,
	};
	if (!is_option(in) || in->size.terms.strategy == STRATEGY_CREDIT_SPREAD)
		return gate_not_applicable("buys no premium");
	int64_t n = gate_asked_quantity(in);
	if (in->tier_known != FACT_YES || n < 0)
		return gate_answer(false, (double)NAN, (double)NAN, gate_not_known);
	struct money order = money_times(risk_cost_each(&in->size.terms), n);
	return gate_money_at_most(money_add(in->premium_today, order),
		money_pct(in->size.equity, by_tier[in->size.tier]), "too much premium today");
}

struct gate_record gate_ask_first_trades(const struct gate_input *in, const struct params *p)
{
	double most = SIZING_CONTRACTS_CEILING;
	if (!is_option(in))
		return gate_not_applicable("a stock");
	if (in->quantity < 0 || (in->mode == MODE_LIVE && in->live_trades < 0))
		return gate_answer(false, (double)NAN, 1, gate_not_known);
	if (in->mode == MODE_LIVE && (double)in->live_trades < p->gate_first_live_trades)
		most = 1;
	return gate_at_most(
		(double)in->quantity, most, "one of the first live trades has one contract");
}

/* 1 when the trade gains from a rise of the underlying, else -1. */
static int direction(const struct gate_input *in)
{
	return trade_direction(in->size.terms.instrument, in->size.terms.strategy);
}

struct gate_record gate_ask_signal_direction(const struct gate_input *in, const struct params *p)
{
	(void)p;
	double over = in->spot - in->sma20;
	return gate_answer(direction(in) * over > 0, in->spot, in->sma20,
		isnan(over) ? gate_not_known : "the price crossed sma20 since the signal");
}

struct gate_record gate_ask_signal_distance(const struct gate_input *in, const struct params *p)
{
	double distance = in->sma20 > 0 ? fabs(in->spot - in->sma20) / in->sma20 : (double)NAN;
	return gate_at_most(distance, p->signal_distance_max,
		"the price went too far from sma20 since the signal");
}

struct gate_record gate_ask_cost_of_trade(const struct gate_input *in, const struct params *p)
{
	const struct risk_terms *t = &in->size.terms;
	struct cost_terms terms = {
		.instrument = t->instrument,
		.strategy = t->strategy,
		.day = in->size.day,
		.premium = price_to_double(t->premium),
		.spread = price_to_double(quote_spread(in->quote)),
		.stop = price_to_double(t->stop_distance),
		.atr14 = in->atr14,
		.delta = in->delta,
		.gamma = in->gamma,
		.decay = in->decay,
	};
	return gate_at_most(
		cost_pct(p, &terms), p->cost_of_trade_pct, "costs too much of its target");
}
