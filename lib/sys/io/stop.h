/*
 * The signals that stop a program, SIGTERM and SIGINT: a long loop checks for them and ends, and no
 * wait lasts long after them.
 */
#ifndef OPT_STOP_H
#define OPT_STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

/* A wait that a signal does not end by itself is cut into slices of this length. */
enum { STOP_SLICE_US = 100000 };

/* Catches both signals from now on: they end no call and no process, stop_signal reports them. */
void stop_catch(void);

/* The number of the signal that came last; 0 while none has come. */
int stop_signal(void);

/* 0 while no signal has come; then -1 and ERROR_AGAIN, with the signal's number. */
int stop_check(struct error *err);

/*
 * The end of a wait that began at BEGAN_US and may last until UNTIL_US, both on the monotonic
 * clock. After a signal it is 0.4 s after the signal or, when the wait began later, after its
 * beginning, so that what is under way can still be stored.
 */
int64_t stop_until(int64_t began_us, int64_t until_us);

/*
 * The last resort: some seconds after the deadline, which is SECONDS from now, the process writes
 * LINE to standard error and ends itself with exit status 75, whatever it does, as if by SIGKILL.
 */
void stop_at_deadline(int64_t seconds, const char *line);

/*
 * Waits until poll reports EVENTS for FD, the standard input or output of the program, behind which
 * may be a person or a process that never goes on. Nothing can be lost by the wait, so a signal or
 * the deadline ends the process at once, with exit status 75.
 */
void stop_await(int fd, short events);

/* For a program that has rows to print before it ends: false at a signal or the deadline. */
bool stop_ready(int fd, short events);

#endif
