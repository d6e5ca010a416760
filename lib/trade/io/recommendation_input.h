/* Recommendations as opt-signal prints them, read from a stream: opt-dispatch --stdin. */
#ifndef OPT_RECOMMENDATION_INPUT_H
#define OPT_RECOMMENDATION_INPUT_H

#include <stdio.h>

#include "store_dispatch.h"

/*
 * A JSON object a line; rows without an action (no signal) are passed over. At most a thousand.
 * ERROR_DATA names the line. The caller frees with recommendations_free.
 */
int recommendations_read(
	FILE *in, struct recommendation **out, size_t *count, struct error *err);

#endif
