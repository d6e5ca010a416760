/* Runs the jobs of a crontab minute by minute with a pinned clock. */
#ifndef OPT_REPLAY_H
#define OPT_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"
#include "run.h"

/* Minutes that follow one another. */
struct replay_span {
	struct instant from, to; /* the first and the last minute */
};

struct replay_settings {
	const struct replay_span *spans; /* in order of time */
	size_t span_count;		 /* at least 1 */
	const char *broker;		 /* address of opt-paper; NULL: set no broker's clock */
	const char *log;		 /* file to which the output of the jobs is appended */
	int64_t job_limit_s;		 /* a job that takes longer is killed */
	bool resume;			 /* the database may have runs of that time */
};

/*
 * For each minute of each span: sets the broker's clock and OPT_NOW to 5 seconds past the minute,
 * then runs the jobs that are due one after another, the last line of the file first. Between two
 * spans nothing runs. Prints one row per line of the crontab, one per program and one for the whole
 * replay. A dry run runs nothing and prints which jobs would run at which time. The jobs are pinned
 * to the database and the broker of RUN.
 * ERROR_CONFIG when the crontab has a setting that leads elsewhere, or the database has runs at or
 * after the first minute and settings->resume is not set.
 */
int replay_crontab(struct run *run, const char *path, const struct replay_settings *settings,
	struct error *err);

/* The rows that these functions print. */
extern const struct row_kind replay_due_row, replay_line_row, replay_stage_row, replay_row;

#endif
