/*
 * A pool of threads for work of a few dozen microseconds. A thread without work spins for a moment
 * before it sleeps. Each free thread takes the next piece, so that a thread whose processor runs
 * something else does not hold up the others.
 *
 * thread_pool_open, thread_pool_run any number of times, thread_pool_close.
 */
#ifndef OPT_THREAD_POOL_H
#define OPT_THREAD_POOL_H

#include <pthread.h>
#include <stddef.h>

#include "error.h"

/*
 * pthread_create, but on the processor DISTANCE after the current one. Without that the kernel may
 * leave a new thread on the processor of its creator for as long as a whole answer takes. Later the
 * kernel may move the thread.
 */
int thread_start_near(pthread_t *out, void *(*run)(void *), void *argument, size_t distance);

struct thread_pool;

/*
 * Does one piece of the work, in thread MEMBER, which is less than the size of the pool. Two pieces
 * with the same MEMBER never run at the same time.
 */
typedef void thread_pool_piece(void *work, size_t piece, size_t member);

/* SIZE threads, with the caller. The pool is smaller when a thread cannot be started. */
int thread_pool_open(struct thread_pool **out, size_t size, struct error *err);
void thread_pool_close(struct thread_pool *pool); /* NULL is allowed */

/* Runs pieces 0 to COUNT - 1 and returns when all are done. One thread may call it at a time. */
void thread_pool_run(struct thread_pool *pool, thread_pool_piece *run, void *work, size_t count);

#endif
