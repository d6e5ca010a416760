/* opt-status --readiness: loads the facts of the certificate and prints its conditions. */
#ifndef OPT_READINESS_PRINT_H
#define OPT_READINESS_PRINT_H

#include "run.h"

/* *MET: all conditions are met. Fails when a statement does. */
int readiness_print(struct run *run, bool *met, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind readiness_row;

#endif
