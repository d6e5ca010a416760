/*
 * Makes well-formed XML of a feed that is not: what feed readers forgive, done openly and bounded,
 * so that the XML parser itself need not guess. Markup is balanced, attributes quoted, stray '<'
 * and '&' escaped, entities of HTML turned into characters, characters XML forbids dropped,
 * comments, declarations and a DOCTYPE left out. What is cut off stays open: an item that was not
 * whole does not become one.
 */
#ifndef OPT_XML_REPAIR_H
#define OPT_XML_REPAIR_H

#include <stddef.h>

#include "buf.h"

/*
 * Appends the repair of TEXT (UTF-8, LENGTH bytes) to OUT. 0; -1 when TEXT declares entities, which
 * is never repaired, or when OUT is full.
 */
int xml_repair(const char *text, size_t length, struct buf *out);

#endif
