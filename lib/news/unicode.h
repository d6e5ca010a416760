/*
 * The properties of characters that the tokenizer needs: class, small letter, canonical composition
 * and decomposition (UAX #15). The tables are unicode_*.def, which `make unicode-tables` writes.
 * Code points are those of text_decode, 0 to 0x10FFFF.
 */
#ifndef OPT_UNICODE_H
#define OPT_UNICODE_H

#include <stddef.h>
#include <stdint.h>

enum unicode_class {
	UNICODE_OTHER,
	UNICODE_CONTROL,     /* C*: control, format, private use and unassigned characters */
	UNICODE_SPACE,	     /* Z*: spaces, line and paragraph separators; not \t \n \r */
	UNICODE_PUNCTUATION, /* P* */
	UNICODE_MARK,	     /* Mn: accents and other marks without a width */
};

enum { UNICODE_DECOMPOSED_MAX = 4, UNICODE_CAPITAL_DOTTED_I = 0x130 };

enum unicode_class unicode_class(int32_t c);
/*
 * Returns the small letter of C, or C itself. For UNICODE_CAPITAL_DOTTED_I the caller writes two:
 * 'i' and U+0307.
 */
int32_t unicode_lower(int32_t c);
int unicode_order(int32_t c); /* canonical combining class; 0: a starter */
/*
 * Stores the full canonical decomposition of C, without reordering. Returns its length; 1: C
 * itself.
 */
size_t unicode_decompose(int32_t c, int32_t out[static UNICODE_DECOMPOSED_MAX]);
int32_t unicode_compose(int32_t first, int32_t second); /* -1: they do not compose */

#endif
