/*
 * The wall clock of New York, computed from the law and not from TZ or the zone files of the host:
 * the Uniform Time Act as amended (15 U.S.C. 260a; 1967, the emergency of 1974-75, 1987, 2007).
 * Valid from 1967.
 */
#ifndef OPT_ZONE_H
#define OPT_ZONE_H

#include <stdbool.h>

#include "date.h"
#include "instant.h"

/* Seconds east of UTC: -18000 (EST) or -14400 (EDT); EST for an unknown T. */
int zone_new_york_offset_s(struct instant t);

/*
 * Returns the date of T in New York and sets *SECOND to the second of that day (0..86399). For an
 * unknown T the date is unknown and *SECOND is -1. SECOND may be NULL.
 */
struct date zone_new_york_date(struct instant t, int *second);

/*
 * The moment at which the wall clock of New York shows SECOND of the day D. A time in the hour that
 * is skipped in spring counts as EST; a time in the hour that is repeated in autumn means the
 * first.
 */
struct instant zone_from_new_york(struct date d, int second);

const char *zone_weekday(struct date day); /* "Mon" */
/*
 * Writes T on the wall of New York: "Mon 09:30", or with the date "2026-01-26 09:30"; "-" when it
 * is unknown. Returns OUT.
 */
enum { ZONE_CLOCK_SIZE = 24 };
const char *zone_clock(struct instant t, bool with_date, char out[static ZONE_CLOCK_SIZE]);
/*
 * True when T is six days or more from NOW, so that a weekday does not say of which week T is, and
 * when T is unknown.
 */
bool zone_needs_date(struct instant now, struct instant t);

#endif
