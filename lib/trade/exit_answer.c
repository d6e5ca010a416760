#include "exit_answer.h"

#include <math.h>

#include "calendar.h"
#include "zone.h"

/* ---- answers ---- */

const char exit_no_mark[] = "no mark of this minute";
const char exit_no_price[] = "no sound quote";
const char exit_no_facts[] = "the facts of the ticker could not be read";

static const char unconfirmed[] = "waits for a second look";

static struct exit_record record(enum exit_verdict verdict, double observed, double threshold,
	const char *unit, const char *reason)
{
	return (struct exit_record){
		.verdict = verdict,
		.observed = observed,
		.threshold = threshold,
		.unit = unit,
		.confidence = (double)NAN,
		.reason = reason,
	};
}

struct exit_record exit_not_evaluable(const char *reason)
{
	return record(EXIT_NOT_EVALUABLE, (double)NAN, (double)NAN, NULL, reason);
}

struct exit_record exit_not_applicable(const char *reason)
{
	return record(EXIT_NOT_APPLICABLE, (double)NAN, (double)NAN, NULL, reason);
}

struct exit_record exit_switched_off(void)
{
	return record(EXIT_OFF, (double)NAN, (double)NAN, NULL, "switched off");
}

struct exit_record exit_answer(const struct exit_input *in, bool closes, double observed,
	double threshold, const char *unit, const char *reason)
{
	struct exit_record r = record(
		closes ? EXIT_CLOSE : EXIT_HOLD, observed, threshold, unit, closes ? reason : "");
	r.quantity = closes ? in->position->quantity : 0;
	return r;
}

struct exit_record exit_answer_confirmed(const struct exit_input *in, bool holds, bool confirmed,
	double observed, double threshold, const char *unit, const char *reason)
{
	struct exit_record r =
		exit_answer(in, holds && confirmed, observed, threshold, unit, reason);
	if (holds && !confirmed)
		r.reason = unconfirmed;
	return r;
}

/* ---- facts ---- */

bool exit_is_short_term(const struct position *position)
{
	return trade_is_short_term(position->instrument, position->strategy);
}

bool exit_is_single_option(const struct position *position)
{
	return instrument_is_option(position->instrument) && !trade_is_spread(position->strategy);
}

const struct mark *exit_newest_mark(const struct exit_input *in, const struct params *p)
{
	if (in->mark_count == 0)
		return NULL;
	const struct mark *mark = &in->marks[in->mark_count - 1];
	double age = instant_age_s(in->now, mark->ts);
	return age >= 0 && age <= p->exit_mark_age_max_s ? mark : NULL;
}

/* Two looks further apart than this do not run on. */
enum { LOOKS_RUNNING_S = 300 };

bool exit_runs_on(const struct mark *before, const struct mark *mark)
{
	return calendar_is_open(before->ts) &&
	       instant_age_s(mark->ts, before->ts) <= LOOKS_RUNNING_S &&
	       date_compare(zone_new_york_date(before->ts, NULL),
		       zone_new_york_date(mark->ts, NULL)) == 0;
}

double exit_minutes_to_close(struct instant now)
{
	struct session session;
	if (!instant_known(now) || !calendar_session_at(now, &session))
		return (double)NAN;
	return instant_age_s(session.close, now) / 60;
}

double exit_days_left(const struct position *position, struct instant now)
{
	if (!instant_known(now) || !date_known(position->expiry))
		return (double)NAN;
	return date_diff(position->expiry, zone_new_york_date(now, NULL));
}

static bool needs_second(
	const struct exit_input *in, const struct params *p, enum exit_second second)
{
	const struct mark *mark = &in->marks[in->mark_count - 1];
	if (second == SECOND_ALWAYS || mark_needs_second(mark))
		return true;
	bool narrow = quote_spread_pct(mark_quote(mark)) <= p->exit_open_guard_spread_pct;
	return second == SECOND_WHILE_IT_OPENS && !narrow && exit_is_opening(p, in->now);
}

bool exit_is_confirmed(const struct exit_input *in, const struct params *p, enum exit_second second,
	exit_condition *holds)
{
	size_t last = in->mark_count - 1;
	if (!needs_second(in, p, second))
		return true;
	return last > 0 && exit_runs_on(&in->marks[last - 1], &in->marks[last]) &&
	       holds(in, p, last - 1);
}
