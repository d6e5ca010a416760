/*
 * The fields of a date, and the functions that read them: shared by the forms of dates in
 * feed_date.c and feed_date_iso.c. A form fills struct date_fields, calls date_zone for the rest of
 * the text and then date_finish. Functions with P as a pointer to a pointer move *P behind the text
 * that they read, and leave it when they fail.
 */
#ifndef OPT_FEED_DATE_FIELD_H
#define OPT_FEED_DATE_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "instant.h"

/* The fields read so far. year and day are -1 until they are read. */
struct date_fields {
	int year, month, day, hour, minute, second;
	int64_t fraction_us;
	bool time, pm, am, zone, new_york, numbers, early;
	int zone_s; /* seconds east of UTC; with new_york: in winter */
};

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The value of the digits at *P; -1 when there are fewer than LEAST or more than MOST. */
int date_number(const char **p, int least, int most);
/* The value of the next N digits, whatever follows them; -1 when there are fewer. */
int date_fixed(const char **p, int n);
int date_digits(const char *p); /* the number of digits at P */
void date_skip_space(const char **p);
int64_t date_fraction(const char **p);			     /* ".123456789" in us, cut off */
bool date_clock_time(struct date_fields *f, const char **p); /* hh:mm[:ss[.fraction]] */
/* The year that VALUE means when it was written with COUNT digits: 2 (pivot 50), 3 or 4. */
int date_year_of(int value, int count);

/* Takes the word NAME of a time: AM or PM, or a zone. Ignores any other word. */
void date_time_word(struct date_fields *f, const char *name);
bool date_dotted_noon(struct date_fields *f, const char **p); /* "a.m.", "p. m." */
/*
 * A numeric offset, which may follow the name of a zone ("GMT+0200") and replaces it. False: it is
 * not an offset.
 */
bool date_time_offset(struct date_fields *f, const char **p);
/*
 * Reads the rest of a date, the zone: Z, an offset, a name, "GMT+1", a comment; then only words.
 * Returns 0, or -1 when there is anything else.
 */
int date_zone(struct date_fields *f, const char *p);

/* Makes the instant from the fields; *TIMED: with a time of day. -1: they are not a date. */
int date_finish(const struct date_fields *f, struct instant *out, bool *timed);

/*
 * In feed_date_iso.c: date_parse_iso reads all of P as a date that begins with a year;
 * date_parse_short reads "-YYMM" and "-YY-MM", with P behind the first sign.
 */
int date_parse_iso(const char *p, struct instant *out, bool *timed);
int date_parse_short(const char *p, struct instant *out, bool *timed);

#endif
