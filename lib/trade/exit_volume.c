/* Exit rule 8: the volume of the contract collapses. */
#include <math.h>

#include "calendar.h"
#include "exit_answer.h"

struct exit_volume_span exit_volume_span(
	const struct position *position, struct instant now, const struct params *p)
{
	struct exit_volume_span none = {INSTANT_UNKNOWN, INSTANT_UNKNOWN}, span;
	if (!instant_known(position->entered_at) || !instant_known(now))
		return none;
	/* The half by the time that the market was open, found by halving: to a minute. */
	span.from = instant_floor(position->entered_at, MINUTE_US);
	struct instant low = span.from, high = instant_floor(now, MINUTE_US);
	int64_t half_s = calendar_open_seconds(low, high) / 2;
	if (half_s < (int64_t)p->exit_volume_min * 60)
		return none;
	while (instant_diff_us(high, low) > MINUTE_US) {
		int64_t step_us = instant_diff_us(high, low) / 2;
		struct instant middle = instant_floor(instant_add(low, step_us), MINUTE_US);
		if (calendar_open_seconds(span.from, middle) <= half_s)
			low = middle;
		else
			high = middle;
	}
	span.half = low;
	return span;
}

static bool is_in_profit(const struct exit_input *in, const struct params *p, size_t index)
{
	return p->exit_volume_profit <= 0 ||
	       position_pnl_pct(in->position, mark_price(&in->marks[index])) > 0;
}

/* The open minutes in [FROM, UNTIL). */
static double minutes_of(struct instant from, struct instant until)
{
	return (double)calendar_open_seconds(from, until) / 60;
}

/* The two means, of minutes that are known: a minute without a bar had no volume. */
static struct exit_record ask_means(
	const struct exit_input *in, const struct params *p, struct exit_volume_span span)
{
	const struct exit_bars *bars = &in->facts->bars;
	int64_t recent_us = (int64_t)p->exit_volume_min * MINUTE_US;
	struct instant from = instant_add(bars->until, -recent_us);
	double minutes = minutes_of(from, bars->until);
	/* the first minutes of a session have no volume before them to compare */
	bool whole = minutes >= p->exit_volume_min && instant_compare(span.half, from) <= 0;
	double first = bars->first / minutes_of(span.from, span.half),
	       recent = bars->recent / minutes, least = p->exit_volume_share * first;
	if (whole && (isnan(first) || isnan(recent)))
		return exit_not_evaluable("the volumes are not known");
	struct exit_record r = exit_answer_confirmed(in, whole && recent < least,
		exit_is_confirmed(in, p, SECOND_UNLESS_SOUND, is_in_profit), recent, least,
		"contracts", "the volume collapsed");
	r.confidence = p->exit_volume_confidence;
	return r;
}

struct exit_record exit_ask_volume(const struct exit_input *in, const struct params *p)
{
	if (!exit_is_single_option(in->position))
		return exit_not_applicable("only for an option of one leg");
	if (p->capture_enabled <= 0)
		return exit_not_applicable("no option bars are captured");
	if (!instant_known(in->position->entered_at) || !instant_known(in->now))
		return exit_not_evaluable("the time of entry is not known");
	if (exit_newest_mark(in, p) == NULL)
		return exit_not_evaluable(exit_no_mark);
	size_t last = in->mark_count - 1;
	if (isnan(position_pnl_pct(in->position, mark_price(&in->marks[last]))))
		return exit_not_evaluable(exit_no_price);
	struct exit_volume_span span = exit_volume_span(in->position, in->now, p);
	if (!is_in_profit(in, p, last) || !instant_known(span.half))
		return exit_answer(in, false, (double)NAN, (double)NAN, "contracts", "");
	if (in->facts == NULL)
		return exit_not_evaluable(exit_no_facts);
	if (!(instant_age_s(in->now, in->facts->bars.until) <= p->exit_volume_age_s))
		return exit_not_evaluable("the broker did not answer for the newest bars");
	return ask_means(in, p, span);
}
