/*
 * Protections: halts of entries that outlast their cause. protections_apply evaluates certain gates
 * of the account. When one fails on a known value, it stores a halt with a reason and an expiry,
 * and the alert that tells it. Exits continue.
 */
#ifndef OPT_PROTECTIONS_H
#define OPT_PROTECTIONS_H

#include "entry.h"

int protections_apply(struct desk *desk, const struct book *book, struct error *err);

/*
 * Halts the entries of STRATEGY because its results are negative, until an operator clears it. An
 * operator's clearing holds until another trade of it closes; the last one did at LAST_EXIT_AT.
 */
int protections_halt_strategy(struct desk *desk, const char *strategy, const char *reason,
	struct instant last_exit_at, struct error *err);

#endif
