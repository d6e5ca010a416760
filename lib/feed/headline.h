/* Normalises headlines, so that two feeds that report one story give it the same title_key. */
#ifndef OPT_HEADLINE_H
#define OPT_HEADLINE_H

#include <stddef.h>

enum { HEADLINE_MAX = 1024 }; /* bytes of a title that are compared */

/*
 * Writes the normalised TITLE: letters in lower case without accents; no punctuation ("U.S." is
 * "us", but "1.5" stays); words separated by one space; without the prefix of a wire ("UPDATE 2-",
 * "BRIEF-", "Exclusive:") and without the name of a source at the end (" - Reuters", " | CNBC").
 * OUT gets at most SIZE (> 0) bytes with the NUL. Returns the length.
 */
size_t headline_normalise(const char *title, char *out, size_t size);

#endif
