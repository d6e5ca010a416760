/*
 * Turns a feed that is not well-formed into XML that is, so that the XML parser need not guess. It
 * corrects the errors that feed readers usually tolerate, with limits: it balances the tags, quotes
 * attributes, escapes a stray '<' or '&', turns HTML entities into characters, drops characters
 * that XML forbids, and leaves out comments, declarations and a DOCTYPE. It does not close the
 * elements that are open at the end of a text that was cut off, so an incomplete item does not
 * become a complete one.
 */
#ifndef OPT_XML_REPAIR_H
#define OPT_XML_REPAIR_H

#include <stddef.h>

#include "buf.h"

/*
 * Appends the repaired TEXT (UTF-8, LENGTH bytes) to OUT. Returns 0, or -1 when TEXT declares
 * entities (such a feed is always refused) or OUT is full.
 */
int xml_repair(const char *text, size_t length, struct buf *out);

#endif
