/* What opt-bars says of the bars it brought. */
#ifndef OPT_BAR_REPORT_H
#define OPT_BAR_REPORT_H

#include "run.h"
#include "bar_plan.h"

/* A row of a bar that is news, and one of a series that got more than one can read. */
void bar_report_bar(struct run *run, enum bar_interval kind, const struct ticker_bar *b);
void bar_report_series(struct run *run, const struct bar_request *f);

/*
 * Warns of and counts the nights, since the session SINCE (unknown: the last), after which a share
 * seems to be split.
 */
int bar_report_splits(struct run *run, struct date since, struct error *err);

#endif
