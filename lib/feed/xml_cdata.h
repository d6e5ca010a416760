/*
 * Character data beyond ASCII as CDATA sections. It is the same document; libxml2 takes a CDATA
 * section in one piece, other text a character at a time as soon as one is not ASCII, which is the
 * greatest part of its work on feeds of most languages.
 */
#ifndef OPT_XML_CDATA_H
#define OPT_XML_CDATA_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/*
 * Appends TEXT (UTF-8, LENGTH bytes) so written to OUT. False, and OUT is not to be used: there is
 * nothing to gain, or markup that only a parser should judge (a DOCTYPE, what looks ill-formed).
 */
bool xml_cdata(const char *text, size_t length, struct buf *out);

#endif
