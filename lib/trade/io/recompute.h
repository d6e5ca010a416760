/*
 * Decides a stored recommendation again with this program, and says whether the result is the one
 * that was stored.
 *
 *	recompute(run, recommendation, &verdicts, err);
 */
#ifndef OPT_RECOMPUTE_H
#define OPT_RECOMPUTE_H

#include <jansson.h>

#include "run.h"

/*
 * RECOMMENDATION is its row as an object. *OUT is a new array of one or two objects, which the
 * caller frees: the decision with the parameters of then, and with the newest ones when these
 * differ: {params, version, identical, field, stored, computed, because}. FIELD is the first that
 * differs, BECAUSE the parameters whose change alone makes a difference, with both values.
 * IDENTICAL is null, and REASON says why, when the inputs are not stored.
 */
int recompute(struct run *run, json_t *recommendation, json_t **out, struct error *err);

/* Whether the decision with the parameters of then is the stored one, or cannot be made. */
bool recompute_agrees(const json_t *verdicts);

#endif
