/* The beginning and the end of a run in the database: schema check, lease, run row, parameters. */
#ifndef OPT_LEASE_H
#define OPT_LEASE_H

#include "run.h"

/*
 * The schema this program was written for: at least the newest migration compiled in, and newer
 * ones of the same hundred. (A migration that older programs cannot live with starts a new
 * hundred.)
 */
int lease_begin(struct run *run, struct error *err);
/* Closes the run row with WHY (NULL: it went well) and gives the lease back. */
int lease_end(struct run *run, const struct error *why, struct error *err);
/*
 * Within a transaction: locks our lease row and fails with ERROR_AGAIN when the token is no longer
 * ours.
 */
int lease_check(struct run *run, struct error *err);

#endif
