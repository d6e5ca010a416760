/* Reads the data of a report. */
#ifndef OPT_REPORT_LOAD_H
#define OPT_REPORT_LOAD_H

#include "db.h"
#include "report.h"
#include "run.h"

/*
 * Completes REQUEST at the time of the run: its account, where none is named, and its moments.
 * *FOUND is false when no account is named and the database has none.
 */
int report_request_complete(
	struct run *run, struct report_request *request, bool *found, struct error *err);

/* Sets the arguments that the statements of reports have in common: $1 account to $4 to. */
void report_args(struct db_args *a, const struct report_request *request);

/* Fills OUT for a complete REQUEST; report_free frees it, also after a failure. */
int report_load(struct run *run, const struct report_request *request, struct report *out,
	struct error *err);
void report_free(struct report *report);

#endif
