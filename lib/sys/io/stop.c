#include "stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "text.h"

enum {
	WAIT_US = 400000,
	LINE_SIZE = 512,
	LAST_RESORT_S = 5, /* past the deadline: more than an orderly end takes */
};

static volatile sig_atomic_t last_signal, awaiting, deadline_passed;
static char last_line[LINE_SIZE];
static _Atomic int64_t signalled_us; /* of the first signal, on the monotonic clock */

static void on_signal(int number)
{
	if (awaiting)
		_exit(ERROR_AGAIN);
	if (last_signal == 0)
		atomic_store(&signalled_us, clock_monotonic_us());
	last_signal = number;
}

static void on_alarm(int number)
{
	(void)number;
	if (awaiting)
		_exit(ERROR_AGAIN);
	if (deadline_passed && write(STDERR_FILENO, last_line, strlen(last_line)) < 0)
		_exit(ERROR_AGAIN);
	if (deadline_passed)
		_exit(ERROR_AGAIN);
	deadline_passed = 1;
	(void)alarm(LAST_RESORT_S);
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

void stop_at_deadline(int64_t seconds, const char *line)
{
	(void)text_copy(last_line, sizeof last_line, line);
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
	(void)sigaction(SIGALRM, &action, NULL);
	(void)alarm(seconds < 1 ? 1 : (unsigned)seconds);
}

bool stop_ready(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};
	while (last_signal == 0 && !deadline_passed) {
		int ready = poll(&p, 1, STOP_SLICE_US / 1000);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return true;
	}
	return false;
}

void stop_await(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};
	int ready;
	awaiting = 1;
	while ((ready = poll(&p, 1, last_signal != 0 ? WAIT_US / 1000 : -1)) < 0 && errno == EINTR)
		;
	awaiting = 0;
	if (ready == 0)
		_exit(ERROR_AGAIN);
}
