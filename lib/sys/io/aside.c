#include "aside.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "clock.h"
#include "instant.h"
#include "stop.h"

struct aside {
	void (*work)(void *);
	void (*late)(void *);
	void *context;
	pthread_mutex_t mutex; /* guards the two flags */
	pthread_cond_t change;
	bool finished, left;
};

static void *run(void *argument)
{
	struct aside *a = argument;
	a->work(a->context);
	(void)pthread_mutex_lock(&a->mutex);
	a->finished = true;
	bool left = a->left;
	(void)pthread_cond_signal(&a->change);
	(void)pthread_mutex_unlock(&a->mutex);
	if (left) {
		a->late(a->context);
		free(a);
	}
	return NULL;
}

/* Starts the thread without the signals of the program, which are for the main thread. */
static int start(pthread_t *thread, struct aside *a)
{
	sigset_t all, before;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	int result = pthread_create(thread, NULL, run, a);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

/* Waits in slices, because a signal does not end pthread_cond_timedwait. */
static bool await(struct aside *a, int64_t until_us)
{
	int64_t began_us = clock_monotonic_us();
	(void)pthread_mutex_lock(&a->mutex);
	for (;;) {
		int64_t now_us = clock_monotonic_us(), left_us = stop_until(began_us, until_us);
		left_us = left_us - now_us < STOP_SLICE_US ? left_us : now_us + STOP_SLICE_US;
		if (a->finished || left_us <= now_us)
			break;
		struct timespec t = {.tv_sec = (time_t)(left_us / SECOND_US),
			.tv_nsec = (long)(left_us % SECOND_US) * 1000};
		(void)pthread_cond_timedwait(&a->change, &a->mutex, &t);
	}
	bool finished = a->finished;
	a->left = !finished;
	(void)pthread_mutex_unlock(&a->mutex);
	return finished;
}

int aside_run(void (*work)(void *), void (*late)(void *), void *context, int64_t until_us,
	struct error *err)
{
	struct aside *a = calloc(1, sizeof *a);
	pthread_condattr_t attributes;
	pthread_t thread;
	if (a == NULL) {
		late(context);
		return error_memory(err);
	}
	a->work = work;
	a->late = late;
	a->context = context;
	(void)pthread_mutex_init(&a->mutex, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&a->change, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	if (start(&thread, a) != 0) {
		late(context);
		free(a);
		return error_set(err, ERROR_AGAIN, "could not start a thread");
	}
	if (!await(a, until_us)) {
		(void)pthread_detach(thread);
		return stop_check(err) != 0 ? -1 : error_set(err, ERROR_AGAIN, "the time is over");
	}
	(void)pthread_join(thread, NULL);
	(void)pthread_cond_destroy(&a->change);
	(void)pthread_mutex_destroy(&a->mutex);
	free(a);
	return 0;
}
