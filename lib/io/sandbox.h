/*
 * A process that can compute and answer, nothing else: no files, no network, no new processes, no
 * descriptors, bounded memory. Made by fork; rlimits always, a seccomp filter (written as BPF here)
 * and Landlock, of which the kernel must have at least one. Start it before secrets are read and
 * connections made: it begins as a copy of its parent.
 */
#ifndef OPT_SANDBOX_H
#define OPT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "error.h"

struct sandbox {
	pid_t pid; /* 0: none */
	int fd;	   /* a socket to the process */
};

#define SANDBOX_INIT ((struct sandbox){.fd = -1})

struct sandbox_plan {
	/* Runs before the doors close: load what will be needed. May be NULL. */
	void (*prepare)(void *arg);
	/* Runs inside until FD ends; its answer is the exit status. */
	int (*work)(int fd, void *arg);
	void *arg;
	size_t memory_max; /* bytes of address space */
};

/* ERROR_UNAVAILABLE when the kernel gives no sandbox: nothing runs then. */
int sandbox_start(struct sandbox *s, const struct sandbox_plan *plan, struct error *err);

/* Allows the process SECONDS more of processor time from now; the kernel ends it after that. */
int sandbox_allow_cpu(struct sandbox *s, int seconds);

/*
 * All of DATA to, or exactly LENGTH bytes from the process, within WALL_MS. -1: it is gone or late;
 * ERR says how it ended. The caller then calls sandbox_stop.
 */
int sandbox_send(
	struct sandbox *s, const void *data, size_t length, int wall_ms, struct error *err);
int sandbox_receive(struct sandbox *s, void *data, size_t length, int wall_ms, struct error *err);

void sandbox_stop(struct sandbox *s); /* killed and reaped; may be started again */

#endif
