/*
 * Reads recommendations as opt-signal prints them. opt-dispatch --stdin reads its standard input
 * so.
 */
#ifndef OPT_RECOMMENDATION_INPUT_H
#define OPT_RECOMMENDATION_INPUT_H

#include <stdio.h>

#include "store_recommendation.h"

/*
 * Reads one JSON object per line, at most a thousand; skips rows without an action, which have no
 * signal. The error names the line: ERROR_DATA. The caller frees *OUT with recommendations_free.
 */
int recommendations_read(FILE *in, struct recommendation **out, size_t *count, struct error *err);

#endif
