/* The dead-man ping: a service elsewhere notices when it stops. */
#ifndef OPT_STATUS_PING_H
#define OPT_STATUS_PING_H

#include "run.h"

/*
 * Fetches ping_url, where it is configured, without any key. A failure is a warning that does not
 * repeat the URL, because its path is a secret.
 */
void status_ping(struct run *run);

#endif
