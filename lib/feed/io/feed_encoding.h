/*
 * Finds the encoding of a document and decodes it to UTF-8. The encoding is that of the first of
 * these (RFC 7303): byte order mark, charset of the HTTP header, XML declaration; else UTF-8. As in
 * browsers, latin-1 is read as windows-1252. Bytes that are not valid in UTF-8 are read as
 * windows-1252 and noted as FEED_BAD_ENCODING.
 */
#ifndef OPT_FEED_ENCODING_H
#define OPT_FEED_ENCODING_H

#include "feed.h"

/*
 * True when the encoding of INPUT needs iconv; OUT is then its name in lower case. iconv loads
 * tables from files: a sandboxed process must call feed_encoding_prepare with this name before it
 * confines itself.
 */
bool feed_encoding_foreign(const struct feed_input *input, char out[static FEED_CHARSET_MAX + 1]);
bool feed_encoding_prepare(const char *name); /* false: iconv does not know it */

/*
 * Sets *TEXT and *LENGTH to the text of INPUT in UTF-8, without a byte order mark. It points into
 * INPUT when that is UTF-8 already, else into OWN. Adds FEED_BAD_ENCODING to *PROBLEMS when some
 * bytes had to be guessed. -1: OWN is too small.
 */
int feed_encoding_decode(const struct feed_input *input, struct buf *own, const char **text,
	size_t *length, unsigned *problems, struct error *err);

#endif
