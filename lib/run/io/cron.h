/*
 * Reads a user's crontab from a file: its jobs, each with the environment that cron gives it.
 */
#ifndef OPT_CRON_H
#define OPT_CRON_H

#include <stdbool.h>
#include <stddef.h>

#include "crontab.h"
#include "error.h"
#include "process.h"

struct cron_job {
	int number; /* of the line in the file, from 1 */
	struct crontab_line line;
	struct environment environment; /* cron's own, then the settings above the line */
};

struct cron {
	struct cron_job *jobs; /* in the order of the file */
	size_t count, capacity;
};

/* Whether a setting of NAME must not differ from the environment that the jobs get anyhow. */
typedef bool cron_fixed(const char *name);

/*
 * Reads the file PATH; "-" is standard input. The environment of a job is BASE, then SHELL and PATH
 * as cron sets them, then the settings. A bad line is ERROR_DATA; the message names the file and
 * the line. A setting that IS_FIXED (NULL: none) and has another value than in BASE is
 * ERROR_CONFIG. Call cron_free also after a failure.
 */
int cron_read(struct cron *c, const char *path, const struct environment *base,
	cron_fixed *is_fixed, struct error *err);
void cron_free(struct cron *c);

#endif
