/*
 * The New York stock exchange's calendar by rule, 1990-2035: regular sessions 09:30-16:00 New York,
 * holidays, early closes (13:00; until 1992 14:00), one-off closings, late opens and early ends.
 * Outside those years no day has a session. calendar.c lists the sources of the rules and of the
 * one-offs.
 */
#ifndef OPT_CALENDAR_H
#define OPT_CALENDAR_H

#include <stdbool.h>

#include "date.h"
#include "error.h"
#include "instant.h"

enum {
	CALENDAR_FIRST_YEAR = 1990,
	CALENDAR_LAST_YEAR = 2035,
	CALENDAR_REGULAR_OPEN_S = 34200,
	CALENDAR_REGULAR_CLOSE_S = 57600
};

struct session {
	struct date day; /* New York */
	struct instant open, close;
	bool early_close; /* before 16:00 */
};

/*
 * The session of DAY: true and *OUT, or false when the exchange is closed that day (*OUT
 * untouched).
 */
bool calendar_session(struct date day, struct session *out);

/* Whether DAY is in the years above. */
bool calendar_has_day(struct date day);
/* Reads a day of those years from a file, as 2026-01-28. ERROR_DATA, *OUT untouched. */
int calendar_parse_day(const char *text, struct date *out, struct error *err);

/* As calendar_session, for T's New York date. False for an unknown T. */
bool calendar_session_at(struct instant t, struct session *out);

/* Whether T is in a session: open <= T < close. */
bool calendar_is_open(struct instant t);

/* The first session after DAY, and the last one before it; false outside of the years above. */
bool calendar_next(struct date day, struct session *out);
bool calendar_previous(struct date day, struct session *out);

/* The next time at which the exchange opens, NOW or later; unknown outside of the years above. */
struct instant calendar_next_open(struct instant now);
/*
 * Writes the state of the exchange for a person: "open; closes Mon 16:00 New York", "closed; opens
 * Tue 09:30 New York". Returns OUT.
 */
enum { CALENDAR_STATE_SIZE = 64 };
const char *calendar_state(struct instant now, char out[static CALENDAR_STATE_SIZE]);

/* The Nth session before DAY, N >= 1; false when the years above do not reach back that far. */
bool calendar_sessions_back(struct date day, int n, struct session *out);

/* The number of sessions in (FROM, TO]; 0 when TO <= FROM or either is unknown. */
int calendar_sessions_between(struct date from, struct date to);

/* Seconds of regular sessions in [FROM, TO], as the time a position was held. */
int64_t calendar_open_seconds(struct instant from, struct instant to);

/*
 * When options that expire on EXPIRY stop trading: the close of that day's session; 16:00 New York
 * on a day without one. Unknown for an unknown date.
 */
struct instant calendar_expiry_instant(struct date expiry);

/* Years of 365 days from NOW to that instant; 0 after it, NAN when either is unknown. */
double calendar_years_to_expiry(struct instant now, struct date expiry);

#endif
