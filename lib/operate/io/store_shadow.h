/*
 * The shadow fills: reads the orders that are over, finds what the unfilled ones would have made,
 * and stores both in shadow_fills, each order once.
 */
#ifndef OPT_STORE_SHADOW_H
#define OPT_STORE_SHADOW_H

#include "analysis.h"
#include "report.h"
#include "run.h"

/* Reads the orders of REQUEST into *OUT, which the caller frees. */
int shadow_load(struct run *run, const struct report_request *request, struct shadow_row **out,
	size_t *count, struct odd_rows *odd, struct error *err);

/*
 * Stores the rows that are not stored and the outcomes that are new; run_count has how many. Does
 * nothing in a dry run.
 */
int shadow_store(struct run *run, const char *account, const struct shadow_row *rows, size_t count,
	struct error *err);

#endif
