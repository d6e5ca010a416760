/* Reads the analyses of a report, and stores the shadow fills. */
#ifndef OPT_ANALYSIS_LOAD_H
#define OPT_ANALYSIS_LOAD_H

#include "analysis.h"
#include "report.h"
#include "run.h"

/* Fills OUT for a complete REQUEST; analysis_free frees it, also after a failure. */
int analysis_load(struct run *run, const struct report_request *request, struct analysis *out,
	struct error *err);
void analysis_free(struct analysis *analysis);

#endif
