/*
 * Functions for text from outside: decode and check UTF-8, escape, cut, fold white space, compare
 * and copy. Every text from outside goes through them before it is stored or printed.
 */
#ifndef OPT_TEXT_H
#define OPT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/*
 * Returns the code point at *TEXT, of LENGTH > 0 bytes, and moves *TEXT past it. Returns -1 and
 * moves *TEXT by one byte where the text is not valid UTF-8; overlong forms, surrogates and code
 * points over U+10FFFF are not valid.
 */
int32_t text_decode(const char **text, size_t length);
size_t text_encode(int32_t code_point, char out[static 4]); /* returns the bytes written */
bool text_is_utf8(const char *text, size_t length);

/*
 * Appends TEXT of LENGTH bytes, escaped for the inside of a JSON string and for a terminal: C0,
 * DEL, C1, U+2028, U+2029, the byte order mark and bidirectional controls are written as \uXXXX (a
 * line break as \n, a tab as \t), a byte that is not valid UTF-8 as \u00XX.
 */
void text_escape(struct buf *out, const char *text, size_t length);

/*
 * Appends TEXT as text_escape does, except that a quote stays a quote: for text on a terminal that
 * is not within quotes.
 */
void text_show(struct buf *out, const char *text, size_t length);

/*
 * The columns that TEXT takes on a terminal: 2 for a Chinese sign and most emoji, 0 for an accent
 * that follows its letter, 1 for other characters and for a byte that is not valid UTF-8.
 */
int text_width(const char *text, size_t length);
/* The length of the longest prefix of TEXT with at most MAX columns. */
size_t text_cut_width(const char *text, size_t length, int max);

/* The length of the longest prefix of TEXT with at most MAX bytes that does not cut a character. */
size_t text_cut(const char *text, size_t length, size_t max);

/*
 * Replaces each run of white space and control characters by one space and removes those at the
 * ends, in place. Returns the new length.
 */
size_t text_fold_space(char *text);

bool text_equal(const char *a, const char *b);
bool text_equal_nocase(const char *a, const char *b); /* ASCII letters only */
bool text_starts(const char *text, const char *prefix);
/*
 * Returns the index of TEXT in NAMES, or -1: for reading the name of an enumeration value. Entries
 * of NAMES may be NULL, TEXT too.
 */
int text_find(const char *const *names, size_t count, const char *text);

/* Copies TEXT into OUT of SIZE bytes. Returns false, with an empty OUT, when TEXT does not fit. */
bool text_copy(char *out, size_t size, const char *text);

#endif
