/*
 * A sandboxed process that computes and replies, and can do nothing else: no files, no network, no
 * new processes, no new descriptors, bounded memory (sandbox_seccomp.h). The process is forked from
 * a zygote. The zygote is a process that the program forks before it reads secrets and makes
 * connections, and that only forks. So a process that is started late, after an earlier one died,
 * has no more in its memory than the first.
 *
 *	sandbox_open(&s, &plan, err); // before secrets are read
 *	sandbox_start(&s, argument, length, err);
 *	sandbox_send(&s, parts, 2, wall_ms, err);
 *	sandbox_receive(&s, answer, size, wall_ms, err);
 *	sandbox_close(&s);
 */
#ifndef OPT_SANDBOX_H
#define OPT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "error.h"

struct sandbox {
	pid_t zygote; /* 0: none */
	int zygote_fd;
	pid_t pid; /* of the sandboxed process; 0: none */
	int fd;	   /* a socket to it */
};

#define SANDBOX_INIT ((struct sandbox){.zygote_fd = -1, .fd = -1})

enum { SANDBOX_ARGUMENT_MAX = 1024 };

struct sandbox_plan {
	/* Runs once in the zygote and wipes what the processes must not have. May be NULL. */
	void (*forget)(void);
	/* Runs in the process before it is confined and loads what it needs. May be NULL. */
	void (*prepare)(const void *argument, size_t length);
	/* Runs in the confined process until the end of FD; returns the exit status. */
	int (*work)(int fd);
	size_t memory_max; /* bytes of address space */
};

/*
 * Forks the zygote. Call it before secrets are read and connections are made. PLAN is not needed
 * afterwards: the zygote has a copy.
 */
int sandbox_open(struct sandbox *s, const struct sandbox_plan *plan, struct error *err);

/*
 * Ends the process of before, if any, and starts a new one. The plan's prepare gets ARGUMENT, of at
 * most SANDBOX_ARGUMENT_MAX bytes. Fails with ERROR_UNAVAILABLE when the kernel cannot confine the
 * process, which then does not run.
 */
int sandbox_start(struct sandbox *s, const void *argument, size_t length, struct error *err);

/* Allows the process SECONDS more of processor time; after that the kernel ends it. 0 or -1. */
int sandbox_allow_cpu(struct sandbox *s, int seconds);

/*
 * Send all of PARTS to the process, or receive exactly LENGTH bytes from it, within WALL_MS. PARTS
 * is changed. -1 when the process has ended or is late; ERR (ERROR_DATA) has the reason, and the
 * caller calls sandbox_stop.
 */
int sandbox_send(
	struct sandbox *s, struct iovec *parts, size_t count, int wall_ms, struct error *err);
int sandbox_receive(struct sandbox *s, void *data, size_t length, int wall_ms, struct error *err);

void sandbox_stop(struct sandbox *s);  /* kills the process; another may be started */
void sandbox_close(struct sandbox *s); /* ends the zygote too */

#endif
