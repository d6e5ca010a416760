/* Moments in UTC, to the microsecond, as PostgreSQL keeps them. */
#ifndef OPT_INSTANT_H
#define OPT_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"

struct instant {
	int64_t us; /* since 1970-01-01T00:00:00Z, no leap seconds */
};

#define INSTANT_UNKNOWN ((struct instant){INT64_MIN})
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
enum { INSTANT_TEXT_SIZE = 40 };

bool instant_known(struct instant t);
struct instant instant_from_date(struct date d, int64_t us_of_day); /* UTC */
struct date instant_utc_date(struct instant t);			    /* unknown of an unknown one */
struct instant instant_add(struct instant t, int64_t us);
int64_t instant_diff_us(struct instant later, struct instant earlier); /* both known */
double instant_age_s(struct instant now, struct instant then); /* NAN when either is unknown */
int instant_compare(struct instant a, struct instant b);
struct instant instant_floor(struct instant t, int64_t us); /* down to a multiple, e.g. MINUTE_US */

/*
 * RFC 3339, whole, and what PostgreSQL prints with DateStyle ISO: 'T' or a space, a fraction of 0
 * to 9 digits (cut, not rounded, to the microsecond), then Z, +HH, +HH:MM or -HHMM. An offset is
 * required. 0 or -1.
 */
int instant_parse(const char *text, struct instant *out);

/* 2026-01-26T19:08:00Z, with a fraction only when it is not zero; or "unknown". Returns OUT. */
const char *instant_format(struct instant t, char out[static INSTANT_TEXT_SIZE]);

#endif
