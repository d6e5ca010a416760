/*
 * Dates as feeds write them: RFC 822/1123/850 and asctime with the sloppiness of the wild (no
 * weekday, a wrong one, full or four-letter months, two-digit years, month before day, AM/PM, zones
 * by name, comments, months of other languages), RFC 3339, W3CDTF and ISO 8601 in parts ("2003",
 * "2003-12", "20031231T101426Z", "2003-335", "2003-W49-1", "031231"), Korean, Chinese and Japanese
 * numerals with their units, seconds since 1970. A zone that is missing or unknown is UTC (RFC 2822
 * 4.3), Korea's where the words are Korean; "ET" is New York's clock, summer and winter. What can
 * be read in two ways ("03/04/2014") or is no date ("31 Feb") is not read.
 */
#ifndef OPT_FEED_DATE_H
#define OPT_FEED_DATE_H

#include <stdbool.h>

#include "instant.h"

enum { FEED_DATE_MAX = 128 }; /* bytes; longer texts are no dates */

/* 0, or -1 with *OUT untouched. Years 1900..2199. */
int feed_date_parse(const char *text, struct instant *out);

/* The same; *TIMED: it says a time of day too. A day, month or year alone begins at 00:00 UTC. */
int feed_date_parse_timed(const char *text, struct instant *out, bool *timed);

#endif
