#include "scale.h"

#include "calendar.h"
#include "zone.h"

const char scale_reason[] = "scale_in", scale_rest_reason[] = "scale_in_rest";

int64_t scale_kept(const struct params *params, enum instrument instrument, enum strategy strategy,
	int64_t quantity)
{
	bool is_spread = instrument_is_option(instrument) && trade_is_spread(strategy);
	if (params->entry_scale_in <= 0 || is_spread || quantity < 2)
		return 0;
	return quantity - quantity / 2;
}

/* The moment MINUTES of open market after FROM; unknown beyond the years of the calendar. */
static struct instant after_open_minutes(struct instant from, int64_t minutes)
{
	struct session session;
	struct date day = zone_new_york_date(from, NULL);
	int64_t left_us = minutes * MINUTE_US;
	bool open = calendar_session(day, &session) || calendar_next(day, &session);
	while (open) {
		bool begun = instant_compare(from, session.open) > 0;
		int64_t rest_us = instant_diff_us(session.close, begun ? from : session.open);
		if (left_us <= rest_us)
			return instant_add(begun ? from : session.open, left_us);
		left_us -= rest_us > 0 ? rest_us : 0;
		open = calendar_next(session.day, &session);
	}
	return INSTANT_UNKNOWN;
}

struct scale_plan scale_plan(
	const struct params *params, int64_t kept, double atr14, struct instant now)
{
	struct scale_plan plan = {0, PRICE_UNKNOWN, INSTANT_UNKNOWN};
	if (kept < 1 || !instant_known(now))
		return plan;
	plan.quantity = kept;
	struct price distance = price_from_double(params->entry_scale_in_atr * atr14);
	if (price_positive(distance))
		plan.distance = distance;
	plan.until = after_open_minutes(now, (int64_t)params->entry_scale_in_wait_min);
	return plan;
}

struct price scale_price(const struct position *p, struct price distance)
{
	if (!price_positive(distance) || !price_positive(p->entry_underlying))
		return PRICE_UNKNOWN;
	return trade_direction(p->instrument, p->strategy) > 0
		       ? price_add(p->entry_underlying, distance)
		       : price_sub(p->entry_underlying, distance);
}

bool scale_is_past(const struct position *p, struct price distance, struct price spot)
{
	struct price price = scale_price(p, distance);
	if (!price_known(price) || !price_positive(spot))
		return false;
	int way = trade_direction(p->instrument, p->strategy);
	return way * price_compare(spot, price) >= 0;
}

static struct scale_answer answer(enum scale_state state, const char *why)
{
	return (struct scale_answer){state, why};
}

/* Why the kept half is not bought in this look, nor in a later one; NULL when it may be. */
static const char *why_over(const struct scale_input *in, const struct params *params)
{
	const struct position *p = in->position;
	if (params->entry_scale_in <= 0)
		return "entry_scale_in is off";
	if (in->is_ordered)
		return "it was ordered";
	if (p->quantity != p->original_quantity || p->target_taken)
		return "a part of the position was sold";
	if (p->trailing_armed)
		return "the trailing stop is armed";
	if (instant_known(in->plan.until) && instant_compare(in->now, in->plan.until) > 0)
		return "the confirmation came too late";
	return NULL;
}

/* Whether the price of the underlying in MARK may be acted on. */
static bool is_fresh(const struct mark *mark, struct instant now, const struct params *params)
{
	return price_positive(mark->underlying) &&
	       instant_age_s(now, mark->underlying_ts) <= params->exit_mark_age_max_s;
}

struct scale_answer scale_decide(const struct scale_input *in, const struct params *params)
{
	if (in->plan.quantity < 1)
		return answer(SCALE_NONE, "nothing is kept");
	const char *over = why_over(in, params);
	if (over != NULL)
		return answer(SCALE_OVER, over);
	if (in->is_exiting)
		return answer(SCALE_WAITS, "an exit is due");
	struct price price = scale_price(in->position, in->plan.distance);
	if (!instant_known(in->plan.until) || !price_known(price))
		return answer(SCALE_WAITS, "the price that confirms it is not known");
	if (in->mark == NULL || !mark_is_sound(in->mark))
		return answer(SCALE_WAITS, "the look is not sound");
	if (!is_fresh(in->mark, in->now, params))
		return answer(SCALE_WAITS, "the price of the underlying is not known");
	if (!scale_is_past(in->position, in->plan.distance, in->mark->underlying))
		return answer(SCALE_WAITS, "the underlying has not confirmed it");
	return answer(SCALE_CONFIRMED, "the underlying confirmed it");
}

const char *scale_state_name(enum scale_state state)
{
	static const char *const names[] = {
		[SCALE_NONE] = "none",
		[SCALE_WAITS] = "waits",
		[SCALE_CONFIRMED] = "confirmed",
		[SCALE_OVER] = "over",
	};
	return names[state];
}
