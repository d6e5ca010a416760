/*
 * The gates after the sizing. They check the limits of the sizing again, on the order as it would
 * be sent.
 */
#include <math.h>

#include "array.h"
#include "gate_answer.h"
#include "gate_control.h"
#include "calendar.h"
#include "cost.h"

static bool is_option(const struct gate_input *in)
{
	return instrument_is_option(in->size.terms.instrument);
}

static struct money total_cost(const struct gate_input *in)
{
	int64_t n = gate_asked_quantity(in);
	return n < 0 ? MONEY_UNKNOWN : money_times(risk_cost_each(&in->size.terms), n);
}

static struct money total_risk(const struct gate_input *in)
{
	int64_t n = gate_asked_quantity(in);
	return n < 0 ? MONEY_UNKNOWN : money_times(risk_each(&in->size.terms), n);
}

/*
 * The quantity of the trade as a whole: of a kept half with the half that is held. Negative:
 * unknown.
 */
static int64_t whole_quantity(const struct gate_input *in)
{
	if (!in->is_scale_in || in->quantity < 0)
		return in->quantity;
	return in->held < 1 ? -1 : in->held + in->quantity;
}

/* COST or risk of one, for the trade as a whole, at the price of this order. */
static struct money of_whole(const struct gate_input *in, struct money each)
{
	int64_t n = in->is_scale_in ? whole_quantity(in) : gate_asked_quantity(in);
	return n < 0 ? MONEY_UNKNOWN : money_times(each, n);
}

static struct gate_record ask_quantity(const struct gate_input *in, const struct params *p)
{
	double most = SIZING_SHARES_CEILING;
	int64_t whole = whole_quantity(in);
	if (whole < 0 || in->tier_known != FACT_YES)
		return gate_answer(false, (double)NAN, most, gate_not_known);
	if (is_option(in))
		most = fmin(
			(double)tier_limits(p, in->size.tier, in->size.terms.strategy).contracts,
			SIZING_CONTRACTS_CEILING);
	if (in->quantity == 0)
		return gate_answer(false, 0, 1, "not enough for one");
	return gate_at_most((double)whole, most, "too many");
}

static struct gate_record ask_risk_per_trade(const struct gate_input *in, const struct params *p)
{
	if (!is_option(in))
		return gate_money_at_most(of_whole(in, risk_each(&in->size.terms)),
			money_pct(in->size.equity, p->stock_risk_pct), "the stop risks too much");
	if (in->tier_known != FACT_YES)
		return gate_answer(false, (double)NAN, (double)NAN, "tier not known");
	struct tier_limits tier = tier_limits(p, in->size.tier, in->size.terms.strategy);
	return gate_money_at_most(of_whole(in, risk_cost_each(&in->size.terms)),
		money_pct(in->size.buying_power, tier.trade_pct), "too much of the buying power");
}

static struct money open_risk_budget(const struct gate_input *in, const struct params *p)
{
	if (in->tier_known != FACT_YES)
		return MONEY_UNKNOWN;
	return money_pct(in->size.equity,
		tier_limits(p, in->size.tier, in->size.terms.strategy).open_risk_pct);
}

static struct gate_record ask_open_risk(const struct gate_input *in, const struct params *p)
{
	return gate_money_at_most(money_add(in->size.open_risk, total_risk(in)),
		open_risk_budget(in, p), "too much open risk");
}

static struct gate_record ask_allocation(const struct gate_input *in, const struct params *p)
{
	double share = risk_allocation_pct(p, in->size.terms.instrument, in->size.terms.strategy);
	return gate_money_at_most(money_add(in->size.class_cost, total_cost(in)),
		money_pct(in->size.equity, share), "too much capital in trades of this kind");
}

static struct gate_record ask_position_size(const struct gate_input *in, const struct params *p)
{
	return gate_money_at_most(of_whole(in, risk_cost_each(&in->size.terms)),
		money_pct(in->size.equity, p->position_max_pct), "too much in one position");
}

static struct gate_record ask_cash(const struct gate_input *in, const struct params *p)
{
	(void)p;
	struct money fees = money_times(
		cost_entry_fee(&in->size.terms, in->size.day), gate_asked_quantity(in));
	return gate_money_at_most(
		money_add(total_cost(in), fees), in->size.cash, "not enough cash");
}

static struct gate_record ask_exposure(
	const struct gate_input *in, const struct params *p, enum exposure_limit limit)
{
	if (in->tier_known != FACT_YES)
		return gate_answer(false, (double)NAN, (double)NAN, "tier not known");
	struct tier_limits tier = tier_limits(p, in->size.tier, in->size.terms.strategy);
	int64_t n = gate_asked_quantity(in);
	struct exposure after = exposure_add(in->size.book, in->size.each, n);
	double used = n < 0 ? (double)NAN : exposure_used(&after, limit);
	return gate_at_most(used, exposure_allowed(&tier, limit, in->size.equity),
		"beyond the limit of the portfolio");
}

static struct gate_record ask_delta(const struct gate_input *in, const struct params *p)
{
	return ask_exposure(in, p, EXPOSURE_DELTA);
}

static struct gate_record ask_vega(const struct gate_input *in, const struct params *p)
{
	return ask_exposure(in, p, EXPOSURE_VEGA);
}

static struct gate_record ask_theta(const struct gate_input *in, const struct params *p)
{
	return ask_exposure(in, p, EXPOSURE_THETA);
}

static struct gate_record ask_stress(const struct gate_input *in, const struct params *p)
{
	return ask_exposure(in, p, EXPOSURE_STRESS);
}

static struct gate_record ask_collar(const struct gate_input *in, const struct params *p)
{
	const struct risk_terms *t = &in->size.terms;
	struct price reference;
	const char *why =
		collar_check(p, t->instrument, t->premium, in->quote, &in->collar, &reference);
	return gate_answer(
		why == NULL, price_to_double(t->premium), price_to_double(reference), why);
}

/*
 * The quote that the limit was made from. An option's may be older when its underlying hardly moved
 * since. A quote from the future fails.
 */
static struct gate_record ask_quote_age(const struct gate_input *in, const struct params *p)
{
	double age = in->quote_age_s, most = p->contract_quote_age_max_s;
	if (age < -p->gate_clock_skew_max_s)
		return gate_answer(false, age, most, "in the future");
	if (is_option(in) && age > most && in->quote_move_pct < p->contract_quote_still_pct)
		return gate_answer(true, age, most, "");
	return gate_at_most(age, most, isnan(age) ? gate_not_known : "the quote is old");
}

static struct gate_record ask_expires_today(const struct gate_input *in, const struct params *p)
{
	struct session session;
	if (!is_option(in))
		return gate_not_applicable("a stock");
	if (in->days_to_expiry < 0 || !instant_known(in->now) ||
		!calendar_session_at(in->now, &session))
		return gate_answer(false, (double)NAN, p->entry_zero_day_end_min, gate_not_known);
	if (in->days_to_expiry > 0)
		return gate_answer(true, in->days_to_expiry, 1, "");
	return gate_at_least(instant_age_s(session.close, in->now) / 60, p->entry_zero_day_end_min,
		"too late for a contract that expires today");
}

/* The row of the gate "quantity" names both numbers. */
_Static_assert(SIZING_CONTRACTS_CEILING == 10 && SIZING_SHARES_CEILING == 100000, "ceilings");

const struct gate gate_after_sizing[] = {
	{"quantity", GATE_ENTRY, ask_quantity,
		"The size is at least one, and at most TIER_contracts contracts, never above 10. "
		"Of a stock it is at most 100000 shares. When the sizing allows none, the limits "
		"below are asked about one.",
		"TIER_contracts", NULL},
	{"risk_per_trade", GATE_REPRICE, ask_risk_per_trade,
		"An option costs at most the strategy's share of the buying power. A stock risks "
		"at most stock_risk_pct of the equity down to its stop.",
		"TIER_day_trade_pct TIER_swing_trade_pct TIER_conservative_pct TIER_spread_pct "
		"stock_risk_pct",
		NULL},
	{"open_risk", GATE_REPRICE, ask_open_risk,
		"The risk of all positions and working entries and of this order together is at "
		"most this share of the equity. A long option risks its whole premium, a stock the "
		"distance of its stop, a holding that is not ours its market value.",
		"TIER_open_risk_pct", NULL},
	{"allocation", GATE_REPRICE, ask_allocation,
		"All positions and working entries of one kind and this order together cost at "
		"most allocation_short_term_pct of the equity for day_trade and stocks, and the "
		"rest of the equity for all others.",
		"allocation_short_term_pct", NULL},
	{"position_size", GATE_REPRICE, ask_position_size,
		"The order costs at most this share of the equity.", "position_max_pct", NULL},
	{"cash", GATE_REPRICE, ask_cash,
		"The cash pays for the order and for its fees.", NULL, NULL},
	{"portfolio_delta", GATE_REPRICE, ask_delta,
		"The delta of all positions with this order, in dollars of the underlying and "
		"without "
		"its sign, is at most this share of the equity.",
		"TIER_delta_pct", NULL},
	{"portfolio_vega", GATE_REPRICE, ask_vega,
		"The vega of all positions with this order, in dollars per point of volatility and "
		"without its sign, is at most this share of the equity.",
		"TIER_vega_pct", NULL},
	{"portfolio_theta", GATE_REPRICE, ask_theta,
		"All positions with this order lose at most this share of the equity per day to "
		"time. "
		"Contracts with at most 1 day to expiry do not count.",
		"TIER_theta_pct", NULL},
	{"stress", GATE_REPRICE, ask_stress,
		"All positions with this order, each priced again by our model, lose at most "
		"TIER_open_risk_pct of the equity when every underlying gaps by stress_move_pct "
		"and every volatility changes by stress_volatility_pct, in the worst of the four "
		"combinations. A holding that is not ours counts as lost. A position whose "
		"volatility is not known fails.",
		"TIER_open_risk_pct", NULL},
	{"premium_today", GATE_REPRICE, gate_ask_premium_today,
		"The premium of all options that were bought today, of the working entries and of "
		"this order together is at most this share of the equity.",
		"TIER_premium_day_pct", "the trade is a stock or a credit_spread"},
	{"first_live_trades", GATE_REPRICE, gate_ask_first_trades,
		"With execution_mode live, each of the first gate_first_live_trades has one "
		"contract. The sizing allows no more.",
		"gate_first_live_trades", "the trade is a stock"},
	{"signal_direction", GATE_REPRICE, gate_ask_signal_direction,
		"The price of the underlying, fetched for this entry, is still above sma20 for a "
		"trade that gains from a rise, and below it for any other.",
		NULL, NULL},
	{"signal_distance", GATE_REPRICE, gate_ask_signal_distance,
		"That price is at most this far from sma20.", "signal_distance_max", NULL},
	{"cost_of_trade", GATE_PREMIUM, gate_ask_cost_of_trade,
		"The cost of the trade is at most cost_of_trade_pct of what it gains at its target "
		"by delta and gamma. The cost is half the spread both ways, the fees both ways, "
		"and what our model says that the option loses to time over the expected hold. "
		"With the stop at a and the target at b, in ATRs, the expected hold is a * b * "
		"cost_atr_sigmas^2 bars of the ATR, at most the longest hold.",
		"cost_of_trade_pct exit_target_ratio", NULL},
	{"price_collar", GATE_REPRICE, ask_collar,
		"The limit is at most order_collar_pct or order_collar_usd, whichever is wider, "
		"from the mid of its quote and at most order_collar_ask_pct above the ask. It is "
		"as near to a price that does not come from that quote. For a stock this is the "
		"close of its last bar. For an option it is the value by our model, at most "
		"order_collar_model_pct or order_collar_usd away; the model has the last good "
		"volatility of the contract from before the quote, or the one of its last trade. "
		"The quote of the underlying is within order_collar_pct of the close of its last "
		"bar.",
		"order_collar_pct order_collar_usd order_collar_ask_pct order_collar_model_pct",
		NULL},
	{"quote_age", GATE_REPRICE, ask_quote_age,
		"The quote was at most contract_quote_age_max_s old when the answer with it came, "
		"and not later than clocks may differ. The quote of an option may be older when "
		"its underlying moved by less than contract_quote_still_pct since.",
		"contract_quote_age_max_s contract_quote_still_pct gate_clock_skew_max_s", NULL},
	{"expires_today", GATE_REPRICE, ask_expires_today,
		"A contract that expires today is bought at least this long before the close.",
		"entry_zero_day_end_min", "the trade is a stock"},
};
const size_t gate_after_sizing_count = array_size(gate_after_sizing);
