/*
 * Reads dates as feeds write them:
 *   - RFC 822, 1123 and 850, and asctime, with the usual deviations: no weekday or a wrong one,
 *     full or four-letter months, two-digit years, month before day, AM and PM, zones by name,
 *     comments, months of other languages;
 *   - RFC 3339, W3CDTF and ISO 8601, also in part: "2003", "2003-12", "20031231T101426Z",
 *     "2003-335", "2003-W49-1", "031231";
 *   - Korean, Chinese and Japanese numerals with their units;
 *   - seconds or milliseconds since 1970.
 * A zone that is missing or unknown is UTC (RFC 2822, 4.3), or Korea's when the words are Korean.
 * "ET" is New York's clock, in summer and winter. A text that can be read in two ways
 * ("03/04/2014") or is not a date ("31 Feb") is refused.
 */
#ifndef OPT_FEED_DATE_H
#define OPT_FEED_DATE_H

#include <stdbool.h>

#include "instant.h"

enum { FEED_DATE_MAX = 128 }; /* bytes; a longer text is not a date */

/* Returns 0, or -1 with *OUT untouched. Years from 1900 to 2199. */
int feed_date_parse(const char *text, struct instant *out);

/*
 * The same. *TIMED: TEXT has a time of day. A day, month or year alone is its beginning, 00:00 UTC.
 */
int feed_date_parse_timed(const char *text, struct instant *out, bool *timed);

#endif
