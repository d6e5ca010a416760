/* The closed trades of a report as CSV: opt-report --csv. */
#ifndef OPT_TRADES_CSV_H
#define OPT_TRADES_CSV_H

#include "buf.h"
#include "report.h"

/* Appends a header line and one line per trade to OUT. The columns are listed in opt-report(1). */
void trades_csv(struct buf *out, const struct report *report);

#endif
