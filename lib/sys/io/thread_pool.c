#include "thread_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * How often a thread checks for work before it sleeps: about 50 microseconds, which is longer than
 * the caller's work between two runs of the same pass, and about as long as waking up takes.
 */
enum { SPINS = 200 };

/* The threads that sleep until a change. */
struct bed {
	_Atomic size_t sleepers;
	pthread_cond_t changed;
};

struct member {
	struct thread_pool *pool;
	size_t index;
	pthread_t thread;
};

struct thread_pool {
	/*
	 * The number of the run in the upper half, the number of pieces not taken yet in the lower
	 * half. So a thread that slept through a run cannot take a piece of the next run with an
	 * old ticket.
	 */
	_Atomic uint64_t ticket;
	_Atomic size_t unfinished;
	/* Of the current run. Only a thread with a piece reads them: the run cannot end then. */
	thread_pool_piece *run;
	void *work;
	_Atomic bool ending;
	pthread_mutex_t lock;
	struct bed members, caller;
	size_t size;
	struct member member[];
};

static size_t left(uint64_t ticket)
{
	return (size_t)(ticket & UINT32_MAX);
}

static bool has_work(struct thread_pool *t)
{
	return left(atomic_load(&t->ticket)) > 0 || atomic_load(&t->ending);
}

static bool is_done(struct thread_pool *t)
{
	return atomic_load(&t->unfinished) == 0;
}

static void wait_for(
	struct thread_pool *t, struct bed *bed, bool (*condition)(struct thread_pool *))
{
	for (int i = 0; i < SPINS; i++) {
		if (condition(t))
			return;
		(void)sched_yield();
	}
	(void)pthread_mutex_lock(&t->lock);
	(void)atomic_fetch_add(&bed->sleepers, 1);
	while (!condition(t))
		(void)pthread_cond_wait(&bed->changed, &t->lock);
	(void)atomic_fetch_sub(&bed->sleepers, 1);
	(void)pthread_mutex_unlock(&t->lock);
}

/* Call it after a change: a thread that has not seen the change is a sleeper, or will see it. */
static void wake(struct thread_pool *t, struct bed *bed)
{
	if (atomic_load(&bed->sleepers) == 0)
		return;
	(void)pthread_mutex_lock(&t->lock);
	(void)pthread_cond_broadcast(&bed->changed);
	(void)pthread_mutex_unlock(&t->lock);
}

/* Takes pieces until none is left. */
static void take_pieces(struct thread_pool *t, size_t member)
{
	uint64_t ticket = atomic_load(&t->ticket);
	while (left(ticket) > 0) {
		if (!atomic_compare_exchange_weak(&t->ticket, &ticket, ticket - 1))
			continue;
		t->run(t->work, left(ticket) - 1, member);
		if (atomic_fetch_sub(&t->unfinished, 1) == 1)
			wake(t, &t->caller);
		ticket = atomic_load(&t->ticket);
	}
}

static void *serve(void *argument)
{
	struct member *m = argument;
	while (!atomic_load(&m->pool->ending)) {
		take_pieces(m->pool, m->index);
		wait_for(m->pool, &m->pool->members, has_work);
	}
	return NULL;
}

/* Sets *ONE to the processor DISTANCE after the current one among those this process may use. */
static bool processor_after(size_t distance, cpu_set_t *all, cpu_set_t *one)
{
	int here = sched_getcpu();
	if (here < 0 || here >= CPU_SETSIZE || sched_getaffinity(0, sizeof *all, all) != 0 ||
		!CPU_ISSET((size_t)here, all))
		return false;
	size_t cpu = (size_t)here;
	for (distance %= (size_t)CPU_COUNT(all); distance > 0; distance -= CPU_ISSET(cpu, all) != 0)
		cpu = (cpu + 1) % CPU_SETSIZE;
	CPU_ZERO(one);
	CPU_SET(cpu, one);
	return true;
}

int thread_start_near(pthread_t *out, void *(*run)(void *), void *argument, size_t distance)
{
	int result = pthread_create(out, NULL, run, argument);
	cpu_set_t all, one;
	if (result == 0 && processor_after(distance, &all, &one)) {
		(void)pthread_setaffinity_np(*out, sizeof one, &one);
		(void)pthread_setaffinity_np(*out, sizeof all, &all);
	}
	return result;
}

int thread_pool_open(struct thread_pool **out, size_t size, struct error *err)
{
	struct thread_pool *t = calloc(1, sizeof *t + size * sizeof t->member[0]);
	if (t == NULL)
		return error_memory(err);
	(void)pthread_mutex_init(&t->lock, NULL);
	(void)pthread_cond_init(&t->members.changed, NULL);
	(void)pthread_cond_init(&t->caller.changed, NULL);
	for (t->size = 1; t->size < size; t->size++) {
		struct member *m = &t->member[t->size];
		*m = (struct member){.pool = t, .index = t->size};
		if (thread_start_near(&m->thread, serve, m, t->size) != 0)
			break;
	}
	*out = t;
	return 0;
}

void thread_pool_close(struct thread_pool *pool)
{
	if (pool == NULL)
		return;
	atomic_store(&pool->ending, true);
	wake(pool, &pool->members);
	for (size_t i = 1; i < pool->size; i++)
		(void)pthread_join(pool->member[i].thread, NULL);
	(void)pthread_cond_destroy(&pool->members.changed);
	(void)pthread_cond_destroy(&pool->caller.changed);
	(void)pthread_mutex_destroy(&pool->lock);
	free(pool);
}

void thread_pool_run(struct thread_pool *pool, thread_pool_piece *run, void *work, size_t count)
{
	pool->run = run;
	pool->work = work;
	atomic_store(&pool->unfinished, count);
	uint64_t round = atomic_load(&pool->ticket) >> 32;
	atomic_store(&pool->ticket, (round + 1) << 32 | count);
	wake(pool, &pool->members);
	take_pieces(pool, 0);
	wait_for(pool, &pool->caller, is_done);
}
