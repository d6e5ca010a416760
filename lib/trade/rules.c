#include "rules.h"

#include <string.h>

#include "array.h"
#include "exit.h"
#include "gate.h"
#include "text.h"

/* The functions that compute them have the same formulas: news_score.c, watchlist.c, ... */
static const struct named_rule scores[] = {
	{"news_score", "score",
		"s = the mean of the scores of the articles that are younger than news_window_min, "
		"each with the weight 2^(-age / news_half_life_min) * (1 - p_neutral). A story "
		"counts once within news_duplicate_window_h.",
		NULL, NULL, NULL},
	{"watch_score", "score",
		"watch_weight_pressure * pressure + watch_weight_setup * setup + watch_weight_vol "
		"* vol + watch_weight_alignment * alignment; an unknown part adds 0. pressure = "
		"watch_pressure_score * |s| + watch_pressure_articles * min(n / "
		"watch_articles_full, 1) + watch_pressure_age * (1 - age / news_window_min ), 0 "
		"without articles. setup = 1 - |distance_sma20| / watch_setup_distance. vol = "
		"(vol_ratio - watch_vol_floor) / watch_vol_span. Each of these is cut to 0 to 1. "
		"alignment = 1 when the trend agrees with s, 0 when it opposes s, and "
		"watch_alignment_neutral without a trend or with |s| <= watch_neutral_score. A "
		"ticker enters at watch_entry_score, stays at watch_exit_score and for "
		"watch_min_stay_min; the list has watch_size tickers.",
		NULL, NULL, NULL},
	{"signal", "score",
		"The newest bar is at most signal_bar_age_max_s old, the features at most "
		"signal_feature_age_max_s. |s| is above signal_score_min. The close is on the "
		"side of sma20 to which s points, trend_state does not oppose, and "
		"|distance_sma20| is at most signal_distance_max. A confidence of "
		"signal_day_confidence with a volume ratio of signal_day_volume_ratio is a "
		"day_trade; one of signal_swing_confidence with a known daily trend that does not "
		"oppose a swing_trade, or conservative with signal_conservative; one of "
		"signal_stock_confidence a stock, unless the daily trend opposes.",
		NULL, NULL, NULL},
	{"confidence", "score",
		"( signal_weight_sentiment * |s| + signal_weight_trend * trend + "
		"signal_weight_setup * setup + signal_weight_vola * vola) * mult. trend = 1, or "
		"signal_trend_flat without a trend. setup = 1 - |distance_sma20| / "
		"signal_distance_max. vola = 1 for a vol_ratio from signal_vola_low to "
		"signal_vola_high, signal_vola_below under it, signal_vola_above over it. mult by "
		"the highest volume ratio of the last signal_volume_bars: 0 under signal_volume_1 "
		", signal_mult_1 under signal_volume_2, signal_mult_2 under signal_volume_3, "
		"signal_mult_3 under signal_volume_4, signal_mult_4 under signal_volume_5, else "
		"signal_mult_5.",
		NULL, NULL, NULL},
	{"contract_score", "score",
		"The spread gives contract_points_spread * (1 - spread_pct / "
		"contract_spread_max_pct), a volume from contract_volume_min to "
		"contract_volume_full contract_points_volume_least to contract_points_volume, "
		"|delta| from contract_delta_best_min to contract_delta_best_max "
		"contract_points_delta, from contract_delta_good_min to contract_delta_good_max "
		"contract_points_delta_good, from contract_delta_fair_min to "
		"contract_delta_fair_max contract_points_delta_fair, else "
		"contract_points_delta_poor; the strike gives contract_points_strike at its "
		"target and 0 contract_strike_zero_pct away. Under contract_score_min a contract "
		"is rejected.",
		NULL, NULL, NULL},
	{"spread_choice", "score",
		"The sold leg of a credit_spread has a |delta| within credit_spread_delta_reach "
		"of credit_spread_delta and credit_spread_days_min to credit_spread_days_max "
		"days; the bought leg of a debit_spread is that of the option it replaces. The "
		"other leg is the first strike credit_spread_width_pct or debit_spread_width_pct "
		"further. The net quote is at most spread_net_max_pct wide. A credit is at least "
		"credit_spread_min_pct of the width and credit_spread_model_ratio of the model's, "
		"a debit at most debit_spread_max_pct of the width. The score is that of a "
		"contract with the net quote, the thinner leg, and for a credit the nearness of "
		"delta and width.",
		NULL, NULL, NULL},
};

static struct named_rule rule_of_gate(const struct gate *g)
{
	return (struct named_rule){
		g->name, "gate", g->condition, g->parameters, g->not_applicable, NULL};
}

static struct named_rule rule_of_exit(const struct exit_rule *e)
{
	const struct param *enabled = NULL;
	for (size_t i = 0; i < param_count; i++)
		if (param_table[i].offset == e->enabled)
			enabled = &param_table[i];
	return (struct named_rule){e->name, "exit", e->condition, e->parameters, NULL, enabled};
}

bool rule_at(size_t index, struct named_rule *out)
{
	if (index < gate_before_choice_count) {
		*out = rule_of_gate(&gate_before_choice[index]);
		return true;
	}
	index -= gate_before_choice_count;
	if (index < gate_after_sizing_count) {
		*out = rule_of_gate(&gate_after_sizing[index]);
		return true;
	}
	index -= gate_after_sizing_count;
	if (index < exit_count) {
		*out = rule_of_exit(&exit_table[index]);
		return true;
	}
	index -= exit_count;
	if (index < array_size(scores)) {
		*out = scores[index];
		return true;
	}
	return false;
}

/* Whether TEXT has NAME as a word; TIER_ in it stands for each tier. */
static bool has_word(const char *text, const char *name)
{
	static const char *const tiers[] = {"tiny_", "small_", "medium_", "large_"};
	char wanted[64] = "";
	for (size_t i = 0; i < array_size(tiers); i++)
		if (text_starts(name, tiers[i])) {
			(void)text_copy(wanted, sizeof wanted, "TIER_");
			(void)text_copy(wanted + 5, sizeof wanted - 5, name + strlen(tiers[i]));
		}
	while (text != NULL && *text != '\0') {
		size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzTIER_0123456789");
		if (length > 0 && ((strlen(name) == length && strncmp(text, name, length) == 0) ||
					  (strlen(wanted) == length &&
						  strncmp(text, wanted, length) == 0)))
			return true;
		text += length > 0 ? length: 1;
	}
	return false;
}

size_t rule_params(const struct named_rule *rule, const struct param *out[static RULE_PARAMS_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < param_count && count < RULE_PARAMS_MAX; i++)
		if (&param_table[i] == rule->enabled ||
			has_word(rule->formula, param_table[i].name) ||
			has_word(rule->parameters, param_table[i].name))
			out[count++] = &param_table[i];
	return count;
}
