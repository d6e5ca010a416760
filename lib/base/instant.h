/*
 * Moments in UTC, in microseconds as in PostgreSQL. INSTANT_UNKNOWN is a separate value;
 * calculations with it give unknown where stated.
 */
#ifndef OPT_INSTANT_H
#define OPT_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"

struct instant {
	int64_t us; /* since 1970-01-01T00:00:00Z, without leap seconds */
};

#define INSTANT_UNKNOWN ((struct instant){INT64_MIN})
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
enum { INSTANT_TEXT_SIZE = 40 };

bool instant_known(struct instant t);
struct instant instant_from_date(struct date d, int64_t us_of_day);    /* UTC; unknown when D is */
struct date instant_utc_date(struct instant t);			       /* unknown when T is */
struct instant instant_add(struct instant t, int64_t us);	       /* unknown when T is */
int64_t instant_diff_us(struct instant later, struct instant earlier); /* both must be known */
/* NOW - THEN in seconds, negative when THEN is later; NAN when either is unknown. */
double instant_age_s(struct instant now, struct instant then);
int instant_compare(struct instant a, struct instant b); /* -1, 0 or 1; unknown is the earliest */
/* Rounds down to a multiple of US, for example MINUTE_US; unknown when T is. */
struct instant instant_floor(struct instant t, int64_t us);

/*
 * Reads the whole text as RFC 3339 or as PostgreSQL prints it with DateStyle ISO: date, 'T' or a
 * space, time, a fraction of at most 9 digits (cut, not rounded, to microseconds), then Z, +HH,
 * +HH:MM or +HHMM (or with a minus). The offset is required. Returns 0 or -1.
 */
int instant_parse(const char *text, struct instant *out);

/*
 * Writes 2026-01-26T19:08:00Z, with a fraction only when it is not zero, or "unknown". Returns OUT.
 */
const char *instant_format(struct instant t, char out[static INSTANT_TEXT_SIZE]);

#endif
