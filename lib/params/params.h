/*
 * The parameters of the strategy: their values (struct params) and their table (struct param).
 *
 * Each line of params.def declares one parameter: it becomes a field of struct params, a name for
 * opt-params and an entry of the manual pages. A program reads a value as run->params.NAME. All
 * values are doubles; parameters of the kinds INTEGER and SWITCH hold whole numbers.
 */
#ifndef OPT_PARAMS_H
#define OPT_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

enum param_kind { PARAM_NUMBER, PARAM_INTEGER, PARAM_SWITCH };
/* PARAM_RISK_UP: a higher value risks more. PARAM_RISK_DOWN: a lower value risks more. */
enum param_risk { PARAM_RISK_NONE, PARAM_RISK_UP, PARAM_RISK_DOWN };

struct params {
#define PARAM(name, kind, initial, least, most, unit, risk, meaning) double name;
#include "params.def"
#undef PARAM
};

struct param {
	const char *name;
	enum param_kind kind;
	double initial, least, most;
	const char *unit;
	enum param_risk risk;
	const char *meaning;
	size_t offset; /* of the field in struct params */
};

extern const struct param param_table[];
extern const size_t param_count;

/*
 * Whether the release before reads VALUE of the parameter NAME in a stored version: it refuses a
 * name that it does not have, and a value outside its range.
 */
bool param_was_readable(const char *name, double value);
/* Whether the release before had a parameter NAME that this one no longer has. */
bool param_was_dropped(const char *name);

void params_init(struct params *p);		  /* sets the defaults */
const struct param *param_find(const char *name); /* NULL when there is no such parameter */
/* The value of the parameter ROW. */
double params_get(const struct params *p, const struct param *row);

/*
 * Sets one value. An unknown name, a value out of range, or a fraction where the kind needs a whole
 * number is ERROR_CONFIG and leaves *P unchanged.
 */
int params_set(struct params *p, const char *name, double value, struct error *err);

/*
 * Checks the relations between parameters: weights sum to 1, and lower bounds are not above upper
 * bounds. Fails with ERROR_CONFIG; the message names the first relation that does not hold.
 */
int params_check(const struct params *p, struct error *err);

/*
 * Returns true when AFTER risks more than BEFORE in some parameter. *ROW is the first one.
 */
bool params_raise_risk(
	const struct params *before, const struct params *after, const struct param **row);

#endif
