/* Compares our calendar (calendar.h) with the broker's. */
#ifndef OPT_CALENDAR_CHECK_H
#define OPT_CALENDAR_CHECK_H

#include "broker.h"
#include "run.h"

/*
 * Prints {date, calendar, broker} for each day from FROM to TO on which the two differ: hours as
 * "09:30-16:00" New York, null for no session. A difference makes the run partial (exit 1).
 * SESSIONS are the broker's. Returns 0, or -1 with ERROR_DATA when the broker has no session in
 * more than ten days.
 */
int calendar_check(struct run *run, struct date from, struct date to,
	const struct broker_session *sessions, size_t count, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind difference_row;

#endif
