/*
 * The rows that opt-prune(1) prints, and its two ways to delete: rows and partitions of the
 * database, and files.
 */
#ifndef OPT_PRUNE_ROWS_H
#define OPT_PRUNE_ROWS_H

#include "prune.h"
#include "run.h"

struct pruned {
	const char *table;  /* a table, or the path of a file */
	const char *action; /* deleted, dropped, created, removed, set_aside */
	const char *object; /* a partition, a file, or some rows of the table; NULL: all its rows */
	int64_t rows, bytes;
	struct instant before; /* unknown: no age decides */
};

/* Prints a row, and counts it for the row of the run. */
extern const struct row_kind pruned_row;
void pruned_report(struct run *run, const struct pruned *p);

/*
 * Makes the partitions of all series until two months ahead. A dry run counts those that are
 * missing.
 */
int prune_create_ahead(struct run *run, struct error *err);

/*
 * Deletes by RULE: first the partitions in which no row is needed, then rows in short transactions,
 * so that a killed run loses one of them at most. *OUT has what was deleted also after a failure.
 */
int prune_rule_apply(struct run *run, const struct prune_rule *rule, struct pruned *out,
	struct error *err);

/*
 * Sets the file PATH aside as PATH.YYYY-MM-DD, once a day, and removes such files when they are
 * older than the parameter prune_rows_days. A job that has PATH open goes on writing to the file
 * that was set aside, and the next job makes PATH anew, so that no line is lost.
 */
int prune_file(struct run *run, const char *path, struct error *err);

#endif
