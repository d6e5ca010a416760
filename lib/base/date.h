/* Civil (proleptic Gregorian) dates. */
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
/* no range check: month 1..12, day 1..31 */
struct date date_from_ymd(int year, int month, int day);
void date_to_ymd(struct date d, int *year, int *month, int *day);
enum weekday date_weekday(struct date d);
struct date date_add(struct date d, int days);
int date_diff(struct date later, struct date earlier); /* days; both known */
int date_compare(struct date a, struct date b);	       /* -1, 0, 1 */
int date_parse(const char *text, struct date *out);    /* YYYY-MM-DD, whole; 0 or -1 */
/* 2026-01-26, or "unknown". Returns OUT. */
const char *date_format(struct date d, char out[static DATE_TEXT_SIZE]);

#endif
