/*
 * Protections: what stops entries for longer than the moment that set it off. Each is a gate that
 * failed on a known value; the halt it leaves is a row with a reason and an expiry. Exits go on.
 */
#ifndef OPT_PROTECTIONS_H
#define OPT_PROTECTIONS_H

#include "entry.h"

int protections_apply(struct desk *desk, const struct book *book, struct error *err);

#endif
