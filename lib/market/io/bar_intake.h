/*
 * The gate every bar from the broker passes: whose it is, whether it can be, whether it was asked
 * for.
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
	bool all_faults; /* those of bars that were looked at before too */
	enum stock_feed feed;
	struct instant from, end; /* what is asked for now */
	struct bar_request *last; /* the series of the bar before */
	struct bar_hours hours;
	int64_t faults[BAR_FAULT_COUNT];
	struct ticker_bar example[BAR_FAULT_COUNT]; /* the newest bar that was rejected for it */
};

/*
 * BAR of SYMBOL: *SERIES is the one it belongs to, NULL when it is not wanted, and OUT the bar as
 * it is stored. ERROR_DATA when nobody asked for SYMBOL.
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

#endif
