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

/* Counts what was rejected since the last call, and names an example of each reason. */
void bar_intake_report(struct bar_intake *in);

#endif
