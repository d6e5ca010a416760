/*
 * Begins and ends a run in the database: checks the schema, takes the lease, inserts the row of
 * pipeline_runs and reads the parameters.
 *
 * program_run calls lease_begin before the body of the program and lease_end after it; run_fence
 * calls lease_check. Only one run of a program and account has the lease. A lease expires at the
 * deadline of its run; the lease of a dead process on this host is taken over at once. Each new
 * holder gets a higher fencing token, run->token.
 */
#ifndef OPT_LEASE_H
#define OPT_LEASE_H

#include "run.h"

/*
 * Fails with ERROR_AGAIN when another run has the lease, and with ERROR_INTERNAL when the schema is
 * not one that this program works with. The schema must have at least the newest migration compiled
 * in, and may have newer ones of the same hundred: a migration that older programs cannot work with
 * starts a new hundred. A dry run writes nothing.
 */
int lease_begin(struct run *run, struct error *err);
/*
 * Takes the lease of the account NUMBER, its number at the broker, too: two configurations may
 * give one account different names. Fails with ERROR_AGAIN when another run has that lease. Does
 * nothing in a dry run, without NEEDS_LEASE, and when NUMBER is the configured name. lease_end
 * gives both back. CONFIRMED: the broker told the number, which is then stored with a digest of
 * the keys.
 */
int lease_take(struct run *run, const char *number, bool confirmed, struct error *err);
/* The number that the broker confirmed last for the keys of this run; "" when there is none. */
int lease_number(struct run *run, char out[static 64], struct error *err);
/* Completes the run row and gives the lease back. WHY is the error of the run; NULL: success. */
int lease_end(struct run *run, const struct error *why, struct error *err);
/*
 * Call it inside of a transaction. Locks the lease until the end of the transaction, or fails with
 * ERROR_AGAIN when another run has the lease.
 */
int lease_check(struct run *run, struct error *err);

#endif
