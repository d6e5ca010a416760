/*
 * Reads the moment of --since: a time, a day, or how long ago.
 */
#ifndef OPT_SINCE_H
#define OPT_SINCE_H

#include "instant.h"

/*
 * TEXT is a time (2026-01-26T19:08:00Z), a day of New York (2026-01-26, from midnight on), or a
 * whole number with a unit, counted back from NOW: 90s, 15m, 2h, 7d, 4w. Returns 0, or -1 with *OUT
 * unchanged.
 */
int since_parse(const char *text, struct instant now, struct instant *out);

#endif
