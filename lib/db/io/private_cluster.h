/*
 * Finds the private cluster of opt-db(1), which the programs use when no database is configured:
 *
 *	int found = private_cluster_find(conninfo, sizeof conninfo, err);
 */
#ifndef OPT_PRIVATE_CLUSTER_H
#define OPT_PRIVATE_CLUSTER_H

#include <stddef.h>

#include "error.h"

/*
 * Looks in the default folder of opt-db: $OPT_DB_DIR; for root /var/lib/opt-db; else
 * $XDG_DATA_HOME/opt or ~/.local/share/opt. Returns 1 with the connection string in OUT when there
 * is a cluster, running or not, and 0 when there is none. Fails with ERROR_PERMISSION when another
 * user could have written what the folder says.
 */
int private_cluster_find(char *out, size_t size, struct error *err);

#endif
