/* Reads a decision as decision_write stored it, so that decision_compute can make it again. */
#ifndef OPT_DECISION_READ_H
#define OPT_DECISION_READ_H

#include <jansson.h>

#include "decision.h"
#include "error.h"

/*
 * OBJECT is explain_json, and TICKER that of the recommendation; both are borrowed as long as *OUT
 * is used. ERROR_DATA when something in it cannot be read. Call decision_free when it succeeded.
 */
int decision_read(
	const json_t *object, const char *ticker, struct decision *out, struct error *err);
void decision_free(struct decision *d);

#endif
