/*
 * The words in dates: names of months in the languages of feeds, names of zones, AM and PM, and the
 * units of Chinese, Japanese and Korean dates. Call feed_word_take first; the other functions take
 * its result.
 */
#ifndef OPT_FEED_DATE_WORD_H
#define OPT_FEED_DATE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FEED_WORD_SIZE = 32 };

/* True when a word begins at TEXT: with a letter of any script. */
bool feed_word_begins(const char *text);

/*
 * Writes the word at *TEXT in lower case and without accents, cut to the size of OUT, and moves
 * *TEXT behind it.
 */
void feed_word_take(const char **text, char out[static FEED_WORD_SIZE]);

/* The month, 1 to 12; 0: not a month. "j" and "ma" are too short, "sept" and "februari" do. */
int feed_word_month(const char *word);

struct feed_zone {
	int offset_s;  /* seconds east of UTC */
	bool new_york; /* one hour more while New York has summer time: "ET", "PT" */
};

/* False: not a zone of the table. */
bool feed_word_zone(const char *word, struct feed_zone *out);

enum feed_noon { NOON_NONE, NOON_BEFORE, NOON_AFTER };
enum feed_noon feed_word_noon(const char *word); /* in English, Korean, Chinese, Japanese */

/*
 * The unit that WORD gives the number before it in Chinese, Japanese and Korean: 'y', 'm', 'd'; 0:
 * not a unit.
 */
char feed_word_unit(const char *word);
bool feed_word_korean(const char *word); /* a word of Korean only: the zone is then UTC+9 */

#endif
