#include "exit_plan.h"

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
	bool goes_on = is_unfinished(last, today);
	if (decision == NULL && !goes_on)
		return false;
	*out = (struct exit_step){
		.number = goes_on ? last->number : last->number + 1,
		.attempt = goes_on ? last->attempt + 1 : 1,
		.attempts_before = goes_on ? last->seen : 0,
		.quantity = decision != NULL ? decision->quantity : last->quantity - last->filled,
		.carried = decision == NULL,
	};
	return out->quantity > 0;
}

bool exit_is_due(const struct params *params, enum exit_order_kind kind, struct instant sent_at,
	struct instant now)
{
	double age = instant_age_s(now, sent_at); /* NAN is not old enough */
	return kind == EXIT_LIMIT && age >= params->exit_reprice_age_s;
}
