/* The rows of a report on standard output: JSON, one row per figure, month, group and trade. */
#ifndef OPT_REPORT_ROWS_H
#define OPT_REPORT_ROWS_H

#include "report.h"
#include "run.h"

extern const struct row_kind report_summary_row, report_figure_row, report_month_row,
	report_group_row, report_trade_row;
void report_print_rows(struct run *run, const struct report *report);

#endif
