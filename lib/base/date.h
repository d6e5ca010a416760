/*
 * Civil dates of the Gregorian calendar, also before 1582 (proleptic). DATE_UNKNOWN is a separate
 * value; calculations with it give unknown where stated.
 */
#ifndef OPT_DATE_H
#define OPT_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct date {
	int32_t days; /* since 1970-01-01 */
};

#define DATE_UNKNOWN ((struct date){INT32_MIN})
enum { DATE_TEXT_SIZE = 16 };
enum weekday { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

bool date_known(struct date d);
/* MONTH 1..12, DAY 1..31; the caller checks the range. */
struct date date_from_ymd(int year, int month, int day);
void date_to_ymd(struct date d, int *year, int *month, int *day);
enum weekday date_weekday(struct date d);
struct date date_add(struct date d, int days);	       /* unknown when D is */
int date_diff(struct date later, struct date earlier); /* in days; both must be known */
int date_compare(struct date a, struct date b);	       /* -1, 0 or 1; unknown is the earliest */
int date_parse(const char *text, struct date *out);    /* the whole text is YYYY-MM-DD: 0, or -1 */
/* Writes 2026-01-26, or "unknown". Returns OUT. */
const char *date_format(struct date d, char out[static DATE_TEXT_SIZE]);

#endif
