#include "team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * How often one looks for work before sleeping: about 50 microseconds, longer than what a caller
 * does between two runs of the same pass, and about as long as waking up takes.
 */
enum { LOOKS = 200 };

/* Where threads sleep. */
struct bed {
	_Atomic size_t sleepers;
	pthread_cond_t changed;
};

struct member {
	struct team *team;
	size_t index;
	pthread_t thread;
};

struct team {
	/*
	 * The run in the upper half, pieces nobody has taken in the lower one: a thread that slept
	 * through a run can not take a piece of the next by what it saw before.
	 */
	_Atomic uint64_t ticket;
	_Atomic size_t unfinished;
	/* of the run under way; read by who has taken a piece of it, which keeps it from ending */
	team_piece *run;
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

static bool has_work(struct team *t)
{
	return left(atomic_load(&t->ticket)) > 0 || atomic_load(&t->ending);
}

static bool is_done(struct team *t)
{
	return atomic_load(&t->unfinished) == 0;
}

static void wait_for(struct team *t, struct bed *bed, bool (*condition)(struct team *))
{
	for (int i = 0; i < LOOKS; i++) {
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

/* After a change: who has not seen it is counted among the sleepers by now, or will see it. */
static void wake(struct team *t, struct bed *bed)
{
	if (atomic_load(&bed->sleepers) == 0)
		return;
	(void)pthread_mutex_lock(&t->lock);
	(void)pthread_cond_broadcast(&bed->changed);
	(void)pthread_mutex_unlock(&t->lock);
}

/* Takes pieces until there are none. */
static void take_pieces(struct team *t, size_t member)
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
	while (!atomic_load(&m->team->ending)) {
		take_pieces(m->team, m->index);
		wait_for(m->team, &m->team->members, has_work);
	}
	return NULL;
}

/* The processor DISTANCE after this one, among those this process may run on. */
static bool processor_beside(size_t distance, cpu_set_t *all, cpu_set_t *one)
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

int thread_beside(pthread_t *out, void *(*run)(void *), void *argument, size_t distance)
{
	int result = pthread_create(out, NULL, run, argument);
	cpu_set_t all, one;
	if (result == 0 && processor_beside(distance, &all, &one)) {
		(void)pthread_setaffinity_np(*out, sizeof one, &one);
		(void)pthread_setaffinity_np(*out, sizeof all, &all);
	}
	return result;
}

int team_open(struct team **out, size_t size, struct error *err)
{
	struct team *t = calloc(1, sizeof *t + size * sizeof t->member[0]);
	if (t == NULL)
		return error_memory(err);
	(void)pthread_mutex_init(&t->lock, NULL);
	(void)pthread_cond_init(&t->members.changed, NULL);
	(void)pthread_cond_init(&t->caller.changed, NULL);
	for (t->size = 1; t->size < size; t->size++) {
		struct member *m = &t->member[t->size];
		*m = (struct member){.team = t, .index = t->size};
		if (thread_beside(&m->thread, serve, m, t->size) != 0)
			break;
	}
	*out = t;
	return 0;
}

void team_close(struct team *team)
{
	if (team == NULL)
		return;
	atomic_store(&team->ending, true);
	wake(team, &team->members);
	for (size_t i = 1; i < team->size; i++)
		(void)pthread_join(team->member[i].thread, NULL);
	(void)pthread_cond_destroy(&team->members.changed);
	(void)pthread_cond_destroy(&team->caller.changed);
	(void)pthread_mutex_destroy(&team->lock);
	free(team);
}

void team_run(struct team *team, team_piece *run, void *work, size_t count)
{
	team->run = run;
	team->work = work;
	atomic_store(&team->unfinished, count);
	uint64_t round = atomic_load(&team->ticket) >> 32;
	atomic_store(&team->ticket, (round + 1) << 32 | count);
	wake(team, &team->members);
	take_pieces(team, 0);
	wait_for(team, &team->caller, is_done);
}
