/* How an exit is sold: its pace, its order, and the next attempt. */
#include <math.h>

#include "calendar.h"
#include "exit_answer.h"

bool exit_is_opening(const struct params *params, struct instant now)
{
	struct session session;
	return calendar_session_at(now, &session) &&
	       instant_age_s(now, session.open) < params->exit_open_guard_min * 60;
}

/*
 * Whether the close is at most EXPIRY_MIN away for an option that expires today, or DAY_MIN for a
 * position that does not stay overnight.
 */
static bool is_within(
	const struct position *position, struct instant now, double expiry_min, double day_min)
{
	double left = exit_minutes_to_close(now); /* NAN compares as false */
	bool expires = instrument_is_option(position->instrument) &&
		       fabs(exit_days_left(position, now)) < 0.5;
	return (expires && left <= expiry_min) || (exit_is_short_term(position) && left <= day_min);
}

enum sale_pace exit_pace(const struct params *params, const struct position *position,
	const char *reason, struct instant now)
{
	if (is_within(
		    position, now, params->exit_expiry_gone_min, params->exit_end_of_day_gone_min))
		return SALE_GONE;
	const struct exit_rule *rule = exit_find(reason);
	/* a request, or a reason of another release, has no rule */
	return rule == NULL || rule->is_urgent ? SALE_URGENT : SALE_PATIENT;
}

bool exit_should_be_gone(
	const struct params *params, const struct position *position, struct instant now)
{
	return is_within(
		position, now, params->exit_expiry_flat_min, params->exit_end_of_day_flat_min);
}

struct exit_order exit_order(const struct params *params, const struct limit_terms *terms,
	int64_t wanted, int64_t available, const struct sale *sale)
{
	int64_t quantity = wanted < available ? wanted : available;
	if (quantity < 0)
		quantity = 0;
	struct price limit = limit_exit(params, terms, sale);
	return (struct exit_order){
		.kind = price_known(limit) ? EXIT_LIMIT : EXIT_MARKET,
		.limit = limit,
		.quantity = quantity,
	};
}

/* ---- the next exit order ---- */

static bool is_unfinished(const struct exit_history *last, struct date today)
{
	return last->number > 0 && last->seen > 0 && last->filled < last->quantity &&
	       date_known(last->day) && date_compare(last->day, today) == 0;
}

bool exit_plan(const struct exit_history *last, const struct exit_record *decision,
	struct date today, struct exit_step *out)
{
	if (last->number > 0 && order_status_class(last->status) != ORDER_TERMINAL)
		return false;
	bool resumes = is_unfinished(last, today);
	if (decision == NULL && !resumes)
		return false;
	*out = (struct exit_step){
		.number = resumes ? last->number : last->number + 1,
		.attempt = resumes ? last->attempt + 1 : 1,
		.attempts_before = resumes ? last->seen : 0,
		.quantity = decision != NULL ? decision->quantity : last->quantity - last->filled,
		.carried = decision == NULL,
	};
	return out->quantity > 0;
}

bool exit_is_due(const struct params *params, enum sale_pace pace, struct instant sent_at,
	struct instant now)
{
	double age = instant_age_s(now, sent_at); /* NAN, an unknown age, is not due */
	return age >=
	       (pace == SALE_PATIENT ? params->exit_reprice_age_s : params->exit_urgent_age_s);
}
