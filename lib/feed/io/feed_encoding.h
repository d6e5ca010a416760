/*
 * The encoding of a document, and its text in UTF-8. In the order of the standard (RFC 7303): byte
 * order mark, charset of the HTTP header, XML declaration, UTF-8. As in browsers, latin-1 and ASCII
 * are windows-1252. Bytes that are not what they should be are taken for windows-1252 and noted.
 */
#ifndef OPT_FEED_ENCODING_H
#define OPT_FEED_ENCODING_H

#include "feed.h"

/*
 * The name of the encoding of INPUT when only iconv knows it, lower case, in OUT; false when we
 * read it ourselves. iconv loads tables from files, so a sandboxed reader must have called
 * feed_encoding_prepare before.
 */
bool feed_encoding_foreign(const struct feed_input *input, char out[static FEED_CHARSET_MAX + 1]);
bool feed_encoding_prepare(const char *name); /* false: unknown here */

/*
 * *TEXT: INPUT's text in UTF-8 without a byte order mark, borrowed from INPUT when it is that
 * already, else from OWN. FEED_BAD_ENCODING is added to *PROBLEMS when something had to be guessed.
 * -1: OWN is too small.
 */
int feed_encoding_decode(const struct feed_input *input, struct buf *own, const char **text,
	size_t *length, unsigned *problems, struct error *err);

#endif
