/*
 * A date in the making: its parts as the forms of feed_date.c and feed_date_iso.c find them in a
 * text, and what they have in common. The functions that take *P move it behind what they took.
 */
#ifndef OPT_FEED_DATE_FIELD_H
#define OPT_FEED_DATE_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "instant.h"

/* What was read so far; -1: not yet. */
struct date_fields {
	int year, month, day, hour, minute, second;
	int64_t fraction_us;
	bool time, pm, am, zone, new_york, numbers, early;
	int zone_s; /* east of UTC; with new_york: in winter */
};

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Digits at *P, at least LEAST and at most MOST: the value; -1 otherwise. */
int date_number(const char **p, int least, int most);
/* Exactly N digits, whatever follows. */
int date_fixed(const char **p, int n);
int date_digits(const char *p); /* how many there are */
void date_skip_space(const char **p);
int64_t date_fraction(const char **p);			     /* ".123456789": microseconds, cut */
bool date_clock_time(struct date_fields *f, const char **p); /* hh:mm[:ss[.fraction]] */
int date_year_of(int value, int count);			     /* of a number of COUNT digits */

/* A word that says something of the time: noon, zone. */
void date_time_word(struct date_fields *f, const char *name);
bool date_dotted_noon(struct date_fields *f, const char **p); /* "a.m.", "p. m." */
/* A numeric offset, also behind a name ("GMT+0200"); false: it is none. */
bool date_time_offset(struct date_fields *f, const char **p);
/*
 * The zone that ends every form: Z, an offset, a name, "GMT+1", a comment; then nothing but words.
 * 0, or -1 when there is something else.
 */
int date_zone(struct date_fields *f, const char *p);

/* The instant, when all parts are there and make one; *TIMED: with a time of day. -1 otherwise. */
int date_finish(const struct date_fields *f, struct instant *out, bool *timed);

/* feed_date_iso.c: what begins with a year, all of P; and "-YYMM", P behind the sign. */
int date_parse_iso(const char *p, struct instant *out, bool *timed);
int date_parse_short(const char *p, struct instant *out, bool *timed);

#endif
