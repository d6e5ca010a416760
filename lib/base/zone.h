/*
 * New York's clock by rule, without TZ and the host's zone files: the Uniform Time Act as amended
 * (15 U.S.C. 260a; 1967, 1974-75 emergency, 1987, 2007). Valid from 1967.
 */
#ifndef OPT_ZONE_H
#define OPT_ZONE_H

#include "date.h"
#include "instant.h"

/* Seconds east of UTC: -18000 (EST) or -14400 (EDT). */
int zone_new_york_offset_s(struct instant t);

/*
 * The New York date and second of the day (0..86399; -1 of an unknown T) of T. SECOND may be NULL.
 */
struct date zone_new_york_date(struct instant t, int *second);

/*
 * SECOND of the day D on New York's wall clock; in the skipped hour as if EST, in the doubled hour
 * the first.
 */
struct instant zone_from_new_york(struct date d, int second);

#endif
