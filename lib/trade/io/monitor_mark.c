/* The marks of a pass: what each position is worth, by its quote or by our model. */
#include <math.h>

#include "legs.h"
#include "monitor.h"

static struct price last_underlying(const struct watched_position *w, const struct params *params)
{
	const struct mark *mark =
		mark_newest_underlying(w->marks, w->mark_count, w->mark->ts, params);
	return mark != NULL ? mark->underlying : PRICE_UNKNOWN;
}

/* The newest value of the position before this pass that was known; unknown. */
static struct price last_value(const struct watched_position *w)
{
	for (size_t i = w->mark_count - 1; i-- > 0;) {
		const struct mark *mark = &w->marks[i];
		struct price value = mark_is_sound(mark) ? mark_price(mark) : mark->model;
		if (price_known(value))
			return value;
	}
	return PRICE_UNKNOWN;
}

/*
 * The value that guards the limit of an exit: of a sound mark that of its quote, else our model's.
 */
static void set_model(struct watched_position *w, bool option)
{
	w->model = option && mark_is_sound(w->mark) ? mark_price(w->mark) : w->mark->model;
	if (!price_known(w->model))
		w->model = last_value(w);
}

/*
 * A leg's mark: sound by its own quote, or because the market has the last word about the spread.
 */
static enum mark_source judge_leg(
	const struct watched_position *w, const struct mark *leg, const struct params *params)
{
	bool sound = w->mark->source == MARK_MARKET ||
		     (w->mark->source != MARK_HALT &&
			     mark_option_is_sound(
				     leg, w->marks, w->mark_count - 1, INSTRUMENT_CALL, params));
	return sound ? MARK_QUOTE : price_known(leg->model) ? MARK_MODEL : MARK_NONE;
}

/* The last good volatility IV of SYMBOL, measured at *AT, becomes that of now. */
static void bring_up(const char *symbol, double *iv, struct instant *at, struct instant now)
{
	*iv = mark_volatility_now(symbol, *iv, *at, now);
	*at = now;
}

/* The mark of a spread is that of the difference of its legs; each leg keeps its own volatility. */
static void judge_spread(
	struct watched_position *w, const struct dividends *dividends, const struct params *params)
{
	struct position *p = &w->held->position;
	struct price spot = last_underlying(w, params);
	struct mark legs[SPREAD_LEGS];
	for (int i = 0; i < SPREAD_LEGS; i++) {
		legs[i] = *w->mark;
		legs[i].bid = w->leg_quotes[i].bid;
		legs[i].ask = w->leg_quotes[i].ask;
		legs[i].quote_ts = w->leg_quotes[i].ts;
		struct position_leg *leg = &p->legs[i];
		bring_up(leg->symbol, &leg->iv, &leg->iv_at, w->mark->ts);
		legs[i].model = mark_model_value(
			leg->symbol, spot, leg->iv, w->mark->ts, dividends, params);
	}
	w->mark->model = spread_model_value(legs[0].model, legs[1].model);
	w->mark->source =
		w->halted ? MARK_HALT
			  : mark_judge_spread(w->mark, legs, w->marks, w->mark_count - 1, params);
	p->delta = 0;
	for (int i = 0; i < SPREAD_LEGS; i++) {
		struct position_leg *leg = &p->legs[i];
		legs[i].source = judge_leg(w, &legs[i], params);
		w->leg_values[i] = mark_price(&legs[i]);
		w->leg_iv[i] = mark_volatility(&legs[i], leg->symbol, dividends, params);
		if (w->leg_iv[i] > 0)
			leg->iv = w->leg_iv[i];
		double delta =
			mark_delta(leg->symbol, spot, leg->iv, w->mark->ts, dividends, params);
		p->delta += leg->is_long ? delta : -delta;
	}
	w->facts.short_leg = w->leg_values[p->legs[0].is_long ? 1 : 0];
	w->iv = w->leg_iv[0];
	set_model(w, true);
}

static void judge_single(
	struct watched_position *w, const struct dividends *dividends, const struct params *params)
{
	struct position *p = &w->held->position;
	struct mark *mark = w->mark;
	bool option = instrument_is_option(p->instrument);
	struct price spot = last_underlying(w, params);
	if (option) {
		bring_up(p->symbol, &p->iv, &p->iv_at, mark->ts);
		mark->model = mark_model_value(p->symbol, spot, p->iv, mark->ts, dividends, params);
	}
	mark->source =
		w->halted ? MARK_HALT
			  : mark_judge(mark, w->marks, w->mark_count - 1, p->instrument, params);
	w->iv = option ? mark_volatility(mark, p->symbol, dividends, params) : (double)NAN;
	if (w->iv > 0)
		p->iv = w->iv;
	if (option)
		p->delta = mark_delta(p->symbol, spot, p->iv, mark->ts, dividends, params);
	set_model(w, option);
}

void monitor_judge(
	struct watched_position *w, const struct dividends *dividends, const struct params *params)
{
	if (legs_known(&w->held->position))
		judge_spread(w, dividends, params);
	else
		judge_single(w, dividends, params);
	w->trading = mark_trading(w->marks, w->mark_count, params);
}
