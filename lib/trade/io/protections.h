/*
 * Protections: halts of entries that outlast their cause. protections_apply evaluates certain gates
 * of the account. When one fails on a known value, it stores a halt with a reason and an expiry.
 * Exits continue.
 */
#ifndef OPT_PROTECTIONS_H
#define OPT_PROTECTIONS_H

#include "entry.h"

int protections_apply(struct desk *desk, const struct book *book, struct error *err);

#endif
