/* Writes an alert that opt-alert found by itself, or prints it in a dry run. */
#ifndef OPT_ALERT_TELL_H
#define OPT_ALERT_TELL_H

#include "alert.h"

/*
 * Writes the alert unless one with KEY exists. A dry run writes nothing and prints it as a row
 * "would_tell".
 */
int alert_tell(struct run *run, enum alert_severity severity, const char *key, const char *subject,
	const char *body, struct error *err);

/* The row of a dry run. */
extern const struct row_kind alert_would_tell_row;

#endif
