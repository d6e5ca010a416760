/*
 * What the tokenizer needs to know of characters: their class, small letters, canonical composition
 * and decomposition (UAX #15). The tables are unicode_*.def; code points are those of text_decode,
 * 0 to 0x10FFFF.
 */
#ifndef OPT_UNICODE_H
#define OPT_UNICODE_H

#include <stddef.h>
#include <stdint.h>

enum unicode_class {
	UNICODE_OTHER,
	UNICODE_CONTROL,     /* C*: controls, formats, private and unassigned ones */
	UNICODE_SPACE,	     /* Z*: blanks, line and paragraph separators; not \t \n \r */
	UNICODE_PUNCTUATION, /* P* */
	UNICODE_MARK,	     /* Mn: accents and what else takes no room */
};

enum { UNICODE_DECOMPOSED_MAX = 4, UNICODE_CAPITAL_DOTTED_I = 0x130 };

enum unicode_class unicode_class(int32_t c);
/* The small letter, or C. Of UNICODE_CAPITAL_DOTTED_I the caller makes two: 'i' and U+0307. */
int32_t unicode_lower(int32_t c);
int unicode_order(int32_t c); /* canonical combining class; 0: a starter */
/* The full canonical decomposition of C, not reordered; how many (1: C itself). */
size_t unicode_decompose(int32_t c, int32_t out[static UNICODE_DECOMPOSED_MAX]);
int32_t unicode_compose(int32_t first, int32_t second); /* -1: they make no one character */

#endif
