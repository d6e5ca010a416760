/* The trades of a report by what they have in common, and by month. */
#ifndef OPT_BREAKDOWN_H
#define OPT_BREAKDOWN_H

#include "report.h"

enum breakdown {
	BREAKDOWN_STRATEGY,
	BREAKDOWN_EXIT,	   /* by the rule */
	BREAKDOWN_HOUR,	   /* of the entry in New York */
	BREAKDOWN_WEEKDAY, /* of the entry */
	BREAKDOWN_DELTA,   /* of the contract at the entry, without its sign */
	BREAKDOWN_IV_RANK, /* at the entry */
	BREAKDOWN_DAYS,	   /* to the expiry, at the entry */
	BREAKDOWNS
};

enum { BREAKDOWN_ROWS_MAX = 40, BREAKDOWN_LABEL_SIZE = 48 };

struct breakdown_row {
	char label[BREAKDOWN_LABEL_SIZE];
	int order;		 /* rows with a natural order ascend by it */
	int64_t trades, unknown; /* with a known result, and without */
	int64_t wins;
	double net; /* dollars, after fees */
};

extern const char *const breakdown_titles[BREAKDOWNS];
extern const char *const breakdown_names[BREAKDOWNS]; /* "strategy", in JSON */

/*
 * Fills OUT and returns the number of rows. Strategies and rules are sorted by the number of their
 * trades. Beyond the greatest number of rows the last one has all others.
 */
size_t breakdown_of(const struct report *report, enum breakdown kind,
	struct breakdown_row out[static BREAKDOWN_ROWS_MAX]);

struct report_month {
	int year, month;
	int64_t trades, unknown, wins; /* by the exit */
	double net;
	double return_pct; /* of the equity; NAN: no equity */
};

/* Ascending, of the months with trades or equity. At most MAX; the oldest ones are left out. */
size_t report_months(const struct report *report, struct report_month *out, size_t max);

#endif
