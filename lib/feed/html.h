/*
 * Turns HTML into plain text, as a reader would see it on one line: without markup, with character
 * references decoded once, runs of white space made one space, without control characters and
 * invisible ones (such as those that set the direction), valid UTF-8, of limited length. Text that
 * is not HTML stays: '<' begins a tag only before a letter, '/', '!' or '?', and "&x" is a
 * reference only when x is the name of an entity.
 */
#ifndef OPT_HTML_H
#define OPT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes the text of HTML (LENGTH bytes) and a NUL into OUT of SIZE (> 0) bytes. When the text does
 * not fit, it is cut before a character and *CUT becomes true (otherwise untouched; CUT may be
 * NULL). Bytes that are not UTF-8 become U+FFFD. Returns the length of the text.
 */
size_t html_to_text(const char *html, size_t length, char *out, size_t size, bool *cut);

/*
 * The code point of the entity NAME (LENGTH bytes, without '&' and ';') of HTML or XML; -1: there
 * is none of this name.
 */
int32_t html_entity(const char *name, size_t length);

/*
 * The code point of BYTE in windows-1252. HTML reads &#128; to &#159; the same way (WHATWG encoding
 * standard).
 */
int32_t html_windows_1252(unsigned byte);

#endif
