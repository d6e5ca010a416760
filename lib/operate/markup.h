/*
 * Writes HTML and SVG into a buffer. This is the one place that escapes: the names of elements and
 * attributes are constants of the program, and every value and every text passes through
 * markup_text or markup_attribute, so that a text from outside cannot become markup.
 *
 *	markup_init(&m, &out);
 *	markup_open(&m, "td");
 *	markup_attribute(&m, "class", "number");
 *	markup_text(&m, ticker);
 *	markup_close(&m);
 *
 * The attributes of an element come before its content. The buffer remembers a failure: check
 * buf_ok at the end.
 */
#ifndef OPT_MARKUP_H
#define OPT_MARKUP_H

#include <stdbool.h>

#include "buf.h"

enum { MARKUP_DEPTH_MAX = 32 }; /* more open elements are a failure */

struct markup {
	struct buf *out; /* borrowed */
	int depth;
	const char *names[MARKUP_DEPTH_MAX]; /* of the open elements, borrowed */
	bool in_tag;			     /* the start tag of the innermost one is not closed */
};

void markup_init(struct markup *m, struct buf *out);
void markup_open(struct markup *m, const char *name);
/* Closes the innermost element. One that never has content ends with "/>". */
void markup_close(struct markup *m);
/*
 * Appends to TEXT what keeps it text: & < > and both quotes as entities, and a replacement
 * character for controls, for marks that change the direction of writing, and for bytes that are
 * not UTF-8. NULL is "".
 */
void markup_text(struct markup *m, const char *text);
void markup_printf(struct markup *m, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void markup_attribute(struct markup *m, const char *name, const char *value);
/* An element with nothing but an optional class (NULL: none) and a text. */
void markup_element(struct markup *m, const char *name, const char *class_name, const char *text);
/* Appends TEXT as it is: a style sheet or another constant of the program. */
void markup_constant(struct markup *m, const char *text);

#endif
