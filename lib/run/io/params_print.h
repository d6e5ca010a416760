/* Prints parameters and their versions: rows, and sentences for a person. */
#ifndef OPT_PARAMS_PRINT_H
#define OPT_PARAMS_PRINT_H

#include "params_store.h"
#include "run.h"

/* Prints the parameter ROW with its value in run->params. */
void params_print_parameter(struct run *run, const struct param *row);

/* Prints {name, from, to}: a row, or an element of an array that is open. */
void params_print_change(struct run *run, const struct param *row, double from, double to);

/* Prints a version and its differences from BEFORE. */
void params_print_version(
	struct run *run, const struct params_version *v, const struct params *before);

/* The rows that these functions print. */
extern const struct row_kind parameter_row, version_row, change_row;
/* The columns of both rows on a terminal. */
extern const struct view_column parameter_columns[], parameter_change_columns[];

#endif
