/*
 * The database of a run: which one it is, and the connection to it.
 */
#ifndef OPT_DATABASE_H
#define OPT_DATABASE_H

#include "error.h"
#include "run.h"

/*
 * Connects run->db, when the program needs it. The database is the first of these that is
 * configured: -d or OPT_DBNAME; the variables of libpq; dbname in opt.conf; the private cluster of
 * opt-db(1). Sets run->conninfo. Without any, libpq's default is tried. A failure names the
 * command that starts a database. ERROR_CONFIG when OPT_REPLAY_DATABASE is another database.
 */
int database_open(struct run *run, struct error *err);

enum { DATABASE_IDENTITY_SIZE = 64 };

/* Names the database of RUN among all: the cluster's identifier and the number of the database. */
int database_identity(struct run *run, char out[static DATABASE_IDENTITY_SIZE], struct error *err);

/* Returns true in a job of opt-replay, which lives through a past day and tells nobody of it. */
bool database_is_replay(void);

#endif
