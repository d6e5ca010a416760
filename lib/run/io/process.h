/*
 * Starts another program with its own environment and waits for its end, within a time limit.
 */
#ifndef OPT_PROCESS_H
#define OPT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "run.h"

/* NAME=VALUE texts, all owned. NULL ends the list, as execve needs it. */
struct environment {
	char **entries;
	size_t count, capacity;
};

/* Sets NAME and replaces an old value. ERROR_AGAIN when memory is short. */
int environment_set(struct environment *e, const char *name, const char *value, struct error *err);
/* The value of NAME, borrowed from E; NULL when it is not set. */
const char *environment_get(const struct environment *e, const char *name);
/* Copies FROM into TO. What TO held before is not freed. */
int environment_copy(const struct environment *from, struct environment *to, struct error *err);
void environment_free(struct environment *e);

struct process {
	const char *shell; /* the process is SHELL -c COMMAND, in its own process group */
	const char *command;
	/* its standard input, at most PROCESS_INPUT_MAX bytes; NULL: /dev/null */
	const char *input;
	const struct environment *environment;
	const char *directory; /* its working directory */
	int output_fd;	       /* its standard output and standard error */
	/* the process gets these as descriptors from PROCESS_FIRST_FD on, and no others */
	const int *kept_fds;
	size_t kept_count;
	int64_t limit_us; /* after this time the process group is stopped */
};

/* In this process, a kept descriptor is at least PROCESS_FIRST_FD + PROCESS_KEPT_MAX. */
enum { PROCESS_FIRST_FD = 3, PROCESS_KEPT_MAX = 8 };
enum { PROCESS_INPUT_MAX = 4096 }; /* fits into a pipe, so that it can be written first */

struct process_end {
	int status; /* exit status; 128 + the signal that killed it, as in a shell */
	bool timed_out;
	int64_t wall_us;
};

/*
 * Starts the process and waits for its end. At the time limit, or when run_should_stop(RUN), the
 * process group gets SIGTERM, and SIGKILL five seconds later. ERROR_UNAVAILABLE when the process
 * could not be started.
 */
int process_run(
	const struct process *p, const struct run *run, struct process_end *out, struct error *err);

#endif
