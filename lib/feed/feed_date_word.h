/*
 * The words of dates: months in the languages feeds are written in, zones by name, before and after
 * noon.
 */
#ifndef OPT_FEED_DATE_WORD_H
#define OPT_FEED_DATE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FEED_WORD_SIZE = 32 };

/* The code point that begins a word at TEXT: a letter of any script. */
bool feed_word_begins(const char *text);

/*
 * The word at *TEXT in lower case and without accents, cut to the size of OUT; *TEXT moves behind
 * it.
 */
void feed_word_take(const char **text, char out[static FEED_WORD_SIZE]);

/* 1 to 12; 0: no month. Of a WORD as taken; "j", "ma" are none, "sept" and "februari" are. */
int feed_word_month(const char *word);

struct feed_zone {
	int offset_s;  /* east of UTC */
	bool new_york; /* an hour more in New York's summer: "ET", "PT" */
};

/* False: no zone we know. */
bool feed_word_zone(const char *word, struct feed_zone *out);

enum feed_noon { NOON_NONE, NOON_BEFORE, NOON_AFTER };
enum feed_noon feed_word_noon(const char *word); /* "am", "pm"; Korean, Chinese, Japanese */

/* 'y', 'm', 'd': what the numeral before WORD is in Chinese, Japanese and Korean; 0: nothing. */
char feed_word_unit(const char *word);
bool feed_word_korean(const char *word); /* such a unit that only Korean has: its time is UTC+9 */

#endif
