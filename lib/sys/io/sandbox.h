/*
 * A process that can compute and answer, nothing else: no files, no network, no new processes, no
 * descriptors, bounded memory (sandbox_seccomp.h). What it begins as a copy of is a zygote, a
 * process forked before secrets were read and connections made, which does nothing but fork: so a
 * process that is started late, because the one before it died, knows as little as the first.
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
	pid_t pid; /* of the process; 0: none */
	int fd;	   /* a socket to it */
};

#define SANDBOX_INIT ((struct sandbox){.zygote_fd = -1, .fd = -1})

enum { SANDBOX_ARGUMENT_MAX = 1024 };

struct sandbox_plan {
	/* Runs in the zygote, once: wipes what it should not hand on. May be NULL. */
	void (*forget)(void);
	/* Runs before the process is confined: loads what will be needed. May be NULL. */
	void (*prepare)(const void *argument, size_t length);
	/* Runs inside until FD ends; its answer is the exit status. */
	int (*work)(int fd);
	size_t memory_max; /* bytes of address space */
};

/* Forks the zygote: before secrets are read and connections made. PLAN is copied with it. */
int sandbox_open(struct sandbox *s, const struct sandbox_plan *plan, struct error *err);

/*
 * Starts a process, ending the one before. ARGUMENT (at most SANDBOX_ARGUMENT_MAX bytes) goes to
 * prepare. ERROR_UNAVAILABLE when the kernel gives no sandbox: nothing runs then.
 */
int sandbox_start(struct sandbox *s, const void *argument, size_t length, struct error *err);

/* Allows the process SECONDS more of processor time from now; the kernel ends it after that. */
int sandbox_allow_cpu(struct sandbox *s, int seconds);

/*
 * All of PARTS (which are used up) to, or exactly LENGTH bytes from the process, within WALL_MS.
 * -1: it is gone or late; ERR says how it ended. The caller then calls sandbox_stop.
 */
int sandbox_send(
	struct sandbox *s, struct iovec *parts, size_t count, int wall_ms, struct error *err);
int sandbox_receive(struct sandbox *s, void *data, size_t length, int wall_ms, struct error *err);

void sandbox_stop(struct sandbox *s);  /* the process is killed; another may be started */
void sandbox_close(struct sandbox *s); /* the zygote too */

#endif
