/*
 * The rules by name, as opt-explain prints them: the gates and exits of the tables, and the scores
 * with their formulas.
 */
#ifndef OPT_RULES_H
#define OPT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "params.h"

struct named_rule {
	const char *name;
	const char *kind;    /* "gate", "exit" or "score" */
	const char *formula; /* sentences, with the names of parameters */
	/* more of them, separated by spaces, TIER_ for those of all tiers; NULL: none */
	const char *parameters;
	const char *not_applicable; /* of a gate; NULL: none */
	const struct param *enabled; /* the switch of an exit; NULL */
};

/* Fills in the rule INDEX, from 0; false when there are no more. */
bool rule_at(size_t index, struct named_rule *out);

enum { RULE_PARAMS_MAX = 64 };
/* The parameters of RULE, each once, in the order of params.def. Returns how many. */
size_t rule_params(const struct named_rule *rule, const struct param *out[static RULE_PARAMS_MAX]);

#endif
