/* Text from outside: checked, folded, cut and escaped before it goes anywhere. */
#ifndef OPT_TEXT_H
#define OPT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/*
 * The code point at *TEXT (of LENGTH bytes), *TEXT moved past it; -1 for a byte that is no valid
 * UTF-8 (overlong, surrogate and > U+10FFFF included), *TEXT moved past that one byte. LENGTH must
 * be > 0.
 */
int32_t text_decode(const char **text, size_t length);
size_t text_encode(int32_t code_point, char out[static 4]); /* bytes written */
bool text_is_utf8(const char *text, size_t length);

/*
 * Appends TEXT, LENGTH bytes, escaped as the inside of a JSON string that is also harmless on a
 * terminal: C0, DEL, C1, U+2028/9, bidirectional controls and bytes that are no UTF-8 become \uXXXX
 * (a lone byte: \u00XX).
 */
void text_escape(struct buf *out, const char *text, size_t length);

/* Bytes of the longest prefix of TEXT that has at most MAX bytes and does not cut a character. */
size_t text_cut(const char *text, size_t length, size_t max);

/*
 * In place: white space and control characters become one space each run, the ends are trimmed.
 * Returns the length.
 */
size_t text_fold_space(char *text);

bool text_equal(const char *a, const char *b);
bool text_equal_nocase(const char *a, const char *b); /* ASCII letters only */
bool text_starts(const char *text, const char *prefix);
/*
 * The index of TEXT among NAMES (entries may be NULL), or -1: how an enumeration is read back. TEXT
 * may be NULL.
 */
int text_find(const char *const *names, size_t count, const char *text);

/* Copies TEXT into OUT of SIZE bytes; false (and an empty OUT) when it does not fit. */
bool text_copy(char *out, size_t size, const char *text);

#endif
