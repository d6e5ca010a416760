/* A user's crontab read from a file: the jobs, each with the environment cron would give it. */
#ifndef OPT_CRON_H
#define OPT_CRON_H

#include <stddef.h>

#include "crontab.h"
#include "error.h"
#include "process.h"

struct cron_job {
	int number; /* of its line in the file, from 1 */
	struct crontab_line line;
	struct environment environment; /* the settings above the line over what cron gives */
};

struct cron {
	struct cron_job *jobs; /* in the order of the file */
	size_t count, capacity;
};

/*
 * Reads the file PATH ("-" is standard input). BASE is what the jobs get besides cron's own SHELL
 * and PATH. ERROR_DATA names file and line; cron_free in any case.
 */
int cron_read(struct cron *c, const char *path, const struct environment *base, struct error *err);
void cron_free(struct cron *c);

#endif
