/*
 * Prints parameters and their versions for opt-params: JSON when run->json is set, otherwise
 * aligned text.
 */
#ifndef OPT_PARAMS_PRINT_H
#define OPT_PARAMS_PRINT_H

#include "params_store.h"
#include "run.h"

/* Prints the parameter ROW with its value in run->params. */
void params_print_parameter(struct run *run, const struct param *row);

/*
 * Prints a change of a parameter. In JSON this is the object {name, from, to}; the caller ends the
 * row with run_row_end.
 */
void params_print_change(struct run *run, const struct param *row, double from, double to);

/* Prints a version and its differences from BEFORE. */
void params_print_version(
	struct run *run, const struct params_version *v, const struct params *before);

#endif
