/*
 * Finds what opt-alert tells of by itself, from the tables of the stages: positions that were
 * opened, reduced or closed, halts, stages that fail again and again and work again, and the checks
 * of opt-status that are bad. Each becomes one row of alert_outbox, by a key made from what
 * happened, so that it is told once however often and from however many hosts it is looked for.
 *
 * The stages write their other alerts themselves (alert.h). They do not write these, so that no
 * order waits for an alert.
 */
#ifndef OPT_ALERT_COLLECT_H
#define OPT_ALERT_COLLECT_H

#include "run.h"

/* In a dry run, prints a row for each that would be told. */
int alert_collect(struct run *run, struct error *err);

#endif
