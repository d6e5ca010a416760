/* The analyses of a report as rows of JSON; opt-report(1) lists them. */
#ifndef OPT_ANALYSIS_ROWS_H
#define OPT_ANALYSIS_ROWS_H

#include "analysis.h"
#include "run.h"

void analysis_print_rows(struct run *run, const struct analysis *analysis);

#endif
