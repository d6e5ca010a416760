/* The events that move the whole market at a known minute: FOMC decisions, CPI, jobs. */
#ifndef OPT_MACRO_EVENT_H
#define OPT_MACRO_EVENT_H

#include "csv.h"
#include "instant.h"

enum { MACRO_EVENT_SIZE = 64 };

struct macro_event {
	struct instant at;
	char event[MACRO_EVENT_SIZE]; /* its name, "FOMC" */
};

/* The columns of the file: time, event, and with a header perhaps the day apart from the time. */
enum { MACRO_EVENT_COLUMNS = 3 };
extern const struct csv_column macro_event_columns[MACRO_EVENT_COLUMNS];

/*
 * Reads a row. The time is RFC 3339 with its zone, or as the clock of New York shows it, as in
 * 2026-01-28 14:00. ERROR_DATA, *OUT untouched.
 */
int macro_event_read(const char *const *texts, struct macro_event *out, struct error *err);

#endif
