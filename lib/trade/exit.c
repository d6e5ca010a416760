#include "exit.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "exit_answer.h"
#include "protect.h"
#include "text.h"

/* ---- the table ---- */

#define SWITCH(name) offsetof(struct params, name)

const struct exit_rule exit_table[] = {
	{.number = 1,
		.name = "expiry",
		.enabled = SWITCH(exit_expiry),
		.ask = exit_ask_expiry, /* patient until it sells at the market */
		.condition = "The option expires today, and the close is at most exit_expiry_min "
			     "away. From exit_expiry_gone_min before the close it is sold at the "
			     "market; one that is still held exit_expiry_flat_min before it is "
			     "reported.",
		.parameters = "exit_expiry_min"},
	{.number = 2,
		.name = "end_of_day",
		.enabled = SWITCH(exit_end_of_day),
		.ask = exit_ask_end_of_day,
		.is_urgent = true,
		.condition = "For a day_trade or a stock: the close is at most exit_end_of_day_min "
			     "away, or the position was left from an earlier day. From "
			     "exit_end_of_day_gone_min before the close it is sold at the market; "
			     "one that is still held exit_end_of_day_flat_min before it is "
			     "reported.",
		.parameters = "exit_end_of_day_min"},
	{.number = 3,
		.name = "underlying_stop",
		.enabled = SWITCH(exit_stop),
		.ask = exit_ask_stop,
		.is_urgent = true,
		.is_stop = true,
		.condition = "The underlying reached the stop of the position. opt-dispatch sets "
			     "it when it enters: exit_stop_atr times the ATR of 5 minutes away "
			     "for a day_trade or a stock, exit_stop_overnight_atr times that of "
			     "a day for any other. A day_trade or a stock also when the price of "
			     "the underlying was not known in any look for exit_blind_sell_min.",
		.parameters = "exit_mark_age_max_s exit_open_guard_min exit_blind_sell_min"},
	{.number = 4,
		.name = "premium_stop",
		.enabled = SWITCH(exit_premium_stop),
		.ask = exit_ask_premium_stop,
		.is_urgent = true,
		.is_stop = true,
		.condition = "For an option, not a spread: exit_premium_stop_pct of the "
			     "premium is lost. For a contract that expires within "
			     "exit_premium_near_days: exit_premium_stop_near_pct, in two looks "
			     "running.",
		.parameters = "exit_premium_stop_pct exit_premium_near_days "
			      "exit_premium_stop_near_pct exit_mark_age_max_s "
			      "exit_open_guard_min exit_open_guard_spread_pct"},
	{.number = 5,
		.name = "underlying_target",
		.enabled = SWITCH(exit_target),
		.ask = exit_ask_target,
		.takes_half = true,
		.condition = "The underlying reached the target of the position. opt-dispatch sets "
			     "it from exit_target_ratio when it enters. Half of the position, "
			     "rounded down, is sold, or all of it when it is a single one. The "
			     "rest trails, and this rule applies to it no longer.",
		.parameters = "exit_mark_age_max_s"},
	{.number = 6,
		.name = "momentum_reversal",
		.enabled = SWITCH(exit_reversal),
		.ask = exit_ask_reversal,
		.condition = "For a stock or an option of one leg: the highest value of the last "
			     "exit_reversal_min is above exit_reversal_gain times the entry "
			     "price, less than exit_reversal_left of it is left, and the fall is "
			     "more than exit_noise_sigmas of the noise of 5 minutes and "
			     "exit_reversal_spreads times the spread. Its confidence is "
			     "exit_reversal_confidence.",
		.parameters = "exit_reversal_min exit_reversal_gain exit_reversal_left "
			      "exit_reversal_spreads exit_noise_sigmas "
			      "exit_reversal_confidence exit_mark_age_max_s "
			      "exit_open_guard_min exit_open_guard_spread_pct"},
	{.number = 7,
		.name = "trailing",
		.enabled = SWITCH(exit_trailing),
		.ask = exit_ask_trailing,
		.trails = true,
		.condition = "A gain of exit_trailing_arm_pct, or the target, armed this rule, and "
			     "the price fell from its peak by exit_trailing_giveback_pct of the "
			     "gain, but at least by exit_trailing_spreads and by "
			     "exit_noise_sigmas. A spread does not trail.",
		.parameters = "exit_trailing_arm_pct exit_trailing_giveback_pct "
			      "exit_trailing_spreads exit_noise_sigmas exit_mark_age_max_s "
			      "exit_open_guard_min exit_open_guard_spread_pct"},
	{.number = 8,
		.name = "volume_collapse",
		.enabled = SWITCH(exit_volume),
		.ask = exit_ask_volume,
		.condition = "For an option of one leg, while in profit (exit_volume_profit): the "
			     "mean volume of its last exit_volume_min is less than "
			     "exit_volume_share of the mean of the first half of the trade. A "
			     "minute without a bar has no volume. The broker answered for the "
			     "bars up to exit_volume_age_s ago. Its confidence is "
			     "exit_volume_confidence.",
		.parameters = "exit_volume_profit exit_volume_min exit_volume_share "
			      "exit_volume_age_s exit_volume_confidence capture_enabled "
			      "exit_mark_age_max_s"},
	{.number = 9,
		.name = "spread_widening",
		.enabled = SWITCH(exit_spread),
		.ask = exit_ask_spread,
		.condition = "For an option of one leg: in exit_spread_looks looks running the "
			     "quote is two-sided, and its spread is above exit_spread_ratio times "
			     "that at entry, exit_spread_pct of the mid and exit_spread_ticks. "
			     "With profit nothing is sold, but it is reported once a session.",
		.parameters = "exit_spread_looks exit_spread_ratio exit_spread_pct "
			      "exit_spread_ticks exit_mark_age_max_s"},
	{.number = 10,
		.name = "max_hold",
		.enabled = SWITCH(exit_max_hold),
		.ask = exit_ask_max_hold,
		.condition =
			"The position was held for exit_max_hold_min while the market was open, "
			"if it is a day_trade or a stock; for exit_max_hold_sessions, if it is any "
			"other but a credit_spread.",
		.parameters = "exit_max_hold_min exit_max_hold_sessions"},
	{.number = 11,
		.name = "theta",
		.enabled = SWITCH(exit_theta),
		.ask = exit_ask_theta,
		.condition = "For a swing_trade or conservative option that was entered with at "
			     "least exit_theta_entry_days to expiry: at most exit_theta_days are "
			     "left, and at most exit_theta_share of those at entry, and the "
			     "profit is less than exit_theta_gain_pct. With exit_roll on, the "
			     "next signal for the same trade within exit_roll_wait_min after the "
			     "sale opens it again, through all gates, in a contract with "
			     "exit_roll_days to exit_roll_days_max.",
		.parameters = "exit_theta_entry_days exit_theta_days exit_theta_share "
			      "exit_theta_gain_pct exit_roll exit_mark_age_max_s"},
	{.number = 12,
		.name = "credit_stop",
		.enabled = SWITCH(exit_credit_stop),
		.ask = exit_ask_credit_stop,
		.is_stop = true,
		.condition = "For a credit_spread: exit_credit_stop_ratio times the credit is "
			     "lost.",
		.parameters = "exit_credit_stop_ratio exit_mark_age_max_s"},
	{.number = 12,
		.name = "credit_target",
		.enabled = SWITCH(exit_credit_target),
		.ask = exit_ask_credit_target,
		.condition = "For a credit_spread: exit_credit_target_pct of the credit is "
			     "earned.",
		.parameters = "exit_credit_target_pct exit_mark_age_max_s"},
	{.number = 12,
		.name = "credit_days",
		.enabled = SWITCH(exit_credit_days),
		.ask = exit_ask_credit_days,
		.condition = "For a credit_spread: at most exit_credit_days_left to expiry are "
			     "left. With exit_credit_roll on, it is opened again as in rule 11; "
			     "with exit_credit_roll_net only for a credit that is at least what "
			     "closing it cost, else it stays closed, which is reported once.",
		.parameters = "exit_credit_days_left exit_credit_roll"},
	{.number = 13,
		.name = "earnings",
		.enabled = SWITCH(exit_earnings),
		.ask = exit_ask_earnings,
		.is_urgent = true,
		.condition = "For a swing_trade, conservative or a spread: this is the last "
			     "session that trades before an earnings report which the calendar "
			     "lists. For a spread of calls also: the next session trades "
			     "without a dividend, and the dividend is more than the time value of "
			     "the short call.",
		.parameters = "exit_mark_age_max_s"},
};
const size_t exit_count = array_size(exit_table);
_Static_assert(array_size(exit_table) <= EXIT_RULES_MAX, "raise EXIT_RULES_MAX");

const struct exit_rule *exit_find(const char *name)
{
	for (size_t i = 0; i < exit_count; i++)
		if (text_equal(exit_table[i].name, name))
			return &exit_table[i];
	return NULL;
}

size_t exit_stops(const char *names[static EXIT_RULES_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < exit_count; i++)
		if (exit_table[i].is_stop)
			names[count++] = exit_table[i].name;
	names[count++] = protect_reason;
	return count;
}

const char *exit_verdict_name(enum exit_verdict verdict)
{
	static const char *const names[] = {
		[EXIT_HOLD] = "hold",
		[EXIT_CLOSE] = "close",
		[EXIT_TELL] = "tell",
		[EXIT_NOT_EVALUABLE] = "not_evaluable",
		[EXIT_NOT_APPLICABLE] = "not_applicable",
		[EXIT_OFF] = "off",
	};
	return names[verdict];
}

const struct exit_record *exit_decide(const struct exit_input *in, const struct params *params,
	struct exit_record records[static EXIT_RULES_MAX])
{
	const struct exit_record *first = NULL;
	for (size_t i = 0; i < exit_count; i++) {
		const struct exit_rule *rule = &exit_table[i];
		double enabled;
		memcpy(&enabled, (const char *)params + rule->enabled, sizeof enabled);
		records[i] = enabled > 0 ? rule->ask(in, params) : exit_switched_off();
		records[i].number = rule->number;
		records[i].name = rule->name;
		if (first == NULL && records[i].verdict == EXIT_CLOSE)
			first = &records[i];
	}
	return first;
}

void exit_write(struct jsonl *w, const struct exit_record *r)
{
	jsonl_i64(w, "rule", r->number);
	jsonl_text(w, "name", r->name);
	jsonl_text(w, "verdict", exit_verdict_name(r->verdict));
	jsonl_double(w, "observed", r->observed, 4);
	jsonl_double(w, "threshold", r->threshold, 4);
	jsonl_text(w, "unit", r->unit);
	jsonl_i64(w, "quantity", r->quantity);
	jsonl_double(w, "confidence", r->confidence, 2);
	jsonl_text(w, "reason", r->reason);
}
