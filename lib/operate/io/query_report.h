/*
 * The named reports of opt-query(1), one row and one file of sql/query/operate per report.
 */
#ifndef OPT_QUERY_REPORT_H
#define OPT_QUERY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "sql.h"

struct query_report {
	const char *name;
	const char *about; /* one line for --list */
	const char *since; /* the meaning of --since */
	bool has_ticker;
	const struct query *query; /* $1 now, $2 since or null, $3 ticker or null */
};

extern const struct query_report query_reports[];
extern const size_t query_report_count;

/* Returns NULL when no report has this name. */
const struct query_report *query_report_find(const char *name);

#endif
