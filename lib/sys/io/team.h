/*
 * Threads that share out work of a few dozen microseconds: they wait awake for a moment before
 * they sleep, and whoever is free takes the next piece, so that a thread whose processor is wanted
 * by another holds up nobody.
 */
#ifndef OPT_TEAM_H
#define OPT_TEAM_H

#include <pthread.h>
#include <stddef.h>

#include "error.h"

/*
 * pthread_create, but on the processor DISTANCE after this one: the kernel may leave a new thread
 * where its maker runs for as long as a whole answer takes. It may be moved as any other later.
 */
int thread_beside(pthread_t *out, void *(*run)(void *), void *argument, size_t distance);

struct team;

/* One piece of the work; MEMBER < the team's size: no other piece runs with it at the same time. */
typedef void team_piece(void *work, size_t piece, size_t member);

/* SIZE threads, the caller's among them. One that can not be started is done without. */
int team_open(struct team **out, size_t size, struct error *err);
void team_close(struct team *team); /* NULL is allowed */

/* Runs pieces 0 to COUNT - 1 and returns when all are done. For one thread at a time. */
void team_run(struct team *team, team_piece *run, void *work, size_t count);

#endif
