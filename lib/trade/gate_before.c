/* The gates before the choice of a contract. */
#include <math.h>

#include "array.h"
#include "gate_answer.h"
#include "gate_control.h"
#include "calendar.h"
#include "recommend.h"

static bool is_option(const struct gate_input *in)
{
	return instrument_is_option(in->size.terms.instrument);
}

static bool is_long_premium(const struct gate_input *in)
{
	return is_option(in) && !trade_is_spread(in->size.terms.strategy);
}

/*
 * An age in seconds. A fact that is further in the future than clocks may differ fails like an
 * unknown one.
 */
static struct gate_record gate_age_at_most(
	double age_s, double threshold, const struct params *p, const char *reason)
{
	if (age_s < -p->gate_clock_skew_max_s)
		return gate_answer(false, age_s, threshold, "in the future");
	return gate_at_most(age_s, threshold, reason);
}

/* ---- account and market ---- */

static struct gate_record ask_halt(const struct gate_input *in, const struct params *p)
{
	(void)p;
	return gate_words(in->halt.entries_allowed && in->halt.state == HALT_ACTIVE,
		halt_state_name(in->halt.state), halt_state_name(HALT_ACTIVE), in->halt.reason);
}

static struct gate_record ask_account(const struct gate_input *in, const struct params *p)
{
	(void)p;
	static const char wanted[] = "active";
	enum fact options = is_option(in) ? in->options_allowed : FACT_YES;
	if (in->account_active == FACT_UNKNOWN || in->account_blocked == FACT_UNKNOWN ||
		in->account_is_configured == FACT_UNKNOWN || options == FACT_UNKNOWN)
		return gate_words(false, NULL, wanted, gate_not_known);
	if (in->account_is_configured == FACT_NO)
		return gate_words(false, "another account", wanted, "not the configured account");
	if (in->account_active == FACT_NO)
		return gate_words(false, "inactive", wanted, "the account is not active");
	if (in->account_blocked == FACT_YES)
		return gate_words(false, "blocked", wanted, "the account is blocked");
	if (options == FACT_NO)
		return gate_words(
			false, "no options", wanted, "the account's options level is too low");
	return gate_words(true, wanted, wanted, "");
}

static struct gate_record ask_market_open(const struct gate_input *in, const struct params *p)
{
	(void)p;
	bool calendar = instant_known(in->now) && calendar_is_open(in->now);
	if (in->broker_open == FACT_UNKNOWN || !instant_known(in->now))
		return gate_words(false, NULL, "open", gate_not_known);
	if (!calendar)
		return gate_words(false, "closed", "open", "closed by the calendar");
	bool open = in->broker_open == FACT_YES;
	return gate_words(open, open ? "open" : "closed", "open", "closed by the broker's clock");
}

/* Minutes after the open and before the close between which a trade may be entered. */
struct entry_window {
	double first, end;
};

/* The windows of conservative and of spreads can only narrow that of swing_trade. */
static struct entry_window entry_window(const struct risk_terms *t, const struct params *p)
{
	const struct entry_window swing = {p->entry_swing_first_min, p->entry_swing_end_min};
	const struct entry_window narrower[] = {
		[STRATEGY_DAY_TRADE] = {0, 0},
		[STRATEGY_SWING_TRADE] = {0, 0},
		[STRATEGY_CONSERVATIVE] = {p->entry_conservative_first_min,
			p->entry_conservative_end_min},
		[STRATEGY_CREDIT_SPREAD] = {p->entry_spread_first_min, p->entry_spread_end_min},
		[STRATEGY_DEBIT_SPREAD] = {p->entry_spread_first_min, p->entry_spread_end_min},
	};
	struct entry_window w = {
		fmax(swing.first, narrower[t->strategy].first),
		fmax(swing.end, narrower[t->strategy].end),
	};
	if (trade_is_short_term(t->instrument, t->strategy))
		w = (struct entry_window){p->entry_day_first_min, p->entry_day_end_min};
	w.first = fmax(w.first, p->entry_first_min);
	return w;
}

static struct gate_record ask_entry_hours(const struct gate_input *in, const struct params *p)
{
	struct session session;
	struct entry_window w = entry_window(&in->size.terms, p);
	if (!instant_known(in->now))
		return gate_answer(false, (double)NAN, w.end, gate_not_known);
	if (!calendar_session_at(in->now, &session))
		return gate_answer(false, (double)NAN, w.end, "no session today");
	double since_open = instant_age_s(in->now, session.open) / 60;
	if (since_open < w.first)
		return gate_answer(false, since_open, w.first, "too soon after the open");
	return gate_at_least(
		instant_age_s(session.close, in->now) / 60, w.end, "too near the close");
}

/* The tiers of a small account leave out the strategies that it cannot afford. */
static struct gate_record ask_strategy(const struct gate_input *in, const struct params *p)
{
	if (!is_option(in))
		return gate_not_applicable("a stock");
	if (in->tier_known != FACT_YES)
		return gate_answer(false, (double)NAN, 0, "tier not known");
	double pct = tier_limits(p, in->size.tier, in->size.terms.strategy).trade_pct;
	return gate_answer(pct > 0, pct, 0, "the strategy is off in this tier");
}

static struct gate_record ask_clock_skew(const struct gate_input *in, const struct params *p)
{
	return gate_at_most(fabs(in->clock_skew_s), p->gate_clock_skew_max_s,
		"our clock and the broker's differ");
}

static struct gate_record ask_option_feed(const struct gate_input *in, const struct params *p)
{
	if (!is_option(in))
		return gate_not_applicable("a stock");
	if (in->option_feed == FEED_UNKNOWN)
		return gate_words(false, NULL, "known", gate_not_known);
	bool opra = in->option_feed == FEED_OPRA;
	bool needed = in->mode == MODE_LIVE && p->gate_live_needs_opra > 0;
	return gate_words(opra || !needed, opra ? "opra" : "indicative", needed ? "opra" : "known",
		"live needs the opra feed");
}

/* ---- protections ---- */

static struct gate_record ask_daily_loss(const struct gate_input *in, const struct params *p)
{
	if (in->tier_known != FACT_YES)
		return gate_answer(false, (double)NAN, (double)NAN, "tier not known");
	struct tier_limits tier = tier_limits(p, in->size.tier, in->size.terms.strategy);
	struct money loss = money_sub((struct money){0}, in->day_pnl);
	return gate_money_at_most(
		loss, money_pct(in->size.equity, tier.daily_loss_pct), "daily loss");
}

static struct gate_record ask_drawdown(const struct gate_input *in, const struct params *p)
{
	if (in->tier_known != FACT_YES)
		return gate_answer(false, (double)NAN, (double)NAN, "tier not known");
	return gate_at_most(in->drawdown_pct,
		tier_limits(p, in->size.tier, in->size.terms.strategy).drawdown_pct, "drawdown");
}

static struct gate_record ask_stop_guard(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(in->stops, p->gate_stop_count, "too many stops");
}

static struct gate_record ask_rejects(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(in->consecutive_rejects, p->gate_rejects, "consecutive rejections");
}

static struct gate_record ask_order_rate(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(
		in->orders_last_minute, p->gate_orders_per_min, "orders in the last minute");
}

static struct gate_record ask_entries_per_run(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(
		in->entries_this_run, p->dispatch_entries_per_run, "entries of this run");
}

/* ---- the signal ---- */

/*
 * The confidence that the trade needs. A value for the strategy replaces the common threshold; a
 * value for the tier can only raise it.
 */
static double confidence_needed(const struct gate_input *in, const struct params *p)
{
	const double by_tier[] = {
		[TIER_TINY] = p->gate_confidence_tiny,
		[TIER_SMALL] = p->gate_confidence_small,
		[TIER_MEDIUM] = p->gate_confidence_medium,
		[TIER_LARGE] = p->gate_confidence_large,
	};
	const struct risk_terms *t = &in->size.terms;
	return fmax(recommend_confidence(p, t->instrument, t->strategy), by_tier[in->size.tier]);
}

static struct gate_record ask_confidence(const struct gate_input *in, const struct params *p)
{
	if (in->tier_known != FACT_YES)
		return gate_answer(false, in->confidence, (double)NAN, "tier not known");
	return gate_at_least(in->confidence, confidence_needed(in, p), "confidence too low");
}

static struct gate_record ask_action(const struct gate_input *in, const struct params *p)
{
	(void)p;
	static const char wanted[] = "BUY, or SELL of held stock";
	const char *observed = trade_action_name(in->action);
	if (in->action == ACTION_BUY)
		return gate_words(true, observed, wanted, "");
	if (is_option(in))
		return gate_words(false, observed, wanted, "no option is sold to open");
	return gate_words(in->held_shares > 0, observed, wanted,
		in->held_shares < 0 ? gate_not_known : "no shares are held: no shorting");
}

static struct gate_record ask_bar_age(const struct gate_input *in, const struct params *p)
{
	return gate_age_at_most(in->bar_age_s, p->signal_bar_age_max_s, p, "the newest bar is old");
}

static struct gate_record ask_feature_age(const struct gate_input *in, const struct params *p)
{
	return gate_age_at_most(
		in->feature_age_s, p->signal_feature_age_max_s, p, "the newest features are old");
}

static struct gate_record ask_news_age(const struct gate_input *in, const struct params *p)
{
	return gate_age_at_most(
		in->news_age_s, p->gate_news_age_max_s, p, "the newest article is old");
}

/* ---- counts ---- */

static struct gate_record ask_cooldown(const struct gate_input *in, const struct params *p)
{
	return gate_at_least(
		in->cooldown_age_s, p->signal_cooldown_min * 60, "the last entry is too recent");
}

static struct gate_record ask_trades_today(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(in->trades_today, p->gate_trades_per_day, "trades today");
}

static struct gate_record ask_entry_orders(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(
		in->entry_orders_today, p->gate_entry_orders_per_day, "entry orders today");
}

static struct gate_record ask_trades_in_ticker(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(
		in->trades_in_ticker_today, p->gate_trades_per_ticker_day, "trades in the ticker");
}

static struct gate_record ask_open_positions(const struct gate_input *in, const struct params *p)
{
	return gate_count_below(in->open_positions, p->gate_open_positions, "open positions");
}

static struct gate_record ask_same_ticker(const struct gate_input *in, const struct params *p)
{
	(void)p;
	if (in->ticker_positions < 0 || in->ticker_orders < 0)
		return gate_answer(false, (double)NAN, 0, gate_not_known);
	return gate_at_most((double)(in->ticker_positions + in->ticker_orders), 0,
		"the ticker has a position or an order");
}

/* ---- the ticker and its market ---- */

static struct gate_record ask_earnings(const struct gate_input *in, const struct params *p)
{
	double hours = in->hours_to_report, most = p->gate_earnings_h;
	if (in->earnings_calendar == FACT_UNKNOWN || in->earnings_news == FACT_UNKNOWN)
		return gate_answer(false, (double)NAN, most, gate_not_known);
	if (in->earnings_calendar == FACT_YES && in->report == REPORT_NEAR)
		return gate_answer(false, hours, most, "an earnings report is near");
	bool out = in->earnings_calendar == FACT_YES && in->report == REPORT_OUT;
	if (in->earnings_news == FACT_YES && !out)
		return gate_answer(false, 0, most, "earnings in the news");
	if (in->earnings_calendar == FACT_YES && in->report == REPORT_FAR)
		return gate_answer(!isnan(hours), hours, most, gate_not_known);
	if (p->gate_earnings_strict > 0)
		return gate_answer(
			false, (double)NAN, most, "the next earnings report is not known");
	return gate_not_applicable(in->earnings_calendar == FACT_NO
					   ? "no earnings calendar was imported"
					   : "the next earnings report is not known");
}

static struct gate_record ask_macro_events(const struct gate_input *in, const struct params *p)
{
	double minutes = in->macro_event_min, most = p->gate_macro_min;
	static const char none[] = "no calendar of macro events was imported",
			  ended[] = "the calendar of macro events has ended";
	if (in->macro_calendar == FACT_UNKNOWN || in->macro_ahead == FACT_UNKNOWN)
		return gate_answer(false, (double)NAN, most, gate_not_known);
	if (in->macro_calendar == FACT_YES && minutes <= most)
		return gate_answer(false, minutes, most, "a macro event is near");
	if (in->macro_calendar == FACT_YES && in->macro_ahead == FACT_YES)
		return gate_answer(!isnan(minutes), minutes, most, gate_not_known);
	const char *reason = in->macro_calendar == FACT_NO ? none : ended;
	return p->gate_macro_strict > 0 ? gate_answer(false, (double)NAN, most, reason)
					: gate_not_applicable(reason);
}

static struct gate_record ask_iv(const struct gate_input *in, const struct params *p,
	double observed, double threshold, const char *reason)
{
	if (!is_long_premium(in))
		return gate_not_applicable("a stock or a spread");
	if (in->iv_values < 0)
		return gate_answer(false, (double)NAN, threshold, gate_not_known);
	if ((double)in->iv_values < p->iv_rank_min_days)
		return gate_not_applicable("too few days of volatility");
	if (in->iv_recent != FACT_YES)
		return gate_answer(
			false, (double)NAN, threshold, "the volatility is older than one session");
	return gate_at_most(observed, threshold, reason);
}

static struct gate_record ask_iv_percentile(const struct gate_input *in, const struct params *p)
{
	return ask_iv(
		in, p, in->iv_percentile, p->gate_iv_percentile_max, "volatility is too high");
}

static struct gate_record ask_iv_rank(const struct gate_input *in, const struct params *p)
{
	return ask_iv(in, p, in->iv_rank, p->gate_iv_rank_max, "volatility is too high");
}

static struct gate_record ask_volatility_regime(const struct gate_input *in, const struct params *p)
{
	if (in->size.market_iv_values == 0)
		return gate_not_applicable("no volatility of the market is stored yet");
	if (in->size.market_iv_values < 0)
		return gate_answer(false, (double)NAN, p->gate_market_iv_halt, gate_not_known);
	return gate_below(in->size.market_iv, p->gate_market_iv_halt,
		"the volatility of the market is too high");
}

static struct gate_record ask_sector(const struct gate_input *in, const struct params *p)
{
	if (in->sector_known == FACT_NO)
		return gate_not_applicable("the ticker's sector is not known");
	if (in->sector_known == FACT_UNKNOWN)
		return gate_answer(false, (double)NAN, p->gate_sector_positions, gate_not_known);
	return gate_count_below(
		in->sector_positions, p->gate_sector_positions, "positions in the sector");
}

const struct gate gate_before_choice[] = {
	{"halt", GATE_REPRICE, ask_halt,
		"No halt is in force for the account, the ticker or the strategy, neither in the "
		"database nor in the halt file.",
		NULL, NULL},
	{"account", GATE_BOTH, ask_account,
		"The account is the configured one, active and not blocked. An option needs "
		"options level 2, a spread level 3.",
		NULL, NULL},
	{"market_open", GATE_BOTH, ask_market_open,
		"The calendar and the broker's clock both say that the market is open.", NULL,
		NULL},
	{"entry_hours", GATE_REPRICE, ask_entry_hours,
		"The open is at least entry_first_min ago. A day_trade or a stock is entered from "
		"entry_day_first_min after the open until entry_day_end_min before the close, any "
		"other trade from entry_swing_first_min until entry_swing_end_min. The windows of "
		"conservative and of spreads can only be narrower than that.",
		"entry_first_min entry_day_first_min entry_day_end_min entry_swing_first_min "
		"entry_swing_end_min entry_conservative_first_min entry_conservative_end_min "
		"entry_spread_first_min entry_spread_end_min",
		NULL},
	{"strategy", GATE_ENTRY, ask_strategy,
		"The strategy's share of the buying power in the tier of the account is above 0.",
		"TIER_day_trade_pct TIER_swing_trade_pct TIER_conservative_pct TIER_spread_pct",
		"the trade is a stock"},
	{"clock_skew", GATE_REPRICE, ask_clock_skew,
		"The clock of this host and the clock of the broker differ by at most this.",
		"gate_clock_skew_max_s", NULL},
	{"daily_loss", GATE_REPRICE, ask_daily_loss,
		"The loss of today is at most this share of the equity at the start of the day: "
		"today's fills, and today's change of the positions against their last mark of "
		"the session before. A position whose value is unknown or older than "
		"gate_value_age_max_s makes the loss unknown.",
		"TIER_daily_loss_pct", NULL},
	{"drawdown", GATE_REPRICE, ask_drawdown,
		"The profit of our own trades is at most this share of the equity under its "
		"highest value of the last drawdown_sessions. When an operator clears the halt of "
		"the drawdown, the highest value starts there.",
		"TIER_drawdown_pct", NULL},
	{"stop_guard", GATE_REPRICE, ask_stop_guard,
		"Stops closed fewer positions than this in the last gate_stop_window_min.",
		"gate_stop_count", NULL},
	{"equity_gap", GATE_REPRICE, gate_ask_equity_gap,
		"The equity at the broker and that of the ledger differ by at most "
		"gate_equity_gap_usd or gate_equity_gap_pct of the equity, whichever is more. Both "
		"value the same positions at the same prices, so that the difference is in the "
		"cash: that of a snapshot of an earlier session, the fills since, and deposits, "
		"withdrawals, dividends, fees and fills of others by the broker's activities.",
		"gate_equity_gap_usd gate_equity_gap_pct",
		"the account is simulated, or there is no snapshot of it yet"},
	{"slippage", GATE_ENTRY, gate_ask_slippage,
		"The last gate_slippage_fills fills were on average at most "
		"gate_slippage_ratio times as far from the mid, against us, as our model assumes: "
		"half the spread.",
		"gate_slippage_ratio gate_slippage_fills",
		"fewer fills than gate_slippage_fills are known with their quotes"},
	{"cooldown", GATE_ONCE, ask_cooldown,
		"The last entry in the same ticker and direction is at least this long ago.",
		"signal_cooldown_min", NULL},
	{"confidence", GATE_ONCE, ask_confidence,
		"The confidence of the recommendation is at least gate_confidence_min. A value "
		"above 0 for the strategy, or for a stock, replaces that minimum. The value for "
		"the tier can only raise it.",
		"gate_confidence_min gate_confidence_day_trade gate_confidence_swing_trade "
		"gate_confidence_conservative gate_confidence_credit_spread gate_confidence_stock "
		"gate_confidence_tiny gate_confidence_small gate_confidence_medium "
		"gate_confidence_large",
		NULL},
	{"action", GATE_CLOSING, ask_action,
		"The action is BUY, or SELL of a stock whose shares are held. No option is sold "
		"to open a position, and no stock is sold short.",
		NULL, NULL},
	{"bar_age", GATE_ENTRY, ask_bar_age,
		"The newest bar of the ticker ended at most signal_bar_age_max_s ago, and not "
		"later than clocks may differ.",
		"signal_bar_age_max_s gate_clock_skew_max_s", NULL},
	{"feature_age", GATE_ENTRY, ask_feature_age,
		"The bar of the newest features ended at most signal_feature_age_max_s ago, and "
		"not later than clocks may differ.",
		"signal_feature_age_max_s gate_clock_skew_max_s", NULL},
	{"news_age", GATE_ONCE, ask_news_age,
		"The newest article about the ticker was published at most gate_news_age_max_s "
		"ago, and not later than clocks may differ.",
		"gate_news_age_max_s gate_clock_skew_max_s", NULL},
	{"trades_today", GATE_ONCE, ask_trades_today,
		"Fewer entries than this were ordered today and are open, unresolved or filled, "
		"even in part. An entry that ended without a fill does not count.",
		"gate_trades_per_day", NULL},
	{"entry_orders_today", GATE_REPRICE, ask_entry_orders,
		"Fewer entry orders than this were sent today, whatever became of them.",
		"gate_entry_orders_per_day", NULL},
	{"trades_in_ticker", GATE_ONCE, ask_trades_in_ticker,
		"Fewer entries than this in the ticker were ordered today and are open, "
		"unresolved or filled, even in part.",
		"gate_trades_per_ticker_day", NULL},
	{"open_positions", GATE_ONCE, ask_open_positions,
		"Fewer positions than this are open. A working entry counts as a position.",
		"gate_open_positions", NULL},
	{"same_ticker", GATE_ONCE, ask_same_ticker,
		"The account has no position and no open order in the ticker. Positions that "
		"another program or a person opened count.",
		NULL, NULL},
	{"earnings", GATE_ENTRY, ask_earnings,
		"The last session before the ticker's next earnings report does not open within "
		"gate_earnings_h, or the first session that trades after the report has opened. A "
		"report after the close, or at an unknown time, blocks its whole day. No article "
		"of the last gate_earnings_h is about earnings, unless the calendar says that the "
		"report is out.",
		"gate_earnings_h gate_earnings_strict",
		"gate_earnings_strict is off and the calendar does not have the ticker's next "
		"report"},
	{"macro_events", GATE_REPRICE, ask_macro_events,
		"No macro event of the calendar (a rate decision, CPI, jobs) is within "
		"gate_macro_min, before or after now.",
		"gate_macro_min gate_macro_strict",
		"gate_macro_strict is off, and no calendar was imported or its last event is over"},
	{"iv_percentile", GATE_PREMIUM, ask_iv_percentile,
		"The percentile of the ticker's implied volatility is at most "
		"gate_iv_percentile_max. A newest value that is older than one session fails.",
		"gate_iv_percentile_max iv_rank_min_days",
		"the trade is a stock or a spread, or fewer than iv_rank_min_days of the "
		"volatility are stored"},
	{"iv_rank", GATE_PREMIUM, ask_iv_rank,
		"The rank of the ticker's implied volatility is at most gate_iv_rank_max. A newest "
		"value that is older than one session fails.",
		"gate_iv_rank_max iv_rank_min_days",
		"the trade is a stock or a spread, or fewer than iv_rank_min_days of the "
		"volatility are stored"},
	{"volatility_regime", GATE_ENTRY, ask_volatility_regime,
		"The 30-day implied volatility of SPY is under this, and not older than one "
		"session.",
		"gate_market_iv_halt", "no value of that volatility is stored yet"},
	{"sector", GATE_ONCE, ask_sector,
		"Fewer positions and working entries than this are in the ticker's sector and in "
		"the direction of the trade.",
		"gate_sector_positions", "the sector of the ticker is not known"},
	{"option_feed", GATE_ENTRY, ask_option_feed,
		"It is known which feed the option quotes come from. With execution_mode live and "
		"gate_live_needs_opra on, it is opra.",
		"gate_live_needs_opra", "the trade is a stock"},
	{"volume_feed", GATE_ENTRY, gate_ask_volume_feed,
		"It is known whether the volumes of the last minutes come from the SIP. With "
		"execution_mode live and gate_live_needs_sip on, they do: the IEX sees 2.5 % of "
		"the volume.",
		"gate_live_needs_sip", "the trade is not an option for a day_trade"},
	{"order_rate", GATE_REPRICE, ask_order_rate,
		"Fewer orders than this were sent in the last minute, exits included.",
		"gate_orders_per_min", NULL},
	{"entries_per_run", GATE_ENTRY, ask_entries_per_run,
		"This run entered fewer trades than this.", "dispatch_entries_per_run", NULL},
	{"consecutive_rejects", GATE_REPRICE, ask_rejects,
		"The broker rejected fewer of today's entries than this since it last accepted "
		"one.",
		"gate_rejects", NULL},
};
const size_t gate_before_choice_count = array_size(gate_before_choice);
