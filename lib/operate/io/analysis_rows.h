/* The analyses of a report as rows of JSON; opt-report(1) lists them. */
#ifndef OPT_ANALYSIS_ROWS_H
#define OPT_ANALYSIS_ROWS_H

#include "analysis.h"
#include "run.h"

extern const struct row_kind analysis_slippage_row, analysis_unfilled_row, analysis_greeks_row,
	analysis_break_even_row, analysis_forward_row, analysis_drawdown_r_row, analysis_stress_row,
	analysis_data_cost_row;

void analysis_print_rows(struct run *run, const struct analysis *analysis);

#endif
