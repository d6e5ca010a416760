/* Headlines: finding the same story again under another feed's title. */
#ifndef OPT_HEADLINE_H
#define OPT_HEADLINE_H

#include <stddef.h>
#include <stdint.h>

enum { HEADLINE_MAX = 1024 }; /* bytes of a title that count (reliability: 1 KiB titles) */

/*
 * The title as it counts for comparison: letters folded to lower case without accents, punctuation
 * dropped ("U.S." is "us", "1.5" stays), words separated by one space, wire prefixes ("UPDATE 2-",
 * "BRIEF-", "Exclusive:") and the name of a source at the end (" - Reuters", " | CNBC") dropped.
 * Writes at most SIZE (> 0) bytes with the NUL, returns the length.
 */
size_t headline_normalise(const char *title, char *out, size_t size);

/*
 * 64-bit FNV-1a of the normalised title; equal stories have equal keys. 0: nothing to compare
 * (empty title).
 */
uint64_t headline_story_key(const char *title);

#endif
