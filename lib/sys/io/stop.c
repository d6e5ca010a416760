#include "stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"

enum { WAIT_US = 400000 };

static volatile sig_atomic_t last_signal;
static _Atomic int64_t signalled_us; /* of the first signal, on the monotonic clock */

static void on_signal(int number)
{
	if (last_signal == 0)
		atomic_store(&signalled_us, clock_monotonic_us());
	last_signal = number;
}

static void on_alarm(int number)
{
	static const char message[] = "opt: error: still waiting after the deadline: ended\n";
	(void)number;
	if (write(STDERR_FILENO, message, sizeof message - 1) < 0)
		_exit(ERROR_AGAIN);
	_exit(ERROR_AGAIN);
}

void stop_catch(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
}

int stop_signal(void)
{
	return last_signal;
}

int stop_check(struct error *err)
{
	int number = last_signal;
	return number == 0 ? 0
			   : error_unfinished(
				     err, "stopped by signal %d; the next run continues", number);
}

int64_t stop_until(int64_t began_us, int64_t until_us)
{
	if (last_signal == 0)
		return until_us;
	int64_t from_us = atomic_load(&signalled_us);
	from_us = (from_us > began_us ? from_us : began_us) + WAIT_US;
	return from_us < until_us ? from_us : until_us;
}

void stop_end_after(int64_t seconds)
{
	struct sigaction action = {.sa_handler = on_alarm};
	struct itimerval timer = {.it_value.tv_sec = (time_t)seconds};
	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}
