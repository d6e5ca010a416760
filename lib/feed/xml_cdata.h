/*
 * Rewrites an XML document so that its texts beyond ASCII are CDATA sections. The document means
 * the same, but parses faster: libxml2 reads a CDATA section in one piece, and any other text one
 * character at a time from the first that is not ASCII. That is the largest part of its work on
 * feeds of most languages.
 */
#ifndef OPT_XML_CDATA_H
#define OPT_XML_CDATA_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/*
 * Appends the rewritten TEXT (UTF-8, LENGTH bytes) to OUT. False: OUT must not be used; give TEXT
 * itself to the parser. Either it is ASCII, or its markup is the parser's to check: a DOCTYPE, or
 * tags that look ill-formed.
 */
bool xml_cdata(const char *text, size_t length, struct buf *out);

#endif
