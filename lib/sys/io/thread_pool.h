/*
 * Threads that share out work of a few dozen microseconds: they wait awake for a moment before
 * they sleep, and whoever is free takes the next piece, so that a thread whose processor is wanted
 * by another holds up nobody.
 */
#ifndef OPT_THREAD_POOL_H
#define OPT_THREAD_POOL_H

#include <pthread.h>
#include <stddef.h>

#include "error.h"

/*
 * pthread_create, but on the processor DISTANCE after this one: the kernel may leave a new thread
 * where its maker runs for as long as a whole answer takes. It may be moved as any other later.
 */
int thread_start_near(pthread_t *out, void *(*run)(void *), void *argument, size_t distance);

struct thread_pool;

/* One piece of the work; MEMBER < the pool's size: no other piece runs with it at the same time. */
typedef void thread_pool_piece(void *work, size_t piece, size_t member);

/* SIZE threads, the caller's among them. One that can not be started is done without. */
int thread_pool_open(struct thread_pool **out, size_t size, struct error *err);
void thread_pool_close(struct thread_pool *pool); /* NULL is allowed */

/* Runs pieces 0 to COUNT - 1 and returns when all are done. For one thread at a time. */
void thread_pool_run(struct thread_pool *pool, thread_pool_piece *run, void *work, size_t count);

#endif
