/*
 * Tells of the checks of opt-status that are bad: the begin of each, a warning that becomes
 * critical, and the end, each once. The table alert_conditions remembers which checks are bad.
 */
#ifndef OPT_ALERT_UNHEALTHY_H
#define OPT_ALERT_UNHEALTHY_H

#include "run.h"

/*
 * Makes the checks, without those that need the broker, the gates or the installation, and writes
 * the alerts of those that alert_unhealthy of opt.conf names. In a dry run, prints them.
 */
int alert_unhealthy(struct run *run, struct error *err);

#endif
