/*
 * Parameters and their versions for a reader: aligned text on a terminal, JSON otherwise
 * (run->json).
 */
#ifndef OPT_PARAMS_PRINT_H
#define OPT_PARAMS_PRINT_H

#include "params_store.h"
#include "run.h"

/* A line or row: the parameter as the run has it. */
void params_print_parameter(struct run *run, const struct param *row);

/* A line, or an object that the caller ends as a row: {name, from, to}. */
void params_print_change(struct run *run, const struct param *row, double from, double to);

/* Lines or a row: a version and what it changed against BEFORE. */
void params_print_version(
	struct run *run, const struct params_version *v, const struct params *before);

#endif
