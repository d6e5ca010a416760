/*
 * Prints for opt-params check which strategy can buy what at which equity (afford.h): on the
 * reference underlyings, and on the newest stored chain of each tracked ticker.
 */
#ifndef OPT_AFFORD_REPORT_H
#define OPT_AFFORD_REPORT_H

#include "run.h"

/* JSON when run->json is set, otherwise aligned text. Reads the parameters of RUN. */
int afford_report(struct run *run, struct error *err);

/* Says in a message for each tier and strategy that AFTER switches off. */
void afford_tell_off(const struct params *before, const struct params *after);

/* The rows that these functions print. */
extern const struct row_kind afford_row;

#endif
