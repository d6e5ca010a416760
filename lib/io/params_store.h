/* The parameters as they are kept: one JSON object of name: value a version in trading_params. */
#ifndef OPT_PARAMS_STORE_H
#define OPT_PARAMS_STORE_H

#include "buf.h"
#include "params.h"

/*
 * Reads a stored object over *OUT: names left out keep their value, an unknown name, a value out of range or
 * relations that do not hold are ERROR_CONFIG with *OUT untouched.
 */
int params_store_parse(const char *json, struct params *out, struct error *err);
void params_store_format(const struct params *p, struct buf *out);

#endif
