/*
 * Checks every bar that opt-bars receives from the broker, and reports the bars. bar_intake_take
 * finds the series of a bar, counts it as rejected when its values are impossible, and drops it
 * when it was not requested. The caller fills struct bar_intake and sets from and end before each
 * request.
 */
#ifndef OPT_BAR_INTAKE_H
#define OPT_BAR_INTAKE_H

#include "run.h"
#include "bar_plan.h"

struct bar_intake {
	struct run *run;
	enum bar_interval kind;
	struct bar_request *items; /* sorted by ticker */
	size_t count;
	bool all_faults; /* report the faults of bars that an earlier run has checked too */
	enum stock_feed feed;
	struct instant from, end; /* of the bars requested now, both included */
	struct bar_request *last; /* the series of the previous bar; NULL: none */
	struct bar_hours hours;
	int64_t faults[BAR_FAULT_COUNT];	    /* bars rejected since the last report */
	struct ticker_bar example[BAR_FAULT_COUNT]; /* the last bar rejected for each reason */
};

/*
 * Checks BAR of SYMBOL. *REQUEST is the series it belongs to, and OUT the bar as it is stored, with
 * the feed and, for a daily bar, midnight New York; NULL when the bar is rejected or not wanted.
 * Returns 0, or -1 with ERROR_DATA when SYMBOL was not requested.
 */
int bar_intake_take(struct bar_intake *in, const char *symbol, const struct bar *bar,
	struct bar_request **request, struct bar *out, struct error *err);

/* Counts the bars rejected since the last call; logs, for each reason, the newest of them. */
void bar_intake_report_rejected(struct bar_intake *in);

/* Prints B, a new or corrected bar, as one row of output. */
void bar_report_bar(struct run *run, enum bar_interval kind, const struct ticker_bar *b);

/* Prints the counts of F's bars as one row, for a series with too many bars to print each. */
void bar_report_series(struct run *run, const struct bar_request *f);

/*
 * Logs and counts the nights over which a share seems to have been split, from the night before the
 * session SINCE (unknown: the last session) on.
 */
int bar_report_splits(struct run *run, struct date since, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind bar_row, daily_bar_row, bar_series_row;

#endif
