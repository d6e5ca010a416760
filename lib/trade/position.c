#include "position.h"

#include <math.h>

/* ---- stops ---- */

struct price position_stop_distance(const struct params *params, enum instrument instrument,
	enum strategy strategy, double atr14)
{
	double times = trade_is_short_term(instrument, strategy) ? params->exit_stop_atr
								 : params->exit_stop_overnight_atr;
	return atr14 > 0 ? price_from_double(times * atr14) : PRICE_UNKNOWN;
}

/* ---- marks ---- */

/* A credit spread, and shares that were sold, gain as the price falls. */
static bool is_short(const struct position *position)
{
	if (!instrument_is_option(position->instrument))
		return position->is_short;
	return position->strategy == STRATEGY_CREDIT_SPREAD;
}

static double gain_pct(const struct position *position, struct price price)
{
	double entry = price_to_double(position->entry_price), now = price_to_double(price);
	if (!(entry > 0) || isnan(now))
		return (double)NAN;
	return (is_short(position) ? entry - now : now - entry) / entry * 100;
}

void position_observe(
	struct position *position, const struct mark *mark, const struct params *params)
{
	struct price price = mark_price(mark);
	if (!mark_is_sound(mark) || !price_known(price) || !instant_known(mark->ts) ||
		!instant_known(position->entered_at) ||
		instant_compare(mark->ts, position->entered_at) < 0)
		return;
	if (!price_known(position->peak) || price_compare(price, position->peak) > 0)
		position->peak = price;
	if (!price_known(position->lowest) || price_compare(price, position->lowest) < 0)
		position->lowest = price;
	if (!price_known(position->entry_spread))
		position->entry_spread = mark_spread(mark);
	if (position->target_taken || gain_pct(position, price) >= params->exit_trailing_arm_pct)
		position->trailing_armed = true;
}

/* ---- results ---- */

struct money position_pnl(const struct position *position, struct price price, int64_t quantity)
{
	struct price gain = is_short(position) ? price_sub(position->entry_price, price)
					       : price_sub(price, position->entry_price);
	return trade_value(position->instrument, gain, quantity);
}

double position_pnl_pct(const struct position *position, struct price price)
{
	return gain_pct(position, price);
}

double position_atr5(enum instrument instrument, enum strategy strategy, double stop_atr)
{
	enum { BARS_A_DAY = 78 };
	return trade_is_short_term(instrument, strategy) ? stop_atr : stop_atr / sqrt(BARS_A_DAY);
}

double position_noise(const struct position *position)
{
	double delta = instrument_is_option(position->instrument) ? fabs(position->delta) : 1;
	double noise = delta * position->atr5 / 1.6;
	return noise > 0 ? noise : 0;
}

double position_mfe_pct(const struct position *position)
{
	double gain = gain_pct(position, is_short(position) ? position->lowest : position->peak);
	return isnan(gain) ? gain : fmax(0, gain);
}
