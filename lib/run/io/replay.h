/* A crontab run minute by minute at a pinned clock. */
#ifndef OPT_REPLAY_H
#define OPT_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"
#include "run.h"

struct replay_settings {
	struct instant from, to; /* the first and the last minute */
	const char *broker;	 /* opt-paper's address; NULL: no broker's clock is set */
	const char *log;	 /* file that what the jobs print is appended to */
	int64_t job_limit_s;	 /* a job that takes longer is killed */
	bool goes_on;		 /* the database may have runs of that time */
};

/*
 * Each minute: the broker's clock is set 5 seconds into it, OPT_NOW is the same, and the lines that
 * are due run one after another, the last of the file first. Rows: one a line of the crontab, one a
 * program, one of the whole. A dry run prints what would run when. ERROR_CONFIG when the database
 * is not fresh.
 */
int replay_crontab(struct run *run, const char *path, const struct replay_settings *options,
	struct error *err);

#endif
