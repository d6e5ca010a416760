/* Exit rules 3 and 5: the price of the underlying against the stop and the target. */
#include <math.h>

#include "exit_answer.h"

static const char no_underlying[] = "the price of the underlying is not known";

/* How far the underlying is past LEVEL in the direction SIGN, in dollars; NAN unknown. */
static double beyond(const struct mark *mark, struct price level, int sign)
{
	return sign * (price_to_double(mark->underlying) - price_to_double(level));
}

/* The newest mark with a price of the underlying, NULL when that is older than the rules allow. */
static const struct mark *newest_underlying(const struct exit_input *in, const struct params *p)
{
	return mark_newest_underlying(in->marks, in->mark_count, in->now, p);
}

static const char *why_unknown(const struct exit_input *in, const struct params *p)
{
	return exit_newest_mark(in, p) == NULL ? exit_no_mark : no_underlying;
}

/* Just after the open the price of the underlying must be beyond LEVEL in the mark before too. */
static bool is_beyond_again(const struct exit_input *in, const struct params *p,
	const struct mark *mark, struct price level, int sign)
{
	if (!exit_is_opening(p, in->now))
		return true;
	const struct mark *before = mark > in->marks ? mark - 1 : NULL;
	return before != NULL && exit_runs_on(before, mark) && price_positive(before->underlying) &&
	       beyond(before, level, sign) >= 0;
}

/*
 * The minutes since the first of the looks running that found no price of the underlying; 0 when
 * the newest one found it. A halt is not blindness.
 */
static double blind_min(const struct exit_input *in)
{
	size_t i = in->mark_count;
	while (i > 0 && !price_positive(in->marks[i - 1].underlying) &&
		in->marks[i - 1].source != MARK_HALT &&
		(i == in->mark_count || exit_runs_on(&in->marks[i - 1], &in->marks[i])))
		i--;
	return i == in->mark_count ? 0 : instant_age_s(in->now, in->marks[i].ts) / 60;
}

/* The stop of a day trade that could not be evaluated for too long closes it. */
static struct exit_record ask_blind(const struct exit_input *in, const struct params *p)
{
	double minutes = exit_newest_mark(in, p) == NULL ? 0 : blind_min(in);
	if (exit_is_short_term(in->position) && minutes >= p->exit_blind_sell_min)
		return exit_answer(in, true, minutes, p->exit_blind_sell_min, "min",
			"the price of the underlying is not known any more");
	return exit_not_evaluable(why_unknown(in, p));
}

struct exit_record exit_ask_stop(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	const struct mark *mark = newest_underlying(in, p);
	if (!price_positive(position->stop))
		return exit_not_evaluable("the position has no stop");
	if (mark == NULL)
		return ask_blind(in, p);
	int against = -trade_direction(position->instrument, position->strategy);
	return exit_answer_confirmed(in, beyond(mark, position->stop, against) >= 0,
		is_beyond_again(in, p, mark, position->stop, against),
		price_to_double(mark->underlying), price_to_double(position->stop), "usd",
		"the underlying reached the stop");
}

struct exit_record exit_ask_target(const struct exit_input *in, const struct params *p)
{
	const struct position *position = in->position;
	const struct mark *mark = newest_underlying(in, p);
	if (position->target_taken)
		return exit_not_applicable("the target was taken: the rest trails");
	if (!price_known(position->target))
		return exit_not_evaluable("the position has no target");
	if (mark == NULL)
		return exit_not_evaluable(why_unknown(in, p));
	int with = trade_direction(position->instrument, position->strategy);
	struct exit_record r = exit_answer(in, beyond(mark, position->target, with) >= 0,
		price_to_double(mark->underlying), price_to_double(position->target), "usd",
		"the underlying reached the target");
	if (r.verdict == EXIT_CLOSE && position->quantity > 1)
		r.quantity = position->quantity / 2;
	return r;
}
