/*
 * The rules of retention: which rows opt-prune(1) deletes at which age. The views prunable_NAME of
 * the database say which rows nothing needs.
 */
#ifndef OPT_PRUNE_H
#define OPT_PRUNE_H

#include <stdbool.h>
#include <stddef.h>

#include "date.h"
#include "instant.h"
#include "params.h"

struct prune_rule {
	const char *name;   /* of the view prunable_NAME and of the row of prune_rules */
	const char *table;  /* whose rows are deleted */
	const char *object; /* which of its rows, for the printed row; NULL: all that are old */
	size_t days;	    /* offset of its parameter in struct params */
	bool partitions;    /* a partition without a row that is needed goes as a whole */
};

/* In their order: an alert goes before the message that carried it. */
extern const struct prune_rule prune_rules[];
extern const size_t prune_rule_count;

/* Rows before this moment, the midnight in UTC that began a day DAYS ago, are deleted. */
struct instant prune_before(double days, struct instant now);
struct instant prune_rule_before(
	const struct prune_rule *rule, const struct params *params, struct instant now);

/*
 * The name of a file that was set aside is NAME.YYYY-MM-DD. Returns its day when ENTRY, the name of
 * a file in the same folder, is such a name; otherwise DATE_UNKNOWN.
 */
struct date prune_piece_day(const char *name, const char *entry);

#endif
