/*
 * Answers of exit rules, and the facts that several rules share. Only the files of the rules
 * (exit_time.c, exit_underlying.c, exit_premium.c, exit_volume.c) and exit.c use this header.
 */
#ifndef OPT_EXIT_ANSWER_H
#define OPT_EXIT_ANSWER_H

#include "exit.h"

/* ---- answers ---- */

/* The whole quantity closes when CLOSES. REASON is that of a close. */
struct exit_record exit_answer(const struct exit_input *in, bool closes, double observed,
	double threshold, const char *unit, const char *reason);
/* A close that waits, when HOLDS but not CONFIRMED, for a second look. */
struct exit_record exit_answer_confirmed(const struct exit_input *in, bool holds, bool confirmed,
	double observed, double threshold, const char *unit, const char *reason);
struct exit_record exit_not_evaluable(const char *reason);
struct exit_record exit_not_applicable(const char *reason);
struct exit_record exit_switched_off(void);

extern const char exit_no_mark[], exit_no_price[], exit_no_facts[];

/* ---- facts ---- */

bool exit_is_short_term(const struct position *position);
/* Whether POSITION is an option of a single leg: not a stock, not a spread. */
bool exit_is_single_option(const struct position *position);

/* The mark of this pass; NULL when it is missing or older than exit_mark_age_max_s. */
const struct mark *exit_newest_mark(const struct exit_input *in, const struct params *p);

/* Whether BEFORE and MARK are looks running of one session, at most 300 s apart. */
bool exit_runs_on(const struct mark *before, const struct mark *mark);

/* Returns the minutes to the close, negative after it; NAN on a day without a session. */
double exit_minutes_to_close(struct instant now);

/* Days of the calendar from NOW to the expiry; NAN when either is unknown. */
double exit_days_left(const struct position *position, struct instant now);

/* Whether a rule of the premium held at the mark INDEX. */
typedef bool exit_condition(const struct exit_input *in, const struct params *p, size_t index);
/* When the look before must agree before a rule of the premium acts. */
enum exit_second {
	SECOND_UNLESS_SOUND,   /* when the newest mark is not sound */
	SECOND_WHILE_IT_OPENS, /* also in the first exit_open_guard_min with a wide spread */
	SECOND_ALWAYS,
};
/*
 * Whether a rule that HOLDS at the newest mark may act on it: where a SECOND look is needed, the
 * rule must hold at the mark before too, a look running of the same session.
 */
bool exit_is_confirmed(const struct exit_input *in, const struct params *p, enum exit_second second,
	exit_condition *holds);

/* ---- the rules, by the number in the table ---- */

struct exit_record exit_ask_expiry(const struct exit_input *in, const struct params *p);     /* 1 */
struct exit_record exit_ask_end_of_day(const struct exit_input *in, const struct params *p); /* 2 */
struct exit_record exit_ask_stop(const struct exit_input *in, const struct params *p);	     /* 3 */
struct exit_record exit_ask_premium_stop(
	const struct exit_input *in, const struct params *p);				   /* 4 */
struct exit_record exit_ask_target(const struct exit_input *in, const struct params *p);   /* 5 */
struct exit_record exit_ask_reversal(const struct exit_input *in, const struct params *p); /* 6 */
struct exit_record exit_ask_trailing(const struct exit_input *in, const struct params *p); /* 7 */
struct exit_record exit_ask_volume(const struct exit_input *in, const struct params *p);   /* 8 */
struct exit_record exit_ask_spread(const struct exit_input *in, const struct params *p);   /* 9 */
struct exit_record exit_ask_max_hold(const struct exit_input *in, const struct params *p); /* 10 */
struct exit_record exit_ask_theta(const struct exit_input *in, const struct params *p);	   /* 11 */
struct exit_record exit_ask_credit_stop(
	const struct exit_input *in, const struct params *p); /* 12 */
struct exit_record exit_ask_credit_target(
	const struct exit_input *in, const struct params *p); /* 12 */
struct exit_record exit_ask_credit_days(
	const struct exit_input *in, const struct params *p);				   /* 12 */
struct exit_record exit_ask_earnings(const struct exit_input *in, const struct params *p); /* 13 */

#endif
