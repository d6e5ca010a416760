/* Other programs: their environment, their start, and their end within a time limit. */
#ifndef OPT_PROCESS_H
#define OPT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "run.h"

/* NAME=VALUE texts, ended by NULL as execve wants them. All owned. */
struct environment {
	char **entries;
	size_t count, capacity;
};

/* Sets NAME, over what it was. ERROR_AGAIN when memory is short. */
int environment_set(struct environment *e, const char *name, const char *value, struct error *err);
const char *environment_get(const struct environment *e, const char *name); /* NULL; borrowed */
int environment_copy(const struct environment *from, struct environment *to,
	struct error *err); /* TO is empty */
void environment_free(struct environment *e);

struct process {
	const char *shell; /* run as SHELL -c COMMAND in a process group of its own */
	const char *command;
	/* its standard input, at most PROCESS_INPUT_MAX bytes; NULL: /dev/null */
	const char *input;
	const struct environment *environment;
	const char *directory; /* to start in */
	int output_fd;	       /* standard output and error */
	int64_t limit_us;      /* then the group is killed */
};

enum { PROCESS_INPUT_MAX = 4096 }; /* fits a pipe, so that it can be written before anybody reads */

struct process_end {
	int status; /* exit status, 128 + signal as a shell says it */
	bool timed_out;
	int64_t wall_us;
};

/*
 * Starts and waits. When RUN is to stop, the group gets SIGTERM, then as long as a stage may take
 * to stop, then SIGKILL. ERROR_UNAVAILABLE when it could not be started.
 */
int process_run(
	const struct process *p, const struct run *run, struct process_end *out, struct error *err);

#endif
