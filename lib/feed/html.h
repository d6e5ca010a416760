/*
 * HTML to plain text, as a reader would see it on one line: markup gone, character references
 * decoded once, white space folded, control and invisible direction characters gone, valid UTF-8,
 * bounded. Text that is no HTML passes through: '<' begins a tag only before a letter, '/', '!' or
 * '?', and "&x" is a reference only when it names one.
 */
#ifndef OPT_HTML_H
#define OPT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes the text of HTML (LENGTH bytes) and a NUL into OUT of SIZE (> 0) bytes; cut at a character
 * when it does not fit, *CUT is then true (otherwise untouched; CUT may be NULL). Bytes that are no
 * UTF-8 become U+FFFD. Returns the length.
 */
size_t html_to_text(const char *html, size_t length, char *out, size_t size, bool *cut);

/*
 * The code point of an entity's NAME (LENGTH bytes, no '&', no ';') of HTML or XML; -1 when there
 * is none.
 */
int32_t html_entity(const char *name, size_t length);

/*
 * What a byte 0x80..0x9f means in windows-1252, and &#128;..&#159; in HTML (WHATWG encoding
 * standard).
 */
int32_t html_windows_1252(unsigned byte);

#endif
