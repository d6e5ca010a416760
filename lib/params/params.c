#include "params.h"

#include <math.h>
#include <string.h>

const struct param param_table[] = {
#define PARAM(name, kind, initial, least, most, unit, risk, meaning) \
	{#name, PARAM_##kind, initial, least, most, unit, PARAM_RISK_##risk, meaning, \
		offsetof(struct params, name)},
#include "array.h"
#include "params.def"
#undef PARAM
};
const size_t param_count = array_size(param_table);

/* The parameters of the release before. */
static const struct released {
	const char *name;
	double least, most;
} released[] = {
#define RELEASED(name, least, most) {#name, least, most},
#include "released.def"
#undef RELEASED
};

static const struct released *find_released(const char *name)
{
	for (size_t i = 0; i < array_size(released); i++)
		if (strcmp(released[i].name, name) == 0)
			return &released[i];
	return NULL;
}

bool param_was_readable(const char *name, double value)
{
	const struct released *row = find_released(name);
	return row != NULL && value >= row->least && value <= row->most;
}

bool param_was_dropped(const char *name)
{
	return find_released(name) != NULL && param_find(name) == NULL;
}

void params_init(struct params *p)
{
	for (size_t i = 0; i < param_count; i++)
		memcpy((char *)p + param_table[i].offset, &param_table[i].initial, sizeof(double));
}

const struct param *param_find(const char *name)
{
	for (size_t i = 0; i < param_count; i++)
		if (strcmp(param_table[i].name, name) == 0)
			return &param_table[i];
	return NULL;
}

double params_get(const struct params *p, const struct param *row)
{
	double value;
	memcpy(&value, (const char *)p + row->offset, sizeof value);
	return value;
}

int params_set(struct params *p, const char *name, double value, struct error *err)
{
	const struct param *row = param_find(name);
	if (row == NULL)
		return error_set(err, ERROR_CONFIG, "unknown parameter \"%s\"", name);
	if (!(value >= row->least && value <= row->most))
		return error_set(err, ERROR_CONFIG, "parameter %s = %g is outside %g to %g %s",
			name, value, row->least, row->most, row->unit);
	if (row->kind != PARAM_NUMBER && fabs(value - round(value)) > 0)
		return error_set(
			err, ERROR_CONFIG, "parameter %s = %g is not a whole number", name, value);
	memcpy((char *)p + row->offset, &value, sizeof value);
	return 0;
}

static int check_sum(const char *what, double sum, struct error *err)
{
	if (fabs(sum - 1) > 1e-9)
		return error_set(err, ERROR_CONFIG, "%s weights sum to %g, not 1", what, sum);
	return 0;
}

static int check_order(const char *low, double a, const char *high, double b, struct error *err)
{
	if (a > b)
		return error_set(
			err, ERROR_CONFIG, "parameter %s = %g is above %s = %g", low, a, high, b);
	return 0;
}

#define ORDER(low, high) check_order(#low, p->low, #high, p->high, err)

/* The relations in the choice of a contract. */
static int check_contract(const struct params *p, struct error *err)
{
	double points = p->contract_points_spread + p->contract_points_volume +
			p->contract_points_delta + p->contract_points_strike;
	if (fabs(points - 100) > 1e-9)
		return error_set(err, ERROR_CONFIG,
			"contract_points_spread, _volume, _delta and _strike sum to %g, not 100",
			points);
	if (ORDER(contract_day_delta_min, contract_day_delta_max) != 0 ||
		ORDER(contract_swing_delta_min, contract_swing_delta_max) != 0 ||
		ORDER(contract_conservative_delta_min, contract_conservative_delta_max) != 0 ||
		ORDER(contract_points_volume_least, contract_points_volume) != 0 ||
		ORDER(contract_points_delta_poor, contract_points_delta_fair) != 0 ||
		ORDER(contract_points_delta_fair, contract_points_delta_good) != 0 ||
		ORDER(contract_points_delta_good, contract_points_delta) != 0 ||
		ORDER(contract_delta_fair_min, contract_delta_good_min) != 0 ||
		ORDER(contract_delta_good_min, contract_delta_best_min) != 0 ||
		ORDER(contract_delta_best_min, contract_delta_best_max) != 0 ||
		ORDER(contract_delta_best_max, contract_delta_good_max) != 0 ||
		ORDER(contract_delta_good_max, contract_delta_fair_max) != 0)
		return -1;
	return 0;
}

int params_check(const struct params *p, struct error *err)
{
	double watchlist = p->watch_weight_pressure + p->watch_weight_setup + p->watch_weight_vol +
			   p->watch_weight_alignment;
	double signal = p->signal_weight_sentiment + p->signal_weight_trend +
			p->signal_weight_setup + p->signal_weight_vola;
	double pressure =
		p->watch_pressure_score + p->watch_pressure_articles + p->watch_pressure_age;
	if (check_sum("watchlist", watchlist, err) != 0 || check_sum("signal", signal, err) != 0 ||
		check_sum("news pressure", pressure, err) != 0)
		return -1;
	if (ORDER(watch_exit_score, watch_entry_score) != 0 ||
		ORDER(tier_tiny_max, tier_small_max) != 0 ||
		ORDER(tier_small_max, tier_medium_max) != 0 ||
		ORDER(signal_vola_low, signal_vola_high) != 0 ||
		ORDER(signal_volume_1, signal_volume_2) != 0 ||
		ORDER(signal_volume_2, signal_volume_3) != 0 ||
		ORDER(signal_volume_3, signal_volume_4) != 0 ||
		ORDER(signal_volume_4, signal_volume_5) != 0 ||
		ORDER(signal_stock_confidence, signal_swing_confidence) != 0 ||
		ORDER(feature_min_bars, feature_window_bars) != 0 ||
		ORDER(contract_swing_days_min, contract_swing_days_max) != 0 ||
		ORDER(contract_conservative_days_min, contract_conservative_days_max) != 0 ||
		ORDER(credit_spread_days_min, credit_spread_days_max) != 0 ||
		ORDER(contract_volume_min, contract_volume_full) != 0 ||
		ORDER(gate_market_iv_half, gate_market_iv_halt) != 0)
		return -1;
	return check_contract(p, err);
}

bool params_raise_risk(
	const struct params *before, const struct params *after, const struct param **row)
{
	for (size_t i = 0; i < param_count; i++) {
		double change =
			params_get(after, &param_table[i]) - params_get(before, &param_table[i]);
		if ((param_table[i].risk == PARAM_RISK_UP && change > 0) ||
			(param_table[i].risk == PARAM_RISK_DOWN && change < 0)) {
			*row = &param_table[i];
			return true;
		}
	}
	return false;
}
