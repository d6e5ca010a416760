/*
 * The strategy's parameters. params.def is the one table: a field of struct params, a name for
 * opt-params and a row of documentation come from the same line. Values are doubles; INTEGER and
 * SWITCH rows hold whole numbers.
 */
#ifndef OPT_PARAMS_H
#define OPT_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

enum param_kind { PARAM_NUMBER, PARAM_INTEGER, PARAM_SWITCH };
/* the direction that risks more */
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

void params_init(struct params *p);		  /* the defaults */
const struct param *param_find(const char *name); /* NULL when unknown */
double params_get(const struct params *p, const struct param *row);

/*
 * Sets one value; unknown name, range, or a fraction where a whole number is due: ERROR_CONFIG, *P
 * untouched.
 */
int params_set(struct params *p, const char *name, double value, struct error *err);

/*
 * Relations between rows (weights that sum to 1, ends that follow starts): ERROR_CONFIG names the
 * first that fails.
 */
int params_check(const struct params *p, struct error *err);

/* True when AFTER risks more than BEFORE in any row; *ROW is the first such. */
bool params_raise_risk(
	const struct params *before, const struct params *after, const struct param **row);

#endif
