#include "stop.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t last_signal;

static void on_signal(int number)
{
	last_signal = number;
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
			   : error_set(err, ERROR_AGAIN,
				     "stopped by signal %d; the next run continues", number);
}
